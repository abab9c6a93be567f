"""How alike two cohorts are in a characteristic with categories (department, role)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from scipy import special

# Beyond this a difference in mix is taken to matter.
SHIFTED = 0.1


def standardised_difference(before: Mapping[str, float], during: Mapping[str, float]) -> float:
    """The largest standardised difference of any category's share, 0 or more.

    |p1 - p0| / sqrt((p0 (1 - p0) + p1 (1 - p1)) / 2) per category; shares are fractions that add
    up to 1. Infinite where everybody of one cohort and nobody of the other is in a category; 0
    for an empty cohort.
    Source: Austin (2009), Statistics in Medicine 28, 3083-3107.
    """
    if not before or not during:
        return 0.0
    worst = 0.0
    for name in {*before, *during}:
        p0, p1 = before.get(name, 0.0), during.get(name, 0.0)
        spread = math.sqrt((p0 * (1 - p0) + p1 * (1 - p1)) / 2)
        if p0 != p1:
            worst = max(worst, abs(p1 - p0) / spread if spread > 0 else math.inf)
    return worst


def homogeneity_p(before: Mapping[str, int], during: Mapping[str, int]) -> float:
    """p of Pearson's chi-square test that both cohorts have the same mix; counts per category.

    1.0 where there is one category or nobody in a cohort. With few people per category it errs on
    the side of finding a difference. Source: Pearson (1900); R: chisq.test(correct = FALSE).
    """
    names = sorted({*before, *during})
    table = np.array([[counts.get(name, 0) for name in names] for counts in (before, during)])
    table = table[:, table.sum(axis=0) > 0].astype(np.float64)
    if table.shape[1] < 2 or not np.all(table.sum(axis=1) > 0):
        return 1.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(special.chdtrc(table.shape[1] - 1, ((table - expected) ** 2 / expected).sum()))
