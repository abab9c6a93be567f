from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from naive_twins import Cohort, all_thetas, grid, logrank_sums
from strategies import cohorts, later_cohorts

from analytics.stats.logrank import logrank, stratified_logrank
from analytics.stats.permutation import (
    NOBODY,
    Method,
    logrank_test,
    stratified_permutation_test,
)
from analytics.stats.survival import DayGrid
from analytics.stats.timeratio import stratified_time_ratio, stratified_z_path, time_ratio

People = list[tuple[Cohort, Cohort]]
strata_of_people = st.lists(st.tuples(cohorts, cohorts), min_size=1, max_size=4)
later_strata = st.lists(st.tuples(later_cohorts, later_cohorts), min_size=1, max_size=3)
methods = st.sampled_from(["asymptotic", "permutation"])


def grids(people: People) -> list[tuple[DayGrid, DayGrid]]:
    return [(grid(before), grid(during)) for before, during in people]


def totals(people: People) -> tuple[DayGrid, DayGrid]:
    pairs = grids(people)
    return (
        sum((first for first, _ in pairs), start=NOBODY),
        sum((second for _, second in pairs), start=NOBODY),
    )


def naive_z(people: People, theta: Fraction = Fraction(1)) -> float:
    sums = [logrank_sums(before, during, theta) for before, during in people]
    excess, variance = sum(s[0] for s in sums), sum(s[1] for s in sums)
    return float(excess) / math.sqrt(variance) if variance else 0.0


@given(strata_of_people, st.sampled_from([(1, 1), (4, 5), (7, 3)]))
def test_equals_looping_over_people(people: People, stretch: tuple[int, int]) -> None:
    test = stratified_logrank(grids(people), *stretch)
    sums = [logrank_sums(before, during, Fraction(*stretch)) for before, during in people]
    if not sum(variance for _, variance in sums):
        assert test is None
        return
    assert test is not None
    assert test.z == pytest.approx(naive_z(people, Fraction(*stretch)), abs=1e-9)
    assert test.variance == pytest.approx(float(sum(variance for _, variance in sums)))


@given(cohorts, cohorts)
def test_one_stratum_is_the_plain_test(before: Cohort, during: Cohort) -> None:
    pair = grid(before), grid(during)
    assert stratified_logrank([pair]) == logrank(*pair)
    assert stratified_time_ratio([pair]) == time_ratio(*pair)


@given(later_strata)
@settings(max_examples=60)
def test_path_equals_looping_over_people_at_every_theta(people: People) -> None:
    path = stratified_z_path(grids(people))
    thetas = {theta for before, during in people for theta in all_thetas(before, during)}
    for theta in thetas:
        expected = naive_z(people, theta)
        assert path.z[path.index(float(theta))] == pytest.approx(expected, abs=1e-8)


@given(later_strata, methods, st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=200)
def test_p_verdict_and_interval_never_contradict(
    people: People, method: Method, confidence: float
) -> None:
    test = logrank_test(
        *totals(people),
        strata=grids(people),
        method=method,
        confidence=confidence,
        permutations=199,
    )
    assume(test is not None)
    assert test is not None
    low, high = test.interval
    is_outside = (low is not None and low > 0) or (high is not None and high < 0)
    assert is_outside == (test.p < round(1 - confidence, 12))
    assert test.is_faster == (low is not None and low > 0)
    assert test.is_slower == (high is not None and high < 0)


def test_a_stretch_common_to_unlike_departments_is_read_exactly() -> None:
    strata = [
        (
            DayGrid.from_times(range(slow, slow + 400, 5), [True] * 80),
            DayGrid.from_times(range(slow * 4 // 5, slow * 4 // 5 + 320, 4), [True] * 80),
        )
        for slow in (10, 500)
    ]
    ratio = stratified_time_ratio(strata)
    assert ratio is not None
    assert ratio.ratio == pytest.approx(0.8)


def test_a_shift_of_roles_misleads_the_plain_test_only() -> None:
    """Nobody is faster; the quick role is merely more frequent during the pilot."""
    quick = DayGrid.from_times(range(20, 60), [True] * 40)
    slow = DayGrid.from_times(range(80, 120), [True] * 40)
    strata = [(quick, quick + quick + quick), (slow + slow + slow, slow)]
    before, during = quick + slow + slow + slow, quick + quick + quick + slow
    plain, within = logrank_test(before, during), logrank_test(before, during, strata=strata)
    assert plain is not None
    assert within is not None
    assert plain.is_faster
    assert within.p > 0.9
    assert within.estimate == pytest.approx(0, abs=0.02)


def test_labels_are_dealt_out_within_strata() -> None:
    """Two strata whose labels are fixed by the stratum have one arrangement only, hence p = 1."""
    pair = grid([(1, True), (2, True)]), grid([(1, True), (3, True)])
    apart = [(grid([(day, True) for day in range(1, 9)]), NOBODY), pair]
    with_apart = stratified_permutation_test(apart, permutations=999)
    alone = stratified_permutation_test([pair], permutations=999)
    assert with_apart == alone


def test_permutation_p_is_close_to_the_normal_one_for_many_people() -> None:
    rng = np.random.default_rng(3)
    strata = [
        tuple(DayGrid.from_times(rng.integers(low, low + 50, 80), [True] * 80) for _ in range(2))
        for low in (10, 40)
    ]
    pairs = [(first, second) for first, second in strata]
    test = stratified_logrank(pairs)
    assert test is not None
    assert stratified_permutation_test(pairs).p == pytest.approx(test.p, abs=0.03)


def test_strata_must_hold_the_same_people() -> None:
    before, during = grid([(1, True), (4, True)]), grid([(2, True), (3, True)])
    with pytest.raises(ValueError, match="strata do not add up"):
        logrank_test(before, during, strata=[(during, during)])
    with pytest.raises(ValueError, match="strata do not add up"):
        logrank_test(before, during, strata=[(before, before)])


def test_nothing_to_compare_within_strata() -> None:
    """The whole cohorts could be compared; no stratum holds both."""
    before, during = grid([(1, True), (4, True)]), grid([(2, True), (3, True)])
    strata = [(before, NOBODY), (NOBODY, during)]
    assert stratified_logrank(strata) is None
    assert logrank_test(before, during, strata=strata) is None
    assert logrank_test(before, during) is not None
