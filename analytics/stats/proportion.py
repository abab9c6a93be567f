"""Shares with intervals: independent people, repeated people, and the difference of two shares."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.stats.critical import normal_critical, t_critical


@dataclass(frozen=True)
class Share:
    """A share with its interval, all fractions of 1.

    n: what was counted (invitations, answers). deff: by how much repeated people blow up the
    variance, at least 1. n_effective = n / deff: as many independent ones would say as much.
    """

    value: float
    low: float
    high: float
    n: int
    n_effective: float
    deff: float

    @property
    def interval(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Difference:
    """Difference of two shares, first minus second, with its interval (fractions of 1)."""

    value: float
    low: float
    high: float

    @property
    def interval(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class ClusterTotals:
    """Totals over people, each of whom was invited m times and attended y times.

    persons: people with at least one invitation; invited = sum m; attended = sum y;
    sum_yy, sum_ym, sum_mm: sums of y*y, y*m and m*m. Totals of different people can be added;
    totals of the same people (two weeks, say) cannot.

    Raises ValueError for totals that no people can have.
    """

    persons: int
    invited: int
    attended: int
    sum_yy: int
    sum_ym: int
    sum_mm: int

    def __post_init__(self) -> None:
        if not 0 <= self.attended <= self.invited or not 0 <= self.persons <= self.invited:
            raise ValueError(f"more attended or more people than invitations: {self}")
        if not self.attended <= self.sum_yy <= self.sum_ym <= self.sum_mm:
            raise ValueError(f"sums of squares do not fit the totals: {self}")

    @classmethod
    def from_people(cls, attended: npt.ArrayLike, invited: npt.ArrayLike) -> ClusterTotals:
        """One value per person each; people never invited are left out."""
        y, m = np.asarray(attended, dtype=np.int64), np.asarray(invited, dtype=np.int64)
        if y.shape != m.shape or np.any(y < 0) or np.any(y > m):
            raise ValueError("everyone needs 0 <= attended <= invited")
        return cls(
            int((m > 0).sum()),
            int(m.sum()),
            int(y.sum()),
            int((y * y).sum()),
            int((y * m).sum()),
            int((m * m).sum()),
        )

    def __add__(self, other: ClusterTotals) -> ClusterTotals:
        return ClusterTotals(
            self.persons + other.persons,
            self.invited + other.invited,
            self.attended + other.attended,
            self.sum_yy + other.sum_yy,
            self.sum_ym + other.sum_ym,
            self.sum_mm + other.sum_mm,
        )

    @property
    def share(self) -> float:
        """Attended / invited, pooled. Raises ValueError when nobody was invited."""
        if not self.invited:
            raise ValueError("nobody was invited: there is no share")
        return self.attended / self.invited

    @property
    def standard_error(self) -> float | None:
        """Linearised (ratio estimator) standard error with people as clusters.

        sqrt(K/(K-1) * sum (y - p m)^2) / M, as in R's survey::svymean; None for fewer than two
        people.
        """
        if self.persons < 2:
            return None
        # In whole numbers of any size: people who hardly differ would drown in float rounding.
        y, m = int(self.attended), int(self.invited)
        squares = m * m * int(self.sum_yy) - 2 * m * y * int(self.sum_ym) + y * y * int(self.sum_mm)
        return math.sqrt(self.persons / (self.persons - 1) * squares) / (m * m)


def wilson(count: int, n: int, confidence: float = 0.95) -> Share:
    """Share of n independent ones with the Wilson score interval.

    Raises ValueError unless 0 <= count <= n and n > 0.
    Source: Wilson (1927); R: prop.test(correct=FALSE).
    """
    if not 0 <= count <= n or n == 0:
        raise ValueError(f"no share of {count} in {n}")
    low, high = _wilson(count / n, n, normal_critical(confidence))
    return Share(count / n, low, high, n, float(n), 1.0)


def wilson_clustered(totals: ClusterTotals, confidence: float = 0.95) -> Share:
    """Attended / invited with an interval that knows the same people come again.

    Wilson at the effective sample size: deff = between-person variance of the pooled share
    (`ClusterTotals.standard_error` squared) over p(1-p)/M, at least 1; Wilson with M/deff in place
    of M and the t value with K-1 degrees of freedom in place of the normal one. When all or nobody
    attended, people do not differ, and deff is the mean number of invitations: every person then
    counts once. One person alone gives the interval 0 to 1.

    Raises ValueError when nobody was invited.
    Source: Franco, Little, Louis & Slud (2019), PMC6690503.
    """
    p, se = totals.share, totals.standard_error
    if se is None or totals.attended in (0, totals.invited):
        deff = totals.invited / totals.persons
    else:
        deff = max(1.0, se * se / (p * (1 - p) / totals.invited))
    effective = totals.invited / deff
    low, high = _wilson(p, effective, t_critical(totals.persons - 1, confidence))
    return Share(p, low, high, totals.invited, effective, deff)


def top_two_share(ratings: npt.ArrayLike, points: int = 5, confidence: float = 0.95) -> Share:
    """Share of answers on the two best points of a scale 1..points, with its Wilson interval.

    One answer per respondent, missing answers removed before.
    Raises ValueError without answers or with one off the scale.
    """
    answers = np.asarray(ratings)
    if not np.all((answers >= 1) & (answers <= points)):
        raise ValueError(f"an answer is off the scale 1 to {points}, or missing")
    return wilson(int((answers >= points - 1).sum()), answers.size, confidence)


def newcombe(first: Share, second: Share) -> Difference:
    """Difference of two independent shares, first minus second: Newcombe's hybrid score interval.

    The limits of each share are combined, so it works for plain and for clustered Wilson shares.
    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    value = first.value - second.value
    return Difference(
        value,
        value - math.hypot(first.value - first.low, second.high - second.value),
        value + math.hypot(first.high - first.value, second.value - second.low),
    )


def _wilson(p: float, n: float, critical: float) -> tuple[float, float]:
    if math.isinf(critical):
        return 0.0, 1.0
    square = critical * critical
    centre = (p + square / (2 * n)) / (1 + square / n)
    half = critical * math.sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    # At 0 and 1 the limit is the share itself; rounding must not put it beyond.
    return min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half))
