outcome_wanted as (
    -- what can count as competent: the one in use, and every other that the files hold
    select cast($competency as varchar) as competency
    union
    select competency from competency
),
offered as (
    -- hired in the baseline or during the pilot, in it or in the comparison, with the day the
    -- pilot began for their department and the day the exports stop watching them: the last
    -- known day or leaving, whichever is first
    select
        p.person_id, p.department, p.title as role, p.hire_date, p.left_date,
        case when strpos($comparison_departments, concat(chr(31), p.department, chr(31))) > 0
            then 'comparison' else 'pilot' end as side,
        case when strpos($department_starts, concat(chr(31), p.department, chr(30))) > 0
            then cast(substr(
                $department_starts,
                strpos($department_starts, concat(chr(31), p.department, chr(30)))
                    + length(p.department) + 2,
                10
            ) as date)
            else cast($pilot_starts_on as date) end as starts_on,
        case when p.left_date is not null and p.left_date < cast($as_of as date) then p.left_date
             else cast($as_of as date) end as watched_until
    from person p
    where p.hire_date >= cast($baseline_start as date)
        and p.hire_date <= cast($last_hire_day as date)
        and (strpos($comparison_departments, concat(chr(31), p.department, chr(31))) > 0
            or (($departments = ''
                    or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
                and ($pilot_departments = ''
                    or strpos($pilot_departments, concat(chr(31), p.department, chr(31))) > 0)))
),
signed as (
    -- with what the files say of each competency, believed up to leaving and the last known day
    select
        o.person_id, o.department, o.role, o.side, o.hire_date, o.left_date, o.starts_on,
        o.watched_until, w.competency,
        case when o.hire_date < o.starts_on then 'before' else 'during' end as cohort,
        case when c.competent_on is not null and c.competent_on <= cast($as_of as date)
                and (o.left_date is null or c.competent_on <= o.left_date)
            then c.competent_on end as competent_on,
        case when c.competent_on < o.hire_date or o.left_date < o.hire_date then 1 else 0 end
            as is_contradicting
    from offered o
    cross join outcome_wanted w
    left join competency c on c.person_id = o.person_id and c.competency = w.competency
),
watched as (
    -- one row per hire and competency; hired before and still learning after the pilot's first day
    -- = straddler, who is watched up to that day (rule C)
    select
        s.person_id, s.department, s.role, s.side, s.hire_date, s.left_date, s.starts_on,
        s.watched_until, s.competency, s.cohort, s.competent_on, s.is_contradicting,
        case when s.cohort = 'before' and s.watched_until > s.starts_on
                and (s.competent_on is null or s.competent_on > s.starts_on)
            then 1 else 0 end as is_straddling
    from signed s
)
