from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_hires import START, hires, row

from analytics.pilots import Pilot
from analytics.stats.survival import DayGrid

EARLY = START - timedelta(days=40)
ROWS = [
    row(EARLY, 30),
    row(EARLY, 30, people=2),
    row(EARLY, 20, "left", department="Ops"),
    row(EARLY, 40, "straddling", whole_days=55, is_signed_off=True),
    row(EARLY, -3, "contradicting", is_signed_off=True),
    row(START, 25, department="Ops", role="Agent"),
    row(START, 60, "learning"),
    row(START, 10, side="comparison", department="Legal"),
]


def same(grid: DayGrid, days: list[int], events: list[int], censored: list[int]) -> bool:
    return (grid.day.tolist(), grid.events.tolist(), grid.censored.tolist()) == (
        days, events, censored,
    )  # fmt: skip


def test_rows_become_counts_of_people() -> None:
    made = hires(ROWS)
    assert made.n == 8  # who is competent before the hire date is left out
    assert (made.pilot.n, made.compared.n) == (7, 1)
    before, during = made.pilot.before, made.pilot.during
    assert (before.n, during.n) == (5, 2)
    assert same(before.grid, [20, 30, 40], [0, 3, 0], [1, 0, 1])
    assert same(during.grid, [25, 60], [1, 0], [0, 1])
    assert (before.count("competent"), before.count("left"), before.count("straddling")) == (
        3, 1, 1,
    )  # fmt: skip


def test_a_spreadsheet_sees_everybody_signed_off() -> None:
    grid = hires(ROWS).pilot.before.signed_off_grid
    assert same(grid, [30, 55], [3, 1], [0, 0])


def test_leavers_are_an_end_of_their_own() -> None:
    grid = hires(ROWS).pilot.before.competing
    assert grid.day.tolist() == [20, 30, 40]
    assert grid.events.tolist() == [0, 3, 0]
    assert grid.left.tolist() == [1, 0, 0]
    assert grid.censored.tolist() == [0, 0, 1]


def test_shares_count_people_not_rows() -> None:
    shares = hires(ROWS).pilot.before.shares("department")
    assert shares == pytest.approx({"Sales": 4 / 5, "Ops": 1 / 5})
    assert hires(ROWS).pilot.during.counts("role") == {"": 1, "Agent": 1}
    assert hires(ROWS[:1]).during.shares("department") == {}


def test_splitting_loses_nobody() -> None:
    made = hires(ROWS)
    parts = made.split(made.department.tolist())
    assert {name: part.n for name, part in parts.items()} == {"Sales": 5, "Ops": 2, "Legal": 1}


def test_limits_are_the_departments_own_start_or_the_last_known_day() -> None:
    made = hires([row(EARLY, 1), row(EARLY, 1, department="Ops"), row(START, 1)])
    pilot = Pilot(
        "P", START, START + timedelta(days=90), department_starts=(("Ops", date(2026, 2, 2)),)
    )
    days = made.limits(pilot, date(2026, 3, 1)).astype("datetime64[D]").tolist()
    assert days == [START, date(2026, 2, 2), date(2026, 3, 1)]
    assert made.last_day == START + timedelta(days=1)


def test_unknown_departments_and_numpy_types() -> None:
    made = hires([row(EARLY, 3) | {"department": None, "role": None}])
    assert made.department.tolist() == [""]
    assert made.hired_on.dtype == np.int64


def test_the_quick_do_not_end_the_follow_up() -> None:
    """Everybody competent within 42 days, the last hired 60 days after the first: followed for as
    long as the last sign-off is after the first hire."""
    made = hires([row(START + timedelta(days=day), 42) for day in (0, 30, 60)])
    assert made.followed == 102 and made.grid.longest == 42
    assert made.before.followed == 0


def test_the_follow_up_is_somebodys_own() -> None:
    """A leaver on the second day, then hires from day 55 on: nobody was watched beyond day 35."""
    first = START + timedelta(days=1)
    made = hires(
        [row(first, 2, "left")]
        + [row(first + timedelta(days=55 + i), 35 - i, "learning") for i in range(10)]
    )
    assert made.followed == 35
    quick = hires([row(first, 20), row(first + timedelta(days=5), 40, "learning")])
    assert quick.followed == 45  # who was quick could have been watched as long as the others


def test_before_ends_no_later_than_the_export() -> None:
    made = hires([row(START - timedelta(days=30), 10, "learning", department="Late"),
                  row(START - timedelta(days=30), 10, "learning")])  # fmt: skip
    pilot = Pilot("P", START, date(2026, 4, 5), department_starts=(("Late", date(2026, 4, 1)),))
    as_of = date(2026, 2, 20)
    assert made.limits(pilot, as_of).tolist() == [
        (as_of - date(1970, 1, 1)).days, (START - date(1970, 1, 1)).days
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.integers(-40, 40), st.integers(0, 30), st.sampled_from(["competent", "left"]),
            st.integers(1, 3),
        ),
        min_size=1,
        max_size=30,
    )
)  # fmt: skip
def test_each_hire_date_has_the_grid_of_its_people(
    people: list[tuple[int, int, str, int]],
) -> None:
    made = hires(
        [
            row(START + timedelta(days=on), days, outcome, people=n)
            for on, days, outcome, n in people
        ]
    )
    alone = made.split(made.hired_on.tolist())
    found = made.grid_by_date
    assert found.keys() == alone.keys()
    for on, grid in found.items():
        other = alone[on].grid
        assert same(grid, other.day.tolist(), other.events.tolist(), other.censored.tolist())
