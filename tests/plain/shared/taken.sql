taken as (
    -- one row per session with an attendance export, inside the pilot and the chosen dates
    select
        s.session_id, s.title, s.started_at, s.planned_seconds, s.meeting_seconds,
        cast(s.started_at as date) as session_date,
        cast(date_trunc('week', s.started_at) as date) as week_start,
        cast(date_trunc('month', s.started_at) as date) as month_start
    from session s
    where s.has_attendance
        and cast(s.started_at as date) >= cast($first_session_day as date)
        and cast(s.started_at as date) <= cast($last_session_day as date)
)
