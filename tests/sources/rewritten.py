"""A file as other hands pass it on: saved anew in another form, or damaged on the way."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import openpyxl

from analytics.document import open_document
from analytics.recognise import read_file
from analytics.records import Attendance, Record, SurveyAnswer
from analytics.sources import Answers, Reading

Rows = list[list[str]]
NO_ANSWERS = Answers()


def read(name: str, data: bytes | str, answers: Answers = NO_ANSWERS) -> tuple[str, Reading]:
    """The name of the source that read the file, and what it read."""
    raw = data.encode() if isinstance(data, str) else data
    _, source, reading, problems = read_file(name, raw, answers)
    assert source is not None and reading is not None, problems
    return source.name, reading


def lines_with(reading: Reading, code: str) -> list[int]:
    """The lines that problems of one code are about."""
    return [line for problem in reading.problems if problem.code == code for line in problem.lines]


def codes(reading: Reading) -> set[str]:
    return {problem.code for problem in reading.problems}


def rows_of(data: bytes) -> Rows:
    """The cells of the first sheet, line by line; lines that are skipped stay out."""
    return [list(line.cells) for line in open_document("x.csv", data).sheets[0].lines]


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    found = io.StringIO(newline="")
    csv.writer(found, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return found.getvalue()


def workbook_of(
    rows: Sequence[Sequence[object]], merged: Sequence[str] = (), title: str = "Sheet1"
) -> bytes:
    """An .xlsx of one sheet; text stays text, also where it begins with "="."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value if value != "" else None)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    for cells in merged:
        sheet.merge_cells(cells)
    found = io.BytesIO()
    workbook.save(found)
    return found.getvalue()


def saved_anew(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(how, bytes) of the same content in other encodings, with other delimiters, as workbook,
    with lines above it and a total below."""
    rows = rows_of(data)
    text = text_of(rows)
    yield "with a mark", b"\xef\xbb\xbf" + text.encode()
    yield "semicolons", text_of(rows, ";").encode()
    yield "tabs in UTF-16", b"\xff\xfe" + text_of(rows, "\t").encode("utf-16-le")
    yield "big-endian", b"\xfe\xff" + text_of(rows, "\t").encode("utf-16-be")
    yield "line feeds only", text.replace("\r\n", "\n").encode()
    western = text_of(rows, ";").encode("cp1252", "ignore").decode("cp1252")
    if western == text_of(rows, ";") and not western.isascii():
        yield "cp1252", western.encode("cp1252")
    yield "workbook", workbook_of(rows)
    width = max(map(len, rows))
    above = [["Exported by the analytics team"], [""] * width]
    yield "lines above", text_of([*above, *rows]).encode()
    padded = [["", *row] for row in rows]
    if width > 3:
        yield "a blank column before", text_of(padded).encode()
        yield "a trailing comma", text_of([[*row, ""] for row in rows]).encode()


def essence(records: Sequence[Record]) -> list[Record]:
    """The records without what depends on where they stood in the file."""
    return [
        replace(record, line=0, response="", text=record.text.replace("\r\n", "\n"))
        if isinstance(record, SurveyAnswer)
        else replace(record, line=0, lines=())
        if isinstance(record, Attendance)
        else replace(record, line=0)
        for record in records
    ]


def damaged(data: bytes, seed: int, times: int) -> Iterator[bytes]:
    """The same bytes cut off, with bytes flipped, quoted wrongly, re-encoded wrongly."""
    chance = random.Random(seed)
    for _ in range(times):
        at = chance.randrange(1, len(data))
        yield data[:at]
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            flipped[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(flipped)
        yield data[:at] + b'"' + data[at:]
        yield data[:at] + data[at + chance.randint(1, 200) :]
    yield data.decode("utf-8", "replace").encode("utf-16-le", "ignore")
    yield data.decode("latin-1").encode()
    yield data.replace(b",", b";").replace(b"\n", b"\r")
