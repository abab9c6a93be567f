"""Horizontal bars, drawn: names on the left, values on the right."""

from __future__ import annotations

from analytics.exports.picture.sheet import Box, Sheet
from analytics.plots.plot import Bar, Bars

_SMALL = 0.86
_MOST_OF_NAMES, _MOST_OF_VALUES = 0.36, 0.24
# In the size of the text: a row at its best, at most, and a bar in it.
_ROW, _ROW_HIGH, _BAR_HIGH = 2.9, 6.4, 3.0
_KEY = 2.2
_BAR = 0.6  # of its row
_LINE_IN_ROW = 1.2


def height(sheet: Sheet, plot: Bars, width: float) -> float:
    """How high it is best drawn, in pixels."""
    rows = sum(0.75 if _is_heading(bar) else 1.0 for bar in plot.rows)
    return sheet.em * (_KEY * bool(plot.key) + _ROW * rows)


def draw(sheet: Sheet, plot: Bars, box: Box) -> None:
    em = sheet.em
    weights = [0.75 if _is_heading(bar) else 1.0 for bar in plot.rows]
    over = _KEY * em if plot.key else 0.0
    box = box.around(over + _ROW_HIGH * em * sum(weights))
    if plot.key:
        _key(sheet, plot, box)
        box = box.less(top=over)
    if not plot.rows:
        return
    row = min(box.height / sum(weights), _ROW_HIGH * em)
    names, values = _widths(sheet, plot, box.width, row)
    track = box.less(left=names + 1.2 * em, right=values + 1.2 * em if values else 0.0)
    axes = sheet.axes(track, (0, plot.full), (track.height, 0))
    at = 0.0
    for bar, weight in zip(plot.rows, weights, strict=True):
        high = row * weight
        middle = at + high / 2
        if _is_heading(bar):
            _heading(sheet, bar, box, track.top + middle)
        else:
            thick = min(_BAR * row, _BAR_HIGH * em)
            left = 0.0
            if bar.has_track:
                axes.barh(middle, plot.full, thick, color=sheet.ink("track"), label="track")
            for part in bar.parts:
                ground = sheet.ink(part.ink)
                axes.barh(middle, part.size, thick, left=left, color=ground, label=bar.name)
                # A hair of ground parts it from the next.
                if left > 0 and part.size > 0:
                    axes.plot(
                        [left, left], [middle - thick / 2, middle + thick / 2],
                        color=sheet.tokens.background, linewidth=0.07 * em * sheet.points,
                        solid_capstyle="butt", label="gap",
                    )  # fmt: skip
                wide = part.size / plot.full * track.width
                size = min(_SMALL * em, 0.8 * thick)
                if part.text and sheet.measure(part.text, size, "semibold") + 0.3 * em <= wide:
                    x = track.left + (left + part.size / 2) / plot.full * track.width
                    sheet.write(x, track.top + middle, part.text, size=size, side="center",
                                colour=sheet.readable(ground), weight="semibold")  # fmt: skip
                left += part.size
            if bar.limits:
                low, high_limit = bar.limits
                ends = [
                    0.0 if low is None else low,
                    plot.full if high_limit is None else high_limit,
                ]
                for colour, width in ((sheet.tokens.background, 0.3), (sheet.tokens.text, 0.11)):
                    axes.plot(
                        ends, [middle, middle], color=colour, label="95% interval",
                        linewidth=width * em * sheet.points, solid_capstyle="butt",
                    )  # fmt: skip
            _words(sheet, bar, box, track.top + middle, row, names, values)
        at += high


def _is_heading(bar: Bar) -> bool:
    return not bar.parts and not bar.value


def _widths(sheet: Sheet, plot: Bars, width: float, row: float) -> tuple[float, float]:
    """Of the columns of names and of values. Names that are too long go on in a second line."""
    em, small = sheet.em, _SMALL * sheet.em
    bars = [bar for bar in plot.rows if not _is_heading(bar)]
    wanted = [sheet.measure(bar.name, em) for bar in bars]
    wanted += [sheet.measure(bar.more, small) for bar in bars]
    values = [
        sheet.measure(bar.value, em, "semibold")
        + (0.45 * em if bar.value and bar.more_value else 0.0)
        + sheet.measure(bar.more_value, small)
        for bar in bars
    ]
    return (
        min(max(wanted, default=0.0), _MOST_OF_NAMES * width),
        min(max(values, default=0.0), _MOST_OF_VALUES * width),
    )


def _heading(sheet: Sheet, bar: Bar, box: Box, middle: float) -> None:
    em = sheet.em
    taken = sheet.write(box.left, middle, bar.name, weight="semibold", room=box.width)
    if bar.more:
        left = box.left + taken + 0.6 * em
        sheet.write(left, middle, bar.more, size=_SMALL * em, ink="muted", room=box.right - left)


def _words(
    sheet: Sheet, bar: Bar, box: Box, middle: float, row: float, names: float, values: float
) -> None:
    """The name in as many lines as the row has, with what is added to it below."""
    em, small = sheet.em, _SMALL * sheet.em
    most = max(int(row / (_LINE_IN_ROW * em)), 1)
    has_more = bool(bar.more) and most > 1
    lines = sheet.lines(bar.name, names, em, most=min(most - has_more, 3))
    step = _LINE_IN_ROW * em
    at = middle - step * (len(lines) + 0.95 * has_more - 1) / 2
    for line in lines:
        sheet.write(box.left, at, line)
        at += step
    if has_more:
        sheet.write(box.left, at - 0.03 * em, bar.more, size=small, ink="muted", room=names)
    if not values:
        return
    left = box.right - values
    taken = sheet.write(left, middle, bar.value, weight="semibold", room=values)
    if bar.more_value:
        left += taken + (0.45 * em if taken else 0.0)
        room = max(box.right - left, 0.0)
        sheet.write(left, middle, bar.more_value, size=small, ink="muted", room=room)


def _key(sheet: Sheet, plot: Bars, box: Box) -> None:
    """Squares and their meaning, side by side; smaller where they need more than the width."""
    em = sheet.em
    wide = sum(2.7 * em + sheet.measure(key.text, em) for key in plot.key) - 1.6 * em
    size = em * min(1.0, box.width / wide)
    x, middle = box.left, box.top + 0.6 * em
    for key in plot.key:
        square = Box(x, middle - 0.36 * size, 0.72 * size, 0.72 * size)
        sheet.fill(square, sheet.ink(key.ink))
        taken = sheet.write(x + 1.1 * size, middle, key.text, size=size, ink="muted")
        x += taken + 2.7 * size
