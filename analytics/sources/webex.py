"""Webex attendee reports: every stay with its meeting, cells wrapped as ="…" so that Excel keeps
them as text."""

from __future__ import annotations

from dataclasses import replace

from analytics.attendances import read_rolls
from analytics.document import Document
from analytics.rolls import Roll, find_rolls
from analytics.sources import Answers, Reading, Source
from analytics.vocabulary import columns_of, fields_of

_OWN = {"connection_type", "attendance_duration"}
_SHARED = {"display_name", "attendee_email"}


def _recognises(document: Document, answers: Answers) -> float:
    rolls = find_rolls(document, answers)
    return max((_likeness(roll) for roll in rolls), default=0.0)


def _likeness(roll: Roll) -> float:
    found = fields_of(roll.table.header.cells, "webex").keys()
    if not found & _OWN or len(found) < 2 or "upn" in roll.table.columns:
        return 0.0
    return 0.9 if found & _SHARED else 0.75


def _read(document: Document, answers: Answers) -> Reading:
    rolls = [_with_filled_titles(roll) for roll in find_rolls(document, answers)]
    return read_rolls(document, answers, rolls)


def _with_filled_titles(roll: Roll) -> Roll:
    """Of "Meeting Name" and "Session Name" the one that is filled in is the title."""
    table = roll.table
    filled = {
        at: sum(1 for ln in table.lines if at < len(ln.cells) and ln.cells[at].strip())
        for at in columns_of(table.header.cells, "attendance").get("title", ())
    }
    if not filled:
        return roll
    title = max(filled, key=lambda at: (filled[at], -at))
    return replace(roll, table=replace(table, columns={**table.columns, "title": title}))


SOURCE = Source(
    name="Webex attendee report",
    kind="attendance",
    about=(
        "The attendee report of Webex meetings: UTF-16 with tabs, one row per stay, durations as "
        '"68 mins", cells wrapped as ="…". Local time without a zone.'
    ),
    recognises=_recognises,
    read=_read,
)
