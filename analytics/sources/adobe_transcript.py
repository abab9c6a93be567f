"""Adobe Learning Manager's learner transcript: certifications, courses and modules in one table.

The zone of its times stands in the headers: "Completion Date (Asia/Calcutta TimeZone)".
"""

from __future__ import annotations

from dataclasses import replace

from analytics.competencies import Aside, competency_tables, read_competencies
from analytics.document import Document, Line
from analytics.file_dates import zone_in_header
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table
from analytics.vocabulary import fields_of

_PART = "part-of-a-course"
_PART_SAYS = "a module of a course: the row of the whole course or certification counts"


def _transcripts(document: Document, answers: Answers) -> list[Table]:
    """The tables of a transcript, with the columns of the whole, the course and the module; a
    column that was mapped keeps its meaning."""
    found = []
    for table in competency_tables(document, answers):
        levels = fields_of(table.header.cells, "transcript")
        if {"whole", "module"} <= levels.keys():
            known = dict(table.columns)
            if "competency" not in answers.mapping:
                known.pop("competency", None)
                if "course" in levels:
                    known["competency"] = levels["course"]
            columns = {**known, "whole": levels["whole"], "module": levels["module"]}
            found.append(replace(table, columns=columns))
    return found


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a column for the whole and one for the module, with a zone in a header most of
    all."""
    tables = _transcripts(document, answers)
    if not tables:
        return 0.0
    has_zone = any(zone_in_header(cell) for cell in tables[0].header.cells)
    return 0.95 if has_zone else 0.85


def read(document: Document, answers: Answers) -> Reading:
    tables = _transcripts(document, answers)
    modules = [line for table in tables for line in table.lines if table.cell(line, "module")]
    aside: list[Aside] = [(line, _PART, _PART_SAYS) for line in modules]
    return read_competencies(
        document, answers, [_without(table, modules) for table in tables], aside
    )


def _without(table: Table, lines: list[Line]) -> Table:
    left_out = set(map(id, lines))
    return replace(table, lines=tuple(line for line in table.lines if id(line) not in left_out))


SOURCE = Source(
    name="Adobe Learning Manager transcript",
    kind="competency",
    about=(
        "A row per certification, learning path or course of a learner, and rows of their modules, "
        "which are left out and counted. The zone of the times is read from the headers; days are "
        "those of the pilot's zone."
    ),
    recognises=recognises,
    read=read,
)
