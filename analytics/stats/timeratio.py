"""Percent faster: the stretch of time that the log-rank test cannot tell from no difference.

Multiply every time of `before` by theta. The time ratio is the theta at which the log-rank Z of
the two cohorts changes sign; its interval holds the thetas that the test does not reject. So the
p-value (theta = 1), the estimate and the interval are one test and cannot contradict each other.
It is the Hodges-Lehmann estimate for censored data (Wei & Gail 1983; Wang, Lagakos & Gray 2010).

How it is computed. Z changes only where a stretched day of `before` meets a day of `during`, at
theta = during day / before day (a candidate). Crossing one such meeting changes the log-rank sums
of those two days and of no others, in a way that does not depend on theta. So the sums for all
thetas follow from one pass over all pairs of days: below, exactly at (tied days pooled) and above
every candidate. Nothing is searched or sampled, hence no hole of the acceptance region is missed
and no tie is broken. Cost: pairs of distinct days, whatever the number of people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.stats.critical import normal_critical
from analytics.stats.logrank import (
    LogRank,
    Strata,
    event_variance,
    expected_events,
    logrank_stretched,
    stratified_logrank,
)
from analytics.stats.survival import DayGrid, Floats

# Sums of products of floats: a Z or a share of the largest variance below this is 0.
_ZERO = 1e-9
_BELOW_ONE, _ABOVE_ONE = math.nextafter(1, 0), math.nextafter(1, 2)


@dataclass(frozen=True)
class PercentFaster:
    """1 - time ratio as a fraction: 0.2 = 20% fewer days. Negative = slower.

    low is None when any slowdown is possible, high is None when any gain is. estimate is None when
    one cohort has no event that could fix it.
    """

    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class TimeRatio:
    """Days during the pilot as a multiple of days before: 0.8 = 20% fewer days.

    low is None when the interval reaches down to 0, high is None when it has no upper end.
    ratio is None when a cohort has no event, so that Z never changes sign.
    """

    ratio: float | None
    low: float | None
    high: float | None

    @property
    def percent_faster(self) -> PercentFaster:
        """The same as a gain: signs and ends are turned round."""
        return PercentFaster(_gain(self.ratio), _gain(self.high), _gain(self.low))


@dataclass(frozen=True, eq=False)
class ZPath:
    """The log-rank Z as a step function of theta.

    edges: the K candidates, ascending. z has 2K + 1 values: z[2k] on the open stretch above k
    candidates, z[2k + 1] exactly at candidate k. Z is 0 where nothing can be compared.
    """

    edges: Floats
    z: Floats

    def index(self, theta: float) -> int:
        """Place of theta in z. Days up to tens of thousands: equal ratios are equal floats."""
        left = int(np.searchsorted(self.edges, theta, side="left"))
        return 2 * left + int(left < len(self.edges) and self.edges[left] == theta)

    def lower_end(self, index: int) -> float:
        """Smallest theta of a place: the candidate itself, or the one below a stretch, or 0."""
        return float(self.edges[(index - 1) // 2]) if index else 0.0

    def upper_end(self, index: int) -> float:
        """Largest theta of a place: the candidate itself, or the one above a stretch, or inf."""
        return float(self.edges[index // 2]) if index < len(self.z) - 1 else math.inf


def time_ratio(
    before: DayGrid,
    during: DayGrid,
    critical: float | tuple[float, float] | None = None,
) -> TimeRatio | None:
    """Invert the log-rank test of `during` against theta * `before`.

    critical: the Z beyond which a theta is rejected, one number for both sides or (lower, upper);
    default the 95% normal value. Permutation values and the wider values of weekly looks go here.

    Estimate: the middle (geometric) between the largest theta with Z < 0 and the smallest with
    Z > 0, looked for on the side of 1 that Z at 1 points to. Limits: the smallest and the largest
    theta that is not rejected, so a hole inside is bridged and the interval errs on the wide side.
    One hole is not bridged, that at theta = 1: if the test rejects "no change", the interval keeps
    to the side that Z points to. So 1 lies outside the interval exactly when the test rejects at
    the given critical values. A limit that is itself rejected (the interval ends just before it)
    is moved inside by one float step, which only matters when it is 1.

    None when the log-rank test has nothing to compare (see `logrank`).
    Raises ValueError when critical values are not below and above 0.
    """
    return stratified_time_ratio([(before, during)], critical)


def stratified_time_ratio(
    strata: Strata, critical: float | tuple[float, float] | None = None
) -> TimeRatio | None:
    """`time_ratio` with people compared within strata only: one stretch, common to all strata.

    Everything said there holds, the test being `stratified_logrank`.
    """
    lower, upper = _pair(critical)
    test = stratified_logrank(strata)
    if test is None:
        return None
    path = stratified_z_path(strata)
    place, z = path.index(1.0), _settle(test.z)
    path.z[place] = z

    is_faster, is_slower = z > upper, z < lower
    accepted = (path.z >= lower) & (path.z <= upper)
    if is_faster:
        accepted[place:] = False
    elif is_slower:
        accepted[: place + 1] = False

    low, high = _ends(path, accepted)
    ratio = _sign_change(path, place)
    if ratio is None:
        if not accepted.any():  # day 0 decides alone, which no stretch changes
            if is_faster:
                low, high = 0.0, min([_BELOW_ONE, *path.edges[:1]])
            else:
                low, high = max([_ABOVE_ONE, *path.edges[-1:]]), math.inf
        return _time_ratio(None, low, high)
    if is_faster:
        ratio = min(ratio, _BELOW_ONE)
    elif is_slower:
        ratio = max(ratio, _ABOVE_ONE)
    return _time_ratio(ratio, min(low, ratio), max(high, ratio))


def z_at(before: DayGrid, during: DayGrid, numerator: int, denominator: int) -> LogRank | None:
    """Log-rank test of one null value: is the time ratio numerator/denominator?

    Against a target of 20% faster: (4, 5); z > 0 leans to more than 20% faster.
    """
    return logrank_stretched(before, during, numerator, denominator)


def z_path(before: DayGrid, during: DayGrid) -> ZPath:
    """Z for every theta > 0. Arrays: one value per pair of days of which one has an event."""
    return stratified_z_path([(before, during)])


def stratified_z_path(strata: Strata) -> ZPath:
    """`z_path` of the stratified test: days meet within strata only, and the sums add up."""
    parts = [_meetings(before, during) for before, during in strata]
    edges, group = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    starts = [_far_below(before, during) for before, during in strata]
    sums = []
    for term in (0, 1):
        step_at = np.bincount(group, np.concatenate([p[1][term] for p in parts]), len(edges))
        step_above = np.bincount(group, np.concatenate([p[2][term] for p in parts]), len(edges))
        at_start = sum(start[term] for start in starts)
        stretches = at_start + np.concatenate([[0.0], np.cumsum(step_above)])
        total = np.empty(2 * len(edges) + 1)
        total[0::2] = stretches
        total[1::2] = stretches[:-1] + step_at
        sums.append(total)
    expected, variance = sums
    observed = sum(during.n_events for _, during in strata)
    informative = variance > 1e-11 * max(variance.max(), 1e-300)
    z = np.zeros_like(variance)
    z[informative] = (observed - expected[informative]) / np.sqrt(variance[informative])
    z[np.abs(z) < _ZERO] = 0.0
    return ZPath(edges, z)


def _meetings(
    before: DayGrid, during: DayGrid
) -> tuple[Floats, tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Each meeting of two days: its theta, and by how much the sums (expected, variance) change
    from just below it to the meeting itself, and to just above."""
    is_pair = (before.events > 0)[:, None] | (during.events > 0)[None, :]
    is_pair &= (before.day > 0)[:, None] & (during.day > 0)[None, :]  # day 0 does not stretch
    i, j = np.nonzero(is_pair)

    n_before = np.append(before.at_risk, 0).astype(np.float64)
    n_during = np.append(during.at_risk, 0).astype(np.float64)
    d_before, d_during = before.events[i].astype(np.float64), during.events[j].astype(np.float64)
    # (people at risk before, during; events) of the two days, as they meet at a candidate
    first_before = (n_before[i], n_during[j], d_before), (n_before[i + 1], n_during[j], d_during)
    together = n_before[i], n_during[j], d_before + d_during
    first_during = (n_before[i], n_during[j], d_during), (n_before[i], n_during[j + 1], d_before)

    at, above = [], []
    for term in (expected_events, event_variance):
        below = term(*first_before[0]) + term(*first_before[1])
        at.append(term(*together) - below)
        above.append(term(*first_during[0]) + term(*first_during[1]) - below)
    return during.day[j] / before.day[i], (at[0], at[1]), (above[0], above[1])


def _far_below(before: DayGrid, during: DayGrid) -> tuple[float, float]:
    """Expected events and variance when every positive day of `before` comes first."""
    last = before.longest or 0
    test = logrank_stretched(before, during, 1, last + 1)
    return (test.expected, test.variance) if test else (float(during.n_events), 0.0)


def _sign_change(path: ZPath, place: int) -> float | None:
    z_at_one = path.z[place]
    side = np.ones(len(path.z), dtype=bool)
    if z_at_one > 0:
        side[place + 1 :] = False
    elif z_at_one < 0:
        side[:place] = False
    negative, positive = np.flatnonzero(side & (path.z < 0)), np.flatnonzero(side & (path.z > 0))
    if not len(negative) or not len(positive):
        return None
    up_to, down_to = path.upper_end(int(negative[-1])), path.lower_end(int(positive[0]))
    # Without an end the sign is that of day 0, which does not stretch, and not of the ratio.
    return math.sqrt(up_to * down_to) if down_to > 0 and math.isfinite(up_to) else None


def _ends(path: ZPath, accepted: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Smallest and largest theta not rejected; (inf, 0) if all are: the estimate then is both."""
    places = np.flatnonzero(accepted)
    if not len(places):
        return math.inf, 0.0
    first, last = int(places[0]), int(places[-1])
    low, high = path.lower_end(first), path.upper_end(last)
    # A stretch (even place) is open: its ends belong to the candidates beside it.
    if first % 2 == 0 and low > 0:
        low = math.nextafter(low, math.inf)
    if last % 2 == 0 and math.isfinite(high):
        high = math.nextafter(high, 0)
    return low, high


def _time_ratio(ratio: float | None, low: float, high: float) -> TimeRatio:
    return TimeRatio(
        ratio, float(low) if low > 0 else None, float(high) if math.isfinite(high) else None
    )


def _settle(z: float) -> float:
    return 0.0 if abs(z) < _ZERO else z


def _pair(critical: float | tuple[float, float] | None) -> tuple[float, float]:
    if critical is None:
        critical = normal_critical()
    lower, upper = critical if isinstance(critical, tuple) else (-critical, critical)
    if not lower <= 0 <= upper:
        raise ValueError(f"critical values must lie around 0, not {lower} and {upper}")
    return lower, upper


def _gain(ratio: float | None) -> float | None:
    return None if ratio is None else 1 - ratio
