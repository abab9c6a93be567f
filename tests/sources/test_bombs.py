"""Workbooks that are made to exhaust whoever opens them: refused in one sentence, with the check of
the archive and without it, and the process that was asked lives on."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analytics import archives, workbook
from analytics.document import open_document
from analytics.exports.slide import UnusableTemplate
from analytics.exports.slide.template import staged
from analytics.intake import check
from analytics.problems import Refused

_SHEET = "xl/worksheets/sheet1.xml"
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_PARTS = {
    "[Content_Types].xml": _HEAD
    + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": _HEAD
    + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": _HEAD
    + f'<workbook {_NS} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _HEAD
    + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats'
    '.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
}


def made(sheet: Iterator[bytes], level: int = 9) -> bytes:
    """A workbook of one sheet, whose XML comes in pieces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open(_SHEET, "w", force_zip64=True) as part:
            for piece in sheet:
                part.write(piece)
    return out.getvalue()


def sheet(*inside: bytes, before: str = "") -> Iterator[bytes]:
    yield f"{_HEAD}{before}<worksheet {_NS}><sheetData>".encode()
    yield from inside
    yield b"</sheetData></worksheet>"


def cell(place: str, text: str) -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def good() -> bytes:
    rows = [["Name", "Email", "Hire Date"], ["Ana", "ana@example.org", "2026-01-13"]]
    lines = (
        f'<row r="{n}">'.encode()
        + b"".join(cell(f"{'ABC'[at]}{n}", text) for at, text in enumerate(row))
        + b"</row>"
        for n, row in enumerate(rows, 1)
    )
    return made(sheet(*lines))


def sparse() -> bytes:
    last = b'<row r="1048576">' + cell("XFD1048576", "x") + b"</row>"
    return made(sheet(b'<row r="1">' + cell("A1", "Name") + b"</row>", last))


def one_huge_cell() -> bytes:
    def pieces() -> Iterator[bytes]:
        yield b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
        for _ in range(1500):
            yield b"a" * 1_000_000
        yield b"</t></is></c></row>"

    return made(_around(pieces()), 1)


def _around(pieces: Iterator[bytes]) -> Iterator[bytes]:
    head, tail = sheet()
    yield head
    yield from pieces
    yield tail


def many_rows() -> bytes:
    def pieces() -> Iterator[bytes]:
        block = b'<row><c t="n"><v>1</v></c></row>' * 10_000
        for _ in range(1400):
            yield block

    return made(_around(pieces()), 1)


def lying_header() -> bytes:
    """The sheet of 60 MB is said to have 1000 bytes, in both places where its size stands."""
    data = bytearray(made(_around(b"<row><c><v>1</v></c></row>" * 1000 for _ in range(2400))))
    true = zipfile.ZipFile(io.BytesIO(data)).getinfo(_SHEET)
    central = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 1000)
    assert true.file_size > 60_000_000
    found = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo(_SHEET)
    assert found.file_size == 1000
    return bytes(data)


def billion_laughs() -> bytes:
    names = "abcdefghij"
    entities = "".join(
        f'<!ENTITY {name} "{f"&{names[at - 1]};" * 10 if at else "ha" * 10}">'
        for at, name in enumerate(names)
    )
    row = b'<row r="1">' + cell("A1", "&j;") + b"</row>"
    return made(sheet(row, before=f"<!DOCTYPE worksheet [{entities}]>"))


def external_entity() -> bytes:
    row = b'<row r="1">' + cell("A1", "Name &leak;") + b"</row>"
    doctype = '<!DOCTYPE worksheet [<!ENTITY leak SYSTEM "file:///etc/passwd">]>'
    return made(sheet(row, before=doctype))


BOMBS = {
    "a cell at the far end": sparse,
    "a cell of 1.5 GB": one_huge_cell,
    "14 million rows": many_rows,
    "a size that lies": lying_header,
    "a billion laughs": billion_laughs,
    "an entity from outside": external_entity,
}
# Told by the archive alone, before any process is started.
TOLD_BY_SIZE = {"a cell of 1.5 GB", "14 million rows"}


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    return {what: make() for what, make in BOMBS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("what", BOMBS)
@pytest.mark.parametrize("is_checked", [True, False])
def test_a_bomb_is_refused_in_one_sentence(
    bombs: dict[str, bytes], what: str, is_checked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_checked:
        monkeypatch.setattr(archives, "beyond", lambda parts, size: "")
    started: list[Any] = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: started.append(a) or run(*a, **k))
    report = check("bomb.xlsx", bombs[what])
    assert bool(started) == (not is_checked or what not in TOLD_BY_SIZE)
    assert report.state == "refused"
    [problem] = report.problems
    assert problem.severity == "refused" and problem.code != "reader-failed"
    assert "root:" not in problem.describe() and len(problem.describe()) < 400
    assert report.records == ()


def test_a_good_workbook_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    report = check("good.xlsx", good())
    assert (report.state, report.rows.usable) == ("ready", 1)


def test_a_workbook_may_have_any_name_and_is_told_by_what_it_is() -> None:
    assert check("good.csv", good()).state == "ready"
    assert check("good.duckdb", good()).state == "ready"


def test_the_reader_has_limits_and_none_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A reader in the place of ours says what it was given."""
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import json, os, resource, runpy, sys\n"
        f"limits = runpy.run_path({str(workbook._READER)!r})\n"
        "limits['limit_resources']()\n"
        "cells = [*os.environ, *map(str, resource.getrlimit(resource.RLIMIT_AS)),"
        " *map(str, resource.getrlimit(resource.RLIMIT_CPU)), str(sys.flags.isolated)]\n"
        "print(json.dumps({'sheets': [{'name': 'A', 'rows': [[1, cells]]}]}))\n"
    )
    monkeypatch.setattr(workbook, "_READER", spy)
    monkeypatch.setenv("IMPACT_SECRET_OF_A_TEST", "x")
    [(_, [(_, cells)])] = workbook.read_workbook("good.xlsx", good())
    assert cells == ["LC_CTYPE", *[str(1 << 30)] * 2, "30", "30", "1"] or cells == [
        *[str(1 << 30)] * 2, "30", "30", "1",
    ]  # fmt: skip
    assert workbook.SECONDS == 60


def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    hangs = tmp_path / "hangs.py"
    hangs.write_text("import sys\nsys.stdin.buffer.read()\nwhile True: pass\n")
    monkeypatch.setattr(workbook, "_READER", hangs)
    monkeypatch.setattr(workbook, "SECONDS", 1)
    with pytest.raises(Refused, match="could not be read within 1 seconds"):
        workbook.read_workbook("good.xlsx", good())
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    assert "hangs.py" not in children


def _archive(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return out.getvalue()


@pytest.mark.parametrize("part", ["word/document.xml", "ppt/presentation.xml", "a.csv"])
def test_any_other_archive_is_refused(part: str) -> None:
    data = _archive(lambda archive: archive.writestr(part, "a,b\n1,2\n"))
    for name in ("a.xlsx", "a.csv", "a.zip"):
        with pytest.raises(Refused) as refusal:
            open_document(name, data)
        assert refusal.value.problem.code == "archive"


def test_a_slide_template_that_unpacks_without_end_is_refused() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/media/a.bin", b"\0" * 50_000_000)

    with pytest.raises(UnusableTemplate, match="too large to read safely"):
        staged(_archive(fill))
