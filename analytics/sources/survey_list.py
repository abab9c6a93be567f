"""Any survey as a table: one row per response, or one row per answer."""

from __future__ import annotations

from analytics.document import Document
from analytics.sources import Answers, Reading, Source
from analytics.surveys import find_survey, read_survey, survey_score


def read(document: Document, answers: Answers) -> Reading:
    survey = find_survey(document, answers)
    assert survey is not None, "read is only called for a document that was recognised"
    return read_survey(document, answers, survey)


SOURCE = Source(
    name="Survey answers",
    kind="survey",
    about=(
        "A table with a column per question, or with the columns respondent, question and answer, "
        "that says who answered or when and has a question with several answers; else it is asked. "
        "Scales are recognised from the answers: agreement in words, 1–5, 1–7, 0–10; departments, "
        "names, addresses and other details of the collection are not questions."
    ),
    recognises=survey_score,
    read=read,
)
