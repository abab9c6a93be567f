"""What the landed exports know of the people of a skills list: who has met, who has left.

For matching, and so for analysts. People of the list are known by their address, else by a name
that one person alone bears.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from analytics.asking import query_of
from analytics.identity import address_key, name_key
from analytics.matching import Met, Peer
from analytics.questions.host_rotation.question import QUESTION
from analytics.scope import Scope
from analytics.store import Store

# Among more people than this two need not have spoken with each other.
SMALL = 6
_NAMED = resources.files("analytics") / "schema" / "named"


@dataclass(frozen=True)
class Known:
    """met: names of two who were together in a session of few; left: who has left, and is not
    matched."""

    met: Met = frozenset()
    left: tuple[Peer, ...] = ()


def known_of(store: Store, scope: Scope, peers: Sequence[Peer]) -> Known:
    """Who of the list has met in a session of at most SMALL people, and who has left.

    Raises PermissionError for anybody but an analyst: they are single people.
    """
    if not scope.sees_individuals:
        raise PermissionError("who has met whom is for analysts")
    spellings = store.ask((_NAMED / "known_people.sql").read_text("utf-8"))
    by_address: dict[str, int] = {}
    by_name: dict[str, set[int]] = defaultdict(set)
    gone: set[int] = set()
    for row in spellings.itertuples(index=False):
        for address in filter(None, (address_key(row.email), address_key(row.upn))):
            by_address[address] = int(row.person_id)
        by_name[name_key(row.name)].add(int(row.person_id))
        if row.is_gone:
            gone.add(int(row.person_id))
    person = {peer.name: _person(peer, by_address, by_name) for peer in peers}
    left = tuple(peer for peer in peers if person[peer.name] in gone)
    names = {number: name for name, number in person.items() if number is not None}
    return Known(_met(store, names), left)


def _person(
    peer: Peer, by_address: Mapping[str, int], by_name: Mapping[str, set[int]]
) -> int | None:
    """The id of one of the list; None where nobody is meant for sure."""
    if peer.email:
        return by_address.get(peer.email)
    bearers = by_name.get(name_key(peer.name), set())
    return next(iter(bearers)) if len(bearers) == 1 else None


def _met(store: Store, names: Mapping[int, str]) -> frozenset[frozenset[str]]:
    _, params = query_of(store, QUESTION.name)
    rows = store.ask((_NAMED / "together.sql").read_text("utf-8"), {**params, "most_people": SMALL})
    return frozenset(
        frozenset((names[row.one], names[row.other]))
        for row in rows.itertuples(index=False)
        if row.one in names and row.other in names
    )
