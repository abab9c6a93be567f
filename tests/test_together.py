"""What the landed exports know of a skills list: who has met in a small session, who has left."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from examples import filled_store
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.matching import Peer
from analytics.scope import Scope
from analytics.store import Store
from analytics.together import SMALL, Known, known_of

ANALYST = Scope()
NAMES = {n: f"Person {n}" for n in range(9)}
PEERS = [Peer(name, email=f"p{n}@x.org" if n < 5 else "") for n, name in NAMES.items()]


def stored(sessions: list[frozenset[int]], gone: frozenset[int] = frozenset()) -> Store:
    first = date(2026, 1, 13)
    tables: dict[str, list[dict[str, Any]]] = {
        "source_file": [{"name": "a.csv", "kind": "attendance", "data_until": "2026-03-01"}],
        "person": [
            {"person_id": n, "status": "left" if n in gone else "active"} for n in NAMES
        ],
        "person_alias": [
            {"alias_id": n, "name": name, "email": f"p{n}@x.org" if n < 5 else "", "upn": "",
             "employee_id": ""}
            for n, name in NAMES.items()
        ],
        "identity": [{"alias_id": n, "person_id": n, "matched_by": "key"} for n in NAMES],
        "session": [
            {"session_id": at, "title": "S", "started_at": first + timedelta(days=at),
             "meeting_seconds": 3600, "has_attendance": True, "is_cancelled": False}
            for at, _ in enumerate(sessions)
        ],
        "person_session": [
            {"session_id": at, "person_id": n, "seconds_present": 3600, "stays": 1,
             "is_host": False}
            for at, there in enumerate(sessions) for n in there
        ],
    }  # fmt: skip
    return filled_store({name: rows for name, rows in tables.items() if rows})


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.frozensets(st.sampled_from(sorted(NAMES))), min_size=1, max_size=5),
    st.frozensets(st.sampled_from(sorted(NAMES)), max_size=3),
)
def test_who_was_together_is_what_is_counted_pair_by_pair(
    sessions: list[frozenset[int]], gone: frozenset[int]
) -> None:
    store = stored(sessions, gone)
    found = known_of(store, ANALYST, PEERS)
    store.close()
    met = {
        frozenset((NAMES[a], NAMES[b]))
        for there in sessions if len(there) <= SMALL
        for a, b in combinations(sorted(there), 2)
    }  # fmt: skip
    assert set(found.met) == met
    assert [peer.name for peer in found.left] == [NAMES[n] for n in sorted(gone)]


def test_nobody_is_taken_for_somebody_of_the_same_name() -> None:
    store = stored([frozenset((0, 1))])
    other = [Peer("Person 0", email="another@x.org"), Peer("Person 1", email="p1@x.org")]
    assert known_of(store, ANALYST, other) == Known()
    store.close()


@pytest.mark.parametrize("scope", [Scope(role="viewer"), Scope(role="manager", team="a@b.org")])
def test_who_met_whom_is_for_analysts(scope: Scope) -> None:
    store = stored([frozenset((0, 1))])
    with pytest.raises(PermissionError, match="for analysts"):
        known_of(store, scope, PEERS)
    store.close()
