"""The same share in parts side by side: formats as dots, departments as bars."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import fmt
from analytics.findings import ShareRow, Shares
from analytics.plots.bars import MOST_ROWS, and_more, heading, shortened
from analytics.plots.plot import XY, Axis, Bar, Bars, Dots, Line, Part, RowLabel, Rule

# The axis shows at least so much of 0 to 100 %, and room beyond the outermost limits.
LEAST_SPAN, ROOM = 0.4, 0.03
# From a part's dot to where it is drawn to, in rows.
BELOW = 0.22
BY_PART = "At least once, by department"


def shares(answer: Shares) -> XY | Bars:
    """Estimates as dots with their intervals against the target; where everybody is counted there
    is no interval, and bars show how many."""
    return _dots(answer) if is_estimated(answer) else _bars(answer)


def is_estimated(answer: Shares) -> bool:
    """Whether the parts are estimates with limits, else everybody is counted."""
    return any(row.share.low is not None for row in answer.rows)


# dots ---------------------------------------------------------------------------------------------


def span(answer: Shares) -> tuple[float, float]:
    """Ends of the axis: every limit and the target, within 0 and 100 %."""
    values = [v for row in answer.rows for v in (row.share.low, row.share.high, row.share.value)]
    values += [row.drawn.value for row in answer.rows if row.drawn]
    values += [] if answer.target is None else [answer.target]
    known = [value for value in values if value is not None]
    low, high = min(known) - ROOM, max(known) + ROOM
    short = max(0.0, LEAST_SPAN - (high - low)) / 2
    return max(low - short, -ROOM), min(high + short, 1 + ROOM)


def ticks(low: float, high: float) -> list[float]:
    """Round shares between the ends of the axis, not at them."""
    step = next(s for s in (0.05, 0.1, 0.2) if s == 0.2 or (high - low) / s <= 6)
    every = [step * k for k in range(round(1 / step) + 1)]
    return [tick for tick in every if low + 0.02 <= tick <= high - 0.02]


def is_lone(row: ShareRow) -> bool:
    """One session is all there is: the part is drawn hollow and grey."""
    return row.sessions == 1


def row_ink(row: ShareRow) -> str:
    return "before" if is_lone(row) else "during"


def _dots(answer: Shares) -> XY:
    """A row per part, the first on top: its name and sessions on the left, share and interval on
    the right. y counts rows from the bottom."""
    low, high = span(answer)
    rest = max(len(answer.rows) - MOST_ROWS, 0)
    top = len(answer.rows) - rest - 1 + (rest > 0)
    rows = [(row, float(top - n)) for n, row in enumerate(answer.rows[:MOST_ROWS])]
    more = (RowLabel(0.0, and_more(rest)),) if rest else ()
    return XY(
        x=Axis(low, high, tuple((at, fmt.percent(at)) for at in ticks(low, high)), has_grid=True),
        y=Axis(-0.6, top + 0.6),
        lines=tuple(
            _interval(row, y, low, high)
            for row, y in rows
            if (row.share.low, row.share.high) != (None, None)
        ),
        dots=tuple(
            Dots(
                name,
                tuple(row.share.value for row, _ in alike),
                tuple(y for _, y in alike),
                row_ink(alike[0][0]),
                is_hollow=lone,
            )
            for name, lone in (("Several sessions", False), ("One session", True))
            if (alike := [(row, y) for row, y in rows if is_lone(row) == lone])
        )
        + _drawn(rows),
        rules=_target(answer.target),
        labels=(*(_label(row, y) for row, y in rows), *more),
    )


def _interval(row: ShareRow, y: float, low: float, high: float) -> Line:
    """Where a limit is open, the line goes to the edge of the axis."""
    is_open = (row.share.low is None, row.share.high is None)
    start = low if row.share.low is None else row.share.low
    end = high if row.share.high is None else row.share.high
    name = f"{row.name}, 95% interval"
    return Line(name, (start, end), (y, y), row_ink(row), goes_on=is_open)


def _drawn(rows: Sequence[tuple[ShareRow, float]]) -> tuple[Dots, ...]:
    """Where each part goes when all are drawn together, a little below its dot."""
    known = [(row.drawn.value, y - BELOW) for row, y in rows if row.drawn]
    if not known:
        return ()
    x, y = zip(*known, strict=True)
    return (Dots("Drawn together", x, y, "muted", shape="diamond"),)


def _target(target: float | None) -> tuple[Rule, ...]:
    if target is None:
        return ()
    return (Rule(target, is_vertical=True, ink="target", label=f"Target {fmt.percent(target)}"),)


def _label(row: ShareRow, y: float) -> RowLabel:
    share = row.share
    return RowLabel(
        y,
        row.name,
        "" if row.sessions is None else fmt.plural(row.sessions, "session"),
        fmt.percent(share.value),
        fmt.percent_range(share.low, share.high),
    )


# bars ---------------------------------------------------------------------------------------------


def _bars(answer: Shares) -> Bars:
    """First how often everybody came, then each part; who is missing stands beside its name."""
    of = answer.n["people"]
    levels = [
        _bar(level.name, "", level.share, "during", level.count, of) for level in answer.levels
    ]
    parts = [
        _bar(row.name, _missing(row), row.share.value, "during_some", row.count, row.of)
        for row in answer.rows
    ]
    if levels and len(parts) == 1:  # one part is the whole again
        parts = []
    head = [heading(BY_PART)] if levels and parts else []
    return Bars(full=1.0, rows=(*levels, *head, *shortened(parts, MOST_ROWS - len(levels))))


def _bar(name: str, more: str, share: float, ink: str, count: int, of: int) -> Bar:
    counts = f"{fmt.count(count)} of {fmt.count(of)}"
    return Bar(name, more, (Part(share, ink),), fmt.percent(share), counts)


def _missing(row: ShareRow) -> str:
    missing = row.of - row.count
    return f"{fmt.count(missing)} never came" if missing else ""
