-- One row per person and competency: the newest export's latest record wins (corrections).
with record_of_person as (
    select
        i.person_id, l.competency, l.competent_on, l.status,
        row_number() over (
            partition by i.person_id, l.competency
            order by f.data_until desc nulls last, f.landing desc,
                     l.recorded_at desc nulls last, l.line desc
        ) as newest
    from landed_competency l
    join identity i on i.alias_id = l.alias_id
    join source_file f on f.file_id = l.file_id
)
select person_id, competency, competent_on, status
from record_of_person
where newest = 1
