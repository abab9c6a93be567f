"""Whose team is whose, by the manager column of the people list, and a store that shows one team.

A manager sees the people below them, on every level. What the column leaves open gives nobody to
anybody: a manager who is not in the list, a name that two people have, people who are each other's
managers in a circle.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd

from analytics import fmt
from analytics.filters import marked
from analytics.scope import Scope
from analytics.store import Store, compose

P = TypeVar("P", bound=Hashable)

# Of each table that is about people, the rows a team's manager may be told of. A table that is
# neither here nor in OPEN cannot be asked for through a team.
_THEIRS = "person_id in (select person_id from main.person where {is_in_team})"
_IS_IN_TEAM = "strpos($team, concat(chr(31), cast(person_id as varchar), chr(31))) > 0"
_OF_PEOPLE = (
    "roll_call", "person_turnout", "competency", "invitation", "person_session", "identity",
    "outcome",
)  # fmt: skip
_OF_SPELLINGS = ("survey_answer",)
# Sums over everybody, and rows as they were found: a team has none of them.
_NONE = (
    "session_turnout", "turnout_rule", "left_out_row", "noted_row", "landed_person",
    "attendance_interval", "landed_invitation", "landed_competency", "identity_decision",
    "people_key", "report_claim", "landed_outcome",
)  # fmt: skip
# About sessions, files and settings; and the names that comments are cleared of.
OPEN = (
    "source_file", "person_alias", "landed_session", "session_member", "session", "pilot_card",
    "card_lock", "change", "remembered", "theme_list", "invited_by", "title_format", "settled",
    "schema_version",
)  # fmt: skip


@dataclass(frozen=True)
class Team:
    """people: ids of everybody below a manager; says: what the people list leaves open, one
    sentence each."""

    people: frozenset[int]
    says: tuple[str, ...] = ()


class TeamStore(Store):
    """A store as the manager of one team sees it: the same questions, asked of their people only.
    It must not be written to."""

    def __init__(self, store: Store, address: str) -> None:
        self._store = store
        self.address = address
        self.name = store.name
        self.chosen = store.chosen
        self._clock = store._clock
        self.team = team_of(store, address)
        self._marked = marked(tuple(map(str, sorted(self.team.people))))

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return self._store.ask(_of_team(sql), {**(params or {}), "team": self._marked})


def seen_by(store: Store, scope: Scope) -> Store:
    """The store as a reader may see it."""
    if scope.team is None:
        if isinstance(store, TeamStore):
            raise ValueError("the store of a team is for its manager only")
        return store
    if isinstance(store, TeamStore):
        if store.address != scope.team:
            raise ValueError("the store of a team is for its manager only")
        return store
    return TeamStore(store, scope.team)


def team_of(store: Store, address: str) -> Team:
    """The people below the person with this address, by the newest people lists; nobody where the
    address is not that of exactly one person."""
    names = _spellings(store)
    listed = store.ask(
        "select i.person_id, l.manager,"
        " row_number() over (partition by i.person_id"
        " order by f.data_until desc nulls last, f.landing desc, l.line desc) as newest"
        " from landed_person l join identity i on i.alias_id = l.alias_id"
        " join source_file f on f.file_id = l.file_id"
    )
    managers: dict[int, int] = {}
    unclear = 0
    for row in listed[listed["newest"] == 1].itertuples(index=False):
        found = names[row.manager.strip().casefold()] if row.manager.strip() else set()
        if len(found) == 1:
            managers[int(row.person_id)] = next(iter(found))
        elif row.manager.strip():
            unclear += 1
    circle = {one for one in in_circles(managers) if managers[one] != one}
    says = []
    if unclear:
        says.append(
            f"{fmt.plural(unclear, 'person has', 'people have')} a manager whom the people list"
            " does not name clearly; they are in nobody's team."
        )
    if circle:
        says.append(
            f"{fmt.count(len(circle))} people are each other's managers in a circle; among them"
            " nobody counts as the other's manager."
        )
    addressed = _spellings(store, "email", "upn")[address.casefold()] if address else set()
    if len(addressed) != 1:
        says.insert(0, "The people list does not hold your e-mail address, so it shows no team.")
        return Team(frozenset(), tuple(says))
    return Team(frozenset(below(managers, next(iter(addressed)))), tuple(says))


def below(managers: Mapping[P, P], person: P) -> set[P]:
    """Everybody who reports to a person, directly or not. managers: of each person, the manager;
    who stand in a circle have none there."""
    circle = in_circles(managers)
    reports: dict[P, list[P]] = defaultdict(list)
    for somebody, manager in managers.items():
        if somebody not in circle:
            reports[manager].append(somebody)
    found: set[P] = set()
    to_look_at = list(reports[person])
    while to_look_at:
        somebody = to_look_at.pop()
        found.add(somebody)
        to_look_at += reports[somebody]
    return found


def in_circles(managers: Mapping[P, P]) -> set[P]:
    """Who come upon themselves when they follow their managers upwards."""
    passed: dict[P, P] = {}  # each person, with the one from whom the walk began
    circle: set[P] = set()
    for start in managers:
        at = start
        while at in managers and at not in passed:
            passed[at] = start
            at = managers[at]
        while passed.get(at) == start and at not in circle:
            circle.add(at)
            at = managers[at]
    return circle


def _spellings(store: Store, *columns: str) -> defaultdict[str, set[int]]:
    """Each way to write somebody of the people list, in lower case → the people it may mean."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    listed = store.ask(
        "select i.person_id, a.name, a.email, a.upn, a.employee_id"
        " from person_alias a join identity i on i.alias_id = a.alias_id"
        " join person p on p.person_id = i.person_id"
    )
    for column in columns or ("name", "email", "upn", "employee_id"):
        for text, person in zip(listed[column], listed["person_id"], strict=True):
            if text.strip():
                found[text.strip().casefold()].add(int(person))
    return found


@lru_cache(maxsize=256)
def _of_team(sql: str) -> str:
    """One SELECT in which every table that is about people stands for its rows of the team."""
    text = compose(sql)
    shadows = [
        f"{name} as (select * from main.{name} where {rows})"  # noqa: S608
        for name, rows in _CUT.items()
        if re.search(rf"\b(from|join)\s+{name}\b", text)
    ]
    if not shadows:
        return text
    before = ",\n".join(shadows)
    head, own = re.split(r"(?im)^with\s", text, maxsplit=1) if _WITH.search(text) else (text, "")
    return f"{head}with {before},\n{own}" if own else f"with {before}\n{text}"


_WITH = re.compile(r"(?im)^with\s")
_CUT = {
    "person": _IS_IN_TEAM,
    **{name: _THEIRS.format(is_in_team=_IS_IN_TEAM) for name in _OF_PEOPLE},
    **{
        name: f"alias_id in (select alias_id from main.identity where"  # noqa: S608
        f" {_THEIRS.format(is_in_team=_IS_IN_TEAM)})"
        for name in _OF_SPELLINGS
    },
    **dict.fromkeys(_NONE, "false"),
}
CUT = tuple(_CUT)
