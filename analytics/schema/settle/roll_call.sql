-- One row per person and session they were invited to, registered for or present in.
-- Where nobody's time is known (calling says so), a name without times says "came", not "listed".
with held as (
    select
        s.session_id, s.meeting_seconds, c.is_untimed, cast(s.started_at as date) as session_date,
        cast(date_trunc('week', s.started_at) as date) as week_start,
        cast(date_trunc('month', s.started_at) as date) as month_start
    from session s
    join calling c on c.session_id = s.session_id
    where s.has_attendance
),
asked as (
    select
        coalesce(i.session_id, r.session_id) as session_id,
        coalesce(i.person_id, r.person_id) as person_id,
        i.response as invitation, r.response as registration
    from (
        select i.session_id, i.person_id, i.response
        from invitation i
        join held h on h.session_id = i.session_id
        where i.basis = 'invitation' and i.response <> 'cancelled'
    ) i
    full outer join (
        select i.session_id, i.person_id, i.response
        from invitation i
        join held h on h.session_id = i.session_id
        where i.basis = 'registration' and i.response <> 'cancelled'
    ) r on r.session_id = i.session_id and r.person_id = i.person_id
),
called as (
    select
        coalesce(a.session_id, p.session_id) as session_id,
        coalesce(a.person_id, p.person_id) as person_id,
        a.invitation, a.registration, p.is_present, p.is_host, p.seconds_present
    from asked a
    full outer join (
        select p.session_id, p.person_id, p.is_host, p.seconds_present, true as is_present
        from person_session p
        join held h on h.session_id = p.session_id
    ) p on p.session_id = a.session_id and p.person_id = a.person_id
),
placed as (
    select
        c.session_id, c.person_id, h.session_date, h.week_start, h.month_start, p.department,
        p.person_id is not null as is_listed, p.hire_date,
        p.left_date is not null and p.left_date < h.session_date as has_left,
        c.invitation, c.registration, coalesce(c.is_present, false) as is_present,
        coalesce(c.is_present, false) and h.is_untimed as is_untimed,
        coalesce(c.is_host, false) as is_host, c.seconds_present, h.meeting_seconds
    from called c
    join held h on h.session_id = c.session_id
    left join person p on p.person_id = c.person_id
)
select
    session_id, person_id, session_date, week_start, month_start, department, is_listed,
    is_listed and not has_left and (hire_date is null or hire_date <= session_date)
        as is_on_roster,
    invitation is not null and not has_left as is_invited,
    coalesce(invitation = 'accepted', false) and not has_left as is_accepted,
    registration is not null and not has_left as is_registered,
    coalesce(registration = 'accepted', false) and not has_left as is_registration_accepted,
    is_present, is_untimed, is_host, seconds_present, meeting_seconds
from placed
where is_present or (not has_left and (invitation is not null or registration is not null))
