-- One row per person of the people list who is still there, attended what others led and has led
-- none: how often, in how many formats, and how many of their department lead.
with has_led as (
    select person_id
    from host
    group by person_id
),
attended as (
    select l.person_id, l.session_id, t.format
    from learner l
    join session s on s.session_id = l.session_id
    left join title_format t on t.title = s.title
    left join has_led h on h.person_id = l.person_id
    where h.person_id is null
),
by_person as (
    select
        person_id, count(distinct session_id) as sessions,
        count(distinct case when format <> 'other' then format end) as formats
    from attended
    group by person_id
),
department_host as (
    select department, count(distinct person_id) as hosts
    from host
    group by department
),
spelling as (
    -- the longest name of each person
    select
        i.person_id, a.name, row_number() over (
            partition by i.person_id order by length(a.name) desc, a.name
        ) as place
    from identity i
    join person_alias a on a.alias_id = i.alias_id
    where a.name <> ''
)
select
    b.person_id, s.name, p.department, b.sessions, b.formats, coalesce(d.hosts, 0) as hosts
from by_person b
join person p on p.person_id = b.person_id
join spelling s on s.person_id = b.person_id
left join department_host d on d.department = p.department
where s.place = 1 and p.left_date is null and coalesce(p.status, '') <> 'left'
order by b.person_id
