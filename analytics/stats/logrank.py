"""The two-sample log-rank test on day grids, plain and stratified."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analytics.stats.survival import DayGrid, Floats, Integers

# (before, during) of each stratum: people are compared within a stratum only.
Strata = Sequence[tuple[DayGrid, DayGrid]]


@dataclass(frozen=True)
class LogRank:
    """Observed and expected events of the `during` cohort, and what follows from them.

    z > 0: more events than expected during, that is, people become competent sooner.
    chi2 = z^2, p two-sided from the chi-square distribution with 1 degree of freedom.
    """

    z: float
    chi2: float
    p: float
    observed: int
    expected: float
    variance: float


def logrank(before: DayGrid, during: DayGrid) -> LogRank | None:
    """Compare two cohorts over the whole follow-up.

    On each day with events, the expected events of `during` are its share of the people at risk;
    the variance is hypergeometric, hence right for any number of ties:
    d * n1/n * n2/n * (n - d)/(n - 1). Equal to R's `survdiff`.
    Computed in floats: `scipy.stats.logrank` overflows int64 from about 300,000 people.

    None when there is nothing to compare: a cohort is empty, or no event fell on a day on which
    both cohorts had people at risk, so that the variance is 0.
    Source: Mantel (1966); Peto & Peto (1972).
    """
    return logrank_stretched(before, during, 1, 1)


def logrank_stretched(
    before: DayGrid, during: DayGrid, numerator: int, denominator: int
) -> LogRank | None:
    """`logrank` after multiplying the times of `before` by numerator/denominator.

    Days are compared as whole numbers (before * numerator with during * denominator), so that a
    tie between the cohorts is a tie exactly and is pooled, never broken by rounding.
    """
    return stratified_logrank([(before, during)], numerator, denominator)


def stratified_logrank(strata: Strata, numerator: int = 1, denominator: int = 1) -> LogRank | None:
    """Compare the cohorts within each stratum (role, department) and add up.

    Z = sum of (observed - expected) over strata / sqrt(sum of their variances), each as in
    `logrank`, the times of every `before` multiplied by numerator/denominator first. Equal to R's
    `survdiff(... + strata())`. None when no stratum has anything to compare.
    Source: Mantel (1966); Kalbfleisch & Prentice (2002), section 1.5.
    """
    observed = sum(during.n_events for _, during in strata)
    expected = variance = 0.0
    for before, during in strata:
        of_stratum = _sums(before, during, numerator, denominator)
        expected += of_stratum[0]
        variance += of_stratum[1]
    if variance <= 0:
        return None
    z = (observed - expected) / math.sqrt(variance)
    return LogRank(z, z * z, float(special.chdtrc(1, z * z)), observed, expected, variance)


def _sums(
    before: DayGrid, during: DayGrid, numerator: int, denominator: int
) -> tuple[float, float]:
    """Expected events of `during`, and their variance."""
    scaled_before, scaled_during = before.day * numerator, during.day * denominator
    day = np.union1d(scaled_before[before.events > 0], scaled_during[during.events > 0])
    d_before, n_before = _on(day, scaled_before, before)
    d_during, n_during = _on(day, scaled_during, during)
    d = d_before + d_during
    expected = float(expected_events(n_before, n_during, d).sum())
    return expected, float(event_variance(n_before, n_during, d).sum())


def expected_events(n_before: Floats, n_during: Floats, d: Floats) -> Floats:
    """Expected events of `during` on a day with d events; 0 when nobody is at risk."""
    n = n_before + n_during
    return np.divide(d * n_during, n, out=np.zeros_like(n), where=n > 0)


def event_variance(n_before: Floats, n_during: Floats, d: Floats) -> Floats:
    """Hypergeometric variance of the events of `during` on a day with d events."""
    n = n_before + n_during
    weight = np.divide(d * (n - d), n * n * (n - 1), out=np.zeros_like(n), where=n > 1)
    return weight * n_before * n_during


def _on(day: Integers, own_day: Integers, grid: DayGrid) -> tuple[Floats, Floats]:
    """Events of a cohort on each day, and its people at risk."""
    events: npt.NDArray[np.float64] = np.zeros(len(day))
    has_event = grid.events > 0
    events[np.searchsorted(day, own_day[has_event])] = grid.events[has_event]
    at_risk = np.append(grid.at_risk, 0).astype(np.float64)
    return events, at_risk[np.searchsorted(own_day, day, side="left")]
