planned as (
    -- one row per session of the calendar that no attendance export speaks of, called off or not,
    -- inside the pilot and the chosen dates and before the last known day
    select
        s.session_id, s.planned_seconds, cast(s.started_at as date) as session_date,
        case when s.is_cancelled then 1 else 0 end as is_called_off
    from session s
    where not s.has_attendance
        and cast(s.started_at as date) >= cast($first_session_day as date)
        and cast(s.started_at as date) <= cast($last_session_day as date)
        and cast(s.started_at as date) < cast($as_of as date)
)
