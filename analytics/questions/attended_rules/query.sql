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
    -- place: the number that a seat with at least this share of the session has passed
    select 1 as place, cast(0.0 as double) as share_of_session
    union all select 2 as place, cast(0.5 as double) as share_of_session
    union all select 3 as place, cast(0.75 as double) as share_of_session
    union all select 4 as place, cast(0.9 as double) as share_of_session
),
judged_seat as (
    -- what a seat passes in one number: tens for the longest time of the rules, ones for the
    -- largest share, hundreds for the rule in use, thousands for a name without times
    select
        person_id,
        case
            when is_untimed = 1 or seconds_present >= 1800 then 50
            when seconds_present >= 900 then 40
            when seconds_present >= 600 then 30
            when seconds_present >= 300 then 20
            when seconds_present >= 60 then 10
            else 0
        end + case
            when is_untimed = 1 then 4
            when seconds_present >= cast(0.9 as double) * coalesce(meeting_seconds, 0) then 4
            when seconds_present >= cast(0.75 as double) * coalesce(meeting_seconds, 0) then 3
            when seconds_present >= cast(0.5 as double) * coalesce(meeting_seconds, 0) then 2
            when seconds_present >= 0 then 1
            else 0
        end + 100 * is_attended + 1000 * is_untimed as passed
    from seat
),
alike_seat as (
    select person_id, passed, count(*) as invited
    from judged_seat
    group by person_id, passed
),
split_seat as (
    select
        person_id, invited, mod(passed, 10) as share_passed,
        mod(passed, 100) - mod(passed, 10) as time_passed,
        case when mod(passed, 1000) >= 100 then invited else 0 end as attended,
        case when passed >= 1000 then invited else 0 end as untimed
    from alike_seat
),
person_in_use as (
    select
        cast($attended_seconds as double) as attended_seconds,
        cast($attended_share as double) as attended_share, person_id,
        cast(sum(invited) as bigint) as invited, cast(sum(attended) as bigint) as attended,
        cast(sum(untimed) as bigint) as untimed
    from split_seat
    group by person_id
),
person_by_share as (
    -- how often each person came under each share, and for how long
    select
        r.share_of_session, s.person_id, cast(sum(s.invited) as bigint) as invited,
        cast(sum(s.untimed) as bigint) as untimed,
        cast(sum(case when s.share_passed >= r.place and s.time_passed >= 10 then s.invited
            else 0 end) as bigint) as came_1,
        cast(sum(case when s.share_passed >= r.place and s.time_passed >= 20 then s.invited
            else 0 end) as bigint) as came_5,
        cast(sum(case when s.share_passed >= r.place and s.time_passed >= 30 then s.invited
            else 0 end) as bigint) as came_10,
        cast(sum(case when s.share_passed >= r.place and s.time_passed >= 40 then s.invited
            else 0 end) as bigint) as came_15,
        cast(sum(case when s.share_passed >= r.place and s.time_passed >= 50 then s.invited
            else 0 end) as bigint) as came_30
    from split_seat s
    cross join share_rule r
    group by r.share_of_session, s.person_id
),
share_sum as (
    select
        share_of_session, count(*) as people, sum(invited) as invited, sum(untimed) as untimed,
        sum(invited * invited) as invited_squared,
        sum(came_1) as came_1, sum(came_1 * came_1) as squared_1,
        sum(came_1 * invited) as by_invited_1,
        sum(came_5) as came_5, sum(came_5 * came_5) as squared_5,
        sum(came_5 * invited) as by_invited_5,
        sum(came_10) as came_10, sum(came_10 * came_10) as squared_10,
        sum(came_10 * invited) as by_invited_10,
        sum(came_15) as came_15, sum(came_15 * came_15) as squared_15,
        sum(came_15 * invited) as by_invited_15,
        sum(came_30) as came_30, sum(came_30 * came_30) as squared_30,
        sum(came_30 * invited) as by_invited_30
    from person_by_share
    group by share_of_session
),
every_rule as (
    select
        cast(m.minutes * 60 as double) as attended_seconds, s.share_of_session as attended_share,
        s.people, s.invited, s.untimed, s.invited_squared,
        case m.minutes when 1 then came_1 when 5 then came_5 when 10 then came_10
            when 15 then came_15 else came_30 end as attended,
        case m.minutes when 1 then squared_1 when 5 then squared_5 when 10 then squared_10
            when 15 then squared_15 else squared_30 end as attended_squared,
        case m.minutes when 1 then by_invited_1 when 5 then by_invited_5
            when 10 then by_invited_10 when 15 then by_invited_15
            else by_invited_30 end as attended_by_invited
    from share_sum s
    cross join minutes_rule m
),
in_use as (
    select
        attended_seconds, attended_share, count(*) as people, sum(invited) as invited,
        sum(untimed) as untimed, sum(invited * invited) as invited_squared,
        sum(attended) as attended, sum(attended * attended) as attended_squared,
        sum(attended * invited) as attended_by_invited
    from person_in_use
    group by attended_seconds, attended_share
),
rule as (
    -- the card's own rule once, also where it is one of the others
    select
        0 as is_default, attended_seconds, attended_share, people, invited, attended,
        attended_squared, attended_by_invited, invited_squared, untimed
    from every_rule
    where attended_seconds <> cast($attended_seconds as double)
        or attended_share <> cast($attended_share as double)
    union all
    select
        1 as is_default, attended_seconds, attended_share, people, invited, attended,
        attended_squared, attended_by_invited, invited_squared, untimed
    from in_use
)
select
    attended_seconds, attended_share, is_default, people, invited, attended, attended_squared,
    attended_by_invited, invited_squared, untimed
from rule
order by attended_seconds, attended_share
