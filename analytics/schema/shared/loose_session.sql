loose_session as (
    -- the sums of session_part, counted from the roll: of days outside the kept pieces
    select
        session_id, session_date, department, cast(sum(is_seat) as bigint) as invited,
        cast(sum(is_seat * is_attended) as bigint) as attended,
        cast(sum(case when is_present then is_attended else 0 end) as bigint) as people_attended,
        cast(sum(case when is_host then is_attended else 0 end) as bigint) as hosts_attended
    from roll
    where (is_seat = 1 or is_present)
        and (session_date < cast($kept_from as date) or session_date > cast($kept_until as date))
    group by session_id, session_date, department
)
