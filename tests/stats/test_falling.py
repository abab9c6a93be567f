"""The slope of a weekly share: by hand, against a second reckoning, and how often it cries wolf."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.falling import slope_of


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_a_straight_line_by_hand() -> None:
    """Five weeks of 100 invited, 80, 70, 60, 50, 40 came: 10 points a week. Around the line there
    is nothing, so the spread is 1 and the error sqrt(0.6 * 0.4 / (100 * 10)) = 0.015492; t with 3
    degrees of freedom is 4.5407 at 98%."""
    found = slope_of(ints(0, 1, 2, 3, 4), ints(80, 70, 60, 50, 40), ints(*[100] * 5))
    assert found is not None and found.is_falling
    assert found.per_week == pytest.approx(-0.1)
    assert (found.first, found.last) == (pytest.approx(0.8), pytest.approx(0.4))
    assert found.spread == 1 and found.weeks == 5
    assert (found.low, found.high) == (
        pytest.approx(-0.1 - 4.5407 * 0.0154919, abs=1e-5),
        pytest.approx(-0.1 + 4.5407 * 0.0154919, abs=1e-5),
    )


def test_a_shorter_way_down_may_be_chance() -> None:
    """5 points a week over five weeks: 0.05 is less than 4.5407 times the same error."""
    found = slope_of(ints(0, 1, 2, 3, 4), ints(70, 65, 60, 55, 50), ints(*[100] * 5))
    assert found is not None and not found.is_falling


def test_uneven_weeks_widen_the_limits() -> None:
    """The same fall with weeks that jump about it by 20 points is no fall."""
    found = slope_of(ints(0, 1, 2, 3, 4), ints(90, 45, 60, 75, 30), ints(*[100] * 5))
    assert found is not None and found.spread > 4 and not found.is_falling


@pytest.mark.parametrize(
    ("attended", "invited"),
    [
        ((5, 4, 3, 2), (9, 9, 9, 9)),  # too few weeks
        ((0, 0, 0, 0, 0), (9, 9, 9, 9, 9)),  # nobody came
        ((9, 9, 9, 9, 9), (9, 9, 9, 9, 9)),  # everybody did
        ((5, 4, 3, 2, 0), (9, 9, 9, 9, 0)),  # nobody was invited
    ],
)
def test_no_line_where_there_is_none(attended: tuple[int, ...], invited: tuple[int, ...]) -> None:
    assert slope_of(np.arange(len(attended)), ints(*attended), ints(*invited)) is None


WEEKS = st.lists(
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=5,
    max_size=30,
)


@given(WEEKS)
def test_the_slope_is_that_of_one_row_for_each_invitation(weeks: list[tuple[int, int]]) -> None:
    """Least squares over single invitations, 0 or 1, without weights: another way to the line."""
    attended, invited = (np.array(column, np.int64) for column in zip(*weeks, strict=True))
    found = slope_of(np.arange(len(weeks)), attended, invited)
    if found is None:
        assert attended.sum() in (0, invited.sum())
        return
    x = np.repeat(np.arange(len(weeks)), invited)
    y = np.concatenate([np.arange(n) < k for k, n in weeks]).astype(float)
    assert found.per_week == pytest.approx(np.polyfit(x, y, 1)[0], abs=1e-9)
    assert found.low < found.per_week < found.high and found.spread >= 1


@given(WEEKS)
def test_backwards_it_rises(weeks: list[tuple[int, int]]) -> None:
    attended, invited = (np.array(column, np.int64) for column in zip(*weeks, strict=True))
    there = slope_of(np.arange(len(weeks)), attended, invited)
    back = slope_of(np.arange(len(weeks)), attended[::-1], invited[::-1])
    if there is None or back is None:
        assert there is back
    else:
        assert math.isclose(there.per_week, -back.per_week, abs_tol=1e-9)
        assert not (there.is_falling and back.is_falling)


# How often it cries wolf --------------------------------------------------------------------------


def is_ever_called(rng: np.random.Generator, uneven: float, people: int, per_week: float) -> bool:
    """One pilot of twelve weeks, looked at after each of them. Some people come always and some
    never (correlation 0.2), four in five are invited to a week, and weeks differ by `uneven`."""
    likely = rng.beta(0.62 * 4, 0.38 * 4, people)
    attended, invited = np.zeros(12, np.int64), np.zeros(12, np.int64)
    for week in range(12):
        today = np.clip(likely + rng.normal(0, uneven) + per_week * week, 0, 1)
        is_invited = rng.random(people) < 0.8
        attended[week] = (rng.random(people) < today)[is_invited].sum()
        invited[week] = is_invited.sum()
    looks = (slope_of(np.arange(n), attended[:n], invited[:n]) for n in range(1, 13))
    return any(look is not None and look.is_falling for look in looks)


@pytest.mark.parametrize(
    ("uneven", "people", "most"), [(0.0, 60, 0.02), (0.05, 60, 0.03), (0.1, 150, 0.05)]
)
def test_a_level_pilot_is_seldom_called_falling(uneven: float, people: int, most: float) -> None:
    """The docs say: 0 to 1 of 100 level pilots, 4 where weeks differ by ten points."""
    rng = np.random.default_rng(20260112)
    called = [is_ever_called(rng, uneven, people, 0.0) for _ in range(600)]
    assert np.mean(called) <= most


def test_a_fall_of_three_points_a_week_is_found() -> None:
    rng = np.random.default_rng(20260112)
    assert np.mean([is_ever_called(rng, 0.05, 60, -0.03) for _ in range(200)]) >= 0.85
