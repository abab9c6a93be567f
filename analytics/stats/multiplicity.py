"""Several tests at once: adjusted p-values for departments and other slices."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from analytics.stats.survival import Floats

Correction = Literal["holm", "benjamini-hochberg"]

# Steps from one float to the next by which rounding can part two ways to the same number.
_MOST_ROUNDING = 16


def holm(p: npt.ArrayLike) -> tuple[float, ...]:
    """Adjusted p-values, same order: below 0.05 keeps the chance of any false call at 5%.

    The k-th smallest of m is multiplied by m - k + 1, then none may be below a smaller one.
    As R's p.adjust. Raises ValueError for values outside 0 to 1 or missing.
    Source: Holm (1979), Scand J Stat 6, 65-70.
    """
    values = _p_values(p)
    m, order = len(values), np.argsort(values, kind="stable")
    return _back(order, np.maximum.accumulate(values[order] * (m - np.arange(m))))


def benjamini_hochberg(p: npt.ArrayLike) -> tuple[float, ...]:
    """Adjusted p-values, same order: of the slices below 0.05, about 5% at most are false calls.

    The k-th smallest of m is multiplied by m/k, then none may be above a larger one; for
    independent or positively dependent tests. As R's p.adjust. Errors as in `holm`.
    Source: Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    return _step_up(_p_values(p), 1.0)


def benjamini_yekutieli(p: npt.ArrayLike) -> tuple[float, ...]:
    """`benjamini_hochberg` for any dependence: times 1 + 1/2 + ... + 1/m.

    Source: Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165-1188.
    """
    values = _p_values(p)
    return _step_up(values, float((1 / np.arange(1, len(values) + 1)).sum()))


def adjusted_p(p: npt.ArrayLike, correction: Correction) -> tuple[float, ...]:
    """`holm` or `benjamini_hochberg`, by name."""
    return holm(p) if correction == "holm" else benjamini_hochberg(p)


def decided_at(p: npt.ArrayLike, correction: Correction, alpha: float = 0.05) -> tuple[float, ...]:
    """The confidence at which each test was decided, same order: p < 1 - confidence exactly when
    its adjusted p is below alpha. So the interval of that confidence, from the same test, leaves
    out "no change" exactly where the correction calls a change.

    Of k tests, "holm": 1 - alpha / (k - j + 1) for the j-th smallest p as long as it is rejected
    (tied p step together, at the level of the first of them), and all the rest at the level of the
    first that is not. "benjamini-hochberg": 1 - alpha * r / k for all when r are rejected,
    1 - alpha / k when none is; then of the intervals of the rejected about alpha at most miss
    their value (false coverage rate). Those of Holm answer each its own test and do not cover all
    at once: beyond the sign of a rejected test they claim nothing jointly.
    Raises ValueError for values outside 0 to 1 or missing, and for an alpha that is not between
    0 and 1.
    Source: Holm (1979), Scand J Stat 6, 65-70; Benjamini & Yekutieli (2005), JASA 100, 71-81.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
    values = _p_values(p)
    k = len(values)
    is_rejected = np.asarray(adjusted_p(values, correction)) < alpha
    r = int(is_rejected.sum())
    if correction == "holm":
        left = k - np.searchsorted(np.sort(values), values, side="left")
        levels = alpha / np.where(is_rejected, left, max(k - r, 1))
    else:
        levels = np.full(k, alpha * max(r, 1) / max(k, 1))
    return tuple(
        _consistent(1 - level, float(value), bool(rejected))
        for level, value, rejected in zip(levels.tolist(), values, is_rejected, strict=True)
    )


def _consistent(confidence: float, p: float, is_rejected: bool) -> float:
    """The confidence moved by rounding errors only, until it agrees with the decision: a p of
    exactly 0.05 / 5 is not rejected, and 1 - (1 - 0.05 / 5) is above it. Always below 1."""
    for _ in range(_MOST_ROUNDING):
        if (p < 1 - confidence) == is_rejected:
            break
        confidence = math.nextafter(confidence, 0.0 if is_rejected else 1.0)
    return min(confidence, math.nextafter(1.0, 0.0))


def _step_up(values: Floats, factor: float) -> tuple[float, ...]:
    m, order = len(values), np.argsort(-values, kind="stable")
    scaled = values[order] * factor * m / np.arange(m, 0, -1)
    return _back(order, np.minimum.accumulate(scaled))


def _back(order: npt.NDArray[np.intp], adjusted: Floats) -> tuple[float, ...]:
    result = np.empty(len(order))
    result[order] = np.minimum(adjusted, 1.0)
    return tuple(float(value) for value in result)


def _p_values(p: npt.ArrayLike) -> Floats:
    values = np.asarray(p, dtype=np.float64)
    if values.ndim != 1 or not np.all((values >= 0) & (values <= 1)):
        raise ValueError("p-values must lie between 0 and 1")
    return values
