"""A series before and after something began: what came after beside where its trend was going."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.stats.critical import t_critical, t_two_sided_p

# A trend needs periods on both sides: with fewer, level and slope cannot be told apart.
FEWEST_BEFORE, FEWEST_AFTER = 8, 4

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Interrupted:
    """Change of a series in its own unit, with the interval.

    change: mean over the periods after, of the value less where the trend before was going;
    p two-sided against none. level, slope: the step at the start, and the change of trend a period.
    trend: the slope before, a period. expected: where the trend before went, one value for each
    period after; degrees: periods less four. autocorrelation: of neighbouring residuals.
    """

    change: float
    low: float
    high: float
    p: float
    level: float
    slope: float
    trend: float
    expected: tuple[float, ...]
    degrees: int
    autocorrelation: float

    @property
    def relative(self) -> float | None:
        """Change as a fraction of what was expected; None where that is not above 0."""
        mean = float(np.mean(self.expected))
        return self.change / mean if mean > 0 else None


def interrupted(
    values: Sequence[float],
    start: int,
    comparison: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> Interrupted | None:
    """Segmented regression of an evenly spaced series that something interrupts.

    values: one for each period, in order; start: the place of the first period after. With the
    series of a comparison group the difference of both is read instead, so that what happened to
    both (season, news) falls out; `expected` is then the trend of the pilot's difference plus what
    the comparison did.
    y = b0 + b1 t + b2 D + b3 (t - start) D, by least squares; the standard error of
    change = b2 + b3 (after - 1)/2 lets neighbouring periods be alike: Newey & West (1987) with
    floor(4 (n/100)^(2/9)) lags (Bartlett weights) and n/(n-4) for small series; t with n - 4.
    None for fewer than 8 periods before or 4 after, or a series without any spread about its lines.
    Raises ValueError for values that are no numbers, or a comparison of another length.
    Source: Wagner et al. (2002), J Clin Pharm Ther 27, 299-309; Linden (2015), Stata J 15, 480-500.
    """
    y = np.asarray(values, dtype=float)
    beside = None if comparison is None else np.asarray(comparison, dtype=float)
    if beside is not None and beside.shape != y.shape:
        raise ValueError("the comparison needs a value for each period of the series")
    read = y if beside is None else y - beside
    if not np.all(np.isfinite(read)):
        raise ValueError("every period needs a number")
    after = len(y) - start
    if start < FEWEST_BEFORE or after < FEWEST_AFTER:
        return None
    x = _design(len(y), start)
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ read
    left = read - x @ b
    degrees = len(y) - x.shape[1]
    if float(left @ left) <= 1e-18 * max(float(read @ read), 1e-300):
        return None
    mean = np.array([0, 0, 1, (after - 1) / 2])
    change = float(mean @ b)
    variance = float(mean @ newey_west(x, left, inverse) @ mean)
    error = float(np.sqrt(variance))
    half = t_critical(degrees, confidence) * error
    going = x[start:, :2] @ b[:2] + (0 if beside is None else beside[start:])
    return Interrupted(
        change=change,
        low=change - half,
        high=change + half,
        p=t_two_sided_p(change / error, degrees),
        level=float(b[2]),
        slope=float(b[3]),
        trend=float(b[1]),
        expected=tuple(going.tolist()),
        degrees=degrees,
        autocorrelation=float(left[1:] @ left[:-1] / (left @ left)),
    )


def _design(periods: int, start: int) -> Floats:
    t = np.arange(periods, dtype=float)
    is_after = (t >= start).astype(float)
    return np.column_stack([np.ones(periods), t, is_after, (t - start) * is_after])


def newey_west(x: Floats, left: Floats, inverse: Floats) -> Floats:
    """Covariance of least-squares coefficients whose residuals depend on their neighbours'.

    x: n by k; left: residuals; inverse: of x'x. n/(n-k) (x'x)^-1 (sum over lags of Bartlett weights
    times the lagged products) (x'x)^-1. Source: Newey & West (1987), Econometrica 55, 703-708; the
    number of lags as in their paper of 1994.
    """
    n, k = x.shape
    lags = int(4 * (n / 100) ** (2 / 9))
    scores = x * left[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        crossed = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (crossed + crossed.T)
    return np.asarray(n / (n - k) * inverse @ middle @ inverse)
