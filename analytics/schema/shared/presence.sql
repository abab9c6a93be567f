presence as (
    -- one row per person and session they were present in, whenever it was, invited or not; where
    -- nobody's time is known, a name without times says "came", elsewhere "listed"
    select
        r.session_id, r.person_id, r.department, r.is_host, r.seconds_present, r.meeting_seconds,
        r.session_date,
        case
            when r.is_untimed then 1
            when r.seconds_present >= cast($attended_seconds as double)
                and r.seconds_present
                    >= cast($attended_share as double) * coalesce(r.meeting_seconds, 0) then 1
            else 0
        end as is_attended
    from roll_call r
    where r.is_present
)
