-- Teaching moments (a host and a learner of one session) by their departments; how many people of
-- each department took part; how many pairs of people taught each other.
with moment as (
    select
        h.person_id as teacher_id, l.person_id as learner_id, h.department as taught_by,
        l.department as learned_by
    from learner l
    join host h on h.session_id = l.session_id
),
cell as (
    select
        'cell' as scope, taught_by, learned_by, count(*) as counted, 0 as people, 0 as learners,
        0 as mutual
    from moment
    group by taught_by, learned_by
),
attending as (
    -- whoever led or learned, whatever departments were chosen: teachers may be of any
    select a.person_id, p.department
    from led d
    join presence a on a.session_id = d.session_id
    left join person p on p.person_id = a.person_id
    where d.has_host = 1 and a.is_attended = 1
    group by a.person_id, p.department
),
learning as (
    select person_id
    from learner
    group by person_id
),
department as (
    select
        'department' as scope, a.department as taught_by, cast(null as varchar) as learned_by,
        0 as counted, count(*) as people, count(l.person_id) as learners, 0 as mutual
    from attending a
    left join learning l on l.person_id = a.person_id
    group by a.department
),
pair as (
    select teacher_id, learner_id
    from moment
    group by teacher_id, learner_id
),
taught as (
    -- every pair of the same sessions, whatever departments were chosen
    select h.person_id as teacher_id, a.person_id as learner_id
    from host h
    join presence a on a.session_id = h.session_id
    where a.is_attended = 1 and not a.is_host
    group by h.person_id, a.person_id
),
pairs as (
    select
        'pairs' as scope, cast(null as varchar) as taught_by, cast(null as varchar) as learned_by,
        count(*) as counted, 0 as people, 0 as learners, count(t.teacher_id) as mutual
    from pair p
    left join taught t on t.teacher_id = p.learner_id and t.learner_id = p.teacher_id
),
seen as (
    -- sessions that people of the chosen departments attended
    select d.session_id, d.has_host
    from led d
    join visit v on v.session_id = d.session_id
    where v.is_attended = 1
    group by d.session_id, d.has_host
),
sessions as (
    select
        case when has_host = 1 then 'sessions' else 'without-host' end as scope,
        cast(null as varchar) as taught_by, cast(null as varchar) as learned_by,
        count(*) as counted, 0 as people, 0 as learners, 0 as mutual
    from seen
    group by has_host
),
every_scope as (
    select * from cell
    union all select * from department
    union all select * from pairs
    union all select * from sessions
)
select scope, taught_by, learned_by, counted, people, learners, mutual
from every_scope
order by scope, taught_by nulls last, learned_by nulls last
