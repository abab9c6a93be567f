person_period as (
    -- how often each person was invited and came: in all, and per week and month
    select
        'all' as scope, cast(null as date) as period_start, person_id,
        cast(sum(invited) as bigint) as invited, cast(sum(attended) as bigint) as attended
    from person_piece
    where invited > 0
    group by person_id
    union all
    select
        'week' as scope, week_start as period_start, person_id,
        cast(sum(invited) as bigint) as invited, cast(sum(attended) as bigint) as attended
    from person_piece
    where invited > 0
    group by week_start, person_id
    union all
    select
        'month' as scope, month_start as period_start, person_id,
        cast(sum(invited) as bigint) as invited, cast(sum(attended) as bigint) as attended
    from person_piece
    where invited > 0
    group by month_start, person_id
),
turnout as (
    -- sums over people, one row in all and one per week, month and session; sums of squares let
    -- the interval know that people come again, and cannot be added over rows. To one session a
    -- person is invited once, so that there the squares are the counts.
    select
        scope, period_start, cast(null as bigint) as session_id, count(*) as people,
        sum(invited) as invited, sum(attended) as attended,
        sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited, sum(invited * invited) as invited_squared
    from person_period
    group by scope, period_start
    union all
    select
        'session' as scope, session_date as period_start, session_id,
        cast(sum(invited) as bigint) as people, sum(invited) as invited,
        sum(attended) as attended, sum(attended) as attended_squared,
        sum(attended) as attended_by_invited, sum(invited) as invited_squared
    from session_part
    where invited > 0
    group by session_date, session_id
)
