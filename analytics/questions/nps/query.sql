-- How many would recommend, by score 0 to 10.
with scored as (
    select
        question, question_order, score,
        coalesce(cast(person_id as varchar), concat(file_id, '/', response_id)) as respondent
    from answer
    where scale = 'rating_10' and score is not null
),
asked as (
    select
        question, min(question_order) as question_order, count(distinct respondent) as people
    from scored
    group by question
)
select s.question, a.question_order, a.people, s.score, count(*) as answers
from scored s
join asked a on a.question = s.question
group by s.question, a.question_order, a.people, s.score
order by s.question, s.score
