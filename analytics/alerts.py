"""What needs somebody now: participation that falls, a gap, data that stopped, one host for all.

Rules over findings and landed files, none of them by eye. A rule that looks at chance is held to
the limits of a look in every week; the others are plain counts of days and sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from analytics.asking import as_of, ask
from analytics.filters import Filters
from analytics.findings import Calendar, Finding, Rotation, Trend
from analytics.pilots import Pilot
from analytics.scope import EVERYBODY, Scope
from analytics.stats.falling import Slope, slope_of
from analytics.store import Store, as_day
from analytics.teams import seen_by

QUESTIONS = ("participation", "sessions-per-month", "host-rotation")
AFTER_END = timedelta(days=14)  # a pilot that ended longer ago needs nobody now
GRACE = timedelta(days=7)  # for an export that comes late
SHORTEST_GAP = timedelta(days=10)
FEWEST_GAPS = 3  # between sessions, for a usual one
FEWEST_ARRIVALS = 3  # of an export on different days, for a usual time between
FEWEST_LED = 8  # sessions, for a host to carry too much of them
MOST_LED = 0.4  # of the sessions, by one host
Kind = Literal["falling", "gap", "stopped", "host"]


@dataclass(frozen=True)
class Falling:
    """Participation goes down from week to week. first, last: Mondays of the first and last whole
    week; slope: of the weekly shares."""

    first: date
    last: date
    slope: Slope
    kind: Literal["falling"] = "falling"


@dataclass(frozen=True)
class Gap:
    """No session since a day. until: the last day of the pilot that is known of; usual: days from
    one day with a session to the next, in the middle."""

    since: date
    until: date
    usual: float
    kind: Literal["gap"] = "gap"

    @property
    def days(self) -> int:
        return (self.until - self.since).days


@dataclass(frozen=True)
class Stopped:
    """An export does not come any more. of: its kind; known_until: its last known day; usual: days
    between two arrivals, in the middle; today: the day it was looked for."""

    of: str
    known_until: date
    usual: float
    today: date
    kind: Literal["stopped"] = "stopped"

    @property
    def days(self) -> int:
        return (self.today - self.known_until).days


@dataclass(frozen=True)
class Carrying:
    """Few carry the sessions. hosts: how many people led them; led: by the busiest of them, None
    where the hosts are too few to be told apart; could_lead: learners who could lead next."""

    hosts: int
    sessions: int
    led: int | None
    could_lead: int
    kind: Literal["host"] = "host"


Alert = Falling | Gap | Stopped | Carrying


def alerts(
    store: Store,
    filters: Filters | None = None,
    scope: Scope = EVERYBODY,
    asked: Mapping[str, Finding] = MappingProxyType({}),
) -> tuple[Alert, ...]:
    """What needs somebody in the pilot that is looked at; nothing without one, before it begins,
    and two weeks after its end.

    filters: departments and as_of; dates are not used, since an alert is of now. asked: findings
    under the same filters that are at hand. The day is today by the store's clock, the day the data
    are read as of, or, of the sample pilot, which stands still, the last it knows.
    """
    store = seen_by(store, scope)
    pilot, known = store.pilot(), as_of(store)
    chosen = replace(filters or Filters(), first_day=None, last_day=None, by="week")
    today = known if store.is_sample() and known else store.today()
    today = min(filter(None, (today, chosen.as_of)))
    if pilot is None or known is None or not pilot.starts_on <= today <= pilot.ends_on + AFTER_END:
        return ()
    at_hand = asked if chosen == filters else {}
    found = {
        name: at_hand[name] if name in at_hand else ask(store, name, chosen, scope)
        for name in QUESTIONS
    }
    files = store.source_files()
    gap = gap_of(found["sessions-per-month"], _attendance_until(files, pilot, today))
    made: list[Alert | None] = [
        falling_of(found["participation"]),
        gap,
        *stopped_of(files, pilot, today, is_quiet=gap is not None),
        carrying_of(found["host-rotation"]),
    ]
    return tuple(one for one in made if one is not None)


def falling_of(finding: Finding) -> Falling | None:
    """Whether participation falls over its whole weeks, beyond chance and uneven weeks. Weeks of
    too few people are not looked at."""
    answer = finding.answer
    if not isinstance(answer, Trend):
        return None
    weeks = [p for p in answer.periods.weeks or answer.points if p.is_full and p.share]
    if not weeks:
        return None
    numbers = [(week.start - weeks[0].start).days // 7 for week in weeks]
    slope = slope_of(
        np.array(numbers, np.int64),
        np.array([week.attended for week in weeks], np.int64),
        np.array([week.invited for week in weeks], np.int64),
    )
    if slope is None or not slope.is_falling:
        return None
    return Falling(weeks[0].start, weeks[-1].start, slope)


def gap_of(finding: Finding, until: date) -> Gap | None:
    """No session for longer than twice the usual time between two, and ten days at least."""
    answer = finding.answer
    if not isinstance(answer, Calendar):
        return None
    met = sorted(day for day in answer.days if day <= until)
    if len(met) <= FEWEST_GAPS:
        return None
    usual, quiet = _usual(met), until - met[-1]
    if quiet < SHORTEST_GAP or quiet.days <= 2 * usual:
        return None
    return Gap(met[-1], until, usual)


def stopped_of(
    files: pd.DataFrame, pilot: Pilot, today: date, *, is_quiet: bool = False
) -> tuple[Stopped, ...]:
    """Exports that are older than their usual time between two arrivals and a week.

    files: the landed ones; is_quiet: that no session came is said already. Attendance and survey
    are looked for until the pilot ends, people and sign-offs until its planned read.
    """
    wanted = {
        "attendance": pilot.ends_on,
        "survey": pilot.ends_on,
        "people": max(pilot.ends_on, pilot.planned_read),
        "competency": max(pilot.ends_on, pilot.planned_read),
    }
    found = []
    for kind, until in wanted.items():
        if kind == "attendance" and is_quiet:
            continue
        days = _arrivals(files[files["kind"] == kind], today)
        if len(days) < FEWEST_ARRIVALS:
            continue
        if min(today, until) > _missing_since(days):
            found.append(Stopped(kind, days[-1], _usual(days), today))
    return tuple(found)


def carrying_of(finding: Finding) -> Carrying | None:
    """Whether one host led more than two in five of at least eight sessions, or two people at the
    most led all of them."""
    answer = finding.answer
    if not isinstance(answer, Rotation) or answer.n["sessions"] < FEWEST_LED:
        return None
    hosts, sessions = answer.n["hosts"], answer.n["sessions"]
    if answer.hosting is None:
        return Carrying(hosts, sessions, None, answer.n["could_lead"]) if hosts <= 2 else None
    if answer.hosting.busiest <= MOST_LED:
        return None
    return Carrying(hosts, sessions, answer.hosting.led[0], answer.n["could_lead"])


def _attendance_until(files: pd.DataFrame, pilot: Pilot, today: date) -> date:
    """How far sessions may be looked for: no later than the pilot's end and today, or, where the
    next attendance exports are not due yet, the day of the last ones."""
    of_attendance = files[files["kind"] == "attendance"]
    days = _arrivals(of_attendance, today)
    if len(days) >= FEWEST_ARRIVALS and today <= _missing_since(days):
        landed = as_day(of_attendance["landed_at"].max())
        assert landed is not None
        return min(landed, pilot.ends_on, today)
    return min(pilot.ends_on, today)


def _missing_since(days: list[date]) -> date:
    """The last day on which the next of exports with these last known days is not late."""
    return days[-1] + timedelta(days=_usual(days)) + GRACE


def _usual(days: list[date]) -> float:
    """Days from one to the next, in the middle."""
    return float(median((later - earlier).days for earlier, later in pairwise(days)))


def _arrivals(files: pd.DataFrame, today: date) -> list[date]:
    """The last known day of each day on which files landed, each once, in order; a day that lies
    ahead of its landing or of today is a mistyped one and counts as the landing's."""
    days = set()
    for _, landed in files.groupby(files["landed_at"].dt.date):
        arrived = as_day(landed["landed_at"].max())
        known = as_day(landed["data_until"].max())
        assert arrived is not None
        days.add(min(filter(None, (arrived, known, today))))
    return sorted(days)
