answer as (
    -- one row per answer to a survey question, inside the chosen dates and departments
    select
        a.file_id, a.response_id, a.question, a.question_order, a.scale, a.score,
        a.answer as answer_text, i.person_id, p.department
    from survey_answer a
    left join identity i on i.alias_id = a.alias_id
    left join person p on p.person_id = i.person_id
    where (a.submitted_at is null
            or (cast(a.submitted_at as date) >= cast($first_answer_day as date)
                and cast(a.submitted_at as date) <= cast($last_answer_day as date)))
        and ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
)
