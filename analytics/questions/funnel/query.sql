-- How many person-sessions are left at each step from the invitation to staying, and the lost ones.
with step as (
    select
        sum(invited) as invited, sum(accepted) as accepted, sum(attended) as attended,
        sum(stayed) as stayed, sum(untimed) as untimed, sum(accepted_absent) as accepted_absent,
        sum(attended_unaccepted) as attended_unaccepted, count(distinct person_id) as people
    from person_piece
    where invited > 0
)
select
    people, coalesce(invited, 0) as invited, coalesce(accepted, 0) as accepted,
    coalesce(attended, 0) as attended, coalesce(stayed, 0) as stayed,
    coalesce(untimed, 0) as untimed, coalesce(accepted_absent, 0) as accepted_absent,
    coalesce(attended_unaccepted, 0) as attended_unaccepted
from step
