"""Which of several pilots a reader may look at: no two differ by a group that is too small.

Two cards that differ by a week, or by a department of three, would give that week's hires or those
three away: everybody's number under one less that under the other. Whoever may not see single
people is offered a pilot only where the finest parts into which all offered cards cut hires,
sessions and departments hold nobody or enough people; whatever is added and subtracted is then made
of groups that are large enough (docs/decisions/0013-several-pilots.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from weakref import WeakKeyDictionary

from analytics.kept_pilots import KeptPilot
from analytics.pilots import Pilot
from analytics.scope import Scope
from analytics.store import Store

_OFFERED: WeakKeyDictionary[Store, dict[tuple[int, Scope], tuple[KeptPilot, ...]]] = (
    WeakKeyDictionary()
)
_DAY = timedelta(days=1)

_HIRED = (
    "select coalesce(department, '') as department, count(*) as people from person"
    " where hire_date >= cast($first as date) and hire_date < cast($next as date)"
    " group by department"
)
_SEEN = (
    "select coalesce(department, '') as department, count(distinct person_id) as people"
    " from roll_call where session_date >= cast($first as date)"
    " and session_date < cast($next as date) group by department"
)


def offered_pilots(store: Store, scope: Scope) -> tuple[KeptPilot, ...]:
    """The pilots that this reader may look at, the one whose card was saved last first and always
    among them. store: as `scope` sees it."""
    kept = store.pilots()
    if scope.sees_individuals or len(kept) < 2:
        return kept
    known = _OFFERED.setdefault(store, {})
    key = (store.version(), scope)
    if key not in known:
        offered = [kept[0]]
        for one in kept[1:]:
            cards = [other.card for other in (*offered, one)]
            if _are_large(store, cards, scope.smallest_group):
                offered.append(one)
        known[key] = tuple(offered)
    return known[key]


def is_offered(store: Store, scope: Scope) -> bool:
    """Whether this reader may look at the pilot that is chosen."""
    if scope.sees_individuals or store.chosen is None:
        return True
    return any(one.number == store.chosen for one in offered_pilots(store, scope))


def is_first(store: Store) -> bool:
    """Whether the pilot that is looked at is the one everybody is shown."""
    return store.chosen is None or store.pilots()[:1] == (store.chosen_pilot(),)


def _are_large(store: Store, cards: Sequence[Pilot], smallest: int) -> bool:
    """Whether every part into which the cards cut the people holds nobody or enough of them."""
    places = {name: _place(name, cards) for name in (*store.departments(), "")}
    for first, following in pairwise(_edges(cards)):
        for sql in (_HIRED, _SEEN):
            found = store.ask(sql, {"first": first, "next": following})
            parts: Counter[tuple[str, ...]] = Counter()
            for department, people in found.itertuples(index=False, name=None):
                parts[places[department]] += int(people)
            if any(0 < people < smallest for people in parts.values()):
                return False
    return True


def _edges(cards: Sequence[Pilot]) -> list[date]:
    """The days on which a period of any card begins, or the day after it ended."""
    found = {
        day for card in cards for day in (card.baseline_start, card.starts_on, card.ends_on + _DAY)
    }
    return sorted(found | {day for card in cards for _, day in card.department_starts})


def _place(department: str, cards: Sequence[Pilot]) -> tuple[str, ...]:
    """What a department is to each card: compared with, in the pilot, or in neither."""
    return tuple(
        "compared"
        if department in card.comparison_departments
        else "in"
        if not card.departments or department in card.departments
        else "out"
        for card in cards
    )
