"""Is it too early: worked by hand on a cohort before in which everybody needs 40 to 49 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from made_hires import START, hires, row

from analytics.cohorts.early import first_read, too_early
from analytics.pilots import Pilot
from analytics.stats.survival import Survival, kaplan_meier

END = START + timedelta(days=89)
PILOT = Pilot("P", START, END)


def before() -> Survival:
    rows = [row(START - timedelta(days=150), 40 + day) for day in range(10)]
    return kaplan_meier(hires(rows).grid)


def test_a_pilot_read_on_its_last_day() -> None:
    # One hire a week; 45 days is the median before, so those of the first weeks are competent.
    during = hires(
        [
            row(START + timedelta(days=7 * week), 45 if week <= 6 else 89 - 7 * week,
                "competent" if week <= 6 else "learning")
            for week in range(13)
        ]
    )  # fmt: skip
    early = too_early(during, before(), PILOT, END)
    assert (early.learning, early.people) == (6, 13)
    # 0.98 of those before: all ten, day 49. The last could be hired on the last day.
    assert early.spreadsheet_on == END + timedelta(days=49)
    # A week w is followed for t - 7w days on day t, of whom (t - 7w - 39) / 10 are competent, from
    # 0 to 1.
    # On day 110 weeks 0 to 8 are, of week 9 (47 days) 0.8 and of week 10 (40) 0.1: 9.9 in all;
    # on day 111 10.1, which is the first day with ten.
    assert early.read_on == START + timedelta(days=111)
    assert early.information == 1.0


def test_a_pilot_in_its_middle_expects_hires_to_go_on() -> None:
    half = START + timedelta(days=44)
    during = hires([row(START + timedelta(days=day), 44 - day, "learning") for day in range(45)])
    early = too_early(during, before(), PILOT, half)
    assert early.information is None  # nobody is competent yet
    assert early.read_on == END  # a hire a day: more than ten are competent by then
    some = hires([row(START, 42), *(row(START, 44, "learning") for _ in range(44))])
    early = too_early(some, before(), PILOT, half)
    # 45 people in 45 days, so 45 more on the days to come; by the last day the first 45 have been
    # followed for 89 days, those of day 45 to 40 for 44 to 49: 45 + (0.5 + 0.6 + … ) of them.
    expected = 45 + sum(min(max((89 - day) - 39, 0), 10) / 10 for day in range(45, 90))
    assert early.information == pytest.approx(1 / expected)


@pytest.mark.parametrize("per_week", [1, 2, 7])
def test_a_plan_names_the_day_that_the_pilot_will(per_week: int) -> None:
    """Before anybody is hired, what `too_early` says of people who come at that pace."""
    days = [day for day in range(90) if day % 7 < per_week]
    during = hires([row(START + timedelta(days=day), 89 - day, "learning") for day in days])
    named = too_early(during, before(), PILOT, END).read_on
    planned = first_read(PILOT, len(days) / 90, before())
    assert named is not None and planned is not None
    assert abs((named - planned).days) <= 2  # an even pace beside certain days of the week
    later = replace(PILOT, read_on=END + timedelta(days=200))
    assert first_read(later, len(days) / 90, before()) == later.read_on


def test_a_plan_for_too_few_names_no_day() -> None:
    assert first_read(PILOT, 9 / 90, before()) is None
    slow = kaplan_meier(hires([row(START - timedelta(days=99), 90, "learning")] * 3).grid)
    assert first_read(PILOT, 1, slow) is None


def test_what_cannot_be_foreseen() -> None:
    slow = kaplan_meier(hires([row(START - timedelta(days=99), 90, "learning")] * 3).grid)
    early = too_early(hires([row(START, 10, "learning")]), slow, PILOT, END)
    assert early.read_on is None and early.spreadsheet_on is None


def test_a_later_planned_read_is_waited_for() -> None:
    later = Pilot("P", START, END, read_on=date(2026, 9, 1))
    during = hires([row(START + timedelta(days=day), 45) for day in range(30)])
    assert too_early(during, before(), later, END).read_on == date(2026, 9, 1)
