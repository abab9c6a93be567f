"""A table of coloured cells, drawn."""

from __future__ import annotations

from analytics.exports.picture.sheet import LINE, Box, Sheet
from analytics.exports.picture.typeface import Weight
from analytics.plots.plot import Cells

_SMALL = 0.86
_MOST_OF_NAMES, _MOST_OF_VALUES = 0.28, 0.2
_ROW, _ROW_HIGH = 2.3, 4.6  # in the size of the text: at its best, at most
_LEAST_TEXT = 0.42  # smaller words are left out
_SHORT = 7  # letters: longer headings are cut, shorter ones left out where there is no room
_LEAST_HEADING = 0.75  # of the size of the text
_WIDEST = 12.0  # a cell is no wider than this


def height(sheet: Sheet, plot: Cells, width: float) -> float:
    """How high it is best drawn, in pixels."""
    return _over(sheet, plot) + len(plot.rows) * sheet.em * (_ROW if len(plot.rows) <= 15 else 0.9)


def draw(sheet: Sheet, plot: Cells, box: Box) -> None:
    em = sheet.em
    columns = max([sum(h.span for h in plot.headings), *(len(row[1]) for row in plot.rows)])
    if not plot.rows or not columns:
        return
    over = _over(sheet, plot)
    box = box.around(over + _ROW_HIGH * em * len(plot.rows))
    row = min((box.height - over) / len(plot.rows), _ROW_HIGH * em)
    # Where only every fifth row has a name, it may be higher than its row.
    is_sparse = sum(bool(name) for name, _, _ in plot.rows) * 2 < len(plot.rows)
    size = min(em, max(0.72 * row, 0.64 * em if is_sparse else 0.0))
    names = [sheet.measure(name, size) for name, _, _ in plot.rows]
    names.append(sheet.measure(plot.rows_title, _SMALL * em))
    wide = min(max(names), _MOST_OF_NAMES * box.width)
    values = max(sheet.measure(value, size, "semibold") for _, _, value in plot.rows)
    values = min(values, _MOST_OF_VALUES * box.width)
    left = wide + em if wide else 0.0
    cell = min((box.width - left - (values + em if values else 0)) / columns, _WIDEST * em)
    grid = Box(box.left + left, box.top + over, cell * columns, row * len(plot.rows))
    axes = sheet.axes(grid, (0, columns), (len(plot.rows), 0))
    gap = min(0.12 * em, 0.12 * row, 0.12 * cell)  # between cells, in pixels
    for down, (name, cells, value) in enumerate(plot.rows):
        middle = grid.top + (down + 0.5) * row
        for across, one in enumerate(cells):
            if one.shade is None and not one.text and not one.is_outlined:
                continue
            colour = "none" if one.shade is None else sheet.shade(one.shade)
            axes.bar(
                across + 0.5,
                1 - gap / row,
                1 - gap / cell,
                bottom=down + gap / row / 2,
                color=colour,
                edgecolor=sheet.ink("text") if one.is_outlined else "none",
                linewidth=0.1 * em * sheet.points if one.is_outlined else 0,
                label=name,
                clip_on=False,
            )
            ground = sheet.tokens.background if colour == "none" else colour
            text = min(em, 0.62 * row, 0.9 * cell)
            needed = sheet.measure(one.text, text, "semibold")
            text *= min(1.0, 0.9 * cell / needed) if needed else 1.0
            if one.text and text >= _LEAST_TEXT * em:
                sheet.write(grid.left + (across + 0.5) * cell, middle, one.text, size=text,
                            colour=sheet.readable(ground), side="center",
                            weight="semibold")  # fmt: skip
        if size >= _LEAST_TEXT * em:
            sheet.write(box.left, middle, name, size=size, room=wide)
            sheet.write(grid.right + 0.7 * em, middle, value, size=size, weight="semibold",
                        room=box.right - grid.right - 0.7 * em)  # fmt: skip
    _headings(sheet, plot, box, grid, cell)


def _over(sheet: Sheet, plot: Cells) -> float:
    """Room above the cells: a title of the columns, and one or two lines of headings."""
    has_text = any(heading.text for heading in plot.headings)
    has_under = any(heading.under for heading in plot.headings)
    lines = has_text + has_under + bool(plot.columns_title)
    lines = max(lines, 1 if plot.rows_title else 0)
    return sheet.em * (LINE * lines + 0.5)


def _headings(sheet: Sheet, plot: Cells, box: Box, grid: Box, cell: float) -> None:
    em = sheet.em
    has_under = any(heading.under for heading in plot.headings)
    # Over several columns the second line is what matters; over one it is the rest of a name.
    is_grouped = any(heading.span > 1 for heading in plot.headings)
    below = grid.top - 0.95 * em
    above = below - LINE * em if has_under else below
    if plot.columns_title:
        top = above - LINE * em
        sheet.write(grid.left, top, plot.columns_title, size=_SMALL * em, ink="muted")
    sheet.write(box.left, below, plot.rows_title, size=_SMALL * em, ink="muted",
                room=grid.left - box.left)  # fmt: skip
    column, ends = 0, {above: -1.0, below: -1.0}
    for heading in plot.headings:
        left, room = grid.left + column * cell, heading.span * cell - 0.4 * em
        if heading.has_line_before and column:
            up = (above - 0.6 * em, grid.bottom)
            sheet.stroke((left, left), up, sheet.ink("line"), 0.07 * em)
        lines: list[tuple[str, float, str, Weight]] = [
            (heading.text, above, "text" if is_grouped else "muted", "regular"),
            (heading.under, below, heading.ink, "semibold")
            if is_grouped
            else (heading.under, below, "muted", "regular"),
        ]
        for text, at, ink, weight in lines:
            wide = sheet.measure(text, em, weight)
            size = em * min(max(room / wide, _LEAST_HEADING), 1.0) if wide else em
            wide *= size / em
            is_short = len(text) <= _SHORT
            x = left + 0.35 * em if is_grouped else left + 0.2 * em + (room - wide) / 2
            if wide > room and is_short and not is_grouped:
                # A date goes beyond its column where the one before leaves it free.
                if x < ends[at] + 0.4 * em:
                    continue
            elif wide > room:
                wide, x = room, left + 0.2 * em
            sheet.write(x, at, text, size=size, ink=ink, weight=weight, room=wide)
            ends[at] = x + wide
        column += heading.span
