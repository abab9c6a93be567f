"""Log-rank tests of any number of groups, of groups entered late, and of groups that change.

A `RiskTable` is their sufficient statistic: who was at risk, and who had the event, on each day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from analytics.stats.survival import DayGrid, Floats

Weights = Literal["logrank", "peto"]


@dataclass(frozen=True, eq=False)
class RiskTable:
    """Events and people at risk of K groups, on the J days with an event, ascending.

    day: shape (J,). events, at_risk: shape (J, K), people.
    """

    day: Floats
    events: Floats
    at_risk: Floats

    @classmethod
    def from_grids(cls, grids: Sequence[DayGrid]) -> RiskTable:
        """One group per grid."""
        day = np.unique(np.concatenate([grid.day[grid.events > 0] for grid in grids]))
        events, at_risk = np.zeros((2, len(day), len(grids)))
        for group, grid in enumerate(grids):
            has_event = grid.events > 0
            events[np.searchsorted(day, grid.day[has_event]), group] = grid.events[has_event]
            at_risk[:, group] = np.append(grid.at_risk, 0)[np.searchsorted(grid.day, day)]
        return cls(day.astype(np.float64), events, at_risk)

    @classmethod
    def from_intervals(
        cls,
        start: npt.ArrayLike,
        stop: npt.ArrayLike,
        is_event: npt.ArrayLike,
        group: npt.ArrayLike,
        groups: int,
    ) -> RiskTable:
        """Counting-process form, one row per stretch of time that a person spent in one group.

        At risk on the days after `start` up to and including `stop`; a start below 0 is the very
        beginning. is_event: the stretch ends with the event. group: 0 to groups - 1. A person may
        have several rows that do not overlap.
        Raises ValueError for unequal lengths, a stretch that does not end after its start, or an
        unknown group.
        """
        begin, end = np.asarray(start, dtype=np.float64), np.asarray(stop, dtype=np.float64)
        reached, which = np.asarray(is_event, dtype=bool), np.asarray(group, dtype=np.int64)
        if not begin.shape == end.shape == reached.shape == which.shape:
            raise ValueError("start, stop, is_event and group must have the same length")
        if not np.all(begin < end):
            raise ValueError("every stretch of time must end after its start")
        if np.any((which < 0) | (which >= groups)):
            raise ValueError(f"groups are numbered 0 to {groups - 1}")
        day = np.unique(end[reached])
        events, at_risk = np.zeros((2, len(day), groups))
        for k in range(groups):
            mine = which == k
            ends = np.sort(end[mine & reached])
            events[:, k] = np.diff(np.searchsorted(ends, day, side="right"), prepend=0)
            begun = np.searchsorted(np.sort(begin[mine]), day, side="left")
            at_risk[:, k] = begun - np.searchsorted(np.sort(end[mine]), day, side="left")
        return cls(day, events, at_risk)


@dataclass(frozen=True, eq=False)
class GroupComparison:
    """Chi-square test of K groups with `degrees` of freedom.

    observed, expected: (weighted) events per group, shape (K,). z: signed root for two groups,
    above 0 when the second has more events than expected; None for more groups.
    """

    chi2: float
    degrees: int
    p: float
    observed: Floats
    expected: Floats
    z: float | None


def compare_groups(
    strata: Sequence[RiskTable], weights: Weights = "logrank"
) -> GroupComparison | None:
    """Log-rank test of K groups, within strata (one table each; a single one if not stratified).

    U = sum over days of w (d_k - d n_k / n), its covariance multivariate hypergeometric,
    w^2 d (n - d)/(n - 1) (n_k/n)(1{k=l} - n_l/n); chi2 = U' V^- U with as many degrees of freedom
    as V has rank. weights "logrank": w = 1. "peto": w = Kaplan-Meier share not yet competent just
    before the day, all groups of the stratum together (Peto-Peto, early differences count more).
    Equal to R's `survdiff` with rho = 0 and rho = 1.

    None when there is nothing to compare: V is 0. Raises ValueError without a stratum or for
    strata with unlike groups.
    Source: Peto & Peto (1972); Harrington & Fleming (1982), Biometrika 69, 553-566.
    """
    if len({table.events.shape[1] for table in strata}) != 1:
        raise ValueError("all strata need the same groups")
    groups = strata[0].events.shape[1]
    observed, expected = np.zeros((2, groups))
    covariance = np.zeros((groups, groups))
    for table in strata:
        d, n = table.events.sum(axis=1), table.at_risk.sum(axis=1)
        w = np.ones_like(d)
        if weights == "peto":
            w[1:] = np.cumprod(1 - d / n)[:-1]
        share = table.at_risk / n[:, None]
        observed += w @ table.events
        expected += (w * d) @ share
        spread = w**2 * d * np.divide(n - d, n - 1, out=np.zeros_like(n), where=n > 1)
        covariance += np.diag(spread @ share) - (share * spread[:, None]).T @ share
    values, vectors = np.linalg.eigh(covariance)
    informative = values > 1e-9 * max(1.0, float(values.max()))
    degrees = int(informative.sum())
    if not degrees:
        return None
    along = (vectors.T @ (observed - expected))[informative]
    chi2 = float((along**2 / values[informative]).sum())
    p = float(special.chdtrc(degrees, chi2))
    z = None
    if groups == 2:
        z = float(np.sign(observed[1] - expected[1])) * chi2**0.5
    return GroupComparison(chi2, degrees, p, observed, expected, z)
