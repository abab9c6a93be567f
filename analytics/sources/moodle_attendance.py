"""Moodle's attendance activity: one row per person, one column per session.

`?` is a session that was not taken, an empty cell one of another group, a text about the enrolment
one before or after the person's time: none of them is absence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.document import Document, Line, Sheet
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Attendance, Identity, Invitation, Session
from analytics.registers import SessionColumn, session_columns
from analytics.sources import Answers, Reading, Source
from analytics.stays import title_from_name, valid_email
from analytics.tables import Table, find_tables, key_values
from analytics.vocabulary import field_of, fields_of, words
from analytics.wall_clock import WallClock, local_clock

_NEEDS = (
    frozenset({"last_name", "first_name"}),
    frozenset({"name"}),
    frozenset({"email"}),
    frozenset({"employee_id"}),
)
_STATUS = re.compile(
    r"^-?\s*(?P<acronym>[^\s(]{1,12})(?:\s*\(\s*(?P<points>\d+(?:[.,]\d+)?)\s*/"
    r"\s*(?P<of>\d+(?:[.,]\d+)?)\s*\))?$"
)
_NOT_TAKEN = frozenset(("?", "\uff1f"))


@dataclass(frozen=True)
class _Register:
    """The table with its session columns and the course it is of."""

    table: Table
    columns: Sequence[SessionColumn]
    course: str


def _register(document: Document) -> _Register | None:
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            columns = session_columns(table.header)
            if columns and _is_moodle(table, columns):
                return _Register(table, columns, _course(sheet, table))
    return None


def _is_moodle(table: Table, columns: Sequence[SessionColumn]) -> bool:
    """The sums at the right, or cells such as "P (2/2)", tell it from other wide lists."""
    if len(fields_of(table.header.cells, "moodle").keys() & {"points", "taken", "percentage"}) >= 2:
        return True
    cells = [
        line.cells[column.at].strip()
        for line in table.lines
        for column in columns
        if column.at < len(line.cells) and line.cells[column.at].strip()
    ]
    statuses = [cell for cell in cells if (m := _STATUS.match(cell)) and m["points"]]
    return bool(statuses) and 2 * len(statuses) >= len(cells)


def _course(sheet: Sheet, table: Table) -> str:
    above = Sheet("", tuple(ln for ln in sheet.lines if ln.number < table.header.number))
    known = words("moodle")
    values = key_values(above)
    named = (value for label, value in values.items() if known.get(label) == "course")
    return next(named, next(iter(values.values()), ""))


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _register(document) is not None else 0.0


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
    reader = _Reader(register, local_clock(ledger, answers, order), ledger)
    records: list[Attendance | Invitation] = []
    for line in table.lines:
        records += reader.records(line)
    reader.say_what_was_seen()
    if not reader.people:
        raise ledger.refusal("nobody", "no row of the list names anybody", *table.lines)
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=latest_day(record.session.started_at.date() for record in records),
        timezone=reader.zone,
    )


class _Reader:
    """Rows of a register → who came, and who was expected."""

    def __init__(self, register: _Register, clock: WallClock, ledger: Ledger) -> None:
        self.table = register.table
        self.ledger = ledger
        self.zone = clock.zone
        self.people = 0
        course = register.course or title_from_name(ledger.document.name)
        found = ((column, clock.moment(column.when)) for column in register.columns)
        self.has_groups = len({column.group for column in register.columns}) > 1
        self.sessions = [
            (column.at, self._session(course, column, when)) for column, when in found if when
        ]
        self.not_taken: dict[int, list[Line]] = {}
        self.not_enrolled: list[Line] = []

    def _session(self, course: str, column: SessionColumn, when: datetime) -> Session:
        title = f"{course} – {column.group}" if self.has_groups and column.group else course
        return Session(title, when, None, timezone=self.zone)

    def records(self, line: Line) -> list[Attendance | Invitation]:
        """One person's row: an attendance per session they came to, and an invitation per
        session that was taken."""
        person = self._person(line)
        if person == Identity():
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
            return []
        self.people += 1
        found: list[Attendance | Invitation] = []
        for at, session in self.sessions:
            text = line.cells[at].strip() if at < len(line.cells) else ""
            came = self._came(text, at, line)
            if came is None:
                continue
            if came:
                found.append(Attendance(line.number, session, person, (), None))
            found.append(Invitation(line.number, session, person, "accepted", "registration"))
        return found

    def _person(self, line: Line) -> Identity:
        table = self.table
        first, last = table.cell(line, "first_name"), table.cell(line, "last_name")
        name = " ".join(f"{first} {last}".split()) or table.cell(line, "name")
        email = valid_email(table.cell(line, "email"))
        return Identity(name, email, employee_id=table.cell(line, "employee_id"))

    def _came(self, text: str, at: int, line: Line) -> bool | None:
        """Whether a cell says that the person came; None if it says neither."""
        if not text:
            return None
        if text in _NOT_TAKEN:
            self.not_taken.setdefault(at, []).append(line)
            return None
        status = _STATUS.match(text)
        meaning = field_of(status["acronym"], "moodle") if status else None
        share = _share(status) if status else None
        if meaning == "excused":
            return False
        if share is not None and (share in (0.0, 1.0) or meaning is None):
            # What a status is worth says more than its letter, which every school chooses.
            return share > 0
        if meaning in ("present", "absent"):
            return meaning == "present"
        if status is not None and text != "←" and any(ch.isalnum() for ch in text):
            self.ledger.note(
                "status-unknown",
                f"“{text}” is no known status; these cells count neither as present nor as absent",
                line,
            )
            return None
        self.not_enrolled.append(line)
        return None

    def say_what_was_seen(self) -> None:
        """Say who counts as registered, and name the cells that are no absence."""
        self.ledger.note(
            "registrations",
            "the list also says who was expected: everybody with a status in a session counts as "
            "invited to it where the pilot goes by registrations",
            self.table.header,
        )
        lines = [line for found in self.not_taken.values() for line in found]
        if lines:
            self.ledger.note(
                "not-taken",
                "“?” stands where attendance was not taken; those sessions count for these people "
                "neither as attended nor as missed",
                *lines,
            )
        if self.not_enrolled:
            self.ledger.note(
                "not-enrolled",
                "these people were not enrolled at the time of some sessions; those count neither "
                "as attended nor as missed",
                *self.not_enrolled,
            )


def _share(status: re.Match[str]) -> float | None:
    """Points of a status as a share of what could be had; None where there are none to have."""
    if status["points"] is None:
        return None
    points, most = (float(status[part].replace(",", ".")) for part in ("points", "of"))
    return points / most if most else None


SOURCE = Source(
    name="Moodle attendance",
    kind="attendance",
    about=(
        "The export of Moodle's attendance activity: a column per session with statuses such as "
        "P (2/2). Present and late are attendance; everybody expected counts as registered. A "
        "session that was not taken and a time before enrolment are no absence."
    ),
    recognises=_recognises,
    read=_read,
)
