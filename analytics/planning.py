"""Before a pilot begins: what it could show, and what would let it show more.

Everything rests on the organisation's own history: how many people are hired, how long they took
to be competent and how much that differs from one to the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from analytics.stats.power import (
    detectable_from,
    hires_needed,
    log_sigma_from_quartiles,
)
from analytics.stats.survival import Survival

MONTH_DAYS = 30.4375
# What hires usually differ by, where the history is too short to say.
USUAL_SIGMA = 0.45

Design = Literal["before-after", "comparison", "stepped", "lot"]
# The best grade of each design, as grade.py has it.
GRADES: dict[Design, str] = {"before-after": "C", "comparison": "B", "stepped": "B", "lot": "A"}


@dataclass(frozen=True)
class History:
    """Hires of the last months. months: how far back hires are known; hired: of the departments
    in the pilot; beside: of those that could be compared with; curve: how they became competent;
    leaving hires out of account, as the comparison will."""

    months: float
    hired: int
    beside: int
    curve: Survival

    @property
    def sigma(self) -> float:
        """Standard deviation of the log days, `USUAL_SIGMA` where a quartile is not reached."""
        first, third = self.curve.quantile(0.25).value, self.curve.quantile(0.75).value
        if first is None or third is None or not 0 < first < third:
            return USUAL_SIGMA
        return log_sigma_from_quartiles(first, third)

    def competent_by(self, days: float) -> float:
        """Share of hires competent so many days after they were hired; beyond what is known, the
        last that is."""
        place = int(np.searchsorted(self.curve.day, days, side="right")) - 1
        return float(self.curve.share[place]) if place >= 0 else 0.0


@dataclass(frozen=True)
class Intent:
    """The pilot that somebody has in mind. months: how long; baseline: months of hires before it;
    follow_up: days from its last day to the reading; target: fraction of days to be saved."""

    starts_on: date
    months: float
    baseline: float
    follow_up: int
    target: float

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=round(self.months * MONTH_DAYS) - 1)


@dataclass(frozen=True)
class Reach:
    """What one pilot could show. before, during: people hired; seen: of these the share that will
    be competent by the reading; detectable: smallest gain shown with 80% power (fraction of days),
    None where nothing could be; needed: hires during that would show the target."""

    design: Design
    before: int
    during: int
    seen: float
    detectable: float | None
    needed: int | None

    @property
    def grade(self) -> str:
        return GRADES[self.design]


def reach(history: History, intent: Intent, design: Design = "before-after") -> Reach:
    """What a pilot of this size and design could show.

    Hires come at the pace of the history and evenly over the pilot; whoever is hired on day d of it
    is followed for the rest of the pilot and the follow-up. Smallest gain: see `detectable_from`,
    from the people expected to be competent by the reading: before and during; with a comparison
    group also its two; drawn by lot, or stepped, the halves of those hired during.
    """
    pace = history.hired / max(history.months, 1e-9)
    before = round(pace * min(intent.baseline, history.months))
    during = round(pace * intent.months)
    seen = share_seen(history, intent)
    sides: list[float] = [before, during * seen]
    if design == "comparison":
        factor = history.beside / max(history.hired, 1)
        sides += [before * factor, during * seen * factor]
    elif design in ("lot", "stepped"):
        sides = [during * seen / 2, during * seen / 2]
    detectable = detectable_from(sides, sigma=history.sigma) if min(sides) > 0 else None
    needed = None
    if before and during and seen > 0:
        needed = _needed(history, intent, design, seen)
    return Reach(design, before, during, seen, detectable, needed)


def share_seen(history: History, intent: Intent) -> float:
    """Share of those hired during the pilot who will be competent by the reading, if they are as
    fast as those before: 1 - S, averaged over everybody's days of watch."""
    days = max((intent.ends_on - intent.starts_on).days + 1, 1)
    return float(np.mean([history.competent_by(intent.follow_up + d) for d in range(days)]))


def _needed(history: History, intent: Intent, design: Design, seen: float) -> int:
    pace = history.hired / max(history.months, 1e-9)
    before = pace * min(intent.baseline, history.months)
    if design in ("lot", "stepped"):
        return 2 * hires_needed(intent.target, sigma=history.sigma, share_seen=seen)
    # With so many before, however many during: none are enough where those before are too few.
    room = (math.log1p(-intent.target) / (2.8016 * history.sigma)) ** 2 - 1 / max(before, 1e-9)
    if design == "comparison":
        factor = history.beside / max(history.hired, 1)
        if factor <= 0:
            return 0
        room -= 1 / max(before * factor, 1e-9)
        return math.ceil((1 + 1 / factor) / seen / room) if room > 0 else 0
    return math.ceil(1 / (room * seen)) if room > 0 else 0


@dataclass(frozen=True)
class Help:
    """One thing that could be done, and what could be shown then."""

    code: str
    intent: Intent
    reach: Reach


def helps(history: History, intent: Intent) -> tuple[Help, ...]:
    """What lets the pilot show more, the most helpful first: all the baseline that is known, two
    months more of follow-up, a pilot twice as long."""
    changes: Sequence[tuple[str, Intent]] = (
        ("baseline", replace(intent, baseline=history.months)),
        ("follow-up", replace(intent, follow_up=intent.follow_up + 60)),
        ("longer", replace(intent, months=2 * intent.months)),
    )
    now = reach(history, intent).detectable
    found = [
        Help(code, changed, reach(history, changed))
        for code, changed in changes
        if changed != intent
    ]
    better = [
        one
        for one in found
        if one.reach.detectable is not None and (now is None or one.reach.detectable < now - 0.005)
    ]
    return tuple(sorted(better, key=lambda one: one.reach.detectable or 1.0))
