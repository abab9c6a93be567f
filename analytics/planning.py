"""Before a pilot begins: what it could show, and what would let it show more.

Everything rests on the organisation's own history: how many people are hired, how long they took
to be competent and how much that differs from one to the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.cohorts.compare import FEWEST_COMPETENT
from analytics.findings import Help, Reach
from analytics.intent import Design, Intent
from analytics.stats.power import detectable_from, log_sigma_from_quartiles, most_terms
from analytics.stats.survival import Survival

# What hires usually differ by, where the history is too short to say.
USUAL_SIGMA = 0.45

# The best grade of each design, as grade.py has it; steps are read as before and during.
GRADES: dict[Design, str] = {"before-after": "C", "comparison": "B", "stepped": "C", "lot": "A"}


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
        first, third = self._quartiles
        if first is None or third is None or not 0 < first < third:
            return USUAL_SIGMA
        return log_sigma_from_quartiles(first, third)

    @property
    def is_usual(self) -> bool:
        """Whether the spread is the usual one, for want of a quartile of one's own."""
        first, third = self._quartiles
        return first is None or third is None or not 0 < first < third

    @property
    def _quartiles(self) -> tuple[float | None, float | None]:
        return self.curve.quantile(0.25).value, self.curve.quantile(0.75).value

    def competent_by(self, days: float) -> float:
        """Share of hires competent so many days after they were hired; beyond what is known, the
        last that is."""
        place = int(np.searchsorted(self.curve.day, days, side="right")) - 1
        return float(self.curve.share[place]) if place >= 0 else 0.0


def reach(history: History, intent: Intent, design: Design | None = None) -> Reach:
    """What a pilot of this size and design (None = the intended one) could show.

    Hires come at the pace of the history and evenly over the pilot; whoever is hired on day d of it
    is followed for the rest of the pilot and the follow-up. Smallest gain: see `detectable_from`,
    from the people expected to be competent by the reading: before and during, which is how steps
    are read too; with a comparison group also its two. Departments drawn by lot are read in the
    same four terms, beside those that wait; where none are known yet, the pilot's own are dealt
    into two halves. Of any of these 10 are needed, as a comparison needs them.
    """
    design = design or intent.design
    pace = history.hired / max(history.months, 1e-9)
    before = round(pace * min(intent.baseline, history.months))
    during = round(pace * intent.months)
    seen = share_seen(history, intent)
    share, factor = _dealt(history, design)
    sides = [share * before, share * during * seen]
    if factor is not None:
        sides += [factor * side for side in sides]
    detectable = detectable_from(sides, sigma=history.sigma) if _is_enough(sides) else None
    needed = None
    if before and during and seen > 0:
        needed = _needed(history, intent, design, seen)
    if needed is not None:  # of each side as many as a comparison needs
        smaller = share if factor is None else share * min(factor, 1)
        needed = max(needed, math.ceil(FEWEST_COMPETENT / (smaller * seen)))
    return Reach(design, before, during, seen, detectable, needed, GRADES[design], share < 1)


def share_seen(history: History, intent: Intent) -> float:
    """Share of those hired during the pilot who will be competent by the reading, if they are as
    fast as those before: 1 - S, averaged over everybody's days of watch."""
    days = max((intent.ends_on - intent.starts_on).days + 1, 1)
    return float(np.mean([history.competent_by(intent.follow_up + d) for d in range(days)]))


def _dealt(history: History, design: Design) -> tuple[float, float | None]:
    """The share of the hires whose departments begin, and how many times as many there are beside
    them; None where nobody is."""
    if design == "lot" and not history.beside:
        return 0.5, 1.0
    if design in ("comparison", "lot"):
        return 1.0, history.beside / max(history.hired, 1)
    return 1.0, None


def _is_enough(sides: Sequence[float]) -> bool:
    return round(min(sides)) >= FEWEST_COMPETENT


def _needed(history: History, intent: Intent, design: Design, seen: float) -> int | None:
    pace = history.hired / max(history.months, 1e-9)
    before = pace * min(intent.baseline, history.months)
    share, factor = _dealt(history, design)
    if factor is not None and factor <= 0:
        return None
    groups = 1.0 if factor is None else 1 + 1 / factor
    # With so many before, however many during: none are enough where those before are too few.
    most = most_terms(intent.target, sigma=history.sigma)
    room = most - groups / max(share * before, 1e-9)
    return math.ceil(groups / (share * seen * room)) if room > 0 else None


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
