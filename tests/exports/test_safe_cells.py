"""Our own CSV files and workbooks of a pilot whose every name is hostile, read back: no cell begins
like a formula, none is one, and none is a link."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from test_csv import TRIGGERS
from test_ways import briefing

from analytics.exports.ways import OF_FINDING, OF_PILOT, Style


def cells_of_csv(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


@pytest.mark.parametrize("pilot", ["hostile", "sample"])
def test_no_cell_of_a_csv_begins_like_a_formula(pilot: str) -> None:
    count = 0
    for finding in briefing(pilot).findings:
        for cell in cells_of_csv(OF_FINDING["csv"](finding, Style())):
            count += 1
            if not _is_number(cell):
                assert not cell.lstrip(" \u00a0\ufeff\u200b").startswith(TRIGGERS), cell
    assert count > 100


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    found = briefing("hostile")
    books = [OF_FINDING["xlsx"](finding, Style()) for finding in found.findings]
    count = 0
    for data in [*books, OF_PILOT["xlsx"](found, Style())]:
        for sheet in load_workbook(io.BytesIO(data)).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    count += cell.value is not None
                    assert cell.data_type != "f" and cell.hyperlink is None, cell.value
    assert count > 100
