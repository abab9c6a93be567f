"""For the analyst's fold: the same two cohorts by other methods, within the limits of each.

None of them is held against the target: a hazard ratio is no time ratio, and restricted means
understate a gain because they end at a horizon.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.cohorts.hires import Bools, Hires, Integers
from analytics.stats.cox import cox
from analytics.stats.risksets import RiskTable, compare_groups
from analytics.stats.rmst import Refused, rmst
from analytics.stats.survival import DayGrid

# Set here, before any data: the horizon of restricted means in days.
HORIZON = 60
_FEWEST_EVENTS = 10
# Cox works person by person; beyond this many it would keep a page waiting.
_MOST_PEOPLE = 20_000


def analyst_view(before: Hires, during: Hires) -> dict[str, Any]:
    """Cox hazard ratio, Peto-Peto test and restricted means of two cohorts, as plain numbers.

    "cox" and "peto" are None where they have no answer (fewer than 10 competent on a side, more
    than 20,000 people for Cox); "rmst" is then {"refused": why} by the limits of `rmst`.
    """
    first, second = before.grid, during.grid
    means = rmst(first, second, HORIZON, is_horizon_set_before=True)
    is_enough = min(first.n_events, second.n_events) >= _FEWEST_EVENTS
    return {
        "cox": _cox(first, second) if is_enough else None,
        "peto": _peto(first, second) if is_enough else None,
        "rmst": {"horizon": HORIZON, "refused": means.reason}
        if isinstance(means, Refused)
        else {
            "horizon": HORIZON,
            "before": means.before.value,
            "during": means.during.value,
            "difference": means.difference,
            "interval": [means.low, means.high],
            "p": means.p,
        },
    }


def _cox(before: DayGrid, during: DayGrid) -> dict[str, Any] | None:
    if before.n + during.n > _MOST_PEOPLE:
        return None
    days, reached, is_during = _people(before, during)
    found = cox(days, reached, is_during)
    if found is None:
        return None
    return {
        "hazard_ratio": float(found.ratio[0]),
        "interval": [float(found.low[0]), float(found.high[0])],
        "p": float(found.p[0]),
    }


def _peto(before: DayGrid, during: DayGrid) -> dict[str, Any] | None:
    found = compare_groups([RiskTable.from_grids([before, during])], "peto")
    return None if found is None else {"z": found.z, "p": found.p}


def _people(before: DayGrid, during: DayGrid) -> tuple[Integers, Bools, Bools]:
    """One element per person: day, competent, during."""
    parts = [
        (np.repeat(grid.day, counts), reached, is_during)
        for is_during, grid in ((False, before), (True, during))
        for counts, reached in ((grid.events, True), (grid.censored, False))
    ]
    sizes = [len(days) for days, *_ in parts]
    return (
        np.concatenate([days for days, *_ in parts]),
        np.repeat([reached for _, reached, _ in parts], sizes),
        np.repeat([is_during for *_, is_during in parts], sizes),
    )
