"""A share over time: by week, by month or by session."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from analytics import fmt
from analytics.findings import Estimate, Grain, Point, Trend
from analytics.plots.plot import XY, Axis, Band, Dots, Line, Note, Rule

# Dates side by side need so much of the axis each, and two lines at the right end so much of it.
TICK_ROOM = 1 / 12.5
LINE_ROOM = 0.06
TOP = 1.02  # a dot on 100% is whole

Placed = tuple[float, Point]


def trend(answer: Trend) -> XY:
    """Weeks and months stand on the number of their first day (`date.toordinal`), joined where
    they are neighbours that may be shown; sessions stand one beside the other in order of time,
    each with its interval."""
    is_apart = answer.grain == "session"  # sessions are not one another's next value
    placed = list(zip(_places(answer), answer.points, strict=True))
    low, high = _ends([x for x, _ in placed], 0.5 if is_apart else 3.0)
    labelled = named([x for x, _ in placed], TICK_ROOM)
    runs = [] if is_apart else shown_runs(placed)
    return XY(
        x=Axis(
            low,
            high,
            tuple(
                (x, tick(point, answer.grain) if i in labelled else "")
                for i, (x, point) in enumerate(placed)
            ),
        ),
        y=Axis(0.0, TOP, tuple((n / 5, fmt.percent(n / 5)) for n in range(6)), has_grid=True),
        bands=tuple(_band(run) for run in runs),
        lines=(
            tuple(_interval(one) for one in placed if one[1].share)
            if is_apart
            else tuple(_line(run) for run in runs if len(run) > 1)
        ),
        dots=_dots(placed, answer.target),
        rules=_rules(answer.target),
        notes=_last(answer, high),
    )


# choices that the screen makes too ----------------------------------------------------------------


def named(x: Sequence[Any], room: float) -> set[int]:
    """Which ticks bear a date: the first, and each with room enough (as a share of the axis) after
    the last that does."""
    found: list[int] = []
    for place, at in enumerate(x):
        if not found or (at - x[found[-1]]) / ((x[-1] - x[0]) or 1) >= room:
            found.append(place)
    return set(found)


def tick(point: Point, grain: Grain) -> str:
    return fmt.month(point.start) if grain == "month" else fmt.short_day(point.start)


def shown_runs(placed: Sequence[tuple[Any, Point]]) -> list[list[tuple[Any, Point]]]:
    """Neighbouring periods that may be shown; one that may not ends a run."""
    runs = groupby(placed, key=lambda one: one[1].share is not None)
    return [list(run) for is_shown, run in runs if is_shown]


def limits(share: Estimate) -> tuple[float, float]:
    """Of its interval, which goes as far as a share can where no limit is known."""
    return share.low or 0.0, 1.0 if share.high is None else share.high


def is_hollow(point: Point, target: float | None) -> bool:
    """Below the target, or not judged at all."""
    is_below = point.share is not None and target is not None and point.share.value < target
    return is_below or not point.is_full


def last_shown(answer: Trend) -> tuple[Point, float, str] | None:
    """The last period that may be shown, its share and what it is called; None without one."""
    for point in reversed(answer.points):
        if point.share is not None:
            kind = f"last {answer.grain}" if point.is_full else f"part {answer.grain}"
            return point, point.share.value, kind
    return None


def moved_off(value: float, target: float | None, room: float, ends: tuple[float, float]) -> float:
    """Where the label of a value stands, so that it keeps its distance from the target's: on its
    other side where the plot ends. ends: the lowest and the highest place of a label."""
    low, high = ends
    if target is None:
        return min(max(value, low), high)
    gap = value - target
    wanted = value if abs(gap) >= room else target + (room if gap > 0 else -room)
    place = min(max(wanted, low), high)
    if abs(place - target) < room - 1e-9:  # the plot ends there
        place = target + (room if target - room < low else -room)
    return place


# what is placed -----------------------------------------------------------------------------------


def _places(answer: Trend) -> list[float]:
    if answer.grain == "session":
        return [float(n) for n in range(len(answer.points))]
    return [float(point.start.toordinal()) for point in answer.points]


def _ends(x: Sequence[float], least: float) -> tuple[float, float]:
    """Of the axis, with room for half a step at both."""
    if not x:
        return 0.0, 1.0
    pad = max(least, (x[-1] - x[0]) * 0.035)
    return x[0] - pad, x[-1] + pad


def _band(run: Sequence[Placed]) -> Band:
    """The interval of neighbouring periods as one area; a lone one is two days wide."""
    x = [at for at, _ in run]
    ends = [limits(point.share) for _, point in run if point.share]
    if len(run) == 1:
        x, ends = [x[0] - 1, x[0] + 1], ends * 2
    low, high = zip(*ends, strict=True)
    return Band("95% interval", tuple(x), low, high, "during_band")


def _line(run: Sequence[Placed]) -> Line:
    y = tuple(point.share.value for _, point in run if point.share)
    return Line("Share", tuple(x for x, _ in run), y, "during")


def _interval(one: Placed) -> Line:
    x, point = one
    assert point.share is not None
    is_open = (point.share.low is None, point.share.high is None)
    return Line("95% interval", (x, x), limits(point.share), "during_some", "thin", goes_on=is_open)


def _dots(placed: Sequence[Placed], target: float | None) -> tuple[Dots, ...]:
    """Filled on or above the target, hollow below it, grey where a period is not judged."""
    shown = [(x, point) for x, point in placed if point.share is not None]
    looks = (
        ("Share" if target is None else "On or above target", "during", False, True),
        ("Below target", "during", True, True),
        ("Not covered to its end", "before", True, False),
    )
    found = []
    for name, ink, hollow, is_full in looks:
        alike = [
            (x, point.share.value)
            for x, point in shown
            if point.share and is_hollow(point, target) == hollow and point.is_full == is_full
        ]
        if alike:
            x, y = zip(*alike, strict=True)
            found.append(Dots(name, x, y, ink, hollow))
    return tuple(found)


def _rules(target: float | None) -> tuple[Rule, ...]:
    if target is None:
        return ()
    return (Rule(target, False, "target", f"Target {fmt.percent(target)}"),)


def _last(answer: Trend, x: float) -> tuple[Note, ...]:
    """At the right end, off the target's label: on its other side where the plot ends."""
    last = last_shown(answer)
    if last is None:
        return ()
    point, value, kind = last
    y = moved_off(value, answer.target, LINE_ROOM, (0.0, TOP))
    ink = "during" if point.is_full else "before_text"
    return (Note(x, y, f"{fmt.percent(value)} {kind}", ink),)
