"""Lists of attendance: the shared reading of every export with one row per stay or per person.

A source module says how its tables are found and what is particular about them (`Manner`); the
columns, times, sessions and people are read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter

from analytics.clock import day_in_name, days_in_name, has_clock, parse_clock, parse_duration
from analytics.document import Document, Line, Sheet
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Attendance, Identity, Role, Session
from analytics.sources import Answers, Reading
from analytics.stays import (
    Stay,
    by_total,
    gather,
    mend,
    note_anonymous,
    note_invalid_emails,
    note_markers,
    plain_name,
    role_of,
    split_at_gaps,
    title_from_name,
    valid_email,
)
from analytics.tables import Table, bare, find_tables, key_values
from analytics.vocabulary import field_of, normal, words
from analytics.wall_clock import WallClock, local_clock, utc_clock

VOCABULARY = "attendance"
_WHO = ("email", "employee_id", "name", "last_name", "first_name", "upn")
_HOW_LONG = (("join", "leave"), ("join", "duration"), ("duration",), ("minutes",), ("present",))
NEEDS = tuple(frozenset({who, *how}) for who in _WHO for how in _HOW_LONG)
# A line or two above the people that says which meeting it was.
_BLOCKS = (frozenset({"title", "date"}), frozenset({"title", "start"}))
# Who joins before four in the morning came to a session of the evening before.
_NIGHT = timedelta(hours=4)
_NOTHING = frozenset(("", "-", "--", "–"))
_TICKS = ("✓", "✔", "☑", "○", "◯")
_CROSSES = ("✗", "✘", "×", "☐")

_PERSON_FIELDS = (
    "name", "first_name", "last_name", "email", "upn", "employee_id", "host_email", "host_name",
)  # fmt: skip
_MEETING_FIELDS = ("title", "date", "start", "end", "meeting_key")
_STAY_FIELDS = ("join", "leave", "duration", "minutes", "present", "role", "waiting")
_TIME_FIELDS = ("date", "start", "end", "join", "leave")


@dataclass(frozen=True)
class Roll:
    """A table of people with what the lines above it say about the meeting.

    said: field (title, date, start, end, meeting_key) -> text.
    """

    table: Table
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Manner:
    """What is particular about one tool's lists.

    shown_name: a name's cell -> the name in it; has_totals: join and leave are the first and the
    last of several, and the duration tells the time present; is_utc: its times are in UTC; span:
    the longest time between the first and the last date that makes sense in one file.
    """

    shown_name: Callable[[str], str] = str
    has_totals: bool = False
    is_utc: bool = False
    span: timedelta | None = None


PLAIN = Manner()


def find_rolls(document: Document, answers: Answers) -> list[Roll]:
    """Every table of people on every sheet, with a row under its header if any has one."""
    mapping = answers.mapping if answers.kind == "attendance" else {}
    found = [roll for sheet in document.sheets for roll in _rolls(sheet, mapping)]
    return [roll for roll in found if roll.table.lines] or found[:1]


def _rolls(sheet: Sheet, mapping: Mapping[str, str]) -> list[Roll]:
    tables = find_tables(sheet, VOCABULARY, (*NEEDS, *_BLOCKS), mapping=mapping)
    rolls: list[Roll] = []
    said: dict[str, str] = {}
    above = 0
    for table in tables:
        if not mapping and not any(need <= table.columns.keys() for need in NEEDS):
            if table.lines:
                said |= _texts(table, table.lines[0])
            continue
        if "action" not in table.columns:
            between = _between(sheet, above, table.header.number)
            rolls.append(Roll(table, _labelled(between) | said))
        last = table.lines[-1] if table.lines else table.header
        said, above = {}, last.number
    return rolls


def _texts(table: Table, line: Line) -> dict[str, str]:
    found = {name: " ".join(table.cell(line, name).split()) for name in _MEETING_FIELDS}
    return {name: text for name, text in found.items() if text not in _NOTHING}


def _between(sheet: Sheet, after: int, before: int) -> Sheet:
    """The lines of a sheet between two line numbers."""
    return Sheet(sheet.name, tuple(ln for ln in sheet.lines if after < ln.number < before))


def _labelled(sheet: Sheet) -> dict[str, str]:
    """What lines of a label and a value say: {"title": "Clinic", "date": "7 Oct 2025"}."""
    meeting, columns = words("meeting"), words(VOCABULARY)
    found: dict[str, str] = {}
    for label, value in key_values(sheet).items():
        name = {"key": "meeting_key"}.get(meeting.get(label, ""), meeting.get(label))
        name = name if name in _MEETING_FIELDS else columns.get(label)
        if name in _MEETING_FIELDS:
            found.setdefault(name, value)
    return found


def attendance_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document is a list of attendance, by its columns."""
    rolls = find_rolls(document, answers)
    if not rolls:
        return 0.0
    if answers.kind == "attendance":
        return 1.0 if answers.mapping else 0.5
    return max(_likeness(roll, document, answers) for roll in rolls)


def _likeness(roll: Roll, document: Document, answers: Answers) -> float:
    table = roll.table
    columns = table.columns.keys()
    is_dated = bool(columns & {"date", "start", "join"} or roll.said.keys() & {"date", "start"})
    is_dated = is_dated or bool(answers.session_date or day_in_name(document.name))
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


def read_rolls(
    document: Document,
    answers: Answers,
    rolls: Sequence[Roll],
    manner: Manner = PLAIN,
    ledger: Ledger | None = None,
) -> Reading:
    """Every row of some rolls as attendance, one record per person and session.

    ledger: where troubles are noted, if the source goes on noting. Raises Refused where nothing
    can be used, or with the question that is open.
    """
    ledger = ledger or Ledger(document)
    if not rolls:
        raise ledger.refusal("no-table", "there is no list of people and sessions in this file")
    if not any(roll.table.lines for roll in rolls):
        raise header_only(ledger, rolls[0].table.header)
    texts = [text for roll in rolls for text in roll.table.texts(*_TIME_FIELDS)]
    texts += [roll.said[name] for roll in rolls for name in _TIME_FIELDS if name in roll.said]
    lines = [line for roll in rolls for line in roll.table.lines]
    hints = days_in_name(document.name)
    if answers.session_date:
        hints.append(answers.session_date)
    order = order_of_dates(ledger, answers, texts, lines, hints=hints, span=manner.span)
    clock = (
        utc_clock(ledger, answers, order)
        if manner.is_utc
        else local_clock(ledger, answers, order, texts)
    )
    reader = _Reader(clock, answers, ledger, manner)
    records = reader.records(rolls)
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(lines)),
        stated={},
        date_order=order,
        data_until=latest_day(record.session.started_at.date() for record in records),
        timezone=clock.zone,
    )


@dataclass(frozen=True)
class _Meeting:
    """What tells sessions apart: the title, when it is said to start, and its id."""

    title: str
    start: datetime | None
    day: date
    key: str


@dataclass(frozen=True)
class _Who:
    """The people columns of one row, read; person is None if they name nobody."""

    person: Identity | None
    marks: tuple[str, ...]
    is_host: bool
    is_email_odd: bool


class _Columns:
    """Where a table keeps some fields, and their texts in a row."""

    def __init__(self, table: Table, fields: Sequence[str]) -> None:
        self.names = [name for name in fields if name in table.columns]
        at = [table.columns[name] for name in self.names]
        self.width = max(at, default=-1) + 1
        self._pick = itemgetter(*at) if len(at) > 1 else None
        self._only = at[0] if len(at) == 1 else -1

    def found(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The cells as they stand: enough to tell whether two rows say the same."""
        if self._pick is not None:
            return self._pick(cells)
        return (cells[self._only],) if self._only >= 0 else ()

    def texts(self, cells: tuple[str, ...]) -> dict[str, str]:
        """Field -> text, without dashes and the like that stand for nothing."""
        pairs = zip(self.names, map(bare, self.found(cells)), strict=True)
        return {name: text for name, text in pairs if text not in _NOTHING}


@lru_cache(maxsize=65536)
def _seconds(minutes: str, duration: str) -> int | None:
    if not (minutes or duration):
        return None
    stated = parse_duration(minutes, bare_unit=60)
    return stated if stated is not None else parse_duration(duration, bare_unit=60)


class _Reader:
    """Rows of lists → one record per person and session. What the same texts mean is worked out
    once, for a list repeats its people and its sessions thousands of times."""

    def __init__(self, clock: WallClock, answers: Answers, ledger: Ledger, manner: Manner) -> None:
        self.clock = clock
        self.ledger = ledger
        self.manner = manner
        name = ledger.document.name
        self.day = answers.session_date or day_in_name(name)
        self.title = title_from_name(name)
        self.people: dict[tuple[str, ...], _Who] = {}
        self.meetings: dict[tuple[object, ...], _Meeting | None] = {}
        self.known: dict[_Meeting, _Meeting] = {}
        self.ends: dict[_Meeting, str] = {}
        self.marked: list[tuple[Line, tuple[str, ...]]] = []
        self.odd_emails: list[Line] = []
        self.absent: list[Line] = []

    def records(self, rolls: Sequence[Roll]) -> list[Attendance]:
        """Sessions in the order of the lists, in each its people."""
        found: dict[_Meeting, list[Stay]] = {}
        for roll in rolls:
            self._read(roll, found)
        records: list[Attendance] = []
        for meeting, stays in found.items():
            groups = [stays] if meeting.start is not None else split_at_gaps(stays)
            for group in groups:
                records += self._held(meeting, group, is_split=len(groups) > 1)
        self._say_who_was_absent()
        note_markers(self.marked, self.ledger)
        note_invalid_emails(self.odd_emails, self.ledger)
        return records

    def _held(self, meeting: _Meeting, stays: list[Stay], *, is_split: bool) -> list[Attendance]:
        """The records of one session."""
        if is_split:
            self.ledger.note(
                "split-at-gap",
                "nobody was there for more than six hours before these rows: they are a session "
                "of their own",
                stays[0].line,
            )
        session = self._session(meeting, stays)
        mended = [m for stay in stays if (m := mend(stay, session, self.ledger)) is not None]
        if self.manner.has_totals:
            mended = [by_total(stay, self.ledger) for stay in mended]
        if self.ends.get(meeting):
            mended = [self._within(stay, session) for stay in mended]
        note_anonymous(mended, self.ledger)
        return gather(mended, session, self.ledger)

    def _read(self, roll: Roll, found: dict[_Meeting, list[Stay]]) -> None:
        """Every row of a roll that is attendance, put with its session."""
        table = roll.table
        people = _Columns(table, _PERSON_FIELDS)
        meetings = _Columns(table, _MEETING_FIELDS)
        rest = _Columns(table, _STAY_FIELDS)
        width = max(people.width, meetings.width, rest.width)
        has_flag = "present" in table.columns
        for line in table.lines:
            cells = line.cells
            if len(cells) < width:
                cells += ("",) * (width - len(cells))
            texts = rest.texts(cells)
            who = self._who(people, cells, line)
            if who is None or (has_flag and not self._is_present(texts, line)):
                continue
            if "waiting" in texts and says_present(texts["waiting"]):
                self.ledger.leave_out(
                    "waiting-room", "time in the waiting room is no attendance", line
                )
                continue
            join, leave = texts.get("join", ""), texts.get("leave", "")
            meeting = self._meeting(meetings, cells, join, roll, line)
            if meeting is None:
                continue
            joined, left = self.clock.stay(join, leave, meeting.day) if join or leave else _NO_TIMES
            if (join and joined is None) or (leave and left is None):
                self.ledger.leave_out(
                    "time-unreadable", "the join or leave time cannot be read; correct it", line
                )
                continue
            stay = Stay(
                line=line,
                person=who.person or Identity(),
                role="host" if who.is_host else role_of(texts.get("role", "")),
                joined=joined,
                left=left,
                seconds=_seconds(texts.get("minutes", ""), texts.get("duration", "")),
            )
            found.setdefault(meeting, []).append(stay)

    def _who(self, columns: _Columns, cells: tuple[str, ...], line: Line) -> _Who | None:
        """Who a row is about; None for nobody, and then the row is left out."""
        key = columns.found(cells)
        who = self.people.get(key)
        if who is None:
            who = self.people[key] = self._identified(columns.texts(cells))
        if who.marks:
            self.marked.append((line, who.marks))
        if who.is_email_odd:
            self.odd_emails.append(line)
        if who.person is None:
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
            return None
        return who

    def _identified(self, texts: Mapping[str, str]) -> _Who:
        def text(name: str) -> str:
            return texts.get(name, "")

        name, marks = plain_name(
            text("name") or f"{text('first_name')} {text('last_name')}".strip()
        )
        name = self.manner.shown_name(name)
        email = valid_email(text("email"))
        if not email and valid_email(name):
            name, email = "", valid_email(name)
        person = Identity(name, email, text("upn"), text("employee_id").lstrip("'"))
        is_host = any(field_of(mark, "roles") == "host" for mark in marks)
        if text("host_email"):
            is_host = is_host or bool(email and email == valid_email(text("host_email")))
        elif text("host_name"):
            is_host = is_host or bool(name and normal(name) == normal(text("host_name")))
        is_odd = bool(text("email")) and not valid_email(text("email"))
        return _Who(person if person != Identity() else None, marks, is_host, is_odd)

    def _is_present(self, texts: Mapping[str, str], line: Line) -> bool:
        """Whether the row says that the person was there.

        An empty flag is absence where the row has no times, for lists tick who came.
        """
        text = texts.get("present", "")
        if text:
            is_present = says_present(text)
        else:
            stated = _seconds(texts.get("minutes", ""), texts.get("duration", ""))
            is_present = "join" in texts or bool(stated)
        if is_present is None:
            self.ledger.leave_out(
                "presence-unreadable",
                f"“{text}” says neither that the person attended nor that they did not; "
                "write yes or no",
                line,
            )
            return False
        if not is_present:
            self.absent.append(line)
        return is_present

    def _meeting(
        self, columns: _Columns, cells: tuple[str, ...], join: str, roll: Roll, line: Line
    ) -> _Meeting | None:
        """The session of a row; None if its day cannot be told, and then the row is left out."""
        # Without a date of its own a row is told by when the person joined.
        key = (id(roll), *columns.found(cells), join)
        if key in self.meetings:
            meeting = self.meetings[key]
        else:
            texts = dict(roll.said) | columns.texts(cells)
            meeting = self.meetings[key] = self._told(texts, join, line)
            if meeting is not None:
                meeting = self.meetings[key] = self.known.setdefault(meeting, meeting)
                self.ends.setdefault(meeting, texts.get("end", ""))
        if meeting is None:
            self.ledger.leave_out(
                "date-unreadable", "the session's date cannot be read; correct it", line
            )
        return meeting

    def _told(self, texts: Mapping[str, str], join: str, line: Line) -> _Meeting | None:
        clock = self.clock
        day_text, start_text = texts.get("date", ""), texts.get("start", "")
        start = clock.moment(start_text) if has_clock(start_text) else None
        dated = clock.moment(day_text)
        if start is None and dated is None and not day_text:
            dated = clock.moment(start_text)
        if start is None and dated is not None:
            if parse_clock(start_text) is not None:
                start = clock.on(dated.date(), start_text)
            elif has_clock(day_text):
                start = dated
        joined = clock.moment(join)
        day: date
        if start is not None:
            day = start.date()
        elif dated is not None:
            day = dated.date()
        elif day_text or (start_text and parse_clock(start_text) is None):
            return None
        elif joined is not None:
            day = (joined - _NIGHT).date()
        elif self.day is not None:
            day = self.day
            start = clock.on(day, start_text) if start_text else None
        else:
            raise self.ledger.question(
                "no-date",
                "the list has no date; say the session's day with --session-date",
                "session_date",
                line,
            )
        title = " ".join(texts.get("title", "").split()) or self.title
        return _Meeting(title, start, day, texts.get("meeting_key", "").replace(" ", ""))

    def _within(self, stay: Stay, session: Session) -> Stay:
        """A total without times is a sum over devices: it cannot be longer than the meeting."""
        if stay.joined is not None or stay.seconds is None or session.ended_at is None:
            return stay
        length = int((session.ended_at - session.started_at).total_seconds())
        if stay.seconds - 60 <= length:
            return replace(stay, seconds=min(stay.seconds, length))
        self.ledger.repair(
            "sum-of-devices",
            "the total is longer than the meeting, because it adds up devices that ran at the "
            "same time; the meeting's length was used",
            stay.line,
        )
        return replace(stay, seconds=length)

    def _session(self, meeting: _Meeting, stays: Sequence[Stay]) -> Session:
        joins = [stay.joined for stay in stays if stay.joined is not None]
        leaves = [stay.left for stay in stays if stay.left is not None]
        start = meeting.start or min(joins, default=datetime.combine(meeting.day, time()))
        end_text = self.ends[meeting]
        end = self.clock.on(start.date(), end_text) if end_text else None
        if end is not None and end < start and parse_clock(end_text) is not None:
            end += timedelta(days=1)
        end = end or max(leaves, default=None)
        return Session(
            title=meeting.title,
            started_at=start,
            ended_at=end if end is not None and end > start else None,
            timezone=self.clock.zone,
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


_NO_TIMES: tuple[datetime | None, datetime | None] = (None, None)


@lru_cache(maxsize=4096)
def says_present(text: str) -> bool | None:
    """Whether a word says that somebody was there ("yes", "✓", "anwesend"); None if it says
    neither."""
    said = "yes" if text in _TICKS else "no" if text in _CROSSES else field_of(text, "presence")
    return None if said is None else said == "yes"
