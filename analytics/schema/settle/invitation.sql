-- One row per invited person, session and basis; the newest export's response counts.
with invitation_of_person as (
    select
        m.session_id, i.person_id, l.basis, l.response,
        row_number() over (
            partition by m.session_id, i.person_id, l.basis
            order by f.data_until desc nulls last, f.landing desc, l.line desc
        ) as newest
    from landed_invitation l
    join identity i on i.alias_id = l.alias_id
    join session_member m on m.landed_session_id = l.landed_session_id
    join source_file f on f.file_id = l.file_id
)
select session_id, person_id, basis, response
from invitation_of_person
where newest = 1
