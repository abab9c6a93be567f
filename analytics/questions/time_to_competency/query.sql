-- Counts of hires who are alike in all that the comparison looks at, with the days they were
-- watched; beside them what the exports leave out, and how many people the whole list holds.
select
    scope, side, cohort, department, role, hire_date, outcome, days, whole_days, is_signed_off,
    people
from counted_hire
order by
    scope, side, cohort, department, role, hire_date, outcome, days, whole_days, is_signed_off
