"""What native charts share: series in their looks, axes, and a plot area pinned within its frame,
so that texts beside the chart stand at its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from analytics.exports.csv import harmless
from analytics.exports.slide.shapes import EMU, NAMES, Box, Canvas, Run, fill, run_xml, stroke
from analytics.exports.slide.text import clean

TEXT = 11.0
_AFTER_LOOK = ("idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dPt")
_NO_LABELS = "".join(
    f'<c:{name} val="0"/>'
    for name in (
        "showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize",
    )
)  # fmt: skip
_CLEAR = '"><a:alpha val="0"/></a:srgbClr></a:solidFill>'
FILLED = "<c:spPr>{}<a:ln><a:noFill/></a:ln></c:spPr>"


@dataclass(frozen=True)
class ValueAxis:
    """ids: its own and that of the axis it crosses; position: "b" or "l"; number_format: of tick
    labels, "" for none; step: between ticks."""

    ids: tuple[int, int]
    position: str
    low: float
    high: float
    number_format: str = ""
    step: float = 0.0
    has_grid: bool = False
    has_line: bool = False
    is_between: bool = False


def series_name(text: str) -> str:
    """For a cell of the embedded workbook, in which it must not become a formula."""
    return str(harmless(clean(text))) or "Series"


def line_look(colour: str, points: float, is_dashed: bool, goes_on: tuple[bool, bool]) -> str:
    """A series as a line without markers."""
    drawn = stroke(colour, points, is_dashed)
    ends = "".join(
        f'<a:{end} type="triangle" w="med" len="med"/>'
        for end, goes in zip(("headEnd", "tailEnd"), goes_on, strict=True)
        if goes
    )
    drawn = drawn.replace("</a:ln>", f"{ends}</a:ln>")
    return f'<c:spPr>{drawn}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'


def dots_look(
    colour: str, ground: str, size: float, is_hollow: bool, symbol: str, edge: float = 1.75
) -> str:
    """A series as markers alone; a hollow one is filled with the background."""
    inner = fill(ground if is_hollow else colour)
    return (
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{min(72, max(2, round(size)))}"/>'
        f"<c:spPr>{inner}{stroke(colour, edge)}</c:spPr></c:marker>"
    )


def see_through(look: str) -> str:
    """The same with markers whose inside PowerPoint leaves open, and LibreOffice fills."""
    inside, edge, rest = look.partition("<c:size")
    return inside + edge + rest.replace('"/></a:solidFill>', _CLEAR, 1)


def dress(series: Any, look: str, labels: Mapping[int, Run] | None = None) -> None:
    """Gives a series (its element) its look, and the texts at some of its points."""
    for name in ("spPr", "marker", "dPt", "dLbls", "smooth"):
        for found in series.findall(qn(f"c:{name}")):
            series.remove(found)
    parts = list(parse_xml(f"<c:ser {NAMES}>{look}</c:ser>"))
    names = [f"c:{name}" for name in _AFTER_LOOK]
    for part in parts:
        before = names[: names.index(f"c:{part.tag.rpartition('}')[2]}")]
        _put_after(series, part, before)
    if labels:
        _put_after(series, _labels(labels), names)


def _put_after(series: Any, part: Any, names: Sequence[str]) -> None:
    """Behind the last of the children of these names: the schema has an order."""
    wanted = {qn(name) for name in names}
    at = max(place for place, child in enumerate(series) if child.tag in wanted)
    series.insert(at + 1, part)


def _labels(labels: Mapping[int, Run]) -> Any:
    shown = _NO_LABELS.replace('showVal val="0"', 'showVal val="1"')
    each = "".join(
        f'<c:dLbl><c:idx val="{place}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:p>'
        f'<a:pPr><a:defRPr sz="1000"/></a:pPr>{run_xml(run, 10)}</a:p></c:rich></c:tx>'
        f'<c:dLblPos val="ctr"/>{shown}</c:dLbl>'
        for place, run in sorted(labels.items())
    )
    return parse_xml(f"<c:dLbls {NAMES}>{each}{_NO_LABELS}</c:dLbls>")


def value_axis(axis: ValueAxis, canvas: Canvas) -> str:
    """The element; its ends run from low to high, downwards where high lies below low."""
    tokens = canvas.tokens
    grid = f"<c:majorGridlines><c:spPr>{stroke(tokens.grid, 0.75)}</c:spPr></c:majorGridlines>"
    line = stroke(tokens.line, 1) if axis.has_line else "<a:ln><a:noFill/></a:ln>"
    low, high = sorted((axis.low, axis.high))
    return (
        f'<c:valAx><c:axId val="{axis.ids[0]}"/>{_scaling(low, high, axis.high < axis.low)}'
        f'<c:delete val="0"/><c:axPos val="{axis.position}"/>{grid if axis.has_grid else ""}'
        f"{_ticks(axis.number_format, line, canvas)}"
        f'<c:crossAx val="{axis.ids[1]}"/><c:crosses val="min"/>'
        f'<c:crossBetween val="{"between" if axis.is_between else "midCat"}"/>'
        + (f'<c:majorUnit val="{axis.step:.12g}"/>' if axis.step else "")
        + "</c:valAx>"
    )


def category_axis(ids: tuple[int, int], canvas: Canvas) -> str:
    """Rows from the top down, without labels."""
    none = "<a:ln><a:noFill/></a:ln>"
    return (
        f'<c:catAx><c:axId val="{ids[0]}"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/>{_ticks("", none, canvas)}'
        f'<c:crossAx val="{ids[1]}"/><c:crosses val="min"/></c:catAx>'
    )


def date_axis(ids: tuple[int, int], low: float, high: float, canvas: Canvas) -> str:
    """Days in proportion, without labels."""
    return (
        f'<c:dateAx><c:axId val="{ids[0]}"/>{_scaling(low, high, False)}<c:delete val="0"/>'
        f'<c:axPos val="b"/>{_ticks("", stroke(canvas.tokens.line, 1), canvas)}'
        f'<c:crossAx val="{ids[1]}"/><c:crosses val="min"/><c:auto val="0"/>'
        '<c:lblOffset val="100"/><c:baseTimeUnit val="days"/></c:dateAx>'
    )


def _scaling(low: float, high: float, is_reversed: bool) -> str:
    way = "maxMin" if is_reversed else "minMax"
    return (
        f'<c:scaling><c:orientation val="{way}"/><c:max val="{high:.12g}"/>'
        f'<c:min val="{low:.12g}"/></c:scaling>'
    )


def _ticks(number_format: str, line: str, canvas: Canvas) -> str:
    code = number_format.replace('"', "&quot;") or "General"
    return (
        f'<c:numFmt formatCode="{code}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{"low" if number_format else "none"}"/>'
        f"<c:spPr>{line}</c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr>"
        f'<a:defRPr sz="{round(TEXT * 100)}">{fill(canvas.tokens.muted)}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def set_axes(chart: Any, axes: Sequence[str]) -> None:
    """Puts these axes in the place of those there are."""
    area = chart._chartSpace.chart.plotArea
    for name in ("c:valAx", "c:catAx", "c:dateAx"):
        for found in area.findall(qn(name)):
            area.remove(found)
    plots = [child for child in area if child.tag.endswith("Chart")]
    place = area.index(plots[-1])
    for offset, axis in enumerate(axes, 1):
        tag, _, rest = axis.partition(">")
        area.insert(place + offset, parse_xml(f"{tag} {NAMES}>{rest}"))


def pin(chart: Any, inner: Box, frame: Box) -> None:
    """Fixes the plot area itself, without its tick labels, at `inner` of the frame."""
    area = chart._chartSpace.chart.plotArea
    for found in area.findall(qn("c:layout")):
        area.remove(found)
    x, y = (inner.left - frame.left) / frame.width, (inner.top - frame.top) / frame.height
    w, h = inner.width / frame.width, inner.height / frame.height
    area.insert(
        0,
        parse_xml(
            f'<c:layout {NAMES}><c:manualLayout><c:layoutTarget val="inner"/>'
            f'<c:xMode val="edge"/><c:yMode val="edge"/><c:x val="{x:.6f}"/><c:y val="{y:.6f}"/>'
            f'<c:w val="{w:.6f}"/><c:h val="{h:.6f}"/></c:manualLayout></c:layout>'
        ),
    )


def add_chart(canvas: Canvas, kind: Any, data: Any, frame: Box) -> Any:
    """The graphic frame of a new chart without title and legend, on no ground of its own."""
    left, top, width, height = frame.emu
    graphic = canvas.slide.shapes.add_chart(kind, left, top, width, height, data)
    chart = graphic.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size = round(TEXT * EMU)
    space = chart._chartSpace
    none = "<a:noFill/><a:ln><a:noFill/></a:ln>"
    space.chart.addnext(parse_xml(f"<c:spPr {NAMES}>{none}</c:spPr>"))
    return graphic
