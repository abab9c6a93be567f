-- Who was asked and who of them is known to have answered, by department; beside them responses.
with listed as (
    select count(*) as people
    from person
),
asked as (
    -- who attended a session that others led; in a people list, where there is one: a name in no
    -- list may be somebody who is counted already
    select v.person_id, max(v.department) as department
    from person_piece v
    cross join listed l
    where v.as_guest > 0 and (v.is_listed or l.people = 0)
    group by v.person_id
),
response as (
    select distinct file_id, response_id, person_id
    from given_answer
),
by_name as (
    -- who answered; is_nobody: neither asked nor in the people list, perhaps another spelling
    select
        r.person_id, max(case when a.person_id is not null then 1 else 0 end) as is_asked,
        max(case when a.person_id is null and p.person_id is null then 1 else 0 end) as is_nobody
    from response r
    left join asked a on a.person_id = r.person_id
    left join person p on p.person_id = r.person_id
    where r.person_id is not null
    group by r.person_id
),
by_department as (
    select a.department, count(*) as asked, sum(coalesce(n.is_asked, 0)) as answered
    from asked a
    left join by_name n on n.person_id = a.person_id
    group by a.department
),
chosen as (
    select distinct file_id, response_id
    from answer
),
counted as (
    -- scope "department" counts people; "responses" are those of the chosen departments, "all" and
    -- "unnamed" of everybody; "unmatched" are people
    select 'department' as scope, department, asked, answered
    from by_department
    union all
    select 'responses' as scope, null as department, null as asked, count(*) as answered
    from chosen
    union all
    select 'all' as scope, null as department, null as asked, count(*) as answered
    from response
    union all
    select 'unnamed' as scope, null as department, null as asked, count(*) as answered
    from response
    where person_id is null
    union all
    select
        'unmatched' as scope, null as department, null as asked,
        coalesce(sum(is_nobody), 0) as answered
    from by_name
)
select scope, department, asked, answered
from counted
order by scope, department
