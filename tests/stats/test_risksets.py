from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_twins import Cohort, grid, share_competent
from strategies import cohorts

from analytics.stats.logrank import stratified_logrank
from analytics.stats.risksets import RiskTable, compare_groups

several = st.lists(cohorts, min_size=2, max_size=4)
pairs = st.lists(st.tuples(cohorts, cohorts), min_size=1, max_size=3)


def naive_sums(groups: list[Cohort], peto: bool) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Observed minus expected per group and its covariance, in exact fractions."""
    everyone = [person for cohort in groups for person in cohort]
    size = len(groups)
    excess = [Fraction(0)] * size
    covariance = [[Fraction(0)] * size for _ in groups]
    for moment in sorted({day for day, event in everyone if event}):
        weight = 1 - share_competent(everyone, moment - 1) if peto else Fraction(1)
        n = sum(1 for day, _ in everyone if day >= moment)
        d = sum(1 for day, event in everyone if event and day == moment)
        share = [Fraction(sum(1 for day, _ in c if day >= moment), n) for c in groups]
        for k, cohort in enumerate(groups):
            own = sum(1 for day, event in cohort if event and day == moment)
            excess[k] += weight * (own - d * share[k])
            for m in range(size):
                if n > 1:
                    spread = weight**2 * d * Fraction(n - d, n - 1)
                    covariance[k][m] += spread * share[k] * ((k == m) - share[m])
    return excess, covariance


@given(several, st.booleans())
def test_equals_looping_over_people(groups: list[Cohort], peto: bool) -> None:
    excess, covariance = naive_sums(groups, peto)
    matrix = np.array(covariance, dtype=float)
    test = compare_groups(
        [RiskTable.from_grids([grid(c) for c in groups])], "peto" if peto else "logrank"
    )
    rank = int(np.linalg.matrix_rank(matrix, tol=1e-9)) if matrix.any() else 0
    if test is None:
        assert rank == 0
        return
    assert test.degrees == rank
    difference = np.array(excess, dtype=float)
    np.testing.assert_allclose(test.observed - test.expected, difference, atol=1e-9)
    chi2 = difference @ np.linalg.pinv(matrix, rcond=1e-9) @ difference
    assert test.chi2 == pytest.approx(chi2, abs=1e-6, rel=1e-6)
    assert test.p == pytest.approx(scipy.stats.chi2.sf(chi2, rank), abs=1e-6)


@given(pairs)
def test_two_groups_in_strata_are_the_stratified_log_rank_test(
    people: list[tuple[Cohort, Cohort]],
) -> None:
    grids = [(grid(before), grid(during)) for before, during in people]
    twin = stratified_logrank(grids)
    test = compare_groups([RiskTable.from_grids(pair) for pair in grids])
    if twin is None:
        assert test is None
        return
    assert test is not None
    assert test.z == pytest.approx(twin.z, abs=1e-6)
    assert test.p == pytest.approx(twin.p, abs=1e-6)
    assert (test.observed[1], test.degrees) == (twin.observed, 1)


@given(several, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_of_groups_changes_nothing(groups: list[Cohort], random: object) -> None:
    shuffled = list(groups)
    random.shuffle(shuffled)
    first, second = (
        compare_groups([RiskTable.from_grids([grid(c) for c in some])])
        for some in (groups, shuffled)
    )
    if first is None or second is None:
        assert first is second is None
        return
    assert first.chi2 == pytest.approx(second.chi2, abs=1e-6)
    assert first.degrees == second.degrees


@given(several, st.integers(1, 5))
def test_cutting_people_into_stretches_changes_nothing(groups: list[Cohort], cut: int) -> None:
    """One row per person, or two that meet: the risk sets are those of the day grids."""
    rows = []
    for group, cohort in enumerate(groups):
        for day, event in cohort:
            if day > cut:
                rows += [(-1, cut, False, group), (cut, day, event, group)]
            else:
                rows.append((-1, day, event, group))
    start, stop, event, group = map(list, zip(*rows, strict=True))
    table = RiskTable.from_intervals(start, stop, event, group, len(groups))
    expected = RiskTable.from_grids([grid(c) for c in groups])
    for name in ("day", "events", "at_risk"):
        np.testing.assert_array_equal(getattr(table, name), getattr(expected, name))


def test_late_entry_leaves_the_earlier_risk_sets() -> None:
    table = RiskTable.from_intervals([-1, 5, -1], [9, 9, 4], [1, 1, 1], [0, 1, 1], 2)
    np.testing.assert_array_equal(table.day, [4, 9])
    np.testing.assert_array_equal(table.at_risk, [[1, 1], [1, 1]])
    np.testing.assert_array_equal(table.events, [[0, 1], [1, 1]])


def test_early_differences_weigh_more_with_peto() -> None:
    early = grid([(day, True) for day in (1, 1, 2, 2, 40, 41, 42, 43)])
    late = grid([(day, True) for day in (10, 11, 12, 13, 30, 31, 32, 33)])
    table = RiskTable.from_grids([late, early])
    plain, peto = compare_groups([table]), compare_groups([table], "peto")
    assert plain is not None
    assert peto is not None
    assert plain.z is not None
    assert peto.z is not None
    assert peto.z > plain.z
    assert peto.chi2 == pytest.approx(peto.z**2)


def test_several_groups_have_no_direction() -> None:
    groups = [grid([(day, True), (day + 2, True)]) for day in (1, 2, 3)]
    test = compare_groups([RiskTable.from_grids(groups)])
    assert test is not None
    assert (test.z, test.degrees) == (None, 2)


def test_nothing_to_compare_and_refusals() -> None:
    one, same = grid([(1, True)]), grid([(3, False)])
    assert compare_groups([RiskTable.from_grids([one, one])]) is None
    assert compare_groups([RiskTable.from_grids([same, same])]) is None
    with pytest.raises(ValueError, match="same groups"):
        compare_groups([])
    with pytest.raises(ValueError, match="same groups"):
        compare_groups([RiskTable.from_grids([one, one]), RiskTable.from_grids([one] * 3)])
    with pytest.raises(ValueError, match="end after its start"):
        RiskTable.from_intervals([3], [3], [1], [0], 2)
    with pytest.raises(ValueError, match="same length"):
        RiskTable.from_intervals([3], [4, 5], [1], [0], 2)
    with pytest.raises(ValueError, match="0 to 1"):
        RiskTable.from_intervals([3], [4], [1], [2], 2)
    with pytest.raises(ValueError, match="end after its start"):
        RiskTable.from_intervals([math.nan], [4], [1], [0], 2)


def test_a_group_nobody_is_in_costs_no_degree_of_freedom() -> None:
    some, other = grid([(1, True), (4, True)]), grid([(2, True), (6, True)])
    pair = compare_groups([RiskTable.from_grids([some, other])])
    three = compare_groups([RiskTable.from_grids([some, other, grid([])])])
    assert pair is not None
    assert three is not None
    assert (three.degrees, three.p) == (1, pytest.approx(pair.p))
