"""Which module draws which plot, and a chart on a sheet of its own."""

from __future__ import annotations

from matplotlib.figure import Figure

from analytics.exports.picture import bars, cells, words, xy
from analytics.exports.picture.sheet import Box, Sheet
from analytics.plots.plot import XY, Bars, Cells, Plot
from analytics.tokens import SIZE, Tokens


def chart(plot: Plot, tokens: Tokens, width: float) -> Figure:
    """Only the chart, as high as it needs, on clear ground, with text of the screen's size."""
    # Rooms are measured before it is known how high the sheet has to be.
    ruler = Sheet(width, 1, em=SIZE, points=1, tokens=tokens)
    high = round(height(ruler, plot, width) + SIZE)
    sheet = Sheet(width, high, em=SIZE, points=1, tokens=tokens, is_clear=True)
    draw(sheet, plot, Box(1, 0.5 * SIZE, width - 2, high - SIZE))
    return sheet.figure


def height(sheet: Sheet, plot: Plot, width: float) -> float:
    match plot:
        case XY():
            return xy.height(sheet, plot, width)
        case Bars():
            return bars.height(sheet, plot, width)
        case Cells():
            return cells.height(sheet, plot, width)
        case _:
            return words.height(sheet, plot, width)


def draw(sheet: Sheet, plot: Plot, box: Box) -> None:
    match plot:
        case XY():
            xy.draw(sheet, plot, box)
        case Bars():
            bars.draw(sheet, plot, box)
        case Cells():
            cells.draw(sheet, plot, box)
        case _:
            words.draw(sheet, plot, box)
