-- One row per meeting. It lasts from the second arrival to the second-to-last departure: one
-- person alone in a room is not a session. A calendar alone makes a planned session.
with member as (
    select
        m.session_id, l.kind, l.title, l.started_at, l.ended_at, l.is_cancelled,
        row_number() over (
            partition by m.session_id
            order by case when l.kind = 'attendance' then 0 else 1 end,
                     case when l.title = '' then 1 else 0 end, l.started_at, l.title
        ) as leading
    from session_member m
    join unsettled u on u.session_id = m.session_id
    join landed_session l on l.landed_session_id = m.landed_session_id
),
meeting as (
    select
        session_id,
        max(case when kind = 'attendance' then 1 else 0 end) as has_attendance,
        min(case when kind <> 'attendance' and is_cancelled then 1
                 when kind <> 'attendance' then 0 end) as is_cancelled,
        min(case when kind = 'attendance' then started_at end) as stated_start,
        max(case when kind = 'attendance' then ended_at end) as stated_end,
        min(case when kind <> 'attendance' then started_at end) as planned_start,
        max(case when kind <> 'attendance' then ended_at end) as planned_end
    from member
    group by session_id
),
second as (
    -- the two earliest arrivals and the two latest departures of each session
    select
        p.session_id, min(p.first_joined_at, 2) as arrivals, max(p.last_left_at, 2) as departures
    from person_session p
    join unsettled u on u.session_id = p.session_id
    group by p.session_id
),
together as (
    select session_id, arrivals[2] as from_when, departures[2] as until_when
    from second
    where departures[2] > arrivals[2]
)
select
    e.session_id, m.title,
    coalesce(e.stated_start, e.planned_start) as started_at,
    coalesce(e.stated_end, t.until_when, e.planned_end) as ended_at,
    -- a plan that names only the day lasts from midnight to midnight and says no length
    case when date_diff('second', e.planned_start, e.planned_end) < 86400
         then date_diff('second', e.planned_start, e.planned_end) end as planned_seconds,
    coalesce(
        date_diff('second', t.from_when, t.until_when),
        date_diff('second', e.stated_start, e.stated_end)
    ) as meeting_seconds,
    e.has_attendance = 1 as has_attendance,
    coalesce(e.is_cancelled, 0) = 1 and e.has_attendance = 0 as is_cancelled
from meeting e
join member m on m.session_id = e.session_id and m.leading = 1
left join together t on t.session_id = e.session_id
