-- Free comments with the first rating from 0 to 10 that the same response gave.
with first_rating as (
    select file_id, response_id, min(question_order) as question_order
    from answer
    where scale = 'rating_10' and score is not null
    group by file_id, response_id
),
rating as (
    select a.file_id, a.response_id, a.score
    from answer a
    join first_rating f on f.file_id = a.file_id and f.response_id = a.response_id
        and f.question_order = a.question_order
)
select
    a.question, a.answer_text, r.score,
    coalesce(cast(a.person_id as varchar), concat(a.file_id, '/', a.response_id)) as respondent
from answer a
left join rating r on r.file_id = a.file_id and r.response_id = a.response_id
where a.scale = 'text' and a.answer_text <> ''
order by a.file_id, a.response_id, a.question_order
