"""What the figures share: an empty one in our look, areas, lines, softer words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics.tokens import Tokens
from app.tokens import template

LINE_PX = 18  # of one line of text


def blank(tokens: Tokens, height: int, **margin: int) -> go.Figure:
    fig = go.Figure()
    fig.update_layout(
        template=template(tokens), height=height, margin={"pad": 4, **margin}, autosize=True
    )
    return fig


def area(x: Sequence[Any], low: list[float], high: list[float], colour: str) -> go.Scatter:
    return go.Scatter(
        name="95% interval",
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        fill="toself",
        fillcolor=colour,
        mode="none",
        hoverinfo="skip",
    )


def line(fig: go.Figure, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
    fig.add_shape(
        type="line", x0=x0, y0=y0, x1=x1, y1=y1, layer="between",
        line={"color": colour, "width": 1.2, "dash": "dot"},
    )  # fmt: skip


def target_line(tokens: Tokens) -> dict[str, Any]:
    """How the target looks, in every chart."""
    return {"color": tokens.target, "width": 1.6, "dash": "5px,4px"}


def soft(words: str, tokens: Tokens) -> str:
    """Words in the quieter colour; escaped already, or our own."""
    return f'<span style="color:{tokens.muted}">{words}</span>'
