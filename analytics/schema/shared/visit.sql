timed as (
    -- sessions with a known time of anybody: there, a name without times says "listed", not "came"
    select session_id, max(seconds_present) as longest_seconds
    from person_session
    where seconds_present is not null
    group by session_id
),
visit as (
    -- one row per person and session they were present in, invited or not
    select
        ps.session_id, ps.person_id, ps.is_host, ps.seconds_present, t.session_date,
        t.week_start, t.month_start, t.meeting_seconds, p.department,
        case
            when m.session_id is null then 1
            when ps.seconds_present >= cast($attended_seconds as double)
                and ps.seconds_present
                    >= cast($attended_share as double) * coalesce(t.meeting_seconds, 0) then 1
            else 0
        end as is_attended,
        case
            when ps.seconds_present >= cast($attended_seconds as double)
                and ps.seconds_present >= 0.75 * coalesce(t.meeting_seconds, 0) then 1
            else 0
        end as is_stayed,
        case when m.session_id is null then 1 else 0 end as is_untimed
    from taken t
    join person_session ps on ps.session_id = t.session_id
    left join timed m on m.session_id = ps.session_id
    left join person p on p.person_id = ps.person_id
    where ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)
)
