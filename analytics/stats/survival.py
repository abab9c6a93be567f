"""Time to an event when not everyone has reached it yet: the Kaplan-Meier estimate.

Everything works on a `DayGrid`, the counts per whole day, which SQL can supply with a GROUP BY.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analytics.stats.critical import normal_critical

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# A product of fractions such as 19/20 * 18/19 * ... misses 10/20 by rounding; a horizontal stretch
# this close to the wanted share counts as an exact hit (R's survfit uses the same tolerance).
_SAME_SHARE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, eq=False)
class DayGrid:
    """One cohort as counts per day: the sufficient statistic of every method here.

    day: whole days since the start, distinct and ascending, 0 or later.
    events: people who reached the event on that day. censored: people last seen on that day
    without it (still onboarding, or left). Someone censored on a day was still at risk on it.
    Every day has at least one person. Two grids of different people can be added.

    Raises ValueError when the counts are not such a grid.
    """

    day: Integers
    events: Integers
    censored: Integers

    def __post_init__(self) -> None:
        for name in ("day", "events", "censored"):
            values = whole_numbers(getattr(self, name), name)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if not len(self.day) == len(self.events) == len(self.censored):
            raise ValueError("day, events and censored must have the same length")
        if np.any(np.diff(self.day) <= 0):
            raise ValueError("days must be distinct and ascending")
        if np.any(self.events + self.censored == 0):
            raise ValueError("every day of the grid needs at least one person")

    @classmethod
    def from_times(cls, days: npt.ArrayLike, is_event: npt.ArrayLike) -> DayGrid:
        """Count people per day. days: one whole number each; is_event: True, or False = censored.

        Raises ValueError for negative or broken days, missing values, or unequal lengths.
        """
        times = whole_numbers(days, "days")
        reached = np.asarray(is_event)
        if reached.shape != times.shape:
            raise ValueError("days and is_event must have the same length")
        if not np.all((reached == 0) | (reached == 1)):
            raise ValueError("is_event must be true or false for everyone")
        day, place = np.unique(times, return_inverse=True)
        events = np.bincount(place[reached.astype(bool)], minlength=len(day))
        return cls(day, events, np.bincount(place, minlength=len(day)) - events)

    @classmethod
    def of_all(cls, grids: Iterable[DayGrid]) -> DayGrid:
        """Cohorts of different people as one; of none, nobody."""
        parts = [cls(*np.zeros((3, 0), dtype=np.int64)), *grids]
        day, place = np.unique(np.concatenate([part.day for part in parts]), return_inverse=True)
        events, censored = np.zeros((2, len(day)), dtype=np.int64)
        np.add.at(events, place, np.concatenate([part.events for part in parts]))
        np.add.at(censored, place, np.concatenate([part.censored for part in parts]))
        return cls(day, events, censored)

    def __add__(self, other: DayGrid) -> DayGrid:
        """Both cohorts as one."""
        return DayGrid.of_all((self, other))

    @property
    def n(self) -> int:
        """People in the cohort."""
        return int(self.events.sum() + self.censored.sum())

    @property
    def n_events(self) -> int:
        """People who reached the event."""
        return int(self.events.sum())

    @property
    def n_censored(self) -> int:
        """People who had not reached it when last seen."""
        return int(self.censored.sum())

    @property
    def longest(self) -> int | None:
        """Longest follow-up in days, with or without event; None for an empty cohort."""
        return int(self.day[-1]) if len(self.day) else None

    @cached_property
    def at_risk(self) -> Integers:
        """People not yet competent and still followed at the start of each day of the grid."""
        return np.cumsum((self.events + self.censored)[::-1])[::-1]


@dataclass(frozen=True)
class ShareBy:
    """Share competent by a day, with its interval and the people at risk on that day."""

    day: float
    value: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class Quantile:
    """Day by which a share of the cohort is competent. None = not reached (yet)."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class Survival:
    """Kaplan-Meier curve of a cohort, as share competent (1 - S). Steps at `day`, flat between.

    All arrays have one value per day of the grid; share, low and high are fractions. se is the
    Greenwood standard error of the share (0 where the share is 0 or 1).
    """

    day: Integers
    at_risk: Integers
    events: Integers
    censored: Integers
    share: Floats
    se: Floats
    low: Floats
    high: Floats
    n: int
    confidence: float

    @property
    def longest(self) -> int:
        """Longest follow-up in days: the curve says nothing beyond it."""
        return int(self.day[-1])

    def at_risk_at(self, day: float) -> int:
        """People neither competent nor censored before this day."""
        place = int(np.searchsorted(self.day, day, side="left"))
        return int(self.at_risk[place]) if place < len(self.day) else 0

    def at(self, day: float) -> ShareBy | None:
        """Share competent by the end of this day.

        None when nobody was followed that long and not everybody is competent: not known yet.
        """
        if day > self.longest and self.share[-1] < 1:
            return None
        at_risk = self.at_risk_at(day)
        place = int(np.searchsorted(self.day, day, side="right")) - 1
        if place < 0:
            high = float(high_without_event(self.n, self.confidence))
            return ShareBy(day, 0.0, 0.0, high, at_risk)
        value, low, high = (float(a[place]) for a in (self.share, self.low, self.high))
        return ShareBy(day, value, low, high, at_risk)

    def quantile(self, share: float) -> Quantile:
        """Day by which `share` of the cohort is competent, with its Brookmeyer-Crowley interval.

        The interval holds the days at which the log-log band of the curve does not exclude
        `share`. Where the curve (or a band) is exactly level with `share`, the middle of the level
        stretch is returned, which for uncensored data is the usual median. As in R's
        `quantile(survfit(..., conf.type="log-log"))`, the band is used only where 0 < S < 1.

        Source: Brookmeyer & Crowley (1982), Biometrics 38, 29-41.
        """
        if not 0 < share < 1:
            raise ValueError(f"share must lie between 0 and 1, not {share}")
        inside = (self.share > 0) & (self.share < 1)
        return Quantile(
            _first_day_at(share, self.day, self.share, self.longest),
            _first_day_at(share, self.day[inside], self.high[inside], self.longest),
            _first_day_at(share, self.day[inside], self.low[inside], self.longest),
        )

    @property
    def median(self) -> Quantile:
        """Day by which half of the cohort is competent."""
        return self.quantile(0.5)


def kaplan_meier(grid: DayGrid, confidence: float = 0.95) -> Survival:
    """Share competent by day, allowing for people who are not there yet.

    S(t) = product over days up to t of (1 - events / at risk); Greenwood's variance
    S^2 * sum(d / (n (n - d))); pointwise log-log band S^exp(+-z * se(log(-log S))), as in R's
    `survfit(conf.type="log-log")`.

    Where that band does not exist (scipy and R give NaN) it is completed so that a chart shows no
    spike, and no certainty that is not there:
    - share 0 (no event yet): 0 up to the exact binomial limit 1 - (alpha/2)^(1/n), n people having
      been followed to that day;
    - share 1 (the last person at risk is competent): the lower limit of the step before, and 1 as
      the upper limit; if all were competent on one day, the exact binomial (alpha/2)^(1/n).

    Raises ValueError for an empty grid.
    Source: Kaplan & Meier (1958); Kalbfleisch & Prentice (2002), section 1.4.
    """
    return product_limit(
        grid.day, grid.at_risk, grid.events, grid.censored, n=grid.n, confidence=confidence
    )


def product_limit(
    day: Integers,
    at_risk: Integers,
    events: Integers,
    censored: Integers,
    *,
    n: int,
    confidence: float = 0.95,
) -> Survival:
    """`kaplan_meier` from counts per day, at_risk above 0 on each; n: people in all."""
    if not len(day):
        raise ValueError("nobody in the cohort: there is no curve")
    r, d = at_risk.astype(np.float64), events.astype(np.float64)
    remaining: Floats = np.cumprod(1 - d / r, dtype=np.float64)
    share = 1 - remaining
    inside = (remaining > 0) & (remaining < 1)
    # r == d only on the last day of a curve that reaches 1, where the band is completed below.
    spread: Floats = np.sqrt(
        np.cumsum(np.divide(d, r * (r - d), out=np.zeros_like(d), where=r > d))
    )
    se: Floats = np.where(inside, remaining * spread, 0.0)

    log_s = np.log(np.where(inside, remaining, 0.5))
    reach = np.exp(normal_critical(confidence) * spread / -log_s)
    low = np.where(inside, 1 - np.exp(log_s / reach), 0.0)
    high = np.where(inside, 1 - np.exp(log_s * reach), 1.0)
    none_yet = remaining == 1
    high[none_yet] = high_without_event(r[none_yet], confidence)
    if remaining[-1] == 0:
        alone = len(share) == 1 or none_yet[-2]
        low[-1] = 1 - high_without_event(r[-1], confidence) if alone else low[-2]
    return Survival(day, at_risk, events, censored, share, se, low, high, n, confidence)


def high_without_event(n: npt.ArrayLike, confidence: float) -> Floats:
    """Exact binomial upper limit of a share when none of n people had the event."""
    return 1 - np.power((1 - confidence) / 2, 1 / np.asarray(n, dtype=np.float64))


def _first_day_at(share: float, day: Integers, curve: Floats, longest: int) -> float | None:
    """Where a rising step curve first reaches `share`; the middle of the step if exactly level."""
    reached = np.flatnonzero(curve >= share - _SAME_SHARE)
    if not len(reached):
        return None
    first = int(reached[0])
    if curve[first] > share + _SAME_SHARE:
        return float(day[first])
    above = np.flatnonzero(curve > share + _SAME_SHARE)
    until = int(day[above[0]]) if len(above) else longest
    return (float(day[first]) + until) / 2


def whole_numbers(values: npt.ArrayLike, name: str) -> Integers:
    array = np.array(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional")
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be whole numbers, not {array.dtype}")
    is_broken = array.dtype.kind == "f" and not np.all(
        np.isfinite(array) & (array == np.floor(array))
    )
    if is_broken or array.min() < 0:
        raise ValueError(f"{name} must be whole numbers of at least 0, without gaps")
    return array.astype(np.int64, copy=False)
