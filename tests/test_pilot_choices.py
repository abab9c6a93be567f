"""Which pilots somebody may look at who may not see single people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.asking import ask
from analytics.choices import offered
from analytics.findings import TooFew
from analytics.landing import land
from analytics.one_pilot import OnePilot
from analytics.pilot_choices import offered_pilots
from analytics.pilots import Pilot
from analytics.portfolio import portfolio
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store

VIEWER = replace(EVERYBODY, role="viewer")
CARD = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12))
WEEK = timedelta(weeks=1)


def store_of(hired: dict[date, int], department: str = "Sales") -> Store:
    """So many people of a department hired on each day."""
    days = [day for day, people in hired.items() for _ in range(people)]
    rows = "".join(
        f"{n},P{n} Q{n},p{n}@example.org,{day},{department}\n" for n, day in enumerate(days)
    )
    store = Store.open(":memory:")
    land(store, [("people.csv", f"Employee ID,Name,Email,Hire Date,Department\n{rows}".encode())])
    store.save_pilot(CARD)
    return store


def names(store: Store, scope: Scope) -> list[str]:
    return [one.card.name for one in offered_pilots(store, scope)]


@pytest.mark.parametrize(("hired_in_the_week", "is_offered"), [(0, True), (3, False), (5, True)])
def test_a_card_that_differs_by_a_week_is_offered_where_the_week_is_large_enough(
    hired_in_the_week: int, is_offered: bool
) -> None:
    hired = {date(2025, 6, 2): 20, date(2026, 2, 2): 20, CARD.starts_on: hired_in_the_week}
    store = store_of(hired)
    store.save_pilot(replace(CARD, name="A week later", starts_on=CARD.starts_on + WEEK,
                             baseline_from=CARD.baseline_start))  # fmt: skip
    assert names(store, EVERYBODY) == ["A week later", "Spring"]
    assert names(store, VIEWER) == ["A week later", *(["Spring"] if is_offered else [])]
    assert len(portfolio(store, VIEWER).rows) == 1 + is_offered
    spring = OnePilot(store, 1)
    took = [day + timedelta(days=20 + n) for day in list(hired)[:2] for n in range(20)]
    signed = "".join(f"P{n} Q{n},p{n}@example.org,Sign-off,{day}\n" for n, day in enumerate(took))
    land(store, [("signed.csv", f"Name,Email,Course,Completed on\n{signed}".encode())])
    found = ask(spring, "time-to-competency", scope=VIEWER)
    assert isinstance(found.answer, TooFew) == (not is_offered)
    if isinstance(found.answer, TooFew):
        assert found.answer.reason == "not-offered" and not found.answer.n
    assert not isinstance(ask(spring, "time-to-competency").answer, TooFew)
    assert not offered(spring, VIEWER)
    store.close()


def test_a_card_that_differs_by_a_small_department_is_not_offered() -> None:
    store = store_of({date(2025, 6, 2): 20, date(2026, 2, 2): 20})
    land(store, [("more.csv", b"Employee ID,Name,Email,Hire Date,Department\n"
                  + b"".join(f"9{n},O{n} R{n},o{n}@example.org,2026-02-02,Ops\n".encode()
                             for n in range(3)))])  # fmt: skip
    store.save_pilot(replace(CARD, name="Sales only", departments=("Sales",)))
    assert names(store, VIEWER) == ["Sales only"]
    store.close()


day_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(day_of_2026, st.integers(1, 9), min_size=1, max_size=8),
    st.lists(st.tuples(day_of_2026, day_of_2026).map(sorted), min_size=2, max_size=4),
)
def test_no_difference_of_offered_pilots_is_a_small_group(
    hired: dict[date, int], spans: list[list[date]]
) -> None:
    """Every cohort of hires of one offered card less that of another, by brute force."""
    store = store_of(hired)
    for n, (first, last) in enumerate(spans):
        store.save_pilot(Pilot(f"Pilot {n}", first, last))
    cards = [one.card for one in offered_pilots(store, VIEWER)]
    assert cards[0] == store.pilot()
    cohorts = [
        frozenset(day for day in hired if start <= day <= end)
        for card in cards
        for start, end in (
            (card.baseline_start, card.starts_on - timedelta(days=1)),
            (card.starts_on, card.ends_on),
        )
    ]
    if len(cards) > 1:
        for one in cohorts:
            for other in cohorts:
                assert not 0 < sum(hired[day] for day in one - other) < 5
    store.close()


def measured(
    store: Store, values: dict[str, int], *, weeks: int = 30, by_team: bool = False
) -> str:
    """Lands a value a week of so many people of each department, hired long ago; or of teams."""
    people = [(f"{team}{n}", team) for team, size in values.items() for n in range(size)]
    listed = "".join(f"{who},{who} Q,{who}@example.org,2019-01-07,{team}\n" for who, team in people)
    rows = "".join(
        f"{CARD.starts_on + week * WEEK},{who},Bug turnaround,{40 + week % 7}\n"
        for week in range(12 - weeks, 12)
        for who in (values if by_team else [f"{who}@example.org" for who, _ in people])
    )
    [_, outcomes] = land(store, [
        ("staff.csv", f"Employee ID,Name,Email,Hire Date,Department\n{listed}".encode()),
        ("outcomes.csv", f"Week,{'Team' if by_team else 'Email'},Metric,Value\n{rows}".encode()),
    ])  # fmt: skip
    return outcomes.state


@pytest.mark.parametrize("by_team", [False, True])
@pytest.mark.parametrize(("legal", "is_offered"), [(1, False), (4, False), (5, True), (0, True)])
def test_outcomes_of_a_small_department_are_not_had_by_subtraction(
    legal: int, is_offered: bool, by_team: bool
) -> None:
    """Nobody of Legal was hired in the pilot's time or seen in a session: outcomes alone tell."""
    store = store_of({date(2025, 6, 2): 20, date(2026, 2, 2): 20})
    teams = {"Sales": 12} | ({"Legal": legal} if legal else {})
    assert measured(store, teams, by_team=by_team) == "landed"
    store.save_pilot(replace(CARD, name="Sales only", departments=("Sales",)))
    assert names(store, EVERYBODY) == ["Sales only", "Spring"]
    assert names(store, VIEWER) == ["Sales only", *(["Spring"] if is_offered else [])]
    found = ask(OnePilot(store, 1), "outcome-change", scope=VIEWER)
    assert isinstance(found.answer, TooFew) == (not is_offered)
    store.close()


def test_a_department_that_seldom_has_enough_people_in_a_week_is_not_had_either() -> None:
    """Six of Legal have values over the pilot, in one week only one of them."""
    store = store_of({date(2025, 6, 2): 20, date(2026, 2, 2): 20})
    assert measured(store, {"Sales": 12, "Legal": 6}) == "landed"
    alone = CARD.starts_on + 12 * WEEK
    rows = "".join(
        f"{alone},{who}@example.org,Bug turnaround,7\n"
        for who in ("Legal0", *(f"Sales{n}" for n in range(12)))
    )
    land(store, [("one.csv", f"Week,Email,Metric,Value\n{rows}".encode())])
    store.save_pilot(replace(CARD, name="Sales only", departments=("Sales",)))
    assert names(store, VIEWER) == ["Sales only"]
    store.close()


def test_cards_of_the_same_departments_show_the_same_means_however_small_a_week_is() -> None:
    store = store_of({date(2025, 6, 2): 20, date(2026, 2, 2): 20})
    assert measured(store, {"Sales": 12, "Legal": 1}) == "landed"
    store.save_pilot(replace(CARD, name="Other target", percent_faster=0.3))
    assert names(store, VIEWER) == ["Other target", "Spring"]
    store.close()
