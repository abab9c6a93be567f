"""CSV for spreadsheets: what a table holds, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports.csv import harmless, write_frame

TRIGGERS = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+49 30", "-1 for the room", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1",
     "\ufeff@A1", "|calc", "%0A=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20A1"],
)  # fmt: skip
def test_text_that_begins_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert read_back(write_frame(pd.DataFrame({"=head": [cell]}))) == [["'=head"], [f"'{cell}"]]


@pytest.mark.parametrize("cell", ["", " ", "Ada", "a=1", "'=1", "5 %", "−5", -5, -0.5, None])
def test_everything_else_stays_as_it_is(cell: object) -> None:
    assert harmless(cell) == cell


def test_a_frame_is_written_for_excel() -> None:
    frame = pd.DataFrame({"name": ["Zoë; ”O”", None], "n": [-1.5, np.nan], "at": [3, 4]})
    data = write_frame(frame)
    assert data.startswith(b"\xef\xbb\xbfname,n,at\r\n")
    assert read_back(data)[1:] == [["Zoë; ”O”", "-1.5", "3"], ["", "", "4"]]
    assert read_back(write_frame(frame[:0])) == [["name", "n", "at"]]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_no_cell_begins_like_a_formula_and_each_can_be_told(cells: list[str]) -> None:
    found = [
        row[0] if row else "" for row in read_back(write_frame(pd.DataFrame({"x": cells})))[1:]
    ]
    assert not any(cell.strip(" \u00a0\ufeff\u200b").startswith(TRIGGERS) for cell in found)
    for cell, was in zip(found, cells, strict=True):
        assert cell in (was, f"'{was}")
