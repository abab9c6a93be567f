"""Canonical records: what every source turns its rows into, one meaning each.

Times are wall-clock times without a zone; `Session.timezone` names the zone when the file does.
A record keeps the line of the file it came from, so that every number can be traced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["attendance", "invitations", "people", "competency", "survey", "outcome"]
KINDS: tuple[Kind, ...] = (
    "attendance", "invitations", "people", "competency", "survey", "outcome",
)  # fmt: skip

Response = Literal["accepted", "declined", "tentative", "none", "cancelled"]
Basis = Literal["invitation", "registration"]
Role = Literal["host", "presenter", "attendee"]
CompetencyStatus = Literal["competent", "learning"]
PersonStatus = Literal["active", "leave", "left"]
Scale = Literal["agreement_5", "score_5", "score_7", "rating_10", "choice", "text"]


@dataclass(frozen=True)
class Identity:
    """Who a row is about, as the file spells it. Empty text means: the file does not say."""

    name: str = ""
    email: str = ""
    upn: str = ""
    employee_id: str = ""


@dataclass(frozen=True)
class Session:
    """A meeting as one file describes it.

    started_at/ended_at: actual times in an attendance file, planned ones in a calendar.
    key: the meeting's own id in that tool, if the file has one ("81234567890", an ics UID).
    """

    title: str
    started_at: datetime
    ended_at: datetime | None
    timezone: str = ""
    key: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Attendance:
    """One person in one session: every stay as (from, to), not yet united.

    intervals may be empty: the export says that the person was there but not when;
    `seconds` then is the stated duration if there is one, else None. line: of the person's first
    row; lines: of the row of each interval, where they have rows of their own.
    """

    line: int
    session: Session
    person: Identity
    intervals: tuple[tuple[datetime, datetime], ...]
    seconds: int | None
    role: Role = "attendee"
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Invitation:
    line: int
    session: Session
    person: Identity
    response: Response = "none"
    basis: Basis = "invitation"


@dataclass(frozen=True)
class Person:
    line: int
    person: Identity
    hire_date: date | None
    left_date: date | None = None
    department: str = ""
    manager: str = ""
    location: str = ""
    title: str = ""
    status: PersonStatus = "active"


@dataclass(frozen=True)
class Competency:
    """competent_on is None exactly when status is "learning": kept, they are right-censored."""

    line: int
    person: Identity
    competency: str
    competent_on: date | None
    status: CompetencyStatus
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class SurveyAnswer:
    """One answer of one response to one question.

    response: id of the filled-in form, unique within the file. value: the answer on its scale
    (agreement_5 and score_5: 1..5, 5 best; score_7: 1..7; rating_10: 0..10), None for text,
    choices and missing answers ("prefer not to say" is missing, never 0). text: as found.
    """

    line: int
    response: str
    question: str
    scale: Scale
    value: int | None
    text: str
    person: Identity
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """One number of a person or a team on one day: how long, how many, what share. metric: its
    name, with the unit where the cells tell it ("Turnaround, hours"); measured_on: the day, of a
    week or a month its first; person and team as far as the row says them, at least one."""

    line: int
    person: Identity
    team: str
    measured_on: date
    metric: str
    value: float


Record = Attendance | Invitation | Person | Competency | SurveyAnswer | Outcome


def union_seconds(intervals: Iterable[tuple[datetime, datetime]]) -> int:
    """Seconds covered by any of the intervals: two devices at once count once.

    settle/person_session.sql computes the same in the database; tests hold the two together.
    """
    covered = 0.0
    until: datetime | None = None
    for start, end in sorted(intervals):
        begin = start if until is None or start > until else until
        if end > begin:
            covered += (end - begin).total_seconds()
            until = end
    return round(covered)
