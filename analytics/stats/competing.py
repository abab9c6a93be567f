"""Competent or gone: the share competent by day when leavers can never become competent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analytics.stats.critical import normal_critical
from analytics.stats.survival import Floats, Integers, ShareBy, high_without_event, whole_numbers


@dataclass(frozen=True, eq=False)
class CompetingGrid:
    """One cohort as counts per day: competent, left the company, or still onboarding (censored).

    day: whole days since the start, distinct and ascending. Raises ValueError when the counts are
    not such a grid.
    """

    day: Integers
    events: Integers
    left: Integers
    censored: Integers

    def __post_init__(self) -> None:
        names = ("day", "events", "left", "censored")
        for name in names:
            values = whole_numbers(getattr(self, name), name)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if len({len(getattr(self, name)) for name in names}) != 1:
            raise ValueError("day, events, left and censored must have the same length")
        if np.any(np.diff(self.day) <= 0):
            raise ValueError("days must be distinct and ascending")
        if np.any(self.events + self.left + self.censored == 0):
            raise ValueError("every day of the grid needs at least one person")

    @classmethod
    def from_times(
        cls, days: npt.ArrayLike, is_event: npt.ArrayLike, has_left: npt.ArrayLike
    ) -> CompetingGrid:
        """Count people per day; someone competent who left later counts as competent.

        Raises ValueError for broken days or unequal lengths.
        """
        times = whole_numbers(days, "days")
        reached, gone = np.asarray(is_event, dtype=bool), np.asarray(has_left, dtype=bool)
        if not times.shape == reached.shape == gone.shape:
            raise ValueError("days, is_event and has_left must have the same length")
        day, place = np.unique(times, return_inverse=True)
        counts = [
            np.bincount(place[who], minlength=len(day))
            for who in (reached, gone & ~reached, ~gone & ~reached)
        ]
        return cls(day, *counts)

    @property
    def n(self) -> int:
        """People in the cohort."""
        return int((self.events + self.left + self.censored).sum())

    @cached_property
    def at_risk(self) -> Integers:
        """People neither competent, gone nor censored at the start of each day of the grid."""
        return np.cumsum((self.events + self.left + self.censored)[::-1])[::-1]


@dataclass(frozen=True, eq=False)
class Incidence:
    """Share competent by day (leavers are not competent), with the share that has left.

    All arrays have one value per day of the grid, flat between. share + left + still onboarding
    are 1. se, low and high belong to the share competent.
    """

    day: Integers
    at_risk: Integers
    share: Floats
    left: Floats
    se: Floats
    low: Floats
    high: Floats
    n: int
    confidence: float

    def at(self, day: float) -> ShareBy | None:
        """Share competent by the end of this day; None when nobody was followed that long and
        not everybody is competent or gone: not known yet."""
        is_over = self.share[-1] + self.left[-1] > 1 - 1e-12
        if day > self.day[-1] and not is_over:
            return None
        later = int(np.searchsorted(self.day, day, side="left"))
        at_risk = int(self.at_risk[later]) if later < len(self.day) else 0
        place = int(np.searchsorted(self.day, day, side="right")) - 1
        if place < 0:
            return ShareBy(
                day, 0.0, 0.0, float(high_without_event(self.n, self.confidence)), at_risk
            )
        value, low, high = (float(a[place]) for a in (self.share, self.low, self.high))
        return ShareBy(day, value, low, high, at_risk)


def cumulative_incidence(grid: CompetingGrid, confidence: float = 0.95) -> Incidence:
    """Aalen-Johansen estimate: F(t) = sum over days up to t of S(day before) * competent / at risk,
    S being the share neither competent nor gone.

    Kaplan-Meier with leavers as censored answers "if nobody left"; this answers "of those hired".
    Variance by the delta method (Marubini & Valsecchi 1995, section 10.3), which is Greenwood's
    without leavers; pointwise log-log band 1 - (1 - F)^exp(+-z * se(log(-log(1 - F)))), where it
    does not exist completed as in `kaplan_meier`. Estimates equal R's `survfit` with a factor.

    Raises ValueError for an empty grid.
    Source: Aalen & Johansen (1978), Scand J Stat 5, 141-150.
    """
    if not len(grid.day):
        raise ValueError("nobody in the cohort: there is no curve")
    n, d = grid.at_risk.astype(np.float64), grid.events.astype(np.float64)
    either = d + grid.left
    remaining = np.cumprod(1 - either / n)
    until = np.concatenate([[1.0], remaining[:-1]])
    share: Floats = np.cumsum(until * d / n)
    left: Floats = np.cumsum(until * grid.left / n)

    # n == either only on the last day, whose own term has weight F(t) - F(t) = 0.
    a = np.divide(either, n * (n - either), out=np.zeros_like(n), where=n > either)
    b = until * d / n**2
    c = until**2 * d * (n - d) / n**3
    variance = share**2 * np.cumsum(a) - 2 * share * np.cumsum(share * a) + np.cumsum(share**2 * a)
    variance += np.cumsum(c) - 2 * (share * np.cumsum(b) - np.cumsum(share * b))
    is_one = share > 1 - 1e-12
    inside = (share > 0) & ~is_one
    se: Floats = np.where(inside, np.sqrt(np.maximum(variance, 0)), 0.0)

    log_rest = np.log1p(-np.where(inside, share, 0.5))
    rest = np.exp(log_rest)
    reach = np.exp(normal_critical(confidence) * se / (rest * -log_rest))
    low = np.where(inside, 1 - np.exp(log_rest / reach), 0.0)
    high = np.where(inside, 1 - np.exp(log_rest * reach), 1.0)
    none_yet = share == 0
    high[none_yet] = high_without_event(n[none_yet], confidence)
    if is_one[-1]:
        share[-1] = 1.0
        alone = len(share) == 1 or none_yet[-2]
        low[-1] = 1 - float(high_without_event(n[-1], confidence)) if alone else low[-2]
    return Incidence(grid.day, grid.at_risk, share, left, se, low, high, grid.n, confidence)
