"""One number under every definition: a dot each, on one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from analytics import fmt
from analytics.findings import Defined, Strip
from analytics.plots.canvas import WIDTH_PT
from analytics.plots.plot import XY, Axis, Band, Dots, Note, Rule
from analytics.verdicts.strips import value_words

DOT, DEFAULT_DOT = 10.0, 15.0
MOST_TICKS = 7
# So many dots could stand above the line without the axis growing.
LEAST_LEVELS = 8
# The interval is drawn no further than this beyond what else is shown: a very wide one would push
# all dots together.
FURTHEST = 0.5
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)


def strip(answer: Strip) -> XY:
    """A dot per definition that counts (`answer.of` is not 0), the one in use large and on the
    line with its interval as a band; filled where the verdict is that of the one in use, hollow
    where it is another. y: how many dots above or below the line."""
    low, high = span(answer)
    heights = levels(answer.judged, DOT * (high - low) / WIDTH_PT * 1.15)
    half = float(max(LEAST_LEVELS, *(abs(height) + 3 for height in heights)))
    return XY(
        x=Axis(
            low,
            high,
            tuple((at, tick(answer, at)) for at in ticks(low, high, MOST_TICKS)),
        ),
        y=Axis(-half, half),
        bands=_band(answer, (low, high), half),
        dots=_dots(answer.judged, heights),
        rules=_rules(answer),
        notes=_in_use(answer, (low, high), max(heights) + 1.5),
    )


# choices that the screen makes too ----------------------------------------------------------------


def span(answer: Strip) -> tuple[float, float]:
    """The axis: every dot, the target, no change, and the interval as far as it is drawn."""
    values = [row.estimate.value for row in answer.judged if row.estimate]
    values += [] if answer.target is None else [answer.target]
    values += [0.0] if answer.unit == "faster" else []
    low, high = min(values), max(values)
    limits = answer.default.estimate
    if limits is not None:
        low = min(low, max(limits.low if limits.low is not None else -1e9, low - FURTHEST))
        high = max(high, min(limits.high if limits.high is not None else 1e9, high + FURTHEST))
    pad = 0.12 * (high - low or 0.1)  # a label under either end has room
    return low - pad, high + pad


def levels(rows: Sequence[Defined], needed: float) -> list[int]:
    """How many dots above (or below) the line each is moved, so that none lies on another; the one
    in use stays on it. needed: what two dots side by side take of the axis."""
    placed: dict[int, list[float]] = {}
    found = [0] * len(rows)
    order = sorted(
        range(len(rows)),
        key=lambda i: (not rows[i].is_default, not rows[i].agrees, value_of(rows[i])),
    )
    for i in order:
        value, level = value_of(rows[i]), 0
        while any(abs(value - other) < needed for other in placed.get(level, [])):
            level = -level if level > 0 else 1 - level
        placed.setdefault(level, []).append(value)
        found[i] = level
    return found


def value_of(row: Defined) -> float:
    return row.estimate.value if row.estimate else 0.0


def band_ends(answer: Strip, within: tuple[float, float]) -> tuple[float, float] | None:
    """The interval of the definition in use on the axis; None where it has no limit at all."""
    limits = answer.default.estimate
    if limits is None or (limits.low is None and limits.high is None):
        return None
    low, high = within
    return (
        low if limits.low is None else max(low, limits.low),
        high if limits.high is None else min(high, limits.high),
    )


def side(at: float, within: tuple[float, float]) -> Literal["left", "right", "middle"]:
    """Which side of a label stands at its place, so that it stays beside the plot's ends."""
    share = (at - within[0]) / (within[1] - within[0])
    return "left" if share < 0.15 else "right" if share > 0.85 else "middle"


def ticks(low: float, high: float, most: int) -> list[float]:
    step = next((s for s in _STEPS if (high - low) / s <= most), high - low)
    first = -int(-low // step)
    return [n * step for n in range(first, int(high // step) + 1)]


def tick(answer: Strip, value: float) -> str:
    if answer.unit == "faster" and abs(value) < 1e-9:
        return "no change"
    return value_words(answer, value)


# what is placed -----------------------------------------------------------------------------------


def _band(answer: Strip, within: tuple[float, float], half: float) -> tuple[Band, ...]:
    ends = band_ends(answer, within)
    if ends is None:
        return ()
    return (Band("Interval in use", ends, (-half, -half), (half, half), "during_band"),)


def _dots(rows: Sequence[Defined], heights: Sequence[int]) -> tuple[Dots, ...]:
    """Those of one look together; the one in use last, on top of the others."""
    found = []
    for name, ink, agrees, is_default in (
        ("Same verdict", "during_some", True, False),
        ("Another verdict", "during_some", False, False),
        ("In use", "during", True, True),
        ("In use", "during", False, True),
    ):
        alike = [
            (value_of(row), float(height))
            for row, height in zip(rows, heights, strict=True)
            if row.agrees == agrees and row.is_default == is_default
        ]
        if alike:
            x, y = zip(*alike, strict=True)
            sizes = (DEFAULT_DOT if is_default else DOT,) * len(alike)
            found.append(Dots(name, x, y, ink, not agrees, sizes=sizes))
    return tuple(found)


def _rules(answer: Strip) -> tuple[Rule, ...]:
    rules = [Rule(0.0, True, "before", is_dashed=False)] if answer.unit == "faster" else []
    if answer.target is not None:
        rules.append(Rule(answer.target, True, "target", f"Target {fmt.percent(answer.target)}"))
    return tuple(rules)


def _in_use(answer: Strip, within: tuple[float, float], y: float) -> tuple[Note, ...]:
    """Above all dots, at the definition in use."""
    estimate = answer.default.estimate
    if estimate is None:
        return ()
    return (Note(estimate.value, y, "In use", "during", side(estimate.value, within)),)
