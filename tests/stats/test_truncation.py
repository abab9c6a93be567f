from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from naive_twins import Cohort, grid
from strategies import cohorts

from analytics.stats.survival import kaplan_meier
from analytics.stats.truncation import LateEntryGrid, kaplan_meier_late_entry

late_person = st.tuples(st.integers(0, 6), st.integers(1, 8), st.booleans()).map(
    lambda p: (p[0], p[0] + p[1], p[2])
)
late_cohorts = st.lists(late_person, min_size=1, max_size=12)


def late_grid(people: list[tuple[int, int, bool]]) -> LateEntryGrid:
    entry, days, event = zip(*people, strict=True)
    return LateEntryGrid.from_times(entry, days, event)


def at_risk_on(people: list[tuple[int, int, bool]], day: int) -> int:
    return sum(1 for entry, stop, _ in people if (entry < day or entry == 0) and day <= stop)


@given(late_cohorts, st.integers(0, 9))
def test_equals_looping_over_people(people: list[tuple[int, int, bool]], since: int) -> None:
    try:
        curve = kaplan_meier_late_entry(late_grid(people), since=since)
    except ValueError:
        # Refused only for a stretch with nobody at risk, or with everyone at risk competent.
        last = max(stop for _, stop, _ in people)
        assert last <= since or any(
            at_risk_on(people, day)
            == sum(1 for entry, stop, event in people if event and stop == day)
            for day in range(since + 1, last + 1)
        )
        return
    remaining = Fraction(1)
    for day in range(int(curve.day[0]), int(curve.day[-1]) + 1):
        events = sum(1 for _, stop, event in people if event and stop == day)
        if events:
            remaining *= 1 - Fraction(events, at_risk_on(people, day))
        by = curve.at(day)
        assert by is not None
        assert by.value == pytest.approx(float(1 - remaining), abs=1e-12)
        assert by.at_risk == at_risk_on(people, day)


@given(cohorts)
def test_without_late_entry_it_is_the_plain_curve(cohort: Cohort) -> None:
    days, event = zip(*cohort, strict=True)
    late = kaplan_meier_late_entry(LateEntryGrid.from_times([0] * len(days), days, event))
    plain = kaplan_meier(grid(cohort))
    assert late.n == plain.n
    for name in ("day", "at_risk", "share", "se", "low", "high"):
        np.testing.assert_array_equal(getattr(late, name), getattr(plain, name))


def test_days_that_could_only_be_survived_do_not_count() -> None:
    """People who come under observation on day 30 were not at risk before it."""
    people = [(0, 10, True), (0, 20, False), (0, 50, True), *[(30, 60, True)] * 7]
    by = kaplan_meier_late_entry(late_grid(people)).at(10)
    assert by is not None
    assert by.value == pytest.approx(1 / 3)
    assert by.at_risk == 3


def test_a_curve_that_would_be_stuck_is_refused_and_can_start_later() -> None:
    people = [(0, 3, True), (5, 9, True), (5, 12, False)]
    with pytest.raises(ValueError, match="on day 3: start the curve later"):
        kaplan_meier_late_entry(late_grid(people))
    by = kaplan_meier_late_entry(late_grid(people), since=5).at(9)
    assert by is not None
    assert by.value == pytest.approx(0.5)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="nobody is followed beyond day 20"):
        kaplan_meier_late_entry(late_grid([(0, 3, True)]), since=20)
    with pytest.raises(ValueError, match="nobody in the cohort"):
        kaplan_meier_late_entry(LateEntryGrid.from_times([], [], []))
    with pytest.raises(ValueError, match="on or before the day of entry"):
        LateEntryGrid.from_times([4], [4], [True])
    with pytest.raises(ValueError, match="same length"):
        LateEntryGrid.from_times([4], [5, 6], [True])
    with pytest.raises(ValueError, match="true or false"):
        LateEntryGrid.from_times([4], [5], [2])
    two, none = np.array([1, 2]), np.array([0, 0])
    with pytest.raises(ValueError, match="more people leave"):
        LateEntryGrid(two, none, np.array([0, 3]), none, 2)
    with pytest.raises(ValueError, match="ascending"):
        LateEntryGrid(two[::-1], none, none, none, 2)
    with pytest.raises(ValueError, match="same length"):
        LateEntryGrid(two, none[:1], none, none, 2)


@given(late_cohorts)
def test_counts_add_up(people: list[tuple[int, int, bool]]) -> None:
    counted = late_grid(people)
    assert counted.n == len(people)
    assume(counted.n > 1)
    for day, at_risk in zip(counted.day, counted.at_risk, strict=True):
        assert at_risk == at_risk_on(people, int(day))
