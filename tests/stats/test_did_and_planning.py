from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.did import difference_in_differences, log_standard_error
from analytics.stats.power import (
    detectable_time_ratio,
    hires_needed,
    log_sigma_from_quartiles,
    schoenfeld_events,
)
from analytics.stats.scores import paired_t
from analytics.stats.timeratio import TimeRatio

ends = st.floats(0.2, 3.0)


def test_the_common_trend_is_taken_out() -> None:
    """10% faster everywhere, and the pilot 20% on top: 0.72 against 0.90."""
    did = difference_in_differences(TimeRatio(0.72, 0.6, 0.86), TimeRatio(0.9, 0.8, 1.01))
    assert did is not None
    assert did.ratio == pytest.approx(0.8)
    assert did.percent_faster.estimate == pytest.approx(0.2)
    widths = math.log(0.86 / 0.6), math.log(1.01 / 0.8)
    assert did.se == pytest.approx(math.hypot(*widths) / 3.92)
    assert did.percent_faster.low == pytest.approx(1 - did.high)
    assert did.p == pytest.approx(2 * scipy.stats.norm.sf(-math.log(0.8) / did.se))


@given(ends, ends, st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_p_and_interval_agree_and_groups_swap(a: float, b: float, wa: float, wb: float) -> None:
    pilot = TimeRatio(a, a * math.exp(-wa), a * math.exp(wa))
    other = TimeRatio(b, b * math.exp(-wb), b * math.exp(wb))
    there, back = difference_in_differences(pilot, other), difference_in_differences(other, pilot)
    assert there is not None
    assert back is not None
    assert there.ratio == pytest.approx(1 / back.ratio)
    assert there.low == pytest.approx(1 / back.high)
    if abs(there.p - 0.05) > 1e-9:
        assert (there.p < 0.05) == (there.high < 1 or there.low > 1)


@pytest.mark.parametrize(
    "open_ended", [TimeRatio(0.8, None, 1.0), TimeRatio(0.8, 0.5, None), TimeRatio(None, 0.5, 1.0)]
)
def test_an_interval_without_end_gives_no_answer(open_ended: TimeRatio) -> None:
    closed = TimeRatio(0.9, 0.8, 1.0)
    assert log_standard_error(open_ended) is None
    assert difference_in_differences(open_ended, closed) is None
    assert difference_in_differences(closed, open_ended) is None
    exact = TimeRatio(1.0, 1.0, 1.0)
    assert difference_in_differences(exact, exact) is None


def test_planned_events_have_the_power_they_promise() -> None:
    events = schoenfeld_events(1.5, share_during=0.3)
    z = math.log(1.5) * math.sqrt(events * 0.3 * 0.7)
    assert scipy.stats.norm.sf(1.959964 - z) == pytest.approx(0.8)


def test_a_typical_pilot_cannot_show_twenty_percent() -> None:
    """Median 45 days, 30 days after the end: about 80 to 90 hires per cohort are needed."""
    assert 80 <= hires_needed(0.2, sigma=0.45, share_seen=0.73) <= 90
    assert detectable_time_ratio(20, 20, sigma=0.45) < 0.8


@given(st.floats(0.02, 0.9), st.floats(0.1, 1.0), st.floats(0.5, 4.0))
def test_hires_needed_turn_detectable_round(target: float, sigma: float, times: float) -> None:
    n = hires_needed(target, sigma=sigma, before_per_during=times)
    assert 1 - detectable_time_ratio(n * times, n, sigma=sigma) <= target + 1e-9
    if n > 1:
        assert 1 - detectable_time_ratio((n - 1) * times, n - 1, sigma=sigma) >= target - 1e-9
    seen_by_half = hires_needed(target, sigma=sigma, before_per_during=times, share_seen=0.5)
    assert 2 * n - 1 <= seen_by_half <= 2 * n


def test_sigma_from_quartiles() -> None:
    quartiles = scipy.stats.lognorm.ppf([0.25, 0.75], 0.45, scale=45)
    assert log_sigma_from_quartiles(*quartiles) == pytest.approx(0.45)


def test_linked_answers_equal_scipy() -> None:
    rng = np.random.default_rng(2)
    first = rng.integers(1, 6, 20)
    second = first + rng.integers(-1, 2, 20)
    test, twin = paired_t(first, second), scipy.stats.ttest_rel(first, second)
    assert test is not None
    assert (test.t, test.p) == (pytest.approx(twin.statistic), pytest.approx(twin.pvalue))
    limits = twin.confidence_interval()
    assert (test.low, test.high) == pytest.approx((limits.low, limits.high))
    assert test.difference == pytest.approx(test.first - test.second)
    assert paired_t([1, 2], [2, 3]) is None
    with pytest.raises(ValueError, match="needs its second"):
        paired_t([1, 2], [2])


def test_refusals() -> None:
    for ratio, share in ((1.0, 0.5), (-1.0, 0.5), (2.0, 1.0)):
        with pytest.raises(ValueError, match="no number of events"):
            schoenfeld_events(ratio, share_during=share)
    with pytest.raises(ValueError, match="power and alpha"):
        schoenfeld_events(2.0, power=80)
    with pytest.raises(ValueError, match="above 0"):
        detectable_time_ratio(0, 10, sigma=0.45)
    for target, seen in ((20.0, 1.0), (0.2, 0.0)):
        with pytest.raises(ValueError, match="no number of hires"):
            hires_needed(target, sigma=0.45, share_seen=seen)
    with pytest.raises(ValueError, match="quartiles"):
        log_sigma_from_quartiles(50, 40)
