seat as (
    -- one row per invited person and session; not who had left, nor who was uninvited
    select
        session_id, session_date, week_start, month_start, person_id, department, is_accepted,
        is_attended, is_stayed, is_untimed, seconds_present, meeting_seconds
    from roll
    where is_seat = 1
)
