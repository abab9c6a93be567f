"""Teams: the tree of managers against a naive walk upwards, and a store that holds one team."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import landed, somebody
from test_privacy import pilot_of_forty

from analytics.asking import ask, questions
from analytics.filters import Filters
from analytics.findings import TooFew
from analytics.records import Identity, Person
from analytics.scope import Scope
from analytics.store import Store
from analytics.teams import CUT, OPEN, TeamStore, below, in_circles, seen_by, team_of


def circles(managers: dict[int, int]) -> set[int]:
    """Walks up from everybody as often as there are people."""
    found = set()
    for person in managers:
        at = person
        for _ in managers:
            if at not in managers:
                break
            at = managers[at]
            if at == person:
                found.add(person)
    return found


def chain(managers: dict[int, int], person: int) -> list[int]:
    """Everybody above a person; nobody in a circle has a manager."""
    kept = {who: boss for who, boss in managers.items() if who not in circles(managers)}
    found: list[int] = []
    while person in kept:
        person = kept[person]
        found.append(person)
    return found


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)), st.integers(0, 9))
def test_a_team_is_everybody_who_comes_upon_the_manager_upwards(
    managers: dict[int, int], boss: int
) -> None:
    assert in_circles(managers) == circles(managers)
    assert below(managers, boss) == {who for who in managers if boss in chain(managers, who)}
    assert boss not in below(managers, boss)


HIRED = date(2025, 6, 2)


def person(number: int, manager: str, department: str = "Sales") -> Person:
    return Person(number, somebody(number), HIRED, department=department, manager=manager)


def name(number: int) -> str:
    return somebody(number).name


def address(number: int) -> str:
    return somebody(number).email


def numbers(store: Store, people: frozenset[int]) -> set[int]:
    """Which of `somebody` these people are."""
    found = store.ask(
        "select i.person_id, a.email from person_alias a join identity i on i.alias_id = a.alias_id"
    )
    return {
        int(row.email.removeprefix("p").partition("@")[0])
        for row in found.itertuples(index=False)
        if row.person_id in people
    }


def test_all_levels_below_by_name_and_by_address() -> None:
    store = landed(
        [
            person(0, ""), person(1, name(0)), person(2, name(1)), person(3, address(2).upper()),
            person(4, name(0)), person(5, "Nobody Known"),
        ]
    )  # fmt: skip
    team = team_of(store, address(1).upper())
    assert numbers(store, team.people) == {2, 3}
    assert numbers(store, team_of(store, address(0)).people) == {1, 2, 3, 4}
    assert not team_of(store, address(3)).people
    [says] = team.says
    assert says.startswith("1 person has a manager whom the people list does not name clearly")


def test_a_name_of_two_people_is_nobodys_manager() -> None:
    twins = [Identity("Jo Ray", f"jo{n}@example.com") for n in range(2)]
    store = landed(
        [Person(n, twin, HIRED, department="Sales") for n, twin in enumerate(twins)]
        + [person(5, "Jo Ray"), person(6, "jo1@example.com")]
    )
    assert not team_of(store, "jo0@example.com").people
    assert numbers(store, team_of(store, "jo1@example.com").people) == {6}


def test_two_in_a_circle_see_those_below_but_not_each_other() -> None:
    store = landed([person(0, name(1)), person(1, name(0)), person(2, name(0)), person(3, name(3))])
    team = team_of(store, address(0))
    assert numbers(store, team.people) == {2}
    assert any("managers in a circle" in says for says in team.says)
    assert not any("3 people" in says for says in team.says)  # one's own manager is no circle


@pytest.mark.parametrize("key", ["", "who@example.com", "person b1"])
def test_who_is_not_listed_by_address_has_no_team(key: str) -> None:
    team = team_of(landed([person(0, ""), person(1, name(0))]), key)
    assert not team.people
    assert "does not hold your e-mail address" in team.says[0]


def test_the_newest_list_says_who_the_manager_is() -> None:
    store = landed(
        [person(0, ""), person(1, ""), person(2, name(0))],
        [person(0, ""), person(1, ""), person(2, name(1))],
    )
    assert not team_of(store, address(0)).people
    assert numbers(store, team_of(store, address(1)).people) == {2}


def test_every_table_is_open_or_cut() -> None:
    """A table that a migration adds must be told here whether it is about people."""
    store = Store.open(":memory:")
    tables = store.ask("select table_name from information_schema.tables")["table_name"]
    assert set(tables) <= {*CUT, *OPEN} and not set(CUT) & set(OPEN)


@pytest.fixture(scope="module")
def forty() -> Store:
    """Forty people; the first twenty report to one outside of the pilot, the rest to another."""
    store = pilot_of_forty(Store.open(":memory:"))
    bosses = [somebody(100), somebody(101)]
    found = store.ask(
        "select a.name, a.email, a.employee_id, p.hire_date, p.department from person_alias a"
        " join identity i on i.alias_id = a.alias_id join person p on p.person_id = i.person_id"
        " order by a.employee_id"
    )
    rows = [
        Person(
            n, Identity(row.name, row.email, "", row.employee_id), row.hire_date.date(),
            department=row.department, manager=bosses[n % 2].name,
        )
        for n, row in enumerate(found.itertuples(index=False))
    ]  # fmt: skip
    return landed(
        [*rows, *(Person(90 + n, boss, HIRED) for n, boss in enumerate(bosses))], store=store
    )


MANAGERS = [Scope(role="manager", team=somebody(100 + n).email) for n in range(2)]


@pytest.mark.parametrize("table", CUT)
def test_of_a_table_about_people_a_team_has_its_own_rows(forty: Store, table: str) -> None:
    seen = [
        len(seen_by(forty, scope).ask(f"select * from {table}"))  # noqa: S608
        for scope in MANAGERS
    ]
    everybody = len(forty.ask(f"select * from {table}"))  # noqa: S608
    assert sum(seen) <= everybody
    if table in ("person", "roll_call", "competency", "survey_answer", "invitation"):
        assert min(seen) > 0 and max(seen) < everybody


@pytest.mark.parametrize("asked", [q.name for q in questions()])
def test_a_question_of_a_team_is_answered_as_if_nobody_else_were_there(
    forty: Store, asked: str
) -> None:
    """The number of a team is that of a workspace with its people alone in a department."""
    found = [ask(forty, asked, scope=scope) for scope in MANAGERS]
    for one in found:
        people = one.answer.n.get("people")
        assert isinstance(one.answer, TooFew) or people is None or people <= 20
    if asked == "participation":
        assert [one.answer.n["people"] for one in found] == [20, 20]
        everybody = ask(forty, asked)
        assert (
            sum(one.answer.n["invitations"] for one in found) == everybody.answer.n["invitations"]
        )
        assert sum(one.answer.n["attended"] for one in found) == everybody.answer.n["attended"]


def test_a_team_of_four_is_not_shown() -> None:
    store = pilot_of_forty(Store.open(":memory:"))
    landed([*[person(n, name(9)) for n in range(4)], person(9, "")], store=store)
    scope = Scope(role="manager", team=address(9))
    for asked in questions():
        answer = ask(store, asked.name, scope=scope).answer
        if asked.name != "sessions-per-month":
            assert isinstance(answer, TooFew), asked.name
            assert not any(0 < count < 5 for count in answer.n.values()), asked.name


def test_a_store_of_one_team_is_for_its_manager_only(forty: Store) -> None:
    theirs = seen_by(forty, MANAGERS[0])
    assert isinstance(theirs, TeamStore) and seen_by(theirs, MANAGERS[0]) is theirs
    for other in (MANAGERS[1], Scope(), Scope(role="viewer")):
        with pytest.raises(ValueError, match="its manager only"):
            ask(theirs, "participation", Filters(), other)
