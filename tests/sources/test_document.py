"""Bytes become lines of text, or one sentence that says why not."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import workbook as workbooks
from analytics.document import delimiter_of, open_document
from analytics.problems import Refused
from analytics.workbook import check_archive
from analytics.workbook_cells import merged_ranges, text_of

PEOPLE = (
    "Name,Email,Hired\r\nZoë Müller,zoe@example.com,2025-01-02\r\nJo,jo@example.com,2025-02-03\r\n"
)


def refusal(data: bytes, name: str = "file.csv") -> Refused:
    with pytest.raises(Refused) as caught:
        open_document(name, data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PEOPLE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PEOPLE.encode(), "utf-8-sig"),
        (b"\xff\xfe" + PEOPLE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + PEOPLE.encode("utf-16-be"), "utf-16-be"),
        (PEOPLE.encode("utf-16-le"), "utf-16-le"),
        (PEOPLE.encode("utf-16-be"), "utf-16-be"),
        (PEOPLE.encode("cp1252"), "cp1252"),
    ],
)
def test_every_encoding_gives_the_same_lines(data: bytes, encoding: str) -> None:
    document = open_document("people.csv", data)
    assert document.encoding == encoding
    assert document.sheets[0].lines[1].cells == ("Zoë Müller", "zoe@example.com", "2025-01-02")
    codes = [problem.code for problem in document.problems]
    assert codes == (["cp1252"] if encoding == "cp1252" else [])


def test_the_note_on_cp1252_names_the_lines_to_look_at() -> None:
    (note,) = open_document("people.csv", PEOPLE.encode("cp1252")).problems
    assert note.severity == "note"
    assert note.lines == [2]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"<!DOCTYPE html><html></html>", "web-page"),
        (b"\r\n  <HTML><body>Sign in</body></HTML>", "web-page"),
        (b"%PDF-1.7", "wrong-type"),
        (b"PAR1....", "wrong-type"),
        (b"12345678DUCK....", "wrong-type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"Name,Email\nA\0B,c\n", "nul-bytes"),
        (b"Name,Email\nA\x81\xfe,c\n", "undecodable"),
        (b"\xef\xbb\xbfName,Email\n\xff\xff,c\n", "undecodable"),
        ("Name,Email\nZo\u00eb".encode()[:-1], "truncated"),
        (b"\xff\xfe" + "Name\tEmail\n".encode("utf-16-le") + b"J", "truncated"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "truncated"),
        (b"PK\x03\x04 cut short", "truncated"),
    ],
)
def test_what_is_no_export_is_refused_by_name(start: bytes, code: str) -> None:
    problem = refusal(start, "april.csv").problem
    assert (problem.code, problem.severity) == (code, "refused")
    assert problem.describe().startswith("april.csv")


def test_nul_bytes_are_named_with_their_line() -> None:
    assert refusal(b"Name,Email\nJo,jo@example.com\nA\0B,c\n").problem.lines == [3]


def test_a_cell_that_begins_like_an_archive_is_text() -> None:
    assert open_document("x.csv", b"PK,Name\n1,Jo\n").sheets[0].lines[0].cells == ("PK", "Name")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_among_rivals_inside_cells(delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Name", "When", "Formats"])
    for day in range(1, 6):
        writer.writerow([f"Nova, Ada {day}", "10/7/25, 3:55:04 PM", "Lunch; pods; shadowing"])
    assert delimiter_of(out.getvalue()) == delimiter


def test_a_separator_line_of_excel_is_obeyed_and_skipped() -> None:
    document = open_document("x.csv", b"sep=;\r\nName;Score\r\nJo;66,7\r\n")
    assert document.delimiter == ";"
    assert [(line.number, line.cells) for line in document.sheets[0].lines] == [
        (2, ("Name", "Score")),
        (3, ("Jo", "66,7")),
    ]


def test_a_file_of_one_column_has_no_delimiter() -> None:
    document = open_document("x.csv", b"Email\njo@example.com\nada@example.com\n")
    assert document.delimiter == ""
    assert [line.cells for line in document.sheets[0].lines] == [
        ("Email",), ("jo@example.com",), ("ada@example.com",)
    ]  # fmt: skip


def test_lines_keep_the_number_they_have_in_the_file() -> None:
    data = b'Name,Comment\nJo,"two\nlines"\nAda,one\n'
    assert [line.number for line in open_document("x.csv", data).sheets[0].lines] == [1, 2, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Name,Email,Note\n"Ada,a@x.org,fine\nJo,j@x.org,"ok"\nKim,k@x.org,ok\n', 2),
        ('Name,Email,Note\nAda,a@x.org,fine\nJo,j@x.org,"ok\nKim,k@x.org,ok\n', 3),
        ('Name,Email,Note\n"Ada,a@x.org,fine\nJo 5",j@x.org,ok\nKim,k@x.org,ok\n', 2),
    ],
)
def test_a_quote_that_swallows_rows_is_refused_where_it_opens(text: str, line: int) -> None:
    problem = refusal(text.encode()).problem
    assert (problem.code, problem.lines) == ("unclosed-quote", [line])


def test_a_quote_inside_one_line_is_part_of_the_name() -> None:
    data = b'Name\tEmail\n"Bob" Smith\tbob@example.com\nJo\t"jo@example.com"\n'
    lines = open_document("x.csv", data).sheets[0].lines
    assert [line.cells for line in lines[1:]] == [
        ('"Bob" Smith', "bob@example.com"),
        ("Jo", "jo@example.com"),
    ]


def test_a_comment_of_several_lines_is_not_taken_for_swallowed_rows() -> None:
    data = b'Name,Score,Comment\nJo,5,"Good,\nbut long, and\nlate, sorry, bye"\nAda,4,ok\n'
    assert len(open_document("x.csv", data).sheets[0].lines) == 3


def test_a_row_cut_in_the_middle_is_refused_as_truncated() -> None:
    problem = refusal(b"Name,Email,Hired\nJo,jo@example.com,2025-01-02\nAda,ada@exa").problem
    assert (problem.code, problem.lines) == ("truncated", [3])


@pytest.mark.parametrize("last", ["Total,2", "Page 1 of 1", "Report generated 2025-10-08"])
def test_a_footer_without_line_end_is_no_truncation(last: str) -> None:
    data = f"Name,Email,Hired\nJo,jo@example.com,2025-01-02\n{last}".encode()
    assert len(open_document("x.csv", data).sheets[0].lines) == 3


def workbook(path: Path) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "People"
    sheet.append(["Who", None, "Hired", "Id"])
    sheet.merge_cells("A1:B1")
    sheet.append(["Jo", "Blogs", datetime(2025, 1, 2), 7])
    sheet.append([])
    sheet.append(["Ada", None, datetime(2025, 1, 2, 9, 30), 2.5])
    sheet["D2"].number_format = "000000"
    hidden = book.create_sheet("Hidden")
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path.read_bytes()


def test_a_workbook_is_read_as_text_whatever_its_name(tmp_path: Path) -> None:
    document = open_document("people.csv", workbook(tmp_path / "book.xlsx"))
    assert (document.form, document.encoding) == ("workbook", "xlsx")
    assert [problem.code for problem in document.problems] == ["xlsx-misnamed"]
    (sheet,) = document.sheets
    assert [(line.number, line.cells) for line in sheet.lines] == [
        (1, ("Who", "Who", "Hired", "Id")),
        (2, ("Jo", "Blogs", "2025-01-02", "000007")),
        (3, ()),
        (4, ("Ada", "", "2025-01-02 09:30:00", "2.5")),
    ]


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert refusal(path.read_bytes(), "broken.xlsx").problem.code == "workbook-damaged"


@pytest.mark.parametrize("script", ["raise MemoryError", "import os; os.abort()"])
def test_a_workbook_whose_reader_is_stopped_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(script, encoding="utf-8")
    monkeypatch.setattr(workbooks, "_READER", reader)
    problem = refusal(workbook(tmp_path / "book.xlsx"), "book.xlsx").problem
    assert problem.code == "workbook-too-large"


def test_a_workbook_that_takes_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("reader", workbooks.SECONDS)

    monkeypatch.setattr(subprocess, "run", late)
    problem = refusal(workbook(tmp_path / "book.xlsx"), "book.xlsx").problem
    assert problem.code == "workbook-too-large"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "Name,Email\n")
    assert refusal(path.read_bytes(), "files.zip").problem.code == "archive"


@pytest.mark.parametrize(
    "parts", [{"xl/bomb.xml": b"0" * 5_000_000}, dict.fromkeys(map(str, range(2001)), b"")]
)
def test_an_archive_made_to_overwhelm_is_refused_unopened(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(Refused) as caught:
        check_archive("bomb.xlsx", path.read_bytes())
    assert caught.value.problem.code == "workbook-too-large"


def test_cells_of_a_workbook_become_the_text_of_an_export() -> None:
    assert [text_of(value) for value in (None, True, 3, 3.0, 2.5, "x")] == [
        "", "TRUE", "3", "3", "2.5", "x"
    ]  # fmt: skip
    assert merged_ranges(io.BytesIO(b'<mergeCell ref="A1:AB3"/>')) == [(1, 1, 3, 28)]


cells = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters='"\ufeff'),
    max_size=12,
)


@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=2, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_is_read_back(
    rows: list[list[str]], delimiter: str, encoding: str, line_end: str
) -> None:
    header = ["Name", "Email", "Comment"]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=line_end)
    writer.writerows([header, *rows])
    document = open_document("x.csv", out.getvalue().encode(encoding))
    assert document.delimiter == delimiter
    assert [list(line.cells) for line in document.sheets[0].lines] == [header, *rows]


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    try:
        document = open_document("x.csv", data)
    except Refused as refused:
        assert refused.problem.severity == "refused"
    else:
        assert document.sheets or document.form == "calendar"


def test_fixtures_that_are_no_tables_are_refused(exports: Path) -> None:
    expected = {
        "pitfall_empty.csv": ("empty", []),
        "pitfall_login_page.csv": ("web-page", [1]),
        "pitfall_unclosed_quote.csv": ("unclosed-quote", [2]),
    }
    for name, (code, lines) in expected.items():
        problem = refusal((exports / name).read_bytes(), name).problem
        assert (problem.code, problem.lines) == (code, lines)
