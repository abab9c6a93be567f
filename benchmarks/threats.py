"""Seeded makers of pilots in which something could be mistaken for a gain.

Every maker takes a random generator and the true gain (a fraction, 0 = the pilot changes nothing)
and returns a pilot whose truth is known. Days to competent are lognormal (sigma 0.45, median 45
days unless said), rounded to whole days; hires come evenly over 180 days before and 90 days
during; one in ten leaves per 90 days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.pilots import Pilot
from analytics.questions import Context
from analytics.questions.attendance_and_competency.question import FEWEST_SESSIONS, LANDMARK_DAY
from analytics.stats.survival import DayGrid
from analytics.stats.timeratio import time_ratio

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

START = date(2026, 1, 5)
LENGTH, BASELINE = 90, 180
MEDIAN, SIGMA = 45.0, 0.45
LEAVING_A_DAY = -np.log(0.9) / 90
COMPETENCY = "Onboarded"
# People of long standing in the people list, and those among them who have left: a list without
# any leaver would be a finding of its own.
LONG_STANDING, LONG_GONE = 200, 10
# Most exports come some time after the pilot's last day.
LAG = 30
_EPOCH = date(1970, 1, 1)
_COLUMNS = ["side", "cohort", "department", "role", "hire_date", "outcome", "days", "whole_days",
            "is_signed_off"]  # fmt: skip


@dataclass(frozen=True, eq=False)
class People:
    """One element per hire in every array.

    hired_on: days since 1970-01-01. days: whole days from then to the sign-off, and left_after to
    leaving, if nothing cuts them short.
    """

    hired_on: Integers
    days: Integers
    left_after: Integers
    department: Texts
    role: Texts

    def __add__(self, other: People) -> People:
        return People(
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in self.__dataclass_fields__
            )
        )

    @property
    def n(self) -> int:
        return len(self.hired_on)


@dataclass(frozen=True, eq=False)
class MadePilot:
    """A pilot with everybody hired, read from exports of the day `as_of`. looks: as in Context."""

    pilot: Pilot
    people: People
    as_of: date
    looks: int = 1

    @cached_property
    def starts_on(self) -> Integers:
        """Per person the day the pilot began for their department."""
        own = dict(self.pilot.department_starts)
        starts = {name: _number(own.get(name, self.pilot.starts_on)) for name in _names(self)}
        return np.array([starts[name] for name in self.people.department], dtype=np.int64)

    @property
    def is_during(self) -> npt.NDArray[np.bool_]:
        return self.people.hired_on >= self.starts_on

    @property
    def context(self) -> Context:
        return _context(self.pilot, self.as_of, self.looks)

    def read_on(self, day: date, looks: int) -> MadePilot:
        """The same pilot in an export of another day."""
        return replace(self, as_of=day, looks=looks)

    def rows(self) -> pd.DataFrame:
        """What the question's query.sql returns for this pilot, in the same columns."""
        people, as_of, starts_on = self.people, _number(self.as_of), self.starts_on
        last_hire = min(as_of, _number(self.pilot.ends_on))
        is_in = (people.hired_on >= _number(self.pilot.baseline_start)) & (
            people.hired_on <= last_hire
        )
        has_left = people.hired_on + people.left_after <= as_of
        watched_until = np.where(has_left, people.hired_on + people.left_after, as_of)
        competent_on = people.hired_on + people.days
        is_signed_off = competent_on <= watched_until
        whole_days = np.where(is_signed_off, competent_on, watched_until) - people.hired_on
        is_straddling = (
            ~self.is_during
            & (watched_until > starts_on)
            & (~is_signed_off | (competent_on > starts_on))
        )
        outcome = np.select(
            [is_straddling, is_signed_off, has_left],
            ["straddling", "competent", "left"],
            "learning",
        )
        compared = [name in self.pilot.comparison_departments for name in people.department]
        hires = pd.DataFrame(
            {
                "side": np.where(compared, "comparison", "pilot"),
                "cohort": np.where(self.is_during, "during", "before"),
                "department": people.department,
                "role": people.role,
                "hire_date": people.hired_on.astype("datetime64[D]"),
                "outcome": outcome,
                "days": np.where(is_straddling, starts_on - people.hired_on, whole_days),
                "whole_days": whole_days,
                "is_signed_off": is_signed_off.astype(np.int64),
            }
        )[is_in]
        counted = hires.groupby(_COLUMNS, as_index=False, sort=False).size()
        counted = counted.rename(columns={"size": "people"})
        known = people.hired_on <= as_of
        beside = pd.DataFrame(
            {
                "scope": ["unmatched", "listed", "gone"],
                "people": [
                    0,
                    LONG_STANDING + int(known.sum()),
                    LONG_GONE + int((has_left & known).sum()),
                ],
            }
        )
        counted.insert(0, "scope", "hire")
        return pd.concat([counted, beside], ignore_index=True)


# makers: pilots -----------------------------------------------------------------------------------


def early(rng: np.random.Generator, gain: float, *, hires: int) -> MadePilot:
    """Read on the pilot's last day, when most of those hired during are still learning."""
    return _made(_cohorts(rng, gain, hires, hires), lag=0)


def straddling(rng: np.random.Generator, gain: float, *, hires: int) -> MadePilot:
    """Onboarding takes 90 days, so many of those hired before are still learning at the start."""
    return _made(_cohorts(rng, gain, hires, hires, median=90.0))


def peeked(rng: np.random.Generator, gain: float, *, before: int, during: int) -> MadePilot:
    """To be read once, 15 weeks after the start; `weekly_looks` reads it every week."""
    return _made(_cohorts(rng, gain, before, during), lag=15 * 7 - LENGTH + 1)


def weekly_looks(made: MadePilot) -> list[MadePilot]:
    """The pilot as it looks in each of the 15 weekly exports, the last one on the planned day."""
    start = made.pilot.starts_on
    return [made.read_on(start + timedelta(weeks=week), week) for week in range(1, 16)]


def classes(
    rng: np.random.Generator, gain: float, *, hires: int, size: int, icc: float
) -> MadePilot:
    """People start in classes of `size`, and a class is alike: icc of the variance is the class's.

    No two classes start on the same day.
    """
    cohorts = []
    for days, is_during in ((np.arange(-BASELINE, 0), False), (np.arange(LENGTH), True)):
        number = hires // size
        hired_on = rng.choice(days, number, replace=False)
        of_class = rng.normal(size=number)
        own = np.sqrt(icc) * np.repeat(of_class, size)
        own += np.sqrt(1 - icc) * rng.normal(size=number * size)
        times = MEDIAN * np.exp(SIGMA * own) * (1 - gain * is_during)
        cohorts.append(_people(rng, np.repeat(hired_on, size), times))
    return _made(cohorts[0] + cohorts[1])


def cadence(
    rng: np.random.Generator, gain: float, *, hires: int, is_monthly_during: bool
) -> MadePilot:
    """Signed off on the last working day of the month before the pilot; during it every Friday,
    or at the month's end still. The pilot begins on any day of a year."""
    people = _cohorts(rng, gain, hires, hires)
    later = int(rng.integers(0, 365))
    hired_on = people.hired_on + later
    competent_on = hired_on + people.days
    is_weekly = (people.hired_on >= _number(START)) & (not is_monthly_during)
    signed_on = np.where(is_weekly, _next_friday(competent_on), _next_month_end(competent_on))
    moved = replace(people, hired_on=hired_on, days=signed_on - hired_on)
    return _made(moved, starts_on=START + timedelta(days=later))


@cache
def monthly_gain(gain: float) -> float:
    """What a gain in days until competent is in days until the sign-off, where both periods have
    a monthly one: smaller, because everybody waits for the month's end. From 40,000 hires of each
    period, all of them followed to the end."""
    rng = np.random.default_rng(0)
    grids = []
    for stretch in (1.0, 1 - gain):
        hired_on = _number(START) + rng.integers(0, 365, 40_000)
        times = _lognormal(rng, 40_000) * stretch
        days = _next_month_end(hired_on + _whole(times)) - hired_on
        grids.append(DayGrid.from_times(days, np.ones(len(days), dtype=bool)))
    ratio = time_ratio(grids[0], grids[1])
    assert ratio is not None and ratio.ratio is not None
    return 1 - ratio.ratio


def role_mix(rng: np.random.Generator, gain: float, *, hires: int) -> MadePilot:
    """Half of those hired before have a role that takes 40% longer, three in ten of the others."""
    people = _cohorts(rng, gain, hires, hires)
    share = np.where(people.hired_on >= _number(START), 0.3, 0.5)
    is_slow = rng.random(people.n) < share
    role = np.where(is_slow, "Engineer", "Agent").astype(object)
    days = np.where(is_slow, _whole(1.4 * people.days), people.days)
    return _made(replace(people, role=role, days=days))


def company_trend(rng: np.random.Generator, gain: float, *, hires: int) -> MadePilot:
    """Everybody hired from the pilot's start on needs 10% fewer days, in the pilot's department
    and in the comparison group's alike."""
    pilot = _cohorts(rng, gain, hires, hires, trend=0.1)
    others = _cohorts(rng, 0.0, hires, hires, trend=0.1, department="Service")
    return _made(pilot + others, departments=("Sales",), comparison_departments=("Service",))


def departments(
    rng: np.random.Generator, gain: float, *, number: int, before: int, during: int
) -> MadePilot:
    """So many departments of the same size, all alike."""
    people = _cohorts(rng, gain, before, during, department="Department 1")
    for place in range(2, number + 1):
        people += _cohorts(rng, gain, before, during, department=f"Department {place}")
    return _made(people)


def staggered(rng: np.random.Generator, gain: float, *, hires: int) -> MadePilot:
    """Four departments begin three weeks after one another; those that begin later take longer
    (median 36, 42, 50 and 58 days), before as during."""
    names = ("Sales", "Support", "Service", "Field")
    starts = [START + timedelta(weeks=3 * place) for place in range(len(names))]
    people = []
    for name, start, median in zip(names, starts, (36, 42, 50, 58), strict=True):
        hired_on = rng.integers(-BASELINE, LENGTH, hires)
        is_during = hired_on >= (start - START).days
        times = _lognormal(rng, hires, median) * (1 - gain * is_during)
        people.append(_people(rng, hired_on, times, name))
    return _made(
        people[0] + people[1] + people[2] + people[3],
        departments=names,
        department_starts=tuple(zip(names[1:], starts[1:], strict=True)),
    )


# makers: who comes --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Attenders:
    """Hires of the pilot and the sessions they came to; one element per person in every array.

    days: watched, until competent, gone, or the last known day. sessions: attended up to the
    landmark day; first_session: day of the first one attended at all, NaN for never.
    """

    pilot: Pilot
    days: Integers
    outcome: Texts
    sessions: Integers
    first_session: Floats

    @property
    def context(self) -> Context:
        return _context(self.pilot, self.pilot.planned_read)

    def rows(self) -> pd.DataFrame:
        """What query.sql of "attendance and competency" returns, one row per person."""
        return pd.DataFrame(
            {
                "sessions": np.minimum(self.sessions, 4),
                "first_attended_day": self.first_session,
                "outcome": self.outcome,
                "days": self.days,
                "people": np.ones(len(self.days), dtype=np.int64),
            }
        )


def attenders(rng: np.random.Generator, gain: float, *, hires: int) -> Attenders:
    """A session a week, to which everybody still onboarding comes with a chance of 3 in 10.

    gain: in the days after the landmark, of those who came to two sessions or more up to it.
    """
    hired_on = rng.integers(0, LENGTH, hires)
    times = _lognormal(rng, hires)
    left_after = _whole(rng.exponential(1 / LEAVING_A_DAY, hires))
    follow_up = LENGTH - 1 + LAG - hired_on
    on_day = rng.integers(1, 8, (hires, 1)) + 7 * np.arange(30)
    comes = rng.random(on_day.shape) < 0.3
    came_often = (comes & (on_day <= LANDMARK_DAY)).sum(axis=1) >= FEWEST_SESSIONS
    rest = times - LANDMARK_DAY
    times = np.where(came_often & (rest > 0), LANDMARK_DAY + (1 - gain) * rest, times)
    until_competent = _whole(times)
    days = np.minimum(np.minimum(until_competent, left_after), follow_up)
    attends = comes & (on_day < days[:, None])
    first = np.where(attends, on_day, np.inf).min(axis=1)
    return Attenders(
        pilot=_pilot(),
        days=days,
        outcome=np.select(
            [until_competent == days, left_after == days], ["competent", "left"], "learning"
        ).astype(object),
        sessions=(attends & (on_day <= LANDMARK_DAY)).sum(axis=1),
        first_session=np.where(np.isinf(first), np.nan, first),
    )


@dataclass(frozen=True, eq=False)
class Invited:
    """How often each person was invited and came."""

    invited: Integers
    attended: Integers

    @property
    def context(self) -> Context:
        return _context(_pilot(), START + timedelta(days=LENGTH - 1))

    def rows(self) -> pd.DataFrame:
        """What query.sql of "participation" returns, without its weeks."""
        m, y = self.invited, self.attended
        nobody = {"people": 0, "invited": 0, "attended": 0}
        return pd.DataFrame(
            [
                {
                    "scope": "all",
                    "people": len(m),
                    "invited": m.sum(),
                    "attended": y.sum(),
                    "attended_squared": (y * y).sum(),
                    "attended_by_invited": (y * m).sum(),
                    "invited_squared": (m * m).sum(),
                },
                {"scope": "sessions", **nobody, "people": m.max()},
                {"scope": "unmatched", **nobody},
                {"scope": "walk-in", **nobody},
            ]
        )


def invited(
    rng: np.random.Generator, share: float, *, people: int, sessions: int, icc: float
) -> Invited:
    """Everybody is invited to every session and comes with a chance of their own; the chances
    are spread (beta) so that the sessions of one person are alike by icc."""
    spread = (1 - icc) / icc
    chance = rng.beta(share * spread, (1 - share) * spread, people)
    return Invited(np.full(people, sessions), rng.binomial(sessions, chance))


# parts --------------------------------------------------------------------------------------------


def _cohorts(
    rng: np.random.Generator, gain: float, before: int, during: int, *, trend: float = 0.0,
    median: float = MEDIAN, department: str = "Sales",
) -> People:  # fmt: skip
    """Hires of one department, before and during."""
    hired_on = np.concatenate([rng.integers(-BASELINE, 0, before), rng.integers(0, LENGTH, during)])
    faster = np.where(hired_on >= 0, (1 - gain) * (1 - trend), 1.0)
    times = _lognormal(rng, len(hired_on), median) * faster
    return _people(rng, hired_on, times, department)


def _lognormal(rng: np.random.Generator, n: int, median: float = MEDIAN) -> Floats:
    return median * np.exp(SIGMA * rng.normal(size=n))


def _people(
    rng: np.random.Generator, since_start: Integers, times: Floats, department: str = "Sales"
) -> People:
    n = len(times)
    return People(
        hired_on=_number(START) + since_start,
        days=_whole(times),
        left_after=_whole(rng.exponential(1 / LEAVING_A_DAY, n)),
        department=np.full(n, department, dtype=object),
        role=np.full(n, "Agent", dtype=object),
    )


def _made(people: People, *, lag: int = LAG, **card: Any) -> MadePilot:
    pilot = _pilot(lag, **card)
    return MadePilot(pilot, people, pilot.planned_read)


def _pilot(lag: int = LAG, starts_on: date = START, **card: Any) -> Pilot:
    """A pilot of 90 days, to be read `lag` days after its last day."""
    ends_on = starts_on + timedelta(days=LENGTH - 1)
    return Pilot(
        name="Made-up pilot",
        starts_on=starts_on,
        ends_on=ends_on,
        baseline_from=starts_on - timedelta(days=BASELINE),
        read_on=ends_on + timedelta(days=lag),
        competency=COMPETENCY,
        **card,
    )


def _context(pilot: Pilot, as_of: date, looks: int = 1) -> Context:
    return Context(
        pilot=pilot,
        invited_by="invitation",
        competency=COMPETENCY,
        as_of=pd.Timestamp(as_of),
        looks=looks,
        registered_on=pilot.starts_on,
    )


def _names(made: MadePilot) -> set[str]:
    return set(made.people.department.tolist())


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _whole(times: npt.NDArray[np.floating[Any]]) -> Integers:
    """Nobody is competent, or leaves, on the day of hire."""
    return np.maximum(1, np.rint(times)).astype(np.int64)


def _next_friday(dates: Integers) -> Integers:
    return dates + (1 - dates) % 7  # 1970-01-02 was a Friday


def _next_month_end(dates: Integers) -> Integers:
    """The next last working day of a month, the day itself if it is one."""
    month = dates.astype("datetime64[D]").astype("datetime64[M]")
    this = _last_working_day(month)
    return np.where(this >= dates, this, _last_working_day(month + 1))


def _last_working_day(month: npt.NDArray[np.datetime64]) -> Integers:
    last = (month + 1).astype("datetime64[D]").astype(np.int64) - 1
    return last - np.maximum((last + 3) % 7 - 4, 0)  # Monday is 0: Saturday one back, Sunday two
