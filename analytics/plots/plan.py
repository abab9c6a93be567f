"""The smallest gain that each design of a pilot could show, against the target."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Plan, Reach
from analytics.plots.plot import XY, Axis, Dots, Line, RowLabel, Rule
from analytics.verdicts.plan import DESIGNS, is_within, needs, smallest, why_not

TITLE = "← shows small gains · only large ones →"


def plan(answer: Plan) -> XY:
    """A line from nothing to the smallest gain that could be shown, with a dot at its end: the
    shorter the better. Coloured where it is no larger than the target; the intended design comes
    first. y counts rows from the bottom; a design that could show nothing has no dot."""
    rows = [
        (len(answer.reaches) - 1.0 - place, found) for place, found in enumerate(answer.reaches)
    ]
    drawn = [(y, found, found.detectable) for y, found in rows if found.detectable is not None]
    high = end(answer)
    return XY(
        x=Axis(
            0.0, high, tuple((tick, fmt.percent(tick)) for tick in ticks(high)), TITLE,
            has_grid=True,
        ),
        y=Axis(-0.6, len(rows) - 0.4),
        lines=tuple(
            Line(DESIGNS[found.design], (0.0, gain), (y, y), ink(found, answer.intent.target),
                 "bold")
            for y, found, gain in drawn
        ),
        dots=tuple(
            Dots(f"{DESIGNS[found.design]}, smallest gain", (gain,), (y,),
                 ink(found, answer.intent.target))
            for y, found, gain in drawn
        ),
        rules=(
            Rule(answer.intent.target, True, "target",
                 f"Target {fmt.percent(answer.intent.target)}"),
        ),
        labels=tuple(_label(found, y, answer) for y, found in rows),
    )  # fmt: skip


# choices that the screen makes too ----------------------------------------------------------------


def end(answer: Plan) -> float:
    """The end of the axis: room for every gain and the target."""
    gains = [one.detectable for one in answer.reaches if one.detectable is not None]
    return min(1.0, 1.15 * max(*gains, answer.intent.target, 0.3))


def ticks(high: float) -> list[float]:
    step = 0.1 if high <= 0.6 else 0.2
    return [round(step * n, 1) for n in range(int(high / step + 1e-9) + 1)]


def ink(found: Reach, target: float) -> str:
    return "during" if is_within(found, target) else "before"


def people(found: Reach) -> str:
    """Who would be compared, and how much it could carry."""
    who = f"{fmt.count(found.before)} before, {fmt.count(found.during)} during"
    if found.is_halved:
        who += ", in two groups"
    return f"evidence {found.grade} · {who}"


def needed(found: Reach, answer: Plan) -> str:
    """What the target would take, or why nothing could be shown."""
    if found.detectable is None:
        return why_not(found, answer.n["beside"])
    return needs(found, answer.intent.target)


def _label(found: Reach, y: float, answer: Plan) -> RowLabel:
    return RowLabel(
        y, DESIGNS[found.design], people(found), smallest(found),
        needed(found, answer), found.design == answer.intent.design,
    )  # fmt: skip
