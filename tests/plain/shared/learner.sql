learner as (
    -- one row per session and person of the chosen departments who attended what another led
    select v.session_id, v.person_id, v.department
    from visit v
    join led d on d.session_id = v.session_id
    where d.has_host = 1 and v.is_attended = 1 and not v.is_host
)
