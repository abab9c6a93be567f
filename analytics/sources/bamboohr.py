"""BambooHR's employee report: "Employee #", "Reporting to", two columns of status."""

from __future__ import annotations

from analytics.document import Document
from analytics.people import people_score, people_tables, read_people
from analytics.sources import Answers, Source
from analytics.vocabulary import normal

_COMPANIONS = {
    normal(word)
    for word in ("Reporting to", "Reports To", "Employment Status", "Division", "Preferred Name")
}


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a table with "Employee #", a hire date and two more of BambooHR's columns."""
    if people_score(document, answers) < 0.5:
        return 0.0
    for table in people_tables(document, answers):
        headers = {normal(cell) for cell in table.header.cells}
        if "employee #" in headers and "hire_date" in table.columns:
            return 0.92 if len(headers & _COMPANIONS) >= 2 else 0.7
    return 0.0


SOURCE = Source(
    name="BambooHR employees",
    kind="people",
    about=(
        "The report of employees as CSV. Of the two columns of status either may say that "
        "somebody has left; 00/00/0000 is no date; Hire Date counts, not Original Hire Date."
    ),
    recognises=recognises,
    read=read_people,
)
