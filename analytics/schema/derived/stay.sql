-- One row per stay of a person in a session: of a workspace, what its attendance exports say.
select
    m.session_id, i.person_id, a.joined_at, a.left_at, a.stated_seconds,
    a.role = 'host' as is_host
from attendance_interval a
join session_member m on m.landed_session_id = a.landed_session_id
join identity i on i.alias_id = a.alias_id
