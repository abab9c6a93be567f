-- How many of the invited people came once, again and regularly: in all and per department.
with asked_person as (
    select person_id, department
    from seat
    group by person_id, department
),
coming as (
    -- attendances of any session, invited to it or not; a host without an invitation leads
    select v.session_id, v.person_id, v.week_start,
        case when s.person_id is null then 1 else 0 end as is_walk_in
    from visit v
    left join seat s on s.session_id = v.session_id and s.person_id = v.person_id
    where v.is_attended = 1 and (s.person_id is not null or not v.is_host)
),
met_week as (
    select week_start
    from taken
    group by week_start
),
numbered_week as (
    select week_start, row_number() over (order by week_start desc) as weeks_back
    from met_week
),
person_came as (
    -- regular: in at least three of the last four weeks that had a session
    select
        a.person_id, a.department,
        count(distinct c.session_id) as sessions_attended,
        count(distinct case when w.weeks_back <= 4 then c.week_start end) as weeks_attended_lately
    from asked_person a
    left join coming c on c.person_id = a.person_id
    left join numbered_week w on w.week_start = c.week_start
    group by a.person_id, a.department
),
counted as (
    select
        department, count(*) as people,
        sum(case when sessions_attended >= 1 then 1 else 0 end) as came,
        sum(case when sessions_attended >= 2 then 1 else 0 end) as came_again,
        sum(case when weeks_attended_lately >= 3 then 1 else 0 end) as regular
    from person_came
    group by department
),
every_scope as (
    select 'department' as scope, department, people, came, came_again, regular
    from counted
    union all
    select
        'walk-in' as scope, cast(null as varchar) as department,
        count(distinct person_id) as people, count(*) as came, cast(null as bigint) as came_again,
        cast(null as bigint) as regular
    from coming
    where is_walk_in = 1
    union all
    select
        'weeks' as scope, cast(null as varchar) as department, count(*) as people,
        cast(null as bigint) as came, cast(null as bigint) as came_again,
        cast(null as bigint) as regular
    from met_week
)
select scope, department, people, came, came_again, regular
from every_scope
order by scope, department
