"""Times of a file become the wall clock of the pilot, and stays keep their length."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.document import open_document
from analytics.ledger import Ledger
from analytics.problems import Refused
from analytics.sources import Answers
from analytics.wall_clock import WallClock, local_clock, utc_clock

BERLIN = Answers(pilot_timezone="Europe/Berlin")


def ledger() -> Ledger:
    return Ledger(open_document("x.csv", b"a,b\n1,2\n"))


def test_local_times_stay_unless_a_zone_was_said() -> None:
    text = "2025-10-07 16:00"
    moment = datetime(2025, 10, 7, 16)
    assert local_clock(ledger(), Answers(), None).moment(text) == moment
    assert local_clock(ledger(), BERLIN, None).moment(text) == moment
    said = Answers(timezone="America/New_York", pilot_timezone="Europe/Berlin")
    clock = local_clock(ledger(), said, None)
    assert clock.moment(text) == datetime(2025, 10, 7, 22)
    assert clock.zone == "Europe/Berlin"
    only = local_clock(ledger(), Answers(timezone="America/New_York"), None)
    assert (only.moment(text), only.zone) == (moment, "America/New_York")


def test_times_with_an_offset_are_moved_to_the_pilots_zone() -> None:
    clock = local_clock(ledger(), BERLIN, None)
    assert clock.moment("2025-10-07T14:00:00Z") == datetime(2025, 10, 7, 16)
    assert clock.moment("2025-10-07T14:00:00+05:30") == datetime(2025, 10, 7, 10, 30)
    unknown = local_clock(ledger(), Answers(), None, ["2025-10-07T14:00:00+05:30"])
    assert unknown.moment("2025-10-07T14:00:00+05:30") == datetime(2025, 10, 7, 14)


@pytest.mark.parametrize("text", ["2025-10-07T14:00:00Z", "2025-10-07 14:00 UTC"])
def test_times_in_utc_need_a_zone(text: str) -> None:
    with pytest.raises(Refused) as refused:
        local_clock(ledger(), Answers(), None, [text])
    assert refused.value.problem.question == "timezone"
    with pytest.raises(Refused) as refused:
        utc_clock(ledger(), Answers(), None)
    assert refused.value.problem.question == "timezone"


def test_a_time_of_day_is_on_the_day_given() -> None:
    clock = utc_clock(ledger(), Answers(timezone="Europe/Berlin"), None)
    assert clock.on(date(2025, 10, 7), "2:30 PM") == datetime(2025, 10, 7, 16, 30)
    assert clock.on(date(2025, 10, 7), "half past") is None


@pytest.mark.parametrize(
    ("joined", "left", "hours"),
    [
        ("2025-10-25 23:30", "2025-10-26 01:30", 2),  # the hour from two to three comes twice
        ("2025-03-30 00:30", "2025-03-30 02:30", 2),  # and in spring it does not come
        ("2025-10-07 14:00", "2025-10-07 15:00", 1),
    ],
)
def test_a_stay_keeps_its_length_over_a_change_of_clocks(
    joined: str, left: str, hours: int
) -> None:
    begin, end = utc_clock(ledger(), BERLIN, None).stay(joined, left)
    assert begin is not None and end is not None
    assert (end - begin).total_seconds() == hours * 3600


def test_no_meeting_was_in_another_age() -> None:
    clock = WallClock(None)
    assert clock.moment("0001-01-01 00:00") is None
    assert clock.moment("9999-12-31 23:59") is None
    assert clock.moment("2025-10-07 16:00") is not None
