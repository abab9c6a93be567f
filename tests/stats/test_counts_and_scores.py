from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.stats.counts import poisson_rate
from analytics.stats.critical import normal_critical, t_critical
from analytics.stats.proportion import wilson
from analytics.stats.scores import Moments, Spreadsheet, mean_interval, nps, spreadsheet, welch
from analytics.stats.survival import DayGrid

numbers = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=30)


def test_critical_values() -> None:
    assert normal_critical() == pytest.approx(1.959963984540054)
    assert t_critical(5) == pytest.approx(scipy.stats.t.ppf(0.975, 5))
    assert t_critical(0) == math.inf
    with pytest.raises(ValueError, match="confidence"):
        normal_critical(95)


@given(st.integers(0, 400), st.floats(0.1, 50))
def test_poisson_limits_are_the_chi_square_ones(count: int, exposure: float) -> None:
    rate = poisson_rate(count, exposure)
    low = scipy.stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = scipy.stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert rate.interval == pytest.approx((low / exposure, high / exposure))
    assert rate.low <= rate.value <= rate.high


@pytest.mark.parametrize(("count", "exposure"), [(-1, 3), (1, 0), (1, -2), (1, math.nan)])
def test_a_rate_needs_exposure(count: int, exposure: float) -> None:
    with pytest.raises(ValueError, match="no rate"):
        poisson_rate(count, exposure)


@given(numbers)
def test_moments_equal_numpy(values: list[float]) -> None:
    moments = Moments.from_values(values)
    assert moments.mean == pytest.approx(np.mean(values))
    assert moments.variance_of_mean == pytest.approx(np.var(values, ddof=1) / len(values))


@given(numbers, numbers)
def test_moments_add(first: list[float], second: list[float]) -> None:
    added = Moments.from_values(first) + Moments.from_values(second)
    together = Moments.from_values(first + second)
    assert added.n == together.n
    assert added.mean == pytest.approx(together.mean, abs=1e-9)
    assert added.deviations == pytest.approx(together.deviations, abs=1e-6)


@pytest.mark.parametrize("values", [[], [1.0, math.nan]])
def test_a_mean_needs_values(values: list[float]) -> None:
    with pytest.raises(ValueError, match="mean"):
        Moments.from_values(values)


@given(numbers, numbers)
def test_welch_equals_scipy(first: list[float], second: list[float]) -> None:
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    result = welch(Moments.from_values(first), Moments.from_values(second))
    assert result is not None
    expected = scipy.stats.ttest_ind(first, second, equal_var=False)
    assert result.t == pytest.approx(expected.statistic, abs=1e-9)
    assert result.p == pytest.approx(expected.pvalue, abs=1e-9)
    limits = expected.confidence_interval()
    assert (result.low, result.high) == pytest.approx((limits.low, limits.high), abs=1e-7)


def test_without_spread_there_is_no_test_and_no_interval() -> None:
    """A tenth is not exact in floats: the mean of equal tenths must not show a spread either."""
    alone, same = Moments.from_values([4.1]), Moments.from_values([4.1] * 3)
    assert welch(alone, Moments.from_values([1, 2])) is None
    assert welch(same, same) is None
    for moments in (alone, same):
        mean = mean_interval(moments)
        assert mean.value == pytest.approx(4.1)
        assert (mean.low, mean.high, mean.se) == (None, None, None)


ratings = st.lists(st.integers(0, 10), min_size=2, max_size=40)


@given(ratings)
def test_nps_is_the_t_interval_on_three_values(answers: list[int]) -> None:
    score = nps(answers)
    values = [100 if r >= 9 else -100 if r <= 6 else 0 for r in answers]
    assert score.value == pytest.approx(np.mean(values))
    assert score.n == len(answers)
    assert score.low is not None
    assert score.high is not None
    assert -100 <= score.low <= score.value <= score.high <= 100
    assert score.low < score.high
    if len(set(values)) > 1:
        half = scipy.stats.t.ppf(0.975, len(values) - 1) * scipy.stats.sem(values)
        assert score.low == pytest.approx(max(-100, score.value - half))
        assert score.high == pytest.approx(min(100, score.value + half))


@pytest.mark.parametrize(("answer", "limits"), [(10, (1, 0)), (8, (0.5, 0.5)), (0, (0, 1))])
def test_nps_of_one_voice_still_has_a_margin(answer: int, limits: tuple[float, float]) -> None:
    score = nps([answer] * 12)
    margin = 200 * (1 - wilson(12, 12).low)
    assert score.low == pytest.approx(score.value - limits[0] * margin)
    assert score.high == pytest.approx(score.value + limits[1] * margin)


def test_nps_counts_and_single_answer() -> None:
    score = nps([10, 9, 8, 7, 6, 0, 3])
    assert (score.promoters, score.passives, score.detractors) == (2, 2, 3)
    alone = nps([9])
    assert (alone.value, alone.low, alone.high) == (100, None, None)


@pytest.mark.parametrize("answers", [[], [11], [-1], [math.nan, 9.0]])
def test_nps_refuses_what_is_not_on_the_scale(answers: list[float]) -> None:
    with pytest.raises(ValueError, match="ratings"):
        nps(answers)


def test_spreadsheet_averages_only_those_who_are_there() -> None:
    before = DayGrid.from_times([40, 60, 80, 200], [True, True, True, False])
    during = DayGrid.from_times([30, 50, 60, 60, 60], [True, True, False, False, False])
    said = spreadsheet(before, during)
    assert (said.before_mean, said.during_mean) == (60, 40)
    assert said.percent_faster == pytest.approx(1 / 3)
    assert said.p == pytest.approx(
        scipy.stats.ttest_ind([40, 60, 80], [30, 50], equal_var=False).pvalue
    )


def test_spreadsheet_says_nothing_it_does_not_know() -> None:
    someone, nobody = DayGrid.from_times([40, 60], [1, 1]), DayGrid.from_times([50], [0])
    assert spreadsheet(someone, nobody) == Spreadsheet(50, None, None, None)
    assert spreadsheet(nobody, someone) == Spreadsheet(None, 50, None, None)
    at_once = DayGrid.from_times([0, 0], [1, 1])
    assert spreadsheet(at_once, someone).percent_faster is None
