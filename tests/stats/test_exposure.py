from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.exposure import landmark, switching_risk, time_dependent_logrank
from analytics.stats.logrank import logrank
from analytics.stats.survival import DayGrid

person = st.tuples(
    st.integers(0, 12), st.booleans(), st.one_of(st.just(math.nan), st.integers(0, 14).map(float))
)
people = st.lists(person, min_size=1, max_size=12)


@given(people, st.integers(0, 12))
def test_landmark_equals_looping_over_people(
    crowd: list[tuple[int, bool, float]], day: int
) -> None:
    split = landmark(*zip(*crowd, strict=True), day)
    staying = [who for who in crowd if who[0] > day]
    sides = {
        True: [(stop - day, event) for stop, event, on in staying if on <= day],
        False: [(stop - day, event) for stop, event, on in staying if not on <= day],
    }
    for exposed, grid in ((True, split.exposed), (False, split.without)):
        counted = [
            (d, e)
            for d, events, censored in zip(grid.day, grid.events, grid.censored, strict=True)
            for e, times in ((True, events), (False, censored))
            for _ in range(times)
        ]
        assert sorted(counted) == sorted(sides[exposed])
    assert split.left_out == len(crowd) - len(staying)


@given(people)
def test_risk_sets_equal_looping_over_people_and_days(
    crowd: list[tuple[int, bool, float]],
) -> None:
    table = switching_risk(*zip(*crowd, strict=True))
    assert list(table.day) == sorted({stop for stop, event, _ in crowd if event})
    for row, day in enumerate(table.day):
        here = [who for who in crowd if who[0] >= day]
        exposed = [who for who in here if who[2] < day]
        assert list(table.at_risk[row]) == [len(here) - len(exposed), len(exposed)]
        now = [sum(1 for s, e, _ in some if e and s == day) for some in (here, exposed)]
        assert list(table.events[row]) == [now[0] - now[1], now[1]]


def test_waiting_is_not_credited_to_attending() -> None:
    """No effect, sessions once a fortnight: who attended ever looks slower, as he was there longer.
    Both fair comparisons say nothing."""
    rng = np.random.default_rng(12)
    days = np.ceil(45 * np.exp(0.45 * rng.normal(size=600))).astype(int)
    first = np.where(rng.random(600) < 0.9, rng.integers(1, 120, 600), 999).astype(float)
    event = np.ones(600, dtype=bool)
    ever = first < days
    naive = logrank(
        DayGrid.from_times(days[~ever], event[~ever]), DayGrid.from_times(days[ever], event[ever])
    )
    fair = time_dependent_logrank(days, event, np.where(ever, first, np.nan))
    split = landmark(days, event, np.where(ever, first, np.nan), 28)
    at_landmark = logrank(split.without, split.exposed)
    assert naive is not None
    assert fair is not None
    assert at_landmark is not None
    assert naive.p < 0.001
    assert naive.z < 0
    assert fair.p > 0.05
    assert at_landmark.p > 0.05


def test_refusals_and_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="same length"):
        landmark([1, 2], [True, False], [math.nan], 3)
    with pytest.raises(ValueError, match="before the start"):
        switching_risk([1], [True], [-1])
    assert time_dependent_logrank([3, 4], [True, True], [math.nan, math.nan]) is None
