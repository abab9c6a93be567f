"""Coloured cells as a native table."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Literal

from analytics.exports.slide.shapes import Box, Canvas, Run, write
from analytics.exports.slide.table import Edges, TableCell, add_table
from analytics.exports.slide.text import LEADING, cut, width
from analytics.plots.plot import Cell, Cells, Heading
from analytics.tokens import Tokens, ink, mixed, readable

_TALLEST, _SHORTEST = 54.0, 3.0
_SIZE = 11.0
_TITLE = 18.0
_GAP, _OUTLINE = 1.5, 2.0


def draw_cells(canvas: Canvas, plot: Cells, box: Box, alt: str) -> None:
    many = max([sum(h.span for h in plot.headings), *(len(row[1]) for row in plot.rows)], default=0)
    if not plot.rows or not many:
        return
    top = box.top
    if plot.rows_title or plot.columns_title:
        _titles(canvas, plot, box)
        top += _TITLE + 4
    has_values = any(value for _, _, value in plot.rows)
    has_under = any(heading.under for heading in plot.headings)
    head = (34.0 if has_under else 20.0) if plot.headings else 0.0
    tall = (box.bottom - top - head) / len(plot.rows)
    tall = max(_SHORTEST, min(_TALLEST, tall))
    size = max(4.0, min(_SIZE, tall / 1.5))
    names = max(width(name, size, True) for name, _, _ in plot.rows) + 12
    first = max(14.0, min(names, 0.32 * box.width))
    last = max(width(value, size) for _, _, value in plot.rows) + 14 if has_values else 0.0
    last = min(last, 0.15 * box.width)
    each = (box.width - first - last) / many
    widths = [first, *[each] * many, *([last] if has_values else [])]
    rows = [_head(plot, canvas.tokens, many, has_values, each)] if plot.headings else []
    heights = [head] if plot.headings else []
    for name, cells, value in plot.rows:
        row = [TableCell([[Run(cut(name, first - 8, size), canvas.tokens.text)]])]
        row += [_cell(cell, canvas.tokens, tall, cut(cell.text, each, size)) for cell in cells]
        row += [TableCell()] * (many - len(cells))
        if has_values:
            row.append(
                TableCell([[Run(cut(value, last, size), canvas.tokens.muted)]], align="right")
            )
        if rows:
            row = _under_outlined(row, rows[-1], canvas.tokens)
        rows.append(_beside_outlined(row, canvas.tokens))
        heights.append(tall)
    place = Box(box.left, top, box.width, sum(heights))
    add_table(
        canvas, place, widths, heights, rows,
        size=size, name="Table", alt=alt, has_header=bool(plot.headings),
    )  # fmt: skip


def _beside_outlined(row: list[TableCell], tokens: Tokens) -> list[TableCell]:
    """Two cells share an edge: both have to name the outline."""
    outline = (tokens.text, _OUTLINE)
    found = list(row)
    for place, (one, other) in enumerate(pairwise(row)):
        if outline in (_edges(one).get("R"), _edges(other).get("L")):
            found[place] = replace(one, edges={**_edges(found[place]), "R": outline})
            found[place + 1] = replace(other, edges={**_edges(other), "L": outline})
    return found


def _under_outlined(
    row: list[TableCell], above: list[TableCell], tokens: Tokens
) -> list[TableCell]:
    outline = (tokens.text, _OUTLINE)
    return [
        replace(cell, edges={**_edges(cell), "T": outline})
        if _edges(over).get("B") == outline
        else cell
        for cell, over in zip(row, above, strict=True)
    ]


def _edges(cell: TableCell) -> Edges:
    return cell.edges or {}


def _titles(canvas: Canvas, plot: Cells, box: Box) -> None:
    tokens = canvas.tokens
    both = " ↓  ·  ".join(filter(None, (plot.rows_title, plot.columns_title)))
    said = f"{cut(both, box.width - 30, _SIZE)} {'→' if plot.columns_title else '↓'}"
    place = Box(box.left, box.top, box.width, _TITLE)
    write(canvas, place, [[Run(said, tokens.muted)]], size=_SIZE, name="Rows and columns")


def _head(plot: Cells, tokens: Tokens, many: int, has_values: bool, each: float) -> list[TableCell]:
    row = [TableCell()]
    for heading in plot.headings:
        row.append(_heading(heading, tokens, each * heading.span))
        row += [TableCell(span=0)] * (heading.span - 1)
    row += [TableCell()] * (many + 1 - len(row) + has_values)
    return row


def _heading(heading: Heading, tokens: Tokens, wide: float) -> TableCell:
    edges: Edges = {"L": (tokens.line, 1.0)} if heading.has_line_before else {}
    paragraphs = [[Run(cut(heading.text, wide, _SIZE - 1), tokens.text, size=_SIZE - 1)]]
    if heading.under:
        under = cut(heading.under, wide, _SIZE - 1)
        paragraphs.append([Run(under, ink(tokens, heading.ink), size=_SIZE - 1)])
    align: Literal["left", "middle"] = "left" if heading.span > 1 else "middle"
    return TableCell(paragraphs, edges=edges, align=align, anchor="b", span=heading.span, inset=1)


def _cell(cell: Cell, tokens: Tokens, tall: float, text: str) -> TableCell:
    gap = min(_GAP, tall / 8)
    edges: Edges = dict.fromkeys("LRTB", (tokens.background, gap))
    if cell.shade is None:
        return TableCell(edges=edges)
    ground = mixed(tokens.during, tokens.cell, cell.shade)
    if cell.is_outlined:
        edges = dict.fromkeys("LRTB", (tokens.text, _OUTLINE))
    fits = tall / LEADING >= 4
    runs = [[Run(text, readable(ground, tokens))]] if text and fits else []
    return TableCell(runs, ground, edges, "middle")
