-- Every value of a person or a team: of one metric on one day those of the newest export that has it.
with stated as (
    select
        i.person_id, coalesce(i.person_id, 0) as who,
        case when i.person_id is null then l.team else '' end as team_alone, l.team, l.measured_on, l.metric, l.value,
        l.line, l.file_id, f.data_until, f.landing
    from landed_outcome l
    join source_file f on f.file_id = l.file_id
    left join identity i on i.alias_id = l.alias_id
),
numbered as (
    select
        who, team_alone, measured_on, metric, file_id,
        row_number() over (
            partition by who, team_alone, measured_on, metric
            order by data_until desc nulls last, landing desc, line desc
        ) as newest
    from stated
)
select s.person_id, nullif(s.team, '') as team, s.measured_on, s.metric, s.value
from stated s
join numbered n on n.who = s.who and n.team_alone = s.team_alone
    and n.measured_on = s.measured_on and n.metric = s.metric and n.file_id = s.file_id
where n.newest = 1
