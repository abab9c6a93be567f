"""Percent faster by department, with the whole on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics import fmt
from analytics.findings import Compared, Forest, Slice
from analytics.plots.plot import XY, Axis, Dots, Line, RowLabel, Rule
from analytics.verdicts import outcome_of

# The axis goes no further: a loss beyond this is drawn to the edge.
FARTHEST = 1.0
# Departments with two lines each beside the plot.
MOST_ROWS = 12
GAP = 1.25  # from the whole to the first department, in rows


@dataclass(frozen=True)
class _Row:
    found: Compared
    y: float
    is_whole: bool
    is_clear: bool

    @property
    def ink(self) -> str:
        return "during" if self.is_clear else "before"


def forest(answer: Forest) -> XY:
    """A dot with its interval for each department, a diamond for all of them together, against no
    change and the target; coloured where the change is clear. y counts rows from the bottom. Those
    with counts only have no dot; beyond `MOST_ROWS`, departments of which least is known are
    counted in a last row."""
    shown = shown_slices(answer)
    more = len(answer.slices) - len(shown)
    rows = _rows(answer, shown, first=len(shown) - 1.0 + (more > 0))
    low, high = span([row.found for row in rows], answer.target)
    compared = [row for row in rows if row.found.estimate is not None]
    return XY(
        x=Axis(
            low,
            high,
            tuple((tick, fmt.change(tick)) for tick in ticks(low, high)),
            "← slower · faster →",
            has_grid=True,
        ),
        y=Axis(-0.6, rows[0].y + 0.6),
        lines=tuple(_interval(row, low, high) for row in compared),
        dots=_dots(compared),
        rules=_rules(answer.target),
        labels=(*map(_label, rows), *_more(more)),
    )


# choices that the screen makes too ----------------------------------------------------------------


def is_clear(answer: Forest, one: Slice | None = None) -> bool:
    """Whether the change of a department (or of the whole) is clear; its target plays no part."""
    found = answer.whole if one is None else one.found
    flags = answer.flags if one is None else (*answer.flags, *one.flags)
    outcome = outcome_of(found, answer.target or 0.0, any(flag.caps for flag in flags))
    return outcome == "slower" or outcome.startswith("faster")


def span(found: Sequence[Compared], target: float | None) -> tuple[float, float]:
    """Ends of the axis: every estimate and, up to a doubling of the days, every limit."""
    estimates = [row.estimate for row in found if row.estimate is not None]
    values = [0.0, 0.1, -0.1, *(estimate.value for estimate in estimates)]
    if target is not None:
        values.append(target)
    limits = [v for estimate in estimates for v in (estimate.low, estimate.high) if v is not None]
    values += [max(-FARTHEST, min(limit, FARTHEST)) for limit in limits]
    pad = 0.05 * (max(values) - min(values))
    return min(values) - pad, max(values) + pad


def ticks(low: float, high: float) -> list[float]:
    """At round numbers, so far from both ends that their labels have room."""
    step = next((s for s in (0.1, 0.2, 0.25) if (high - low) / s <= 7), 0.5)
    edge = 0.04 * (high - low)
    first = -int(-low // step) if low < 0 else 0
    found = [step * k for k in range(first - 1, int(high // step) + 2)]
    return [tick for tick in found if low + edge <= tick <= high - edge]


def hires(found: Compared) -> str:
    """ "118 → 84 hires"."""
    return f"{fmt.count(found.before)} → {fmt.count(found.during)} hires"


# what is placed -----------------------------------------------------------------------------------


def shown_slices(answer: Forest) -> tuple[Slice, ...]:
    """At most `MOST_ROWS` departments in their order: those with a clear change before those
    without, and those with counts only last."""
    known = sorted(
        range(len(answer.slices)),
        key=lambda i: (
            not is_clear(answer, answer.slices[i]),
            answer.slices[i].found.estimate is None,
        ),
    )
    return tuple(answer.slices[i] for i in sorted(known[:MOST_ROWS]))


def _rows(answer: Forest, shown: Sequence[Slice], first: float) -> list[_Row]:
    """The whole, and the departments below it from the height `first` on."""
    return [
        _Row(answer.whole, first + GAP, True, is_clear(answer)),
        *(_Row(one.found, first - n, False, is_clear(answer, one)) for n, one in enumerate(shown)),
    ]


def _interval(row: _Row, low: float, high: float) -> Line:
    """Where a limit is open or beyond the axis, the line goes to its edge."""
    estimate = row.found.estimate
    assert estimate is not None
    start = low if estimate.low is None else max(estimate.low, low)
    end = high if estimate.high is None else min(estimate.high, high)
    goes_on = (start != estimate.low, end != estimate.high)
    name = f"{_name(row)}, {fmt.confidence(row.found.confidence)} interval"
    return Line(
        name, (start, end), (row.y, row.y), row.ink, "bold" if row.is_whole else "normal",
        goes_on=goes_on,
    )  # fmt: skip


def _dots(rows: Sequence[_Row]) -> tuple[Dots, ...]:
    found = []
    for name, is_whole, clear in (
        ("All departments", True, True),
        ("All departments", True, False),
        ("Clear change", False, True),
        ("No clear change", False, False),
    ):
        alike = [row for row in rows if row.is_whole == is_whole and row.is_clear == clear]
        if alike:
            x = tuple(row.found.estimate.value for row in alike if row.found.estimate)
            y = tuple(row.y for row in alike)
            ink = alike[0].ink
            found.append(Dots(name, x, y, ink, shape="diamond" if is_whole else "circle"))
    return tuple(found)


def _rules(target: float | None) -> tuple[Rule, ...]:
    no_change = Rule(0.0, True, "before", is_dashed=False)
    if target is None:
        return (no_change,)
    return (no_change, Rule(target, True, "target", f"Target {fmt.percent(target)}"))


def _label(row: _Row) -> RowLabel:
    estimate = row.found.estimate
    value, limits = "counts only", ""
    if estimate is not None:
        value = fmt.change(estimate.value)
        limits = fmt.change_range(estimate.low, estimate.high)
    return RowLabel(row.y, _name(row), hires(row.found), value, limits, row.is_whole)


def _name(row: _Row) -> str:
    return "All departments" if row.is_whole else row.found.name


def _more(count: int) -> tuple[RowLabel, ...]:
    return (RowLabel(0.0, f"and {fmt.count(count)} more"),) if count > 0 else ()
