"""Which of several pilots a reader may look at: no two differ by a group that is too small.

Two cards that differ by a week, or by a department of three, would give that week's hires or those
three away: everybody's number under one less that under the other. Whoever may not see single
people is offered a pilot only where the finest parts into which all offered cards cut hires,
sessions, means of outcomes and departments hold nobody or enough people; whatever is added and
subtracted is then made of groups that are large enough (docs/decisions/0013-several-pilots.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
# Behind a week's or a month's mean of a metric: people, or the team's department (else one).
_MEASURED = """
with size as (
    select department, count(*) as people from person where left_date is null group by department
)
select
    cast(date_trunc($grain, o.measured_on) as date) as period_start, o.metric,
    coalesce(p.department, o.team, '') as department,
    count(distinct o.person_id) as people,
    max(case when o.person_id is null then coalesce(z.people, 1) else 0 end) as of_team
from outcome o
left join person p on p.person_id = o.person_id
left join size z on z.department = o.team
where o.measured_on >= cast($first as date) and o.measured_on < cast($next as date)
group by cast(date_trunc($grain, o.measured_on) as date), o.metric,
    coalesce(p.department, o.team, '')
"""
_OUT = "out"


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
    return _are_means_large(store, cards, smallest)


def _are_means_large(store: Store, cards: Sequence[Pilot], smallest: int) -> bool:
    """The same of every mean of outcomes that is shown. A card shows them from its baseline on to
    today, so its last day cuts nothing; what no card shows, and a mean that is one part, which is
    the same under every card that shows it, give nothing away."""
    edges = [*sorted({card.baseline_start for card in cards}), date.max]
    for grain in ("week", "month"):
        means: defaultdict[tuple[date, str], Counter[tuple[object, ...]]] = defaultdict(Counter)
        for first, following in pairwise(edges):
            begun = [card.baseline_start <= first for card in cards]
            found = store.ask(_MEASURED, {"grain": grain, "first": first, "next": following})
            for start, metric, department, people, of_team in found.itertuples(
                index=False, name=None
            ):
                place = tuple(
                    where if has_begun else _OUT
                    for where, has_begun in zip(_place(department, cards), begun, strict=True)
                )
                if {*place} != {_OUT}:
                    means[start, metric][(first, *place)] += max(int(people), int(of_team))
        for parts in means.values():
            if len(parts) > 1 and min(parts.values()) < smallest:
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
        else _OUT
        for card in cards
    )
