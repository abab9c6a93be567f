"""The smallest gain that each design of a pilot could show, against the target."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Plan, Reach
from analytics.plots.plan import TITLE, end, ink, needed, people, ticks
from analytics.tokens import Tokens
from analytics.tokens import ink as colour_of
from analytics.verdicts.plan import DESIGNS, competent, smallest
from app.figures.base import LINE_PX, Sheet, blank, soft, target_line

TOP_PX = 24  # the target's label
BAND_PX = 18  # dot and line
LINES = 3  # of a label: the design, who is compared, what the target would take
GAP_PX = 14
AXIS_PX = 46
# Room that the target's label needs to the right of its line, as a share of the axis.
LABEL_ROOM = 0.24


def plan(answer: Plan, tokens: Tokens) -> Sheet:
    """A line to a dot at the smallest gain for each design, the intended one first, coloured where
    it is no larger than the target. Labels stand above their rows, so that nothing is needed at
    the sides; a design that could show nothing has no dot."""
    row_px = LINES * LINE_PX + BAND_PX + GAP_PX
    height = TOP_PX + row_px * len(answer.reaches)
    target, high = answer.intent.target, end(answer)
    fig = blank(tokens, height + AXIS_PX, l=14, r=14, t=0, b=AXIS_PX)
    places = ticks(high)
    fig.update_xaxes(
        range=[0, high], tickvals=places, ticktext=[fmt.percent(place) for place in places],
        ticks="outside", showgrid=True, showline=True, title_text=TITLE, title_standoff=4,
    )  # fmt: skip
    fig.update_yaxes(visible=False, range=[height, 0])
    fig.add_shape(type="line", x0=target, x1=target, y0=TOP_PX, y1=height, layer="between",
                  line=target_line(tokens))  # fmt: skip
    is_room = (high - target) / high >= LABEL_ROOM
    fig.add_annotation(
        x=target, xanchor="left" if is_room else "right", xshift=-5 if is_room else 5,
        y=TOP_PX, yanchor="bottom", text=f"Target {fmt.percent(target)}",
        font={"color": tokens.target}, showarrow=False,
    )  # fmt: skip
    for place, found in enumerate(answer.reaches):
        top = TOP_PX + 4 + place * row_px
        if found.detectable is not None:
            _mark(fig, found, found.detectable, top + LINES * LINE_PX + BAND_PX / 2, target, tokens)
        _label(fig, found, top, answer, tokens)
    return fig


def _mark(
    fig: Sheet, found: Reach, gain: float, middle: float, target: float, tokens: Tokens
) -> None:
    colour = colour_of(tokens, ink(found, target))
    hover = (
        f"{DESIGNS[found.design]}<br><b>{smallest(found)}</b> could be shown<br>"
        f"{fmt.count(found.before)} hired before, {fmt.count(found.during)} during,"
        f" {fmt.count(competent(found))} of them competent by the reading"
    )
    fig.add_trace(
        go.Scatter(
            name=DESIGNS[found.design],
            x=[0, gain],
            y=[middle, middle],
            mode="lines+markers",
            line={"color": colour, "width": 3.4},
            marker={
                "size": [0, 11], "color": colour, "opacity": 1,
                "line": {"color": tokens.background, "width": 1.5},
            },
            customdata=[hover, hover],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip


def _label(fig: Sheet, found: Reach, top: float, answer: Plan, tokens: Tokens) -> None:
    """Name on the left, the gain on the right; the lines behind end at the words."""
    at: dict[str, Any] = {
        "xref": "paper", "y": top, "yanchor": "top", "showarrow": False,
        "bgcolor": tokens.background, "borderpad": 1,
    }  # fmt: skip
    name, value = DESIGNS[found.design], smallest(found)
    if found.design == answer.intent.design:
        name, value = f"<b>{name}</b>", f"<b>{value}</b>"
    left = "<br>".join(
        [name, *(soft(one, tokens) for one in (people(found), needed(found, answer)))]
    )
    fig.add_annotation(x=0, xanchor="left", align="left", text=left, **at)
    fig.add_annotation(x=1, xanchor="right", align="right", text=value, **at)
