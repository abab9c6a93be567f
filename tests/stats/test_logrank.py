from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from naive_twins import Cohort, grid, logrank_sums
from strategies import cohorts

from analytics.stats.logrank import logrank, logrank_stretched
from analytics.stats.survival import DayGrid


@given(cohorts, cohorts)
def test_equals_looping_over_people(before: Cohort, during: Cohort) -> None:
    excess, variance = logrank_sums(before, during)
    result = logrank(grid(before), grid(during))
    if not variance:
        assert result is None
        return
    assert result is not None
    assert result.observed - result.expected == pytest.approx(float(excess), abs=1e-12)
    assert result.variance == pytest.approx(float(variance))
    assert result.chi2 == pytest.approx(float(excess**2 / variance), abs=1e-12)
    assert 0 <= result.p <= 1


@given(cohorts, cohorts, st.integers(1, 9), st.integers(1, 9))
def test_stretching_is_exact(before: Cohort, during: Cohort, up: int, down: int) -> None:
    excess, variance = logrank_sums(before, during, Fraction(up, down))
    result = logrank_stretched(grid(before), grid(during), up, down)
    if not variance:
        assert result is None
        return
    assert result is not None
    assert result.observed - result.expected == pytest.approx(float(excess), abs=1e-12)
    assert result.variance == pytest.approx(float(variance))


@given(cohorts, cohorts)
def test_swapping_cohorts_turns_the_sign(before: Cohort, during: Cohort) -> None:
    there, back = logrank(grid(before), grid(during)), logrank(grid(during), grid(before))
    if there is None or back is None:
        assert there is back is None
        return
    assert there.z == pytest.approx(-back.z, abs=1e-9)
    assert there.p == pytest.approx(back.p)


def test_equals_scipy() -> None:
    rng = np.random.default_rng(5)
    days = rng.integers(1, 40, 120)
    is_event, is_during = rng.random(120) < 0.7, rng.random(120) < 0.4
    halves = [
        scipy.stats.CensoredData(uncensored=days[who & is_event], right=days[who & ~is_event])
        for who in (is_during, ~is_during)
    ]
    expected = scipy.stats.logrank(*halves)
    result = logrank(
        DayGrid.from_times(days[~is_during], is_event[~is_during]),
        DayGrid.from_times(days[is_during], is_event[is_during]),
    )
    assert result is not None
    assert result.chi2 == pytest.approx(expected.statistic**2)
    assert result.p == pytest.approx(expected.pvalue)


def test_positive_means_faster_during() -> None:
    slow, fast = (
        DayGrid.from_times([50, 60, 70], [1] * 3),
        DayGrid.from_times([10, 20, 30], [1] * 3),
    )
    result = logrank(slow, fast)
    assert result is not None
    assert result.z > 0
    assert result.observed > result.expected


def test_whole_days_of_many_people_do_not_overflow() -> None:
    """Where int64 overflows, a thousand times the people must still be a thousand times chi2."""
    day = np.arange(1, 61)
    few, many = (
        [DayGrid(day, size * (40 + day % 7 * shift), np.zeros(60, dtype=int)) for shift in (0, 1)]
        for size in (1, 1000)
    )
    small, large = logrank(few[0], few[1]), logrank(many[0], many[1])
    assert small is not None
    assert large is not None
    assert large.chi2 == pytest.approx(1000 * small.chi2, rel=0.01)


@pytest.mark.parametrize(
    ("before", "during"),
    [
        ([], [(3, True)]),
        ([(3, True)], []),
        ([(3, False)], [(3, False)]),
        ([(1, False)], [(2, True), (3, True)]),
        ([(2, True)], [(2, True)]),
    ],
    ids=["nobody before", "nobody during", "no event", "never together", "all at once"],
)
def test_nothing_to_compare(before: Cohort, during: Cohort) -> None:
    assert logrank(grid(before), grid(during)) is None
