from __future__ import annotations

import math

import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.stats.binomial import binomial_test, clopper_pearson, poisson_test, rate_ratio

counts = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n + 1), st.just(n + 1)))


@given(counts, st.sampled_from([0.8, 0.95]))
@settings(max_examples=60)
def test_clopper_pearson_equals_scipy(counted: tuple[int, int], confidence: float) -> None:
    share = clopper_pearson(*counted, confidence)
    limits = scipy.stats.binomtest(*counted).proportion_ci(confidence, "exact")
    assert (share.low, share.high) == pytest.approx((limits.low, limits.high), abs=1e-9)
    assert share.low <= share.value <= share.high


@given(counts, st.sampled_from([0.0, 0.02, 0.3, 0.5, 0.6, 1.0]))
def test_binomial_p_is_the_sum_of_what_is_no_more_likely(
    counted: tuple[int, int], target: float
) -> None:
    count, n = counted
    chance = [math.comb(n, k) * target**k * (1 - target) ** (n - k) for k in range(n + 1)]
    expected = sum(c for c in chance if c <= chance[count] * (1 + 1e-7))
    assert binomial_test(count, n, target) == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 40), st.sampled_from([0.2, 1.0, 4.0]), st.sampled_from([0.5, 3.0, 7.0]))
def test_poisson_p_is_the_sum_of_what_is_no_more_likely(
    count: int, target: float, exposure: float
) -> None:
    mean = target * exposure
    chance = [math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(200)]
    expected = sum(c for c in chance if c <= chance[count] * (1 + 1e-7))
    assert poisson_test(count, exposure, target) == pytest.approx(expected, abs=1e-10)


@given(st.integers(0, 25), st.integers(0, 25))
def test_rate_ratio_turns_round(first: int, second: int) -> None:
    if not first + second:
        with pytest.raises(ValueError, match="no event"):
            rate_ratio(first, 3, second, 2)
        return
    there, back = rate_ratio(first, 3, second, 2), rate_ratio(second, 2, first, 3)
    assert there.p == pytest.approx(back.p)
    assert (there.high is None) == (second == 0) == (there.value is None)
    if there.high is not None:
        assert back.low == pytest.approx(1 / there.high)
        assert there.value is not None
        assert there.low <= there.value <= there.high


def test_a_million_answers_are_no_trouble() -> None:
    assert binomial_test(600_000, 1_000_000, 0.6) == 1
    p = binomial_test(601_000, 1_000_000, 0.6)
    assert p == pytest.approx(2 * scipy.stats.norm.sf(1000 / math.sqrt(240_000)), rel=0.01)


@pytest.mark.parametrize(("count", "n", "target"), [(2, 1, 0.5), (-1, 3, 0.5), (0, 0, 0.5)])
def test_a_share_needs_answers(count: int, n: int, target: float) -> None:
    with pytest.raises(ValueError, match="no share"):
        clopper_pearson(count, n)
    with pytest.raises(ValueError, match="no test"):
        binomial_test(count, n, target)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="no test"):
        binomial_test(1, 2, 60)
    for count, exposure, target in ((-1, 1, 1), (1, 0, 1), (1, 1, 0)):
        with pytest.raises(ValueError, match="no test"):
            poisson_test(count, exposure, target)
    with pytest.raises(ValueError, match="exposures must be above 0"):
        rate_ratio(1, 0, 1, 1)
