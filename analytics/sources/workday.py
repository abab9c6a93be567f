"""Workday's worker report: a title line with its day, "Worker", and a total at the end."""

from __future__ import annotations

from analytics.document import Document
from analytics.people import people_score, people_tables, read_people
from analytics.sources import Answers, Source
from analytics.vocabulary import normal

_COMPANIONS = {
    normal(word)
    for word in (
        "Worker", "Business Title", "Supervisory Organization", "Job Profile", "Cost Center",
        "Active Status", "Worker Type", "Worker Status", "Continuous Service Date",
        "Continuous_Service_Date", "Original_Hire_Date", "Management_Chain_01",
        "Legal Name - First Name", "Email - Work",
    )
}  # fmt: skip


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a table with "Worker" and two more of Workday's columns."""
    if people_score(document, answers) < 0.5:
        return 0.0
    for table in people_tables(document, answers):
        found = {normal(cell) for cell in table.header.cells} & _COMPANIONS
        if "worker" in found and len(found) >= 3:
            return 0.93
    return 0.0


SOURCE = Source(
    name="Workday worker report",
    kind="people",
    about=(
        "A worker report as text or workbook. The title line gives the day it is as of; "
        "“Ana Ruiz (1001)” is a name with an id; the department is the supervisory organization "
        "without its manager, or the cost center; Hire Date counts, not Original Hire Date."
    ),
    recognises=recognises,
    read=read_people,
)
