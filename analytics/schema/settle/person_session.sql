-- One row per person and session: the union of all stays, from whichever export they came. Of two
-- stays it is their sum without what both cover; of more, settle.py unites them.
with of_session as (
    select m.landed_session_id, m.session_id
    from session_member m
    join meeting g on g.session_id = m.session_id
),
present as (
    select
        m.session_id, i.person_id, count(*) as stays, count(a.joined_at) as timed_stays,
        min(a.joined_at) as first_joined_at, max(a.left_at) as last_left_at,
        max(a.joined_at) as last_joined_at, min(a.left_at) as first_left_at,
        sum(date_diff('second', a.joined_at, a.left_at)) as seconds_in_all,
        max(a.stated_seconds) as stated_seconds, bool_or(a.role = 'host') as is_host
    from attendance_interval a
    join of_session m on m.landed_session_id = a.landed_session_id
    join identity i on i.alias_id = a.alias_id
    group by m.session_id, i.person_id
)
select
    session_id, person_id, first_joined_at, last_left_at,
    case
        when timed_stays = 0 then stated_seconds
        when timed_stays = 2 and first_left_at > last_joined_at
            then seconds_in_all - date_diff('second', last_joined_at, first_left_at)
        else seconds_in_all
    end as seconds_present,
    stays, is_host
from present
