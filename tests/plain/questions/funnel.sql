-- How many person-sessions are left at each step from the invitation to staying, and the lost ones.
with step as (
    select
        count(*) as invited,
        sum(is_accepted) as accepted,
        sum(is_attended) as attended,
        sum(is_attended * is_stayed) as stayed,
        sum(is_untimed) as untimed,
        sum(case when is_accepted = 1 and is_attended = 0 then 1 else 0 end) as accepted_absent,
        sum(case when is_attended = 1 and is_accepted = 0 then 1 else 0 end)
            as attended_unaccepted,
        count(distinct person_id) as people
    from seat
)
select
    people, invited, coalesce(accepted, 0) as accepted, coalesce(attended, 0) as attended,
    coalesce(stayed, 0) as stayed, coalesce(untimed, 0) as untimed,
    coalesce(accepted_absent, 0) as accepted_absent,
    coalesce(attended_unaccepted, 0) as attended_unaccepted
from step
