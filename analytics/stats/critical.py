"""Critical values: how many standard errors an interval reaches to either side."""

from __future__ import annotations

import math

from scipy import special


def _upper_tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return (1 - confidence) / 2


def normal_critical(confidence: float = 0.95) -> float:
    """Two-sided normal critical value; 1.959964 at 0.95."""
    return float(special.ndtri(1 - _upper_tail(confidence)))


def t_critical(degrees: float, confidence: float = 0.95) -> float:
    """Two-sided t critical value; infinite when there is no degree of freedom left."""
    tail = _upper_tail(confidence)
    return math.inf if degrees <= 0 else float(special.stdtrit(degrees, 1 - tail))


def t_two_sided_p(t: float, degrees: float) -> float:
    """Two-sided p-value of a t statistic."""
    return float(2 * special.stdtr(degrees, -abs(t)))
