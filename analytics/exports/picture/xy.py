"""Points, lines and bands on two axes, drawn."""

from __future__ import annotations

from matplotlib.axes import Axes

from analytics.exports.picture import xy_words
from analytics.exports.picture.place import SMALL, Place, over, under
from analytics.exports.picture.sheet import Box, Sheet
from analytics.plots.canvas import WIDTH_PT
from analytics.plots.plot import XY, Dots, Line

# In the size of the text: lines, dots, dashes, and heights.
_WEIGHTS = {"thin": 0.075, "normal": 0.13, "bold": 0.19}
_DOT, _EDGE = 0.7, 0.11
_DASH = (0.34, 0.26)
_ROW_HIGH = 7.0  # a row at most
_LINE_HIGH = 20.0  # dots on one line, at most
_POINTS_PER_EM = 11  # of the slide that plots are laid out for


def height(sheet: Sheet, plot: XY, width: float) -> float:
    """How high it is best drawn at this width, in pixels."""
    edges = over(sheet, plot) + under(sheet, plot)
    if plot.labels:
        is_crowded = sum(len(dots.x) for dots in plot.dots) > 4 * len(plot.labels)
        return edges + abs(plot.y.high - plot.y.low) * sheet.em * (5.2 if is_crowded else 3.1)
    return edges + (0.36 * width if plot.y.ticks else 17 * sheet.em)


def draw(sheet: Sheet, plot: XY, box: Box) -> None:
    """Into the box: labels on its edges, the rest between them."""
    edges = over(sheet, plot) + under(sheet, plot)
    if plot.labels:
        box = box.around(edges + abs(plot.y.high - plot.y.low) * _ROW_HIGH * sheet.em)
    elif not plot.y.ticks:
        box = box.around(edges + _LINE_HIGH * sheet.em)
    place = Place.of(sheet, plot, box)
    inner = place.box
    axes = sheet.axes(inner, (plot.x.low, plot.x.high), (plot.y.low, plot.y.high))
    _grid(sheet, plot, place)
    _bands(sheet, plot, axes)
    _rules(sheet, plot, axes)
    for line in plot.lines:
        _line(sheet, line, axes, place)
    for dots in plot.dots:
        _dots(sheet, dots, axes, place)
    xy_words.write(sheet, plot, box, place)


# what lies under the data -------------------------------------------------------------------------


def _grid(sheet: Sheet, plot: XY, place: Place) -> None:
    box, thin = place.box, 0.05 * sheet.em
    if plot.y.has_grid:
        for at, _ in plot.y.ticks:
            sheet.stroke((box.left, box.right), (place.y(at),) * 2, sheet.ink("grid"), thin)
    if plot.x.has_grid:
        for at, _ in plot.x.ticks:
            sheet.stroke((place.x(at),) * 2, (box.top, box.bottom), sheet.ink("grid"), thin)
    if plot.x.ticks:
        sheet.stroke((box.left, box.right), (box.bottom,) * 2, sheet.ink("line"), 1.4 * thin)
        for at, _ in plot.x.ticks:
            low = box.bottom + 0.28 * sheet.em
            sheet.stroke((place.x(at),) * 2, (box.bottom, low), sheet.ink("line"), 1.4 * thin)


def _bands(sheet: Sheet, plot: XY, axes: Axes) -> None:
    for band in plot.bands:
        axes.fill_between(
            band.x, band.low, band.high, color=sheet.wash(band.ink), linewidth=0, zorder=1
        )


def _rules(sheet: Sheet, plot: XY, axes: Axes) -> None:
    width = _WEIGHTS["normal"] * sheet.em
    for rule in plot.rules:
        across = axes.axvline if rule.is_vertical else axes.axhline
        is_target = rule.is_dashed
        across(
            rule.at,
            color=sheet.ink(rule.ink),
            linewidth=(width if is_target else 0.8 * width) * sheet.points,
            linestyle=_dashes(sheet, width) if rule.is_dashed else "solid",
            zorder=2,
        )


def _dashes(sheet: Sheet, width: float) -> tuple[float, tuple[float, ...]]:
    """matplotlib counts dashes in widths of the line."""
    return 0.0, tuple(part * sheet.em / width for part in _DASH)


# the data -----------------------------------------------------------------------------------------


def _line(sheet: Sheet, line: Line, axes: Axes, place: Place) -> None:
    width = _WEIGHTS[line.weight] * sheet.em
    dots = (0.0, (1.4, 1.9)) if line.weight == "thin" else _dashes(sheet, width)
    axes.plot(
        line.x,
        line.y,
        color=sheet.ink(line.ink),
        linewidth=width * sheet.points,
        linestyle=dots if line.is_dashed else "solid",
        solid_capstyle="butt",
        solid_joinstyle="miter",
        label=line.name,
        zorder=3,
    )
    for goes_on, end, before in ((line.goes_on[0], 0, -1), (line.goes_on[1], -1, 0)):
        if goes_on and line.x:
            _arrow(sheet, line, axes, end, before)


def _arrow(sheet: Sheet, line: Line, axes: Axes, end: int, other: int) -> None:
    """At an end beyond which the line goes on."""
    if line.x[end] != line.x[other]:
        shape = "<" if (line.x[end] < line.x[other]) == (not axes.xaxis_inverted()) else ">"
    else:
        shape = "v" if (line.y[end] < line.y[other]) == (not axes.yaxis_inverted()) else "^"
    axes.plot(
        [line.x[end]],
        [line.y[end]],
        marker=shape,
        markersize=0.5 * sheet.em * sheet.points,
        markeredgewidth=0,
        color=sheet.ink(line.ink),
        linestyle="none",
        label="goes on",
        clip_on=False,
        zorder=3,
    )


def _dots(sheet: Sheet, dots: Dots, axes: Axes, place: Place) -> None:
    em, colour = sheet.em, sheet.ink(dots.ink)
    usual = _DOT * em * (1.25 if dots.shape == "diamond" else 1.0)
    per_point = min(em / _POINTS_PER_EM, place.box.width / WIDTH_PT)
    across = [size * per_point for size in dots.sizes] or [usual] * len(dots.x)
    edge = _EDGE * em
    # A size is that of the whole dot; matplotlib sets the edge half outside of it.
    for size in sorted(set(across), reverse=True):
        alike = [place for place, other in enumerate(across) if other == size]
        axes.plot(
            [dots.x[at] for at in alike],
            [dots.y[at] for at in alike],
            linestyle="none",
            marker="D" if dots.shape == "diamond" else "o",
            markersize=max(size - edge, edge) * sheet.points,
            markerfacecolor=sheet.tokens.background if dots.is_hollow else colour,
            markeredgecolor=colour,
            markeredgewidth=edge * sheet.points,
            label=dots.name,
            clip_on=False,
            zorder=4,
        )
    ground = sheet.tokens.background if dots.is_hollow else colour
    for x, y, text, size in zip(dots.x, dots.y, dots.labels, across, strict=False):
        small = min(em * SMALL, 0.62 * size)
        sheet.write(
            place.x(x), place.y(y), text, size=small, side="center",
            colour=sheet.readable(ground), weight="semibold", room=1.2 * size,
        )  # fmt: skip
