loose_person as (
    -- the sums of person_piece, counted from the roll: of days outside the kept pieces
    select
        person_id, department, is_listed, week_start, month_start,
        cast(sum(is_seat) as bigint) as invited,
        cast(sum(is_seat * is_accepted) as bigint) as accepted,
        cast(sum(is_seat * is_attended) as bigint) as attended,
        cast(sum(is_seat * is_attended * is_stayed) as bigint) as stayed,
        cast(sum(is_seat * is_untimed) as bigint) as untimed,
        cast(sum(is_seat * is_accepted * (1 - is_attended)) as bigint) as accepted_absent,
        cast(sum(is_seat * is_attended * (1 - is_accepted)) as bigint) as attended_unaccepted,
        cast(sum(case when is_seat = 0 and not is_host then 1 else 0 end) as bigint) as walked_in,
        cast(sum(case when is_seat = 0 and not is_host then is_attended else 0 end) as bigint)
            as walked_in_attended,
        cast(sum(case when is_host then 0 else is_attended end) as bigint) as as_guest
    from roll
    where (is_seat = 1 or is_present)
        and (session_date < cast($kept_from as date) or session_date > cast($kept_until as date))
    group by person_id, department, is_listed, week_start, month_start
)
