-- Free comments with the first rating (or first statement) that the same response gave.
with rating as (
    select file_id, response_id, max(score) as score
    from answer
    where scale = 'rating_10'
    group by file_id, response_id
)
select
    a.question, a.answer_text, r.score,
    coalesce(cast(a.person_id as varchar), concat(a.file_id, '/', a.response_id)) as respondent
from answer a
left join rating r on r.file_id = a.file_id and r.response_id = a.response_id
where a.scale = 'text' and a.answer_text <> ''
order by a.file_id, a.response_id, a.question_order
