from __future__ import annotations

import math

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.balance import homogeneity_p, standardised_difference

counts = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 60), min_size=1)


def shares(of: dict[str, int]) -> dict[str, float]:
    return {name: count / sum(of.values()) for name, count in of.items()}


def test_by_hand() -> None:
    # 30% against 50%: 0.2 / sqrt((0.21 + 0.25) / 2)
    found = standardised_difference({"a": 0.3, "b": 0.7}, {"a": 0.5, "b": 0.5})
    assert found == pytest.approx(0.2 / math.sqrt(0.23))


def test_nothing_and_everything() -> None:
    assert standardised_difference({"a": 1.0}, {"a": 1.0}) == 0
    assert standardised_difference({}, {"a": 1.0}) == 0
    assert math.isinf(standardised_difference({"a": 1.0}, {"b": 1.0}))


@given(counts, counts)
def test_it_is_symmetric_and_the_largest_of_all(one: dict[str, int], other: dict[str, int]) -> None:
    found = standardised_difference(shares(one), shares(other))
    assert found == standardised_difference(shares(other), shares(one)) >= 0
    for name in {*one, *other}:
        p0, p1 = shares(one).get(name, 0), shares(other).get(name, 0)
        if 0 < p0 < 1:
            assert found >= abs(p1 - p0) / math.sqrt((p0 * (1 - p0) + p1 * (1 - p1)) / 2) - 1e-12


@given(counts, counts)
def test_the_chi_square_test_is_scipys(one: dict[str, int], other: dict[str, int]) -> None:
    names = sorted({*one, *other})
    table = [[of.get(name, 0) for name in names] for of in (one, other)]
    expected = 1.0
    if len(names) > 1:
        expected = scipy.stats.chi2_contingency(table, correction=False).pvalue
    assert homogeneity_p(one, other) == pytest.approx(expected, abs=1e-12)


def test_nobody_in_a_cohort_differs_from_nothing() -> None:
    assert homogeneity_p({"a": 3, "b": 2}, {}) == 1.0
