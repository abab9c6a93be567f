from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analytics.stats.ranks import brunner_munzel, hodges_lehmann, mann_whitney

answers = st.lists(st.integers(1, 6).map(float), min_size=1, max_size=5)
more_answers = st.lists(st.integers(1, 6).map(float), min_size=2, max_size=25)


def u_of(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    return sum((a > b) + (a == b) / 2 for a in first for b in second)


def all_u(first: list[float], second: list[float]) -> list[float]:
    """U of every way to deal the values out to two samples of these sizes."""
    together = first + second
    return [
        u_of(
            tuple(together[k] for k in chosen),
            tuple(together[k] for k in range(len(together)) if k not in chosen),
        )
        for chosen in itertools.combinations(range(len(together)), len(first))
    ]


@given(answers, answers)
@settings(max_examples=60)
def test_exact_p_equals_all_arrangements(first: list[float], second: list[float]) -> None:
    test = mann_whitney(first, second)
    u, arranged = u_of(tuple(first), tuple(second)), np.array(all_u(first, second))
    centre = len(first) * len(second) / 2
    assert test.is_exact
    assert test.u == u
    assert test.p == pytest.approx(np.mean(np.abs(arranged - centre) >= abs(u - centre)))
    assert test.p_greater == pytest.approx(np.mean(arranged >= u))


@given(answers, answers, st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=60)
def test_shift_interval_equals_all_arrangements(
    first: list[float], second: list[float], confidence: float
) -> None:
    shift = hodges_lehmann(first, second, confidence)
    arranged, tail = np.sort(all_u(first, second)), (1 - confidence) / 2
    few, many = (
        arranged[math.ceil(round(share * len(arranged), 6)) - 1] for share in (tail, 1 - tail)
    )
    differences = sorted(a - b for a in first for b in second)
    u = {d: u_of(tuple(a - d for a in first), tuple(second)) for d in differences}
    low = max((d for d in differences if u[d] > many), default=differences[0])
    high = min((d for d in differences if u[d] <= few), default=differences[-1])
    assert (shift.low, shift.high) == (low, high)
    assert shift.value == np.median(differences)
    assert shift.low <= shift.value <= shift.high


@given(more_answers, more_answers)
@settings(max_examples=60)
def test_normal_p_equals_scipy(first: list[float], second: list[float]) -> None:
    test = mann_whitney(first, second, exact=False)
    if len({*first, *second}) == 1:
        assert test.p == 1
        return
    twin = scipy.stats.mannwhitneyu(first, second, method="asymptotic")
    one_sided = scipy.stats.mannwhitneyu(first, second, method="asymptotic", alternative="greater")
    assert (test.u, test.is_exact) == (twin.statistic, False)
    assert test.p == pytest.approx(twin.pvalue)
    assert test.p_greater == pytest.approx(one_sided.pvalue)


@given(more_answers, more_answers)
def test_brunner_munzel_equals_scipy(first: list[float], second: list[float]) -> None:
    test = brunner_munzel(first, second)
    assume(test is not None)
    assert test is not None
    assert test.value == pytest.approx(u_of(tuple(second), tuple(first)) / len(first) / len(second))
    twin = scipy.stats.brunnermunzel(first, second)
    assert test.t == pytest.approx(twin.statistic, abs=1e-9)
    assert test.p == pytest.approx(twin.pvalue, abs=1e-9)
    assert 0 <= test.low <= test.value <= test.high <= 1
    assert test.cliffs_delta == pytest.approx(2 * test.value - 1)
    assume(abs(test.p - 0.05) > 1e-9 and test.low > 0 and test.high < 1)
    assert (test.p < 0.05) == (test.low > 0.5 or test.high < 0.5)


def test_without_overlap_or_spread_there_is_no_brunner_munzel() -> None:
    assert brunner_munzel([1, 2, 3], [7, 8, 9]) is None
    assert brunner_munzel([4, 4], [4, 4, 4]) is None
    assert brunner_munzel([4], [4, 5, 4]) is None


def test_large_samples_use_the_normal_curve_and_agree_with_the_exact_one() -> None:
    rng = np.random.default_rng(9)
    first, second = rng.integers(1, 12, 110), rng.integers(2, 13, 100)
    normal, exact = mann_whitney(first, second), mann_whitney(first[:100], second)
    assert (normal.is_exact, exact.is_exact) == (False, True)
    assert exact.p == pytest.approx(mann_whitney(first[:100], second, exact=False).p, rel=0.05)
    shift = hodges_lehmann(first, second)
    assert shift.low <= shift.value <= shift.high
    assert shift.low <= -1 <= shift.high


@pytest.mark.parametrize(("sizes", "as_low"), [((2, 3000), 2), ((3000, 2), 6)])
def test_lopsided_samples_are_cheap_both_ways_round(sizes: tuple[int, int], as_low: int) -> None:
    test = mann_whitney(np.arange(sizes[0]), np.arange(sizes[1]) + 0.5)
    assert test.is_exact
    assert test.p == pytest.approx(2 * as_low / math.comb(3002, 2))


@pytest.mark.parametrize("sample", [[], [1.0, math.nan], [[1.0]]])
def test_samples_must_be_there(sample: list[float]) -> None:
    for function in (mann_whitney, hodges_lehmann, brunner_munzel):
        with pytest.raises(ValueError, match="sample"):
            function(sample, [1.0, 2.0])
