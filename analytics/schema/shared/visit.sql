visit as (
    -- one row per person and session they were present in, invited or not
    select
        ps.session_id, ps.person_id, ps.is_host, ps.seconds_present, t.session_date,
        t.week_start, t.month_start, t.meeting_seconds, p.department,
        case
            when ps.seconds_present is null then 1
            when ps.seconds_present >= cast($attended_seconds as double)
                and ps.seconds_present
                    >= cast($attended_share as double) * coalesce(t.meeting_seconds, 0) then 1
            else 0
        end as is_attended,
        case
            when ps.seconds_present is null then 0
            when ps.seconds_present >= cast($attended_seconds as double)
                and ps.seconds_present >= 0.75 * coalesce(t.meeting_seconds, 0) then 1
            else 0
        end as is_stayed
    from taken t
    join person_session ps on ps.session_id = t.session_id
    left join person p on p.person_id = ps.person_id
    where ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)
)
