-- A day grid: how many hires of each cohort ended their watch after how many days, and how.
with honest as (
    select 'honest' as scope, cohort, outcome, days_watched as days, count(*) as people
    from hire
    group by cohort, outcome, days_watched
),
naive as (
    select 'naive' as scope, cohort, 'competent' as outcome, full_days as days, count(*) as people
    from hire
    where full_days is not null and is_contradicting = 0
    group by cohort, full_days
),
unmatched as (
    select
        'unmatched' as scope, 'none' as cohort, 'competent' as outcome, cast(null as bigint) as days,
        count(*) as people
    from competency c
    left join person p on p.person_id = c.person_id
    where c.competency = $competency and c.competent_on is not null
        and (p.person_id is null or p.hire_date is null)
),
every_scope as (
    select scope, cohort, outcome, days, people from honest
    union all select scope, cohort, outcome, days, people from naive
    union all select scope, cohort, outcome, days, people from unmatched
)
select scope, cohort, outcome, days, people
from every_scope
where people > 0
order by scope, cohort, outcome, days
