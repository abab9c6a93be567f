"""Blackboard (Class) Collaborate attendance: one row per person and session, in UTC."""

from __future__ import annotations

from dataclasses import replace

from analytics.attendances import Manner, read_rolls
from analytics.document import Document
from analytics.rolls import Roll
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table, find_tables
from analytics.vocabulary import fields_of

_NEEDS = (
    frozenset({"first_join", "last_leave"}),
    frozenset({"first_join", "title"}),
)
_TELLING = frozenset({"name", "first_join", "last_leave", "total", "session", "opened"})


def _tables(document: Document) -> list[Table]:
    found = []
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            told = _TELLING & fields_of(table.header.cells, "collaborate").keys()
            # A Teams report has its tables under section titles, this one has none.
            if len(told) >= 3 and not table.title:
                found.append(table)
    return found


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _tables(document) else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    rolls = [Roll(_as_list(table)) for table in _tables(document)]
    return read_rolls(document, answers, rolls, Manner(has_totals=True, is_utc=True))


def _as_list(table: Table) -> Table:
    """First join and last leave as the times of one row; the room's opening as the start."""
    columns = dict(table.columns)
    columns["join"] = columns.pop("first_join")
    if "last_leave" in columns:
        columns["leave"] = columns.pop("last_leave")
    return replace(table, columns=columns)


SOURCE = Source(
    name="Blackboard Collaborate attendance",
    kind="attendance",
    about=(
        "The session attendance report of Blackboard or Class Collaborate: one row per person and "
        "session with first join, last leave and the total time in between, in UTC, which is "
        "turned into the pilot's time zone."
    ),
    recognises=_recognises,
    read=_read,
)
