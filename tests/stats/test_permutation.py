from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from naive_twins import Cohort, grid, logrank_z
from strategies import later_cohorts

from analytics.stats import permutation
from analytics.stats.critical import normal_critical
from analytics.stats.logrank import logrank
from analytics.stats.permutation import logrank_test, permutation_test, permuted_z
from analytics.stats.survival import DayGrid

BEFORE = [(day, day % 5 > 0) for day in range(30, 72, 3)]
DURING = [(day, day % 4 > 0) for day in range(14, 46, 3)]


@given(
    later_cohorts,
    later_cohorts,
    st.sampled_from(["asymptotic", "permutation"]),
    st.sampled_from([0.5, 0.8, 0.95]),
)
@settings(max_examples=300)
def test_p_verdict_and_interval_never_contradict(
    before: Cohort, during: Cohort, method: permutation.Method, confidence: float
) -> None:
    test = logrank_test(
        grid(before), grid(during), method=method, confidence=confidence, permutations=199
    )
    assume(test is not None)
    assert test is not None
    low, high = test.interval
    is_outside = (low is not None and low > 0) or (high is not None and high < 0)
    assert is_outside == (test.p < round(1 - confidence, 12))
    assert test.is_faster == (low is not None and low > 0)
    assert test.is_slower == (high is not None and high < 0)


@given(later_cohorts, later_cohorts, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_of_people_changes_nothing(before: Cohort, during: Cohort, random: object) -> None:
    shuffled = [list(before), list(during)]
    for cohort in shuffled:
        random.shuffle(cohort)  # type: ignore[attr-defined]
    there = logrank_test(grid(before), grid(during), permutations=99)
    assert there == logrank_test(grid(shuffled[0]), grid(shuffled[1]), permutations=99)


def test_permutations_approach_the_full_enumeration() -> None:
    """All 462 ways to deal 11 people into 6 and 5."""
    before, during = (
        [(d, d != 9) for d in (5, 7, 9, 9, 12, 14)],
        [(d, d != 6) for d in (2, 4, 4, 6, 8)],
    )
    people = before + during
    exact = []
    for chosen in itertools.combinations(range(len(people)), len(during)):
        rest = [people[k] for k in range(len(people)) if k not in chosen]
        exact.append(logrank_z(rest, [people[k] for k in chosen]))
    drawn = permuted_z([(grid(before), grid(during))], 20_000, seed=1)
    observed = logrank_z(before, during)
    assert np.mean(drawn >= observed - 1e-9) == pytest.approx(
        np.mean(np.array(exact) >= observed - 1e-9), abs=0.005
    )
    np.testing.assert_allclose(
        np.quantile(drawn, [0.1, 0.5, 0.9]), np.quantile(exact, [0.1, 0.5, 0.9]), atol=0.05
    )
    assert {round(value, 6) for value in drawn} <= {round(value, 6) for value in exact}


def test_critical_values_are_where_p_crosses_the_level() -> None:
    before, during = grid(BEFORE), grid(DURING)
    z = np.sort(permuted_z([(before, during)], 999, seed=7))
    lower, upper = permutation_test(before, during, permutations=999, seed=7).critical
    # p = 2 * (1 + count) / 1000 < 0.05 while fewer than 24 are as far out
    assert np.sum(z > upper) <= 23 < np.sum(z >= upper - 1e-8)
    assert np.sum(z < lower) <= 23 < np.sum(z <= lower + 1e-8)


def test_p_counts_the_observed_arrangement() -> None:
    """However far out, p is at least 2 / (1 + permutations)."""
    fast, slow = grid([(1, True)] * 12), grid([(50, True)] * 12)
    assert permutation_test(slow, fast, permutations=999).p == pytest.approx(0.002)
    assert permutation_test(fast, slow, permutations=999).p == pytest.approx(0.002)


def test_equal_cohorts_have_p_one() -> None:
    same = grid([(day, True) for day in range(1, 10)])
    test = logrank_test(same, same)
    assert test is not None
    assert (test.z, test.p) == (pytest.approx(0, abs=1e-9), 1)
    assert test.estimate == 0


def test_lopsided_cohorts_get_lopsided_critical_values() -> None:
    """10 among 100: the normal curve would call them faster too often (5.4% for 2.5%)."""
    rng = np.random.default_rng(8)
    days = np.ceil(45 * np.exp(0.45 * rng.normal(size=110))).astype(int)
    before = DayGrid.from_times(days[:100], [True] * 100)
    during = DayGrid.from_times(days[100:], [True] * 10)
    lower, upper = permutation_test(before, during).critical
    assert upper > 1.96
    assert upper > -lower


def test_too_few_permutations_reject_nothing() -> None:
    test = permutation_test(grid(BEFORE), grid(DURING), permutations=19)
    assert test.critical == (-math.inf, math.inf)
    assert test.p >= 0.05


def test_seeded_and_in_pieces_it_is_the_same_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    before, during = grid(BEFORE), grid(DURING)
    whole = permuted_z([(before, during)], 500, seed=3)
    np.testing.assert_array_equal(whole, permuted_z([(before, during)], 500, seed=3))
    assert not np.array_equal(whole, permuted_z([(before, during)], 500, seed=4))
    monkeypatch.setattr(permutation, "_CELLS_AT_ONCE", 1000)
    pieces = permuted_z([(before, during)], 500, seed=3)
    assert pieces.shape == whole.shape
    assert np.std(pieces) == pytest.approx(np.std(whole), rel=0.2)
    assert np.all(np.isfinite(pieces))


def test_few_events_choose_permutation() -> None:
    def cohort(events: int, censored: int) -> DayGrid:
        return DayGrid(np.array([20, 30]), np.array([events - 9, 9]), np.array([0, censored]))

    plenty = cohort(60, 10)
    few, enough = logrank_test(plenty, cohort(29, 200)), logrank_test(plenty, cohort(30, 5))
    assert few is not None
    assert enough is not None
    assert (few.method, enough.method) == ("permutation", "asymptotic")
    assert enough.critical == (-normal_critical(), normal_critical())


def test_front_door_agrees_with_the_log_rank_test() -> None:
    plain = logrank(grid(BEFORE), grid(DURING))
    test = logrank_test(grid(BEFORE), grid(DURING), method="asymptotic")
    assert plain is not None
    assert test is not None
    assert (test.z, test.chi2, test.p) == (plain.z, plain.chi2, plain.p)
    low, high = test.interval
    assert test.estimate is not None
    assert low is not None
    assert high is not None
    assert low < test.estimate < high


def test_nothing_to_compare() -> None:
    assert logrank_test(grid([(3, False)]), grid([(3, False)])) is None
    with pytest.raises(ValueError, match="compare"):
        permutation_test(grid([(3, False)]), grid([(3, False)]))


def test_very_large_cohorts_are_marked_as_finer_than_days() -> None:
    day = np.arange(20, 80)
    many = [DayGrid(day, np.full(60, 2000), np.zeros(60, dtype=int)) for _ in range(2)]
    few = [DayGrid(day, np.full(60, 1), np.zeros(60, dtype=int)) for _ in range(2)]
    large, small = logrank_test(*many), logrank_test(*few)
    assert large is not None
    assert small is not None
    assert large.is_finer_than_days
    assert not small.is_finer_than_days
    assert large.half_day == pytest.approx(0.5 / 49)
