"""Many slices at once, and one pilot looked at many times."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.multiplicity import (
    Correction,
    adjusted_p,
    benjamini_hochberg,
    benjamini_yekutieli,
    decided_at,
    holm,
)
from analytics.stats.permutation import logrank_test
from analytics.stats.sequential import (
    any_look_confidence,
    any_look_critical,
    chance_of_crossing,
    lan_demets,
    obrien_fleming,
    pocock,
)
from analytics.stats.survival import DayGrid

p_values = st.lists(st.integers(0, 40).map(lambda k: k / 40), min_size=1, max_size=12)


@given(p_values, st.sampled_from([0.05, 0.2, 0.5]))
def test_holm_equals_stepping_down(p: list[float], level: float) -> None:
    """Reject from the smallest on while p <= level / (how many are left), then stop."""
    rejected = set()
    for k, place in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        if p[place] > level / (len(p) - k) + 1e-12:
            break
        rejected.add(place)
    assert {i for i, value in enumerate(holm(p)) if value <= level + 1e-9} == rejected


@given(p_values)
def test_false_discovery_equals_scipy(p: list[float]) -> None:
    for mine, method in ((benjamini_hochberg, "bh"), (benjamini_yekutieli, "by")):
        expected = scipy.stats.false_discovery_control(p, method=method)
        np.testing.assert_allclose(mine(p), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("correction", "levels"),
    [
        # 0.001 < 0.05/4, 0.01 < 0.05/3, 0.02 < 0.05/2 and 0.3 is not below 0.05/1
        ("holm", [0.0125, 0.025, 0.05, 0.05 / 3]),
        # three of four are called: 0.3 is not below 0.05, 0.02 is below 0.05 * 3/4
        ("benjamini-hochberg", [0.0375] * 4),
    ],
)
def test_the_levels_of_four_tests(correction: Correction, levels: list[float]) -> None:
    assert decided_at([0.001, 0.02, 0.3, 0.01], correction) == pytest.approx(
        [1 - level for level in levels]
    )


@pytest.mark.parametrize("correction", ["holm", "benjamini-hochberg"])
def test_where_nothing_is_called_all_stay_at_the_first_level(correction: Correction) -> None:
    assert decided_at([0.4, 0.03, 0.9], correction) == pytest.approx([1 - 0.05 / 3] * 3)
    assert decided_at([0.03], correction) == decided_at([0.3], correction) == (0.95,)
    assert decided_at([], correction) == ()


def test_equal_p_step_together_at_the_level_of_the_first() -> None:
    levels = [1 - 0.05 / 3, 1 - 0.05 / 3, 0.95]
    assert decided_at([0.001, 0.001, 0.3], "holm") == pytest.approx(levels)


# Values of 4,999 permutations, among which 0.05 / 5 and others lie on the level itself.
exact_p = st.integers(1, 2500).map(lambda k: 2 * k / 5000)
some_p = st.lists(exact_p | st.floats(0, 1) | st.sampled_from([0.01, 0.025, 0.05]), max_size=14)
corrections = st.sampled_from(["holm", "benjamini-hochberg"])
alphas = st.sampled_from([0.05, 0.01, 0.2]) | st.floats(1e-6, 0.5)


@given(some_p, corrections, alphas)
def test_a_level_and_the_adjusted_p_decide_alike(
    p: list[float], correction: Correction, alpha: float
) -> None:
    """Also for ties and on the very level, where rounding would tell them apart."""
    for value, adjusted, confidence in zip(
        p, adjusted_p(p, correction), decided_at(p, correction, alpha), strict=True
    ):
        assert (value < 1 - confidence) == (adjusted < alpha)
        assert 1 - alpha - 1e-12 <= confidence < 1


@given(some_p, corrections, alphas, st.randoms(use_true_random=False))
def test_levels_do_not_hang_on_the_order_and_are_alike_for_equal_p(
    p: list[float], correction: Correction, alpha: float, random: object
) -> None:
    order = list(range(len(p)))
    random.shuffle(order)  # type: ignore[attr-defined]
    levels = decided_at(p, correction, alpha)
    assert decided_at([p[i] for i in order], correction, alpha) == tuple(levels[i] for i in order)
    assert len(set(zip(p, levels, strict=True))) == len(set(p))


@given(some_p.filter(lambda p: len(set(p)) == len(p)), alphas)
def test_the_levels_of_holm_equal_stepping_down(p: list[float], alpha: float) -> None:
    """One step at a time, from the smallest p on, until one is not rejected."""
    levels, left = {}, len(p)
    for value in sorted(p):
        levels[value] = alpha / left
        if value < alpha / left:
            left -= 1
    expected = [1 - levels[value] for value in p]
    np.testing.assert_allclose(decided_at(p, "holm", alpha), expected, rtol=0, atol=1e-12)


@given(some_p, alphas)
def test_the_level_of_false_coverage_counts_what_is_called(p: list[float], alpha: float) -> None:
    called = sum(adjusted < alpha for adjusted in benjamini_hochberg(p))
    for confidence in decided_at(p, "benjamini-hochberg", alpha):
        assert 1 - confidence == pytest.approx(alpha * max(called, 1) / len(p), abs=1e-12)


@pytest.mark.parametrize("alpha", [0, 1, -0.1, math.nan])
def test_the_error_to_share_lies_between_0_and_1(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        decided_at([0.5], "holm", alpha)


@pytest.mark.parametrize("p", [[-0.1], [1.1], [math.nan], [[0.5]]])
def test_p_values_lie_between_0_and_1(p: list[float]) -> None:
    with pytest.raises(ValueError, match="p-values"):
        holm(p)
    assert holm([]) == benjamini_hochberg([]) == ()


def test_any_number_of_looks_keeps_the_level() -> None:
    for looks in (1, 5, 15, 60):
        times = [k / looks for k in range(1, looks + 1)]
        assert chance_of_crossing([any_look_critical(t) for t in times], times) <= 0.05
    assert any_look_critical(0.25) == pytest.approx(2.2414 / 0.5, rel=1e-4)
    assert any_look_critical(1.3) == any_look_critical(1)


def test_crossing_equals_simulated_paths() -> None:
    rng = np.random.default_rng(6)
    times, critical = np.array([0.1, 0.4, 0.6, 1.0]), np.array([2.2, 2.0, 1.8, 1.7])
    steps = rng.normal(size=(200_000, 4)) * np.sqrt(np.diff(times, prepend=0))
    z = np.cumsum(steps, axis=1) / np.sqrt(times)
    simulated = np.mean(np.any(np.abs(z) > critical, axis=1))
    assert chance_of_crossing(list(critical), list(times)) == pytest.approx(simulated, abs=0.003)


@pytest.mark.parametrize("looks", [1, 2, 7])
def test_planned_looks_spend_exactly_the_level(looks: int) -> None:
    times = [k / looks for k in range(1, looks + 1)]
    for plan in (obrien_fleming(looks), pocock(looks)):
        assert chance_of_crossing(plan, times) == pytest.approx(0.05)
    assert obrien_fleming(1)[0] == pytest.approx(1.959964)
    assert all(
        wide > narrow
        for wide, narrow in zip(map(any_look_critical, times), obrien_fleming(looks), strict=True)
    )


def test_spending_at_unequal_looks() -> None:
    times = [0.1, 0.33, 0.7, 1.0]
    for spending in ("obrien-fleming", "pocock"):
        plan = [9.0 if z is None else z for z in lan_demets(times, spending)]
        assert chance_of_crossing(plan, times) == pytest.approx(0.05, abs=1e-8)
    assert lan_demets([0.05, 1.0])[0] is None


def test_a_weekly_look_widens_test_and_interval_as_one() -> None:
    rng = np.random.default_rng(7)
    before = DayGrid.from_times(rng.integers(20, 90, 80), [True] * 80)
    during = DayGrid.from_times(rng.integers(15, 70, 60), [True] * 60)
    plain = logrank_test(before, during)
    weekly = logrank_test(before, during, confidence=any_look_confidence(0.4))
    assert plain is not None
    assert weekly is not None
    assert weekly.critical[1] == pytest.approx(any_look_critical(0.4))
    assert weekly.estimate == plain.estimate
    assert weekly.interval[0] is not None
    assert plain.interval[0] is not None
    assert weekly.interval[0] < plain.interval[0]
    very_early = logrank_test(before, during, confidence=any_look_confidence(1e-6))
    assert very_early is not None
    assert not very_early.is_faster


def test_refusals() -> None:
    for information in (0, -1, math.nan):
        with pytest.raises(ValueError, match="information above 0"):
            any_look_critical(information)
    with pytest.raises(ValueError, match="at least one look"):
        obrien_fleming(0)
    for times in ([], [0.5, 0.5], [0.0, 1.0], [0.5, 1.1]):
        with pytest.raises(ValueError, match="ascend within"):
            lan_demets(times)
    with pytest.raises(ValueError, match="critical value"):
        chance_of_crossing([2.0], [0.5, 1.0])
