"""Native tables, written as a whole: each cell with its own ground, edges and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from analytics.exports.slide.shapes import EMU, NAMES, Box, Canvas, Run, describe, fill, run_xml
from analytics.exports.slide.text import clean

Edges = dict[str, tuple[str, float]]  # "L", "R", "T" or "B" → colour, points
_ALIGN = {"left": "l", "middle": "ctr", "right": "r"}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class TableCell:
    """paragraphs of runs on a ground ("" for none). span: columns it takes, 0 where the cell
    before it does; inset: on both sides of the text; gap: more of it on the right."""

    paragraphs: Sequence[Sequence[Run]] = ()
    ground: str = ""
    edges: Edges | None = None
    align: Literal["left", "middle", "right"] = "left"
    anchor: Literal["t", "ctr", "b"] = "ctr"
    span: int = 1
    inset: float = 0.0
    gap: float = 0.0


def add_table(
    canvas: Canvas,
    box: Box,
    widths: Sequence[float],
    heights: Sequence[float],
    rows: Sequence[Sequence[TableCell]],
    *,
    size: float,
    name: str,
    alt: str,
    has_header: bool,
) -> None:
    """widths and heights: of columns and rows in points; size: of text; has_header: the first row
    holds headings, which a screen reader then says with each cell."""
    left, top, wide, tall = box.emu
    frame = canvas.slide.shapes.add_table(1, 1, left, top, wide, tall)
    columns = "".join(f'<a:gridCol w="{round(one * EMU)}"/>' for one in widths)
    lines = "".join(
        f'<a:tr h="{round(height * EMU)}">'
        + "".join(_cell(cell, size, height) for cell in row)
        + "</a:tr>"
        for height, row in zip(heights, rows, strict=True)
    )
    header = ' firstRow="1"' if has_header else ""
    made = parse_xml(
        f"<a:tbl {NAMES}><a:tblPr{header}>"
        f"<a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>"
        f"<a:tblGrid>{columns}</a:tblGrid>{lines}</a:tbl>"
    )
    old: Any = frame._element.find(f".//{qn('a:tbl')}")
    old.getparent().replace(old, made)
    describe(frame, name, clean(alt))


def _cell(cell: TableCell, size: float, height: float) -> str:
    # A row is as tall as its text asks for, also where there is none.
    empty = f'<a:endParaRPr lang="en-GB" sz="{round(max(1.0, min(size, height / 1.4)) * 100)}"/>'
    body = "".join(
        f'<a:p><a:pPr algn="{_ALIGN[cell.align]}"/>'
        + "".join(run_xml(run, size) for run in runs)
        + "</a:p>"
        for runs in cell.paragraphs
        if any(clean(run.text) for run in runs)
    )
    body = body or f"<a:p>{empty}</a:p>"
    span = {0: ' hMerge="1"', 1: ""}.get(cell.span, f' gridSpan="{cell.span}"')
    edges = "".join(_edge(side, (cell.edges or {}).get(side)) for side in "LRTB")
    inset = round(cell.inset * EMU)
    return (
        f"<a:tc{span}><a:txBody><a:bodyPr/>{body}</a:txBody>"
        f'<a:tcPr marL="{inset}" marR="{inset + round(cell.gap * EMU)}" marT="0" marB="0"'
        f' anchor="{cell.anchor}">{edges}'
        f"{fill(cell.ground) if cell.ground else '<a:noFill/>'}</a:tcPr></a:tc>"
    )


def _edge(side: str, look: tuple[str, float] | None) -> str:
    if look is None:
        return f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>'
    return f'<a:ln{side} w="{round(look[1] * EMU)}">{fill(look[0])}</a:ln{side}>'
