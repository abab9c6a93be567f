"""Answers of a Google form, downloaded as CSV or from its sheet."""

from __future__ import annotations

from analytics.document import Document
from analytics.forms import find_form, sign_off_columns
from analytics.sources import Answers, Reading, Source
from analytics.surveys import read_survey, survey_of_form


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a first column of timestamps, unless the form signs somebody off."""
    form = find_form(document)
    if form is None or form.tool != "google" or answers.mapping:
        return 0.0
    if not survey_of_form(form).questions:
        return 0.0
    return 0.31 if sign_off_columns(form) else 0.91


def read(document: Document, answers: Answers) -> Reading:
    form = find_form(document)
    assert form is not None, "read is only called for a document that was recognised"
    return read_survey(document, answers, survey_of_form(form))


SOURCE = Source(
    name="Google Forms responses",
    kind="survey",
    about=(
        "One row per response: a timestamp, the e-mail address if it was collected, and a column "
        "per question; a grid has a column “Question [Row]” for each of its rows."
    ),
    recognises=recognises,
    read=read,
)
