"""What filters, roles and lists of people do is the same whatever engine is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from made_tricky import DEPARTMENTS, tricky
from test_conformance import differs, put_there

from analytics.asking import ask
from analytics.choices import offered
from analytics.engines import read_address
from analytics.filters import Filters
from analytics.next_hosts import next_hosts
from analytics.one_pilot import OnePilot
from analytics.pilot_choices import offered_pilots
from analytics.pilots import Pilot
from analytics.questions import questions
from analytics.scope import EVERYBODY, Scope
from analytics.second_look import second_looks
from analytics.store import Store
from analytics.store.elsewhere import Elsewhere
from analytics.teams import team_of
from analytics.together import known_of

VIEWER = Scope(role="viewer")
MANAGER = Scope(smallest_group=3, smallest_comments=3, smallest_grid=3, role="manager",
                team="p1@example.com")  # fmt: skip
CHOICES = {
    "a department": (Filters(departments=("Ops",)), EVERYBODY),
    "letters": (Filters(departments=("R&D 🧪", "O'Brien 100 %p", "ops")), EVERYBODY),
    "an attack": (Filters(departments=("Ops' OR 1=1 --",)), EVERYBODY),
    "some weeks": (Filters(first_day=date(2026, 2, 3), last_day=date(2026, 3, 10)), EVERYBODY),
    "by month": (Filters(by="month"), EVERYBODY),
    "earlier": (Filters(as_of=date(2026, 3, 1)), EVERYBODY),
    "a viewer": (Filters(), VIEWER),
    "a viewer's department": (Filters(departments=("Ops",)), VIEWER),
    "a manager": (Filters(), MANAGER),
}
# Spark takes a second for each, and every choice asks for all the others: there those are asked
# that lean on most of the shared steps, by who may choose anything.
_OF_SPARK = ("participation", "time-to-competency", "comments", "teaching-matrix")
_CHOICES_OF_SPARK = ("letters", "some weeks", "earlier", "a manager")


@pytest.fixture(scope="module")
def pair(
    server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Elsewhere]]:
    with closing(tricky()) as own:
        own.save_pilot(Pilot("A second", date(2026, 2, 2), date(2026, 4, 26)))
        own.chosen = 1
        folder = tmp_path_factory.mktemp("choices") / "canonical"
        with closing(put_there(own, read_address(f"{server}/choices"), folder)) as there:
            there.chosen = 1
            yield own, there


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_has_the_same_findings(pair: tuple[Store, Elsewhere], choice: str) -> None:
    is_spark = pair[1].name.startswith("spark")
    if is_spark and choice not in _CHOICES_OF_SPARK:
        pytest.skip("asked of Postgres alone: on Spark it takes minutes")
    filters, scope = CHOICES[choice]
    for asked in questions():
        if not is_spark or asked.name in _OF_SPARK:
            mine, theirs = (ask(store, asked.name, filters, scope) for store in pair)
            assert differs(mine, theirs) == [], asked.name


def test_the_other_pilot_has_the_same_findings(pair: tuple[Store, Elsewhere]) -> None:
    for name in _OF_SPARK:
        mine, theirs = (ask(OnePilot(store, 2), name) for store in pair)
        assert differs(mine, theirs) == []


LISTS: dict[str, Callable[[Store], Any]] = {
    "departments": lambda store: store.departments(),
    "choices": lambda store: offered(store, VIEWER),
    "pilots": lambda store: offered_pilots(store, VIEWER),
    "next hosts": lambda store: next_hosts(store, EVERYBODY, Filters()),
    "second looks": lambda store: second_looks(store, EVERYBODY),
    "a team": lambda store: team_of(store, "p1@example.com"),
    "known people": lambda store: known_of(store, EVERYBODY, ()),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_the_same(pair: tuple[Store, Elsewhere], name: str) -> None:
    mine, theirs = (LISTS[name](store) for store in pair)
    assert differs(mine, theirs) == []


def test_the_made_departments_are_there(pair: tuple[Store, Elsewhere]) -> None:
    assert pair[1].departments() == sorted(filter(None, DEPARTMENTS), key=str.encode)
