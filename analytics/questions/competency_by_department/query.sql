-- The hires of time-to-competency, counted by department among other things: the same rows.
select
    scope, side, cohort, department, role, hire_date, outcome, days, whole_days, is_signed_off,
    people
from counted_hire
order by
    scope, side, cohort, department, role, hire_date, outcome, days, whole_days, is_signed_off
