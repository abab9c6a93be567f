answer as (
    -- one row per answer to a survey question inside the chosen dates and departments
    select
        a.file_id, a.response_id, a.question, a.question_order, a.scale, a.score, a.answer_text,
        a.person_id, a.department
    from given_answer a
    where $departments = '' or strpos($departments, concat(chr(31), a.department, chr(31))) > 0
)
