-- How many hires of each cohort were watched for how many days, and how their watch ended.
with ended as (
    select cohort, outcome, days, people
    from counted_hire
    where scope = 'hire' and side = 'pilot' and outcome <> 'contradicting'
),
by_day as (
    select cohort, outcome, days, sum(people) as people
    from ended
    group by cohort, outcome, days
)
select cohort, outcome, days, people
from by_day
order by cohort, outcome, days
