-- Sums per week, month and session and in all; and beside them what is not in the rate.
with walk_in as (
    select
        'walk-in' as scope, count(distinct person_id) as people, sum(walked_in) as invited,
        sum(walked_in_attended) as attended
    from person_piece
    where walked_in > 0
),
unmatched as (
    -- who attended and stands in no people list, where there is one: counted as they are, whether
    -- invited by that spelling or not
    select
        'unmatched' as scope, count(distinct person_id) as people,
        sum(attended + walked_in_attended) as invited,
        sum(attended + walked_in_attended) as attended
    from person_piece
    where attended + walked_in_attended > 0 and not is_listed
        and exists (select 1 from person)
),
held as (
    select
        'sessions' as scope, count(*) as people, count(distinct week_start) as invited,
        cast(null as bigint) as attended
    from taken
),
beside as (
    select scope, people, invited, attended from walk_in
    union all
    select scope, people, invited, attended from unmatched
    union all
    select scope, people, invited, attended from held
),
every_scope as (
    select
        t.scope, t.period_start, k.title, k.started_at, t.session_id, t.people, t.invited,
        t.attended, t.attended_squared, t.attended_by_invited, t.invited_squared
    from turnout t
    left join taken k on k.session_id = t.session_id
    union all
    select
        scope, cast(null as date) as period_start, cast(null as varchar) as title,
        cast(null as timestamp) as started_at, cast(null as bigint) as session_id, people,
        invited, attended, cast(null as bigint) as attended_squared,
        cast(null as bigint) as attended_by_invited, cast(null as bigint) as invited_squared
    from beside
)
select
    scope, period_start, title, people, coalesce(invited, 0) as invited,
    coalesce(attended, 0) as attended, attended_squared, attended_by_invited, invited_squared
from every_scope
order by scope, period_start, started_at, session_id
