"""One Plotly figure per shape of answer, never per metric.

The rules are those of the design: the title stands outside, labels stand at what they name, text
is horizontal, the target is always the same dashed line, a filled dot is on or above it and a
hollow one below (where intervals are what counts, colour says what is clear), and nothing zooms.
What comes from data is escaped for Plotly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import (
    Answer,
    Bubbles,
    Calendar,
    Curve,
    Distribution,
    Dose,
    Dots,
    Forest,
    Funnel,
    Grid,
    Matrix,
    Plan,
    Responses,
    Rotation,
    Shares,
    Strip,
    Themes,
    Trend,
)
from analytics.shapes import Returns, Series
from analytics.tokens import Tokens
from app.figures.base import Sheet
from app.figures.bubbles import bubbles
from app.figures.calendar import calendar
from app.figures.curve import curve
from app.figures.dose import dose
from app.figures.dots import dots, hires_per_dot
from app.figures.forest import forest
from app.figures.grid import grid
from app.figures.matrix import matrix
from app.figures.plan import plan
from app.figures.returns import returns, returns_key
from app.figures.rotation import rotation
from app.figures.rows import distribution, funnel
from app.figures.rows import key as answers_key
from app.figures.series import series
from app.figures.shares import shares
from app.figures.strip import strip
from app.figures.survey import responses, themes, themes_key
from app.figures.trend import MOST_SESSIONS, trend

__all__ = ["CONFIG", "figure", "grows", "is_drawn", "key", "part"]

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

_BY_SHAPE: dict[type[Answer], Callable[[Any, Tokens], Sheet]] = {
    Trend: trend,
    Funnel: funnel,
    Calendar: calendar,
    Curve: curve,
    Dots: dots,
    Dose: dose,
    Distribution: distribution,
    Forest: forest,
    Shares: shares,
    Grid: grid,
    Strip: strip,
    Matrix: matrix,
    Bubbles: bubbles,
    Rotation: rotation,
    Plan: plan,
    Themes: themes,
    Responses: responses,
    Series: series,
    Returns: returns,
}


def figure(answer: Answer, tokens: Tokens, *, is_short: bool = False) -> go.Figure:
    """The figure of an answer's shape. is_short: its numbers without the digits that nobody sees,
    half as many bytes to the browser. Raises KeyError for a shape that is not drawn."""
    return _BY_SHAPE[type(answer)](answer, tokens).figure(is_short=is_short)


def key(answer: Answer, tokens: Tokens) -> list[tuple[str, str]]:
    """(colour, meaning) from best to worst, for the line above stacked bars; empty if none."""
    if isinstance(answer, Themes):
        return themes_key(answer, tokens)
    if isinstance(answer, Returns):
        return returns_key(answer, tokens)
    return answers_key(answer, tokens)


def part(answer: Answer) -> str:
    """What of an answer its figure draws, where all of it would be too much to look at; else ""."""
    if isinstance(answer, Dots) and (hires := hires_per_dot(answer)) > 1:
        return f"There are too many hires for a dot each: every dot stands for {fmt.count(hires)}."
    if not isinstance(answer, Trend) or answer.grain != "session":
        return ""
    sessions = len(answer.points)
    if sessions <= MOST_SESSIONS:
        return ""
    return (
        f"The last {MOST_SESSIONS} of {fmt.plural(sessions, 'session')} are drawn; the full table"
        " holds every one."
    )


def grows(answer: Answer) -> bool:
    """Whether the figure may be drawn higher, to end on one line with the card beside it; rows of
    bars keep the height of their rows."""
    return isinstance(answer, Trend | Calendar | Curve | Bubbles | Series)


def is_drawn(answer: Answer) -> bool:
    """Whether this answer has a figure; quotes and TooFew have none, nor has a strip in which no
    verdict can be given yet."""
    return type(answer) in _BY_SHAPE and not (isinstance(answer, Strip) and not answer.of)
