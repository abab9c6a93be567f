answered as (
    -- a form exported again brings its earlier responses along: only the newest export's count
    select
        a.*,
        case
            when a.submitted_at is null then 1
            else rank() over (
                partition by a.question, a.response_id, a.submitted_at, a.alias_id
                order by f.data_until desc nulls last, f.landing desc
            )
        end as newest
    from survey_answer a
    left join source_file f on f.file_id = a.file_id
),
answer as (
    -- one row per answer to a survey question, inside the chosen dates and departments
    select
        a.file_id, a.response_id, a.question, a.question_order, a.scale, a.score,
        a.answer as answer_text, i.person_id, p.department
    from answered a
    left join identity i on i.alias_id = a.alias_id
    left join person p on p.person_id = i.person_id
    where a.newest = 1
        and (a.submitted_at is null
            or (cast(a.submitted_at as date) >= cast($first_answer_day as date)
                and cast(a.submitted_at as date) <= cast($last_answer_day as date)))
        and ($departments = '' or strpos($departments, concat(chr(31), p.department, chr(31))) > 0)
)
