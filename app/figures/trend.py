"""A share over time: by week, by month or by session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Estimate, Point, Trend
from analytics.tokens import Tokens
from analytics.verdicts.turnout import period
from app import text
from app.figures.base import area, blank, target_line

ROOM = 0.1  # between the two labels at the right end, as a share of the axis
# Dates side by side need so much of the axis each, on a phone.
TICK_ROOM = 1 / 4.4
TITLE_WIDTH = 40


def trend(answer: Trend, tokens: Tokens) -> go.Figure:
    """A share by week or month with its band, or each session with its interval, against the
    target; y runs from 0 to 100 %. A dot is hollow below the target, grey where its period is not
    covered to the end."""
    fig = blank(tokens, 340, l=46, r=82, t=12, b=34)
    is_apart = answer.grain == "session"  # sessions are not one another's next value
    x = _places(answer)
    if not is_apart:
        pairs = list(zip(x, answer.points, strict=True))
        for is_known, run in groupby(pairs, key=lambda pair: pair[1].share is not None):
            if is_known:
                fig.add_trace(_band(list(run), tokens))
    if answer.target is not None:
        fig.add_hline(answer.target, line=target_line(tokens))
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
    named = _named(x)
    fig.update_xaxes(
        type="linear" if is_apart else "date",
        tickvals=x,
        ticktext=[_tick(p, answer) if i in named else "" for i, p in enumerate(answer.points)],
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
    shares = [point.share for _, point in run]
    if len(x) == 1:
        x = [x[0] - timedelta(days=1), x[0] + timedelta(days=1)]
        shares = [shares[0], shares[0]]
    low = [s.low if s and s.low is not None else 0.0 for s in shares]
    high = [s.high if s and s.high is not None else 1.0 for s in shares]
    return area(x, low, high, tokens.during_band)


def _limits(shares: Sequence[Estimate | None], tokens: Tokens) -> dict[str, Any]:
    """The interval of each session as a line of its own."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [(s.high if s.high is not None else 1.0) - s.value if s else 0 for s in shares],
        "arrayminus": [s.value - (s.low or 0.0) if s else 0 for s in shares],
        "color": tokens.during_some,
        "thickness": 1.6,
        "width": 0,
    }


def _fill(point: Point, target: float | None, tokens: Tokens) -> str:
    is_below = point.share and target is not None and point.share.value < target
    return tokens.background if is_below or not point.is_full else tokens.during


def _named(x: Sequence[Any]) -> set[int]:
    """Which ticks bear a date: the first, and each with room enough after the last that does."""
    named: list[int] = []
    for place, at in enumerate(x):
        if not named or (at - x[named[-1]]) / ((x[-1] - x[0]) or 1) >= TICK_ROOM:
            named.append(place)
    return set(named)


def _tick(point: Point, answer: Trend) -> str:
    return fmt.month(point.start) if answer.grain == "month" else fmt.short_day(point.start)


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


def _labels(fig: go.Figure, answer: Trend, tokens: Tokens) -> None:
    """Target and last value at the right end, one moved away where both would meet."""
    at = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False}
    if answer.target is not None:
        fig.add_annotation(
            y=answer.target,
            text=f"Target {fmt.percent(answer.target)}",
            font={"color": tokens.target},
            **at,
        )
    last = next((p for p in reversed(answer.points) if p.share), None)
    if last is None or last.share is None:
        return
    value = last.share.value
    gap = value - answer.target if answer.target is not None else 1.0
    shift = 0.0 if abs(gap) >= ROOM else (ROOM - gap if gap > 0 else -ROOM - gap)
    which = f"last {answer.grain}" if last.is_full else f"part {answer.grain}"
    fig.add_annotation(
        y=min(max(value + shift, 0.06), 0.96),
        text=f"<b>{fmt.percent(value)}</b><br>{which}",
        font={"color": tokens.during if last.is_full else tokens.before_text},
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
