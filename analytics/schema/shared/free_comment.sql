first_rating as (
    select file_id, response_id, min(question_order) as question_order
    from answer
    where scale = 'rating_10' and score is not null
    group by file_id, response_id
),
recommended as (
    -- the first rating from 0 to 10 that a response gave
    select a.file_id, a.response_id, a.score
    from answer a
    join first_rating f on f.file_id = a.file_id and f.response_id = a.response_id
        and f.question_order = a.question_order
    where a.scale = 'rating_10'
),
agreed as (
    -- the mean of a response's statements in twelfths: 0 = the worst mark on each, 12 = the best
    select
        file_id, response_id,
        avg(case when scale = 'score_7' then 2 * (score - 1) else 3 * (score - 1) end) as twelfths
    from answer
    where scale in ('agreement_5', 'score_5', 'score_7') and score is not null
    group by file_id, response_id
),
free_comment as (
    -- one row per free comment; rated = how the same response rated: by its rating from 0 to 10
    -- (high from 9, low to 6) or, without one, by the mean of its statements (high from three
    -- quarters of the scale, low below its middle)
    select
        a.file_id, a.response_id, a.question, a.question_order, a.answer_text, r.score,
        coalesce(cast(a.person_id as varchar), concat(a.file_id, '/', a.response_id)) as respondent,
        case
            when r.score >= 9 or (r.score is null and g.twelfths >= 9) then 'high'
            when r.score <= 6 or (r.score is null and g.twelfths < 6) then 'low'
            when r.score is not null or g.twelfths is not null then 'middle'
            else 'unrated'
        end as rated
    from answer a
    left join recommended r on r.file_id = a.file_id and r.response_id = a.response_id
    left join agreed g on g.file_id = a.file_id and g.response_id = a.response_id
    where a.scale = 'text' and a.answer_text <> ''
)
