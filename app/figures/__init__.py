"""One Plotly figure per shape of answer, never per metric.

The rules are those of the design: the title stands outside, labels stand at what they name, text
is horizontal, the target is always the same dashed line, a filled dot is on or above it and a
hollow one below, and nothing zooms. What comes from data is escaped for Plotly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from analytics.findings import Answer, Calendar, Curve, Distribution, Funnel, Trend
from app.figures.calendar import calendar
from app.figures.curve import curve
from app.figures.rows import distribution, funnel, key
from app.figures.trend import trend
from app.tokens import Tokens

__all__ = ["CONFIG", "figure", "grows", "is_drawn", "key"]

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

_BY_SHAPE: dict[type[Answer], Callable[[Any, Tokens], go.Figure]] = {
    Trend: trend,
    Funnel: funnel,
    Calendar: calendar,
    Curve: curve,
    Distribution: distribution,
}


def figure(answer: Answer, tokens: Tokens) -> go.Figure:
    """The figure of an answer's shape. Raises KeyError for a shape that is not drawn."""
    return _BY_SHAPE[type(answer)](answer, tokens)


def grows(answer: Answer) -> bool:
    """Whether the figure may be drawn higher, to end on one line with the card beside it; rows of
    bars keep the height of their rows."""
    return isinstance(answer, Trend | Calendar | Curve)


def is_drawn(answer: Answer) -> bool:
    """Whether answers of this shape have a figure; quotes and TooFew have none."""
    return type(answer) in _BY_SHAPE
