"""Two samples compared by rank: Mann-Whitney, Hodges-Lehmann shift, Brunner-Munzel.

For answers on a scale (ordinal) and for times without censoring. Ties are the rule in both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analytics.stats.critical import t_critical, t_two_sided_p
from analytics.stats.survival import Floats, Integers

# Above so many pairs the exact distribution is not worth its time: the normal curve is as good.
_EXACT_PAIRS = 10_000
_SAME = 1e-9


@dataclass(frozen=True)
class MannWhitney:
    """u: pairs in which the first sample is higher, ties counting half.

    p: two-sided; p_greater: one-sided, first sample higher. is_exact: from all arrangements of the
    ranks as they are tied, else from the normal curve with corrections for ties and continuity.
    """

    u: float
    p: float
    p_greater: float
    is_exact: bool


@dataclass(frozen=True)
class Shift:
    """By how much the first sample lies above the second, in the unit of the values."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BrunnerMunzel:
    """value: chance that one of the second sample is higher than one of the first, ties half.

    0.5 means no tendency. low and high lie within 0 to 1. t > 0: the second is higher.
    """

    value: float
    low: float
    high: float
    t: float
    degrees: float
    p: float

    @property
    def cliffs_delta(self) -> float:
        """Chance of higher minus chance of lower, -1 to 1."""
        return 2 * self.value - 1


def mann_whitney(first: npt.ArrayLike, second: npt.ArrayLike, exact: bool = True) -> MannWhitney:
    """Wilcoxon-Mann-Whitney test of two independent samples, right for ties.

    Exact (up to 10,000 pairs of values, unless exact=False): all arrangements of the tied ranks are
    equally likely; two-sided p is the chance of a rank sum at least as far from its mean, as in R's
    coin. `scipy.stats.mannwhitneyu(method="exact")` ignores ties. Else the normal curve, as R's
    wilcox.test(exact=FALSE).
    Raises ValueError for an empty sample or a missing value.
    Source: Mann & Whitney (1947), Ann Math Stat 18, 50-60.
    """
    x, y = _sample(first), _sample(second)
    doubled = _doubled_midranks(np.concatenate([x, y]))
    base = len(x) * (len(x) + 1)
    twice_u = int(doubled[: len(x)].sum()) - base
    pairs = len(x) * len(y)
    if exact and pairs <= _EXACT_PAIRS:
        chance = _rank_sum_chances(doubled, len(x))
        reached = np.arange(len(chance)) - base
        far = np.abs(reached - pairs) >= abs(twice_u - pairs)
        p, greater = float(chance[far].sum()), float(chance[reached >= twice_u].sum())
        return MannWhitney(twice_u / 2, min(1.0, p), min(1.0, greater), True)
    variance = _variance_of_u(doubled, pairs)
    if variance <= 0:
        return MannWhitney(twice_u / 2, 1.0, 1.0, False)
    excess, sd = twice_u / 2 - pairs / 2, math.sqrt(variance)
    z = (abs(excess) - 0.5) / sd
    greater = float(special.ndtr(-(excess - 0.5) / sd))
    return MannWhitney(twice_u / 2, min(1.0, 2 * float(special.ndtr(-z))), greater, False)


def hodges_lehmann(first: npt.ArrayLike, second: npt.ArrayLike, confidence: float = 0.95) -> Shift:
    """Median of all differences first - second, with the interval that belongs to Mann-Whitney.

    For a shift d, U(d) counts the differences above d, those equal to d half. The upper limit is
    the smallest difference with U at most the (1 - confidence)/2 quantile of U, the lower limit
    the largest with U above the upper quantile: exact up to 10,000 pairs, from the arrangements of
    the ranks as they are tied; else from the normal curve. As R's wilcox.test(conf.int=TRUE)
    without ties, and exactRankTests with ties. Memory: one number per pair.
    Raises ValueError for an empty sample or a missing value.
    Source: Hodges & Lehmann (1963), Ann Math Stat 34, 598-611; Bauer (1972).
    """
    x, y = _sample(first), _sample(second)
    differences = np.sort((x[:, None] - y).ravel())
    pairs, tail = len(differences), (1 - confidence) / 2
    doubled = _doubled_midranks(np.concatenate([x, y]))
    if pairs <= _EXACT_PAIRS:
        base = len(x) * (len(x) + 1)
        below = np.cumsum(_rank_sum_chances(doubled, len(x)))
        few, many = (
            (int(np.searchsorted(below, share - _SAME)) - base) / 2 for share in (tail, 1 - tail)
        )
    else:
        reach = float(special.ndtri(1 - tail)) * math.sqrt(_variance_of_u(doubled, pairs))
        few, many = pairs / 2 - reach, pairs / 2 + reach
    # Differences of decimals that are equal on paper are equal here too.
    apart = np.diff(differences, prepend=-math.inf) > _SAME * max(1e-300, np.abs(differences).max())
    shift, counts = differences[apart], np.diff(np.append(np.flatnonzero(apart), pairs))
    u = pairs - np.cumsum(counts) + counts / 2
    low, high = shift[u > many], shift[u <= few]
    return Shift(
        float(np.median(differences)),
        float(low[-1] if len(low) else shift[0]),
        float(high[0] if len(high) else shift[-1]),
    )


def brunner_munzel(
    first: npt.ArrayLike, second: npt.ArrayLike, confidence: float = 0.95
) -> BrunnerMunzel | None:
    """Chance that the second sample is higher, with its test and interval: spreads may differ.

    t = (mean ranks' difference) / its standard error from placements, Welch-Satterthwaite degrees
    of freedom; interval value +- t critical * se, cut to 0 to 1. As R's brunnermunzel.test.
    None when there is no spread to judge by: the samples do not overlap, all values are the same,
    or a sample has one value only. Raises ValueError for an empty sample or a missing value.
    Source: Brunner & Munzel (2000), Biometrical Journal 42, 17-25.
    """
    x, y = _sample(first), _sample(second)
    if min(len(x), len(y)) < 2:
        return None
    together = _doubled_midranks(np.concatenate([x, y])) / 2
    placed = together[: len(x)] - _doubled_midranks(x) / 2
    placed_second = together[len(x) :] - _doubled_midranks(y) / 2
    n, m = len(x), len(y)
    value = float(placed_second.mean()) / n
    a, b = float(placed.var(ddof=1)) / m**2 / n, float(placed_second.var(ddof=1)) / n**2 / m
    if a + b <= 0:
        return None
    se = math.sqrt(a + b)
    degrees = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    t, half = (value - 0.5) / se, t_critical(degrees, confidence) * se
    return BrunnerMunzel(
        value,
        max(0.0, value - half),
        min(1.0, value + half),
        t,
        degrees,
        t_two_sided_p(t, degrees),
    )


def _doubled_midranks(values: Floats) -> Integers:
    """Twice the rank of each value, ties sharing the mean of their ranks: whole numbers."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((2 * last - counts + 1)[place], dtype=np.int64)


def _variance_of_u(doubled: Integers, pairs: int) -> float:
    n = len(doubled)
    tied = np.unique(doubled, return_counts=True)[1].astype(np.float64)
    return pairs / 12 * (n + 1 - float((tied**3 - tied).sum()) / (n * (n - 1)))


def _rank_sum_chances(doubled: Integers, size: int) -> Floats:
    """Chance of each doubled rank sum 0, 1, 2, ... of `size` ranks drawn without replacement."""
    total, rest = int(doubled.sum()), len(doubled) - size
    if rest < size:  # what is left over is the smaller draw
        of_rest = _rank_sum_chances(doubled, rest)
        chances = np.zeros(total + 1)
        chances[total + 1 - len(of_rest) :] = of_rest[::-1]
        return chances
    most = int(np.sort(doubled)[-size:].sum())
    # ways[k, s]: choices of k of the ranks seen so far with sum s.
    ways = np.zeros((size + 1, most + 1))
    ways[0, 0] = 1.0
    for seen, rank in enumerate(doubled):
        for k in range(min(size, seen + 1), 0, -1):
            ways[k, rank:] += ways[k - 1, : most + 1 - rank]
    return np.asarray(ways[size] / ways[size].sum())


def _sample(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not array.size or not np.all(np.isfinite(array)):
        raise ValueError("a sample needs at least one value and none missing")
    return array
