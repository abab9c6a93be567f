"""Zoom's webinar attendee report: tables of different width stacked without blank lines, with the
people who registered and did not come among those who did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from analytics.attendances import Manner, read_rolls
from analytics.document import Document, Line
from analytics.layout import filled_cells, section_of
from analytics.ledger import Ledger, header_only, latest_day
from analytics.records import Attendance, Invitation, Role
from analytics.registrations import (
    clock_of,
    is_registered,
    meeting_in,
    meeting_said,
    registrations,
    stated_in,
)
from analytics.rolls import Roll, says_present
from analytics.sources import Answers, Reading, Source
from analytics.stays import original_name
from analytics.tables import Table, find_tables

_BLOCK = (frozenset({"title", "start", "meeting_key"}), frozenset({"title", "start"}))
_ATTENDED = frozenset({"present", "join", "minutes"})
_OTHERS = frozenset({"name", "join", "minutes"})
_MANNER = Manner(shown_name=original_name, span=timedelta(days=2))
_ROLES: dict[str, Role] = {"host_details": "host", "panelist_details": "presenter"}


@dataclass(frozen=True)
class _Layout:
    """The block about the webinar and the tables of people, each with the role of its section."""

    block: Table
    people: Sequence[tuple[Table, Role]]


def _layout(document: Document) -> _Layout | None:
    for sheet in document.sheets:
        tables = find_tables(sheet, "attendance", (_ATTENDED, _OTHERS, *_BLOCK))
        people = [t for t in tables if {"join", "minutes"} <= t.columns.keys()]
        blocks = [t for t in tables if t not in people and t.lines]
        if blocks and any("present" in table.columns for table in people):
            named = [(_without_titles(t), _role(t)) for t in people]
            return _Layout(blocks[0], named)
    return None


def _role(table: Table) -> Role:
    return _ROLES.get(section_of((table.title,)) or "", "attendee")


def _without_titles(table: Table) -> Table:
    """The table without lines of one cell: titles of further tables in words nobody knows."""
    lines = tuple(line for line in table.lines if filled_cells(line.cells) > 1)
    return replace(table, lines=lines)


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _layout(document) is not None else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    layout = _layout(document)
    ledger = Ledger(document)
    if layout is None:
        raise ledger.refusal("no-table", "there is no list of attendees in this report")
    tables = [table for table, _ in layout.people]
    count = sum(len(table.lines) for table in tables)
    if not count:
        raise header_only(ledger, tables[-1].header)
    said = meeting_in(layout.block)
    clock, order = clock_of(document, answers, tables, said, ledger)
    session = meeting_said(document, answers, said, clock, ledger, layout.block.header)
    registered: list[Invitation] = []
    for table, role in layout.people:
        if role == "attendee":
            lines = [line for line in table.lines if is_registered(table, line)]
            registered += registrations(table, session, ledger, lines=lines)
    rolls = [Roll(_came(table), said, role) for table, role in layout.people]
    attended: list[Attendance] = []
    if any(roll.table.lines for roll in rolls):
        decided = replace(answers, date_order=order)
        reading = read_rolls(document, decided, rolls, _MANNER, ledger)
        people = [r for r in reading.records if isinstance(r, Attendance)]
        attended = [replace(record, session=session) for record in people]
    stated = stated_in(layout.block)
    _compare(stated, registered, ledger, layout.block.header)
    return Reading(
        kind="attendance",
        records=(*attended, *registered),
        problems=ledger.problems(),
        rows=ledger.rows(count),
        stated=stated,
        date_order=order,
        data_until=latest_day([session.started_at.date()]),
        timezone=session.timezone,
    )


def _came(table: Table) -> Table:
    """The table without the lines of people who did not come: they are registrations only."""
    if "present" not in table.columns:
        return table
    lines = [ln for ln in table.lines if says_present(table.cell(ln, "present")) is not False]
    return replace(table, lines=tuple(lines))


def _compare(
    stated: dict[str, int | str],
    registered: list[Invitation],
    ledger: Ledger,
    header: Line,
) -> None:
    """Say who registered, and that fewer are listed than the report states."""
    if registered:
        ledger.note(
            "registrations",
            f"the report also says that {len(registered)} people registered; they count as "
            "invited where the pilot goes by registrations",
            header,
        )
    expected, cancelled = int(stated.get("registered", 0)), int(stated.get("cancelled", 0))
    if len(registered) < expected - cancelled:
        ledger.note(
            "count-differs",
            f"the report states {expected} registrations, {cancelled} of them cancelled, and its "
            f"rows give {len(registered)} people; if it was cut, download it again",
            header,
        )


SOURCE = Source(
    name="Zoom webinar attendee report",
    kind="attendance",
    about=(
        "The attendee report of a Zoom webinar: host, panelists and attendees in tables of their "
        "own. Registered people are read as invitations by registration, also those who did not "
        "come."
    ),
    recognises=_recognises,
    read=_read,
)
