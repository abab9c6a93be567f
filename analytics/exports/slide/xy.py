"""Points, lines and bands as a native scatter chart, or as an area under lines on one time axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from analytics import fmt
from analytics.exports.slide.chart import (
    FILLED,
    TEXT,
    ValueAxis,
    add_chart,
    date_axis,
    dots_look,
    dress,
    line_look,
    pin,
    see_through,
    series_name,
    set_axes,
    value_axis,
)
from analytics.exports.slide.key import KEY_HEIGHT, write_key
from analytics.exports.slide.shapes import (
    NAMES,
    Box,
    Canvas,
    Run,
    describe,
    fill,
    line,
    rectangle,
    write,
)
from analytics.exports.slide.text import LEADING, clean, cut, width
from analytics.plots.plot import XY, Axis, Band, Dots, Note, Rule, Tick
from analytics.tokens import ink, mixed, readable

_POINTS = {"thin": 1.0, "normal": 1.75, "bold": 2.75}
_DOT = 8.0
_LONGEST = 260.0  # of a label, in points
_LINE = TEXT * LEADING + 1
_EXCEL_DAYS = date(1899, 12, 30).toordinal()  # before the first day that Excel counts
_FIRST_DAY, _LAST_DAY = date(1901, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
# Number formats of ticks, with what they make of a number.
_FORMATS: tuple[tuple[str, Callable[[float], str]], ...] = (
    ("0%", fmt.percent),
    ("0", lambda value: fmt.count(round(value))),
    ("+0%;−0%;0%", fmt.change),
    ("+0;−0;0", fmt.signed),
)
_EDGE_NAME = ", edge"
_EDGE = 0.5  # of an area's colour in the lines that stand for it


@dataclass(frozen=True)
class _Series:
    """Points of one look. labels: texts at some of them."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    look: str
    labels: dict[int, Run]


@dataclass(frozen=True)
class _Room:
    """The plot area itself, and the axes that its points refer to."""

    inner: Box
    x_axis: Axis
    y_axis: Axis

    def x(self, value: float) -> float:
        low, high = self.x_axis.low, self.x_axis.high
        return self.inner.left + self.inner.width * (value - low) / ((high - low) or 1.0)

    def y(self, value: float) -> float:
        low, high = self.y_axis.low, self.y_axis.high
        return self.inner.bottom - self.inner.height * (value - low) / ((high - low) or 1.0)


def draw_xy(canvas: Canvas, plot: XY, box: Box, alt: str) -> None:
    top = box.top
    if plot.key:
        write_key(canvas, plot.key, Box(box.left, top, box.width, KEY_HEIGHT))
        top += KEY_HEIGHT + 4
    if plot.y.title:
        _say(canvas, Box(box.left, top, box.width, _LINE), plot.y.title, canvas.tokens.muted)
        top += _LINE + 2
    frame = Box(box.left, top, box.width, box.bottom - top)
    room = _Room(_inner(plot, frame), plot.x, plot.y)
    # The chart ends under its own tick labels: what stands below are texts.
    frame = Box(frame.left, frame.top, frame.width, min(frame.bottom, room.inner.bottom + 22) - top)
    x_format, y_format = _number_format(plot.x), _number_format(plot.y)
    if plot.labels:
        y_format = ""
    _behind(canvas, plot, room, bool(x_format), bool(y_format))
    axes = (
        ValueAxis((1, 2), "b", plot.x.low, plot.x.high, x_format, _step(plot.x.ticks),
                  bool(x_format) and plot.x.has_grid, has_line=True),
        ValueAxis((2, 1), "l", plot.y.low, plot.y.high, y_format, _step(plot.y.ticks),
                  bool(y_format) and plot.y.has_grid),
    )  # fmt: skip
    graphic = None
    if _is_area(plot):
        graphic = _area_chart(canvas, plot, frame, axes[1])
    elif found := _series(canvas, plot):
        graphic = _scatter(canvas, found, frame, axes)
    if graphic is not None:
        pin(graphic.chart, room.inner, frame)
        describe(graphic, "Chart", clean(alt))
    _beside(canvas, plot, room, box, bool(x_format), bool(y_format))


# room ---------------------------------------------------------------------------------------------


def _inner(plot: XY, frame: Box) -> Box:
    left, right = _sides(plot, frame.width)
    top = _LINE + 4 if any(rule.label and rule.is_vertical for rule in plot.rules) else 7.0
    bottom = _LINE + 6 if plot.x.ticks else 4.0
    bottom += _LINE + 2 if plot.x.title else 0.0
    bottom += len(plot.under) * _LINE + (_LINE + 6 if plot.under else 0)
    return Box(
        frame.left + left, frame.top + top, frame.width - left - right, frame.height - top - bottom
    )


def _sides(plot: XY, wide: float) -> tuple[float, float]:
    """What labels need left and right of the plot area."""
    left = max((width(text, TEXT) for _, text in plot.y.ticks), default=0.0) + 10
    left = min(left, 0.2 * wide)
    if plot.under:
        names_under = [width(row.name, TEXT, True) + 34 for row in plot.under]
        left = max(left, min(max(names_under), 0.2 * wide))
    right = 14.0
    if plot.labels:
        names = [width(one.name, TEXT, True) for one in plot.labels]
        names += [width(one.under_name, TEXT - 1) for one in plot.labels]
        values = [width(one.value, TEXT, True) for one in plot.labels]
        values += [width(one.under_value, TEXT - 1) for one in plot.labels]
        left = min(max(names) + 16, 0.34 * wide)
        right = max(right, min(max(values) + 16, 0.24 * wide)) if max(values) else right
    else:
        texts = [rule.label for rule in plot.rules if not rule.is_vertical]
        right = max([right, *(width(text, TEXT, True) + 12 for text in texts if text)])
        right = min(right, 0.3 * wide)
    about = wide - left - right
    for note in plot.notes:
        needs = width(note.text, TEXT, note.is_bold) + 10
        needs = {"left": needs, "middle": needs / 2, "right": 0.0}[note.anchor]
        share = (plot.x.high - note.x) / ((plot.x.high - plot.x.low) or 1.0)
        right = max(right, min(needs - share * about, 0.3 * wide))
    return left, right


def _number_format(axis: Axis) -> str:
    """The format in which the chart itself writes these tick labels; "" where it cannot."""
    ticks = axis.ticks
    step = _step(ticks)
    if not step or axis.high < axis.low or abs(ticks[0][0] - axis.low) > 1e-9 * (1 + step):
        return ""
    return next(
        (code for code, says in _FORMATS if all(says(at) == text for at, text in ticks)), ""
    )


def _step(ticks: Sequence[Tick]) -> float:
    """Between ticks that are equally far apart, else 0."""
    gaps = [after[0] - before[0] for before, after in pairwise(ticks)]
    if not gaps or any(abs(gap - gaps[0]) > 1e-6 * abs(gaps[0]) for gap in gaps):
        return 0.0
    return gaps[0]


# a scatter chart ----------------------------------------------------------------------------------


def _series(canvas: Canvas, plot: XY) -> list[_Series]:
    """Back to front."""
    found = []
    for band in plot.bands:
        if not _is_rectangle(band):
            look = line_look(_edge(canvas, band), 0.75, False, (False, False))
            found += [
                _Series(f"{band.name}, {end}", band.x, y, look, {})
                for end, y in (("low", band.low), ("high", band.high))
            ]
    found += [_rule(canvas, rule, plot) for rule in plot.rules]
    for one in plot.lines:
        look = line_look(
            ink(canvas.tokens, one.ink), _POINTS[one.weight], one.is_dashed, one.goes_on
        )
        found.append(_Series(one.name, one.x, one.y, look, {}))
    for dots in plot.dots:
        found += _dots(canvas, dots)
    return [one for one in found if one.x]


def _edge(canvas: Canvas, band: Band) -> str:
    """A pale area is too pale for lines."""
    name = band.ink.removesuffix("_band")
    return mixed(ink(canvas.tokens, name), canvas.tokens.background, _EDGE)


def _is_rectangle(band: Band) -> bool:
    return len(band.x) == 2 and len(set(band.low)) == len(set(band.high)) == 1


def _rule(canvas: Canvas, rule: Rule, plot: XY) -> _Series:
    across = plot.y if rule.is_vertical else plot.x
    ends, at = (across.low, across.high), (rule.at, rule.at)
    look = line_look(
        ink(canvas.tokens, rule.ink), 1.5 if rule.is_dashed else 1.0, rule.is_dashed, (False, False)
    )
    name = rule.label or "No change"
    return _Series(name, *((at, ends) if rule.is_vertical else (ends, at)), look, {})


def _dots(canvas: Canvas, dots: Dots) -> list[_Series]:
    """A series for each size: a look belongs to a whole series. Under a hollow dot lies a larger
    one in its colour, for LibreOffice draws markers without their edge."""
    usual = 12.0 if dots.shape == "diamond" else _DOT
    sizes = [round(size) for size in dots.sizes] or [round(usual)] * len(dots.x)
    texts = dots.labels or ("",) * len(dots.x)
    colour, ground = ink(canvas.tokens, dots.ink), canvas.tokens.background
    writes = ink(canvas.tokens, "text") if dots.is_hollow else readable(colour, canvas.tokens)
    found = []
    for size in sorted(set(sizes), reverse=True):
        alike = [place for place, own in enumerate(sizes) if own == size]
        labels = {
            n: Run(cut(texts[at], size, 10), writes) for n, at in enumerate(alike) if texts[at]
        }
        x, y = tuple(dots.x[at] for at in alike), tuple(dots.y[at] for at in alike)
        look = dots_look(colour, ground, size, dots.is_hollow, dots.shape)
        if dots.is_hollow:
            edge = see_through(dots_look(colour, ground, size + 2, False, dots.shape))
            found.append(_Series(f"{dots.name}{_EDGE_NAME}", x, y, edge, {}))
            look = dots_look(colour, ground, size - 1, True, dots.shape, 0.75)
        found.append(_Series(dots.name, x, y, look, labels))
    return found


def _scatter(
    canvas: Canvas, found: Sequence[_Series], frame: Box, axes: Sequence[ValueAxis]
) -> Any:
    data = XyChartData()
    for one in found:
        series = data.add_series(series_name(one.name))
        for x, y in zip(one.x, one.y, strict=True):
            series.add_data_point(x, y)
    graphic = add_chart(canvas, XL_CHART_TYPE.XY_SCATTER, data, frame)
    [scatter] = graphic.chart._chartSpace.chart.plotArea.findall(qn("c:scatterChart"))
    for element, one in zip(scatter.findall(qn("c:ser")), found, strict=True):
        dress(element, one.look, one.labels)
        element.append(parse_xml(f'<c:smooth {NAMES} val="0"/>'))
    _put_in_order(scatter, found)
    for place, element in enumerate(scatter.findall(qn("c:axId")), 1):
        element.set("val", str(place))
    set_axes(graphic.chart, [value_axis(axis, canvas) for axis in axes])
    return graphic


def _put_in_order(scatter: Any, found: Sequence[_Series]) -> None:
    """Elements in the order that LibreOffice needs: it draws earlier ones in front, so a hollow
    dot comes before its edge; and it loses series before one with more points, so the longest
    comes first. What PowerPoint draws in front follows from c:order, which stays."""
    elements = scatter.findall(qn("c:ser"))
    for place, one in enumerate(found):
        if one.name.endswith(_EDGE_NAME):
            elements[place].addprevious(elements[place + 1])
    in_order = scatter.findall(qn("c:ser"))
    longest = max(in_order, key=lambda element: len(found[elements.index(element)].x))
    if longest is not in_order[0]:
        in_order[0].addprevious(longest)


# an area under lines ------------------------------------------------------------------------------


def _is_area(plot: XY) -> bool:
    """Whether all can stand over the days of its one band: then the band can be filled."""
    if len(plot.bands) != 1 or len(plot.bands[0].x) < 3:
        return False
    days = plot.bands[0].x
    is_days = all(day == int(day) and _FIRST_DAY <= day <= _LAST_DAY for day in days)
    in_order = all(a < b for a, b in pairwise(days))
    whole_lines = all(one.x == days for one in plot.lines)
    on_days = all(set(dots.x) <= set(days) and not dots.sizes for dots in plot.dots)
    return (
        is_days and in_order and whole_lines and on_days
        and plot.y.low == 0.0 < plot.y.high and not any(rule.is_vertical for rule in plot.rules)
    )  # fmt: skip


def _area_chart(canvas: Canvas, plot: XY, frame: Box, y_axis: ValueAxis) -> Any:
    """Two stacked areas, the lower one unseen, then lines and dots; one time axis for all."""
    [band] = plot.bands
    first, last = int(plot.x.low), -int(-plot.x.high // 1)
    days = [date.fromordinal(int(day)) for day in band.x]
    data = CategoryChartData(number_format="yyyy\\-mm\\-dd")
    data.categories = days
    over = [high - low for low, high in zip(band.low, band.high, strict=True)]
    looks: list[tuple[str, dict[int, Run]]] = []
    data.add_series(series_name(f"{band.name}, low"), band.low)
    data.add_series(series_name(f"{band.name}, high above low"), over)
    for rule in plot.rules:
        one = _rule(canvas, rule, plot)
        data.add_series(series_name(one.name), [rule.at] * len(days))
        looks.append((one.look, {}))
    for one in _series(canvas, XY(x=plot.x, y=plot.y, lines=plot.lines, dots=plot.dots)):
        at = dict(zip(one.x, one.y, strict=True))
        data.add_series(series_name(one.name), [at.get(day) for day in band.x])
        looks.append((one.look, one.labels))
    graphic = add_chart(canvas, XL_CHART_TYPE.LINE, data, frame)
    area = graphic.chart._chartSpace.chart.plotArea
    [lines] = area.findall(qn("c:lineChart"))
    series = lines.findall(qn("c:ser"))
    looks_of_area = ("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>",
                     FILLED.format(fill(ink(canvas.tokens, band.ink))))  # fmt: skip
    stacked = parse_xml(
        f'<c:areaChart {NAMES}><c:grouping val="stacked"/><c:varyColors val="0"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:areaChart>'
    )
    for place, (element, look) in enumerate(zip(series[:2], looks_of_area, strict=True)):
        dress(element, look)
        stacked.insert(2 + place, element)
    lines.addprevious(stacked)
    for element, (look, labels) in zip(series[2:], looks, strict=True):
        dress(element, look, labels)
        element.append(parse_xml(f'<c:smooth {NAMES} val="0"/>'))
    for place, element in enumerate(lines.findall(qn("c:axId")), 1):
        element.set("val", str(place))
    dates = date_axis((1, 2), first - _EXCEL_DAYS, last - _EXCEL_DAYS, canvas)
    set_axes(graphic.chart, [dates, value_axis(y_axis, canvas)])
    return graphic


# what stands around -------------------------------------------------------------------------------


def _behind(canvas: Canvas, plot: XY, room: _Room, own_x: bool, own_y: bool) -> None:
    """Areas with straight edges, and a grid that the chart itself cannot draw."""
    inner, grid = room.inner, canvas.tokens.grid
    for band in plot.bands:
        if _is_rectangle(band):
            left, right = (room.x(at) for at in band.x)
            top = max(room.y(band.high[0]), inner.top)
            area = Box(left, top, right - left, min(room.y(band.low[0]), inner.bottom) - top)
            rectangle(canvas, area, ink(canvas.tokens, band.ink), name=clean(band.name))
    for at, _ in plot.x.ticks if plot.x.has_grid and not own_x else ():
        line(canvas, (room.x(at), inner.top), (room.x(at), inner.bottom), grid, name="Grid line")
    for at, _ in plot.y.ticks if plot.y.has_grid and not own_y else ():
        line(canvas, (inner.left, room.y(at)), (inner.right, room.y(at)), grid, name="Grid line")


def _beside(canvas: Canvas, plot: XY, room: _Room, box: Box, own_x: bool, own_y: bool) -> None:
    inner, muted = room.inner, canvas.tokens.muted
    if not own_x:
        for spot, text in _apart([(room.x(at), text) for at, text in plot.x.ticks if text]):
            _say(canvas, _about(spot, inner.bottom + 5, text), text, muted, "middle")
    if not own_y and not plot.labels:
        for at, text in plot.y.ticks:
            place = Box(box.left, room.y(at) - _LINE / 2, inner.left - box.left - 7, _LINE)
            _say(canvas, place, text, muted, "right")
    below = inner.bottom + (_LINE + 7 if plot.x.ticks else 4)
    if plot.x.title:
        _say(canvas, Box(inner.left, below, inner.width, _LINE), plot.x.title, muted, "middle")
        below += _LINE + 2
    _under(canvas, plot, room, box, below)
    _row_labels(canvas, plot, room, box)
    for rule in plot.rules:
        _rule_label(canvas, rule, room, box)
    for note in plot.notes:
        _note(canvas, note, room)


def _apart(ticks: Sequence[tuple[float, str]]) -> Sequence[tuple[float, str]]:
    """All of them, or every second (third, …) from the first on, so that none touches another."""
    for every in range(1, len(ticks)):
        shown = ticks[::every]
        if all(
            (width(one[1], TEXT) + width(other[1], TEXT)) / 2 + 5 <= other[0] - one[0]
            for one, other in pairwise(shown)
        ):
            return shown
    return ticks[:1]


def _under(canvas: Canvas, plot: XY, room: _Room, box: Box, top: float) -> None:
    """Rows of numbers at their ticks."""
    if not plot.under:
        return
    _say(canvas, Box(box.left, top, box.width, _LINE), plot.under_title, canvas.tokens.muted)
    for place, row in enumerate(plot.under, 1):
        at = top + place * _LINE
        name = Box(box.left, at, room.inner.left - box.left - 20, _LINE)
        _say(canvas, name, row.name, ink(canvas.tokens, row.ink), is_bold=True)
        for x, text in row.numbers:
            _say(canvas, _about(room.x(x), at, text), text, canvas.tokens.text, "middle")


def _row_labels(canvas: Canvas, plot: XY, room: _Room, box: Box) -> None:
    tokens = canvas.tokens
    left = room.inner.left - box.left - 12
    right = room.inner.right + 12
    heights = sorted(room.y(label.y) for label in plot.labels)
    gaps = [b - a for a, b in pairwise(heights)]
    tall = min([2 * _LINE + 4, *gaps])  # names and what stands under them, one beside another
    for label in plot.labels:
        middle = room.y(label.y)
        place = Box(box.left, middle - tall / 2, left, tall)
        name = Run(cut(label.name, left, TEXT, is_bold=True), tokens.text, label.is_bold)
        more = Run(cut(label.under_name, left, TEXT - 1), tokens.muted, size=TEXT - 1)
        _two(canvas, place, name, more, tall)
        wide = box.right - right
        value = Run(cut(label.value, wide, TEXT, is_bold=True), tokens.text, True)
        if label.value and not any(one.isdigit() for one in label.value):
            value = Run(value.text, tokens.muted)
        under = Run(cut(label.under_value, wide, TEXT - 1), tokens.muted, size=TEXT - 1)
        _two(canvas, Box(right, middle - tall / 2, wide, tall), value, under, tall)


def _two(canvas: Canvas, place: Box, first: Run, second: Run, tall: float) -> None:
    """One under the other, or behind it where rows are close."""
    if not first.text and not second.text:
        return
    paragraphs = [[run] for run in (first, second) if run.text]
    if tall < 2 * TEXT * LEADING - 2 and len(paragraphs) == 2:
        paragraphs = [[first, Run(f"  {second.text}", second.colour, size=second.size)]]
    name = f"Row {first.text}"
    write(canvas, place, paragraphs, size=TEXT, name=name, anchor="middle", wraps=False)


def _rule_label(canvas: Canvas, rule: Rule, room: _Room, box: Box) -> None:
    if not rule.label:
        return
    colour = ink(canvas.tokens, rule.ink)
    if rule.is_vertical:
        place = _about(room.x(rule.at), room.inner.top - _LINE - 2, rule.label)
        left = max(box.left, min(place.left, box.right - place.width))
        place = Box(left, place.top, place.width, place.height)
        _say(canvas, place, rule.label, colour, "middle", is_bold=True)
    else:
        at = room.inner.right + 6
        place = Box(at, room.y(rule.at) - _LINE / 2, box.right - at, _LINE)
        _say(canvas, place, rule.label, colour, is_bold=True)


def _note(canvas: Canvas, note: Note, room: _Room) -> None:
    wide = min(width(note.text, TEXT, note.is_bold), _LONGEST) + 4
    away = 7.0
    x = room.x(note.x)
    left = {"left": x + away, "middle": x - wide / 2, "right": x - away - wide}[note.anchor]
    top = room.y(note.y) - _LINE / 2 - note.lines_up * _LINE
    place = Box(left, max(top, room.inner.top - _LINE), wide, _LINE)
    colour = ink(canvas.tokens, note.ink)
    _say(canvas, place, note.text, colour, note.anchor, is_bold=note.is_bold)


def _about(middle: float, top: float, text: str) -> Box:
    wide = min(width(text, TEXT, True), _LONGEST) + 8
    return Box(middle - wide / 2, top, wide, _LINE)


def _say(
    canvas: Canvas,
    box: Box,
    text: str,
    colour: str,
    align: Literal["left", "middle", "right"] = "left",
    *,
    is_bold: bool = False,
) -> None:
    text = cut(text, _LONGEST, TEXT, is_bold=is_bold)
    if text:
        run = Run(text, colour, is_bold)
        write(canvas, box, [[run]], size=TEXT, name=text, align=align, anchor="middle",
              wraps=False)  # fmt: skip
