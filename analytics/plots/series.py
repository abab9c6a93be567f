"""A metric by week before and after the pilot began, beside where its trend was going."""

from __future__ import annotations

import math
from datetime import date
from itertools import groupby
from typing import Literal

from analytics import fmt
from analytics.plots.plot import XY, Axis, Key, Line, Note, Rule
from analytics.shapes import Measured, Series

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS = 5


def series(answer: Series) -> XY:
    """The first metric, which has most values; the others are in the table."""
    one = answer.rows[0]
    low, high, step = value_axis(one)
    ticks = range(round(low / step), round(high / step) + 1)
    first, last = one.points[0].start.toordinal(), one.points[-1].start.toordinal()
    room = max(3.0, (last - first) * 0.03)
    return XY(
        x=Axis(
            first - room,
            last + room,
            tuple((float(day.toordinal()), fmt.month(day)) for day in months(one)),
        ),
        y=Axis(low, high, tuple((n * step, fmt.measured(n * step)) for n in ticks), has_grid=True),
        lines=tuple(
            Line(name, tuple(float(day.toordinal()) for day, _ in run),
                 tuple(value for _, value in run), ink, weight, is_dashed=is_dashed)
            for name, ink, weight, is_dashed, run in runs(one)
        ),
        rules=(
            Rule(float(answer.starts_on.toordinal()), True, "muted", "Pilot begins",
                 is_dashed=False),
        ),
        notes=_ends(one, last + room),
        key=(
            Key("during", "Since the pilot began"),
            Key("before_text", "Dashed: where its trend was going"),
        ),
    )  # fmt: skip


# choices that the screen makes too ----------------------------------------------------------------

Run = list[tuple[date, float]]
Weight = Literal["thin", "normal", "bold"]


def runs(one: Measured) -> list[tuple[str, str, Weight, bool, Run]]:
    """(name, ink, weight, is dashed, points) of each line; a period without a value parts it."""
    found: list[tuple[str, str, Weight, bool, Run]] = []
    expected = [(p.start, p.expected) for p in one.points if p.expected is not None]
    found.append(("Expected", "before_text", "normal", True, expected))
    sides: tuple[tuple[str, str, Weight], ...] = (
        ("Before", "before", "normal"),
        ("Since", "during", "bold"),
    )
    for name, ink, weight in sides:
        side = [p for p in one.points if (p.expected is None) == (ink == "before")]
        for is_known, part in groupby(side, key=lambda point: point.value is not None):
            if is_known:
                run = [(p.start, p.value) for p in part if p.value is not None]
                found.append((name, ink, weight, False, run))
    return [line for line in found if line[-1]]


def value_axis(one: Measured) -> tuple[float, float, float]:
    """(lowest, highest, between ticks): from 0 where that is near; a tick at both ends."""
    values = [v for p in one.points for v in (p.value, p.expected) if v is not None]
    low, high = min(values), max(values)
    if low > 0 and low < 0.6 * high:
        low = 0.0
    wide = (high - low) or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(wide / _MOST_TICKS))
    step = next(s * power for s in _STEPS if wide / (s * power) <= _MOST_TICKS)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def months(one: Measured, most: int = 12) -> list[date]:
    """The first days of months within the series: all, or every so many that no more are named."""
    first, last = one.points[0].start, one.points[-1].start
    every = [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range((last.year - first.year) * 12 + last.month - first.month + 1)
    ]
    inside = [day for day in every if first <= day <= last]
    return inside[:: -(-len(inside) // most) or 1]


def ends(one: Measured) -> tuple[float, float | None]:
    """The last mean, and what was expected of that period."""
    last = next(point for point in reversed(one.points) if point.value is not None)
    assert last.value is not None
    return last.value, last.expected


# what is placed -----------------------------------------------------------------------------------


def _ends(one: Measured, x: float) -> tuple[Note, ...]:
    value, expected = ends(one)
    notes = [Note(x, value, f"{fmt.measured(value)} last", "during")]
    if expected is not None:
        notes.append(Note(x, expected, f"{fmt.measured(expected)} expected", "before_text"))
    return tuple(notes)
