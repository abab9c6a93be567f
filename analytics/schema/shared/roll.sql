roll as (
    -- one row per person and session they were invited to, by the basis in use, or present in:
    -- inside the pilot and the chosen dates and departments
    select
        r.session_id, r.person_id, r.session_date, r.week_start, r.month_start, r.department,
        r.is_listed, r.is_present, r.is_host, r.seconds_present, r.meeting_seconds,
        case
            when $invited_by = 'invitation' and r.is_invited then 1
            when $invited_by = 'registration' and r.is_registered then 1
            when $invited_by = 'roster' and r.is_on_roster then 1
            else 0
        end as is_seat,
        case
            when $invited_by = 'invitation' and r.is_accepted then 1
            when $invited_by = 'registration' and r.is_registration_accepted then 1
            else 0
        end as is_accepted,
        case
            when r.is_untimed then 1
            when r.seconds_present >= cast($attended_seconds as double)
                and r.seconds_present
                    >= cast($attended_share as double) * coalesce(r.meeting_seconds, 0) then 1
            else 0
        end as is_attended,
        case
            when r.seconds_present >= cast($attended_seconds as double)
                and r.seconds_present >= 0.75 * coalesce(r.meeting_seconds, 0) then 1
            else 0
        end as is_stayed,
        case when r.is_untimed then 1 else 0 end as is_untimed
    from roll_call r
    where r.session_date >= cast($first_session_day as date)
        and r.session_date <= cast($last_session_day as date)
        and ($departments = ''
            or strpos($departments, concat(chr(31), r.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), r.department, chr(31))) > 0)
    union all
    -- by the roster everybody is invited whom the people list holds that day, come or not
    select
        t.session_id, p.person_id, t.session_date, t.week_start, t.month_start, p.department,
        true as is_listed, false as is_present, false as is_host,
        cast(null as bigint) as seconds_present, t.meeting_seconds, 1 as is_seat,
        0 as is_accepted, 0 as is_attended, 0 as is_stayed, 0 as is_untimed
    from taken t
    cross join person p
    left join roll_call r on r.session_id = t.session_id and r.person_id = p.person_id
    where $invited_by = 'roster' and r.person_id is null
        and (p.hire_date is null or p.hire_date <= t.session_date)
        and (p.left_date is null or p.left_date >= t.session_date)
        and ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)
)
