host as (
    -- one row per session and person who led it and attended it, of any department
    select d.session_id, a.person_id, p.department
    from led d
    join presence a on a.session_id = d.session_id
    left join person p on p.person_id = a.person_id
    where a.is_host and a.is_attended = 1
)
