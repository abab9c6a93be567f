from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_twins import Cohort, grid
from strategies import cohorts

from analytics.stats.competing import CompetingGrid, cumulative_incidence
from analytics.stats.survival import kaplan_meier

person = st.tuples(st.integers(0, 12), st.sampled_from(["competent", "left", "censored"]))
people = st.lists(person, min_size=1, max_size=12)


def counted(crowd: list[tuple[int, str]]) -> CompetingGrid:
    return CompetingGrid.from_times(
        [day for day, _ in crowd],
        [how == "competent" for _, how in crowd],
        [how == "left" for _, how in crowd],
    )


def naive_curve(crowd: list[tuple[int, str]]) -> dict[int, tuple[Fraction, Fraction, float]]:
    """Share competent, share left and the variance of the first, by looping over people twice."""
    remaining, share, left = Fraction(1), Fraction(0), Fraction(0)
    steps: list[tuple[int, int, int, Fraction, Fraction]] = []
    result = {}
    for moment in sorted({day for day, _ in crowd}):
        n = sum(1 for day, _ in crowd if day >= moment)
        d, gone = (
            sum(1 for day, how in crowd if day == moment and how == what)
            for what in ("competent", "left")
        )
        share += remaining * Fraction(d, n)
        left += remaining * Fraction(gone, n)
        steps.append((n, d, gone, remaining, share))
        remaining *= 1 - Fraction(d + gone, n)
        variance = 0.0
        for n_j, d_j, gone_j, until, share_j in steps:
            ahead = share - share_j
            either = d_j + gone_j
            if ahead:
                variance += float(ahead**2 * Fraction(either, n_j * (n_j - either)))
            variance += float(until**2 * Fraction(d_j * (n_j - d_j), n_j**3))
            variance -= float(2 * ahead * until * Fraction(d_j, n_j**2))
        result[moment] = share, left, variance
    return result


@given(people)
def test_equals_looping_over_people(crowd: list[tuple[int, str]]) -> None:
    curve = cumulative_incidence(counted(crowd))
    naive = naive_curve(crowd)
    assert list(curve.day) == list(naive)
    for place, (share, left, variance) in enumerate(naive.values()):
        assert curve.share[place] == pytest.approx(float(share), abs=1e-12)
        assert curve.left[place] == pytest.approx(float(left), abs=1e-12)
        if 0 < share < 1:
            assert curve.se[place] == pytest.approx(math.sqrt(max(variance, 0)), abs=1e-6)
        assert 0 <= curve.low[place] <= curve.share[place] + 1e-12
        assert curve.share[place] <= curve.high[place] + 1e-12 <= 1 + 2e-12


@given(cohorts)
def test_without_leavers_it_is_kaplan_meier(cohort: Cohort) -> None:
    curve = cumulative_incidence(
        CompetingGrid.from_times(
            [day for day, _ in cohort], [event for _, event in cohort], [False] * len(cohort)
        )
    )
    plain = kaplan_meier(grid(cohort))
    for name in ("day", "at_risk", "share", "se", "low", "high"):
        np.testing.assert_allclose(getattr(curve, name), getattr(plain, name), atol=1e-7)
    for day in (0, 5, 12, 40):
        mine, twin = curve.at(day), plain.at(day)
        if mine is None or twin is None:
            assert mine is twin is None
            continue
        assert (mine.value, mine.at_risk) == (pytest.approx(twin.value), twin.at_risk)
        assert (mine.low, mine.high) == pytest.approx((twin.low, twin.high), abs=1e-7)


@given(people)
def test_leavers_as_censored_always_say_more(crowd: list[tuple[int, str]]) -> None:
    curve = cumulative_incidence(counted(crowd))
    plain = kaplan_meier(grid([(day, how == "competent") for day, how in crowd]))
    assert np.all(curve.share <= plain.share + 1e-12)


def test_standard_error_is_that_of_repeated_samples() -> None:
    rng = np.random.default_rng(21)
    shares, errors = [], []
    for _ in range(400):
        competent, leaves = rng.exponential(40, 120), rng.exponential(90, 120)
        seen = rng.uniform(20, 120, 120)
        first = np.minimum(np.minimum(competent, leaves), seen)
        curve = cumulative_incidence(
            CompetingGrid.from_times(np.ceil(first), competent == first, leaves == first)
        )
        place = int(np.searchsorted(curve.day, 45, side="right")) - 1
        shares.append(curve.share[place])
        errors.append(curve.se[place])
    assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.1)


def test_everyone_competent_or_gone_is_known_for_ever() -> None:
    curve = cumulative_incidence(counted([(3, "competent"), (5, "left")]))
    later, early = curve.at(99), curve.at(1)
    assert later is not None
    assert early is not None
    assert (later.value, later.at_risk, early.value) == (0.5, 0, 0)
    assert cumulative_incidence(counted([(3, "competent"), (5, "censored")])).at(99) is None


def test_someone_competent_who_leaves_later_counts_as_competent() -> None:
    both = CompetingGrid.from_times([4], [True], [True])
    assert (both.events.tolist(), both.left.tolist(), both.n) == ([1], [0], 1)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="nobody"):
        cumulative_incidence(counted([]))
    with pytest.raises(ValueError, match="same length"):
        CompetingGrid.from_times([4, 5], [True], [True])
    one = np.array([1])
    with pytest.raises(ValueError, match="same length"):
        CompetingGrid(one, one, one, np.array([1, 1]))
    with pytest.raises(ValueError, match="at least one"):
        CompetingGrid(one, one * 0, one * 0, one * 0)
    two = np.array([2, 1])
    with pytest.raises(ValueError, match="ascending"):
        CompetingGrid(two, two, two, two)
