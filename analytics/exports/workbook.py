"""An Excel workbook: what the numbers mean on its first sheet, then the scorecard, then a sheet for
each finding. Text is text: no cell is a formula or a link."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from analytics.briefing import Briefing
from analytics.findings import Finding
from analytics.questions import question
from analytics.tokens import LIGHT
from analytics.verdicts import second_look
from analytics.verdicts.alerts import TITLE as ALERTS
from analytics.verdicts.brief import about_line
from analytics.verdicts.said import SAMPLE

_SHARES = frozenset({"share", "low", "high", "adjusted_p"})
_NAME_LENGTH = 31
_OF_SCORECARD = (
    "Measure", "Target", "Result", "95% interval", "Verdict", "Last period",
    "% of plan",
)  # fmt: skip


def write(briefing: Briefing) -> bytes:
    """The workbook as bytes; the same briefing gives the same bytes."""
    return _written(briefing.findings, briefing)


def write_finding(finding: Finding) -> bytes:
    """A workbook of one finding: its definitions and its numbers."""
    return _written([finding], None)


def _written(findings: Sequence[Finding], briefing: Briefing | None) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(out, options)
    known = [finding.known_until for finding in findings if finding.known_until]
    made = datetime.combine(max(known), datetime.min.time()) if known else datetime(2000, 1, 1)
    book.set_properties({"title": _title(findings, briefing), "created": made})
    looks = _Looks(book)
    names = _sheet_names(findings)
    _about(book.add_worksheet("About"), findings, names, briefing, looks)
    if briefing:
        _scorecard(book.add_worksheet("Scorecard"), briefing, looks)
    for finding, name in zip(findings, names, strict=True):
        _numbers(book.add_worksheet(name), finding, looks)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of cells."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.quiet = book.add_format({"font_color": LIGHT.muted})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.share = book.add_format({"num_format": "0.0%"})


def _title(findings: Sequence[Finding], briefing: Briefing | None) -> str:
    return briefing.title if briefing else findings[0].title


def _about(
    sheet: Any,
    findings: Sequence[Finding],
    names: Sequence[str],
    briefing: Briefing | None,
    looks: _Looks,
) -> None:
    """What the workbook holds, what was filtered, and how each number is made."""
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 4, 60)
    line = 0

    def say(name: str, text: str, look: Any = None) -> None:
        nonlocal line
        sheet.write_string(line, 0, clean(name), looks.bold)
        sheet.write_string(line, 1, clean(text), look or looks.text)
        line += 1

    sheet.write_string(0, 0, clean(_title(findings, briefing)), looks.title)
    line = 1
    if briefing and briefing.caption:
        sheet.write_string(line, 0, clean(briefing.caption), looks.quiet)
        line += 1
    line += 1
    filters = briefing.filters if briefing else findings[0].filters
    if any(finding.is_sample for finding in findings):
        say(SAMPLE, "This pilot is made up.")
    say("Filters", filters or "none: everybody, every day of the pilot")
    if briefing and briefing.looks:
        say("Looks", briefing.looks)
    if briefing:
        for place, says in enumerate(briefing.promised):
            say("" if place else "What was promised", says)
    say("Privacy", "Groups of too few people are not shown; no row is about one person by name.")
    line += 1
    for place, head in enumerate(("Sheet", "What it says", "Definition", "Formula", "After")):
        sheet.write_string(line, place, head, looks.head)
    for finding, name in zip(findings, names, strict=True):
        asked = question(finding.question)
        assert asked is not None
        line += 1
        sheet.write_string(line, 0, name, looks.bold)
        for place, text in enumerate(
            (finding.title, _definition(asked.about), asked.formula, asked.literature), start=1
        ):
            sheet.write_string(line, place, clean(text), looks.text)


def _definition(about: str) -> str:
    """The question and its definition, each paragraph on a line."""
    return "\n".join(" ".join(part.split()) for part in about.split("\n\n"))


def _scorecard(sheet: Any, briefing: Briefing, looks: _Looks) -> None:
    sheet.set_column(0, len(_OF_SCORECARD) - 1, 22)
    sheet.write_string(0, 0, clean(briefing.scorecard_title), looks.title)
    for place, head in enumerate(_OF_SCORECARD):
        sheet.write_string(2, place, head, looks.head)
    for line, row in enumerate(briefing.scorecard, start=3):
        texts = (
            row.measure, row.target, row.result, row.interval,
            row.says, row.last_period,
            row.percent_of_plan,
        )  # fmt: skip
        for place, text in enumerate(texts):
            sheet.write_string(line, place, clean(text), looks.text)
    sheet.freeze_panes(3, 1)
    line = 4 + len(briefing.scorecard)
    told = [(one.fact, f"{one.clause} {one.do}") for one in briefing.alerts]
    read_again = [(one.lead, one.says) for one in briefing.second_looks]
    for title, rows in ((ALERTS, told), (second_look.TITLE, read_again)):
        if not rows:
            continue
        sheet.write_string(line, 0, title, looks.head)
        for name, says in rows:
            line += 1
            sheet.write_string(line, 0, clean(name), looks.bold)
            sheet.write_string(line, 1, clean(says))
        line += 2


def _numbers(sheet: Any, finding: Finding, looks: _Looks) -> None:
    """What a finding says, and its table."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 30, 16)
    grade = f"Evidence {finding.grade.letter}" if finding.grade else ""
    said = [finding.title, finding.subtitle, *[v.label for v in finding.verdicts], grade]
    said.append(about_line(finding.filters, is_sample=finding.is_sample))
    line = 0
    for text in said:
        if text:
            sheet.write_string(line, 0, clean(text), looks.title if line == 0 else looks.quiet)
            line += 1
    table = finding.answer.table
    line += 1
    for place, column in enumerate(table.columns):
        sheet.write_string(line, place, clean(column), looks.head)
    if table.columns:
        sheet.freeze_panes(line + 1, 0)
    for row in table.rows:
        line += 1
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, line, place, cell, column, finding, looks)
    line += 2
    sheet.write_string(line, 0, clean(finding.footnote), looks.quiet)


def _cell(
    sheet: Any, line: int, place: int, cell: Any, column: str, finding: Finding, looks: _Looks
) -> None:
    if cell is None or cell != cell:  # not a number
        return
    if isinstance(cell, bool):
        sheet.write_string(line, place, "yes" if cell else "no")
    elif isinstance(cell, date):
        day = datetime(cell.year, cell.month, cell.day)
        sheet.write_datetime(line, place, day, looks.day)
    elif isinstance(cell, str):
        sheet.write_string(line, place, clean(cell))
    else:
        is_share = column in _SHARES and finding.answer.unit in ("share", "faster")
        sheet.write_number(line, place, float(cell), looks.share if is_share else None)


def _sheet_names(findings: Sequence[Finding]) -> list[str]:
    """The labels as names of sheets: at most 31 letters, none that Excel forbids, each once."""
    names: list[str] = []
    for finding in findings:
        name = re.sub(r"[\[\]:*?/\\']", " ", finding.label)[:_NAME_LENGTH].strip()
        number = 2
        while name.casefold() in (taken.casefold() for taken in names):
            name = f"{name[: _NAME_LENGTH - 3].strip()} {number}"
            number += 1
        names.append(name)
    return names


def clean(text: str) -> str:
    """Without what XML cannot hold, and no longer than a cell."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)[:32_000]
