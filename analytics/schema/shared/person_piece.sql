person_piece as (
    -- one row per person and piece (days of one week and one month) in which they were invited or
    -- present: invitations, what came of them, and who walked in without one (hosts do not)
    select
        person_id, department, is_listed, week_start, month_start, invited, accepted, attended,
        stayed, untimed, accepted_absent, attended_unaccepted, walked_in, walked_in_attended,
        as_guest
    from person_turnout
    where piece_start >= cast($kept_from as date)
        and piece_start <= cast($kept_until as date)
        and ($departments = '' or strpos($departments, concat(chr(31), department, chr(31))) > 0)
        and ($pilot_departments = ''
            or strpos($pilot_departments, concat(chr(31), department, chr(31))) > 0)
    union all
    select
        person_id, department, is_listed, week_start, month_start, invited, accepted, attended,
        stayed, untimed, accepted_absent, attended_unaccepted, walked_in, walked_in_attended,
        as_guest
    from loose_person
)
