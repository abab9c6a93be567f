"""Who learns with whom: pairs whose skills complete each other, and pods of one role.

Both are assignment problems: pairs are the heaviest matching, found exactly as an integer programme
(HiGHS, in scipy); pods are filled seat by seat, each round of people to pods by the Hungarian
method. Ties are broken by the seed, so that the same list and seed always give the same answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

# In the order of what counts most. A pair in which both teach is worth more than two in which only
# one does: reciprocity is what is asked for.
_BOTH_WAYS, _ONE_WAY, _ACROSS, _LUCK = 5.0, 2.0, 0.4, 1e-3
# Met before: only where nobody else is left.
_AGAIN = 4.0


@dataclass(frozen=True)
class Peer:
    """One person of a skills list. offers, wants: skills they can teach, and would learn; email:
    for the invitation."""

    name: str
    department: str = ""
    role: str = ""
    offers: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    email: str = ""


@dataclass(frozen=True)
class Pair:
    """Two peers. teaches: what the first can teach the second; learns: the other way round;
    is_again: they have been together before."""

    first: Peer
    second: Peer
    teaches: tuple[str, ...]
    learns: tuple[str, ...]
    is_again: bool

    @property
    def is_mutual(self) -> bool:
        return bool(self.teaches and self.learns)


@dataclass(frozen=True)
class Pod:
    """Peers of one role who meet as a group. again: how many pairs in it have met before."""

    role: str
    peers: tuple[Peer, ...]
    again: int


@dataclass(frozen=True)
class Matched:
    """left: those for whom nobody was found."""

    pairs: tuple[Pair, ...]
    left: tuple[Peer, ...]


SMALLEST_POD = 2
# Names of two people who have been together, in either order.
Met = Collection[frozenset[str]]


def pairs(peers: Sequence[Peer], met: Met = (), seed: int = 1) -> Matched:
    """The heaviest matching of peers into pairs in which at least one has what the other wants.

    A pair weighs most where each teaches the other, then where one does; a little more across
    departments; less where the two have met (`met`). Exact: maximise sum w x over pairs with every
    person in at most one, x of 0 or 1 (Edmonds 1965 solves the same without a programme).
    Raises ValueError for a name that stands twice.
    """
    _once(peers)
    places = [
        (a, b)
        for a, b in combinations(range(len(peers)), 2)
        if peers[a].offers & peers[b].wants or peers[b].offers & peers[a].wants
    ]
    if not places:
        return Matched((), tuple(peers))
    luck = np.random.default_rng(seed).random(len(places)) * _LUCK
    weights = np.array([weight(peers[a], peers[b], met) for a, b in places]) + luck
    chosen = [places[at] for at in np.flatnonzero(_heaviest(places, weights, len(peers)))]
    taken = {at for pair in chosen for at in pair}
    return Matched(
        tuple(_pair(peers[a], peers[b], met) for a, b in chosen),
        tuple(peer for at, peer in enumerate(peers) if at not in taken),
    )


def weight(one: Peer, other: Peer, met: Met = ()) -> float:
    """What a pair is worth, 0 or less where neither has what the other wants."""
    ways = bool(one.offers & other.wants) + bool(other.offers & one.wants)
    if not ways:
        return 0.0
    worth = _BOTH_WAYS if ways == 2 else _ONE_WAY
    if one.department != other.department:
        worth += _ACROSS
    return worth / _AGAIN if frozenset((one.name, other.name)) in met else worth


def pods(peers: Sequence[Peer], size: int, met: Met = (), seed: int = 1) -> tuple[Pod, ...]:
    """Pods of one role with about `size` peers each, as even as can be.

    Of each role: as many pods as bring them nearest to `size` on the mean, none of one person.
    Departments are spread so that two pods differ by at most one in each, and the seats of a round
    are given so that few meet again (linear assignment, Kuhn 1955), and then two of one department
    change places as long as fewer do.
    Raises ValueError for a size below 2, or a name that stands twice.
    """
    if size < SMALLEST_POD:
        raise ValueError("a pod has two peers or more")
    _once(peers)
    rng = np.random.default_rng(seed)
    by_role: dict[str, list[Peer]] = defaultdict(list)
    for peer in peers:
        by_role[peer.role].append(peer)
    return tuple(
        pod for role in sorted(by_role) for pod in _of_role(role, by_role[role], size, met, rng)
    )


def _of_role(
    role: str, peers: list[Peer], size: int, met: Met, rng: np.random.Generator
) -> Iterable[Pod]:
    from scipy.optimize import linear_sum_assignment  # takes a while to import

    number = max(min(round(len(peers) / size), len(peers) // SMALLEST_POD), 1)
    sizes = Counter(peer.department for peer in peers)
    places = sorted(
        rng.permutation(len(peers)).tolist(),
        key=lambda at: (-sizes[peers[at].department], peers[at].department),
    )
    seated: list[list[Peer]] = [[] for _ in range(number)]
    for start in range(0, len(places), number):
        round_ = [peers[at] for at in places[start : start + number]]
        again = np.array([[_again(peer, pod, met) for pod in seated] for peer in round_])
        alike = np.array(
            [[sum(p.department == peer.department for p in pod) for pod in seated]
             for peer in round_]
        )  # fmt: skip
        full = np.array([len(pod) for pod in seated])
        costs = full * 1e6 + alike * 1e3 + again + rng.random(again.shape) * _LUCK
        for at, place in zip(*linear_sum_assignment(costs), strict=True):
            seated[int(place)].append(round_[int(at)])
    if met:
        _part(seated, met)
    for pod in seated:
        yield Pod(role, tuple(pod), sum(_again(peer, pod[:at], met) for at, peer in enumerate(pod)))


def _part(seated: Sequence[list[Peer]], met: Met) -> None:
    """Swaps two of one department between pods as long as fewer meet again: sizes and departments
    stay as even as they are."""
    is_better = True
    while is_better:
        is_better = False
        for one, other in combinations(seated, 2):
            for i, j in product(range(len(one)), range(len(other))):
                a, b = one[i], other[j]
                if a.department != b.department:
                    continue
                rest, others = one[:i] + one[i + 1 :], other[:j] + other[j + 1 :]
                now = _again(a, rest, met) + _again(b, others, met)
                if _again(b, rest, met) + _again(a, others, met) < now:
                    one[i], other[j] = b, a
                    is_better = True


def _again(peer: Peer, others: Iterable[Peer], met: Met) -> int:
    return sum(frozenset((peer.name, other.name)) in met for other in others)


def _heaviest(
    places: Sequence[tuple[int, int]], weights: npt.NDArray[np.float64], people: int
) -> npt.NDArray[np.bool_]:
    """Which pairs are in the heaviest matching."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # takes a while to import
    from scipy.sparse import coo_array

    ends = np.array(places).ravel()
    of_pair = np.repeat(np.arange(len(places)), 2)
    in_pair = coo_array((np.ones(len(ends)), (ends, of_pair)), shape=(people, len(places)))
    found = milp(
        -weights,
        integrality=np.ones(len(places), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(in_pair.tocsr(), ub=1),
    )
    if found.x is None:
        raise ValueError(f"no pairs were found: {found.message}")
    return np.asarray(found.x > 0.5)


def _pair(one: Peer, other: Peer, met: Met) -> Pair:
    return Pair(
        one,
        other,
        tuple(sorted(one.offers & other.wants)),
        tuple(sorted(other.offers & one.wants)),
        frozenset((one.name, other.name)) in met,
    )


def _once(peers: Iterable[Peer]) -> None:
    often = [name for name, times in Counter(peer.name for peer in peers).items() if times > 1]
    if often:
        raise ValueError(f"{often[0]} stands in the list more than once")


def mutual_share(matched: Matched) -> float | None:
    """Pairs in which both teach, of all pairs; None without a pair."""
    if not matched.pairs:
        return None
    return sum(pair.is_mutual for pair in matched.pairs) / len(matched.pairs)


def rows_of(matched: Matched) -> list[Mapping[str, str]]:
    """A row per pair, as the CSV has them; then those for whom nobody was found."""
    pairs = [
        {
            "first": pair.first.name, "first_email": pair.first.email,
            "first_department": pair.first.department,
            "second": pair.second.name, "second_email": pair.second.email,
            "second_department": pair.second.department,
            "first_teaches": ", ".join(pair.teaches), "second_teaches": ", ".join(pair.learns),
            "met_before": "yes" if pair.is_again else "no",
        }
        for pair in matched.pairs
    ]  # fmt: skip
    alone = [
        {
            "first": one.name, "first_email": one.email, "first_department": one.department,
            "second": "", "second_email": "", "second_department": "", "first_teaches": "",
            "second_teaches": "", "met_before": "",
        }
        for one in matched.left
    ]  # fmt: skip
    return [*pairs, *alone]


def rows_of_pods(made: Sequence[Pod]) -> list[Mapping[str, str]]:
    """A row per person of each pod."""
    return [
        {
            "pod": str(number), "role": pod.role, "name": peer.name, "email": peer.email,
            "department": peer.department,
        }
        for number, pod in enumerate(made, start=1)
        for peer in pod.peers
    ]  # fmt: skip
