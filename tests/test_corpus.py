"""Text files as they should not be, through the front door: each lands with the right count of
rows, or one plain sentence says why not. The same holds where large files are read by column."""

from __future__ import annotations

import csv
import io
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import limits
from analytics.bulk import ByColumn
from analytics.intake import Report, check
from analytics.landing import land
from analytics.sources import Answers
from analytics.store import Store

ANSWERS = Answers(date_order="dmy", pilot_timezone="Europe/Berlin")
HEAD = "Session,Date,Start time,Name,Email,Join time,Leave time"
ROWS = [
    f"Clinic,2026-01-13,10:00,Person {n},p{n}@example.org,2026-01-13 10:00,2026-01-13 10:45"
    for n in range(1, 6)
]
GOOD = "\n".join([HEAD, *ROWS]) + "\n"


@dataclass(frozen=True)
class Kind:
    """rows: how many land, None where the file is refused or held; codes: of what is then said."""

    data: bytes
    rows: int | None
    codes: tuple[str, ...] = ()


def text(*lines: str, end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode()


def with_cell(place: int, value: str, row: int = 2) -> bytes:
    """The good file with another cell, quoted as it has to be."""
    rows = [line.split(",") for line in [HEAD, *ROWS]]
    rows[row][place] = value
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def refused(data: bytes, *codes: str) -> Kind:
    return Kind(data, None, codes)


KINDS: dict[str, Kind] = {
    # as they should be
    "good": Kind(GOOD.encode(), 5),
    "no line end at the end": Kind(GOOD.rstrip().encode(), 5),
    "CRLF": Kind(text(HEAD, *ROWS, end="\r\n"), 5),
    "CR": Kind(text(HEAD, *ROWS, end="\r"), 5),
    "line ends mixed": Kind((HEAD + "\r\n" + "\n".join(ROWS) + "\r\n").encode(), 5),
    "a mark before it": Kind(b"\xef\xbb\xbf" + GOOD.encode(), 5),
    "UTF-16": Kind(GOOD.encode("utf-16"), 5),
    "UTF-16 without a mark": Kind(GOOD.encode("utf-16-le"), 5),
    "UTF-16 the other way": Kind(GOOD.encode("utf-16-be"), 5),
    "semicolons": Kind(GOOD.replace(",", ";").encode(), 5),
    "tabs": Kind(GOOD.replace(",", "\t").encode(), 5),
    "bars": Kind(GOOD.replace(",", "|").encode(), 5),
    "its delimiter said": Kind(b"sep=,\n" + GOOD.encode(), 5),
    "Windows letters": Kind(GOOD.replace("Person 1", "Zoë Ångström").encode("cp1252"), 5),
    "every cell quoted": Kind(
        "\n".join(",".join(f'"{c}"' for c in ln.split(",")) for ln in [HEAD, *ROWS]).encode(), 5
    ),
    "a delimiter in quotes": Kind(with_cell(3, "Ruiz, Ana"), 5),
    "a line end in quotes": Kind(with_cell(0, "Clinic\nof Monday"), 5),
    "quotes in quotes": Kind(with_cell(3, 'Ana "the hand" Ruiz'), 5),
    "a bare quote in a name": Kind(GOOD.replace("Person 1", 'Ana "A" R').encode(), 5),
    "blank lines between": Kind(text(HEAD, "", ROWS[0], "", *ROWS[1:], ""), 5),
    "lines of delimiters only": Kind(text(HEAD, *ROWS, ",,,,,,", ",,,,,,"), 5),
    "a title above": Kind(text("Attendance of the clinic", "", HEAD, *ROWS), 5),
    "cells missing at the end of a line": Kind(text(HEAD, *ROWS[:4], ROWS[4] + ",,,"), 5),
    "spaces around cells": Kind(GOOD.replace(",", " , ").encode(), 5),
    "another order of columns": Kind(
        "\n".join(",".join(reversed(ln.split(","))) for ln in [HEAD, *ROWS]).encode() + b"\n", 5
    ),
    "a column more": Kind("\n".join(ln + ",x" for ln in [HEAD, *ROWS]).encode() + b"\n", 5),
    "the header in capitals": Kind(text(HEAD.upper(), *ROWS), 5),
    "a formula for a name": Kind(with_cell(3, '=HYPERLINK("http://a.example";"x")'), 5),
    "a name in another script": Kind(with_cell(3, "عمر 王 Ⅷ 🙂 \u202egnirts"), 5),
    "a long name": Kind(with_cell(3, "A" * 50_000), 5),
    "SQL for a name": Kind(with_cell(3, "x'); drop table person; --"), 5),
    "a path for a name": Kind(with_cell(3, "../../etc/passwd"), 5),
    "markup for a name": Kind(with_cell(3, "<script>alert(1)</script>"), 5),
    # rows that are set aside, and counted
    "a row without a person": Kind(text(HEAD, *ROWS, "Clinic,2026-01-13,10:00,,,10:00,10:45"), 5),
    "a date that is none": Kind(with_cell(5, "2026-13-45 10:00"), 4),
    # what cannot be used
    "nothing": refused(b"", "empty"),
    "blanks": refused(b" \r\n\t\n", "empty"),
    "only a mark": refused(b"\xef\xbb\xbf", "empty"),
    "only delimiters": refused(b",,,\n,,,\n", "empty"),
    "only a header": refused(HEAD.encode() + b"\n", "header-only"),
    "no header": refused(text(*ROWS), "not-recognised", "kind-open"),
    "columns nobody knows": refused(text("a,b,c", "1,2,3", "4,5,6"), "not-recognised"),
    "no delimiter": refused(text("hello", "world"), "not-recognised"),
    "a quote left open": refused(text(HEAD, ROWS[0], '"' + ROWS[1], *ROWS[2:]), "unclosed-quote"),
    "a quote that swallows rows": refused(
        text(HEAD, '"' + ROWS[0], ROWS[1], ROWS[2] + '"', *ROWS[3:]), "unclosed-quote"
    ),
    "NUL bytes": refused(GOOD.encode().replace(b"Person 3", b"Per\0son"), "nul-bytes"),
    "only NUL bytes": refused(b"\0" * 5000, "nul-bytes"),
    "cut in a row": refused(GOOD.encode()[:-40], "truncated"),
    "cut in a letter": refused(
        GOOD.replace("Person 5", "Zoë").encode().split(b"\xab")[0], "truncated"
    ),
    "a byte that is no letter": refused(
        GOOD.encode().replace(b"Person 3", b"Per\x81son"), "undecodable"
    ),
    "a web page": refused(b"<!DOCTYPE html><html><body>Sign in</body></html>", "web-page"),
    "a web page after blanks": refused(b"\n\n <html><table><tr><td>a</table>", "web-page"),
    "JSON": refused(b'{"name": "Ana",\n "email": "a@example.org"}\n', "not-recognised"),
    "a mail": refused(b"From: a@example.org\nTo: b@example.org\n\nHello\n", "not-recognised"),
    "letters by chance": refused(bytes(range(256)) * 40, "nul-bytes", "undecodable"),
    "UTF-32": refused(GOOD.encode("utf-32"), "nul-bytes", "undecodable", "not-recognised"),
    "a calendar not closed": refused(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "truncated"),
    # beyond limits
    "a cell of 200 000 letters": refused(with_cell(3, "A" * 200_000), "beyond-limits"),
    "a line of 64 MB": refused(with_cell(3, "A" * 64_000_000), "beyond-limits"),
    "501 columns": refused(text(HEAD + "," * 494, *ROWS), "beyond-limits"),
    "a million columns": refused(text("a," * 1_000_000, "1," * 1_000_000), "beyond-limits"),
    "two million lines and one": refused(b"a,b\n" * 2_000_001, "beyond-limits"),
    "two million blank lines and more": refused(b"\n" * 2_000_100 + GOOD.encode(), "beyond-limits"),
}  # fmt: skip
# (first bytes, what the sentence calls it)
FOREIGN: dict[str, tuple[bytes, str]] = {
    "parquet": (b"PAR1" + bytes(100) + b"PAR1", "Parquet"),
    "duckdb": (bytes(8) + b"DUCK" + bytes(4096), "DuckDB"),
    "sqlite": (b"SQLite format 3\0" + bytes(100), "SQLite"),
    "access": (b"\0\1\0\0Standard ACE DB\0" + bytes(100), "Access"),
    "arrow": (b"ARROW1\0\0" + bytes(100), "Arrow"),
    "gz": (b"\x1f\x8b\x08" + bytes(100), "archive"),
    "bz2": (b"BZh91AY&SY\x00\x01" + bytes(100), "archive"),
    "xz": (b"\xfd7zXZ\x00" + bytes(100), "archive"),
    "zst": (b"\x28\xb5\x2f\xfd" + bytes(100), "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(100), "archive"),
    "rar": (b"Rar!\x1a\x07" + bytes(100), "archive"),
    "tar": (b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(300), "archive"),
    "exe": (b"MZ\x90\x00" + bytes(100), "program"),
    "elf": (b"\x7fELF\x02" + bytes(100), "program"),
    "macho": (b"\xcf\xfa\xed\xfe" + bytes(100), "program"),
    "sh": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "wasm": (b"\x00asm\x01\0\0\0", "program"),
    "pickle": (b"\x80\x04\x95" + bytes(100), "pickle"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n", "picture"),
}


def said(report: Report) -> str:
    """The one sentence of a file that cannot be used: what was found, and what to do."""
    [stopping] = [p for p in report.problems if p.severity in ("refused", "held")]
    sentence = stopping.describe()
    assert stopping.code != "reader-failed", sentence
    assert sentence.startswith(stopping.file) and 20 < len(sentence) < 700
    assert "Traceback" not in sentence and "Error" not in sentence
    return sentence


@pytest.mark.parametrize("what", KINDS)
def test_each_kind_lands_or_says_why_not(what: str, caplog: pytest.LogCaptureFixture) -> None:
    kind = KINDS[what]
    store = Store.open(":memory:")
    [report] = land(store, [("list.csv", kind.data)], ANSWERS)
    landed = store.ask("select count(*) as n from attendance_interval")["n"][0]
    files = store.source_files()
    store.close()
    assert caplog.records == []
    if kind.rows is None:
        assert report.state in ("refused", "held"), report
        said(report)
        assert {p.code for p in report.problems} & set(kind.codes), report.problems
        assert landed == len(files) == 0
    else:
        assert report.state == "landed", report.problems
        assert landed == report.rows.usable == kind.rows == files["rows_usable"][0]
        assert report.rows.read == report.rows.usable + report.rows.left_out


@pytest.mark.parametrize("what", KINDS)
def test_by_column_it_comes_to_the_same(what: str, caplog: pytest.LogCaptureFixture) -> None:
    kind = KINDS[what]
    store = Store.open(":memory:")
    with store.writing() as writer:
        report = check("list.csv", kind.data, ANSWERS, by_column=ByColumn(writer, large=0))
    store.close()
    assert caplog.records == []
    if kind.rows is None:
        said(report)
    else:
        assert (report.state, report.rows.usable) == ("ready", kind.rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ics", "txt", "", "csv.gz"])
@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_no_export_is_told_by_its_content(what: str, ending: str) -> None:
    data, called = FOREIGN[what]
    report = check(f"list.{ending}", data, ANSWERS)
    assert report.state == "refused"
    assert called in said(report)


@pytest.mark.parametrize("start", ["MZ", "ORC", "BZh", "PARE", "Obj"])
def test_a_text_may_begin_with_such_letters(start: str) -> None:
    data = GOOD.replace("Session", start, 1).encode()
    assert {p.code for p in check("list.csv", data, ANSWERS).problems}.isdisjoint({"wrong-type"})


NAMES = (
    "../../../outside.csv", "/etc/passwd", "..\\..\\outside.csv", "C:\\outside.csv", "con", "",
    "a\0b.csv", "*.csv", "[a].csv", "~/outside.csv", "$(touch outside).csv", "x" * 5000,
    "line\nend.csv", "\u202evsc.a", "'; drop table person; --.csv", "https://example.org/a.csv",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_a_path(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, workspace = tmp_path / "inside" / "deep" / "deeper", tmp_path / "workspace"
    inside.mkdir(parents=True)
    (inside / "a.csv").write_text("what stands there already")
    monkeypatch.chdir(inside)
    store = Store.open(workspace)
    assert [r.state for r in land(store, [(name, GOOD.encode())], ANSWERS)] == ["landed"]
    assert store.source_files()["name"].tolist() == [name]
    store.close()
    outside = {p for p in tmp_path.rglob("*") if p.is_file() and workspace not in p.parents}
    assert outside == {inside / "a.csv"}
    assert not Path("/outside.csv").exists()


@pytest.mark.parametrize(
    "data",
    [b"[" * 60_000, b"a = " + b"[" * 50_000, b"\xff\xfe", b"a\0", b"[pilot]\n" * 2, b"x" * 200_000],
)
def test_a_pilot_card_that_is_none_says_so(data: bytes) -> None:
    report = check("pilot.toml", data)
    assert report.state == "refused"
    said(report)


# cells that take a pattern long ------------------------------------------------------------------

LONG: dict[str, str] = {
    "signs of addresses": "@." * 49_000,
    "addresses in a row": "a@b." * 24_000,
    "digits": "1" * 99_000,
    "digits and dots": "1." * 49_000,
    "dates in a row": "2026-01-13 " * 9_000,
    "blanks": " " * 99_000 + "x",
    "brackets": "(" * 99_000,
    "brackets in pairs": "(a)" * 33_000,
    "words": "word " * 19_000,
    "commas": ", " * 49_000,
    "slashes": "1/" * 49_000,
    "colons": "1:" * 49_000,
    "dashes": "-" * 99_000,
    "hours": "1h " * 33_000,
    "quotes": '"' * 49_000,
}


@pytest.mark.parametrize("what", LONG)
def test_no_cell_takes_long(what: str) -> None:
    """No timing is asserted: where a pattern is quadratic this takes minutes, and is seen."""
    value = LONG[what][: limits.LETTERS]
    for place in range(7):
        report = check("list.csv", with_cell(place, value), ANSWERS)
        assert report.state in ("ready", "refused", "held")
        for problem in report.problems:
            assert problem.code != "reader-failed"
            problem.describe()


# changes of a good file ---------------------------------------------------------------------------

PIECES = st.sampled_from(
    [b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xfe", b"=", b"'",
     b"\\", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xae", b" ", b"<html>", b"sep=;\n", b"@", b"-",
     b"PK\x03\x04"]
)  # fmt: skip
CHANGE = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 60), PIECES, st.integers(0, 3))


def changed(data: bytes, changes: list[tuple[int, int, bytes, int]]) -> bytes:
    for at, length, piece, times in changes:
        data = data[:at] + piece * times + data[at + length :]
    return data


@settings(max_examples=200)
@given(st.lists(CHANGE, min_size=1, max_size=6))
def test_no_change_of_a_good_file_makes_it_stumble(
    changes: list[tuple[int, int, bytes, int]],
) -> None:
    data = changed(GOOD.encode(), changes)
    _lands_or_says(data)


@settings(max_examples=100)
@given(st.binary(max_size=2000))
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    _lands_or_says(data)


@settings(max_examples=100)
@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=9), max_size=12))
def test_no_table_makes_it_stumble(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEAD.split(","), *rows])
    _lands_or_says(out.getvalue().encode("utf-8", "surrogatepass"))


def _lands_or_says(data: bytes) -> None:
    stumbles: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: stumbles.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("analytics")
    logger.addHandler(handler)
    try:
        report = check("list.csv", data, ANSWERS)
        _as_counted(report, data)
    finally:
        logger.removeHandler(handler)
    assert stumbles == []


def _as_counted(report: Report, data: bytes) -> None:
    if report.state != "ready":
        said(report)
        return
    assert report.rows.read == report.rows.usable + report.rows.left_out
    if report.kind == "attendance":
        assert len(report.records) <= report.rows.usable
        assert bool(report.records) == bool(report.rows.usable)
    again = check("other.csv", data, ANSWERS)
    assert (again.file_id, again.rows) == (report.file_id, report.rows)


def test_every_kind_counts() -> None:
    assert len(KINDS) >= 52
