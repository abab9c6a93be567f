invited as (
    -- who was asked to come, by the one basis in use
    select i.session_id, i.person_id, i.response
    from invitation i
    where i.basis = $invited_by
    union all
    select t.session_id, p.person_id, 'none' as response
    from taken t
    cross join person p
    where $invited_by = 'roster' and (p.hire_date is null or p.hire_date <= t.session_date)
),
seat as (
    -- one row per invited person and session; not who had left, nor who was uninvited
    select
        t.session_id, t.session_date, t.week_start, t.month_start, i.person_id, p.department,
        case when i.response = 'accepted' then 1 else 0 end as is_accepted,
        coalesce(v.is_attended, 0) as is_attended,
        coalesce(v.is_stayed, 0) as is_stayed,
        coalesce(v.is_untimed, 0) as is_untimed,
        v.seconds_present, t.meeting_seconds
    from invited i
    join taken t on t.session_id = i.session_id
    left join person p on p.person_id = i.person_id
    left join visit v on v.session_id = i.session_id and v.person_id = i.person_id
    where i.response <> 'cancelled'
        and (p.left_date is null or p.left_date >= t.session_date)
        and ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)
)
