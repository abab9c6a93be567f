"""Answers of a Google form, downloaded as CSV or from its sheet."""

from __future__ import annotations

from analytics.form_sources import survey_source

SOURCE = survey_source(
    "google",
    name="Google Forms responses",
    about=(
        "One row per response: a timestamp, the e-mail address if it was collected, and a column "
        "per question; a grid has a column “Question [Row]” for each of its rows."
    ),
    sure=0.91,
)
