-- How many hosts led so many sessions; how many people of each department attended so many that
-- others led, and how many of them have led none; how many titles, formats and departments of
-- hosts have so many sessions, led by so many people.
with seen as (
    select session_id
    from learner
    group by session_id
),
led_by as (
    select h.person_id, count(*) as sessions
    from seen s
    join host h on h.session_id = s.session_id
    group by h.person_id
),
hosts as (
    select
        'hosts' as scope, cast(null as varchar) as department, sessions, count(*) as people,
        0 as not_led, 0 as parts
    from led_by
    group by sessions
),
learned_by as (
    select person_id, department, count(*) as sessions
    from learner
    group by person_id, department
),
has_led as (
    select person_id
    from host
    group by person_id
),
learners as (
    select
        'learners' as scope, l.department, l.sessions, count(*) as people,
        sum(case when h.person_id is null then 1 else 0 end) as not_led, 0 as parts
    from learned_by l
    left join has_led h on h.person_id = l.person_id
    group by l.department, l.sessions
),
held as (
    select
        'sessions' as scope, cast(null as varchar) as department, count(*) as sessions,
        0 as people, 0 as not_led, 0 as parts
    from seen
),
without_host as (
    -- attended by people of the chosen departments, and nobody is marked as the host
    select
        'without-host' as scope, cast(null as varchar) as department,
        count(distinct d.session_id) as sessions, 0 as people, 0 as not_led, 0 as parts
    from led d
    join session_part p on p.session_id = d.session_id
    where d.has_host = 0 and p.people_attended > 0
),
titled as (
    select s.session_id, n.title, f.format
    from seen s
    join session n on n.session_id = s.session_id
    left join title_format f on f.title = n.title
),
led_part as (
    select 'title' as scope, t.title as part, t.session_id, h.person_id
    from titled t
    join host h on h.session_id = t.session_id
    where t.title <> ''
    union all
    select 'format' as scope, t.format as part, t.session_id, h.person_id
    from titled t
    join host h on h.session_id = t.session_id
    where t.format <> 'other'
    union all
    select 'host-department' as scope, h.department as part, s.session_id, h.person_id
    from seen s
    join host h on h.session_id = s.session_id
    where h.department is not null
),
part_sum as (
    select
        scope, part, count(distinct session_id) as sessions, count(distinct person_id) as people
    from led_part
    group by scope, part
),
alike_part as (
    select
        scope, cast(null as varchar) as department, sessions, people, 0 as not_led,
        count(*) as parts
    from part_sum
    group by scope, sessions, people
),
every_scope as (
    select * from hosts
    union all select * from learners
    union all select * from held
    union all select * from without_host
    union all select * from alike_part
)
select scope, department, sessions, people, not_led, parts
from every_scope
order by scope, department nulls last, sessions, people
