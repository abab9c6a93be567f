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
UNHEARD = timedelta(days=14)  # without an export whose usual time is not known
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
    one day with a session to the next, in the middle; is_over: the pilot has ended."""

    since: date
    until: date
    usual: float
    is_over: bool = False
    kind: Literal["gap"] = "gap"

    @property
    def days(self) -> int:
        return (self.until - self.since).days


@dataclass(frozen=True)
class Stopped:
    """An export does not come any more. of: its kind; known_until: its last known day; usual: days
    between two arrivals, in the middle, None where too few came; today: the day it was looked
    for."""

    of: str
    known_until: date
    usual: float | None
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


@dataclass(frozen=True)
class Unwatched:
    """Nothing is looked at: the pilot begins on a day that lies ahead, or else has ended."""

    begins_on: date | None
    ended_on: date | None


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
    today = _today(store, known, chosen)
    if pilot is None or known is None or _unwatched(pilot, today):
        return ()
    at_hand = asked if chosen == filters else {}
    found = {
        name: at_hand[name] if name in at_hand else ask(store, name, chosen, scope)
        for name in QUESTIONS
    }
    files = store.source_files()
    gap = gap_of(
        found["sessions-per-month"], _attendance_until(files, pilot, today),
        is_over=today > pilot.ends_on,
    )  # fmt: skip
    made: list[Alert | None] = [
        falling_of(found["participation"]),
        gap,
        *stopped_of(files, pilot, today, is_quiet=gap is not None),
        carrying_of(found["host-rotation"]),
    ]
    return tuple(one for one in made if one is not None)


def unwatched(
    store: Store, filters: Filters | None = None, scope: Scope = EVERYBODY
) -> Unwatched | None:
    """Why nothing is looked at in the pilot that is looked at; None where something is. filters,
    scope: as of `alerts`."""
    store = seen_by(store, scope)
    pilot = store.pilot()
    today = _today(store, as_of(store), filters or Filters())
    return _unwatched(pilot, today) if pilot else None


def _today(store: Store, known: date | None, filters: Filters) -> date:
    """known: the last day that the exports know of."""
    today = known if store.is_sample() and known else store.today()
    return min(filter(None, (today, filters.as_of)))


def _unwatched(pilot: Pilot, today: date) -> Unwatched | None:
    if today < pilot.starts_on:
        return Unwatched(pilot.starts_on, None)
    return Unwatched(None, pilot.ends_on) if today > pilot.ends_on + AFTER_END else None


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


def gap_of(finding: Finding, until: date, *, is_over: bool = False) -> Gap | None:
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
    return Gap(met[-1], until, usual, is_over)


def stopped_of(
    files: pd.DataFrame, pilot: Pilot, today: date, *, is_quiet: bool = False
) -> tuple[Stopped, ...]:
    """Exports that are older than their usual time between two arrivals and a week.

    files: the landed ones; is_quiet: that no session came is said already. Attendance and survey
    are looked for until the pilot ends, people and sign-offs until its planned read. Where too few
    came for a usual time, while the pilot runs: attendance, people and sign-offs of which nothing
    has come, and nothing is known, for two weeks and a week. A survey may well be held once.
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
        of_kind = files[files["kind"] == kind]
        days = _arrivals(of_kind, today)
        if len(days) < FEWEST_ARRIVALS:
            if days and kind != "survey" and _is_unheard_of(of_kind, days[-1], pilot, today):
                found.append(Stopped(kind, days[-1], None, today))
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


def _is_unheard_of(files: pd.DataFrame, known: date, pilot: Pilot, today: date) -> bool:
    """Whether the pilot runs, and has for long, without one of these files. known: their last
    known day. A file that landed of late is the newest there is, even where nothing happened."""
    landed = as_day(files["landed_at"].max())
    assert landed is not None
    newest = max(known, landed, pilot.starts_on)
    return newest + UNHEARD + GRACE < today <= pilot.ends_on


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
