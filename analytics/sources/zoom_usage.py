"""Zoom's flat usage report: every stay of every meeting in one table, with the meeting's own
columns repeated in front of it under the same names."""

from __future__ import annotations

from dataclasses import replace

from analytics.attendances import Manner, read_rolls
from analytics.document import Document
from analytics.rolls import Roll
from analytics.sources import Answers, Reading, Source
from analytics.sources.zoom_participants import is_original_name
from analytics.stays import original_name
from analytics.tables import Table, find_tables
from analytics.vocabulary import columns_of

_NEEDS = (
    frozenset({"name", "join", "title", "start"}),
    frozenset({"name", "minutes", "title", "start", "guest"}),
)
_OF_PERSON = ("email", "minutes", "duration", "join", "leave", "guest", "waiting")
_OF_MEETING = ("title", "meeting_key", "start", "end", "id")


def _tables(document: Document) -> list[Table]:
    """The tables whose names stand in the middle: the meeting before them, the person after."""
    found = []
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            ours = _told_apart(table)
            if ours is not None:
                found.append(ours)
    return found


def _told_apart(table: Table) -> Table | None:
    """The table with each field's column on its own side of the person's name."""
    columns = columns_of(table.header.cells, "attendance")
    names = columns.get("name", ())
    at = next((i for i in names if _is_name(table, i)), None)
    if at is None:
        return None
    chosen = {"name": at}
    for field in _OF_PERSON:
        after = [i for i in columns.get(field, ()) if i > at]
        chosen |= {field: after[0]} if after else {}
    for field in _OF_MEETING:
        before = [i for i in columns.get(field, ()) if i < at]
        chosen |= {field: before[0]} if before else {}
    host = [i for i in (*columns.get("host_email", ()), *columns.get("email", ())) if i < at]
    if not {"title", "start"} <= chosen.keys() or not chosen.keys() & {"join", "minutes"}:
        return None
    chosen.setdefault("meeting_key", chosen.pop("id", -1))
    chosen |= {"host_email": host[0]} if host else {}
    return replace(table, columns={name: i for name, i in chosen.items() if i >= 0})


def _is_name(table: Table, at: int) -> bool:
    return is_original_name(replace(table, columns={"name": at}))


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _tables(document) else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    rolls = [Roll(table) for table in _tables(document)]
    return read_rolls(document, answers, rolls, Manner(shown_name=original_name))


SOURCE = Source(
    name="Zoom usage report",
    kind="attendance",
    about=(
        "Zoom's usage report with all meetings of an account in one table: topic, meeting id, "
        "host and department of each meeting, then the name, e-mail and times of a participant. "
        "Some names stand twice in its header; the ones after the participant's name are theirs."
    ),
    recognises=_recognises,
    read=_read,
)
