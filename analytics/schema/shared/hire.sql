hired as (
    -- everyone offered the pilot or hired in the baseline, with the day their watch ends:
    -- the export or leaving, whichever is first
    select
        p.person_id, p.department, p.hire_date, p.left_date,
        case when p.hire_date < cast($pilot_starts_on as date) then 'before' else 'during' end
            as cohort,
        case when p.left_date is not null and p.left_date < cast($as_of as date) then p.left_date
             else cast($as_of as date) end as watched_until,
        case when c.competent_on is not null and c.competent_on <= cast($as_of as date)
                and (p.left_date is null or c.competent_on <= p.left_date)
            then c.competent_on end as competent_on,
        case when c.competent_on < p.hire_date then 1 else 0 end as is_contradicting
    from person p
    left join competency c on c.person_id = p.person_id and c.competency = $competency
    where p.hire_date >= cast($baseline_start as date)
        and p.hire_date <= cast($last_hire_day as date)
        and ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)
),
hire as (
    -- one row per hire; hired before and still learning after the pilot's first day = straddler,
    -- censored at the start (rule C). full_* ignore that rule: what a spreadsheet would count
    select
        person_id, department, hire_date, cohort, is_contradicting,
        case
            when is_contradicting = 1 then 'contradicting'
            when cohort = 'before' and watched_until > cast($pilot_starts_on as date)
                and (competent_on is null or competent_on > cast($pilot_starts_on as date))
                then 'straddling'
            when competent_on is not null then 'competent'
            when left_date is not null and left_date <= watched_until then 'left'
            else 'learning'
        end as outcome,
        case
            when cohort = 'before' and watched_until > cast($pilot_starts_on as date)
                and (competent_on is null or competent_on > cast($pilot_starts_on as date))
                then date_diff('day', hire_date, cast($pilot_starts_on as date))
            else date_diff('day', hire_date, coalesce(competent_on, watched_until))
        end as days_watched,
        case when competent_on is not null then date_diff('day', hire_date, competent_on) end
            as full_days
    from hired
)
