-- How many were there for how many seconds, by what that is known: their own time, else how long the
-- meeting was, else its plan. Then how often somebody led a session, of how many of these sessions
-- nobody is known to have led them, and how many people they are. Somebody led every session, whether
-- the export says who or not: each has at least one host, also one of another department.
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
hosted as (
    select session_id, 1 as is_known
    from presence
    where is_host
    group by session_id
),
held as (
    select
        v.session_id, max(coalesce(h.is_known, 0)) as is_known,
        sum(case when v.is_host then 1 else 0 end) as hosts
    from seated v
    left join hosted h on h.session_id = v.session_id
    group by v.session_id
),
lead_of_session as (
    select
        'led' as scope, cast(null as varchar) as known_by,
        cast(coalesce(sum(case when hosts > 1 then hosts else 1 end), 0) as bigint) as counted,
        cast(null as bigint) as seconds
    from held
),
unknown_host as (
    select
        'unhosted' as scope, cast(null as varchar) as known_by, count(*) as counted,
        cast(null as bigint) as seconds
    from held
    where is_known = 0
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
    union all select * from unknown_host
    union all select * from everybody
)
select scope, known_by, counted, seconds
from every_scope
order by scope, known_by
