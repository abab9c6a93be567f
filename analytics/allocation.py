"""Who begins when, drawn by lot: the same names and seed give the same draw anywhere.

A name's lot is the SHA-256 of "seed:name". Nobody can steer it, and anybody can check it with a
program of their own; no library's random numbers have to stay as they are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Drawn:
    """One name with its group. lot: the first eight digits of what it drew."""

    name: str
    stratum: str
    group: str
    lot: str


@dataclass(frozen=True)
class Allocation:
    """A draw, in the order of strata and lots. digest: SHA-256 of the whole list, to be signed."""

    seed: str
    groups: tuple[str, ...]
    drawn: tuple[Drawn, ...]
    digest: str

    def of(self, group: str) -> tuple[str, ...]:
        return tuple(one.name for one in self.drawn if one.group == group)


def allocate(
    names: Mapping[str, str], seed: str, groups: Sequence[str] = ("now", "later")
) -> Allocation:
    """Deal names to groups, evenly within every stratum and in all.

    names: name -> stratum (its department, say). Within a stratum the names are dealt to the groups
    in turn by their lots; the turn goes on from one stratum to the next, so that group sizes differ
    by at most one, in each stratum and in all (one permuted block a stratum; Pocock 1979 on
    stratified randomisation).
    Raises ValueError for fewer than two groups or names, or groups that are called the same.
    """
    if len(groups) < 2 or len(set(groups)) < len(groups):
        raise ValueError("a draw needs two groups or more, each with a name of its own")
    if len(names) < len(groups):
        raise ValueError(f"{len(names)} names cannot be dealt to {len(groups)} groups")
    strata: dict[str, list[str]] = defaultdict(list)
    for name, stratum in names.items():
        strata[stratum].append(name)
    drawn: list[Drawn] = []
    # Which group a stratum of odd size favours is drawn too.
    turn = sorted(range(len(groups)), key=lambda at: lot_of(groups[at], seed))
    for stratum in sorted(strata):
        for name in sorted(strata[stratum], key=lambda name: (lot_of(name, seed), name)):
            group = groups[turn[len(drawn) % len(groups)]]
            drawn.append(Drawn(name, stratum, group, lot_of(name, seed)[:8]))
    return Allocation(seed, tuple(groups), tuple(drawn), _digest(seed, drawn))


def starts(
    teams: Sequence[str], seed: str, first: date, steps: int, weeks: int
) -> tuple[tuple[str, date], ...]:
    """A stepped start: which team begins on which day, drawn by lot, as even as can be.

    steps: so many days on which teams begin, `weeks` apart, the first on `first`.
    Raises ValueError for fewer than two steps, or more steps than teams.
    Source: Hussey & Hughes (2007), Contemporary Clinical Trials 28, 182-191.
    """
    if not 2 <= steps <= len(teams) or weeks < 1:
        raise ValueError(f"{len(teams)} teams cannot begin on {steps} days")
    order = sorted(dict.fromkeys(teams), key=lambda team: (lot_of(team, seed), team))
    return tuple(
        (team, first + timedelta(weeks=weeks * (at * steps // len(order))))
        for at, team in enumerate(order)
    )


def stepped(teams: Sequence[str], seed: str, first: date, steps: int, weeks: int) -> Allocation:
    """`starts` as an allocation, whose groups are the days on which teams begin (ISO)."""
    made = [
        Drawn(team, "", day.isoformat(), lot_of(team, seed)[:8])
        for team, day in starts(teams, seed, first, steps, weeks)
    ]
    days = tuple(dict.fromkeys(one.group for one in made))
    return Allocation(seed, days, tuple(made), _digest(seed, made))


def in_steps(names: Mapping[str, str]) -> list[str]:
    """Names that can begin in steps: whole departments or teams, without one of their own.

    names: as in `allocate`. Raises ValueError where they belong to departments or teams.
    """
    if any(names.values()):
        raise ValueError(
            "steps are drawn of whole departments or teams: give their names alone, without a"
            " second column, or draw these into groups"
        )
    return list(names)


def lot_of(name: str, seed: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def _digest(seed: str, drawn: Sequence[Drawn]) -> str:
    lines = [f"seed\t{seed}", *(f"{one.stratum}\t{one.name}\t{one.group}" for one in drawn)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
