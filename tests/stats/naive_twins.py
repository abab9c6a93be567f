"""Second, slow implementations in plain Python: people one by one, in exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

from analytics.stats.survival import DayGrid

Cohort = list[tuple[int, bool]]  # (days, has the event) of each person


def grid(cohort: Cohort) -> DayGrid:
    return DayGrid.from_times([day for day, _ in cohort], [event for _, event in cohort])


def share_competent(cohort: Cohort, day: int) -> Fraction:
    """1 - Kaplan-Meier by looping over people."""
    remaining = Fraction(1)
    for moment in sorted({d for d, event in cohort if event and d <= day}):
        at_risk = sum(1 for d, _ in cohort if d >= moment)
        events = sum(1 for d, event in cohort if event and d == moment)
        remaining *= 1 - Fraction(events, at_risk)
    return 1 - remaining


def logrank_sums(
    before: Cohort, during: Cohort, theta: Fraction = Fraction(1)
) -> tuple[Fraction, Fraction]:
    """Observed minus expected events of `during`, and its variance, as exact fractions."""
    stretched = [(theta * day, event) for day, event in before]
    excess = variance = Fraction(0)
    for moment in {day for day, event in [*stretched, *during] if event}:
        n = sum(1 for day, _ in [*stretched, *during] if day >= moment)
        n_during = sum(1 for day, _ in during if day >= moment)
        d = sum(1 for day, event in [*stretched, *during] if event and day == moment)
        d_during = sum(1 for day, event in during if event and day == moment)
        excess += d_during - Fraction(d * n_during, n)
        if n > 1:
            variance += Fraction(d * n_during * (n - n_during) * (n - d), n * n * (n - 1))
    return excess, variance


def logrank_z(before: Cohort, during: Cohort, theta: Fraction = Fraction(1)) -> float:
    """0 where nothing can be compared."""
    excess, variance = logrank_sums(before, during, theta)
    return float(excess) / math.sqrt(variance) if variance else 0.0


def candidates(before: Cohort, during: Cohort) -> list[Fraction]:
    """Every theta at which a stretched day of `before` meets a day of `during`."""
    return sorted({Fraction(d, b) for b, _ in before for d, _ in during if b > 0 and d > 0})


def all_thetas(before: Cohort, during: Cohort) -> list[Fraction]:
    """Each candidate, and one theta in every stretch between two, below and above them all."""
    meet = candidates(before, during)
    if not meet:
        return [Fraction(1)]
    between = [(low + high) / 2 for low, high in pairwise(meet)]
    return sorted([meet[0] / 2, *meet, *between, meet[-1] * 2])
