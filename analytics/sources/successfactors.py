"""SAP SuccessFactors' user directory: technical ids above labels, managers by their user id."""

from __future__ import annotations

from dataclasses import replace

from analytics.columns import employment, is_no_date, looks_like_day
from analytics.document import Document, Line
from analytics.people import people_tables, read_people
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table
from analytics.vocabulary import normal

# Field ids of the user directory file, the same in every language.
_IDS = {
    "status", "userid", "username", "firstname", "lastname", "manager", "hr", "jobcode",
    "hiredate", "empid", "timezone", "review freq", "last review date", "custom01",
}  # fmt: skip
_ENOUGH = 6


def _is_directory(table: Table) -> bool:
    headers = {normal(cell) for cell in table.header.cells}
    return {"status", "userid"} <= headers and len(headers & _IDS) >= _ENOUGH


def _directories(document: Document, answers: Answers) -> tuple[Table, ...]:
    return tuple(t for t in people_tables(document, answers) if _is_directory(t))


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a header of technical field ids with STATUS and USERID among them."""
    return 0.94 if _directories(document, answers) else 0.0


def _is_label_row(table: Table, line: Line) -> bool:
    """Whether the line under the ids says them again in words, in any language."""
    if normal(table.cell(line, "status")) == "status":
        return True
    hired = [table.cell(line, field) for field in ("hire_date", "start_date")]
    return (
        employment(table.cell(line, "status")) is None
        and not any(map(looks_like_day, hired))
        and not all(map(is_no_date, hired))
        and not any("@" in cell for cell in line.cells)
    )


def read(document: Document, answers: Answers) -> Reading:
    tables = [
        replace(table, lines=table.lines[1:])
        if table.lines and _is_label_row(table, table.lines[0])
        else table
        for table in _directories(document, answers)
    ]
    return read_people(document, answers, tables)


SOURCE = Source(
    name="SAP SuccessFactors user directory",
    kind="people",
    about=(
        "The user directory file: a header of technical ids, most often a second one of labels in "
        "the language of the company. MANAGER is the user id of somebody in the file or "
        "NO_MANAGER; the employee id is EMPID, else USERID."
    ),
    recognises=recognises,
    read=read,
)
