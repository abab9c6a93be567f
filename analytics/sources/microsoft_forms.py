"""Answers of a Microsoft form, as a workbook or saved as CSV."""

from __future__ import annotations

from analytics.form_sources import survey_source

SOURCE = survey_source(
    "microsoft",
    name="Microsoft Forms responses",
    about=(
        "One row per response: ID, start and completion time, e-mail and name (“anonymous” is "
        "nobody), and a column per question; several ticked options are joined by “;”."
    ),
    sure=0.92,
)
