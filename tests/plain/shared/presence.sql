timed as (
    -- sessions with a known time of anybody: there, a name without times says "listed", not "came"
    select session_id, max(seconds_present) as longest_seconds
    from person_session
    where seconds_present is not null
    group by session_id
),
presence as (
    -- one row per person and session they were present in, whenever it was, invited or not
    select
        ps.session_id, ps.person_id, ps.is_host, ps.seconds_present, s.meeting_seconds,
        cast(s.started_at as date) as session_date,
        case
            when m.session_id is null then 1
            when ps.seconds_present >= cast($attended_seconds as double)
                and ps.seconds_present
                    >= cast($attended_share as double) * coalesce(s.meeting_seconds, 0) then 1
            else 0
        end as is_attended,
        case
            when ps.seconds_present >= cast($attended_seconds as double)
                and ps.seconds_present >= 0.75 * coalesce(s.meeting_seconds, 0) then 1
            else 0
        end as is_stayed,
        case when m.session_id is null then 1 else 0 end as is_untimed
    from session s
    join person_session ps on ps.session_id = s.session_id
    left join timed m on m.session_id = ps.session_id
    where s.has_attendance
)
