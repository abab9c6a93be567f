-- One row per two people who attended the same small session, whoever led it, whenever it was.
with came as (
    select session_id, person_id
    from presence
    where is_attended = 1
),
small as (
    select session_id
    from came
    group by session_id
    having count(*) <= cast($most_people as bigint)
)
select a.person_id as one, b.person_id as other, count(*) as sessions
from small s
join came a on a.session_id = s.session_id
join came b on b.session_id = s.session_id
where a.person_id < b.person_id
group by a.person_id, b.person_id
order by a.person_id, b.person_id
