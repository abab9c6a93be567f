-- Sums per format, and the periods of the same invitations: per week, month and session and in all.
with formatted as (
    select t.session_id, t.started_at, t.title, coalesce(f.format, 'other') as format
    from taken t
    left join title_format f on f.title = t.title
),
person_format as (
    select f.format, s.person_id, count(*) as invited, sum(s.is_attended) as attended
    from seat s
    join formatted f on f.session_id = s.session_id
    group by f.format, s.person_id
),
format_sum as (
    select
        format, count(*) as people, sum(invited) as invited, sum(attended) as attended,
        sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited, sum(invited * invited) as invited_squared
    from person_format
    group by format
),
every_scope as (
    select
        'format' as scope, cast(null as date) as period_start, cast(null as varchar) as title,
        cast(null as timestamp) as started_at, cast(null as bigint) as session_id, format, people,
        invited, attended, attended_squared, attended_by_invited, invited_squared
    from format_sum
    union all
    select
        t.scope, t.period_start, f.title, f.started_at, t.session_id, f.format, t.people,
        t.invited, t.attended, t.attended_squared, t.attended_by_invited, t.invited_squared
    from turnout t
    left join formatted f on f.session_id = t.session_id
)
select
    scope, period_start, title, format, people, invited, attended, attended_squared,
    attended_by_invited, invited_squared
from every_scope
order by scope, period_start, started_at, session_id, format
