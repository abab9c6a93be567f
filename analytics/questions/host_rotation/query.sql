-- How many hosts led so many sessions; how many people of each department attended so many that
-- others led, and how many of them have led none.
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
        0 as not_led
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
        sum(case when h.person_id is null then 1 else 0 end) as not_led
    from learned_by l
    left join has_led h on h.person_id = l.person_id
    group by l.department, l.sessions
),
held as (
    select
        'sessions' as scope, cast(null as varchar) as department, count(*) as sessions,
        0 as people, 0 as not_led
    from seen
),
without_host as (
    -- attended by people of the chosen departments, and nobody is marked as the host
    select
        'without-host' as scope, cast(null as varchar) as department,
        count(distinct d.session_id) as sessions, 0 as people, 0 as not_led
    from led d
    join session_part p on p.session_id = d.session_id
    where d.has_host = 0 and p.people_attended > 0
),
every_scope as (
    select * from hosts
    union all select * from learners
    union all select * from held
    union all select * from without_host
)
select scope, department, sessions, people, not_led
from every_scope
order by scope, department nulls last, sessions
