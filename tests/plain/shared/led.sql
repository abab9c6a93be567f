led as (
    -- one row per session that at least two people attended, inside the pilot and the chosen
    -- dates, and whether the export marks one of them as its host
    select t.session_id, max(case when a.is_host then 1 else 0 end) as has_host
    from taken t
    join presence a on a.session_id = t.session_id
    where a.is_attended = 1
    group by t.session_id
    having count(*) >= 2
)
