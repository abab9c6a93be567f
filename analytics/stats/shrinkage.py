"""Several estimates of the same kind, each drawn towards their mean by how little it knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.critical import normal_critical


@dataclass(frozen=True)
class Shrunken:
    """One estimate after shrinkage, on the scale it was given on. weight: the part that is its
    own; the rest is the mean of all."""

    value: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Together:
    """mean: of all with its standard error, each weighed by what it knows and how much they differ;
    tau: standard deviation of the true values between them, 0 where chance alone explains how they
    differ; each: in the order given."""

    mean: float
    error: float
    tau: float
    each: tuple[Shrunken, ...]


def shrink(
    values: Sequence[float], errors: Sequence[float], confidence: float = 0.95
) -> Together | None:
    """Empirical-Bayes estimates of several groups, so that a lucky small one does not lead.

    values, errors: estimates with their standard errors, on a scale on which they are about
    normal (log-odds for shares, logs for ratios). tau^2 = max(0, (Q - (k-1)) / (S1 - S2/S1)) with
    Q = sum w (y - m)^2, w = 1/v; mean with weights 1/(v + tau^2); each value = l*y + (1-l)*mean
    with l = tau^2/(tau^2 + v), its variance l*v + (1-l)^2 * var(mean).
    None for fewer than three: how much groups differ cannot be told from two.
    Raises ValueError for errors that are not above 0, or another number of them.
    Source: DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177-188; Efron & Morris
    (1975), JASA 70, 311-319; the variance as metafor's blup (Viechtbauer 2010).
    """
    y, v = np.asarray(values, dtype=float), np.asarray(errors, dtype=float) ** 2
    if y.shape != v.shape or not np.all(np.isfinite(y)) or not np.all(v > 0):
        raise ValueError("every value needs a standard error above 0")
    if len(y) < 3:
        return None
    w = 1 / v
    fixed = float(w @ y / w.sum())
    q = float(w @ (y - fixed) ** 2)
    spread = max(0.0, (q - (len(y) - 1)) / float(w.sum() - (w @ w) / w.sum()))
    w = 1 / (v + spread)
    mean, variance = float(w @ y / w.sum()), 1 / float(w.sum())
    own = spread / (spread + v)
    found = own * y + (1 - own) * mean
    half = normal_critical(confidence) * np.sqrt(own * v + (1 - own) ** 2 * variance)
    each = zip(found.tolist(), (found - half).tolist(), (found + half).tolist(), own.tolist(),
               strict=True)  # fmt: skip
    return Together(
        mean, math.sqrt(variance), math.sqrt(spread), tuple(Shrunken(*one) for one in each)
    )
