-- One row per person of the people lists: the newest export's newest row counts.
with row_of_person as (
    select
        i.person_id, l.hire_date, l.left_date, l.department, l.location, l.title, l.status,
        row_number() over (
            partition by i.person_id
            order by f.data_until desc nulls last, f.landing desc, l.line desc
        ) as newest
    from landed_person l
    join identity i on i.alias_id = l.alias_id
    join source_file f on f.file_id = l.file_id
)
select person_id, hire_date, left_date, nullif(department, '') as department, location, title, status
from row_of_person
where newest = 1
