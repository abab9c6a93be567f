"""How much the evidence of a comparison can carry: a grade from A to E, and what would raise it.

The design sets the highest grade: drawn by lot A, a comparison group B, before and during alone
C, people by what they chose to do D. Each fault that could by itself have made the result costs a
whole grade, each weakness half of one. The verbs of titles follow the grade.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from analytics.findings import Flag, Grade

_LETTERS = "ABCDE"
# Flags and other faults: what each costs.
_COSTS = {
    "sign-off-rhythm": 1.0,
    "comparison-rhythm": 1.0,
    "nobody-left": 1.0,
    "pre-trend": 1.0,
    "mix-not-held": 0.5,
    "classes-too-few": 0.5,
    "many-left": 0.5,
    "pre-trend-unknown": 0.5,
    "small": 0.5,
    "still-learning": 0.5,
    "not-registered": 0.5,
    "one-team": 0.5,
}
# What somebody can do, cheapest first: the faults it removes, and the design it makes.
_STEPS: tuple[tuple[str, frozenset[str], str], ...] = (
    ("list-leavers", frozenset({"nobody-left"}), ""),
    ("longer-baseline", frozenset({"pre-trend-unknown", "small"}), ""),
    ("wait", frozenset({"still-learning", "small"}), ""),
    ("competent-dates", frozenset({"sign-off-rhythm", "comparison-rhythm"}), ""),
    ("comparison-group", frozenset({"pre-trend", "pre-trend-unknown", "one-team"}), "comparison"),
    ("register-next", frozenset({"not-registered"}), ""),
    ("draw-lots-next", frozenset(_COSTS), "lot"),
)
_FAR_FROM_SHOWN = 1.5
_HIGHEST = {"lot": 0, "comparison": 1, "before-after": 2, "chosen": 3}


def grade_of(
    *,
    design: str,
    flags: Sequence[Flag],
    fewest_competent: int,
    detectable: float | None,
    target: float,
    share_learning: float,
    is_registered: bool,
) -> Grade:
    """The grade of one comparison. design: "lot", "comparison" or "before-after".

    small: fewer than 30 competent on a side, or only gains of half as much again as the target
    could be shown; still-learning: more than half of those hired during; not-registered: the
    card in force was not saved before the pilot began. The next step is the cheapest that raises
    the grade by itself, else the cheapest pair's first.
    """
    faults = [flag.code for flag in flags if flag.code in _COSTS]
    faults += _too_little(fewest_competent, detectable, target, share_learning)
    if not is_registered:
        faults.append("not-registered")
    letter = _letter(design, faults)
    return Grade(letter, design, tuple(faults), _next_step(design, faults, letter))


def grade_of_series(*, design: str, flags: Sequence[Flag], is_registered: bool) -> Grade:
    """The grade of a series before and after: its trend before is in the comparison already."""
    faults = [flag.code for flag in flags if flag.code in _COSTS]
    if not is_registered:
        faults.append("not-registered")
    letter = _letter(design, faults)
    return Grade(letter, design, tuple(faults), _next_step(design, faults, letter))


def grade_where_chosen(
    *, fewest_competent: int, detectable: float | None, target: float, share_learning: float
) -> Grade:
    """The grade of comparing people by what they chose to do: D, or E where both small and
    still-learning (as in `grade_of`) weaken it too. Only a lot could raise it beyond D."""
    faults = _too_little(fewest_competent, detectable, target, share_learning)
    return Grade(_letter("chosen", faults), "chosen", tuple(faults), "draw-lots-next")


def _too_little(
    fewest_competent: int, detectable: float | None, target: float, share_learning: float
) -> list[str]:
    faults = []
    if fewest_competent < 30 or detectable is None or detectable > _FAR_FROM_SHOWN * target:
        faults.append("small")
    if share_learning > 0.5:
        faults.append("still-learning")
    return faults


def _letter(design: str, faults: Sequence[str]) -> str:
    lowered = math.floor(sum(_COSTS[fault] for fault in faults))
    place = _HIGHEST[design] + lowered
    if place == 0 and faults:
        place = 1  # an A has no fault
    return _LETTERS[min(place, len(_LETTERS) - 1)]


def _next_step(design: str, faults: Sequence[str], letter: str) -> str:
    for chosen in _choices():
        if design != "before-after" and any(name == "comparison-group" for name, *_ in chosen):
            continue  # there is one
        removed = frozenset().union(*(faults_of for _, faults_of, _ in chosen))
        best = min((d for *_, d in chosen if d), key=_HIGHEST.__getitem__, default=design)
        after = min(best, design, key=_HIGHEST.__getitem__)
        helps = [name for name, mends, made in chosen if mends & {*faults} or made]
        if _letter(after, [f for f in faults if f not in removed]) < letter and helps:
            return helps[0]
    return ""


def _choices() -> Iterator[tuple[tuple[str, frozenset[str], str], ...]]:
    for step in _STEPS:
        yield (step,)
    for i, first in enumerate(_STEPS):
        for second in _STEPS[i + 1 :]:
            yield (first, second)
