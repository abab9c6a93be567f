"""Bars as a native stacked bar chart, with names, values and intervals at their rows."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from analytics.exports.slide.chart import (
    FILLED,
    TEXT,
    ValueAxis,
    add_chart,
    category_axis,
    dress,
    pin,
    series_name,
    set_axes,
    value_axis,
)
from analytics.exports.slide.key import KEY_HEIGHT, write_key
from analytics.exports.slide.shapes import (
    Box,
    Canvas,
    Run,
    describe,
    fill,
    line,
    write,
)
from analytics.exports.slide.text import LEADING, clean, cut, lines, width
from analytics.plots.plot import Bar, Bars, Part
from analytics.tokens import ink, readable

_THICKEST, _TALLEST = 30.0, 66.0
_FEW, _THICKEST_OF_FEW, _TALLEST_OF_FEW = 2, 56.0, 110.0
REST = "The rest"


def draw_bars(canvas: Canvas, plot: Bars, box: Box, alt: str) -> None:
    top = box.top
    if plot.key:
        write_key(canvas, plot.key, Box(box.left, top, box.width, KEY_HEIGHT))
        top += KEY_HEIGHT + 6
    if not plot.rows:
        return
    is_few = len(plot.rows) <= _FEW
    tallest = _TALLEST_OF_FEW if is_few else _TALLEST
    tall = min(tallest, (box.bottom - top) / len(plot.rows))
    left, right = _sides(plot, box.width)
    inner = Box(box.left + left, top, box.width - left - right, tall * len(plot.rows))
    if any(bar.parts for bar in plot.rows):
        thick = min(_THICKEST_OF_FEW if is_few else _THICKEST, 0.52 * tall)
        _chart(canvas, plot, inner, (tall - thick) / thick, alt)
    for place, bar in enumerate(plot.rows):
        row = Box(inner.left, top + place * tall, inner.width, tall)
        _interval(canvas, bar, row, plot.full)
        _words(canvas, bar, row, box)


def _sides(plot: Bars, wide: float) -> tuple[float, float]:
    rows = [bar for bar in plot.rows if bar.parts or bar.value]
    names = [width(bar.name, TEXT + 1) for bar in rows]
    names += [width(bar.more, TEXT - 1) for bar in rows]
    values = [width(bar.value, TEXT + 1, True) for bar in rows]
    values += [width(bar.more_value, TEXT - 1) for bar in rows]
    left = min(max(names, default=0) + 18, 0.36 * wide)
    return max(left, 60.0), min(max(values, default=0) + 18, 0.25 * wide)


def _chart(canvas: Canvas, plot: Bars, inner: Box, gap: float, alt: str) -> None:
    looks = _looks(plot.rows)
    names = {key.ink: key.text for key in plot.key}
    data = CategoryChartData()
    data.categories = [series_name(bar.name) for bar in plot.rows]
    dressed = []
    for n, look in enumerate(looks, 1):
        parts = [_part(bar, *look) for bar in plot.rows]
        colour = ink(canvas.tokens, look[1])
        data.add_series(
            series_name(names.get(look[1], "Share" if len(looks) == 1 else f"Part {n}")),
            [part.size if part else None for part in parts],
        )
        writes = readable(colour, canvas.tokens)
        labels = {
            at: Run(cut(p.text, 60, 10), writes) for at, p in enumerate(parts) if p and p.text
        }
        dressed.append((colour, labels))
    rest = [plot.full - sum(p.size for p in bar.parts) for bar in plot.rows]
    tracks = [bar.has_track and bool(bar.parts or bar.value) for bar in plot.rows]
    if any(has and left > 1e-9 for has, left in zip(tracks, rest, strict=True)):
        shown = [max(left, 0.0) if has else None for has, left in zip(tracks, rest, strict=True)]
        data.add_series(REST, shown)
        dressed.append((canvas.tokens.track, {}))
    graphic = add_chart(canvas, XL_CHART_TYPE.BAR_STACKED, data, inner)
    [bars] = graphic.chart._chartSpace.chart.plotArea.findall(qn("c:barChart"))
    for element, (colour, labels) in zip(bars.findall(qn("c:ser")), dressed, strict=True):
        dress(element, FILLED.format(fill(colour)), labels)
    graphic.chart.plots[0].gap_width = round(min(500, max(0, gap * 100)))
    for place, element in enumerate(bars.findall(qn("c:axId")), 1):
        element.set("val", str(place))
    axis = ValueAxis((2, 1), "b", 0.0, plot.full, is_between=True)
    set_axes(graphic.chart, [category_axis((1, 2), canvas), value_axis(axis, canvas)])
    pin(graphic.chart, inner, inner)
    describe(graphic, "Chart", clean(alt))


def _looks(rows: Sequence[Bar]) -> list[tuple[int | None, str]]:
    """(place among the parts, ink) of each series, in the order in which they stack. A colour is
    one series (its place None) where all rows have their colours in one order; else each place
    and colour is one."""
    followers: dict[str, set[str]] = {}
    is_once = True
    for bar in rows:
        inks = [part.ink for part in bar.parts]
        is_once = is_once and len(set(inks)) == len(inks)
        for at, name in enumerate(inks):
            followers.setdefault(name, set()).update(inks[at + 1 :])
    order: list[str] = []
    while is_once and len(order) < len(followers):
        left = [name for name in followers if name not in order]
        free = [n for n in left if not any(n in followers[other] for other in left)]
        if not free:
            break
        order.append(free[0])
    if is_once and len(order) == len(followers):
        return [(None, name) for name in order]
    return sorted({(place, part.ink) for bar in rows for place, part in enumerate(bar.parts)})


def _part(bar: Bar, place: int | None, name: str) -> Part | None:
    if place is None:
        return next((part for part in bar.parts if part.ink == name), None)
    return bar.parts[place] if place < len(bar.parts) and bar.parts[place].ink == name else None


def _interval(canvas: Canvas, bar: Bar, row: Box, full: float) -> None:
    """A line over the bar; without an end where its limit is open."""
    if bar.limits is None:
        return
    low, high = bar.limits
    start = row.left + row.width * min(low or 0.0, full) / full
    end = row.left + row.width * (full if high is None else min(high, full)) / full
    middle = row.top + row.height / 2
    colour, name = canvas.tokens.text, f"Interval of {clean(bar.name)}"
    line(canvas, (start, middle), (end, middle), colour, 1.5, name)
    for at, limit in ((start, low), (end, high)):
        if limit is not None:
            line(canvas, (at, middle - 4), (at, middle + 4), colour, 1.5, name)


def _words(canvas: Canvas, bar: Bar, row: Box, box: Box) -> None:
    tokens = canvas.tokens
    left = row.left - box.left - 12
    fits = max(1, int((row.height - 2) / (TEXT * LEADING)))
    is_heading = not bar.parts and not bar.value
    if is_heading:
        left = box.width
    more = cut(bar.more, 0.35 * left if is_heading else left, TEXT - 1)
    if is_heading:
        runs = [Run(cut(bar.name, 0.6 * left, TEXT + 1), tokens.text, True)]
        runs += [Run(f"  {more}", tokens.muted, size=TEXT - 1)] if more else []
        paragraphs = [runs]
    else:
        size = TEXT + 1 if len(lines(bar.name, left, TEXT + 1)) + bool(more) <= fits else TEXT - 1
        most = max(1, min(3, fits) - bool(more and fits > 1))
        paragraphs = [[Run(cut(bar.name, left, size, most), tokens.text, size=size)]]
        if more and fits > 1:
            paragraphs.append([Run(more, tokens.muted, size=TEXT - 1)])
    place = Box(box.left, row.top, left, row.height)
    write(canvas, place, paragraphs, size=TEXT + 1, name=f"Row {clean(bar.name)}", anchor="middle")
    if not bar.value and not bar.more_value:
        return
    right = row.right + 12
    wide = box.right - right
    value = Run(cut(bar.value, wide, TEXT + 1, is_bold=True), tokens.text, True)
    under = Run(cut(bar.more_value, wide, TEXT - 1), tokens.muted, size=TEXT - 1)
    said = [[run] for run in (value, under) if run.text]
    if fits < 2 and len(said) == 2:
        said = [[value, Run(f"  {under.text}", under.colour, size=TEXT - 1)]]
    write(canvas, Box(right, row.top, wide, row.height), said, size=TEXT + 1,
          name=f"Value of {clean(bar.name)}", anchor="middle")  # fmt: skip
