"""What a reader must know of a comparison, each found by its measured trigger.

Three of them cap the verdict at "promising": whatever the interval says, a changed sign-off
rhythm, an export without leavers and a change that began before the pilot could have made it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analytics.cohorts.compare import Comparison, is_enough, one_side
from analytics.cohorts.hires import Hires
from analytics.cohorts.looks import Looks
from analytics.cohorts.rhythm import Read
from analytics.findings import Flag
from analytics.stats.did import difference_in_differences
from analytics.stats.logrank import logrank
from analytics.stats.survival import DayGrid

# Permutations of the checks, whose p need not be as fine as that of the verdict.
_PERMUTATIONS = 999
# A people list this long in which nobody has left is hardly a list of everybody.
_LONG_LIST = 30
_MANY_LEFT = 0.1
_FEWEST_PER_HALF = 10
_DIFFERS = 1.959964


@dataclass(frozen=True)
class Beside:
    """What the exports say beside the hires compared: sign-offs of people without a hire date,
    hires competent before it, the length of the people list and those in it who have left."""

    without_hire: int
    contradicting: int
    listed: int
    gone: int


def flags_of(
    read: Read, comparison: Comparison, beside: Beside, looks: Looks, *, has_leavers: bool
) -> tuple[Flag, ...]:
    """Every flag of the comparison, those that cap the verdict first."""
    pilot = read.hires.pilot
    found = [
        *_rhythm(read, comparison),
        *_survivors(beside, has_leavers),
        *_pre_trend(read.hires, comparison),
        *_design(read.hires, comparison),
        *_mix(comparison),
        *_classes(comparison),
        *_crossing(pilot),
        *_leavers(pilot),
        *_looks(looks),
        *_left_out(pilot, beside),
    ]
    return tuple(sorted(found, key=lambda flag: not flag.caps))


def own_caps(read: Read, comparison: Comparison) -> tuple[Flag, ...]:
    """What caps the verdict of one department by itself, however the whole looks: a rhythm of
    sign-offs that changed there, a change there that began before the pilot."""
    found = [*_rhythm(read, comparison), *_pre_trend(read.hires, comparison)]
    return tuple(flag for flag in found if flag.caps)


def _rhythm(read: Read, comparison: Comparison) -> Iterator[Flag]:
    pairs = [("sign-off-rhythm", read.own)]
    if comparison.did is not None and read.others is not None:
        pairs.append(("comparison-rhythm", read.others))
    for code, pair in pairs:
        if pair.differs:
            words = (pair.before.every, pair.during.every)
            yield Flag(code, caps=True, words=words, holds=pair.is_aligned)


def _survivors(beside: Beside, has_leavers: bool) -> Iterator[Flag]:
    if not has_leavers and beside.listed >= _LONG_LIST and not beside.gone:
        yield Flag("nobody-left", n=beside.listed, caps=True)


def pre_trend(before: Hires, compared: Hires | None = None) -> float | None:
    """p of a change between the first and the second half of the hires before the pilot, relative
    to the comparison group where there is one; None when a half is too small to tell."""
    sides = []
    for hires in (before, compared):
        if hires is None:
            continue
        if not hires.n:
            return None
        order = np.argsort(hires.hired_on, kind="stable")
        middle = np.searchsorted(np.cumsum(hires.people[order]), hires.n / 2)
        halves = replace(hires, is_during=hires.hired_on > hires.hired_on[order][middle])
        if not (is_enough(halves.before) and is_enough(halves.during)):
            return None
        side = one_side(halves, 0.95, _PERMUTATIONS)
        if side is None:
            return None
        sides.append(side.test)
    if len(sides) == 1:
        return sides[0].p
    did = difference_in_differences(sides[0].time_ratio, sides[1].time_ratio)
    return None if did is None else did.p


def _pre_trend(hires: Hires, comparison: Comparison) -> Iterator[Flag]:
    others = hires.compared.before if comparison.did else None
    p = pre_trend(hires.pilot.before, others)
    if p is None:
        yield Flag("pre-trend-unknown")
    elif p < 0.05:
        yield Flag("pre-trend", caps=True, value=p)


def _design(hires: Hires, comparison: Comparison) -> Iterator[Flag]:
    if comparison.did is None:
        if hires.compared.n:
            yield Flag("comparison-too-small", n=hires.compared.n)
        yield Flag("no-comparison-group")
    teams = set(hires.pilot.during.department)
    if len(teams) == 1 and teams != {""}:  # not known is not one
        yield Flag("one-team", n=hires.pilot.during.n)


def _mix(comparison: Comparison) -> Iterator[Flag]:
    side = comparison.pilot
    if side.within:
        plain = side.plain.estimate
        yield Flag("mix-held-equal", words=side.within, value=plain)
    for factor in side.unheld:
        yield Flag("mix-not-held", words=(factor,))


def _classes(comparison: Comparison) -> Iterator[Flag]:
    if comparison.pilot.classes != "none":
        yield Flag(f"classes-{comparison.pilot.classes}")


def _crossing(pilot: Hires) -> Iterator[Flag]:
    """Early and late log-rank, split at the median day of all events, pull different ways."""
    before, during = pilot.before.grid, pilot.during.grid
    both = before + during
    if both.n_events < 2 * _FEWEST_PER_HALF:
        return
    middle = int(both.day[np.searchsorted(np.cumsum(both.events), both.n_events / 2)])
    early = logrank(_until(before, middle), _until(during, middle))
    late = logrank(_after(before, middle), _after(during, middle))
    if early and late and abs(early.z - late.z) / math.sqrt(2) > _DIFFERS:
        yield Flag("curves-differ", n=middle, words=(_way(early.z), _way(late.z)))


def _way(z: float) -> str:
    return "sooner" if z > 0 else "later"


def _until(grid: DayGrid, day: int) -> DayGrid:
    """Watched up to this day only."""
    is_in = grid.day <= day
    rest = int((grid.events + grid.censored)[~is_in].sum())
    kept = DayGrid(grid.day[is_in], grid.events[is_in], grid.censored[is_in])
    return kept + DayGrid.from_times([day] * rest, [False] * rest) if rest else kept


def _after(grid: DayGrid, day: int) -> DayGrid:
    """Those still learning after this day."""
    is_in = grid.day > day
    return DayGrid(grid.day[is_in], grid.events[is_in], grid.censored[is_in])


def _leavers(pilot: Hires) -> Iterator[Flag]:
    left = pilot.during.count("left")
    if left > _MANY_LEFT * pilot.during.n:
        yield Flag("many-left", n=left)


def _looks(looks: Looks) -> Iterator[Flag]:
    if looks.times > 1 or looks.is_interim:
        yield Flag("looks", n=max(looks.times, 1), holds=looks.is_interim)


def _left_out(pilot: Hires, beside: Beside) -> Iterator[Flag]:
    for code, n in (
        ("straddlers-censored", pilot.count("straddling")),
        ("competent-before-hire", beside.contradicting),
        ("sign-offs-without-hire", beside.without_hire),
    ):
        if n:
            yield Flag(code, n=n)
