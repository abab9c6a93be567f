"""A share over time: by week, by month or by session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Estimate, Point, Trend
from analytics.plots.trend import is_hollow, last_shown, limits, moved_off, named, shown_runs, tick
from analytics.tokens import Tokens
from analytics.verdicts.turnout import period
from app import text
from app.figures.base import Sheet, area, blank, target_line

ROOM = 0.1  # between the two labels at the right end, as a share of the axis
# Dates side by side need so much of the axis each, on a phone.
TICK_ROOM = 1 / 4.4
TITLE_WIDTH = 40
MOST_SESSIONS = 150  # side by side, before dots hide one another


def trend(answer: Trend, tokens: Tokens) -> Sheet:
    """A share by week or month with its band, or each of the last sessions with its interval,
    against the target; y runs from 0 to 100 %. A dot is hollow below the target, grey where its
    period is not covered to the end."""
    fig = blank(tokens, 340, l=46, r=82, t=12, b=34)
    is_apart = answer.grain == "session"  # sessions are not one another's next value
    if is_apart:
        answer = replace(answer, points=answer.points[-MOST_SESSIONS:])
    x = _places(answer)
    if not is_apart:
        for run in shown_runs(list(zip(x, answer.points, strict=True))):
            fig.add_trace(_band(run, tokens))
    if answer.target is not None:
        fig.add_shape(
            type="line", xref="x domain", x0=0, x1=1, y0=answer.target, y1=answer.target,
            line=target_line(tokens),
        )  # fmt: skip
    shares = [p.share for p in answer.points]
    fig.add_trace(
        go.Scatter(
            name="share",
            x=x,
            y=[share.value if share else None for share in shares],
            mode="markers" if is_apart else "lines+markers",
            line={"color": tokens.during, "width": 2.2},
            error_y=_limits(shares, tokens) if is_apart else None,
            marker={
                "size": 8,
                "color": [_fill(p, answer.target, tokens) for p in answer.points],
                "line": {
                    "color": [tokens.during if p.is_full else tokens.before for p in answer.points],
                    "width": 2,
                },
            },
            cliponaxis=False,
            customdata=[_says(p, answer) for p in answer.points],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    _labels(fig, answer, tokens)
    labelled = named(x, TICK_ROOM)
    fig.update_xaxes(
        type="linear" if is_apart else "date",
        tickvals=x,
        ticktext=[
            tick(p, answer.grain) if i in labelled else "" for i, p in enumerate(answer.points)
        ],
        tickangle=0,
        ticks="outside",
        showgrid=False,
        showline=True,
        range=_padded(x),
    )
    fig.update_yaxes(
        range=[0, 1.02], tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1], tickformat=".0%", automargin=False
    )
    return fig


def _places(answer: Trend) -> list[Any]:
    """Where the points stand: weeks and months on their first day; sessions one beside the other
    in order of time, for several may be on one day."""
    if answer.grain == "session":
        return list(range(len(answer.points)))
    return [point.start for point in answer.points]


def _band(run: list[tuple[Any, Point]], tokens: Tokens) -> go.Scatter:
    """The interval of neighbouring periods as one area; a lone one is drawn as a bar."""
    x = [place for place, _ in run]
    ends = [limits(point.share) for _, point in run if point.share]
    if len(x) == 1:
        x, ends = [x[0] - timedelta(days=1), x[0] + timedelta(days=1)], ends * 2
    return area(x, [low for low, _ in ends], [high for _, high in ends], tokens.during_band)


def _limits(shares: Sequence[Estimate | None], tokens: Tokens) -> dict[str, Any]:
    """The interval of each session as a line of its own."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [limits(s)[1] - s.value if s else 0 for s in shares],
        "arrayminus": [s.value - limits(s)[0] if s else 0 for s in shares],
        "color": tokens.during_some,
        "thickness": 1.6,
        "width": 0,
    }


def _fill(point: Point, target: float | None, tokens: Tokens) -> str:
    return tokens.background if is_hollow(point, target) else tokens.during


def _says(point: Point, answer: Trend) -> str:
    name = "<br>".join(
        text.plotly(line) for line in text.lines(period(point, answer.grain), TITLE_WIDTH, 3)
    )
    if point.share is None:
        return f"{name}: too few people to show"
    interval = fmt.percent_range(point.share.low, point.share.high)
    part = "" if point.is_full else "<br>not covered to its end: not judged"
    return (
        f"{name}<br><b>{fmt.percent(point.share.value)}</b> ({interval})"
        f"<br>{fmt.count(point.attended)} of {fmt.count(point.invited)} came{part}"
    )


def _labels(fig: Sheet, answer: Trend, tokens: Tokens) -> None:
    """Target and last value at the right end, one moved away where both would meet."""
    at = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False}
    if answer.target is not None:
        fig.add_annotation(
            y=answer.target,
            text=f"Target {fmt.percent(answer.target)}",
            font={"color": tokens.target},
            **at,
        )
    last = last_shown(answer)
    if last is None:
        return
    point, value, kind = last
    fig.add_annotation(
        y=moved_off(value, answer.target, ROOM, (0.06, 0.96)),
        text=f"<b>{fmt.percent(value)}</b><br>{kind}",
        font={"color": tokens.during if point.is_full else tokens.before_text},
        align="left",
        **at,
    )


def _padded(x: Sequence[Any]) -> list[Any] | None:
    """Both ends of the axis, with room for half a step."""
    if not x:
        return None
    least = 0.5 if isinstance(x[0], int) else timedelta(days=3)
    pad = max(least, (x[-1] - x[0]) * 0.035)
    return [x[0] - pad, x[-1] + pad]
