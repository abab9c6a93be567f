"""Lists of attendance: the shared reading of every export with one row per stay or per person.

A source module says how its tables are found and what is particular about them (`Manner`); the
columns, times, sessions and people are read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from analytics.clock import day_in_name, has_clock, parse_clock, parse_duration
from analytics.document import Document, Line
from analytics.kept_texts import looked_up
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Attendance, Identity, Role, Session
from analytics.rolls import MEETING_FIELDS, NOTHING, Roll, says_present
from analytics.sources import Answers, Reading
from analytics.stays import (
    LONGEST_STAY,
    Stay,
    by_total,
    gather,
    mend,
    note_anonymous,
    note_invalid_emails,
    note_markers,
    over_night,
    plain_name,
    role_of,
    split_at_gaps,
    title_from_name,
    valid_email,
)
from analytics.tables import bare
from analytics.vocabulary import field_of, normal
from analytics.wall_clock import WallClock, local_clock, utc_clock

# Who joins before four in the morning came to a session of the evening before.
_NIGHT = timedelta(hours=4)

PERSON_FIELDS = (
    "name", "first_name", "last_name", "email", "upn", "employee_id", "host_email", "host_name",
)  # fmt: skip
STAY_FIELDS = ("join", "leave", "duration", "minutes", "present", "role", "waiting")
TIME_FIELDS = ("date", "start", "end", "join", "leave")


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
    texts = [text for roll in rolls for text in roll.table.distinct(*TIME_FIELDS)]
    texts += [roll.said[name] for roll in rolls for name in TIME_FIELDS if name in roll.said]
    lines = [line for roll in rolls for line in roll.table.lines]
    order = order_of_dates(ledger, answers, texts, lines, span=manner.span)
    clock = (
        utc_clock(ledger, answers, order)
        if manner.is_utc
        else local_clock(ledger, answers, order, texts)
    )
    reader = Reader(clock, answers, ledger, manner)
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
class Meeting:
    """What tells sessions apart: the title, when it is said to start, and its id."""

    title: str
    start: datetime | None
    day: date
    key: str


@dataclass
class _Gathering:
    """A session with its end, if said, and the stays read so far.

    said_end, said_minutes: as written; is_undated: some times in it have no date of their own.
    """

    meeting: Meeting
    said_end: str
    said_minutes: str
    is_undated: bool = False
    stays: list[Stay] = field(default_factory=list)


@dataclass(frozen=True)
class Who:
    """The people columns of one row, read; person is None if they name nobody."""

    person: Identity | None
    marks: tuple[str, ...]
    is_host: bool
    is_email_odd: bool


def _said(fields: Sequence[str], cells: tuple[str, ...], roll: Roll) -> dict[str, str]:
    """Field -> text, without dashes and the like that stand for nothing; what the lines above the
    table say where a row does not."""
    texts = zip(fields, map(bare, cells), strict=True)
    return {**roll.said, **{name: text for name, text in texts if text not in NOTHING}}


@looked_up(65536)
def seconds_of(minutes: str, duration: str) -> int | None:
    if not (minutes or duration):
        return None
    stated = parse_duration(minutes, bare_unit=60)
    return stated if stated is not None else parse_duration(duration, bare_unit=60)


def _role(who: Who, text: str, roll: Roll) -> Role:
    return "host" if who.is_host else role_of(text) if text else roll.role


class Reader:
    """Rows of lists → one record per person and session. What the same texts mean is worked out
    once, for a list repeats its people and its sessions thousands of times."""

    def __init__(self, clock: WallClock, answers: Answers, ledger: Ledger, manner: Manner) -> None:
        self.clock = clock
        self.ledger = ledger
        self.manner = manner
        name = ledger.document.name
        self.day = answers.session_date or day_in_name(name)
        self.title = title_from_name(name)
        self.meetings: dict[tuple[object, ...], _Gathering | None] = {}
        self.gatherings: dict[Meeting, _Gathering] = {}
        self.marked: list[tuple[Line, tuple[str, ...]]] = []
        self.odd_emails: list[Line] = []
        self.absent: list[Line] = []

    def records(self, rolls: Sequence[Roll]) -> list[Attendance]:
        """Sessions in the order of the lists, in each its people."""
        for roll in rolls:
            self._read(roll)
        records: list[Attendance] = []
        for gathering in self.gatherings.values():
            start = gathering.meeting.start
            stays = gathering.stays
            if gathering.is_undated:
                stays = over_night(stays, start)
            groups = [stays] if start is not None else split_at_gaps(stays)
            for group in groups:
                records += self._held(gathering, group)
            if len(groups) > 1:
                self.ledger.note(
                    "split-at-gap",
                    "nobody was there for more than six hours before these rows: they are a "
                    "session of their own",
                    *(group[0].line for group in groups[1:]),
                )
        self._say_who_was_absent()
        note_markers(self.marked, self.ledger)
        note_invalid_emails(self.odd_emails, self.ledger)
        return records

    def _held(self, gathering: _Gathering, stays: list[Stay]) -> list[Attendance]:
        """The records of one session."""
        session = self._session(gathering, stays)
        mended = [m for stay in stays if (m := mend(stay, session, self.ledger)) is not None]
        if self.manner.has_totals:
            mended = [by_total(stay, self.ledger) for stay in mended]
        if gathering.said_end or gathering.said_minutes:
            mended = [self._within(stay, session) for stay in mended]
        note_anonymous(mended, self.ledger)
        return gather(mended, session, self.ledger)

    def _read(self, roll: Roll) -> None:
        """Every row of a roll that is attendance, put with its session."""
        table = roll.table
        people: dict[tuple[str, ...], Who] = {}
        has_flag, has_leave = "present" in table.columns, "leave" in table.columns
        who_fields = [name for name in PERSON_FIELDS if name in table.columns]
        rows = zip(
            table.lines,
            table.found(*map(table.columns.get, who_fields)),
            table.found(*map(table.columns.get, MEETING_FIELDS)),
            table.rows(*STAY_FIELDS),
            strict=True,
        )
        for line, named, held, texts in rows:
            if not NOTHING.isdisjoint(texts):
                texts = tuple("" if text in NOTHING else text for text in texts)
            join, leave, duration, minutes, present, role, waiting = texts
            who = people.get(named)
            if who is None:
                who = people[named] = self.identified(_said(who_fields, named, roll))
            if not self._is_somebody(who, line):
                continue
            seconds = seconds_of(minutes, duration) if minutes or duration else None
            if has_flag and not self._is_present(present, bool(join or seconds), line):
                continue
            if waiting and says_present(waiting):
                self.ledger.leave_out(
                    "waiting-room", "time in the waiting room is no attendance", line
                )
                continue
            gathering = self._gathering(held, join or leave, roll, line)
            if gathering is None:
                continue
            joined, left = _NO_TIMES
            if join or leave:
                joined, left = self.clock.stay(join, leave, gathering.meeting.day)
            if (join and joined is None) or (leave and left is None):
                self.ledger.leave_out(
                    "time-unreadable", "the join or leave time cannot be read; correct it", line
                )
                continue
            if not has_leave and joined is not None and seconds is not None:
                left = joined + timedelta(seconds=seconds)
            person = who.person or Identity()
            stay = Stay(line, person, _role(who, role, roll), joined, left, seconds)
            gathering.stays.append(stay)

    def _is_somebody(self, who: Who, line: Line) -> bool:
        """Whether a row is about somebody; else it is left out."""
        if who.marks:
            self.marked.append((line, who.marks))
        if who.is_email_odd:
            self.odd_emails.append(line)
        if who.person is None:
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
        return who.person is not None

    def identified(self, texts: Mapping[str, str]) -> Who:
        said = texts.get
        name, marks = plain_name(
            said("name") or f"{said('first_name', '')} {said('last_name', '')}".strip()
        )
        name = self.manner.shown_name(name)
        email = valid_email(said("email", ""))
        is_odd = bool(said("email")) and not email
        if not email and (address := valid_email(name)):
            name, email = "", address
        person = Identity(name, email, said("upn", ""), said("employee_id", "").lstrip("'"))
        is_host = bool(marks) and any(field_of(mark, "roles") == "host" for mark in marks)
        if host := said("host_email"):
            is_host = is_host or bool(email and email == valid_email(host))
        elif host := said("host_name"):
            is_host = is_host or bool(name and normal(name) == normal(host))
        is_known = person.name or person.email or person.upn or person.employee_id
        return Who(person if is_known else None, marks, is_host, is_odd)

    def _is_present(self, text: str, is_timed: bool, line: Line) -> bool:
        """Whether the row says that the person was there.

        An empty flag is absence where the row has no times, for lists tick who came.
        """
        is_present = says_present(text) if text else is_timed
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

    def _gathering(
        self, cells: tuple[str, ...], seen: str, roll: Roll, line: Line
    ) -> _Gathering | None:
        """The session of a row; None if its day cannot be told, and then the row is left out.

        seen: when the person joined, else left, which tells the day of a row without a date.
        """
        key: tuple[object, ...] = (id(roll), *cells)
        if key in self.meetings:
            found = self.meetings[key]
        else:
            texts = _said(MEETING_FIELDS, cells, roll)
            if "date" not in texts:  # then the join or leave time may tell it, row by row
                key = (*key, seen)
            if key in self.meetings:
                found = self.meetings[key]
            else:
                found = self.meetings[key] = self._gathered(texts, seen, roll, line)
        if found is not None and not found.is_undated:
            found.is_undated = bool(seen) and self.clock.moment(seen) is None
        if found is None:
            self.ledger.leave_out(
                "date-unreadable", "the session's date cannot be read; correct it", line
            )
        return found

    def _gathered(
        self, texts: Mapping[str, str], seen: str, roll: Roll, line: Line
    ) -> _Gathering | None:
        meeting = self.told(texts, seen, roll, line)
        if meeting is None:
            return None
        if meeting not in self.gatherings:
            end, minutes = texts.get("end", ""), texts.get("planned_minutes", "")
            self.gatherings[meeting] = _Gathering(meeting, end, minutes)
        return self.gatherings[meeting]

    def told(self, texts: Mapping[str, str], seen: str, roll: Roll, line: Line) -> Meeting | None:
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
        present = clock.moment(seen)
        day: date
        if start is not None:
            day = start.date()
        elif dated is not None:
            day = dated.date()
        elif day_text or (start_text and parse_clock(start_text) is None):
            return None
        elif present is not None:
            day = (present - _NIGHT).date()
        elif len(days := self._days(roll)) > 1:
            return None
        elif days or self.day is not None:
            day = days.pop() if days else self.day or date.min
            start = clock.on(day, start_text) if start_text else None
        else:
            raise self.ledger.question(
                "no-date",
                "the list has no date; say the session's day with --session-date",
                "session_date",
                line,
            )
        title = " ".join(texts.get("title", "").split()) or self.title
        return Meeting(title, start, day, texts.get("meeting_key", "").replace(" ", ""))

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

    def _days(self, roll: Roll) -> set[date]:
        """The days on which the people of a roll were there."""
        moments = (self.clock.moment(text) for text in roll.table.texts("join", "leave"))
        return {(moment - _NIGHT).date() for moment in moments if moment is not None}

    def _session(self, gathering: _Gathering, stays: Sequence[Stay]) -> Session:
        meeting = gathering.meeting
        joins = [stay.joined for stay in stays if stay.joined is not None]
        leaves = [stay.left for stay in stays if stay.left is not None]
        start = meeting.start or min(joins, default=datetime.combine(meeting.day, time()))
        minutes = gathering.said_minutes if meeting.start is not None else ""
        end = self.said_end(start, gathering.said_end, minutes) or max(leaves, default=None)
        return Session(
            title=meeting.title,
            started_at=start,
            ended_at=end if end is not None and end > start else None,
            timezone=self.clock.zone,
            key=meeting.key,
        )

    def said_end(self, start: datetime, end_text: str, minutes: str) -> datetime | None:
        """When a session ends by what its rows say, None where they do not."""
        end = self.clock.on(start.date(), end_text) if end_text else None
        planned = parse_duration(minutes, bare_unit=60) if minutes else None
        if end is None and planned:
            end = start + min(timedelta(seconds=planned), LONGEST_STAY)
        if end is not None and end < start and parse_clock(end_text) is not None:
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


_NO_TIMES: tuple[datetime | None, datetime | None] = (None, None)
