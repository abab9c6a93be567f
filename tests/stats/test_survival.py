from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from naive_twins import Cohort, grid, share_competent
from strategies import cohorts

from analytics.stats.survival import DayGrid, Quantile, kaplan_meier


def days_of_events(*days: int) -> DayGrid:
    return DayGrid.from_times(days, [True] * len(days))


def test_grid_counts_people_per_day() -> None:
    people = DayGrid.from_times([5, 3, 5, 9], [True, False, False, True])
    assert people.day.tolist() == [3, 5, 9]
    assert people.events.tolist() == [0, 1, 1]
    assert people.censored.tolist() == [1, 1, 0]
    assert people.at_risk.tolist() == [4, 3, 1]
    assert (people.n, people.n_events, people.n_censored, people.longest) == (4, 2, 2, 9)


def test_empty_cohort_is_a_grid_without_curve() -> None:
    nobody = DayGrid.from_times([], [])
    assert (nobody.n, nobody.longest) == (0, None)
    with pytest.raises(ValueError, match="nobody"):
        kaplan_meier(nobody)


@pytest.mark.parametrize(
    ("days", "is_event"),
    [
        ([-1], [True]),
        ([1.5], [True]),
        ([math.nan], [True]),
        (["4"], [True]),
        ([1, 2], [True]),
        ([1], [math.nan]),
        ([1], [2]),
        ([[1]], [[True]]),
    ],
)
def test_broken_times_are_refused(days: list[object], is_event: list[object]) -> None:
    with pytest.raises(ValueError, match=r"days|is_event"):
        DayGrid.from_times(days, is_event)


@pytest.mark.parametrize(
    ("day", "events", "censored"),
    [([2, 1], [1, 1], [0, 0]), ([1, 1], [1, 1], [0, 0]), ([1], [0], [0]), ([1], [1, 1], [0])],
)
def test_broken_counts_are_refused(day: list[int], events: list[int], censored: list[int]) -> None:
    with pytest.raises(ValueError, match=r"day"):
        DayGrid(np.array(day), np.array(events), np.array(censored))


def test_counts_of_a_grid_cannot_be_changed() -> None:
    people = days_of_events(1, 2)
    with pytest.raises(ValueError, match="read-only"):
        people.events[0] = 5


@given(cohorts, cohorts)
def test_adding_grids_is_adding_people(first: Cohort, second: Cohort) -> None:
    added, together = grid(first) + grid(second), grid(first + second)
    for name in ("day", "events", "censored"):
        np.testing.assert_array_equal(getattr(added, name), getattr(together, name))


@given(cohorts, st.randoms(use_true_random=False))
def test_order_of_people_changes_nothing(cohort: Cohort, random: object) -> None:
    shuffled = list(cohort)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(
        kaplan_meier(grid(cohort)).share, kaplan_meier(grid(shuffled)).share
    )


@given(cohorts)
def test_curve_equals_looping_over_people(cohort: Cohort) -> None:
    curve = kaplan_meier(grid(cohort))
    expected = [float(share_competent(cohort, int(day))) for day in curve.day]
    np.testing.assert_allclose(curve.share, expected, atol=1e-12)


@given(cohorts)
def test_band_holds_the_curve_and_both_stay_shares(cohort: Cohort) -> None:
    curve = kaplan_meier(grid(cohort))
    for values in (curve.low, curve.share, curve.high):
        assert np.all((values >= 0) & (values <= 1))
    assert np.all(np.diff(curve.share) >= 0)
    assert np.all(curve.low <= curve.share)
    assert np.all(curve.share <= curve.high)
    assert np.all(np.isfinite(curve.se))


@given(cohorts)
def test_band_is_never_certain(cohort: Cohort) -> None:
    curve = kaplan_meier(grid(cohort))
    assert np.all(curve.high - curve.low > 0)


def test_curve_equals_scipy() -> None:
    rng = np.random.default_rng(3)
    days, is_event = rng.integers(5, 60, 80), rng.random(80) < 0.7
    curve = kaplan_meier(DayGrid.from_times(days, is_event))
    data = scipy.stats.CensoredData(uncensored=days[is_event], right=days[~is_event])
    survival = scipy.stats.ecdf(data).sf
    np.testing.assert_array_equal(curve.day, survival.quantiles)
    np.testing.assert_allclose(1 - curve.share, survival.probabilities, atol=1e-12)
    with np.errstate(all="ignore"):
        band = survival.confidence_interval(0.95, method="log-log")
    inside = (curve.share > 0) & (curve.share < 1)
    assert inside.sum() > 20
    np.testing.assert_allclose(1 - curve.low[inside], band.high.probabilities[inside])
    np.testing.assert_allclose(1 - curve.high[inside], band.low.probabilities[inside])


def test_before_the_first_event_the_band_is_the_exact_binomial_one() -> None:
    curve = kaplan_meier(DayGrid.from_times([10, 20, 20, 20], [False, True, True, False]))
    assert (curve.share[0], curve.low[0]) == (0, 0)
    exact = scipy.stats.binomtest(0, 4).proportion_ci(method="exact")
    assert curve.high[0] == pytest.approx(exact.high)
    early = curve.at(3)
    assert early is not None
    assert (early.value, early.low, early.at_risk) == (0, 0, 4)
    assert early.high == pytest.approx(exact.high)


def test_a_curve_that_reaches_everyone_keeps_its_lower_limit() -> None:
    curve = kaplan_meier(days_of_events(10, 20, 30, 40))
    assert (curve.share[-1], curve.high[-1]) == (1, 1)
    assert 0 < curve.low[-1] == curve.low[-2] < 1


def test_everyone_on_one_day_has_the_exact_binomial_limit() -> None:
    curve = kaplan_meier(days_of_events(*[30] * 6))
    assert curve.low[0] == pytest.approx(scipy.stats.binomtest(6, 6).proportion_ci().low)


def test_share_by_a_day() -> None:
    curve = kaplan_meier(DayGrid.from_times([10, 20, 30, 40], [True, True, False, False]))
    by_25 = curve.at(25)
    assert by_25 is not None
    assert (by_25.value, by_25.at_risk) == (0.5, 2)
    assert by_25.low == curve.low[1]
    assert curve.at(41) is None, "nobody was followed that long"
    assert [curve.at_risk_at(day) for day in (0, 10, 11, 40, 41)] == [4, 4, 3, 1, 0]


def test_when_all_are_competent_later_days_are_known() -> None:
    later = kaplan_meier(days_of_events(10, 20)).at(90)
    assert later is not None
    assert (later.value, later.at_risk) == (1, 0)


def test_median_is_the_usual_one_without_censoring() -> None:
    assert kaplan_meier(days_of_events(1, 2, 4, 9)).median.value == 3
    assert kaplan_meier(days_of_events(1, 2, 9)).median.value == 2


def test_level_stretch_is_found_in_spite_of_rounding() -> None:
    """19/20 * 18/19 * ... * 10/11 is 10/20, but not in floats."""
    assert kaplan_meier(days_of_events(*range(1, 21))).median.value == 10.5


def test_level_stretch_that_ends_the_curve_reaches_to_the_last_follow_up() -> None:
    curve = kaplan_meier(DayGrid.from_times([10, 20, 30, 40], [True, True, False, False]))
    assert curve.median.value == 30


def test_quantile_that_is_not_reached_is_none() -> None:
    curve = kaplan_meier(DayGrid.from_times([10, 20, 20, 20, 20], [True] + [False] * 4))
    assert curve.median.value is None
    assert curve.quantile(0.2).value == 15
    nobody = kaplan_meier(DayGrid.from_times([10, 20], [False, False]))
    assert nobody.median == Quantile(None, None, None)


@given(cohorts, st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_quantiles_lie_in_their_interval(cohort: Cohort, share: float) -> None:
    quantile = kaplan_meier(grid(cohort)).quantile(share)
    if quantile.value is None:
        assert quantile.high is None
        return
    assert quantile.low is None or quantile.low <= quantile.value
    assert quantile.high is None or quantile.high >= quantile.value


@pytest.mark.parametrize("share", [0, 1, -0.1, math.nan])
def test_only_shares_have_quantiles(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        kaplan_meier(days_of_events(1, 2)).quantile(share)


def test_a_wider_confidence_makes_a_wider_band() -> None:
    people = DayGrid.from_times(range(1, 41), [True, False] * 20)
    usual, wide = kaplan_meier(people), kaplan_meier(people, confidence=0.99)
    assert np.all(wide.high - wide.low > usual.high - usual.low)
