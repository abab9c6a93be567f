from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from naive_twins import Cohort, all_thetas, candidates, grid, logrank_z
from strategies import cohorts, later_cohorts

from analytics.stats.logrank import logrank
from analytics.stats.survival import DayGrid
from analytics.stats.timeratio import TimeRatio, ZPath, time_ratio, z_at, z_path

# Low critical values, so that tiny cohorts reach both sides of them.
criticals = st.tuples(st.sampled_from([-1.96, -1.2, -0.7]), st.sampled_from([0.7, 1.2, 1.96]))


def is_outside(ratio: TimeRatio, theta: float) -> bool:
    below = ratio.low is not None and theta < ratio.low
    return below or (ratio.high is not None and theta > ratio.high)


@given(cohorts, cohorts)
@example([(2, True), (4, True)], [(1, True), (2, True), (3, False)])
def test_path_equals_looping_over_people_at_every_theta(before: Cohort, during: Cohort) -> None:
    path = z_path(grid(before), grid(during))
    for theta in all_thetas(before, during):
        z = path.z[path.index(float(theta))]
        assert z == pytest.approx(logrank_z(before, during, theta), abs=1e-9)


@given(cohorts, cohorts)
def test_path_has_its_steps_at_the_meetings_of_days(before: Cohort, during: Cohort) -> None:
    path = z_path(grid(before), grid(during))
    meet = {float(theta) for theta in candidates(before, during)}
    assert set(path.edges) <= meet
    assert len(path.z) == 2 * len(path.edges) + 1


def test_places_on_a_path() -> None:
    path = ZPath(np.array([0.5, 2.0]), np.zeros(5))
    assert [path.index(theta) for theta in (0.1, 0.5, 1.0, 2.0, 9.0)] == [0, 1, 2, 3, 4]
    assert [path.lower_end(place) for place in range(5)] == [0, 0.5, 0.5, 2, 2]
    assert [path.upper_end(place) for place in range(5)] == [0.5, 0.5, 2, 2, math.inf]


@settings(max_examples=300)
@given(cohorts, cohorts, criticals)
def test_one_lies_outside_exactly_when_the_test_rejects(
    before: Cohort, during: Cohort, critical: tuple[float, float]
) -> None:
    test = logrank(grid(before), grid(during))
    ratio = time_ratio(grid(before), grid(during), critical)
    assume(test is not None)
    assert test is not None
    assert ratio is not None
    assert is_outside(ratio, 1) == (test.z < critical[0] or test.z > critical[1])
    gain = ratio.percent_faster
    if test.z > critical[1]:
        assert gain.low is not None
        assert gain.low > 0
        assert gain.estimate is None or gain.estimate > 0
    if test.z < critical[0]:
        assert gain.high is not None
        assert gain.high < 0
        assert gain.estimate is None or gain.estimate < 0


@settings(max_examples=300)
@given(later_cohorts, later_cohorts, criticals)
def test_interval_equals_brute_force(
    before: Cohort, during: Cohort, critical: tuple[float, float]
) -> None:
    """The thetas not rejected, tried one by one, make up the interval."""
    ratio = time_ratio(grid(before), grid(during), critical)
    assume(ratio is not None)
    assert ratio is not None
    at_one = logrank_z(before, during)
    thetas = all_thetas(before, during)
    if at_one > critical[1]:
        thetas = [theta for theta in thetas if theta < 1]
    elif at_one < critical[0]:
        thetas = [theta for theta in thetas if theta > 1]
    z = {theta: logrank_z(before, during, theta) for theta in thetas}
    accepted = [theta for theta in thetas if critical[0] <= z[theta] <= critical[1]]
    meet = candidates(before, during)
    if ratio.ratio is not None:
        assert not is_outside(ratio, ratio.ratio)
    for theta in accepted:
        # What is accepted in a stretch is accepted in the whole of it.
        assert not is_outside(ratio, float(theta))
    if not accepted:
        assert ratio.low == ratio.high == ratio.ratio
        return
    if ratio.ratio is not None and not accepted[0] <= ratio.ratio <= accepted[-1]:
        return  # the estimate, a jump across the acceptance region, extends the interval
    low, high = accepted[0], accepted[-1]
    reached_down = max((m for m in meet if m <= low), default=None)
    reached_up = min((m for m in meet if m >= high), default=None)
    assert ratio.low == (None if reached_down is None else pytest.approx(float(reached_down)))
    assert ratio.high == (None if reached_up is None else pytest.approx(float(reached_up)))


@given(later_cohorts, later_cohorts)
def test_estimate_is_where_z_changes_sign(before: Cohort, during: Cohort) -> None:
    ratio = time_ratio(grid(before), grid(during))
    assume(ratio is not None)
    assert ratio is not None
    z = {theta: logrank_z(before, during, theta) for theta in all_thetas(before, during)}
    slower = [theta for theta, value in z.items() if value < -1e-9]
    faster = [theta for theta, value in z.items() if value > 1e-9]
    if ratio.ratio is None:
        assert not slower or not faster
        return
    at_one = logrank_z(before, during)
    assert at_one < 1e-9 or ratio.ratio <= 1
    assert at_one > -1e-9 or ratio.ratio >= 1
    if max(slower) < min(faster):
        assert float(max(slower)) <= ratio.ratio * (1 + 1e-12)
        assert ratio.ratio <= float(min(faster)) * (1 + 1e-12)


@given(later_cohorts, later_cohorts, st.integers(2, 9))
def test_unit_of_time_does_not_matter(before: Cohort, during: Cohort, scale: int) -> None:
    def scaled(cohort: Cohort) -> DayGrid:
        return grid([(day * scale, event) for day, event in cohort])

    plain = time_ratio(grid(before), grid(during))
    assert time_ratio(scaled(before), scaled(during)) == plain


@given(later_cohorts, later_cohorts)
def test_swapping_cohorts_inverts_the_ratio(before: Cohort, during: Cohort) -> None:
    there = time_ratio(grid(before), grid(during))
    back = time_ratio(grid(during), grid(before))
    if there is None or back is None:
        assert there is back is None
        return

    def inverse(value: float | None) -> object:
        return None if value is None else pytest.approx(1 / value)

    assert (there.low, there.high) == (inverse(back.high), inverse(back.low))
    assert there.ratio == inverse(back.ratio)


def test_a_pure_stretch_is_read_exactly() -> None:
    before = DayGrid.from_times(range(10, 410, 5), [True] * 80)
    during = DayGrid.from_times(range(8, 328, 4), [True] * 80)
    ratio = time_ratio(before, during)
    assert ratio is not None
    assert ratio.ratio == pytest.approx(0.8)
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.low < 0.8 < ratio.high


def test_ties_across_cohorts_are_pooled_and_not_broken() -> None:
    """Equal cohorts of many people on few days: every breaking of ties would be significant."""
    day, events = np.array([20, 40, 60]), np.array([4000, 4000, 4000])
    cohort = DayGrid(day, events, np.zeros(3, dtype=int))
    assert time_ratio(cohort, cohort) == TimeRatio(1.0, 1.0, 1.0)
    path = z_path(cohort, cohort)
    place = path.index(1.0)
    assert path.z[place - 1] < -1.96 < path.z[place] == 0 < 1.96 < path.z[place + 1]


def test_estimate_on_the_far_side_of_a_rejected_tie_stays_below_one() -> None:
    """Just below 1 nothing is rejected, at 1 the pooled test rejects: 0 must be outside."""
    before, during = grid([(2, True), (3, True)]), grid([(1, True), (2, True)])
    z = logrank(before, during)
    assert z is not None
    ratio = time_ratio(before, during, (-z.z / 2, z.z - 1e-6))
    assert ratio is not None
    assert ratio.high is not None
    assert ratio.high < 1


def test_wider_critical_values_widen_the_interval() -> None:
    rng = np.random.default_rng(11)
    before = DayGrid.from_times(rng.integers(20, 80, 60), rng.random(60) < 0.9)
    during = DayGrid.from_times(rng.integers(15, 70, 40), rng.random(40) < 0.7)
    usual, looks = time_ratio(before, during), time_ratio(before, during, 2.2414 / math.sqrt(0.5))
    assert usual is not None
    assert looks is not None
    assert looks.ratio == usual.ratio
    assert looks.low is not None
    assert usual.low is not None
    assert usual.high is not None
    assert looks.low < usual.low < usual.high
    assert looks.high is None or looks.high > usual.high
    assert time_ratio(before, during, (-1.959964, 1.959964)) == usual


def test_a_cohort_without_events_has_no_estimate() -> None:
    during = grid([(day, True) for day in range(5, 25)])
    before = grid([(30, False)] * 20)
    ratio = time_ratio(before, during)
    assert ratio is not None
    assert ratio.ratio is None
    assert ratio.low is None
    assert ratio.high is not None
    assert ratio.high < 1
    slower = time_ratio(during, before)
    assert slower is not None
    assert slower.ratio is None
    assert slower.high is None
    assert slower.low is not None
    assert slower.low > 1


@pytest.mark.parametrize("faster", [True, False])
def test_day_zero_alone_can_decide_and_no_stretch_undoes_it(faster: bool) -> None:
    at_once, later = [(0, True)] * 40 + [(9, True)], [(5, True)] * 40
    before, during = (later, at_once) if faster else (at_once, later)
    ratio = time_ratio(grid(before), grid(during))
    assert ratio is not None
    assert ratio.ratio is None
    assert is_outside(ratio, 1)
    assert (ratio.low is None) == faster


def test_gain_turns_signs_and_ends() -> None:
    gain = TimeRatio(0.75, 0.5, 1.25).percent_faster
    assert (gain.estimate, gain.low, gain.high) == (0.25, -0.25, 0.5)
    assert TimeRatio(None, None, 0.5).percent_faster.high is None
    assert TimeRatio(None, None, 0.5).percent_faster.low == 0.5


def test_nothing_to_compare() -> None:
    assert time_ratio(grid([(3, False)]), grid([(3, False)])) is None


@pytest.mark.parametrize("critical", [-1.0, (1.0, 2.0), (-2.0, -1.0)])
def test_critical_values_must_lie_around_zero(critical: float | tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="critical"):
        time_ratio(grid([(1, True), (2, True)]), grid([(1, True), (3, True)]), critical)


def test_a_target_is_tested_as_a_ratio() -> None:
    before = DayGrid.from_times(range(10, 410, 5), [True] * 80)
    during = DayGrid.from_times(range(8, 328, 4), [True] * 80)
    at_target, at_more = z_at(before, during, 4, 5), z_at(before, during, 1, 2)
    assert at_target is not None
    assert at_more is not None
    assert at_target.z == pytest.approx(0, abs=1e-9)
    assert at_more.z < -1.96


def test_hundred_thousand_hires_are_exact_too() -> None:
    """The sums run over 100,000 pairs of days; they must still equal the test done directly."""
    rng = np.random.default_rng(2)
    cohorts = []
    for stretch in (1.0, 0.8):
        days = np.floor(60 * stretch * np.exp(0.6 * rng.normal(size=100_000))).astype(int)
        seen = rng.integers(60, 400, days.size)
        cohorts.append(DayGrid.from_times(np.minimum(days, seen), days <= seen))
    before, during = cohorts
    path = z_path(before, during)
    for theta in (Fraction(1, 2), Fraction(4, 5), Fraction(1), Fraction(31, 20)):
        direct = z_at(before, during, theta.numerator, theta.denominator)
        assert direct is not None
        assert path.z[path.index(float(theta))] == pytest.approx(direct.z, rel=1e-8, abs=1e-7)
    ratio = time_ratio(before, during)
    assert ratio is not None
    assert ratio.ratio == pytest.approx(0.8, abs=0.01)
