"""The pilots of a workspace: every version of each card, and the card as it was promised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import pandas as pd

from analytics.pilots import Pilot, read_card

# The rows that `kept_pilots` reads.
CARDS = "select pilot, card, saved_at from pilot_card order by change"
LOCKS = "select pilot, card, digest, locked_at from card_lock order by change"


@dataclass(frozen=True)
class Lock:
    """A card as it was promised. digest: SHA-256 of its text; at: the moment, in UTC; is_whole:
    the text still has that digest."""

    card: Pilot
    digest: str
    at: datetime
    is_whole: bool


@dataclass(frozen=True)
class Amendment:
    """One field of the card that is not as it was promised. field: its name in Pilot; since: the
    day it last changed."""

    field: str
    was: Any
    now: Any
    since: date


@dataclass(frozen=True)
class KeptPilot:
    """One pilot. number: never changes, whatever the pilot is called; versions: its cards with the
    moment each was saved, oldest first; lock: what was promised, None where nothing is locked;
    is_put_away: nobody is shown it any more."""

    number: int
    versions: tuple[tuple[Pilot, datetime], ...]
    lock: Lock | None = None
    is_put_away: bool = False

    @property
    def card(self) -> Pilot:
        """The card in force."""
        return self.versions[-1][0]

    @property
    def saved_at(self) -> datetime:
        return self.versions[-1][1]

    @property
    def registered_on(self) -> date:
        """The day since which the card stands as it is."""
        since = self.saved_at
        for card, saved_at in reversed(self.versions):
            if card != self.card:
                break
            since = saved_at
        return since.date()

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """What is not as it was promised, field by field; nothing where nothing is locked."""
        if self.lock is None:
            return ()
        was = self.lock.card
        return tuple(
            Amendment(name, getattr(was, name), getattr(self.card, name), self._since(name))
            for name in (field.name for field in fields(Pilot))
            if getattr(was, name) != getattr(self.card, name)
        )

    def _since(self, field: str) -> date:
        now, since = getattr(self.card, field), self.saved_at
        for card, saved_at in reversed(self.versions):
            if getattr(card, field) != now:
                break
            since = saved_at
        return since.date()


def kept_pilots(
    cards: Iterable[Sequence[Any]], locks: Iterable[Sequence[Any]] = ()
) -> tuple[KeptPilot, ...]:
    """The pilots, the one whose card was saved last first; those that are put away with the card
    they had.

    cards: of `CARDS`, an empty card for put away; locks: of `LOCKS`.
    """
    versions: dict[int, list[tuple[Pilot, datetime]]] = {}
    in_view: dict[int, bool] = {}
    for number, text, saved_at in cards:
        known = versions.setdefault(int(number), [])
        in_view.pop(int(number), None)
        in_view[int(number)] = bool(text)  # the last one saved stands last
        if text:
            known.append((read_card(text), pd.Timestamp(saved_at).to_pydatetime()))
    locked = {
        int(number): Lock(read_card(text), digest, pd.Timestamp(at).to_pydatetime(),
                          digest_of(text) == digest)
        for number, text, digest, at in locks
    }  # fmt: skip
    return tuple(
        KeptPilot(number, tuple(versions[number]), locked.get(number), not in_view[number])
        for number in reversed(in_view)
    )


def pilot_named(kept: Iterable[KeptPilot], name: str) -> KeptPilot | None:
    """The pilot of that name, however it is capitalised."""
    wanted = name.strip().casefold()
    return next((one for one in kept if one.card.name.strip().casefold() == wanted), None)


def number_of(name: str, cards: Iterable[Sequence[Any]]) -> int:
    """The number of the pilot of that name, put away or not; the next free one where there is
    none. cards: of `CARDS`."""
    names: dict[int, str] = {}
    for number, text, _ in cards:
        names[int(number)] = read_card(text).name if text else names.get(int(number), "")
    wanted = name.strip().casefold()
    known = (number for number, known in names.items() if known.strip().casefold() == wanted)
    return next(known, max(names, default=0) + 1)


def digest_of(text: str) -> str:
    """SHA-256 of a card's text."""
    return hashlib.sha256(text.encode()).hexdigest()
