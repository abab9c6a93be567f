"""Means of scores and days: t interval, NPS, Welch, and what a spreadsheet would have said."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.stats.critical import t_critical, t_two_sided_p
from analytics.stats.proportion import wilson
from analytics.stats.survival import DayGrid


@dataclass(frozen=True)
class Moments:
    """Sufficient statistic of a mean: n, mean and the sum of squared deviations from it.

    Deviations rather than raw squares, which lose the digits of numbers that are close together.
    """

    n: int
    mean: float
    deviations: float

    @classmethod
    def from_values(cls, values: npt.ArrayLike) -> Moments:
        """Raises ValueError without values or with a missing one."""
        array = np.asarray(values, dtype=np.float64)
        return cls.from_counts(array, np.ones(array.shape, dtype=np.int64))

    @classmethod
    def from_counts(cls, values: npt.ArrayLike, counts: npt.ArrayLike) -> Moments:
        """values[i] was seen counts[i] times. Raises ValueError without values."""
        x, times = np.asarray(values, dtype=np.float64), np.asarray(counts, dtype=np.int64)
        n = int(times.sum())
        if not n or not np.all(np.isfinite(x)):
            raise ValueError("a mean needs at least one value and none missing")
        seen = x[times > 0]
        if np.all(seen == seen[0]):
            return cls(n, float(seen[0]), 0.0)  # not the rounding of a mean
        mean = float((x * times).sum() / n)
        return cls(n, mean, float((times * (x - mean) ** 2).sum()))

    def __add__(self, other: Moments) -> Moments:
        n, gap = self.n + other.n, other.mean - self.mean
        return Moments(
            n,
            self.mean + gap * other.n / n,
            self.deviations + other.deviations + gap * gap * self.n * other.n / n,
        )

    @property
    def variance_of_mean(self) -> float | None:
        """s^2 / n; None for a single value."""
        return self.deviations / (self.n - 1) / self.n if self.n > 1 else None


@dataclass(frozen=True)
class Mean:
    """A mean with its t interval. Limits and se are None where the data do not show a spread:
    one value, or all values the same."""

    value: float
    low: float | None
    high: float | None
    se: float | None
    n: int


@dataclass(frozen=True)
class Nps:
    """Net promoter score on its usual scale of -100 to 100, with its interval and counts.

    low and high are None for a single answer; se is 0 when all gave the same kind of answer.
    """

    value: float
    low: float | None
    high: float | None
    se: float | None
    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True)
class Welch:
    """A t test of two means, first against second; difference = first - second."""

    first: float
    second: float
    difference: float
    low: float
    high: float
    t: float
    degrees: float
    p: float


@dataclass(frozen=True)
class Spreadsheet:
    """What averaging only the people who are already competent would have said. Shown, not used.

    Means in days, percent_faster a fraction; None where a cohort has nobody competent (or, for
    percent_faster, a mean of 0 days before), p also where the days show no spread.
    """

    before_mean: float | None
    during_mean: float | None
    percent_faster: float | None
    p: float | None


def mean_interval(moments: Moments, confidence: float = 0.95) -> Mean:
    """Mean with its t interval, as in R's t.test."""
    variance = moments.variance_of_mean
    if not variance:
        return Mean(moments.mean, None, None, None, moments.n)
    se = math.sqrt(variance)
    half = t_critical(moments.n - 1, confidence) * se
    return Mean(moments.mean, moments.mean - half, moments.mean + half, se, moments.n)


def nps(ratings: npt.ArrayLike, confidence: float = 0.95) -> Nps:
    """100 * (share of 9-10 - share of 0-6) of ratings 0..10, with the t interval on -100, 0, 100.

    Cut to -100..100. When all gave the same kind of answer that interval would have no width; it
    then is what the Wilson limit w of an all-or-nothing share allows: for promoters 100(2w - 1) to
    100, for detractors the mirror image, for passives -100(1 - w) to 100(1 - w).

    Raises ValueError without ratings or with one that is missing or off the scale.
    """
    answers = np.asarray(ratings)
    if not answers.size or not np.all((answers >= 0) & (answers <= 10)):
        raise ValueError("ratings must be there and lie between 0 and 10")
    promoters, detractors = int((answers >= 9).sum()), int((answers <= 6).sum())
    passives = answers.size - promoters - detractors
    counts = (promoters, passives, detractors)
    moments = Moments.from_counts([100, 0, -100], counts)
    value, variance = moments.mean, moments.variance_of_mean
    if variance is None:
        return Nps(value, None, None, None, *counts)
    if max(counts) == answers.size:
        rest = 1 - wilson(answers.size, answers.size, confidence).low
        down, up = (2, 0) if promoters else (0, 2) if detractors else (1, 1)
        return Nps(value, value - 100 * down * rest, value + 100 * up * rest, 0.0, *counts)
    se = math.sqrt(variance)
    half = t_critical(answers.size - 1, confidence) * se
    return Nps(value, max(-100.0, value - half), min(100.0, value + half), se, *counts)


def welch(first: Moments, second: Moments, confidence: float = 0.95) -> Welch | None:
    """Welch's two-sample t test with Welch-Satterthwaite degrees of freedom, as in R's t.test.

    None when a sample has a single value, or when neither shows any spread.
    Source: Welch (1947).
    """
    a, b = first.variance_of_mean, second.variance_of_mean
    if a is None or b is None or a + b == 0:
        return None
    difference, se = first.mean - second.mean, math.sqrt(a + b)
    degrees = (a + b) ** 2 / (a * a / (first.n - 1) + b * b / (second.n - 1))
    half, t = t_critical(degrees, confidence) * se, difference / se
    return Welch(
        first.mean,
        second.mean,
        difference,
        difference - half,
        difference + half,
        t,
        degrees,
        t_two_sided_p(t, degrees),
    )


def paired_t(first: npt.ArrayLike, second: npt.ArrayLike, confidence: float = 0.95) -> Welch | None:
    """t test of linked answers, one pair per person: difference = first - second.

    As R's t.test(paired=TRUE); for people who answered twice, where `welch` would waste the link.
    None for a single pair or when all pairs differ by the same. Raises ValueError without pairs,
    for unequal lengths or a missing value.
    """
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if x.shape != y.shape:
        raise ValueError("every first answer needs its second")
    mean = mean_interval(Moments.from_values(x - y), confidence)
    if mean.se is None or mean.low is None or mean.high is None:
        return None
    t, degrees = mean.value / mean.se, mean.n - 1
    return Welch(
        float(x.mean()),
        float(y.mean()),
        mean.value,
        mean.low,
        mean.high,
        t,
        degrees,
        t_two_sided_p(t, degrees),
    )


def spreadsheet(before: DayGrid, during: DayGrid) -> Spreadsheet:
    """Mean days of those already competent, before and during, and Welch's p.

    Biased towards "faster" whenever `during` was followed for a shorter time, because only its
    quickest people are competent yet. It is shown beside the honest figure for that reason.
    """
    earlier, later = _competent_days(before), _competent_days(during)
    if earlier is None or later is None:
        return Spreadsheet(
            earlier.mean if earlier else None, later.mean if later else None, None, None
        )
    test = welch(earlier, later)
    faster = 1 - later.mean / earlier.mean if earlier.mean > 0 else None
    return Spreadsheet(earlier.mean, later.mean, faster, test.p if test else None)


def _competent_days(grid: DayGrid) -> Moments | None:
    return Moments.from_counts(grid.day, grid.events) if grid.n_events else None
