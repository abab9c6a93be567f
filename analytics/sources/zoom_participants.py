"""Zoom participant reports: with or without the block of meeting data, row per stay or per user."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from analytics.attendances import Manner, read_rolls
from analytics.document import Document
from analytics.ledger import Ledger
from analytics.registrations import whole_numbers
from analytics.rolls import Roll
from analytics.sources import Answers, Reading, Source
from analytics.stays import original_name
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of

_BLOCK = frozenset({"title", "start", "minutes"})
_STAYS = frozenset({"name", "join", "leave", "minutes"})
_USERS = frozenset({"name", "minutes", "guest"})
_MANNER = Manner(shown_name=original_name, span=timedelta(days=2))
_NUMBER_IN_NAME = re.compile(r"(?<!\d)(\d{9,12})(?!\d)")


@dataclass(frozen=True)
class _Layout:
    """The block of meeting data, if there is one, and the table of people."""

    block: Table | None
    people: Table

    def meeting(self, *fields: str) -> str:
        """The first of some fields that the meeting data has, "" where there is none."""
        if self.block is None or not self.block.lines:
            return ""
        texts = (self.block.cell(self.block.lines[0], field) for field in fields)
        return next((" ".join(text.split()) for text in texts if text), "")


def _layout(document: Document) -> _Layout | None:
    for sheet in document.sheets:
        tables = find_tables(sheet, "attendance", (_BLOCK, _STAYS, _USERS))
        blocks = [t for t in tables if not t.columns.keys() & {"join", "guest"}]
        people = [t for t in tables if t not in blocks]
        if len(people) == 1:
            return _Layout(blocks[0] if blocks else None, people[0])
    return None


def is_original_name(table: Table) -> bool:
    """Whether the names stand under Zoom's "Name (Original Name)"."""
    at = table.columns.get("name")
    return at is not None and field_of(table.header.cells[at], "zoom") == "original_name"


def _recognises(document: Document, answers: Answers) -> float:
    layout = _layout(document)
    if layout is None:
        return 0.0
    if layout.people.columns.keys() & {"title", "present"}:
        return 0.0  # a usage report or a webinar: another layout
    named = is_original_name(layout.people)
    guest = "guest" in layout.people.columns
    if layout.block is not None and (named or guest):
        return 0.95
    return 0.9 if named and guest else 0.7 if named or guest else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    layout = _layout(document)
    ledger = Ledger(document)
    if layout is None:
        raise ledger.refusal("no-table", "there is no list of participants in this report")
    stated = _stated(layout)
    _refuse_missing_rows(layout, stated, ledger)
    number = _NUMBER_IN_NAME.search(document.name)
    said = {
        "title": layout.meeting("title"),
        "start": layout.meeting("start"),
        "end": layout.meeting("end"),
        "host_email": layout.meeting("host_email", "email"),
        "meeting_key": layout.meeting("meeting_key", "id") or (number[1] if number else ""),
    }
    roll = Roll(layout.people, {field: text for field, text in said.items() if text})
    reading = read_rolls(document, answers, [roll], _MANNER, ledger)
    expected = stated.get("participants")
    if expected is not None and expected != len(reading.records):
        ledger.note(
            "count-differs",
            f"the report states {expected} participants, and its rows give "
            f"{len(reading.records)} people; second devices and guests without an e-mail count as "
            "people of their own",
            layout.people.header,
        )
    return replace(reading, problems=ledger.problems(), stated=stated)


def _stated(layout: _Layout) -> dict[str, int | str]:
    # In German the count stands under "Teilnehmer", a word that elsewhere heads the names.
    return whole_numbers({"participants": layout.meeting("participants", "name")})


def _refuse_missing_rows(layout: _Layout, stated: dict[str, int | str], ledger: Ledger) -> None:
    """Every participant has a row or more, so fewer rows than participants mean a cut file."""
    expected = stated.get("participants")
    lines = layout.people.lines
    if isinstance(expected, int) and len(lines) < expected:
        raise ledger.refusal(
            "truncated",
            f"the report states {expected} participants, but the list ends after {len(lines)} "
            "rows: it was not downloaded completely; download it again",
            lines[-1] if lines else layout.people.header,
        )


SOURCE = Source(
    name="Zoom participants report",
    kind="attendance",
    about=(
        "The participant report of a Zoom meeting, exported with its meeting data, without it, or "
        "with unique users. One row per stay; local time of the account without a zone. The time "
        "in the waiting room does not count."
    ),
    recognises=_recognises,
    read=_read,
)
