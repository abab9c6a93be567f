-- Sums per week and in all; sums of squares let the interval know that people come again.
with person_week as (
    select week_start, person_id, count(*) as invited, sum(is_attended) as attended
    from seat
    group by week_start, person_id
),
person_all as (
    select person_id, count(*) as invited, sum(is_attended) as attended
    from seat
    group by person_id
),
week as (
    select
        'week' as scope, week_start, count(*) as people, sum(invited) as invited,
        sum(attended) as attended, sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited, sum(invited * invited) as invited_squared
    from person_week
    group by week_start
),
whole as (
    select
        'all' as scope, cast(null as date) as week_start, count(*) as people,
        sum(invited) as invited, sum(attended) as attended,
        sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited, sum(invited * invited) as invited_squared
    from person_all
),
walk_in as (
    select
        'walk-in' as scope, cast(null as date) as week_start,
        count(distinct v.person_id) as people, count(*) as invited, sum(v.is_attended) as attended,
        cast(null as bigint) as attended_squared, cast(null as bigint) as attended_by_invited,
        cast(null as bigint) as invited_squared
    from visit v
    left join seat s on s.session_id = v.session_id and s.person_id = v.person_id
    where s.person_id is null and not v.is_host
),
unmatched as (
    -- who attended and stands in no people list, where there is one: counted as they are, whether
    -- invited by that spelling or not
    select
        'unmatched' as scope, cast(null as date) as week_start,
        count(distinct v.person_id) as people, count(*) as invited, sum(v.is_attended) as attended,
        cast(null as bigint) as attended_squared, cast(null as bigint) as attended_by_invited,
        cast(null as bigint) as invited_squared
    from visit v
    left join person p on p.person_id = v.person_id
    left join seat s on s.session_id = v.session_id and s.person_id = v.person_id
    where v.is_attended = 1 and p.person_id is null
        and (s.person_id is not null or not v.is_host)
        and exists (select 1 from person)
),
held as (
    select
        'sessions' as scope, cast(null as date) as week_start, count(*) as people,
        count(distinct week_start) as invited, cast(null as bigint) as attended,
        cast(null as bigint) as attended_squared, cast(null as bigint) as attended_by_invited,
        cast(null as bigint) as invited_squared
    from taken
),
every_scope as (
    select * from week
    union all select * from whole
    union all select * from walk_in
    union all select * from unmatched
    union all select * from held
)
select
    scope, week_start, people, coalesce(invited, 0) as invited, coalesce(attended, 0) as attended,
    attended_squared, attended_by_invited, invited_squared
from every_scope
order by scope, week_start
