-- One row per session with an attendance export: held when two people or more attended.
with turnout as (
    select session_id, sum(is_attended) as attended
    from visit
    group by session_id
)
select
    t.session_date, t.meeting_seconds, t.planned_seconds,
    case when coalesce(n.attended, 0) >= 2 then 1 else 0 end as is_held
from taken t
left join turnout n on n.session_id = t.session_id
order by t.session_date, t.session_id
