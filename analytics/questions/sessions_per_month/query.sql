-- One row per session, held when two people or more attended it, and per planned one without export.
with turnout_of_session as (
    select session_id, sum(people_attended) as attended
    from session_part
    group by session_id
),
in_calendar as (
    select session_id
    from invitation
    where basis = 'invitation'
    group by session_id
),
every_session as (
    select
        t.session_id, t.session_date, t.meeting_seconds, t.planned_seconds, 1 as has_export,
        case when coalesce(n.attended, 0) >= 2 then 1 else 0 end as is_held,
        case when t.planned_seconds is not null or c.session_id is not null then 1 else 0 end
            as is_planned,
        0 as is_called_off
    from taken t
    left join turnout_of_session n on n.session_id = t.session_id
    left join in_calendar c on c.session_id = t.session_id
    union all
    select
        session_id, session_date, cast(null as bigint) as meeting_seconds, planned_seconds,
        0 as has_export, 0 as is_held, 1 as is_planned, is_called_off
    from planned
)
select
    session_date, meeting_seconds, planned_seconds, has_export, is_held, is_planned, is_called_off
from every_session
order by session_date, session_id
