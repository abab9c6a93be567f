-- One row per invited person, session and basis; the newest export's response counts.
with export as (
    select
        file_id, row_number() over (order by data_until nulls first, landing) as place
    from source_file
),
of_session as (
    select m.landed_session_id, m.session_id
    from session_member m
    join meeting g on g.session_id = m.session_id
)
select
    m.session_id, i.person_id, l.basis,
    arg_max(l.response, e.place * 1000000000 + l.line) as response
from landed_invitation l
join identity i on i.alias_id = l.alias_id
join of_session m on m.landed_session_id = l.landed_session_id
join export e on e.file_id = l.file_id
group by m.session_id, i.person_id, l.basis
