"""A register kept by hand: one row per person, one column per session day, ticks or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.clock import parse_duration
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Attendance, Identity, Session
from analytics.registers import SessionColumn, session_columns
from analytics.rolls import NOTHING, says_present
from analytics.sources import Answers, Reading, Source
from analytics.stays import plain_name, title_from_name, valid_email
from analytics.tables import Table, bare, find_tables
from analytics.wall_clock import local_clock

_NEEDS = tuple(frozenset({who}) for who in ("name", "last_name", "email", "employee_id"))


@dataclass(frozen=True)
class _Register:
    """The table and its session columns."""

    table: Table
    columns: Sequence[SessionColumn]

    def text(self, line: Line, column: SessionColumn) -> str:
        return bare(line.cells[column.at]) if column.at < len(line.cells) else ""


def _register(document: Document) -> _Register | None:
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            columns = session_columns(table.header)
            if len(columns) >= 2 and not table.columns.keys() & {"join", "leave", "start"}:
                return _Register(table, columns)
    return None


def _recognises(document: Document, answers: Answers) -> float:
    register = _register(document)
    if register is None or answers.mapping:
        return 0.0
    cells = [register.text(line, c) for line in register.table.lines for c in register.columns]
    filled = [cell for cell in cells if cell not in NOTHING]
    read = [cell for cell in filled if _seconds_or_presence(cell) is not None]
    return 0.7 if read and 2 * len(read) >= len(filled) else 0.0


def _seconds_or_presence(text: str) -> int | bool | None:
    """True or False for a word or tick, seconds for a duration, None for anything else."""
    said = says_present(text)
    return said if said is not None else parse_duration(text, bare_unit=60)


def _read(document: Document, answers: Answers) -> Reading:
    register = _register(document)
    ledger = Ledger(document)
    if register is None:
        raise ledger.refusal("no-table", "there is no list with a column per session")
    table = register.table
    if not table.lines:
        raise header_only(ledger, table.header)
    texts = [column.when for column in register.columns]
    order = order_of_dates(ledger, answers, texts, [table.header])
    clock = local_clock(ledger, answers, order)
    course = title_from_name(document.name)
    sessions = [
        (column, Session(column.group or course, when, None, timezone=clock.zone))
        for column in register.columns
        if (when := clock.moment(column.when)) is not None
    ]
    records: list[Attendance] = []
    for line in table.lines:
        person = _person(table, line)
        if person == Identity():
            ledger.leave_out("no-person", "the row names nobody; it was left out", line)
            continue
        for column, session in sessions:
            text = register.text(line, column)
            said = _seconds_or_presence(text) if text not in NOTHING else False
            if said is None:
                ledger.note(
                    "presence-unreadable",
                    f"“{text}” says neither that the person attended nor that they did not; it "
                    "does not count",
                    line,
                )
            elif said:
                seconds = None if said is True else int(said)
                records.append(Attendance(line.number, session, person, (), seconds))
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=latest_day(record.session.started_at.date() for record in records),
        timezone=clock.zone,
    )


def _person(table: Table, line: Line) -> Identity:
    first, last = table.cell(line, "first_name"), table.cell(line, "last_name")
    name, _ = plain_name(table.cell(line, "name") or f"{first} {last}".strip())
    email = valid_email(table.cell(line, "email"))
    return Identity(name, email, employee_id=table.cell(line, "employee_id").lstrip("'"))


SOURCE = Source(
    name="Attendance register",
    kind="attendance",
    about=(
        "A list kept by hand with one row per person and one column per session day, filled with "
        "ticks, yes and no, or minutes. An empty cell is no attendance."
    ),
    recognises=_recognises,
    read=_read,
)
