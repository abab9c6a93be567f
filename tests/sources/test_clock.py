"""Dates, times and durations are read by their form; the order of dates by evidence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clock import (
    DateOrder,
    day_in_name,
    days_in_name,
    decide_order,
    has_clock,
    offset_to_clock,
    parse_clock,
    parse_day,
    parse_duration,
    parse_moment,
    parse_moment_zoned,
    to_pilot_clock,
)
from analytics.recognise import read_file
from analytics.sources import Answers

AFTERNOON = datetime(2025, 10, 7, 15, 55, 4)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("10/7/25, 3:55:04 PM", "mdy"),
        ("10/7/25, 3:55:04\u202fPM", "mdy"),
        ("10/07/2025 03:55:04 PM", "mdy"),
        ("07.10.25, 15:55:04", "dmy"),
        ("07/10/25 15:55:04", "dmy"),
        ("7/10/25 3:55:04 p. m.", "dmy"),
        ("25/10/7 15:55:04", "ymd"),
        ("2025-10-07T15:55:04Z", None),
        ("2025-10-07 15:55:04", None),
        ("2025-10-07T15:55:04.123+02:00", None),
        ("2025/10/07 3:55:04 PM GMT+2", None),
        ('="2025-10-07 15:55:04"', None),
        ("20251007T155504Z", None),
        ("Oct 7, 2025 3:55:04 PM", None),
        ("Tuesday, October 7, 2025 15:55:04", None),
        ("7. Oktober 2025 15:55:04", None),
        ("7 de octubre de 2025 15:55:04", None),
        ("7 października 2025, 15:55:04", None),
        ("2025年10月7日 15:55:04", None),
        ("2025年10月7日 午後3:55:04", None),
    ],
)
def test_moments_of_every_vendor(text: str, order: DateOrder | None) -> None:
    assert parse_moment(text, order) == AFTERNOON


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("15-Mar-2021", None, date(2021, 3, 15)),
        ("01-JAN-19", None, date(2019, 1, 1)),
        ("Mar 15, 2019", None, date(2019, 3, 15)),
        ("20190315", None, date(2019, 3, 15)),
        ("3/15/2019 0:00", "mdy", date(2019, 3, 15)),
        ("03/15/2019 12:00:00 AM", "mdy", date(2019, 3, 15)),
        ("15-03-2019", "dmy", date(2019, 3, 15)),
        ("15. März 2019", None, date(2019, 3, 15)),
        ("1er mars 2019", None, date(2019, 3, 1)),
        ("09/27/48", "mdy", date(1948, 9, 27)),
        ("'2019-03-15", None, date(2019, 3, 15)),
    ],
)
def test_days_of_every_list(text: str, order: DateOrder | None, expected: date) -> None:
    assert parse_day(text, order) == expected


@pytest.mark.parametrize(
    "text",
    ["", "--", "n/a", "Jo Blogs", "0000-00-00", "00/00/0000", "31/02/2025", "2025", "45901",
     "1201", "12:30", "10/7/25 banana", "May be", "2025-13-01", "10/7/25 25:00"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert [parse_moment(text, order) for order in (None, "dmy", "mdy", "ymd")] == [None] * 4


def test_excel_serials_are_read_only_when_asked() -> None:
    assert parse_day("45901", None, excel=True) == date(2025, 9, 1)
    assert parse_day("45901.5", None, excel=True) == date(2025, 9, 1)
    assert parse_day("1201", None, excel=True) is None
    assert parse_day("45901", None) is None


def test_an_open_order_is_never_guessed() -> None:
    assert parse_moment("10/7/25, 3:55:04 PM", None) is None
    assert parse_moment("25/12/2025", "mdy") is None


def test_month_first_is_never_written_with_dots() -> None:
    assert parse_day("05.09.2025", "mdy") is None
    assert decide_order(["05.09.2025"]).order == "dmy"


def test_the_offset_is_handed_over_and_does_not_move_the_wall_clock() -> None:
    assert parse_moment_zoned("2025/05/22 10:00:00 AM GMT+1", None) == (
        datetime(2025, 5, 22, 10),
        timedelta(hours=1),
    )
    assert parse_moment_zoned("2025-05-22T10:00:00-05:30", None) == (
        datetime(2025, 5, 22, 10),
        timedelta(hours=-5, minutes=-30),
    )
    assert parse_moment_zoned("2025-05-22 10:00", None) == (datetime(2025, 5, 22, 10), None)


def test_times_of_day() -> None:
    assert parse_clock("3:55 PM") == time(15, 55)
    assert parse_clock("12:31 AM") == time(0, 31)
    assert parse_clock("15h30") == time(15, 30)
    assert parse_clock("18:02:05") == time(18, 2, 5)
    assert parse_clock("42") is None
    assert parse_clock("13:00 PM") is None
    assert has_clock("2025-10-07 16:00")
    assert not has_clock("2025-10-07")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 7m 6s", 4026),
        ("1h 7s", 3607),
        ("1 Std. 7 Min. 6 Sek.", 4026),
        ("2 godz. 19 min 19 s", 8359),
        ("1 godz. 33 min", 5580),
        ("1 hr 2 min", 3720),
        ("68 mins", 4080),
        ("1時間7分6秒", 4026),
        ("32:14", 1934),
        ("1:00:00", 3600),
        ("01:02:27", 3747),
        ("PT1H2M3S", 3723),
        ("< 1 min", 30),
        ("1,5 Std.", 5400),
        ("", None),
        ("abc", None),
        ("5", None),
        ("1:99", None),
        ("5 parsecs", None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    assert parse_duration(text) == seconds


def test_a_bare_number_is_a_duration_only_in_a_stated_unit() -> None:
    assert parse_duration("68", bare_unit=60) == 4080
    assert parse_duration("0.5", bare_unit=60) == 30


def test_zones_move_the_wall_clock() -> None:
    noon = datetime(2025, 10, 7, 12)
    assert to_pilot_clock(noon, "Europe/Berlin", "UTC") == datetime(2025, 10, 7, 10)
    assert to_pilot_clock(noon, "UTC", "Asia/Tokyo") == datetime(2025, 10, 7, 21)
    assert to_pilot_clock(noon, "", "UTC") == noon
    assert to_pilot_clock(noon, "UTC", "") == noon
    assert offset_to_clock(noon, timedelta(hours=2), "Europe/Lisbon") == datetime(2025, 10, 7, 11)


def test_dates_in_file_names() -> None:
    assert days_in_name("Clinic - Attendance report 10-7-25.csv") == [date(2025, 10, 7)]
    assert days_in_name("clinic_2025-10-07.csv") == [date(2025, 10, 7)]
    assert days_in_name("participants_81234567890.csv") == []


def test_ambiguous_dates_are_a_question_with_an_example() -> None:
    decision = decide_order(["05/09/2025, 16:29:58", "05/09/2025, 17:29:58"])
    assert decision.is_open
    assert decision.candidates == ("dmy", "mdy")
    asked = decision.question()
    assert "5 September 2025 (dmy) or 9 May 2025 (mdy)" in asked
    assert "--date-order" in asked


def test_am_and_pm_do_not_prove_the_month_first() -> None:
    assert decide_order(["10/7/25, 3:55:04 PM"]).is_open


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["14/11/22, 09:29:07"], "dmy"),
        (["22/7/11 18:29:28"], "ymd"),
        (["10/7/25", "10/13/25"], "mdy"),
        (["07.10.25, 15:55:04"], "dmy"),
        (["10/10/2025"], "dmy"),
        (["25/10/7 15:55:04"], "ymd"),
    ],
)
def test_valid_dates_and_years_decide(texts: list[str], order: DateOrder) -> None:
    assert decide_order(texts).order == order


def test_dates_that_settle_themselves_need_no_order() -> None:
    decision = decide_order(["2025-10-07", "Mar 15, 2019", "n/a", ""])
    assert decision.order is None
    assert not decision.is_open


def test_hints_of_the_file_name_decide() -> None:
    texts = ["10/3/25, 09:00", "10/3/25, 10:00"]
    assert decide_order(texts).is_open
    assert decide_order(texts, hints=[date(2025, 3, 10)]).order == "dmy"
    assert decide_order(texts, hints=[date(2025, 10, 3)]).order == "mdy"
    assert decide_order(texts, hints=[date(2024, 1, 1)]).is_open


def test_a_meeting_over_midnight_decides_by_its_span() -> None:
    texts = ["10/7/25, 11:30:00 PM", "10/8/25, 12:31:00 AM"]
    assert decide_order(texts).is_open
    assert decide_order(texts, span=timedelta(days=2)).order == "mdy"


def test_dates_that_run_in_one_direction_decide() -> None:
    weekly = ["01/02/2025", "01/09/2025", "02/06/2025", "02/12/2025", "03/05/2025", "04/01/2025"]
    assert decide_order(weekly).order == "mdy"
    assert decide_order(weekly[::-1]).order == "mdy"
    assert decide_order(weekly[:4]).is_open


def test_dates_that_contradict_each_other_are_said_so() -> None:
    decision = decide_order(["13/01/2025", "01/13/2025"])
    assert decision.is_open
    assert decision.candidates == ()
    assert "“13/01/2025” and “01/13/2025” cannot be written in one order" in decision.question()


def test_one_impossible_date_is_no_evidence() -> None:
    assert decide_order(["31/31/2025", "13/01/2025"]).order == "dmy"


def test_old_dates_need_an_earlier_bound() -> None:
    assert decide_order(["13/01/2005"]).is_open
    assert decide_order(["13/01/2005"], earliest=date(1950, 1, 1)).order == "dmy"


PATTERNS: dict[DateOrder, tuple[str, ...]] = {
    "dmy": ("{d:02d}/{m:02d}/{y}", "{d}.{m}.{y}", "{d:02d}-{m:02d}-{y}", "{d}/{m}/{s:02d}"),
    "mdy": ("{m:02d}/{d:02d}/{y}", "{m}/{d}/{s:02d}", "{m:02d}-{d:02d}-{y}"),
    "ymd": ("{s:02d}/{m:02d}/{d:02d}", "{s}/{m}/{d}"),
}
CLOCKS = ("", " {t:%H:%M}", ", {t:%H:%M:%S}", " {t:%I:%M:%S %p}", ", {t:%I:%M\u202f%p}")
days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(
    day=days,
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    order=st.sampled_from(sorted(PATTERNS)),
    data=st.data(),
)
def test_a_written_date_is_read_back(
    day: date, clock: time, order: DateOrder, data: st.DataObject
) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS[order]))
    suffix = data.draw(st.sampled_from(CLOCKS))
    parts = {"d": day.day, "m": day.month, "y": day.year, "s": day.year % 100}
    text = pattern.format(**parts) + suffix.format(t=clock)
    assert parse_moment(text, order) == datetime.combine(day, clock if suffix else time())


@given(st.lists(days, min_size=1, max_size=30), st.sampled_from(["dmy", "mdy"]))
def test_a_decision_is_right_or_a_question(written: list[date], order: DateOrder) -> None:
    pattern = "{0.day}/{0.month}/{0.year}" if order == "dmy" else "{0.month}/{0.day}/{0.year}"
    texts = [pattern.format(day) for day in written]
    decision = decide_order(texts, latest=date(2026, 12, 31))
    if decision.order is None:
        assert decision.is_open
        assert order in decision.candidates
    elif decision.why != "the dates run in one direction":
        assert [parse_day(text, decision.order) for text in texts] == written


@given(st.text(max_size=40))
def test_no_text_stumbles_the_clock(text: str) -> None:
    for order in (None, "dmy", "mdy", "ymd"):
        moment = parse_moment(text, order)
        assert moment is None or moment.year >= 1
    assert (parse_duration(text) or 0) >= 0


@given(st.integers(0, 30), st.integers(0, 59), st.integers(0, 59))
def test_a_written_duration_is_read_back(hours: int, minutes: int, seconds: int) -> None:
    total = hours * 3600 + minutes * 60 + seconds
    assert parse_duration(f"{hours}h {minutes}m {seconds}s") == total
    assert parse_duration(f"{hours} Std. {minutes} Min. {seconds} Sek.") == total
    assert parse_duration(f"{hours}:{minutes:02d}:{seconds:02d}") == total


def test_the_days_of_the_calendar_settle_an_open_order() -> None:
    texts = ["05/09/2025 16:00", "06/09/2025 16:00"]
    assert decide_order(texts).is_open
    decision = decide_order(texts, calendar=[date(2025, 9, 5)])
    assert (decision.order, decision.why) == (
        "dmy",
        "the days of the sessions in the calendar",
    )
    assert decide_order(texts, calendar=[date(2025, 5, 9)]).order == "mdy"
    assert decide_order(texts, calendar=[date(2025, 9, 5), date(2025, 5, 9)]).is_open
    assert decide_order(texts, calendar=[date(2025, 11, 11)]).is_open


def test_an_attendance_file_is_read_by_the_days_of_the_calendar() -> None:
    text = b"Name,Session,Date,Attended\nAda,Clinic,05/09/2025,yes\n"
    *_, nothing, problems = read_file("x.csv", text, Answers())
    assert nothing is None
    assert [p.question for p in problems] == ["date_order"]
    days = frozenset({date(2025, 9, 5), date(2025, 9, 12)})
    *_, reading, _ = read_file("x.csv", text, Answers(calendar_days=days))
    assert reading is not None
    assert reading.date_order == "dmy"
    assert reading.data_until == date(2025, 9, 5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Team sync - 2025-10-07 16_00 CEST - Attendance.csv", date(2025, 10, 7)),
        ("meet 20251007.csv", date(2025, 10, 7)),
        ("meet 27-10-2025.csv", date(2025, 10, 27)),
        ("07.10.2025 clinic.csv", date(2025, 10, 7)),
        ("meet 7 Oct 2025.csv", date(2025, 10, 7)),
        ("meet_7_Oktober_2025.csv", date(2025, 10, 7)),
        ("Oct 7, 2025 clinic.csv", date(2025, 10, 7)),
        ("meet 7-10-25.csv", None),
        ("2025-10-07 and 2025-10-08.csv", None),
        ("participants_81234567890.csv", None),
        ("clinic v1.2.30.csv", None),
    ],
)
def test_the_day_in_a_name_only_beyond_doubt(name: str, expected: date | None) -> None:
    assert day_in_name(name) == expected


def test_nothing_lasts_longer_than_a_year() -> None:
    assert parse_duration("81234567890", bare_unit=60) is None
    assert parse_duration("9" * 5000, bare_unit=60) is None
    assert parse_duration("366 h") == 366 * 3600
