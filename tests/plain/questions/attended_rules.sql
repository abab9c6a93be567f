-- The sums of participation once for every rule of attended: minutes x share of the session, and
-- the pilot card's own rule. An export that lists names and no times counts under every rule.
with minutes_rule as (
    select 1 as minutes
    union all select 5 as minutes
    union all select 10 as minutes
    union all select 15 as minutes
    union all select 30 as minutes
),
share_rule as (
    select 0.0 as share_of_session
    union all select 0.5 as share_of_session
    union all select 0.75 as share_of_session
    union all select 0.9 as share_of_session
),
rule as (
    -- without a second row for the card's own rule where it is one of the others
    select
        cast(m.minutes * 60 as double) as attended_seconds,
        cast(s.share_of_session as double) as attended_share
    from minutes_rule m
    cross join share_rule s
    union
    select
        cast($attended_seconds as double) as attended_seconds,
        cast($attended_share as double) as attended_share
),
judged_seat as (
    select
        r.attended_seconds, r.attended_share, s.person_id, s.is_untimed,
        case
            when s.is_untimed = 1 then 1
            when s.seconds_present >= r.attended_seconds
                and s.seconds_present >= r.attended_share * coalesce(s.meeting_seconds, 0) then 1
            else 0
        end as is_attended
    from seat s
    cross join rule r
),
person_total as (
    select
        attended_seconds, attended_share, person_id, count(*) as invited,
        sum(is_attended) as attended, sum(is_untimed) as untimed
    from judged_seat
    group by attended_seconds, attended_share, person_id
)
select
    attended_seconds, attended_share,
    case when attended_seconds = cast($attended_seconds as double)
            and attended_share = cast($attended_share as double)
        then 1 else 0 end as is_default,
    count(*) as people, sum(invited) as invited, sum(attended) as attended,
    sum(attended * attended) as attended_squared, sum(attended * invited) as attended_by_invited,
    sum(invited * invited) as invited_squared, sum(untimed) as untimed
from person_total
group by attended_seconds, attended_share
order by attended_seconds, attended_share
