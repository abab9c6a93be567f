-- One row per cohort and day watched: how many became competent on it, how many were last seen.
select
    cohort, days_watched,
    count(*) filter (where is_competent) as events,
    count(*) filter (where not is_competent) as exits
from day_grid_hire
group by cohort, days_watched
order by cohort, days_watched
