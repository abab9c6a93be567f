-- Counts of hires who are alike in all that the comparison looks at, with the days they were
-- watched; beside them what the exports leave out, and how many people the whole list holds.
with counted as (
    select
        'hire' as scope, side, cohort, department, role, hire_date, outcome,
        days_watched as days, whole_days, is_signed_off, count(*) as people
    from hire
    group by
        side, cohort, department, role, hire_date, outcome, days_watched, whole_days, is_signed_off
),
unmatched as (
    select 'unmatched' as scope, count(*) as people
    from competency c
    left join person p on p.person_id = c.person_id
    where c.competency = $competency and c.competent_on is not null
        and (p.person_id is null or p.hire_date is null)
),
listed as (
    select 'listed' as scope, count(*) as people
    from person
    where hire_date is not null
),
gone as (
    select 'gone' as scope, count(*) as people
    from person
    where left_date is not null
),
beside as (
    select scope, people from unmatched
    union all select scope, people from listed
    union all select scope, people from gone
),
every_scope as (
    select
        scope, side, cohort, department, role, hire_date, outcome, days, whole_days,
        is_signed_off, people
    from counted
    union all
    select
        scope, cast(null as varchar) as side, cast(null as varchar) as cohort,
        cast(null as varchar) as department, cast(null as varchar) as role,
        cast(null as date) as hire_date, cast(null as varchar) as outcome,
        cast(null as bigint) as days, cast(null as bigint) as whole_days,
        cast(null as integer) as is_signed_off, people
    from beside
)
select
    scope, side, cohort, department, role, hire_date, outcome, days, whole_days, is_signed_off,
    people
from every_scope
order by
    scope, side, cohort, department, role, hire_date, outcome, days, whole_days, is_signed_off
