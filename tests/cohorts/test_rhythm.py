"""The rhythm of sign-offs: found by heaping, and both cohorts read at the coarser one."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_hires import START, drawn, hires, row

from analytics.cohorts.compare import compare
from analytics.cohorts.hires import Hires
from analytics.cohorts.rhythm import (
    Every,
    _day_of,
    _next_month_day,
    _next_weekday,
    read_alike,
    rhythm_of,
)

EPOCH = date(1970, 1, 1)


def number(day: date) -> int:
    return (day - EPOCH).days


def on(numbers: np.ndarray) -> list[date]:
    return [EPOCH + timedelta(days=int(n)) for n in numbers]


def signed_off(dates: list[date]) -> Hires:
    hired = date(2025, 1, 7)
    return hires([row(hired, (day - hired).days, cohort="before") for day in dates])


def month_ends(n: int, year: int = 2025) -> list[date]:
    """The last working day of each month, n times over."""
    days = []
    for month in range(2, 12):
        last = date(year, month, calendar.monthrange(year, month)[1])
        days.append(last - timedelta(days=max(0, last.weekday() - 4)))
    return (days * n)[:n]


@pytest.mark.parametrize(
    ("dates", "every"),
    [
        (month_ends(30), "month"),
        ([date(2025, month, 15) for month in range(2, 12)] * 2, "month"),
        ([date(2025, 2, 7) + timedelta(weeks=week) for week in range(20)], "week"),
        ([date(2025, 2, 3) + timedelta(days=3 * step) for step in range(30)], "day"),
        (month_ends(9), "day"),  # fewer than ten say nothing
        ([date(2025, 2, 7) + timedelta(weeks=week) for week in range(5)] * 1
         + [date(2025, 3, 3) + timedelta(days=day) for day in range(0, 5)], "day"),
    ],
)  # fmt: skip
def test_the_rhythm_is_found_by_heaping(dates: list[date], every: str) -> None:
    assert rhythm_of(signed_off(dates)).every == every


def test_people_are_counted_not_rows() -> None:
    """Nine tenths of the people on month ends, in a tenth of the rows."""
    spread = [date(2025, 2, 3) + timedelta(days=5 * step) for step in range(18)]
    rows = [row(date(2025, 1, 7), (d - date(2025, 1, 7)).days, cohort="before") for d in spread]
    rows += [
        row(date(2025, 1, 7), (d - date(2025, 1, 7)).days, cohort="before", people=81)
        for d in month_ends(2)
    ]
    assert rhythm_of(hires(rows)).every == "month"


def test_sign_offs_on_any_working_day_have_no_rhythm() -> None:
    rng = np.random.default_rng(5)
    found: list[Every] = []
    for _ in range(300):
        days = [date(2025, 2, 3) + timedelta(days=int(d)) for d in rng.integers(0, 200, 25)]
        days = [day - timedelta(days=max(0, day.weekday() - 4)) for day in days]
        found.append(rhythm_of(signed_off(days)).every)
    assert found.count("day") >= 290  # called by chance once in a hundred, by construction


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.sampled_from([0, -1, 2, 15, 28]))
def test_the_next_monthly_day_is_the_first_on_or_after(day: date, place: int) -> None:
    def is_on(candidate: date) -> bool:
        same_month = [
            candidate.replace(day=d)
            for d in range(1, calendar.monthrange(candidate.year, candidate.month)[1] + 1)
        ]
        working = [d for d in same_month if d.weekday() < 5]
        wanted = {0: working[-1], -1: working[0]}.get(place) or candidate.replace(day=place)
        return candidate == wanted

    expected = day
    while not is_on(expected):
        expected += timedelta(days=1)
    assert on(_next_month_day(np.array([number(day)]), place)) == [expected]
    month = np.array([(expected.year - 1970) * 12 + expected.month - 1])
    assert on(_day_of(month, place)) == [expected]


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_the_next_weekday_is_the_first_on_or_after(day: date, weekday: int) -> None:
    [found] = on(_next_weekday(np.array([number(day)]), weekday))
    assert found.weekday() == weekday and 0 <= (found - day).days < 7


def monthly_then_weekly(rng: np.random.Generator, n: int) -> Hires:
    """No change in how fast people are; signed off at month ends before, on Fridays during."""
    made = drawn(rng, n, "before") + drawn(rng, n, "during")
    for one in made:
        due = one["hire_date"].date() + timedelta(days=one["days"])
        place = number(due)
        waits = (
            _next_month_day(np.array([place]), 0)
            if one["cohort"] == "before"
            else _next_weekday(np.array([place]), 4)
        )
        one["days"] = one["whole_days"] = int(waits[0]) - number(one["hire_date"].date())
    return hires(made)


def test_a_changed_rhythm_is_found_and_evened_out() -> None:
    made = monthly_then_weekly(np.random.default_rng(8), 150)
    limit = np.full(len(made.days), number(date(2028, 1, 1)))
    read = read_alike(made, limit)
    assert (read.before.every, read.during.every) == ("month", "week")
    assert read.differs and read.is_aligned
    as_recorded, alike = compare(made), compare(read.hires)
    assert as_recorded is not None and alike is not None
    assert as_recorded.estimate > 0.1  # the rhythm alone
    assert abs(alike.estimate) < 0.08
    assert alike.low is not None and alike.high is not None and alike.low < 0 < alike.high
    before, as_it_was = read.hires.pilot.before, made.pilot.before
    assert before.grid.day.tolist() == as_it_was.grid.day.tolist()  # all are signed off


def test_who_would_wait_past_the_last_known_day_is_still_learning() -> None:
    before = [row(date(2025, 1, 7), (d - date(2025, 1, 7)).days) for d in month_ends(20)]
    during = [row(START, 10 + step) for step in range(20)]  # 15 Jan to 3 Feb 2026
    made = hires(before + during)
    read = read_alike(made, np.full(len(made.days), number(date(2026, 2, 10))))
    assert read.is_aligned
    # 30 Jan is the month's last working day: 16 of them are on or before it, 4 wait for 27 Feb.
    # Theirs ends 15 days after the appointment of 30 Jan, on day 40.
    assert read.hires.during.grid.day.tolist() == [25, 40]
    assert read.hires.during.grid.events.tolist() == [16, 0]
    assert read.hires.during.grid.censored.tolist() == [0, 4]


def test_a_watch_between_appointments_ends_half_a_period_after_the_last() -> None:
    """Monthly before and during: who is still learning on 20 Feb was last asked on 30 Jan."""
    signed = [row(date(2025, 1, 7), (d - date(2025, 1, 7)).days) for d in month_ends(20)]
    signed += [row(START, (day - START).days) for day in month_ends_of_2026()]
    learning = [row(START, (date(2026, 2, 20) - START).days, "learning"),
                row(START, (date(2026, 2, 20) - START).days, "left")]  # fmt: skip
    made = hires(signed + learning)
    read = read_alike(made, np.full(len(made.days), number(date(2026, 7, 1))))
    assert (read.before.every, read.during.every) == ("month", "month") and not read.is_aligned
    ends = dict(zip(read.hires.outcome, (read.hires.hired_on + read.hires.days), strict=True))
    assert ends["learning"] == number(date(2026, 2, 14))  # 30 Jan and 15 days
    assert ends["left"] == number(date(2026, 2, 20))  # leaving is no whim of the calendar
    competent = made.outcome == "competent"
    assert read.hires.days[competent].tolist() == made.days[competent].tolist()


def month_ends_of_2026() -> list[date]:
    return [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31)] * 5


def any_day(
    first: date, people: int, rng: np.random.Generator, side: str = "pilot"
) -> list[dict[str, Any]]:
    """Hired from a day on, signed off 30 to 60 days later."""
    return [
        row(first + timedelta(days=i), int(rng.integers(30, 61)), side=side) for i in range(people)
    ]


def at_month_ends(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, signed off at the next month's end."""
    for one in rows:
        hired = number(one["hire_date"].date())
        until = _next_month_day(np.array([hired + one["days"]]), 0)
        one["days"] = one["whole_days"] = int(until[0]) - hired
    return rows


def test_each_group_is_read_by_its_own_rhythms() -> None:
    """The pilot's sign-offs became monthly, the comparison group's were on any day throughout:
    its people must not wait for appointments that they never had."""
    rng = np.random.default_rng(5)
    earlier = date(2025, 6, 2)
    pilot = any_day(earlier, 60, rng) + at_month_ends(any_day(START, 60, rng))
    others = any_day(earlier, 60, rng, side="comparison") + any_day(
        START, 60, rng, side="comparison"
    )
    made = hires(pilot + others)
    read = read_alike(made, np.full(len(made.days), number(date(2028, 1, 1))))
    assert read.differs and read.is_aligned
    assert read.others is not None and not read.others.differs
    assert read.hires.compared.days.tolist() == made.compared.days.tolist()
    assert read.hires.pilot.before.days.sum() > made.pilot.before.days.sum()


def test_a_rhythm_that_changed_in_the_comparison_group_is_found() -> None:
    rng = np.random.default_rng(6)
    earlier = date(2025, 6, 2)
    pilot = any_day(earlier, 60, rng) + any_day(START, 60, rng)
    others = any_day(earlier, 60, rng, side="comparison") + at_month_ends(
        any_day(START, 60, rng, side="comparison")
    )
    read = read_alike(hires(pilot + others), np.full(240, number(date(2028, 1, 1))))
    assert not read.differs
    assert read.others is not None and read.others.differs and read.others.is_aligned
    assert (read.others.before.every, read.others.during.every) == ("day", "month")


def test_an_appointment_on_another_day_of_the_month_ends_each_watch_by_its_own() -> None:
    """Before on the last working day, during on the 15th; who is learning on 28 Apr was last asked
    on the 15th, and is watched until the 30th."""
    before = [row(date(2025, 1, 7), (d - date(2025, 1, 7)).days) for d in month_ends(20)]
    middles = [date(2026, 2, 15), date(2026, 3, 15), date(2026, 4, 15)] * 5
    during = [row(START, (day - START).days) for day in middles]
    learning = [row(START, (date(2026, 4, 28) - START).days, "learning")]
    made = hires(before + during + learning)
    read = read_alike(made, np.full(len(made.days), number(date(2026, 4, 28))))
    assert (read.before.every, read.during.every) == ("month", "month") and not read.is_aligned
    assert (read.before.place, read.during.place) == (0, 15)
    ends = dict(zip(read.hires.outcome, (read.hires.hired_on + read.hires.days), strict=True))
    assert ends["learning"] == number(date(2026, 4, 30))


def test_hires_of_one_rhythm_stay_as_they_are() -> None:
    made = hires(drawn(np.random.default_rng(2), 60, "before")
                 + drawn(np.random.default_rng(3), 60, "during"))  # fmt: skip
    read = read_alike(made, np.full(len(made.days), number(date(2027, 1, 1))))
    assert read.hires is made and not read.differs and not read.is_aligned
