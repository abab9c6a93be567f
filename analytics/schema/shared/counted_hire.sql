counted as (
    -- counts of hires who are alike in all that the comparison looks at
    select
        'hire' as scope, side, cohort, department, role, hire_date, outcome,
        days_watched as days, whole_days, is_signed_off, count(*) as people
    from hire
    group by
        side, cohort, department, role, hire_date, outcome, days_watched, whole_days, is_signed_off
),
beside as (
    -- what the exports leave out, how many people the whole list holds, and who of them has left
    select 'unmatched' as scope, count(*) as people
    from competency c
    left join person p on p.person_id = c.person_id
    where c.competency = $competency and c.competent_on is not null
        and (p.person_id is null or p.hire_date is null)
    union all
    select 'listed' as scope, count(*) as people
    from person
    where hire_date is not null
    union all
    select 'gone' as scope, count(*) as people
    from person
    where left_date is not null and left_date <= cast($as_of as date)
),
counted_hire as (
    -- one row per count: scope "hire" with the days watched, the other scopes only with people
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
