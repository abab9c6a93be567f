"""What the figures share: an empty one in our look, areas, lines, softer words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from analytics.tokens import Tokens
from app.tokens import template

LINE_PX = 18  # of one line of text
PLACES = 6  # of a number on its way to the browser: no dot is a pixel off


class Kept(go.Figure):
    """A figure that is drawn many times and stays as it is: what is sent of it is made once, which
    took half of a page's script."""

    @cached_property
    def _sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().to_dict()
        return sent

    def to_dict(self) -> dict[str, Any]:
        return {**self._sent}


class Sheet:
    """A figure in the making, under Plotly's own names. Plotly goes over the whole of a figure
    whenever something is added to it, which took most of a page's time: so it is told once."""

    def __init__(self, **layout: Any) -> None:
        self._layout = layout
        self._axes: dict[str, dict[str, Any]] = {"xaxis": {}, "yaxis": {}}
        self._annotations: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._traces: list[BaseTraceType] = []

    def add_trace(self, trace: BaseTraceType) -> None:
        self._traces.append(trace)

    def add_annotation(self, **look: Any) -> None:
        self._annotations.append(look)

    def add_shape(self, **look: Any) -> None:
        self._shapes.append(look)

    def update_xaxes(self, **look: Any) -> None:
        self._axes["xaxis"].update(look)

    def update_yaxes(self, **look: Any) -> None:
        self._axes["yaxis"].update(look)

    def update_layout(self, **look: Any) -> None:
        self._layout.update(look)

    def figure(self, *, is_short: bool) -> go.Figure:
        """The figure, looked at by Plotly. is_short: without the digits that nobody sees, and to be
        left as it is. Errors: ValueError for what Plotly does not know."""
        for trace in self._traces if is_short else ():
            for name in ("x", "y", "z", "base"):
                if name in trace and trace[name] is not None:
                    trace[name] = _short(trace[name])
        placed = {"annotations": self._annotations, "shapes": self._shapes}
        make = Kept if is_short else go.Figure
        return make(self._traces, {**self._layout, **self._axes, **placed})


def _short(value: Any) -> Any:
    """Numbers to so many places, whole ones without a point."""
    if isinstance(value, list | tuple):
        return [_short(one) for one in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, PLACES)
    return value


def blank(tokens: Tokens, height: int, **margin: int) -> Sheet:
    return Sheet(
        template=template(tokens), height=height, margin={"pad": 4, **margin}, autosize=True
    )


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


def line(fig: Sheet, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
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
