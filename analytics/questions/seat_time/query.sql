-- How many were there for how many seconds, by what that is known: their own time, else how long the
-- meeting was, else its plan. Then how often somebody led a session, and how many people they are.
with seated as (
    select
        v.session_id, v.person_id, v.is_host,
        case
            when v.seconds_present is not null then 'time'
            when v.meeting_seconds is not null then 'meeting'
            when s.planned_seconds is not null then 'plan'
            else 'nothing'
        end as known_by,
        coalesce(v.seconds_present, v.meeting_seconds, s.planned_seconds) as seconds
    from visit v
    join session s on s.session_id = v.session_id
),
alike as (
    select
        'seat' as scope, known_by, count(*) as counted,
        cast(coalesce(sum(seconds), 0) as bigint) as seconds
    from seated
    group by known_by
),
lead_of_session as (
    select
        'led' as scope, cast(null as varchar) as known_by, count(*) as counted,
        cast(null as bigint) as seconds
    from seated
    where is_host
),
everybody as (
    select
        'people' as scope, cast(null as varchar) as known_by,
        count(distinct person_id) as counted, cast(null as bigint) as seconds
    from seated
),
every_scope as (
    select * from alike
    union all select * from lead_of_session
    union all select * from everybody
)
select scope, known_by, counted, seconds
from every_scope
order by scope, known_by
