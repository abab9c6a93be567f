"""Filters: words for a person, parameters for SQL, and names that are only ever names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from made import came, landed, meeting, somebody

from analytics.asking import ask
from analytics.filters import MARK, Filters, marked
from analytics.findings import TooFew
from analytics.records import Invitation, Person
from analytics.store import Store

FEB, MAR = date(2026, 2, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, ""),
        ({"departments": ("Sales", "Ops")}, "Sales, Ops"),
        ({"first_day": FEB, "last_day": MAR}, "1 Feb – 31 Mar 2026"),
        ({"first_day": date(2025, 12, 1), "last_day": MAR}, "1 Dec 2025 – 31 Mar 2026"),
        ({"first_day": FEB, "last_day": FEB}, "1 Feb 2026"),
        ({"first_day": FEB}, "from 1 Feb 2026"),
        ({"last_day": MAR}, "until 31 Mar 2026"),
        ({"as_of": MAR}, "as of 31 Mar 2026"),
        (
            {"departments": ("Sales",), "first_day": FEB, "as_of": MAR},
            "Sales · from 1 Feb 2026 · as of 31 Mar 2026",
        ),
    ],
)
def test_a_choice_in_words(chosen: dict[str, Any], words: str) -> None:
    assert Filters(**chosen).describe() == words


def test_a_choice_as_parameters() -> None:
    assert Filters().params() == {"departments": "", "first_day": None, "last_day": None}
    chosen = Filters(("Sales", "Ops"), FEB, MAR)
    assert chosen.params() == {
        "departments": f"{MARK}Sales{MARK}Ops{MARK}",
        "first_day": FEB,
        "last_day": MAR,
    }


@given(st.lists(st.text(max_size=6), max_size=4), st.text(max_size=6))
def test_a_name_is_found_among_the_marked_ones_exactly_when_it_is_one(
    names: list[str], name: str
) -> None:
    assume(MARK not in name)
    found = f"{MARK}{name}{MARK}" in marked(tuple(names))
    assert found == (name in [n.replace(MARK, " ") for n in names])


@pytest.fixture(scope="module")
def store() -> Store:
    """Six people of Sales and six of "Ops; drop" are invited to a session."""
    people = [somebody(n) for n in range(12)]
    clinic = meeting("Clinic", "03-10 09:00")
    return landed(
        [
            Person(n, person, date(2025, 1, 1), department="Sales" if n < 6 else "Ops; drop")
            for n, person in enumerate(people)
        ],
        [Invitation(n, clinic, person) for n, person in enumerate(people)],
        [came(clinic, person) for person in people[:8]],
    )


def invited_in(store: Store, departments: tuple[str, ...]) -> int:
    answer = ask(store, "participation", Filters(departments=departments)).answer
    assert isinstance(answer, TooFew) == (not answer.n["invitations"])
    return answer.n["invitations"]


@pytest.mark.parametrize(
    ("departments", "invitations"),
    [((), 12), (("Sales",), 6), (("Ops; drop",), 6), (("Sales", "Ops; drop"), 12), (("Law",), 0)],
)
def test_departments_choose_invitations(
    store: Store, departments: tuple[str, ...], invitations: int
) -> None:
    assert invited_in(store, departments) == invitations


@pytest.mark.parametrize(
    "name",
    [
        "' or 1=1 --",
        "Sales' or 'a'='a",
        "Sales'; drop table person; --",
        "%",
        "Sal%",
        "S_les",
        "sales",
        "Sales ",
        "ales",
        "$departments",
        "\\",
        '"Sales"',
        "Sales\x00",
        f"{MARK}Sales",
        f"Sales{MARK}Ops; drop",
        "\uff33ales",
    ],
)
def test_a_hostile_name_is_a_department_that_nobody_is_in(store: Store, name: str) -> None:
    assert invited_in(store, (name,)) == 0
