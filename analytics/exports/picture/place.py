"""Where the plot stands between its labels, and where its numbers are on the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analytics.exports.picture.sheet import Box, Sheet
from analytics.exports.picture.typeface import Weight
from analytics.plots.plot import XY, Axis, Dots, Line, Note

# In the size of the text: the room between things, and smaller words.
GAP, SMALL = 0.55, 0.86
# Labels of rows take no more than this of the width.
_MOST_OF_NAMES, _MOST_OF_VALUES = 0.3, 0.25
_TWO_LINES = 2.5  # a row at least, to hold two lines of text


@dataclass(frozen=True)
class Place:
    """The plot between its labels, and where its numbers are on the sheet."""

    box: Box
    across: Axis
    up: Axis
    names: float = 0.0  # widths of the labels of rows
    values: float = 0.0
    are_low: bool = False  # rows: their labels stand on one line

    def x(self, at: float) -> float:
        return self.box.left + _share(self.across, at) * self.box.width

    def y(self, at: float) -> float:
        return self.box.bottom - _share(self.up, at) * self.box.height

    @classmethod
    def of(cls, sheet: Sheet, plot: XY, box: Box) -> Place:
        em = sheet.em
        are_low = _are_low(sheet, plot, box)
        names, values = _label_widths(sheet, plot, box, are_low)
        numbers = max([sheet.measure(text, em) for _, text in plot.y.ticks if text], default=0.0)
        rows = [sheet.measure(row.name, em * SMALL, "semibold") for row in plot.under]
        rows.append(sheet.measure(plot.under_title, em * SMALL))
        left = max(
            names + (1.4 * em if names else 0.0),
            numbers + (GAP * em if numbers else 0.0),
            max(rows) + 1.1 * em if plot.under else 0.0,
            0.5 * em,
        )
        right = max(values + (1.4 * em if values else 0.0), 0.8 * em)
        last = max((at for at, text in plot.x.ticks if text), default=None)
        if last is not None:
            text = next(text for at, text in plot.x.ticks if at == last and text)
            beyond = (1 - _share(plot.x, last)) * (box.width - left)
            right = max(right, sheet.measure(text, em) / 2 - beyond)
        within = box.less(left, over(sheet, plot), right, under(sheet, plot))
        for share, room in _on_the_right(sheet, plot):
            # The text begins at this share of the plot's width and must end within the box.
            fits = (box.right - within.left - room) / max(share, 0.2)
            within = replace(within, width=max(min(within.width, fits), box.width * 0.3))
        return cls(within, plot.x, plot.y, names, values, are_low)


def _share(axis: Axis, at: float) -> float:
    return (at - axis.low) / ((axis.high - axis.low) or 1.0)


def over(sheet: Sheet, plot: XY) -> float:
    """Room above the plot: for the labels of upright rules, a title of the y axis, half a tick."""
    has_label = any(rule.is_vertical and rule.label for rule in plot.rules)
    lines = has_label + bool(plot.y.title) + bool(is_key_above(plot))
    return sheet.em * (0.5 + 1.5 * lines)


def under(sheet: Sheet, plot: XY) -> float:
    """Room below it: ticks, a title of the x axis, rows of numbers."""
    lines = 1.7 * any(text for _, text in plot.x.ticks) + 1.5 * bool(plot.x.title)
    if plot.under:
        lines += SMALL * (0.5 + 1.45 * (len(plot.under) + bool(plot.under_title)))
    return sheet.em * max(lines, 0.4)


def _on_the_right(sheet: Sheet, plot: XY) -> Iterator[tuple[float, float]]:
    """(share of the plot's width, room) of each text that goes on to the right from there."""
    em = sheet.em
    for note in plot.notes:
        if note.anchor == "left":
            room = sheet.measure(note.text, em, weight_of(note)) + GAP * em
            yield _share(plot.x, note.x), room
    for rule in plot.rules:
        if rule.label and not rule.is_vertical:
            yield 1.0, sheet.measure(rule.label, em, "semibold") + GAP * em


def weight_of(note: Note) -> Weight:
    return "semibold" if note.is_bold else "regular"


def _are_low(sheet: Sheet, plot: XY, box: Box) -> bool:
    """Whether rows are too low for two lines of labels."""
    heights = sorted(row.y for row in plot.labels)
    nearest = min((b - a for a, b in pairwise(heights)), default=plot.y.high - plot.y.low)
    room = box.height - over(sheet, plot) - under(sheet, plot)
    return abs(nearest / ((plot.y.high - plot.y.low) or 1.0)) * room < _TWO_LINES * sheet.em


def _label_widths(sheet: Sheet, plot: XY, box: Box, are_low: bool) -> tuple[float, float]:
    """Of the columns of names and of values, each with what stands under it, or beside it."""
    em, small = sheet.em, SMALL * sheet.em

    def wide(main: str, more: str) -> float:
        both = sheet.measure(main, em, "semibold"), sheet.measure(more, small)
        return sum(both) + GAP * em * all(both) if are_low else max(both)

    names = max((wide(row.name, row.under_name) for row in plot.labels), default=0.0)
    values = max((wide(row.value, row.under_value) for row in plot.labels), default=0.0)
    return min(names, _MOST_OF_NAMES * box.width), min(values, _MOST_OF_VALUES * box.width)


def is_key_above(plot: XY) -> bool:
    """Whether the key needs a line of its own: not where the top left corner is empty."""
    return bool(plot.key) and not _has_corner(plot)


def _has_corner(plot: XY) -> bool:
    """Whether nothing is drawn in the top left corner, a third wide and a fifth high."""

    def is_in(x: float, y: float) -> bool:
        return _share(plot.x, x) < 0.33 and _share(plot.y, y) > 0.8

    drawn = [*_points(plot.lines), *_points(plot.dots)]
    drawn += [point for band in plot.bands for point in zip(band.x, band.high, strict=True)]
    drawn += [(note.x, note.y) for note in plot.notes]
    return not plot.labels and not any(is_in(x, y) for x, y in drawn)


def _points(drawn: Sequence[Line] | Sequence[Dots]) -> Iterator[tuple[float, float]]:
    for one in drawn:
        yield from zip(one.x, one.y, strict=True)
