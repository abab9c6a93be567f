"""An answer's numbers and labels placed for a picture or a slide, before any drawing library.

`plot_of(answer)` gives one of four kinds (plot.py): XY, points, lines and bands on two axes; Bars;
Cells, a table of coloured cells; Words, where there is nothing to draw. The choices are those of
the screen (app/figures), which asks the same functions where it would choose the same again; here
the canvas is wide, about 1150 × 620 px.

| module | holds |
|---|---|
| plot | the four kinds and what they are made of |
| trend, curve, forest, strip, dots, bubbles | the shapes on two axes, each its own |
| plan | what a pilot could show, by design |
| shares | the same share in parts: dots against the target, or bars |
| bars | a funnel, attended more often or less, how hosting rotates |
| series | a metric by week before and after the start |
| returns | what the pilot took, beside what it gave |
| survey | statements and scores, themes of comments, who answered |
| calendar, cells | sessions by day; who came in which week, who taught whom |
| words | comments, and what is missing |
"""

from __future__ import annotations

from analytics import findings, shapes
from analytics.plots.bars import dose, funnel, rotation
from analytics.plots.bubbles import bubbles
from analytics.plots.calendar import calendar
from analytics.plots.cells import grid, matrix
from analytics.plots.curve import curve
from analytics.plots.dots import dots
from analytics.plots.forest import forest
from analytics.plots.plan import plan
from analytics.plots.plot import (
    XY,
    Axis,
    Band,
    Bar,
    Bars,
    Cell,
    Cells,
    Dots,
    Heading,
    Key,
    Line,
    Note,
    NumberRow,
    Part,
    Passage,
    Plot,
    RowLabel,
    Rule,
    Tick,
    Words,
)
from analytics.plots.returns import returns
from analytics.plots.series import series
from analytics.plots.shares import shares
from analytics.plots.strip import strip
from analytics.plots.survey import distribution, responses, themes
from analytics.plots.trend import trend
from analytics.plots.words import quotes, too_few, unjudged

__all__ = [
    "XY",
    "Axis",
    "Band",
    "Bar",
    "Bars",
    "Cell",
    "Cells",
    "Dots",
    "Heading",
    "Key",
    "Line",
    "Note",
    "NumberRow",
    "Part",
    "Passage",
    "Plot",
    "RowLabel",
    "Rule",
    "Tick",
    "Words",
    "plot_of",
]


def plot_of(answer: findings.Answer) -> Plot:
    """The plot of an answer's shape. Raises TypeError for a shape that has none."""
    match answer:
        case findings.Trend():
            return trend(answer)
        case findings.Funnel():
            return funnel(answer)
        case findings.Shares():
            return shares(answer)
        case findings.Grid():
            return grid(answer)
        case findings.Calendar():
            return calendar(answer)
        case findings.Curve():
            return curve(answer)
        case findings.Forest():
            return forest(answer)
        case findings.Dose():
            return dose(answer)
        case findings.Strip():
            return strip(answer) if answer.of else unjudged(answer)
        case findings.Dots():
            return dots(answer)
        case findings.Matrix():
            return matrix(answer)
        case findings.Bubbles():
            return bubbles(answer)
        case findings.Rotation():
            return rotation(answer)
        case findings.Plan():
            return plan(answer)
        case findings.Distribution():
            return distribution(answer)
        case findings.Quotes():
            return quotes(answer)
        case findings.Themes():
            return themes(answer)
        case findings.Responses():
            return responses(answer)
        case shapes.Series():
            return series(answer)
        case shapes.Returns():
            return returns(answer)
        case findings.TooFew():
            return too_few(answer)
        case _:
            raise TypeError(f"no plot for {type(answer).__name__}")
