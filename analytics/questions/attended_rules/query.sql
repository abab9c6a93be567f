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
    -- the longest time and the largest share of the rules that a seat passes, -1 for none
    select
        person_id,
        case
            when is_untimed = 1 or seconds_present >= 1800 then 1800
            when seconds_present >= 900 then 900
            when seconds_present >= 600 then 600
            when seconds_present >= 300 then 300
            when seconds_present >= 60 then 60
            else -1
        end as seconds_passed,
        case
            when is_untimed = 1 then 0.9
            when seconds_present >= cast(0.9 as double) * coalesce(meeting_seconds, 0) then 0.9
            when seconds_present >= cast(0.75 as double) * coalesce(meeting_seconds, 0) then 0.75
            when seconds_present >= cast(0.5 as double) * coalesce(meeting_seconds, 0) then 0.5
            when seconds_present >= 0 then 0.0
            else -1.0
        end as share_passed,
        is_attended, is_untimed
    from seat
),
alike_seat as (
    select
        person_id, seconds_passed, cast(share_passed as double) as share_passed, is_attended,
        is_untimed, count(*) as invited
    from judged_seat
    group by person_id, seconds_passed, share_passed, is_attended, is_untimed
),
person_total as (
    select
        r.attended_seconds, r.attended_share, s.person_id,
        cast(sum(s.invited) as bigint) as invited,
        cast(sum(case
            when r.attended_seconds = cast($attended_seconds as double)
                and r.attended_share = cast($attended_share as double)
                then s.invited * s.is_attended
            when s.seconds_passed >= r.attended_seconds and s.share_passed >= r.attended_share
                then s.invited
            else 0
        end) as bigint) as attended,
        cast(sum(s.invited * s.is_untimed) as bigint) as untimed
    from alike_seat s
    cross join rule r
    group by r.attended_seconds, r.attended_share, s.person_id
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
