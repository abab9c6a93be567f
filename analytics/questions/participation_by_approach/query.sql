-- Sums per approach, the people of the smallest format, and the periods of the same invitations.
with formatted as (
    select
        t.session_id, t.started_at, t.title, coalesce(f.format, 'other') as format,
        coalesce(f.approach, 'other') as approach
    from taken t
    left join title_format f on f.title = t.title
),
invited as (
    select s.person_id, s.is_attended, f.format, f.approach
    from seat s
    join formatted f on f.session_id = s.session_id
),
person_approach as (
    select approach, person_id, count(*) as invited, sum(is_attended) as attended
    from invited
    group by approach, person_id
),
approach_sum as (
    select
        approach, count(*) as people, sum(invited) as invited, sum(attended) as attended,
        sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited, sum(invited * invited) as invited_squared
    from person_approach
    group by approach
),
format_people as (
    select format, count(distinct person_id) as people
    from invited
    group by format
),
every_scope as (
    select
        'approach' as scope, cast(null as date) as period_start, cast(null as varchar) as title,
        cast(null as timestamp) as started_at, cast(null as bigint) as session_id, approach,
        people, invited, attended, attended_squared, attended_by_invited, invited_squared
    from approach_sum
    union all
    select
        'smallest-format', null, null, null, null, null, min(people), 0, 0, 0, 0, 0
    from format_people
    union all
    select
        t.scope, t.period_start, f.title, f.started_at, t.session_id, f.approach, t.people,
        t.invited, t.attended, t.attended_squared, t.attended_by_invited, t.invited_squared
    from turnout t
    left join formatted f on f.session_id = t.session_id
)
select
    scope, period_start, title, approach, people, invited, attended, attended_squared,
    attended_by_invited, invited_squared
from every_scope
order by scope, period_start, started_at, session_id, approach
