"""Counts per unit of exposure, such as sessions per month."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special


@dataclass(frozen=True)
class Rate:
    """count / exposure, with its interval in the same unit."""

    value: float
    low: float
    high: float
    count: int
    exposure: float

    @property
    def interval(self) -> tuple[float, float]:
        return self.low, self.high


def poisson_rate(count: int, exposure: float, confidence: float = 0.95) -> Rate:
    """Events per unit of exposure with the exact (Garwood) Poisson interval.

    Limits of the mean: gamma quantiles with shape count (lower; 0 without events) and count + 1
    (upper), the same as the chi-square form. As in R's poisson.test.
    Raises ValueError for a negative count or an exposure that is not above 0.
    Source: Garwood (1936), Biometrika 28, 437-442.
    """
    if count < 0 or not exposure > 0:
        raise ValueError(f"no rate of {count} in {exposure}")
    tail = (1 - confidence) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    high = float(special.gammaincinv(count + 1, 1 - tail))
    return Rate(count / exposure, low / exposure, high / exposure, count, exposure)
