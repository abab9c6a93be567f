-- One row per week and person of at most 40, spread evenly over all; and what is said of everybody.
with person_week as (
    select person_id, week_start, max(is_attended) as is_attended
    from seat
    group by person_id, week_start
),
person_total as (
    select person_id, count(*) as weeks_invited, sum(is_attended) as weeks_attended
    from person_week
    group by person_id
),
ranked as (
    -- who came in most weeks first; a hash decides between equals, so that no list gives the order
    select
        person_id,
        row_number() over (order by weeks_attended desc, md5(cast(person_id as varchar))) as place
    from person_total
),
head_count as (
    select count(*) as people
    from person_total
),
picked as (
    -- of more than 40 people 40 at even distances; of fewer, everybody
    select r.person_id, r.place
    from ranked r
    cross join head_count h
    where ((r.place - 1) * 40) % h.people < 40
),
every_scope as (
    select 'person' as scope, p.place, w.week_start, w.is_attended, 1 as people
    from picked p
    join person_week w on w.person_id = p.person_id
    union all
    select
        'week' as scope, cast(null as bigint) as place, week_start,
        sum(is_attended) as is_attended, count(*) as people
    from person_week
    group by week_start
    union all
    select
        'all' as scope, cast(null as bigint) as place, cast(null as date) as week_start,
        sum(case when 2 * weeks_attended > weeks_invited then 1 else 0 end) as is_attended,
        count(*) as people
    from person_total
)
select scope, place, week_start, is_attended, people
from every_scope
order by scope, place, week_start
