-- How many of the invited people came once, again and regularly: in all and per department.
with asked_person as (
    select person_id, department
    from person_piece
    where invited > 0
    group by person_id, department
),
coming as (
    -- attendances of any session, invited to it or not; a host without an invitation leads
    select
        person_id, week_start, cast(sum(attended + walked_in_attended) as bigint) as sessions,
        cast(sum(walked_in_attended) as bigint) as walked_in
    from person_piece
    where attended + walked_in_attended > 0
    group by person_id, week_start
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
        sum(c.sessions) as sessions_attended,
        sum(case when w.weeks_back <= 4 then 1 else 0 end) as weeks_attended_lately
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
        count(distinct person_id) as people, coalesce(sum(walked_in), 0) as came,
        cast(null as bigint) as came_again, cast(null as bigint) as regular
    from coming
    where walked_in > 0
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
