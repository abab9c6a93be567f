"""One matching from a skills list to what leaves: its words, its rows, its invitations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analytics.calendar_series import Invitee, Series
from analytics.matching import Matched, Peer, Pod, pairs, pods, rows_of, rows_of_pods
from analytics.skills_list import SkillsList, needs_skills
from analytics.together import Known
from analytics.verdicts.named import (
    match_notes,
    pair_invitation,
    pairs_title,
    pod_invitation,
    pods_title,
)

Way = Literal["pairs", "pods"]
NOBODY_KNOWN = Known()


@dataclass(frozen=True)
class Meeting:
    """When pairs or pods meet: the first time on the clock of `zone`, then every so many weeks."""

    starts_at: datetime
    minutes: int
    sessions: int
    zone: str
    every: int = 1


@dataclass(frozen=True)
class Match:
    """Pairs (matched), or pods where it is None; title and notes say what came of it."""

    title: str
    notes: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    matched: Matched | None
    pods: tuple[Pod, ...] = ()

    def series(self, meeting: Meeting) -> list[Series]:
        """The invitation of each pair or pod; who has no address is not invited by it."""
        if self.matched is not None:
            return [
                _series(*pair_invitation(pair), (pair.first, pair.second), meeting)
                for pair in self.matched.pairs
            ]
        return [
            _series(*pod_invitation(number, pod), pod.peers, meeting)
            for number, pod in enumerate(self.pods, start=1)
        ]


def match(
    found: SkillsList, name: str, way: Way, size: int, seed: int, known: Known = NOBODY_KNOWN
) -> Match:
    """The people of a list in pairs or pods, without those who have left.

    name: of the file, for what is wrong with it; size: of a pod. Raises Refused where pairs are
    wanted and nobody offers or wants anything.
    """
    peers = tuple(peer for peer in found.peers if peer not in known.left)
    if way == "pairs":
        needs_skills(found, name)
        matched = pairs(peers, known.met, seed)
        return Match(
            pairs_title(matched),
            (*found.notes, *match_notes(matched, (), known.left, peers)),
            tuple(rows_of(matched)),
            matched,
        )
    made = pods(peers, size, known.met, seed)
    return Match(
        pods_title(made),
        (*found.notes, *match_notes(None, made, known.left, peers)),
        tuple(rows_of_pods(made)),
        None,
        made,
    )


def _series(title: str, about: str, peers: Sequence[Peer], meeting: Meeting) -> Series:
    invited = tuple(Invitee(peer.name, peer.email) for peer in peers if peer.email)
    return Series(
        title, meeting.starts_at, meeting.minutes, meeting.sessions, meeting.zone, meeting.every,
        None, invited, about,
    )  # fmt: skip
