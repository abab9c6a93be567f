-- Every session to call the roll of, and whether nobody's time in it is known.
select s.session_id, coalesce(t.people, 0) = 0 as is_untimed
from session s
left join (
    select session_id, count(seconds_present) as people
    from person_session
    group by session_id
) t on t.session_id = s.session_id
