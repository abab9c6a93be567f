"""A plain list of attendance: who, which session, and times, minutes, or simply yes or no."""

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
_TIMES = ("date", "start", "end", "join", "leave")


@dataclass(frozen=True)
class _Meeting:
    """What tells sessions apart: the title, when it is said to start, and its id."""

    title: str
    start: datetime | None
    day: date | None
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
    reader = _Reader(document, tables, order, answers, ledger)
    records = reader.records()
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


class _Reader:
    """Rows of one list → one record per person and session."""

    def __init__(
        self,
        document: Document,
        tables: Sequence[Table],
        order: DateOrder | None,
        answers: Answers,
        ledger: Ledger,
    ) -> None:
        self.document = document
        self.tables = tables
        self.table = tables[0]
        self.order = order
        self.ledger = ledger
        self.from_zone = answers.timezone
        self.to_zone = answers.pilot_timezone if answers.timezone else ""
        self.zone = self.to_zone or self.from_zone
        self.session_date = answers.session_date
        self.title = self._title_above()
        self.marked: list[tuple[Line, tuple[str, ...]]] = []
        self.odd_emails: list[Line] = []
        self.absent: list[Line] = []

    def records(self) -> list[Attendance]:
        """Sessions in the order of the list, in each its people."""
        rows: dict[_Meeting, list[Stay]] = {}
        for self.table in self.tables:
            for line in self.table.lines:
                found = self._row(line)
                if found is not None:
                    rows.setdefault(found[0], []).append(found[1])
        records = []
        for meeting, stays in rows.items():
            session = self._session(meeting, stays)
            mended = [m for stay in stays if (m := mend(stay, session, self.ledger)) is not None]
            note_duplicates(mended, self.ledger)
            records += gather(mended, session)
        self._say_who_was_absent()
        note_markers(self.marked, self.ledger)
        note_invalid_emails(self.odd_emails, self.ledger)
        return records

    def _title_above(self) -> str:
        """The title that a line above the table gives, else the file's name."""
        known = words("meeting")
        for sheet in self.document.sheets:
            for label, value in key_values(sheet).items():
                if known.get(label) == "title" and "title" not in self.table.columns:
                    return value
        return title_from_name(self.document.name)

    def _row(self, line: Line) -> tuple[_Meeting, Stay] | None:
        """The session and the stay of one row; None for a row that is no attendance."""
        person = self._person(line)
        if person is None:
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
            return None
        attended = self._attended(line)
        if attended is None:
            self.ledger.leave_out(
                "presence-unreadable",
                f"“{self._cell(line, 'present')}” says neither that the person attended nor that "
                "they did not; write yes or no",
                line,
            )
            return None
        if not attended:
            self.absent.append(line)
            return None
        meeting = self._meeting(line)
        if meeting is None:
            return None
        joined = self._moment(line, "join", meeting.day)
        left = self._moment(line, "leave", meeting.day)
        for field, moment in (("join", joined), ("leave", left)):
            if self._cell(line, field) and moment is None:
                self.ledger.leave_out(
                    "time-unreadable",
                    "the join or leave time cannot be read; correct it",
                    line,
                )
                return None
        return meeting, Stay(
            line, person, role_of(self._cell(line, "role")), joined, left, self._seconds(line)
        )

    def _cell(self, line: Line, field: str) -> str:
        text = self.table.cell(line, field)
        return "" if text in ("-", "--", "–") else text

    def _person(self, line: Line) -> Identity | None:
        name, marks = plain_name(self._cell(line, "name"))
        if not name:
            parts = self._cell(line, "first_name"), self._cell(line, "last_name")
            name, marks = plain_name(" ".join(part for part in parts if part))
        text = self._cell(line, "email")
        email = valid_email(text)
        if text and not email:
            self.odd_emails.append(line)
        self.marked.append((line, marks))
        person = Identity(
            name, email, self._cell(line, "upn"), self._cell(line, "employee_id").lstrip("'")
        )
        return person if person != Identity() else None

    def _attended(self, line: Line) -> bool | None:
        """Whether the row says that the person was there; None if it cannot be read.

        An empty flag is absence where the list has no times, for lists tick who came.
        """
        if "present" not in self.table.columns:
            return True
        text = self._cell(line, "present")
        if not text:
            return bool(self._cell(line, "join") or self._seconds(line))
        said = field_of(text, "presence")
        if said is None and text in "✓✔☑xX○◯":
            said = "yes"
        return None if said is None else said == "yes"

    def _meeting(self, line: Line) -> _Meeting | None:
        """The session of a row; None if its day cannot be told, and then the row is left out."""
        day_text, start_text = self._cell(line, "date"), self._cell(line, "start")
        day = parse_moment(day_text, self.order)
        start = parse_moment(start_text, self.order)
        if day is None and start is None and (day_text or not self._date_elsewhere(line)):
            if not day_text and not start_text and self.session_date is None:
                raise self.ledger.question(
                    "no-date",
                    "the list has no date; say the session's day with --session-date",
                    "session_date",
                    line,
                )
            if self.session_date is None or day_text:
                self.ledger.leave_out(
                    "date-unreadable", "the session's date cannot be read; correct it", line
                )
                return None
        if start is None and day is not None:
            clock = parse_clock(start_text)
            if clock is not None:
                start = datetime.combine(day, clock)
            elif has_clock(day_text):
                start = day
        known = start or day
        on = known.date() if known is not None else None
        if on is None and self.session_date is not None and not self._is_dated(line):
            on = self.session_date
        title = " ".join(self._cell(line, "title").split()) or self.title
        return _Meeting(title, start, on, self._cell(line, "meeting_key").replace(" ", ""))

    def _is_dated(self, line: Line) -> bool:
        return parse_moment(self._cell(line, "join"), self.order) is not None

    def _date_elsewhere(self, line: Line) -> bool:
        return self._is_dated(line) or self.session_date is not None

    def _moment(self, line: Line, field: str, day: date | None) -> datetime | None:
        """A cell as a moment, a time of day on the session's day included."""
        text = self._cell(line, field)
        moment = parse_moment(text, self.order)
        if moment is None and day is not None:
            clock = parse_clock(text)
            moment = datetime.combine(day, clock) if clock is not None else None
        return moment

    def _seconds(self, line: Line) -> int | None:
        minutes = parse_duration(self._cell(line, "minutes"), bare_unit=60)
        if minutes is not None:
            return minutes
        return parse_duration(self._cell(line, "duration"), bare_unit=60)

    def _session(self, meeting: _Meeting, stays: Sequence[Stay]) -> Session:
        start = meeting.start or min(
            (stay.joined for stay in stays if stay.joined is not None), default=None
        )
        if start is None:
            assert meeting.day is not None
            start = datetime.combine(meeting.day, time())
        end = self._stated_end(stays, start) or max(
            (stay.left for stay in stays if stay.left is not None), default=None
        )
        return Session(
            title=meeting.title,
            started_at=start,
            ended_at=end if end is not None and end > start else None,
            timezone=self.zone,
            key=meeting.key,
        )

    def _stated_end(self, stays: Sequence[Stay], start: datetime) -> datetime | None:
        if "end" not in self.table.columns:
            return None
        end = self._moment(stays[0].line, "end", start.date())
        if end is not None and end < start and not has_clock(self._cell(stays[0].line, "end")):
            end += timedelta(days=1)
        return end

    def _say_who_was_absent(self) -> None:
        if self.absent:
            self.ledger.note(
                "absent-rows",
                f"{len(self.absent)} rows say that somebody was not there; they are no attendance "
                "and were not counted as invitations either",
                *self.absent,
            )


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
