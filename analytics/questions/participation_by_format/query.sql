-- Sums per format, and the periods of the same invitations: per week, month and session and in all.
with formatted as (
    select t.session_id, t.started_at, t.title, coalesce(f.format, 'other') as format
    from taken t
    left join title_format f on f.title = t.title
),
numbered_format as (
    -- a number is faster to count by than a word
    select format, row_number() over (order by format) as number
    from formatted
    group by format
),
numbered_session as (
    select f.session_id, n.number
    from formatted f
    join numbered_format n on n.format = f.format
),
person_format as (
    select n.number, s.person_id, count(*) as invited, sum(s.is_attended) as attended
    from seat s
    join numbered_session n on n.session_id = s.session_id
    group by n.number, s.person_id
),
number_sum as (
    select
        number, count(*) as people, sum(invited) as invited, sum(attended) as attended,
        sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited, sum(invited * invited) as invited_squared
    from person_format
    group by number
),
format_sum as (
    select
        n.format, s.people, s.invited, s.attended, s.attended_squared, s.attended_by_invited,
        s.invited_squared
    from number_sum s
    join numbered_format n on n.number = s.number
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
