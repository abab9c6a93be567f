-- Counts of the pilot's hires who are alike in the sessions they had attended by day 28 (4 stands
-- for more), the day of the first one, and how many days they were watched with what outcome.
with came as (
    -- as a guest, from the hire date on and while still learning; hosting is not attending
    select
        h.person_id,
        sum(case when date_diff('day', h.hire_date, v.session_date) <= 28 then 1 else 0 end)
            as sessions,
        min(date_diff('day', h.hire_date, v.session_date)) as first_attended_day
    from hire h
    join visit v on v.person_id = h.person_id
    where v.is_attended = 1 and not v.is_host and v.session_date >= h.hire_date
        and date_diff('day', h.hire_date, v.session_date) < h.days_watched
    group by h.person_id
),
hired as (
    select
        case when c.sessions is null then 0 when c.sessions > 4 then 4 else c.sessions end
            as sessions,
        c.first_attended_day, h.outcome, h.days_watched as days
    from hire h
    left join came c on c.person_id = h.person_id
    where h.side = 'pilot' and h.cohort = 'during' and h.outcome <> 'contradicting'
)
select
    cast(sessions as bigint) as sessions, first_attended_day, outcome, days, count(*) as people
from hired
group by sessions, first_attended_day, outcome, days
order by sessions, first_attended_day, outcome, days
