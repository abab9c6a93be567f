"""A plain list of attendance: who, which session, and times, minutes, or simply yes or no.

A mapping may name the fields name, first_name, last_name, email, employee_id, upn; title, date,
start, end, meeting_key; join, leave, duration, minutes, present; role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from analytics.clock import (
    DateOrder,
    days_in_name,
    has_clock,
    parse_clock,
    parse_duration,
    parse_moment,
    to_pilot_clock,
)
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Attendance, Identity, Session
from analytics.sources import Answers, Reading, Source
from analytics.stays import (
    Stay,
    gather,
    mend,
    note_duplicates,
    note_invalid_emails,
    note_markers,
    plain_name,
    role_of,
    title_from_name,
    valid_email,
)
from analytics.tables import Table, find_tables, key_values
from analytics.vocabulary import field_of, words

_WHO = ("email", "employee_id", "name", "last_name")
_HOW_LONG = (("join", "leave"), ("duration",), ("minutes",), ("present",))
_WHEN = ("date", "start", "join")
_NEEDS = tuple(frozenset({who, *how}) for who in _WHO for how in _HOW_LONG)
# Who joins before four in the morning came to a session of the evening before.
_NIGHT = timedelta(hours=4)
_NOTHING = frozenset(("", "-", "--", "–"))
_TICKS = ("✓", "✔", "☑", "○", "◯")
_CROSSES = ("✗", "✘", "×", "☐")
_TIMES = ("date", "start", "end", "join", "leave")


@dataclass(frozen=True)
class _Meeting:
    """What tells sessions apart: the title, when it is said to start, and its id."""

    title: str
    start: datetime | None
    day: date
    key: str


def _tables(document: Document, answers: Answers) -> list[Table]:
    """Every table of people and sessions, on every sheet, with a row under its header."""
    mapping = answers.mapping if answers.kind == "attendance" else {}
    found = [
        table
        for sheet in document.sheets
        for table in find_tables(sheet, "attendance", _NEEDS, mapping=mapping)
        if "action" not in table.columns
    ]
    return [table for table in found if table.lines] or found[:1]


def _recognises(document: Document, answers: Answers) -> float:
    tables = _tables(document, answers)
    if not tables:
        return 0.0
    if answers.kind == "attendance":
        return 1.0 if answers.mapping else 0.5
    return max(_likeness(table, answers) for table in tables)


def _likeness(table: Table, answers: Answers) -> float:
    columns = table.columns.keys()
    is_dated = bool(columns & set(_WHEN)) or bool(answers.session_date)
    # "Status" and "Duration" are words of many lists; a session or its times are not.
    has_times = columns >= {"join", "leave"}
    is_attendance = has_times or "minutes" in columns or bool(columns & {"title", "meeting_key"})
    says_present = (
        "present" in columns
        and field_of(table.header.cells[table.columns["present"]], "presence") == "yes"
    )
    if not is_dated or not (is_attendance or says_present):
        return 0.0
    return 0.6 if has_times or says_present else 0.45


def _read(document: Document, answers: Answers) -> Reading:
    ledger = Ledger(document)
    tables = _tables(document, answers)
    if not tables:
        raise ledger.refusal("no-table", "there is no list of people and sessions in this file")
    if not tables[0].lines:
        raise header_only(ledger, tables[0].header)
    texts = [t.cell(line, field) for t in tables for field in _TIMES for line in t.lines]
    lines = [line for table in tables for line in table.lines]
    hints = days_in_name(document.name)
    if answers.session_date:
        hints.append(answers.session_date)
    order = order_of_dates(ledger, answers, texts, lines, hints=hints)
    reader = _Reader(order, answers, ledger)
    records = reader.records(tables)
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(lines)),
        stated={},
        date_order=order,
        data_until=latest_day(record.session.started_at.date() for record in records),
        timezone=reader.zone,
    )


class _Row:
    """A line with the texts of the fields that its table has."""

    def __init__(self, table: Table, line: Line) -> None:
        self.line = line
        cells = line.cells
        width = len(cells)
        self._texts = {
            field: text
            for field, at in table.columns.items()
            if at < width and (text := cells[at].strip()) not in _NOTHING
        }
        self.has_flag = "present" in table.columns

    def __getitem__(self, field: str) -> str:
        return self._texts.get(field, "")


class _Reader:
    """Rows of one list → one record per person and session."""

    def __init__(self, order: DateOrder | None, answers: Answers, ledger: Ledger) -> None:
        self.order = order
        self.ledger = ledger
        self.from_zone = answers.timezone
        self.to_zone = answers.pilot_timezone if answers.timezone else ""
        self.zone = self.to_zone or self.from_zone
        self.session_date = answers.session_date
        self.title = _title_above(ledger.document)
        self.marked: list[tuple[Line, tuple[str, ...]]] = []
        self.odd_emails: list[Line] = []
        self.absent: list[Line] = []

    def records(self, tables: Sequence[Table]) -> list[Attendance]:
        """Sessions in the order of the list, in each its people."""
        found: dict[_Meeting, list[tuple[_Row, Stay]]] = {}
        for table in tables:
            for line in table.lines:
                row = _Row(table, line)
                attended = self._read(row)
                if attended is not None:
                    meeting, stay = attended
                    found.setdefault(meeting, []).append((row, stay))
        records = []
        for meeting, rows in found.items():
            session = self._session(meeting, rows)
            mended = [m for _, stay in rows if (m := mend(stay, session, self.ledger)) is not None]
            note_duplicates(mended, self.ledger)
            records += gather(mended, session)
        self._say_who_was_absent()
        note_markers(self.marked, self.ledger)
        note_invalid_emails(self.odd_emails, self.ledger)
        return records

    def _read(self, row: _Row) -> tuple[_Meeting, Stay] | None:
        """The session and the stay of one row; None for a row that is no attendance."""
        person = self._person(row)
        if person is None:
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", row.line)
            return None
        attended = self._attended(row)
        if attended is None:
            self.ledger.leave_out(
                "presence-unreadable",
                f"“{row['present']}” says neither that the person attended nor that they did not; "
                "write yes or no",
                row.line,
            )
            return None
        if not attended:
            self.absent.append(row.line)
            return None
        meeting = self._meeting(row)
        if meeting is None:
            return None
        joined, left = (self._moment(row[field], meeting.day) for field in ("join", "leave"))
        if (row["join"] and joined is None) or (row["leave"] and left is None):
            self.ledger.leave_out(
                "time-unreadable", "the join or leave time cannot be read; correct it", row.line
            )
            return None
        return meeting, Stay(row.line, person, role_of(row["role"]), joined, left, _seconds(row))

    def _person(self, row: _Row) -> Identity | None:
        name, marks = plain_name(row["name"] or f"{row['first_name']} {row['last_name']}".strip())
        email = valid_email(row["email"])
        if row["email"] and not email:
            self.odd_emails.append(row.line)
        self.marked.append((row.line, marks))
        person = Identity(name, email, row["upn"], row["employee_id"].lstrip("'"))
        return person if person != Identity() else None

    def _attended(self, row: _Row) -> bool | None:
        """Whether the row says that the person was there; None if it cannot be read.

        An empty flag is absence where the row has no times, for lists tick who came.
        """
        if not row.has_flag:
            return True
        text = row["present"]
        if not text:
            return bool(row["join"] or _seconds(row))
        said = "yes" if text in _TICKS else "no" if text in _CROSSES else field_of(text, "presence")
        return None if said is None else said == "yes"

    def _meeting(self, row: _Row) -> _Meeting | None:
        """The session of a row; None if its day cannot be told, and then the row is left out."""
        start = self._zoned(parse_moment(row["start"], self.order))
        dated = parse_moment(row["date"], self.order)
        if start is None and dated is not None:
            clock = parse_clock(row["start"])
            if clock is not None:
                start = self._zoned(datetime.combine(dated, clock))
            elif has_clock(row["date"]):
                start = self._zoned(dated)
        joined = self._zoned(parse_moment(row["join"], self.order))
        day: date | None
        if start is not None:
            day = start.date()
        elif dated is not None:
            day = dated.date()
        elif joined is not None and not row["date"]:
            day = (joined - _NIGHT).date()
        elif row["date"]:
            self.ledger.leave_out(
                "date-unreadable", "the session's date cannot be read; correct it", row.line
            )
            return None
        elif self.session_date is not None:
            day = self.session_date
        else:
            raise self.ledger.question(
                "no-date",
                "the list has no date; say the session's day with --session-date",
                "session_date",
                row.line,
            )
        title = " ".join(row["title"].split()) or self.title
        return _Meeting(title, start, day, row["meeting_key"].replace(" ", ""))

    def _zoned(self, moment: datetime | None) -> datetime | None:
        return moment and to_pilot_clock(moment, self.from_zone, self.to_zone)

    def _moment(self, text: str, day: date) -> datetime | None:
        """A cell as a moment; a time of day alone is on the session's day."""
        moment = parse_moment(text, self.order)
        if moment is None:
            clock = parse_clock(text)
            moment = datetime.combine(day, clock) if clock is not None else None
        return self._zoned(moment)

    def _session(self, meeting: _Meeting, rows: Sequence[tuple[_Row, Stay]]) -> Session:
        joins = [stay.joined for _, stay in rows if stay.joined is not None]
        leaves = [stay.left for _, stay in rows if stay.left is not None]
        start = meeting.start or min(joins, default=datetime.combine(meeting.day, time()))
        end = self._moment(rows[0][0]["end"], start.date())
        if end is not None and end < start and parse_clock(rows[0][0]["end"]) is not None:
            end += timedelta(days=1)
        end = end or max(leaves, default=None)
        return Session(
            title=meeting.title,
            started_at=start,
            ended_at=end if end is not None and end > start else None,
            timezone=self.zone,
            key=meeting.key,
        )

    def _say_who_was_absent(self) -> None:
        if self.absent:
            self.ledger.note(
                "absent-rows",
                f"{len(self.absent)} rows say that somebody was not there; they are no attendance "
                "and were not counted as invitations either",
                *self.absent,
            )


def _title_above(document: Document) -> str:
    """The title that a line above the table gives, else the file's name."""
    known = words("meeting")
    for sheet in document.sheets:
        for label, value in key_values(sheet).items():
            if known.get(label) == "title":
                return value
    return title_from_name(document.name)


def _seconds(row: _Row) -> int | None:
    minutes = parse_duration(row["minutes"], bare_unit=60)
    return minutes if minutes is not None else parse_duration(row["duration"], bare_unit=60)


SOURCE = Source(
    name="Attendance list",
    kind="attendance",
    about=(
        "Any table with one row per person and session: a name, an e-mail or an employee id, the "
        "session's title or date, and join and leave times, minutes, or whether they attended."
    ),
    recognises=_recognises,
    read=_read,
)
