"""Exact shares and rates: Clopper-Pearson, and exact tests against a target."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from analytics.stats.proportion import Share
from analytics.stats.survival import Floats

# Outcomes as likely as the one seen, up to rounding, count as equally likely (as in R).
_AS_LIKELY = 1 + 1e-7


@dataclass(frozen=True)
class RateRatio:
    """First rate over second, with its exact interval and p against 1. high is None when the
    second rate may be 0, value is None when nothing was counted in the second."""

    value: float | None
    low: float
    high: float | None
    p: float


def clopper_pearson(count: int, n: int, confidence: float = 0.95) -> Share:
    """Share of n independent ones with the exact interval, which is never too short.

    Limits: beta quantiles (count, n - count + 1) and (count + 1, n - count); R's binom.test.
    Raises ValueError unless 0 <= count <= n and n > 0.
    Source: Clopper & Pearson (1934), Biometrika 26, 404-413.
    """
    if not 0 <= count <= n or n == 0:
        raise ValueError(f"no share of {count} in {n}")
    tail = (1 - confidence) / 2
    low = float(special.betaincinv(count, n - count + 1, tail)) if count else 0.0
    high = float(special.betaincinv(count + 1, n - count, 1 - tail)) if count < n else 1.0
    return Share(count / n, low, high, n, float(n), 1.0)


def binomial_test(count: int, n: int, target: float) -> float:
    """Exact two-sided p of a share against a target share (fraction), as R's binom.test.

    The chance, were the target true, of an outcome that is no more likely than the one seen.
    Independent answers only: for invitations of the same people see `wilson_clustered`.
    Raises ValueError unless 0 <= count <= n, n > 0 and 0 <= target <= 1.
    """
    if not 0 <= count <= n or n == 0 or not 0 <= target <= 1:
        raise ValueError(f"no test of {count} in {n} against {target}")
    if target in (0, 1):
        return 1.0 if count == target * n else 0.0

    def log_chance(k: Floats) -> Floats:
        ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
        return np.asarray(ways + k * math.log(target) + (n - k) * math.log1p(-target))

    return _no_more_likely(
        count,
        log_chance,
        mode=min(n, math.floor((n + 1) * target)),
        last=n,
        at_most=lambda k: float(special.bdtr(k, n, target)),
        at_least=lambda k: float(special.bdtrc(k - 1, n, target)) if k else 1.0,
    )


def poisson_test(count: int, exposure: float, target: float) -> float:
    """Exact two-sided p of count events in `exposure` against a target rate, as R's poisson.test.

    The chance, were the target true, of a count that is no more likely than the one seen.
    Raises ValueError for a negative count, or an exposure or target that is not above 0.
    """
    if count < 0 or not exposure > 0 or not target > 0:
        raise ValueError(f"no test of {count} in {exposure} against {target}")
    mean = exposure * target

    def log_chance(k: Floats) -> Floats:
        return np.asarray(k * math.log(mean) - mean - special.gammaln(k + 1))

    return _no_more_likely(
        count,
        log_chance,
        mode=math.floor(mean),
        # Far beyond both the count and every count that is still possible.
        last=math.ceil(max(count, mean) + 40 * math.sqrt(max(count, mean)) + 40),
        at_most=lambda k: float(special.pdtr(k, mean)),
        at_least=lambda k: float(special.pdtrc(k - 1, mean)) if k else 1.0,
    )


def rate_ratio(
    first: int,
    first_exposure: float,
    second: int,
    second_exposure: float,
    confidence: float = 0.95,
) -> RateRatio:
    """Ratio of two Poisson rates, exact given the total count, as R's poisson.test with two counts.

    Given first + second, first is binomial with the share of exposure as its probability under
    equal rates; its Clopper-Pearson limits p become ratios p/(1 - p) * exposure2/exposure1.
    Raises ValueError for a negative count, an exposure that is not above 0, or no event at all.
    Source: Przyborowski & Wilenski (1940), Biometrika 31, 313-323.
    """
    if min(first, second) < 0 or not min(first_exposure, second_exposure) > 0:
        raise ValueError("counts must not be negative and exposures must be above 0")
    total = first + second
    if not total:
        raise ValueError("no event in either: there is no ratio")
    share = clopper_pearson(first, total, confidence)
    scale = second_exposure / first_exposure
    return RateRatio(
        first / second * scale if second else None,
        share.low / (1 - share.low) * scale,
        share.high / (1 - share.high) * scale if share.high < 1 else None,
        binomial_test(first, total, first_exposure / (first_exposure + second_exposure)),
    )


def _no_more_likely(
    count: int,
    log_chance: Callable[[Floats], Floats],
    *,
    mode: int,
    last: int,
    at_most: Callable[[int], float],
    at_least: Callable[[int], float],
) -> float:
    """Both tails of a distribution with one mode: the seen one from `count` outwards, and on the
    other side of the mode whatever is no more likely. Outcomes run from 0 to `last`."""
    bound = float(log_chance(np.array([float(count)]))[0]) + math.log(_AS_LIKELY)
    if count == mode:
        return 1.0
    if count < mode:
        other = _first_where(lambda k: log_chance(np.array([float(k)]))[0] <= bound, mode, last)
        return min(1.0, at_most(count) + (at_least(other) if other <= last else 0.0))
    other = _first_where(lambda k: log_chance(np.array([float(mode - k)]))[0] <= bound, 0, mode)
    return min(1.0, at_least(count) + (at_most(mode - other) if other <= mode else 0.0))


def _first_where(is_true: Callable[[int], bool], low: int, high: int) -> int:
    """Smallest whole number from low to high from which on is_true holds; high + 1 if none."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        if is_true(middle):
            high = middle
        else:
            low = middle + 1
    return low
