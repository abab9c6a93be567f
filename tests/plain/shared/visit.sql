visit as (
    -- one row per person and session they were present in, inside the pilot, the chosen dates and
    -- departments
    select
        a.session_id, a.person_id, a.is_host, a.seconds_present, a.session_date, t.week_start,
        t.month_start, a.meeting_seconds, p.department, a.is_attended, a.is_stayed, a.is_untimed
    from taken t
    join presence a on a.session_id = t.session_id
    left join person p on p.person_id = a.person_id
    where ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)
)
