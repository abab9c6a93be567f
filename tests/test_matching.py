"""Pairs and pods: small cases beside every possible matching, and what must hold for any list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.matching import Peer, mutual_share, pairs, pods, rows_of, weight

SKILLS = ["Excel", "SQL", "Pitching"]


def peer(name: str, offers: str = "", wants: str = "", department: str = "Sales") -> Peer:
    return Peer(name, department, "Agent", frozenset(offers.split()), frozenset(wants.split()))


def matchings(places: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """Every way of making pairs of some, and leaving the rest."""
    if not places:
        yield []
        return
    first, *rest = places
    yield from matchings(rest)
    for at, other in enumerate(rest):
        for others in matchings(rest[:at] + rest[at + 1 :]):
            yield [(first, other), *others]


def test_each_teaches_the_other_where_that_can_be() -> None:
    found = pairs([
        peer("Ana", "Excel", "SQL"), peer("Ben", "SQL", "Excel"),
        peer("Cem", "Pitching", "Excel"), peer("Dee", "Excel", "Pitching"),
    ])  # fmt: skip
    assert {frozenset((p.first.name, p.second.name)) for p in found.pairs} == {
        frozenset(("Ana", "Ben")), frozenset(("Cem", "Dee")),
    }  # fmt: skip
    assert mutual_share(found) == 1 and found.left == ()
    assert rows_of(found)[0]["first_teaches"] == "Excel"


def test_nobody_meets_again_where_somebody_else_is_there() -> None:
    people = [peer("Ana", "Excel", "SQL"), peer("Ben", "SQL", "Excel"),
              peer("Cem", "SQL", "Excel")]  # fmt: skip
    for known in ("Ben", "Cem"):
        (pair,) = pairs(people, met={frozenset(("Ana", known))}).pairs
        assert {pair.first.name, pair.second.name} == {"Ana", *{"Ben", "Cem"} - {known}}
        assert not pair.is_again


def test_pairs_go_across_departments_where_nothing_else_differs() -> None:
    people = [peer("Ana", "Excel", "SQL"), peer("Ben", "SQL", "Excel"),
              peer("Cem", "SQL", "Excel", "Support")]  # fmt: skip
    (pair,) = pairs(people).pairs
    assert {pair.first.name, pair.second.name} == {"Ana", "Cem"}


def test_who_wants_nothing_that_is_offered_is_left() -> None:
    found = pairs([peer("Ana", "Excel", "SQL"), peer("Ben", "Excel", "SQL")])
    assert found.pairs == () and [left.name for left in found.left] == ["Ana", "Ben"]
    assert mutual_share(found) is None


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="Ana stands in the list more than once"):
        pairs([peer("Ana"), peer("Ana")])


skills = st.frozensets(st.sampled_from(SKILLS))
lists = st.lists(
    st.tuples(st.sampled_from(["Sales", "Support"]), st.sampled_from(["Agent", "Lead"]),
              skills, skills),
    max_size=7,
).map(lambda found: [Peer(f"P{at}", *one) for at, one in enumerate(found)])  # fmt: skip
mets = st.frozensets(
    st.frozensets(st.sampled_from([f"P{at}" for at in range(7)]), min_size=2, max_size=2),
    max_size=6,
)


@settings(deadline=None)
@given(lists, mets, st.integers(0, 3))
def test_no_matching_is_heavier(
    peers: list[Peer], met: frozenset[frozenset[str]], seed: int
) -> None:
    found = pairs(peers, met, seed)
    ours = sum(weight(pair.first, pair.second, met) for pair in found.pairs)
    best = max(
        sum(weight(peers[a], peers[b], met) for a, b in one) for one in matchings(range(len(peers)))
    )
    assert ours == pytest.approx(best, abs=0.01)
    names = [p.name for pair in found.pairs for p in (pair.first, pair.second)]
    assert sorted(names + [left.name for left in found.left]) == [p.name for p in peers]
    assert found == pairs(peers, met, seed)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("XY")), max_size=40),
    st.integers(2, 6), mets, st.integers(0, 3),
)  # fmt: skip
def test_pods_are_even_in_size_and_departments(
    found: list[tuple[str, str]], size: int, met: frozenset[frozenset[str]], seed: int
) -> None:
    peers = [Peer(f"P{at}", *one) for at, one in enumerate(found)]
    made = pods(peers, size, met, seed)
    assert sorted(p.name for pod in made for p in pod.peers) == sorted(p.name for p in peers)
    for role in {peer.role for peer in peers}:
        ours = [pod for pod in made if pod.role == role]
        assert {peer.role for pod in ours for peer in pod.peers} == {role}
        sizes = [len(pod.peers) for pod in ours]
        assert max(sizes) - min(sizes) <= 1
        whole = sum(sizes)
        assert len(ours) == 1 or min(sizes) >= 2
        assert all(  # no other number of pods comes nearer
            abs(len(ours) - whole / size) <= abs(number - whole / size)
            for number in range(1, whole // 2 + 1)
        )
        for department in "ABC":
            held = [sum(p.department == department for p in pod.peers) for pod in ours]
            assert max(held) - min(held) <= 1
    assert made == pods(peers, size, met, seed)


def test_pods_do_not_meet_again_where_they_need_not() -> None:
    peers = [Peer(f"P{at}", "Sales", "Agent") for at in range(4)]
    met = {frozenset(("P0", "P1")), frozenset(("P2", "P3"))}
    assert [pod.again for pod in pods(peers, 2, met)] == [0, 0]


def test_larger_groups_are_counted() -> None:
    made = pods([Peer(f"P{at}", "Sales", "Agent") for at in range(23)], 5)
    assert Counter(len(pod.peers) for pod in made) == {5: 3, 4: 2}
    for people, size, sizes in ((9, 5, [5, 4]), (7, 4, [4, 3]), (5, 3, [3, 2]), (3, 5, [3])):
        made = pods([Peer(f"P{at}", "Sales", "Agent") for at in range(people)], size)
        assert sorted((len(pod.peers) for pod in made), reverse=True) == sizes


def test_two_who_teach_each_other_are_not_parted_for_two_who_do_not() -> None:
    """A and B teach each other; C and D of elsewhere could learn from one each."""
    peers = [
        peer("A", "Excel", "SQL", "Sales"),
        peer("B", "SQL", "Excel", "Sales"),
        peer("C", "", "Excel", "Ops"),
        peer("D", "", "SQL", "Ops"),
    ]
    for seed in range(8):
        [one] = pairs(peers, seed=seed).pairs
        assert {one.first.name, one.second.name} == {"A", "B"}


def seatings(peers: Sequence[Peer], number: int) -> Iterator[list[list[Peer]]]:
    """Every way of seating some in so many pods as even as can be."""
    most = -(-len(peers) // number)
    for places in product(range(number), repeat=len(peers)):
        pods_ = [[p for p, at in zip(peers, places, strict=True) if at == n] for n in range(number)]
        sizes = [len(pod) for pod in pods_]
        if max(sizes) == most and max(sizes) - min(sizes) <= 1:
            yield pods_


def spread(seated: Sequence[Sequence[Peer]]) -> int:
    """How far apart pods are in each department, over all departments."""
    departments = {peer.department for pod in seated for peer in pod}
    held = [[sum(p.department == d for p in pod) for pod in seated] for d in departments]
    return sum(max(counts) - min(counts) for counts in held)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from("ABC"), min_size=4, max_size=7), st.integers(0, 3))
def test_no_seating_is_better_balanced_over_departments(found: list[str], seed: int) -> None:
    peers = [Peer(f"P{at}", department, "Agent") for at, department in enumerate(found)]
    made = [pod.peers for pod in pods(peers, 2, seed=seed)]
    assert spread(made) == min(map(spread, seatings(peers, len(made))))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from("AB"), min_size=4, max_size=7), mets, st.integers(0, 3),
)  # fmt: skip
def test_no_swap_within_a_department_parts_more_who_have_met(
    found: list[str], met: frozenset[frozenset[str]], seed: int
) -> None:
    peers = [Peer(f"P{at}", department, "Agent") for at, department in enumerate(found)]
    made = [list(pod.peers) for pod in pods(peers, 2, met, seed)]

    def again(seated: Sequence[Sequence[Peer]]) -> int:
        return sum(
            frozenset((a.name, b.name)) in met for pod in seated for a, b in combinations(pod, 2)
        )

    ours = again(made)
    assert ours == sum(pod.again for pod in pods(peers, 2, met, seed))
    for (n, one), (m, other) in combinations(enumerate(made), 2):
        for i, j in product(range(len(one)), range(len(other))):
            if one[i].department == other[j].department:
                swapped = [list(pod) for pod in made]
                swapped[n][i], swapped[m][j] = other[j], one[i]
                assert again(swapped) >= ours
