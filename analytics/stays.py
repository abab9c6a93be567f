"""Who was in a meeting and when: what every attendance source does with its rows.

A stay is one row of an export, somebody present from one time to another. Stays are mended where
the file leaves no doubt, gathered per person, and handed on as intervals that are not yet united.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import PurePath

from analytics.document import Line
from analytics.kept_texts import looked_up
from analytics.ledger import Ledger
from analytics.records import Attendance, Identity, Role, Session
from analytics.vocabulary import field_of, normal, words

_EMAIL = re.compile(r"^[^@\s<>(),;:\"\[\]]+@[^@\s<>(),;:\"\[\]]+\.[^@\s.<>(),;:\"\[\]]{2,}$")
_BRACKETED_END = re.compile(r"^(.*?)\s*[(\uff08]([^()\uff08\uff09]*)[)\uff09]\s*$", re.DOTALL)
_CLOSING = (")", "\uff09")
_COMPANY = re.compile(r"^\s*\[([^\]]+)\]\s*(?=\S)")
_REPORT_AND_DAY = re.compile(r"(?<=\S)\s+-\s+[^-]*\d{1,2}-\d{1,2}-\d{2,4}$")
_DAY_AND_TIME = re.compile(
    r"(?<!\d)20\d{2}[-_.]?\d{2}[-_.]?\d{2}(?:[ T_-]+\d{1,2}[-_:.]?\d{2})?(?: [A-Z]{3,4}\b)?(?!\d)"
)
_COPY = re.compile(r"\s*\(\d{1,2}\)$")
LONGEST_STAY = timedelta(hours=24)
# Longer than this nobody came or went: it was another meeting.
GAP = timedelta(hours=6)
# A stated duration may be rounded to whole minutes, up by Zoom, and the times with it by Meet.
_ROUNDING = timedelta(seconds=120)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Stay:
    """One row: who, in what role, from when to when (None: not written), and the duration that
    the row itself states, in seconds."""

    line: Line
    person: Identity
    role: Role
    joined: datetime | None
    left: datetime | None
    seconds: int | None = None


def valid_email(text: str) -> str:
    """The address in lower case, "" for anything that is none ("EMAIL", "n/a", "anonymous")."""
    if "@" not in text:
        return ""
    text = text.strip().lower().removeprefix("mailto:").strip("<>")
    return text if _EMAIL.match(text) else ""


@looked_up(65536)
def plain_name(text: str) -> tuple[str, tuple[str, ...]]:
    """(name without markers, the markers): "[Acme] Jane Doe (External)" ->
    ("Jane Doe", ("Acme", "External")). Names that are only a marker stay as they are."""
    name = " ".join(text.split())
    marks: list[str] = []
    while name.endswith(_CLOSING) and (match := _BRACKETED_END.match(name)) and match[1]:
        if field_of(match[2], "markers") is None:
            break
        marks.insert(0, match[2].strip())
        name = match[1].strip()
    company = _COMPANY.match(name)
    if company:
        marks.insert(0, company[1].strip())
        name = name[company.end() :]
    return name, tuple(marks)


def original_name(text: str) -> str:
    """Zoom's "Shown name (original name)" -> the original name; pronouns are dropped."""
    match = _BRACKETED_END.match(text)
    if match is None or not match[1]:
        return text
    inside = match[2].strip()
    return match[1].strip() if not inside or "/" in inside else inside


def role_of(text: str) -> Role:
    """The role that a word names, in any language known; an unknown word is an attendee."""
    field = field_of(text, "roles")
    return "host" if field == "host" else "presenter" if field == "presenter" else "attendee"


def person_key(person: Identity) -> str:
    """What makes rows of one file the same person: e-mail, else UPN, else id, else name."""
    if person.email:
        return f"email:{person.email}"
    if person.upn:
        return f"upn:{person.upn.lower()}"
    if person.employee_id:
        return f"id:{person.employee_id}"
    return f"name:{normal(person.name)}"


def is_anonymous(person: Identity) -> bool:
    """Whether the tool hides who it was ("Anonymous", "Participant not shown")."""
    return not (person.email or person.upn or person.employee_id) and _hides(person.name)


@looked_up(65536)
def _hides(name: str) -> bool:
    return field_of(name, "anonymous") is not None


def title_from_name(file_name: str) -> str:
    """A title for a meeting whose file has none: the file's name without its ending, without
    what tools add to it ("Clinic - Attendance report 10-7-25.csv" -> "Clinic") and the day."""
    stem = _COPY.sub("", PurePath(file_name).stem.replace("_", " "))
    stem = " ".join(_REPORT_AND_DAY.sub("", stem).split())
    parts = _DAY_AND_TIME.sub("", stem).split(" - ")
    known = words("reports")
    kept = [" ".join(part.split()).strip(" -") for part in parts if normal(part) not in known]
    return " - ".join(part for part in kept if part) or stem


def mend(stay: Stay, session: Session | None, ledger: Ledger) -> Stay | None:
    """The stay with both ends, or with none if only presence is known; None if left out.

    Missing ends are taken from the stated duration, else from the meeting's own start or end.
    An end before its beginning is moved over midnight or over a change of clocks if the stated
    duration says so, or if it is the same day and no duration is stated.
    """
    joined, left, seconds = stay.joined, stay.left, stay.seconds
    length = timedelta(seconds=seconds) if seconds is not None else None
    if length is not None and length > LONGEST_STAY and (joined is None or left is None):
        _too_long(stay, ledger)
        return None
    if joined is None and left is None:
        return stay
    if joined is not None and left is not None:
        return _mend_order(stay, joined, left, length, ledger)
    if joined is not None:
        left = joined + length if length is not None else _end(session, joined)
        if left is None:
            ledger.repair(
                "open-stay",
                "there is no leave time and the meeting's end is not known; the person counts as "
                "present without a duration",
                stay.line,
            )
            return replace(stay, joined=None)
        ledger.repair("open-stay", _closed("leave", "ends", length), stay.line)
        return replace(stay, left=left)
    assert left is not None
    joined = left - length if length is not None else _start(session, left)
    if joined is None:
        ledger.repair(
            "open-stay",
            "there is no join time and the meeting's start is not known; the person counts as "
            "present without a duration",
            stay.line,
        )
        return replace(stay, left=None)
    ledger.repair("open-stay", _closed("join", "starts", length), stay.line)
    return replace(stay, joined=joined)


def _closed(missing: str, does: str, length: timedelta | None) -> str:
    if length is not None:
        return f"there is no {missing} time; it was worked out from the stated duration"
    return f"there is no {missing} time; the stay {does} with the meeting"


def _end(session: Session | None, joined: datetime) -> datetime | None:
    end = session.ended_at if session else None
    return end if end is not None and joined <= end <= joined + LONGEST_STAY else None


def _start(session: Session | None, left: datetime) -> datetime | None:
    start = session.started_at if session else None
    return start if start is not None and start <= left <= start + LONGEST_STAY else None


def _mend_order(
    stay: Stay, joined: datetime, left: datetime, length: timedelta | None, ledger: Ledger
) -> Stay | None:
    if joined <= left <= joined + LONGEST_STAY:
        if length is None:
            return stay
        off = length - (left - joined)
        if abs(abs(off) - _HOUR) <= _ROUNDING and _may_change_clocks(left):
            return _over_clock_change(stay, joined, ledger)
        return stay
    if left > joined:
        _too_long(stay, ledger)
        return None
    next_day = left + timedelta(days=1)
    if length is not None:
        if abs(next_day - joined - length) <= _ROUNDING:
            return _over_midnight(stay, next_day, ledger)
        if abs(left + _HOUR - joined - length) <= _ROUNDING:
            return _over_clock_change(stay, joined, ledger)
    elif joined.date() == left.date() and next_day - joined <= timedelta(hours=12):
        return _over_midnight(stay, next_day, ledger)
    ledger.leave_out(
        "leave-before-join",
        "the leave time is before the join time; correct one of them",
        stay.line,
    )
    return None


def _too_long(stay: Stay, ledger: Ledger) -> None:
    ledger.leave_out(
        "stay-too-long",
        "the stay lasts longer than a day; correct its join or leave time",
        stay.line,
    )


def _may_change_clocks(moment: datetime) -> bool:
    """Clocks change in the early hours of a Sunday in spring or autumn."""
    return moment.weekday() == 6 and moment.hour < 5 and moment.month in (3, 4, 9, 10, 11)


def _over_clock_change(stay: Stay, joined: datetime, ledger: Ledger) -> Stay:
    ledger.repair(
        "clock-change",
        "the clocks were changed between the join and the leave time; the stated duration was used",
        stay.line,
    )
    return replace(stay, left=joined + timedelta(seconds=stay.seconds or 0))


def _over_midnight(stay: Stay, left: datetime, ledger: Ledger) -> Stay:
    ledger.repair(
        "over-midnight",
        "the leave time is before the join time; it was read as the next day",
        stay.line,
    )
    return replace(stay, left=left)


def by_total(stay: Stay, ledger: Ledger) -> Stay:
    """A row that sums up somebody's stays: from the first join to the last leave, unless the
    stated duration is another; then only that is known."""
    if stay.joined is None or stay.left is None or stay.seconds is None:
        return stay
    total = timedelta(seconds=stay.seconds)
    if abs(stay.left - stay.joined - total) <= _ROUNDING:
        # The times may be cut to minutes where the duration is not.
        return replace(stay, left=stay.joined + total)
    ledger.repair(
        "no-stays",
        "the report does not list these people's stays; their stated duration was used",
        stay.line,
    )
    return replace(stay, joined=None, left=None)


def over_night(stays: Sequence[Stay], start: datetime | None) -> list[Stay]:
    """Stays whose times had no date, all put on one day: if the meeting ran over midnight, those
    after it are moved to the next day. The start tells, else the longest time without an arrival.
    """
    half_a_day, day = timedelta(hours=12), timedelta(days=1)
    joins = sorted({stay.joined for stay in stays if stay.joined is not None})
    if start is not None:
        after = start - half_a_day
    else:
        gaps = [(other - one, other) for one, other in pairwise(joins)]
        longest, after = max(gaps, default=(timedelta(), datetime.min))
        if longest <= half_a_day:
            return list(stays)
    return [
        replace(stay, joined=stay.joined + day, left=stay.left and stay.left + day)
        if stay.joined is not None and stay.joined < after
        else stay
        for stay in stays
    ]


def split_at_gaps(stays: Sequence[Stay]) -> list[list[Stay]]:
    """Stays of one meeting each: where nobody was there for more than six hours, one ended.

    Meetings in order of time, in each the rows as they stand; stays without times are with the
    first meeting.
    """
    spans = sorted({(s.joined, s.left or s.joined) for s in stays if s.joined is not None})
    begins: list[datetime] = []
    until = datetime.min
    for joined, left in spans:
        if not begins or joined - until > GAP:
            begins.append(joined)
        until = max(until, joined, left)
    if len(begins) < 2:
        return [list(stays)]
    groups: list[list[Stay]] = [[] for _ in begins]
    for stay in stays:
        at = bisect_right(begins, stay.joined) - 1 if stay.joined is not None else 0
        groups[at].append(stay)
    return groups


_ROLE_RANK: dict[Role, int] = {"host": 0, "presenter": 1, "attendee": 2}


def gather(stays: Iterable[Stay], session: Session, ledger: Ledger) -> list[Attendance]:
    """One record per person, in the order of their first rows, with every stay of theirs; people
    whose names the tool hides stay one each. Rows that repeat others exactly are noted.

    The fullest spelling of the person is kept, and the highest role. `seconds` is the sum of
    stated durations for people without times, else None: their intervals say it.
    """
    by_person: dict[str, list[Stay]] = {}
    for stay in stays:
        person = stay.person
        key = f"line:{id(stay)}" if is_anonymous(person) else person_key(person)
        by_person.setdefault(key, []).append(stay)
    repeated = [
        stay.line for rows in by_person.values() if len(rows) > 1 for stay in _repeats(rows)
    ]
    if repeated:
        ledger.note(
            "duplicate-rows", "these rows repeat earlier ones; every stay counts once", *repeated
        )
    return [_attendance(rows, session) for rows in by_person.values()]


def _repeats(stays: Sequence[Stay]) -> list[Stay]:
    """Those of one person's stays that repeat an earlier one."""
    seen: set[tuple[datetime | None, datetime | None]] = set()
    found = []
    for stay in stays:
        if stay.joined is not None and (stay.joined, stay.left) in seen:
            found.append(stay)
        seen.add((stay.joined, stay.left))
    return found


def _attendance(stays: Sequence[Stay], session: Session) -> Attendance:
    if len(stays) == 1:
        (stay,) = stays
        if stay.joined is None or stay.left is None:
            return Attendance(stay.line.number, session, stay.person, (), stay.seconds, stay.role)
        times = ((stay.joined, stay.left),)
        return Attendance(stay.line.number, session, stay.person, times, None, stay.role)
    lines: dict[tuple[datetime, datetime], int] = {}
    for stay in stays:
        if stay.joined is not None and stay.left is not None:
            lines.setdefault((stay.joined, stay.left), stay.line.number)
    intervals = sorted(lines)
    stated = [s.seconds for s in stays if s.seconds is not None]
    return Attendance(
        line=stays[0].line.number,
        session=session,
        person=_fullest([stay.person for stay in stays]),
        intervals=tuple(intervals),
        seconds=sum(stated) if stated and not intervals else None,
        role=min((stay.role for stay in stays), key=_ROLE_RANK.__getitem__),
        lines=tuple(lines[interval] for interval in intervals),
    )


def _fullest(people: Sequence[Identity]) -> Identity:
    """The first text that any row has for each part of an identity."""
    return Identity(
        name=next((p.name for p in people if p.name), ""),
        email=next((p.email for p in people if p.email), ""),
        upn=next((p.upn for p in people if p.upn), ""),
        employee_id=next((p.employee_id for p in people if p.employee_id), ""),
    )


def note_markers(marked: Sequence[tuple[Line, tuple[str, ...]]], ledger: Ledger) -> None:
    """Say which names carried a marker ("External", "[Company]") that was taken off."""
    lines = [line for line, marks in marked if marks]
    if lines:
        ledger.note(
            "outside-people",
            "these names carry a marker such as (External), (Unverified) or [Company]; it was "
            "taken off the name, and the people may be from outside",
            *lines,
        )


def note_anonymous(stays: Iterable[Stay], ledger: Ledger) -> None:
    """Say which rows hide who it was; they were there, and cannot be anybody's attendance."""
    lines = [stay.line for stay in stays if is_anonymous(stay.person)]
    if lines:
        ledger.note(
            "anonymous",
            "these rows do not say who it was; they count as present, and as nobody's attendance",
            *lines,
        )


def note_invalid_emails(lines: Sequence[Line], ledger: Ledger) -> None:
    """Say which rows have something in the e-mail column that is no address."""
    if lines:
        ledger.note(
            "email-not-valid",
            "what stands in the e-mail column is no address; these people are told by their names",
            *lines,
        )
