-- One row per person and session: the union of all stays, from whichever export they came.
-- A stay adds only what the stays that began before it had not covered (running maximum).
with stay as (
    select
        m.session_id, i.person_id, a.joined_at, a.left_at, a.stated_seconds,
        case when a.role = 'host' then 1 else 0 end as host
    from attendance_interval a
    join session_member m on m.landed_session_id = a.landed_session_id
    join identity i on i.alias_id = a.alias_id
),
timed as (
    select
        session_id, person_id, joined_at, left_at,
        max(left_at) over (
            partition by session_id, person_id order by joined_at, left_at
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from stay
    where joined_at is not null
),
united as (
    select
        session_id, person_id, min(joined_at) as first_joined_at, max(left_at) as last_left_at,
        sum(case
            when covered_until is null or joined_at >= covered_until
                then date_diff('second', joined_at, left_at)
            when left_at > covered_until then date_diff('second', covered_until, left_at)
            else 0
        end) as seconds_present
    from timed
    group by session_id, person_id
),
present as (
    select
        session_id, person_id, count(*) as stays, max(stated_seconds) as stated_seconds,
        max(host) as host
    from stay
    group by session_id, person_id
)
select
    p.session_id, p.person_id, u.first_joined_at, u.last_left_at,
    coalesce(u.seconds_present, p.stated_seconds) as seconds_present,
    p.stays, p.host = 1 as is_host
from present p
left join united u on u.session_id = p.session_id and u.person_id = p.person_id
