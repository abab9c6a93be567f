"""Webex attendee reports: every stay with its meeting, cells wrapped as ="…" so that Excel keeps
them as text."""

from __future__ import annotations

from dataclasses import replace

from analytics.attendances import read_rolls
from analytics.document import Document
from analytics.rolls import Roll, find_rolls
from analytics.sources import Answers, Reading, Source
from analytics.vocabulary import columns_of, fields_of

_TELLING = {"connection_type", "attendance_duration", "display_name", "attendee_email"}


def _recognises(document: Document, answers: Answers) -> float:
    rolls = find_rolls(document, answers)
    best = max((_telling_columns(roll) for roll in rolls), default=0)
    return 0.9 if best >= 3 else 0.75 if best == 2 else 0.0


def _telling_columns(roll: Roll) -> int:
    return len(_TELLING & fields_of(roll.table.header.cells, "webex").keys())


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
