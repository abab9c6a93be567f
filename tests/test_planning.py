"""What a pilot could show, beside 1,500 simulated pilots a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import special

from analytics.intent import Intent
from analytics.planning import History, helps, reach, share_seen
from analytics.stats.survival import DayGrid, kaplan_meier

# Days of 2,000 hires with a median of 45 and a usual spread.
_LEVELS = (np.arange(2000) + 0.5) / 2000
_DAYS = np.round(45 * np.exp(0.45 * special.ndtri(_LEVELS))).astype(int)
CURVE = kaplan_meier(DayGrid.from_times(_DAYS, np.ones(len(_DAYS), bool)))


def history(hired: int, months: float, beside: int = 0) -> History:
    return History(months, hired, beside, CURVE)


INTENT = Intent(date(2026, 1, 5), months=3, baseline=3, follow_up=30, target=0.2)


def test_the_share_seen_is_that_of_the_simulation() -> None:
    assert share_seen(history(30, 3), INTENT) == pytest.approx(0.73, abs=0.05)
    assert history(30, 3).sigma == pytest.approx(0.45, abs=0.01)


@pytest.mark.parametrize(
    ("before", "during", "simulated"),
    [(15, 15, 0.40), (30, 30, 0.30), (60, 30, 0.27), (60, 60, 0.23), (100, 100, 0.18),
     (200, 200, 0.13)],
)  # fmt: skip
def test_the_smallest_gain_is_that_of_simulated_pilots(
    before: int, during: int, simulated: float
) -> None:
    """Power at these gains was .78 to .81 (log-rank, median 45, lag 30)."""
    months = 3 * before / during
    found = reach(history(before, months), replace(INTENT, baseline=months))
    assert (found.before, found.during) == (before, during)
    assert found.detectable == pytest.approx(simulated, abs=0.015)


def test_about_eighty_hires_a_side_show_a_fifth() -> None:
    """80 to 90 per cohort are needed for 20%."""
    found = reach(history(85, 3), INTENT)
    assert found.detectable == pytest.approx(0.2, abs=0.015)
    assert found.needed is not None and 65 <= found.needed <= 95


def test_what_is_needed_shows_the_target() -> None:
    few = reach(history(60, 3), INTENT)
    assert few.needed is not None and few.detectable is not None and few.detectable > 0.2
    # the same history before, and a pilot as long as those hires take
    longer = replace(INTENT, months=3 * few.needed / 60)
    shown = reach(history(60, 3), longer).detectable
    assert shown is not None and shown <= 0.2


def test_nobody_to_compare_with_shows_nothing() -> None:
    assert reach(history(0, 3), INTENT).detectable is None
    assert reach(history(30, 3), INTENT, "comparison").detectable is None


def test_designs_that_compare_more_show_less_and_carry_more() -> None:
    found = {d: reach(history(60, 6, 60), INTENT, d) for d in ("before-after", "comparison", "lot")}
    assert found["before-after"].detectable < found["comparison"].detectable  # type: ignore[operator]
    assert [one.grade for one in found.values()] == ["C", "B", "A"]


def test_a_lot_is_planned_as_the_change_against_change_that_it_is_read_as() -> None:
    """60 before and 60 during, 73% of them seen: beside as many that wait, the four terms of a
    comparison; without, halves of them, before as well: 1 - exp(-2.80 x .45 x root of the sum)."""
    beside = history(60, 3, 60)
    lot, compared = reach(beside, INTENT, "lot"), reach(beside, INTENT, "comparison")
    assert replace(lot, design="comparison", grade="B") == compared and not lot.is_halved
    halved = reach(history(60, 3), INTENT, "lot")
    seen = share_seen(beside, INTENT)
    terms = 2 / 30 + 2 / (30 * seen)
    assert halved.is_halved
    assert halved.detectable == pytest.approx(1 - np.exp(-2.8016 * 0.45 * terms**0.5), abs=0.005)
    assert halved.detectable == pytest.approx(0.394, abs=0.005)
    # with so many during as the target is said to need it is shown
    many = reach(history(240, 3), INTENT, "lot")
    assert many.needed is not None
    enough = reach(history(240, 3), replace(INTENT, months=3 * many.needed / 240), "lot")
    assert enough.detectable is not None and enough.detectable <= 0.201


def test_steps_promise_what_before_and_during_do() -> None:
    known = history(60, 6, 60)
    steps, plain = reach(known, INTENT, "stepped"), reach(known, INTENT, "before-after")
    assert replace(steps, design="before-after") == plain and steps.grade == "C"


def test_more_of_the_baseline_is_the_cheapest_help() -> None:
    """60/30 beats 30/30: 27% beside 30%."""
    known = history(120, 12)
    found = {one.code: one.reach.detectable for one in helps(known, INTENT)}
    assert found.keys() == {"baseline", "follow-up", "longer"}
    assert all(gain is not None and gain < 0.30 for gain in found.values())
    assert helps(known, replace(INTENT, baseline=12))[0].code in ("follow-up", "longer")
