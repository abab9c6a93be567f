"""Percent faster of a pilot: what is held equal, classes, a comparison group; never at odds."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_hires import START, drawn, hires, row

from analytics.cohorts.compare import as_row, compare, one_side
from analytics.cohorts.hires import Hires
from analytics.stats.did import difference_in_differences
from analytics.stats.permutation import logrank_test


def two(rng: np.random.Generator, n: int = 60, during: float = 45, **given: object) -> list[dict]:
    return drawn(rng, n, "before", **given) + drawn(rng, n, "during", median=during, **given)


def test_alike_cohorts_are_compared_as_they_are() -> None:
    made = hires(two(np.random.default_rng(1)))
    found = compare(made)
    plain = logrank_test(made.before.grid, made.during.grid)
    assert found is not None and plain is not None
    assert (found.estimate, found.z, found.p) == (plain.estimate, plain.z, plain.p)
    assert (found.low, found.high) == plain.interval
    assert found.pilot.within == () and found.pilot.classes == "none" and found.did is None


def test_a_shifted_mix_is_held_equal() -> None:
    """Nobody is faster; the quick department is merely more frequent during the pilot."""
    rng = np.random.default_rng(2)
    rows = [
        *drawn(rng, 60, "before", median=70, department="Slow"),
        *drawn(rng, 30, "before", median=35, department="Quick"),
        *drawn(rng, 30, "during", median=70, department="Slow"),
        *drawn(rng, 60, "during", median=35, department="Quick"),
    ]
    side = one_side(hires(rows), 0.95)
    assert side is not None
    assert side.within == ("department",) and side.mix["department"] > 0.5
    assert side.plain.is_faster  # which is what the mix alone does
    assert not side.test.is_faster and not side.test.is_slower
    strata = [
        (part.before.grid, part.during.grid)
        for part in hires(rows).split([r["department"] for r in rows]).values()
    ]
    again = logrank_test(hires(rows).before.grid, hires(rows).during.grid, strata=strata)
    assert again is not None and side.test.z == pytest.approx(again.z)


def test_titles_too_many_for_the_people_are_no_mix() -> None:
    rng = np.random.default_rng(3)
    rows = two(rng, 40)
    for place, one in enumerate(rows):
        one["role"] = f"Title {place % 20}"
    side = one_side(hires(rows), 0.95)
    assert side is not None and side.within == () and side.unheld == ()
    for one in rows:  # but two halves of quite other titles are said
        one["role"] = f"{one['cohort']} {one['role']}"
    side = one_side(hires(rows), 0.95)
    assert side is not None and side.within == () and side.unheld == ("role",)


def test_a_mix_that_leaves_nothing_to_compare_is_not_held() -> None:
    rng = np.random.default_rng(4)
    rows = drawn(rng, 40, "before", department="A") + drawn(rng, 40, "during", department="B")
    side = one_side(hires(rows), 0.95)
    assert side is not None and side.within == () and side.unheld == ("department",)
    assert math.isinf(side.mix["department"])


def in_classes(rng: np.random.Generator, classes: int, size: int) -> list[dict]:
    rows = []
    for cohort, first in (("before", START - timedelta(days=180)), ("during", START)):
        for k in range(classes):
            pace = 45 * math.exp(0.3 * rng.normal())
            hired = first + timedelta(days=14 * k)
            for need in np.ceil(pace * np.exp(0.2 * rng.normal(size=size))):
                rows.append(row(hired, int(need), cohort=cohort))
    return rows


def test_classes_that_start_together_widen_the_interval() -> None:
    side = one_side(hires(in_classes(np.random.default_rng(5), 8, 8)), 0.95)
    assert side is not None and side.classes == "robust" and side.test.method == "clustered"
    (low, high), (robust_low, robust_high) = side.plain.interval, side.test.interval
    assert None not in (low, high, robust_low, robust_high)
    assert robust_high - robust_low > high - low  # type: ignore[operator]


def test_too_few_classes_are_said() -> None:
    side = one_side(hires(in_classes(np.random.default_rng(6), 4, 10)), 0.95)
    assert side is not None and side.classes == "too-few" and side.test.method != "clustered"


def test_classes_and_a_shifted_mix_go_together() -> None:
    rows = in_classes(np.random.default_rng(7), 10, 9)
    for place, one in enumerate(rows):
        one["department"] = "A" if place % 9 < (3 if one["cohort"] == "before" else 6) else "B"
    side = one_side(hires(rows), 0.95)
    assert side is not None
    assert side.classes == "robust" and side.within == ("department",)
    assert side.test.method == "clustered"


def with_comparison(rng: np.random.Generator, n: int, pilot: float, others: float) -> Hires:
    return hires(
        two(rng, n, pilot, department="Pilot")
        + two(rng, n, others, department="Other", side="comparison")
    )


def test_a_comparison_group_takes_the_common_change_out() -> None:
    made = with_comparison(np.random.default_rng(8), 150, 45 * 0.85, 45 * 0.85)
    found = compare(made)
    assert found is not None and found.did is not None and found.others is not None
    assert found.pilot.test.is_faster  # everybody is
    assert found.low is not None and found.high is not None and found.low < 0 < found.high
    by_hand = difference_in_differences(found.pilot.test.time_ratio, found.others.test.time_ratio)
    assert by_hand is not None
    assert found.estimate == pytest.approx(1 - by_hand.ratio)
    assert found.z == pytest.approx(-math.log(by_hand.ratio) / by_hand.se)


def test_a_comparison_group_that_is_too_small_is_not_used() -> None:
    made = hires(
        two(np.random.default_rng(9), 40, department="Pilot")
        + two(np.random.default_rng(9), 9, department="Other", side="comparison")
    )
    found = compare(made)
    assert found is not None and found.did is None and found.others is None


def test_nothing_to_compare() -> None:
    assert compare(hires([row(START - timedelta(days=9), 5), row(START, 5, "learning")])) is None
    short = as_row("Sales", hires([row(START, 5, "learning")]))
    assert (short.before, short.during, short.estimate, short.p) == (0, 1, None, 1.0)


def test_a_row_of_many_is_the_comparison() -> None:
    made = hires(two(np.random.default_rng(10)))
    found = compare(made, 0.99)
    short = as_row("Sales", made, found, 0.99)
    assert found is not None and short.estimate is not None
    assert (short.z, short.critical, short.p) == (found.z, found.critical, found.p)
    assert (short.estimate.low, short.estimate.high) == (found.low, found.high)
    assert (short.before, short.during, short.confidence) == (60, 60, 0.99)


@settings(max_examples=40)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(10, 40),
    st.sampled_from([25.0, 45.0, 60.0]),
    st.sampled_from([0.8, 0.95, 0.99]),
    st.booleans(),
    st.booleans(),
)
def test_estimate_interval_and_test_never_contradict(
    seed: int, n: int, during: float, confidence: float, is_compared: bool, is_mixed: bool
) -> None:
    rng = np.random.default_rng(seed)
    rows = two(rng, n, during, watched=70)
    if is_mixed:
        for one in rows:
            one["department"] = str(rng.choice(["A", "B"]))
    if is_compared:
        rows += two(rng, n, 45, department="Other", side="comparison")
    found = compare(hires(rows), confidence, permutations=499)
    assume(found is not None)
    assert found is not None
    low, high = found.low, found.high
    is_outside = (low is not None and low > 0) or (high is not None and high < 0)
    assume(abs(found.p - (1 - confidence)) > 1e-9)
    assert is_outside == (found.p < 1 - confidence)
    assert (low is not None and low > 0) == (found.z > found.critical[1])
    assert (high is not None and high < 0) == (found.z < found.critical[0])
    assert low is None or low <= found.estimate
    assert high is None or found.estimate <= high
