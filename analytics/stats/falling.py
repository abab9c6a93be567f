"""Is a share falling from week to week, beyond what chance and uneven weeks give?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.stats.critical import t_critical, t_two_sided_p
from analytics.stats.survival import Floats, Integers

FEWEST_WEEKS = 5
# Of the limits at each weekly look. Simulated over 12 weeks of a level share, looked at every week:
# of 100 pilots 1 to 4 are ever called falling (with 95% limits up to 10).
CONFIDENCE = 0.98


@dataclass(frozen=True)
class Slope:
    """A straight line through weekly shares. per_week: change of the share from one week to the
    next, with its limits; first, last: the line at the first and last week; spread: of the weeks
    around it, in binomial standard errors, at least 1; p: two-sided; weeks: how many."""

    per_week: float
    low: float
    high: float
    first: float
    last: float
    spread: float
    p: float
    weeks: int

    @property
    def is_falling(self) -> bool:
        return self.high < 0


def slope_of(week: Integers, attended: Integers, invited: Integers) -> Slope | None:
    """Weighted least squares of attended / invited on the number of the week.

    The slope is that of Cochran and Armitage; its variance is that of a share times the spread of
    the weeks around the line (quasi-binomial, never below 1), and t has weeks - 2 degrees of
    freedom. None with fewer than five weeks, without anybody invited in each, or where everybody or
    nobody came.
    Source: Armitage (1955), Biometrics 11, 375-386; McCullagh & Nelder (1989), section 4.5.
    """
    if len(week) < FEWEST_WEEKS or not np.all(invited > 0):
        return None
    x, n = week.astype(np.float64), invited.astype(np.float64)
    share = attended / n
    middle, level = float(x @ n / n.sum()), float(attended.sum() / n.sum())
    across = float(n @ (x - middle) ** 2)
    if not 0 < level < 1 or across <= 0:
        return None
    per_week = float((n * (x - middle)) @ share) / across
    line: Floats = level + per_week * (x - middle)
    degrees = len(x) - 2
    around = float(n @ (share - line) ** 2) / (level * (1 - level))
    spread = math.sqrt(max(1.0, around / degrees))
    error = spread * math.sqrt(level * (1 - level) / across)
    far = t_critical(degrees, CONFIDENCE) * error
    return Slope(
        per_week, per_week - far, per_week + far, float(line[0]), float(line[-1]), spread,
        t_two_sided_p(per_week / error, degrees), len(x),
    )  # fmt: skip
