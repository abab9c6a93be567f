-- How many people led so many sessions and attended so many that others led.
with taking_part as (
    select
        v.person_id, sum(case when v.is_host then 1 else 0 end) as led,
        sum(case when v.is_host then 0 else 1 end) as attended
    from visit v
    join led d on d.session_id = v.session_id
    where d.has_host = 1 and v.is_attended = 1
    group by v.person_id
),
alike as (
    select 'people' as scope, led, attended, count(*) as counted
    from taking_part
    group by led, attended
),
seen as (
    select d.session_id, d.has_host
    from led d
    join session_part p on p.session_id = d.session_id
    where p.people_attended > 0
    group by d.session_id, d.has_host
),
sessions as (
    select
        case when has_host = 1 then 'sessions' else 'without-host' end as scope,
        cast(null as bigint) as led, cast(null as bigint) as attended, count(*) as counted
    from seen
    group by has_host
),
every_scope as (
    select * from alike
    union all select * from sessions
)
select scope, led, attended, counted
from every_scope
order by scope, led, attended
