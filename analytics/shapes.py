"""More shapes of answers (findings.py): a metric week by week, and what a pilot took and gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from analytics.findings import Answer, Estimate, Flag, Grain
from analytics.returns import Balance, Rates, Saved


@dataclass(frozen=True)
class SeriesPoint:
    """One week (or month) of a metric: its mean, None where too few people stand behind it;
    expected: where the trend before was going, None before the pilot."""

    start: date
    value: float | None
    expected: float | None
    people: int


@dataclass(frozen=True)
class Measured:
    """One metric before and after the pilot began, in its own unit.

    better: which way is better by its name, "" where that is not known; before, after: periods;
    change: mean of what came after less what was expected, None where that cannot be said, with the
    limits of `confidence`, at which its own test was decided; relative: change as a share of what
    was expected; p, adjusted: for all metrics that were tested; is_compared: what the comparison
    did is taken out; fewest: people behind any period that is shown; teams: the same of teams, 0
    where values name people.
    """

    name: str
    better: Literal["lower", "higher", ""]
    points: tuple[SeriesPoint, ...]
    before: int
    after: int
    change: Estimate | None
    relative: float | None
    p: float
    adjusted: float
    confidence: float
    is_compared: bool
    fewest: int
    teams: int = 0


@dataclass(frozen=True, kw_only=True)
class Series(Answer):
    """Metrics by week or month before and after the pilot began, the one with most values first;
    `estimate` is its change. flags: of all of them, those that cap first."""

    rows: tuple[Measured, ...]
    grain: Grain
    starts_on: date
    flags: tuple[Flag, ...] = ()

    def is_capped(self, one: Measured) -> bool:
        """Whether something else could explain the change of this metric."""
        return not one.is_compared or any(flag.caps for flag in self.flags)


@dataclass(frozen=True)
class Seats:
    """Hours in sessions of everybody there: those of the hosts, who may be one, are not told apart.

    led: sessions, once for every host and at least once; unhosted: those of which no host is known;
    by_plan: how many were there whose time is not known and counts as the meeting, or its plan, was
    long; guessed: those without even that, who count as an hour each."""

    hours: float
    led: int
    by_plan: int
    guessed: int
    unhosted: int = 0


@dataclass(frozen=True, kw_only=True)
class Returns(Answer):
    """What a pilot took in hours beside the days it saved; `estimate` is the hours, preparation
    included.

    saved: None where the gain cannot be told; balance: in hours where `currency` is "", for then
    nobody said what an hour costs. unsaid: why `saved` is not there, as a code.
    """

    seats: Seats
    preparation: float
    saved: Saved | None
    balance: Balance
    rates: Rates
    currency: str = ""
    unsaid: str = ""
