exported as (
    -- every answer with a text that grows from the oldest export to the newest
    select
        a.*,
        concat(
            coalesce(cast(f.data_until as varchar), ''), '/',
            lpad(cast(coalesce(f.landing, 0) as varchar), 9, '0')
        ) as export_place
    from survey_answer a
    left join source_file f on f.file_id = a.file_id
),
answered as (
    -- a form exported again brings its earlier responses along: same id, person and moment
    select
        e.*,
        max(e.export_place) over (
            partition by e.question, e.response_id, e.submitted_at, e.alias_id
        ) as newest_place
    from exported e
),
given_answer as (
    -- one row per answer to a survey question, as the newest export has it, inside the chosen
    -- dates, of every department
    select
        a.file_id, a.response_id, a.question, a.question_order, a.scale, a.score,
        a.answer as answer_text, i.person_id, p.department
    from answered a
    left join identity i on i.alias_id = a.alias_id
    left join person p on p.person_id = i.person_id
    where a.submitted_at is null
        or (a.export_place = a.newest_place
            and cast(a.submitted_at as date) >= cast($first_answer_day as date)
            and cast(a.submitted_at as date) <= cast($last_answer_day as date))
)
