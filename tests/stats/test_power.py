from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.power import detectable_effect, times_as_many


def test_detectable_effect_by_hand() -> None:
    """An interval of 0.8 to 1.25: SE = 2 * ln(1.25) / 3.92 = 0.11385; 1 - exp(-0.31878)."""
    assert detectable_effect(0.8, 1.25) == pytest.approx(0.27296, abs=1e-5)


@given(st.floats(0.01, 0.5), st.integers(10, 500))
def test_it_reads_the_standard_error_back(sigma: float, n: int) -> None:
    error = sigma * math.sqrt(2 / n)
    effect = detectable_effect(math.exp(-1.96 * error), math.exp(1.96 * error))
    assert effect == pytest.approx(1 - math.exp(-2.8 * error))


def test_a_wider_interval_is_read_at_its_own_confidence() -> None:
    error = 0.12
    usual = detectable_effect(math.exp(-1.96 * error), math.exp(1.96 * error))
    wide = detectable_effect(math.exp(-2.575829 * error), math.exp(2.575829 * error), 0.99)
    assert wide == pytest.approx(usual, abs=1e-5)


@pytest.mark.parametrize(("low", "high"), [(None, 1.2), (0.5, None), (None, None), (0.0, 1.0)])
def test_an_open_interval_has_no_detectable_effect(low: float | None, high: float | None) -> None:
    assert detectable_effect(low, high) is None


def test_times_as_many() -> None:
    assert times_as_many(0.2, 0.2) == pytest.approx(1)
    assert times_as_many(0.36, 0.2) == pytest.approx(4)
    assert times_as_many(0.1, 0.2) < 1


@pytest.mark.parametrize(("mde", "target"), [(1.0, 0.2), (-0.1, 0.2), (0.3, 0.0), (0.3, 1.0)])
def test_only_fractions_are_effects(mde: float, target: float) -> None:
    with pytest.raises(ValueError, match="fractions"):
        times_as_many(mde, target)
