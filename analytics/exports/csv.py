"""CSV for a spreadsheet: tables as they are, with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple
from typing import Any

import pandas as pd

from analytics.findings import Finding
from analytics.portfolio import Portfolio

# What makes a cell a formula in Excel, LibreOffice or Google Sheets (OWASP, "CSV injection"), also
# in wide letters, and behind blanks that some of them drop.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n|%\0\uff1d\uff0b\uff0d\uff20")
_BLANKS = " \u00a0\ufeff\u200b"


def write_finding(finding: Finding) -> bytes:
    """The table of a finding, with what must go with its numbers in columns at its end: the title,
    the verdicts, the evidence grade, the filters, whether it is sample data, and the footnote. A
    finding that cannot be answered is one row that says so."""
    table = finding.answer.table
    about = {
        "finding": finding.title,
        "verdict": "; ".join(verdict.label for verdict in finding.verdicts),
        "evidence": finding.grade.letter if finding.grade else "",
        "filters": finding.filters,
        "sample_data": "yes" if finding.is_sample else "no",
        "footnote": finding.footnote,
    }
    rows = [(*row, *about.values()) for row in table.rows] or [
        (*[None] * len(table.columns), *about.values())
    ]
    return write_frame(pd.DataFrame(rows, columns=[*table.columns, *about], dtype=object))


def write_portfolio(found: Portfolio) -> bytes:
    """A row for each pilot and measure, with what must go with its numbers."""
    columns = ("pilot", "about", "measure", "result", "interval", "target", "verdict", "evidence",
               "drawn_together", "drawn_low", "drawn_high", "sample_data")  # fmt: skip
    rows = [
        (
            row.name, row.about, score.measure, score.result, score.interval, score.target,
            "; ".join(verdict.label for verdict in score.verdicts), score.evidence,
            *(astuple(row.drawn) if row.drawn and score is row.scores[-1] else (None,) * 3),
            "yes" if found.is_sample else "no",
        )
        for row in found.rows
        for score in row.scores
    ]  # fmt: skip
    return write_frame(pd.DataFrame(rows, columns=list(columns), dtype=object))


def write_frame(frame: pd.DataFrame) -> bytes:
    """A frame with its header as CSV (comma, CRLF), in the UTF-8 with a mark that Excel knows.

    Text cells go through `harmless`; a missing cell is empty.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(harmless, frame.columns))
    for row in frame.itertuples(index=False, name=None):
        writer.writerow("" if pd.isna(cell) else harmless(cell) for cell in row)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an
    apostrophe before it, which the spreadsheet does not show; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(_BLANKS).startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell
