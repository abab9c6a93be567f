from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cohorts.looks import Looks, confidence_of, count_looks, is_interim
from analytics.pilots import Pilot
from analytics.stats.critical import normal_critical
from analytics.stats.sequential import any_look_critical

PILOT = Pilot("P", date(2026, 1, 12), date(2026, 4, 12))


def test_one_look_at_the_planned_read_is_95_percent() -> None:
    assert confidence_of(Looks(1, False), 1.0) == 0.95
    assert confidence_of(Looks(1, False), None) == 0.95


def test_more_looks_or_an_early_one_take_the_boundary() -> None:
    last, early = confidence_of(Looks(5, False), 0.7), confidence_of(Looks(1, True), 0.5)
    assert last is not None and early is not None
    assert normal_critical(last) == pytest.approx(2.2414, abs=1e-4)  # all of the information
    assert normal_critical(early) == pytest.approx(2.2414 / 0.5**0.5, abs=1e-4)
    assert normal_critical(early) == pytest.approx(any_look_critical(0.5))


def test_nothing_can_be_called_while_nobody_is_competent() -> None:
    assert confidence_of(Looks(1, True), None) is None


def test_a_department_that_a_reader_picks_has_its_share_of_the_error() -> None:
    assert confidence_of(Looks(1, False), 1.0, slices=5) == pytest.approx(0.99)


@given(st.integers(1, 40), st.booleans(), st.floats(0.01, 1), st.integers(1, 40))
def test_no_look_is_held_to_less_than_95_percent(
    times: int, early: bool, information: float, slices: int
) -> None:
    confidence = confidence_of(Looks(times, early), information, slices)
    assert confidence is not None and 0.95 <= confidence < 1


def test_a_reporting_week_before_the_planned_read_is_not_early() -> None:
    assert is_interim(PILOT, PILOT.ends_on - timedelta(days=7))
    assert not is_interim(PILOT, PILOT.ends_on - timedelta(days=6))
    later = Pilot("P", PILOT.starts_on, PILOT.ends_on, read_on=date(2026, 6, 1))
    assert is_interim(later, PILOT.ends_on)


def test_looks_are_the_different_last_days_after_the_start() -> None:
    days = [date(2026, 1, 5), date(2026, 1, 19), date(2026, 1, 19), date(2026, 1, 26)]
    assert count_looks(days, PILOT) == 2
    assert count_looks(days, PILOT, until=date(2026, 1, 20)) == 1
    assert count_looks([], PILOT) == 1
