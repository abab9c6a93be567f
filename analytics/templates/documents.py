"""Agendas, the guide and printed forms: a page each for Word, in the house's type and colours."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analytics import fmt
from analytics.templates.texts import Agenda, Asked, Form, Guide
from analytics.tokens import LIGHT

if TYPE_CHECKING:
    from docx.document import Document as Page
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_FONT = "Inter"
# What a computer without it takes; without a word Word would take a serif.
_INSTEAD = (
    f'<w:font w:name="{_FONT}"><w:altName w:val="Arial"/><w:family w:val="swiss"/></w:font>'
).encode()
_TEXT, _SMALL, _HEADING, _TITLE, _BOX_SIZE = 10.5, 9.0, 12.0, 24.0, 14.0
_MARGIN, _WIDTH = 2.0, 17.0  # of an A4 page, in cm
_BOX = "☐"


def agenda(of: Agenda) -> bytes:
    page = _page(of.name)
    _title(page, of.name, of.purpose)
    _facts(page, (("Takes", f"{fmt.count(of.minutes)} minutes"), ("For", of.people),
                  ("In the calendar", of.calendar)))  # fmt: skip
    _heading(page, "Before")
    _points(page, of.before)
    _heading(page, "Agenda")
    table = _table(page, len(of.steps), (1.9, 4.1, 11.0))
    for row, step in zip(table.rows, of.steps, strict=True):
        _cell(row.cells[0], f"{fmt.count(step.minutes)} min", colour=LIGHT.during, is_bold=True)
        _cell(row.cells[1], step.what, is_bold=True)
        _cell(row.cells[2], step.how)
    _heading(page, "After")
    _paragraph(page, of.after)
    _heading(page, "Notes")
    _facts(page, (("Date", ""), ("Host", ""), ("Next host", "")))
    _lines(page, 4)
    return _bytes(page)


def guide(of: Guide) -> bytes:
    page = _page(of.title)
    _title(page, of.title, of.purpose)
    for name, says in of.parts:
        _heading(page, name)
        _points(page, says)
    return _bytes(page)


def form(of: Form) -> bytes:
    page = _page(of.name)
    _title(page, of.name, of.purpose)
    _paragraph(page, of.use, colour=LIGHT.muted)
    if of.is_feedback:
        _facts(page, (("Session", ""), ("Date", "")))
    for asked in of.questions:
        _question(page, asked)
    for name in of.signed:
        _heading(page, name)
        _lines(page, 1)
    return _bytes(page)


# parts --------------------------------------------------------------------------------------------


def _page(title: str) -> Page:
    page = Document()
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin = section.bottom_margin = Cm(_MARGIN)
    usual = page.styles["Normal"]
    usual.font.name, usual.font.size = _FONT, Pt(_TEXT)
    usual.font.color.rgb = _rgb(LIGHT.text)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    usual.paragraph_format.space_after = Pt(4)
    usual.paragraph_format.line_spacing = 1.15
    page.core_properties.title, page.core_properties.author = title, "Pilot Impact"
    for part in page.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", _INSTEAD + b"</w:fonts>")
    return page


def _title(page: Page, title: str, purpose: str) -> None:
    for name, size, colour in ((title, _TITLE, LIGHT.during), (purpose, _HEADING, LIGHT.muted)):
        paragraph = page.add_paragraph()
        _run(paragraph, name, size=size, colour=colour, is_bold=size == _TITLE)
        paragraph.paragraph_format.space_after = Pt(2 if size == _TITLE else 10)


def _heading(page: Page, text: str) -> None:
    paragraph = page.add_paragraph()
    _run(paragraph, text, size=_HEADING, is_bold=True)
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.keep_with_next = True


def _paragraph(page: Page, text: str, colour: str = LIGHT.text) -> None:
    _run(page.add_paragraph(), text, colour=colour)


def _points(page: Page, texts: Iterable[str]) -> None:
    for text in texts:
        paragraph = page.add_paragraph(style="List Bullet")
        _run(paragraph, text)
        paragraph.paragraph_format.space_after = Pt(2)


def _facts(page: Page, facts: Sequence[tuple[str, str]]) -> None:
    """Names in grey with what belongs to them, or a place to write it, side by side."""
    table = _table(page, 1, [_WIDTH / len(facts)] * len(facts))
    for cell, (name, value) in zip(table.rows[0].cells, facts, strict=True):
        _cell(cell, name, size=_SMALL, colour=LIGHT.muted)
        _run(cell.add_paragraph(), value or " ", is_bold=bool(value))


def _question(page: Page, asked: Asked) -> None:
    _heading(page, asked.text)
    if not asked.options:
        _lines(page, 1 if asked.kind in ("name", "email", "day") else 3)
        return
    table = _table(page, 1, [_WIDTH / len(asked.options)] * len(asked.options), has_rules=False)
    for cell, option in zip(table.rows[0].cells, asked.options, strict=True):
        _cell(cell, f"{_BOX}\n", size=_BOX_SIZE, colour=LIGHT.during)
        _run(cell.paragraphs[0], option, size=_SMALL)
    if asked.kind == "likely":
        ends = page.add_paragraph()
        _run(ends, "0 = not at all likely, 10 = extremely likely", size=_SMALL, colour=LIGHT.muted)


def _lines(page: Page, number: int) -> None:
    """Empty lines to write on."""
    table = _table(page, number, [_WIDTH])
    for row in table.rows:
        row.height = Cm(0.9)


def _table(page: Page, rows: int, widths: Sequence[float], has_rules: bool = True) -> Table:
    """A table with a thin line under each row, widths in cm."""
    table = page.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _without_indent(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_before = Pt(3)
            cell.paragraphs[0].paragraph_format.space_after = Pt(3)
            if has_rules:
                _rule_under(cell)
    return table


def _without_indent(table: Table) -> None:
    """Cells begin where the text above them does."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("left", "0"), ("right", "170")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # Word minds the order


def _rule_under(cell: _Cell) -> None:
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("color", LIGHT.line.lstrip("#"))):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _cell(
    cell: _Cell, text: str, *, size: float = _TEXT, colour: str = LIGHT.text, is_bold: bool = False
) -> None:
    _run(cell.paragraphs[0], text, size=size, colour=colour, is_bold=is_bold)


def _run(
    paragraph: Paragraph, text: str, *, size: float = _TEXT, colour: str = LIGHT.text,
    is_bold: bool = False,
) -> None:  # fmt: skip
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), is_bold
    run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))


def _bytes(page: Page) -> bytes:
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()
