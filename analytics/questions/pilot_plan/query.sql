-- How many people hired before the planned pilot were watched for how many days, by the day they
-- were hired, and how their watch ended: those it is meant for, and those to compare them with.
with history as (
    select side, hire_date, outcome, days, sum(people) as people
    from counted_hire
    where scope = 'hire' and cohort = 'before' and outcome <> 'contradicting'
    group by side, hire_date, outcome, days
)
select side, hire_date, outcome, days, people
from history
order by side, hire_date, outcome, days
