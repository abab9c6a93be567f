-- Counts of hires who are alike in all that the comparison looks at, once for every definition
-- (competency x clock x straddlers x leavers); beside them what stands beside every comparison.
with competency_size as (
    select competency, sum(case when competent_on is not null then 1 else 0 end) as dated
    from watched
    group by competency
),
ranked as (
    -- the competency in use first, then those that most hires have a date for
    select
        competency,
        row_number() over (
            order by case when competency = $competency then 0 else 1 end, dated desc, competency
        ) as competency_place
    from competency_size
    where competency = $competency or dated >= 10
),
first_session as (
    -- the first session that a hire attended as a guest, from the hire date on
    select w.person_id, min(a.session_date) as first_session_on
    from watched w
    join presence a on a.person_id = w.person_id
    where w.competency = $competency and a.is_attended = 1 and not a.is_host
        and a.session_date >= w.hire_date
    group by w.person_id
),
clock_rule as (
    select 'calendar' as clock
    union all select 'working' as clock
    union all select 'first-session' as clock
),
straddler_rule as (
    select 'to-start' as straddlers
    union all select 'whole' as straddlers
),
leaver_rule as (
    select 'to-leaving' as leavers
    union all select 'never' as leavers
),
defined as (
    select
        r.competency_place, w.competency, c.clock, s.straddlers, l.leavers, w.side, w.cohort,
        w.department, w.role, w.hire_date, w.left_date, w.starts_on, w.competent_on,
        case when c.clock = 'first-session' then f.first_session_on else w.hire_date end
            as clock_from,
        case when l.leavers = 'never' then cast($as_of as date) else w.watched_until end
            as known_until
    from watched w
    join ranked r on r.competency = w.competency
    cross join clock_rule c
    cross join straddler_rule s
    cross join leaver_rule l
    left join first_session f on f.person_id = w.person_id
    where r.competency_place <= 4 and w.is_contradicting = 0
),
straddled as (
    select
        d.*,
        case when d.straddlers = 'to-start' and d.cohort = 'before' and d.known_until > d.starts_on
                and (d.competent_on is null or d.competent_on > d.starts_on)
            then 1 else 0 end as is_straddling,
        coalesce(d.competent_on, d.known_until) as whole_ended_on
    from defined d
),
ended as (
    select
        s.*,
        case when s.is_straddling = 1 then s.starts_on else s.whole_ended_on end as ended_on,
        case
            when s.is_straddling = 1 then 'straddling'
            when s.competent_on is not null then 'competent'
            when s.leavers = 'to-leaving' and s.left_date <= s.known_until then 'left'
            else 'learning'
        end as outcome
    from straddled s
),
numbered as (
    -- days since a Monday: what is left over of whole weeks is the weekday, 0 to 6. Who came to no
    -- session before the end is left out where it is the clock
    select
        e.*,
        date_diff('day', cast('1900-01-01' as date), e.clock_from) as from_day,
        date_diff('day', cast('1900-01-01' as date), e.ended_on) as ended_day
    from ended e
    where e.clock <> 'first-session' or e.clock_from < e.ended_on
        or (e.clock_from = e.ended_on and e.outcome <> 'competent')
),
worked as (
    -- working days since that Monday: five for every whole week, at most five of the rest
    select
        n.*,
        cast((n.from_day - mod(n.from_day, 7)) * 5 / nullif(7, 0) as bigint)
            + least(mod(n.from_day, 7), 5) as from_working_day,
        cast((n.ended_day - mod(n.ended_day, 7)) * 5 / nullif(7, 0) as bigint)
            + least(mod(n.ended_day, 7), 5) as ended_working_day
    from numbered n
),
timed_hire as (
    select
        w.*,
        case when w.clock = 'working' then w.ended_working_day - w.from_working_day
            else w.ended_day - w.from_day end as days_on_clock,
        date_diff('day', w.hire_date, w.ended_on) as days,
        date_diff('day', w.hire_date, w.whole_ended_on) as whole_days,
        case when w.competent_on is not null then 1 else 0 end as is_signed_off
    from worked w
),
counted_definition as (
    select
        'hire' as scope, competency_place, competency, clock, straddlers, leavers, side, cohort,
        department, role, hire_date, outcome, days, days_on_clock, whole_days, is_signed_off,
        count(*) as people
    from timed_hire
    group by
        competency_place, competency, clock, straddlers, leavers, side, cohort, department, role,
        hire_date, outcome, days, days_on_clock, whole_days, is_signed_off
),
every_scope as (
    select
        scope, competency_place, competency, clock, straddlers, leavers, side, cohort, department,
        role, hire_date, outcome, days, days_on_clock, whole_days, is_signed_off, people
    from counted_definition
    union all
    select
        scope, cast(null as bigint) as competency_place, cast(null as varchar) as competency,
        cast(null as varchar) as clock, cast(null as varchar) as straddlers,
        cast(null as varchar) as leavers, cast(null as varchar) as side,
        cast(null as varchar) as cohort, cast(null as varchar) as department,
        cast(null as varchar) as role, cast(null as date) as hire_date,
        cast(null as varchar) as outcome, cast(null as bigint) as days,
        cast(null as bigint) as days_on_clock, cast(null as bigint) as whole_days,
        cast(null as integer) as is_signed_off, people
    from counted_hire
    where scope <> 'hire'
)
select
    scope, competency_place, competency, clock, straddlers, leavers, side, cohort, department, role,
    hire_date, outcome, days, days_on_clock, whole_days, is_signed_off, people
from every_scope
order by
    scope, competency_place, clock, straddlers, leavers, side, cohort, department, role, hire_date,
    outcome, days, days_on_clock, whole_days, is_signed_off
