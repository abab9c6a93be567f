"""A share by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Point, Trend
from app.figures.base import area, blank
from app.tokens import Tokens

ROOM = 0.1  # between the two labels at the right end, as a share of the axis


def trend(answer: Trend, tokens: Tokens) -> go.Figure:
    """A share by week with its band, against the target; y runs from 0 to 100 %."""
    fig = blank(tokens, 340, l=46, r=82, t=12, b=34)
    known = [p for p in answer.points if p.share is not None]
    for is_known, run in groupby(answer.points, key=lambda p: p.share is not None):
        if is_known:
            fig.add_trace(_trend_band(list(run), tokens))
    if answer.target is not None:
        fig.add_hline(answer.target, line={"color": tokens.target, "width": 1.6, "dash": "5px,4px"})
    fig.add_trace(
        go.Scatter(
            name="share",
            x=[p.start for p in answer.points],
            y=[p.share.value if p.share else None for p in answer.points],
            mode="lines+markers",
            line={"color": tokens.during, "width": 2.2},
            marker={
                "size": 8,
                "color": [_dot(p, answer.target, tokens) for p in answer.points],
                "line": {"color": tokens.during, "width": 2},
            },
            cliponaxis=False,
            customdata=[_week(p) for p in answer.points],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    _trend_labels(fig, answer, known, tokens)
    starts = [p.start for p in answer.points]
    every = max(1, -(-len(starts) // 5))
    fig.update_xaxes(
        type="date",
        tickvals=starts,
        ticktext=[fmt.short_day(d) if i % every == 0 else "" for i, d in enumerate(starts)],
        ticks="outside",
        showgrid=False,
        showline=True,
        range=_padded(starts),
    )
    fig.update_yaxes(
        range=[0, 1.02], tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1], tickformat=".0%", automargin=False
    )
    return fig


def _trend_band(run: list[Point], tokens: Tokens) -> go.Scatter:
    """The interval of neighbouring weeks as one area; a lone week is drawn as a bar."""
    x = [p.start for p in run]
    if len(x) == 1:
        x = [x[0] - timedelta(days=1), x[0] + timedelta(days=1)]
        run = [run[0], run[0]]
    low = [p.share.low if p.share and p.share.low is not None else 0.0 for p in run]
    high = [p.share.high if p.share and p.share.high is not None else 1.0 for p in run]
    return area(x, low, high, tokens.during_band)


def _dot(point: Point, target: float | None, tokens: Tokens) -> str:
    is_below = point.share and target is not None and point.share.value < target
    return tokens.background if is_below else tokens.during


def _week(point: Point) -> str:
    if point.share is None:
        return f"Week of {fmt.day(point.start)}: too few people to show"
    interval = fmt.percent_range(point.share.low, point.share.high)
    return (
        f"Week of {fmt.day(point.start)}<br><b>{fmt.percent(point.share.value)}</b> ({interval})"
        f"<br>{fmt.count(point.attended)} of {fmt.count(point.invited)} came"
    )


def _trend_labels(fig: go.Figure, answer: Trend, known: list[Point], tokens: Tokens) -> None:
    """Target and last value at the right end, one moved away where both would meet."""
    at = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False}
    if answer.target is not None:
        fig.add_annotation(
            y=answer.target,
            text=f"Target {fmt.percent(answer.target)}",
            font={"color": tokens.target},
            **at,
        )
    if known and known[-1].share:
        value = known[-1].share.value
        gap = value - answer.target if answer.target is not None else 1.0
        shift = 0.0 if abs(gap) >= ROOM else (ROOM - gap if gap > 0 else -ROOM - gap)
        fig.add_annotation(
            y=min(max(value + shift, 0.06), 0.96),
            text=f"<b>{fmt.percent(value)}</b><br>last week",
            font={"color": tokens.during},
            align="left",
            **at,
        )


def _padded(starts: Sequence[date]) -> list[date] | None:
    if not starts:
        return None
    pad = max(timedelta(days=3), (starts[-1] - starts[0]) * 0.035)
    return [starts[0] - pad, starts[-1] + pad]
