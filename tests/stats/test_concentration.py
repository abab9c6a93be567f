from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.concentration import effective_number, fewest_for_half, gini

parts = st.lists(st.integers(1, 30), min_size=1, max_size=10)
measures = pytest.mark.parametrize("measure", [effective_number, gini, fewest_for_half])


@pytest.mark.parametrize(
    ("percent", "published"),
    [
        ([75, 25], 1.60),
        ([75, 10, *[1] * 15], 1.74),
        ([55, 45], 1.98),
        ([55, *[10] * 3, *[1] * 15], 2.99),
        ([35, 35, 30], 2.99),
        ([35, *[10] * 5, *[1] * 15], 5.75),
        ([15, *[10] * 7, *[1] * 15], 10.64),
    ],
)
def test_the_effective_number_of_parties(percent: list[int], published: float) -> None:
    """Constellations of Golosov (2010), Party Politics 16, 171-192, table 1."""
    assert sum(percent) == 100
    assert round(effective_number(percent), 2) == published


def test_the_published_gini() -> None:
    """The example of phylotools::gini, which is R's ineq::Gini."""
    assert gini([1, 3, 2, 1, 1, 1, 4]) == pytest.approx(0.3076923, abs=5e-8)


def test_by_hand() -> None:
    """Ten sessions as 5, 3, 1 and 1: squares 36 of 100; Gini from the differences of all pairs,
    2 · (2 + 4 + 4 + 2 + 2 + 0) / (2 · 4 · 10) = 0.35."""
    assert effective_number([5, 3, 1, 1]) == pytest.approx(100 / 36)
    assert gini([3, 1, 5, 1]) == pytest.approx(0.35)
    assert fewest_for_half([3, 1, 5, 1]) == 1  # five of ten are half
    assert fewest_for_half([3, 1, 4, 1]) == 2


def naive_gini(counts: list[int]) -> Fraction:
    """Mean difference of all pairs, also of a part with itself, over twice the mean."""
    n = len(counts)
    differences = sum(abs(a - b) for a in counts for b in counts)
    return Fraction(differences, 2 * n * sum(counts))


@given(parts)
def test_they_equal_their_naive_twins(counts: list[int]) -> None:
    shares = [Fraction(count, sum(counts)) for count in counts]
    assert effective_number(counts) == pytest.approx(float(1 / sum(p * p for p in shares)))
    assert gini(counts) == pytest.approx(float(naive_gini(counts)), abs=1e-12)
    assert fewest_for_half(counts) == next(
        n
        for n in range(1, len(counts) + 1)
        if any(2 * sum(some) >= sum(counts) for some in combinations(counts, n))
    )


@given(parts)
def test_their_limits(counts: list[int]) -> None:
    n = len(counts)
    assert 1 - 1e-9 <= effective_number(counts) <= n + 1e-9
    assert 0 <= gini(counts) <= 1 - 1 / n + 1e-9
    assert 1 <= fewest_for_half(counts) <= (n + 1) // 2


@given(st.integers(1, 40), st.integers(1, 40))
def test_equal_parts_are_as_many_as_they_are(count: int, n: int) -> None:
    assert effective_number([count] * n) == pytest.approx(n)
    assert gini([count] * n) == pytest.approx(0)
    assert fewest_for_half([count] * n) == (n + 1) // 2


@given(parts, st.integers(2, 9))
@measures
def test_only_the_shares_count(
    measure: Callable[[list[int]], float], counts: list[int], times: int
) -> None:
    assert measure([times * count for count in counts]) == pytest.approx(measure(counts))
    assert measure(counts[::-1]) == pytest.approx(measure(counts))


@pytest.mark.parametrize("counts", [[], [0], [3, 0], [2, -1]])
@measures
def test_there_must_be_parts(measure: Callable[[list[int]], float], counts: list[int]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        measure(counts)
