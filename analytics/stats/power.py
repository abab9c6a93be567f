"""How large an effect a pilot of this size can show."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import special

from analytics.stats.critical import normal_critical

# 1.96 + 0.84: two-sided 5% test with 80% power. 3.92: width of a 95% interval in standard errors.
_POWER_REACH = 2.80
_INTERVAL_WIDTH = 3.92


def detectable_effect(
    low: float | None, high: float | None, confidence: float = 0.95
) -> float | None:
    """Smallest gain (fraction of days saved) that the pilot would show with 80% power.

    low, high: interval of the TIME RATIO at `confidence`; the answer is always that of a single
    look at 95%. mde = 1 - exp(-2.80 * SE) with SE = (ln high - ln low) / (2 * critical value).
    None when the interval has no end on one side.
    Checked by simulation: power at the mde .78-.81 from 15/15 to 200/200 hires.
    """
    if low is None or high is None or low <= 0:
        return None
    width = _INTERVAL_WIDTH if confidence == 0.95 else 2 * normal_critical(confidence)
    return 1 - math.exp(-_POWER_REACH * (math.log(high) - math.log(low)) / width)


def times_as_many(mde: float, target: float) -> float:
    """About how many times as many hires are needed to show the target rather than the mde.

    (ln(1 - mde) / ln(1 - target))^2, the standard error falling with the square root of people;
    1 or less: there are enough. Both fractions, 0 <= mde < 1 and 0 < target < 1, else ValueError.
    """
    if not 0 <= mde < 1 or not 0 < target < 1:
        raise ValueError(f"effects must be fractions below 1, not {mde} and {target}")
    return (math.log1p(-mde) / math.log1p(-target)) ** 2


def schoenfeld_events(
    hazard_ratio: float, *, share_during: float = 0.5, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Events (both cohorts together) with which the log-rank test shows a hazard ratio.

    (z(1 - alpha/2) + z(power))^2 / (q (1 - q) ln(ratio)^2), q = share of people in `during`.
    Raises ValueError for a ratio of 1 or not above 0, or shares outside 0 to 1.
    Source: Schoenfeld (1983), Biometrics 39, 499-503.
    """
    if not hazard_ratio > 0 or hazard_ratio == 1 or not 0 < share_during < 1:
        raise ValueError(f"no number of events for {hazard_ratio} with {share_during}")
    q = share_during
    return _reach(power, alpha) ** 2 / (q * (1 - q) * math.log(hazard_ratio) ** 2)


def detectable_from(
    sides: Sequence[float], *, sigma: float, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Smallest gain (fraction of days) that is shown with this power, before the pilot starts.

    1 - exp(-(z(1 - alpha/2) + z(power)) * sigma * sqrt(sum of 1/n)). sides: of each group that is
    compared (two, or four with a comparison group) the people whose day will be seen: hires times
    the share expected to be competent by the export. sigma: standard deviation of the log days;
    0.45 is usual, see `log_sigma_from_quartiles`.
    Raises ValueError unless all are above 0.
    """
    if not sides or not min(*sides, sigma) > 0:
        raise ValueError("numbers of people and sigma must be above 0")
    return -math.expm1(-_reach(power, alpha) * sigma * math.sqrt(sum(1 / n for n in sides)))


def detectable_time_ratio(
    n_before: float, n_during: float, *, sigma: float, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Largest time ratio below 1 that is shown with this power: 1 - `detectable_from` the two."""
    return 1 - detectable_from((n_before, n_during), sigma=sigma, power=power, alpha=alpha)


def most_terms(target: float, *, sigma: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """The sum of 1/n over the sides at which a gain of `target` is just shown; `detectable_from`
    turned round. Raises ValueError unless 0 < target < 1 and sigma is above 0."""
    if not 0 < target < 1 or not sigma > 0:
        raise ValueError(f"no sides show a target of {target} at a sigma of {sigma}")
    return (math.log1p(-target) / (_reach(power, alpha) * sigma)) ** 2


def hires_needed(
    target: float,
    *,
    sigma: float,
    share_seen: float = 1.0,
    before_per_during: float = 1.0,
    power: float = 0.8,
    alpha: float = 0.05,
) -> int:
    """Hires during the pilot needed to show a gain of `target` (fraction of days), rounded up.

    Turns `detectable_time_ratio` round, with before_per_during times as many hires before, and
    share_seen of both expected to be competent by the export (0.73 at a median of 45 days, 30 days
    after the pilot's end).
    Raises ValueError unless 0 < target < 1, 0 < share_seen <= 1 and the others are above 0.
    """
    if not 0 < target < 1 or not 0 < share_seen <= 1 or not min(sigma, before_per_during) > 0:
        raise ValueError(f"no number of hires for a target of {target}")
    most = most_terms(target, sigma=sigma, power=power, alpha=alpha)
    return math.ceil((1 + 1 / before_per_during) / share_seen / most)


def log_sigma_from_quartiles(first: float, third: float) -> float:
    """Standard deviation of the log days from the days by which 25% and 75% are competent.

    ln(third / first) / 1.349, exact for lognormal days. Raises ValueError unless 0 < first < third.
    """
    if not 0 < first < third:
        raise ValueError(f"the quartiles must ascend above 0, not {first} and {third}")
    return math.log(third / first) / (2 * float(special.ndtri(0.75)))


def _reach(power: float, alpha: float) -> float:
    """Standard errors between no effect and the effect that is shown with this power."""
    if not 0 < power < 1 or not 0 < alpha < 1:
        raise ValueError(f"power and alpha must lie between 0 and 1, not {power} and {alpha}")
    return float(special.ndtri(1 - alpha / 2) + special.ndtri(power))
