-- One row per person and session: the union of all stays. A stay adds the seconds that those which
-- began before it had not covered, whose latest end the window holds; seconds are ticks of the
-- clock, so that a part of one counts as settle/person_session.sql counts it.
with covering as (
    select
        session_id, person_id, joined_at, left_at,
        max(left_at) over (
            partition by session_id, person_id
            order by joined_at nulls first, left_at nulls first
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from stay
    where joined_at is not null
),
united as (
    select
        session_id, person_id,
        sum(case
            when covered_until is null or covered_until <= joined_at
                then date_diff('second', joined_at, left_at)
            when covered_until < left_at then date_diff('second', covered_until, left_at)
            else 0
        end) as seconds
    from covering
    group by session_id, person_id
),
present as (
    select
        session_id, person_id, count(*) as stays, min(joined_at) as first_joined_at,
        max(left_at) as last_left_at, max(stated_seconds) as stated_seconds,
        max(case when is_host then 1 else 0 end) as leads
    from stay
    group by session_id, person_id
)
select
    p.session_id, p.person_id, p.first_joined_at, p.last_left_at,
    cast(coalesce(u.seconds, p.stated_seconds) as bigint) as seconds_present,
    cast(p.stays as integer) as stays, p.leads = 1 as is_host
from present p
left join united u on u.session_id = p.session_id and u.person_id = p.person_id
