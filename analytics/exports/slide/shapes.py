"""Native shapes with plain looks: texts, lines and boxes without the theme's shadows.

Places and sizes are in points. Fonts are never named: they are the theme's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pptx.oxml import parse_xml

from analytics.exports.slide.text import xml
from analytics.tokens import Tokens

EMU = 12700
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_ALIGN = {"left": "l", "middle": "ctr", "right": "r"}
_ANCHOR = {"top": "t", "middle": "ctr", "bottom": "b"}


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, shape: Any) -> Box:
        at = (shape.left, shape.top, shape.width, shape.height)
        return cls(*(value / EMU for value in at))

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def emu(self) -> tuple[int, int, int, int]:
        at = (self.left, self.top, max(self.width, 0), max(self.height, 0))
        left, top, width, height = (round(value * EMU) for value in at)
        return left, top, width, height


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look; colour as "#RRGGBB"."""

    text: str
    colour: str
    is_bold: bool = False
    size: float = 0.0


@dataclass(frozen=True)
class Canvas:
    """A slide to draw on, in the colours of a theme."""

    slide: Any
    tokens: Tokens

    def add(self, shape: str) -> None:
        self.slide.shapes._spTree.append(parse_xml(shape))

    def number(self) -> None:
        """Gives every shape an id of its own, as PowerPoint demands."""
        found = self.slide.shapes._spTree.xpath(".//p:cNvPr")
        for place, properties in enumerate(found, 1):
            properties.set("id", str(place))


def write(
    canvas: Canvas,
    box: Box,
    paragraphs: Sequence[Sequence[Run]],
    *,
    size: float,
    name: str = "Text",
    align: Literal["left", "middle", "right"] = "left",
    anchor: Literal["top", "middle", "bottom"] = "top",
    after: float = 0.0,
    wraps: bool = True,
) -> None:
    """A text box. after: points between two paragraphs."""
    space = f'<a:spcAft><a:spcPts val="{round(after * 100)}"/></a:spcAft>'
    space = f'<a:spcBef><a:spcPts val="0"/></a:spcBef>{space}'
    body = "".join(
        f'<a:p><a:pPr algn="{_ALIGN[align]}">{space}</a:pPr>'
        + "".join(run_xml(run, size) for run in runs)
        + "</a:p>"
        for runs in paragraphs
    )
    canvas.add(
        f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="0" name="{xml(name)}"/><p:cNvSpPr txBox="1"/>'
        f"<p:nvPr/></p:nvSpPr><p:spPr>{_placed(box)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="{"square" if wraps else "none"}" lIns="0" tIns="0" rIns="0"'
        f' bIns="0" anchor="{_ANCHOR[anchor]}"><a:noAutofit/></a:bodyPr>{body}</p:txBody></p:sp>'
    )


def run_xml(run: Run, size: float) -> str:
    bold = ' b="1"' if run.is_bold else ' b="0"'
    return (
        f'<a:r><a:rPr lang="en-GB" sz="{round((run.size or size) * 100)}"{bold}>'
        f"{fill(run.colour)}</a:rPr><a:t>{xml(run.text)}</a:t></a:r>"
    )


def fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>'


def stroke(colour: str, points: float, is_dashed: bool = False) -> str:
    dash = '<a:prstDash val="dash"/>' if is_dashed else ""
    return f'<a:ln w="{round(points * EMU)}">{fill(colour)}{dash}<a:round/></a:ln>'


def line(
    canvas: Canvas,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    points: float = 0.75,
    name: str = "Line",
    is_dashed: bool = False,
) -> None:
    """From the upper left to the lower right."""
    box = Box(start[0], start[1], end[0] - start[0], end[1] - start[1])
    edge = stroke(colour, points, is_dashed)
    canvas.add(
        f'<p:cxnSp {NAMES}><p:nvCxnSpPr><p:cNvPr id="0" name="{xml(name)}"/><p:cNvCxnSpPr/>'
        f"<p:nvPr/></p:nvCxnSpPr><p:spPr>{_placed(box)}"
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{edge}</p:spPr></p:cxnSp>'
    )


def rectangle(canvas: Canvas, box: Box, colour: str, name: str = "Box", outline: str = "") -> None:
    edge = stroke(outline, 0.75) if outline else "<a:ln><a:noFill/></a:ln>"
    canvas.add(
        f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="0" name="{xml(name)}"/><p:cNvSpPr/><p:nvPr/>'
        f"</p:nvSpPr><p:spPr>{_placed(box)}"
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(colour)}{edge}</p:spPr>'
        "<p:txBody><a:bodyPr/><a:p/></p:txBody></p:sp>"
    )


def _placed(box: Box) -> str:
    left, top, width, height = box.emu
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def describe(frame: Any, name: str, alt: str) -> None:
    """The name and the alternative text of a chart or a table."""
    properties = frame._element.xpath(".//p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", alt)
