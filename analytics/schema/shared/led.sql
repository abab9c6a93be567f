attended_part as (
    -- how many people and hosts attended: of kept days, and of those outside them
    select session_id, people_attended, hosts_attended
    from session_turnout
    where session_date >= cast($kept_from as date) and session_date <= cast($kept_until as date)
    union all
    select
        session_id, count(*) as people_attended,
        sum(case when is_host then 1 else 0 end) as hosts_attended
    from presence
    where is_attended = 1
        and session_date >= cast($first_session_day as date)
        and session_date <= cast($last_session_day as date)
        and (session_date < cast($kept_from as date) or session_date > cast($kept_until as date))
    group by session_id
),
led as (
    -- one row per session that at least two people attended, inside the pilot and the chosen
    -- dates, and whether the export marks one of them as its host
    select session_id, case when sum(hosts_attended) > 0 then 1 else 0 end as has_host
    from attended_part
    group by session_id
    having sum(people_attended) >= 2
)
