session_part as (
    -- one row per session and department with somebody invited or present: invitations, how many
    -- of them were attended, and how many people and hosts attended, invited or not
    select
        session_id, session_date, department, invited, attended, people_attended, hosts_attended
    from session_turnout
    where session_date >= cast($kept_from as date)
        and session_date <= cast($kept_until as date)
        and ($departments = '' or strpos($departments, concat(chr(31), department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), department, chr(31))) > 0)
    union all
    select
        session_id, session_date, department, invited, attended, people_attended, hosts_attended
    from loose_session
)
