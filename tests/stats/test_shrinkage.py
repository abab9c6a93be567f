"""Shrinkage beside R's metafor on the BCG trials, by hand, and what must hold for any groups."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.shrinkage import shrink

# metafor's dat.bcg: tpos, tneg, cpos, cneg of 13 trials (Colditz et al. 1994).
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
    (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]  # fmt: skip


def log_risk_ratios() -> tuple[list[float], list[float]]:
    values = [math.log(a / (a + b) / (c / (c + d))) for a, b, c, d in BCG]
    errors = [math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG]
    return values, errors


def test_the_bcg_trials_are_metafors() -> None:
    """rma(yi, vi, method="DL") as published: tau^2 0.3088, estimate -0.7141 (SE 0.1787)."""
    found = shrink(*log_risk_ratios())
    assert found is not None
    assert found.tau**2 == pytest.approx(0.3088, abs=5e-5)
    assert found.mean == pytest.approx(-0.7141, abs=5e-5)
    assert found.error == pytest.approx(0.1787, abs=5e-5)


def test_three_groups_by_hand() -> None:
    """Equal errors of 1, values 0, 3, 9: Q = 42, tau^2 = (42 - 2)/2 = 20, own weight 20/21."""
    found = shrink([0, 3, 9], [1, 1, 1])
    assert found is not None
    assert found.tau**2 == pytest.approx(20)
    assert found.mean == pytest.approx(4)
    assert [one.value for one in found.each] == pytest.approx([4 / 21, 64 / 21, 184 / 21])
    half = 1.959964 * math.sqrt(20 / 21 + (1 / 21) ** 2 * 7)
    assert found.each[0].low == pytest.approx(4 / 21 - half, abs=1e-6)


def test_a_lucky_small_group_does_not_lead() -> None:
    values = [1.5, 0.9, 0.2, 0.3, 0.1]
    errors = [0.9, 0.1, 0.1, 0.1, 0.1]
    found = shrink(values, errors)
    assert found is not None
    best = max(range(5), key=lambda place: found.each[place].value)
    assert (max(range(5), key=values.__getitem__), best) == (0, 1)


def test_chance_alone_leaves_one_value() -> None:
    found = shrink([0.1, 0.0, -0.1], [1, 1, 2])
    assert found is not None and found.tau == 0
    assert [one.value for one in found.each] == pytest.approx([found.mean] * 3)


def test_two_groups_say_nothing_about_how_groups_differ() -> None:
    assert shrink([0, 1], [1, 1]) is None


def test_an_error_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        shrink([0, 1, 2], [1, 0, 1])


groups = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 3)), min_size=3, max_size=12)


@given(groups)
def test_every_value_lies_between_its_own_and_the_mean(pairs: list[tuple[float, float]]) -> None:
    values, errors = zip(*pairs, strict=True)
    found = shrink(values, errors)
    assert found is not None
    for value, one in zip(values, found.each, strict=True):
        low, high = sorted((value, found.mean))
        assert low - 1e-9 <= one.value <= high + 1e-9
        assert one.low <= one.value <= one.high
        assert 0 <= one.weight < 1


@given(groups, st.floats(-3, 3), st.floats(0.1, 10))
def test_another_scale_changes_nothing_else(
    pairs: list[tuple[float, float]], shift: float, factor: float
) -> None:
    values, errors = (np.array(side) for side in zip(*pairs, strict=True))
    plain = shrink(values.tolist(), errors.tolist())
    moved = shrink((values * factor + shift).tolist(), (errors * factor).tolist())
    assert plain is not None and moved is not None
    assert [one.value for one in moved.each] == pytest.approx(
        [one.value * factor + shift for one in plain.each], abs=1e-6
    )
