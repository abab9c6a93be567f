visit as (
    -- one row per person and session they were present in, inside the pilot, the chosen dates and
    -- departments
    select
        session_id, person_id, is_host, is_listed, is_seat, seconds_present, session_date,
        week_start, month_start, meeting_seconds, department, is_attended, is_stayed, is_untimed
    from roll
    where is_present
)
