-- Answers per statement and value; person totals let the interval know who answered twice.
with scored as (
    select
        question, scale, score, question_order,
        coalesce(cast(person_id as varchar), concat(file_id, '/', response_id)) as respondent,
        case when scale = 'score_7' and score >= 6 then 1
             when scale <> 'score_7' and score >= 4 then 1
             else 0 end as is_top
    from answer
    where scale in ('agreement_5', 'score_5', 'score_7') and score is not null
),
respondent_total as (
    select question, scale, respondent, count(*) as answers, sum(is_top) as top
    from scored
    group by question, scale, respondent
),
total as (
    select
        question, scale, count(*) as people, sum(answers) as answers, sum(top) as top,
        sum(top * top) as top_squared, sum(top * answers) as top_by_answers,
        sum(answers * answers) as answers_squared
    from respondent_total
    group by question, scale
),
tally as (
    select question, scale, score, min(question_order) as question_order, count(*) as answers
    from scored
    group by question, scale, score
)
select
    y.question, y.scale, y.score, y.question_order, y.answers, t.people, t.answers as all_answers,
    t.top, t.top_squared, t.top_by_answers, t.answers_squared
from tally y
join total t on t.question = y.question and t.scale = y.scale
order by y.question, y.scale, y.score
