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


def mix(one: str, other: str, share: float) -> str:
    """A colour on the way from one to the other, all as #RRGGBB; share 0 is the first."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """How well two colours tell apart, 1 to 21 (WCAG 2.2, contrast ratio); text needs 4.5."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(ground: str, tokens: Tokens) -> str:
    """Of the theme's text and background the one that is read more easily on this ground."""
    return max((tokens.text, tokens.background), key=lambda colour: contrast(colour, ground))


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
