"""The sample pilot as it truly was: its settings and the records everything else is made of.

Everything is invented. One seed decides everything; each part draws from a stream of its own,
so that a change to the survey does not move a hire date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from data.sample import words

# Among many seeds, one whose estimate lands near the true effect with medians people can retell.
DEFAULT_SEED = 6053
PILOT_NAME = "Peer learning, spring"
PILOT_START = date(2026, 1, 12)
PILOT_END = date(2026, 4, 12)
AS_OF = PILOT_END  # the day on which everything was exported
BASELINE_FROM = date(2025, 5, 1)
WEEK = timedelta(weeks=1)
ATTENDED_MINUTES = 5
ATTENDED_SHARE = 0.5

Group = Literal["staff", "before", "during"]
Response = Literal["accepted", "declined", "tentative", "none"]
Layout = Literal["teams_2022_en", "teams_2022_de", "teams_engagement_en"]
Kind = Literal["invited", "walk_in", "organiser", "external", "unverified", "dial_in", "listed"]


@dataclass(frozen=True)
class Worker:
    employee_id: str
    first: str
    last: str
    email: str
    department: str
    job_title: str
    location: str
    group: Group
    hired: date
    original_hired: date
    left: date | None = None
    competent_on: date | None = None  # as signed off by the export date
    manager: str = ""
    manager_email: str = ""
    worker_type: str = "Employee"
    hire_date_typed: str | None = None  # a dirty cell instead of the true date

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def is_namesake(self) -> bool:
        """One of the two people who share a display name."""
        return (self.first, self.last) == words.SHARED_NAME

    def employed_on(self, day: date) -> bool:
        return self.hired <= day and (self.left is None or day <= self.left)


@dataclass(frozen=True)
class SessionPlan:
    """A session in the calendar; `instead_of` is the series' own time of a moved occurrence."""

    title: str
    starts_at: datetime
    minutes: int
    layout: Layout
    host_department: str
    host_number: int
    series: str = ""
    instead_of: datetime | None = None
    as_first_sent: bool = False  # an occurrence of the series that nobody changed
    title_break: int = 0  # where the report breaks a long title over two lines

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Invitation:
    """counts is False for people who had left but still stand in the calendar entry."""

    worker: Worker
    response: Response
    counts: bool


@dataclass(frozen=True)
class Presence:
    name: str
    email: str
    kind: Kind
    role: Literal["host", "presenter", "attendee"]
    stays: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class HeldSession:
    plan: SessionPlan
    host: Worker
    invitations: tuple[Invitation, ...]
    presences: tuple[Presence, ...]


@dataclass(frozen=True)
class SignOff:
    submitted_at: datetime
    manager_email: str
    name: str
    email: str
    works_alone_since: date
    confidence: tuple[int, int]
    comment: str
    about: str  # employee id, empty for the unknown person
    fate: Literal["counts", "superseded", "ambiguous", "unknown", "before_hire"]


@dataclass(frozen=True)
class SurveyResponse:
    started_at: datetime
    completed_at: datetime
    email: str
    name: str
    agreement: tuple[int | None, ...]
    declined: tuple[bool, ...]  # True: "Prefer not to say"; False with no value: left empty
    recommend: int | None
    formats: tuple[str, ...]
    comment: str


@dataclass(frozen=True)
class OutcomeWeek:
    """A team's week from its Monday on. turnaround: hours of a bug on average; close_rate: a
    share."""

    starts_on: date
    team: str
    turnaround: float
    close_rate: float


@dataclass(frozen=True)
class World:
    seed: int
    workers: tuple[Worker, ...]
    owner: Worker
    sessions: tuple[HeldSession, ...]
    cancelled: SessionPlan
    sign_offs: tuple[SignOff, ...]
    responses: tuple[SurveyResponse, ...]
    outcomes: tuple[OutcomeWeek, ...]
