"""Any list that says who completed or was signed off for what, and when."""

from __future__ import annotations

from analytics.competencies import competency_score, read_competencies
from analytics.sources import Source

SOURCE = Source(
    name="Competency dates",
    kind="competency",
    about=(
        "A table with a person (name, e-mail or employee id), a day of completion, certification "
        "or sign-off, and, if there are several, the course or competency and a status. People "
        "who are not there yet are kept as still learning; completed without a day is left out."
    ),
    recognises=competency_score,
    read=read_competencies,
)
