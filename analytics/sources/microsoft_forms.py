"""Answers of a Microsoft form, as a workbook or saved as CSV."""

from __future__ import annotations

from analytics.document import Document
from analytics.forms import find_form, sign_off_columns
from analytics.sources import Answers, Reading, Source
from analytics.surveys import read_survey, survey_of_form


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a start and a completion time at the left, unless the form signs somebody off."""
    form = find_form(document)
    if form is None or form.tool != "microsoft" or answers.mapping:
        return 0.0
    if not survey_of_form(form).questions:
        return 0.0
    return 0.32 if sign_off_columns(form) else 0.92


def read(document: Document, answers: Answers) -> Reading:
    form = find_form(document)
    assert form is not None, "read is only called for a document that was recognised"
    return read_survey(document, answers, survey_of_form(form))


SOURCE = Source(
    name="Microsoft Forms responses",
    kind="survey",
    about=(
        "One row per response: ID, start and completion time, e-mail and name (“anonymous” is "
        "nobody), and a column per question; several ticked options are joined by “;”."
    ),
    recognises=recognises,
    read=read,
)
