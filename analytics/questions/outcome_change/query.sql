-- Of each metric, side and week (and month): how many values, their sum, and how many people stand
-- behind them: those of the rows, or of a team its department on the people list (else one). teams:
-- how many, 0 where rows name people; departments: how many, 0 where none is known.
with size as (
    select department, count(*) as people
    from person
    where left_date is null
    group by department
),
placed as (
    select
        o.metric, o.measured_on, o.value, o.person_id, coalesce(p.department, o.team) as department,
        case when o.person_id is null then o.team end as team
    from outcome o
    left join person p on p.person_id = o.person_id
    where o.measured_on >= cast($baseline_start as date) and o.measured_on <= cast($as_of as date)
),
sided as (
    select
        metric, measured_on, value, person_id, team, department,
        case when strpos($comparison_departments, concat(chr(31), department, chr(31))) > 0
            then 'comparison' else 'pilot' end as side
    from placed
    where strpos($comparison_departments, concat(chr(31), department, chr(31))) > 0
        or (($departments = ''
                or strpos($departments, concat(chr(31), department, chr(31))) > 0)
            and ($pilot_departments = ''
                or strpos($pilot_departments, concat(chr(31), department, chr(31))) > 0))
),
by_period as (
    select
        'week' as grain, metric, side, cast(date_trunc('week', measured_on) as date) as period_start,
        value, person_id, team, department
    from sided
    union all
    select
        'month' as grain, metric, side,
        cast(date_trunc('month', measured_on) as date) as period_start, value, person_id, team,
        department
    from sided
),
by_person as (
    select
        grain, metric, side, period_start, count(*) as counted, sum(value) as total,
        count(distinct person_id) as people,
        case when max(department) is null then 0
            else count(distinct coalesce(department, '')) end as departments
    from by_period
    group by grain, metric, side, period_start
),
team_of_period as (
    select grain, metric, side, period_start, team
    from by_period
    where team is not null
    group by grain, metric, side, period_start, team
),
by_team as (
    select
        t.grain, t.metric, t.side, t.period_start,
        cast(sum(coalesce(z.people, 1)) as bigint) as people, count(*) as teams
    from team_of_period t
    left join size z on z.department = t.team
    group by t.grain, t.metric, t.side, t.period_start
),
counted_period as (
    select
        b.grain, b.metric, b.side, b.period_start, b.counted, b.total,
        case when t.people > b.people then t.people else b.people end as people,
        case when b.people = 0 then coalesce(t.teams, 0) else 0 end as teams, b.departments
    from by_person b
    left join by_team t on t.grain = b.grain and t.metric = b.metric and t.side = b.side
        and t.period_start = b.period_start
)
select grain, metric, side, period_start, counted, total, people, teams, departments
from counted_period
order by grain desc, metric, side, period_start
