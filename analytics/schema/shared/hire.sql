hire as (
    -- one row per hire with the competency in use. days_watched end at the first of competent,
    -- left, the last known day and, for straddlers, the pilot's start; whole_days do not end there
    select
        w.person_id, w.department, w.role, w.side, w.hire_date, w.cohort,
        case
            when w.is_contradicting = 1 then 'contradicting'
            when w.is_straddling = 1 then 'straddling'
            when w.competent_on is not null then 'competent'
            when w.left_date is not null and w.left_date <= w.watched_until then 'left'
            else 'learning'
        end as outcome,
        case when w.is_straddling = 1 then date_diff('day', w.hire_date, w.starts_on)
            else date_diff('day', w.hire_date, coalesce(w.competent_on, w.watched_until))
        end as days_watched,
        date_diff('day', w.hire_date, coalesce(w.competent_on, w.watched_until)) as whole_days,
        case when w.competent_on is not null then 1 else 0 end as is_signed_off
    from watched w
    where w.competency = $competency
)
