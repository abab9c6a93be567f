"""Oracle HCM's list of assignments: a person has a row for each, one of them primary."""

from __future__ import annotations

from analytics.document import Document
from analytics.people import people_score, people_tables, read_people
from analytics.sources import Answers, Source
from analytics.vocabulary import normal

_COMPANIONS = {
    normal(word)
    for word in (
        "Assignment Number", "Assignment Name", "Primary Assignment", "Primary Flag", "Job Name",
        "Primary Assignment Flag", "Department Name", "Legal Employer", "Legal Employer Name",
        "Business Unit Name", "Display Name", "Assignment Status Type", "Worker Type",
        "Enterprise Hire Date", "Legal Employer Hire Date", "Grade Name", "Location Name",
    )
}  # fmt: skip


def recognises(document: Document, answers: Answers) -> float:
    """Sure of "Person Number" beside "Assignment Status" and two more of Oracle's columns."""
    if answers.mapping or people_score(document, answers) < 0.5:
        return 0.0
    for table in people_tables(document, answers):
        headers = {normal(cell) for cell in table.header.cells}
        if {"person number", "assignment status"} <= headers and len(headers & _COMPANIONS) >= 2:
            return 0.93
    return 0.0


SOURCE = Source(
    name="Oracle HCM assignments",
    kind="people",
    about=(
        "A row per assignment, so several for one person number: the primary one counts, else the "
        "first begun that still runs. “Suspended” is on leave, “Inactive” has left; 31-Dec-4712 "
        "is no date."
    ),
    recognises=recognises,
    read=read_people,
)
