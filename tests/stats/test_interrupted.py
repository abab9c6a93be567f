"""Interrupted series: lines by hand, a second implementation, and how often it misleads."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.stats.interrupted import Interrupted, interrupted

WEEKS, START = 40, 26


def series(seed: int, step: float = 0.0, trend: float = 0.0, alike: float = 0.0) -> np.ndarray:
    """A week's values with noise of 1, each like the one before by `alike`."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=WEEKS)
    for week in range(1, WEEKS):
        noise[week] = alike * noise[week - 1] + math.sqrt(1 - alike**2) * noise[week]
    return 20 + trend * np.arange(WEEKS) + noise + step * (np.arange(WEEKS) >= START)


def test_a_step_on_a_straight_line_is_found_exactly() -> None:
    """20, 21, 22, … and 5 less from the 10th week on, with a swing of 0.1 that cancels out."""
    swing = np.tile([0.1, -0.1], 10)
    found = interrupted(20.0 + np.arange(20) - 5.0 * (np.arange(20) >= 10) + swing, 10)
    assert found is not None
    assert found.trend == pytest.approx(1, abs=0.02)
    assert found.change == pytest.approx(-5, abs=0.15)
    assert found.expected[0] == pytest.approx(30, abs=0.15)
    assert found.low < -5 < found.high and found.p < 1e-6
    assert found.relative == pytest.approx(-5 / np.mean(found.expected), abs=0.01)


def test_what_was_rising_anyway_is_no_change() -> None:
    """The means differ by 20, and the trend says it all."""
    found = interrupted(series(1, trend=1.0), START)
    assert found is not None and found.low < 0 < found.high
    assert abs(found.change) < 2


def test_what_happened_to_both_falls_out() -> None:
    news = 8.0 * (np.arange(WEEKS) >= 30) + 3 * np.sin(np.arange(WEEKS))
    pilot, other = series(3, step=-4) + news, series(4) + news
    found = interrupted(pilot, START, other)
    assert found is not None and found.low < -4 < found.high and found.high < 0
    assert found.expected[0] == pytest.approx(other[START], abs=2)


def test_too_short_a_series_says_nothing() -> None:
    values = series(1)
    assert interrupted(values[:11], 7) is None
    assert interrupted(values[:12], 9) is None
    assert interrupted(values[:12], 8) is not None
    assert interrupted(np.full(20, 5.0), 10) is None


def test_what_is_no_series_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        interrupted([math.nan] * 20, 10)
    with pytest.raises(ValueError, match="each period"):
        interrupted([1.0] * 20, 10, [1.0] * 19)


def by_the_book(values: np.ndarray, start: int) -> tuple[float, float]:
    """(change, standard error): with the whole covariance matrix of the errors, as Harville (1977)
    has the restricted likelihood, and by whole matrices instead of whitened rows."""
    n = len(values)
    x = np.array([[1, t, float(t >= start), (t - start) * (t >= start)] for t in range(n)])
    mean = np.array([0, 0, 1, np.mean([t - start for t in range(start, n)])])
    found = []
    for alike in np.linspace(-0.5, 0.95, 59):
        v = alike ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / (1 - alike**2)
        inverse = np.linalg.inv(v)
        inner = x.T @ inverse @ x
        b = np.linalg.inv(inner) @ x.T @ inverse @ values
        squares = (values - x @ b) @ inverse @ (values - x @ b)
        likelihood = -0.5 * (
            np.linalg.slogdet(v)[1] + np.linalg.slogdet(inner)[1] + (n - 4) * math.log(squares)
        )
        found.append((likelihood, mean @ b, squares / (n - 4) * mean @ np.linalg.inv(inner) @ mean))
    weights = np.array([math.exp(one[0] - max(f[0] for f in found)) for one in found])
    weights /= weights.sum()
    change = sum(w * one[1] for w, one in zip(weights, found, strict=True))
    variance = sum(
        w * (one[2] + (one[1] - change) ** 2) for w, one in zip(weights, found, strict=True)
    )
    return float(change), math.sqrt(variance)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(8, 30), st.floats(-5, 5), st.floats(0, 0.8))
def test_the_formulas_are_the_books(seed: int, start: int, step: float, alike: float) -> None:
    values = series(seed, step, 0.1, alike)
    found = interrupted(values, start)
    assert found is not None
    change, error = by_the_book(values, start)
    assert found.change == pytest.approx(change, rel=1e-6, abs=1e-8)
    assert found.high - found.low == pytest.approx(2 * 2.028094 * error, rel=1e-5)
    assert found.p == pytest.approx(2 * float(stats.t.sf(abs(change / error), 36)), abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 20))
def test_another_unit_changes_nothing_else(seed: int, shift: float, factor: float) -> None:
    plain, moved = (
        interrupted(values, START) for values in (series(seed), series(seed) * factor + shift)
    )
    assert isinstance(plain, Interrupted) and isinstance(moved, Interrupted)
    assert moved.change == pytest.approx(plain.change * factor, rel=1e-6, abs=1e-7)
    assert moved.p == pytest.approx(plain.p, abs=1e-6)


@pytest.mark.parametrize(("periods", "start"), [(16, 9), (24, 14), (40, 26)])
@pytest.mark.parametrize("alike", [0.0, 0.3, 0.6])
def test_it_seldom_finds_what_is_not_there(periods: int, start: int, alike: float) -> None:
    """Of 200 series at most 10%, three standard errors above the 5% that are meant."""
    found = [interrupted(series(seed, alike=alike)[:periods], start) for seed in range(200)]
    wrong = sum(one is not None and (one.low > 0 or one.high < 0) for one in found)
    assert wrong <= 20


def test_a_change_that_is_there_is_found_more_often_than_not() -> None:
    found = [interrupted(series(seed, step=2.0), START) for seed in range(100)]
    assert sum(one is not None and one.low > 0 for one in found) > 50
