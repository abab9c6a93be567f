"""The lines around a trouble, and a file read without one of its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.doctor import left_out_rows
from analytics.document import open_document, readable
from analytics.excerpt import Excerpt, excerpt
from analytics.intake import check
from analytics.landing import land
from analytics.problems import LIKELY_CAUSES, SKIPPABLE, SKIPPED, Problem, Refused, Row
from analytics.sources import Answers
from analytics.store import Store

HEADER = b"Name,Email,Hire Date,Department\n"
TORN = (
    HEADER + b"Ana,ana@example.org,2026-01-15,Sales\n"
    b'Bo,"bo@example.org,2026-01-16,Sales\n'
    b"Cy,cy@example.org,2026-01-17,Sales\n"
    b"Di,di@example.org,2026-01-18,Sales\n"
)


def without(*lines: int) -> Answers:
    return Answers(skipped_lines=frozenset(lines))


def test_the_line_before_the_line_and_a_mark_under_the_place() -> None:
    [problem] = check("torn.csv", TORN).problems
    assert problem.code == "unclosed-quote" and problem.lines == [3]
    found = excerpt(problem, TORN)
    assert found is not None
    assert found.drawn() == (
        "2 | Ana,ana@example.org,2026-01-15,Sales\n"
        '3 | Bo,"bo@example.org,2026-01-16,Sales\n'
        "       ^"
    )


@pytest.mark.parametrize(
    ("data", "drawn"),
    [
        (b"Name,Email\nA\0b,x@example.org\n", "1 | Name,Email\n2 | A␀b,x@example.org\n     ^"),
        (
            b"Name,Email,Day\nAna,a@example.org,1\nBo,b@e",
            "2 | Ana,a@example.org,1\n3 | Bo,b@e\n          ^",
        ),
        (b"Name\nAna \x81\n", "1 | Name\n2 | Ana \ufffd\n        ^"),
        (b"<html><body>Sign in</body></html>", "1 | <html><body>Sign in</body></html>"),
    ],
    ids=["NUL", "cut off", "no letter", "web page"],
)  # fmt: skip
def test_the_place_of_each_trouble(data: bytes, drawn: str) -> None:
    report = check("a.csv", data)
    [problem] = [p for p in report.problems if p.severity == "refused"]
    found = excerpt(problem, data)
    assert found is not None and found.drawn() == drawn


def test_a_long_line_is_shown_around_the_place() -> None:
    line = f'{"x" * 500},"y'
    data = HEADER + line.encode() + b"\n"
    found = excerpt(Problem("unclosed-quote", "refused", "a.csv", "", (Row(2, '"y'),)), data)
    assert found is not None and found.at is not None
    assert found.rows[-1].text.startswith("… xxx")
    assert found.rows[-1].text[found.at] == '"'
    assert max(len(row.text) for row in found.rows) <= 80


def test_nothing_is_shown_of_what_is_no_text_and_of_no_line() -> None:
    problem = Problem("empty", "refused", "a.csv", "it is empty")
    assert excerpt(problem, b"") is None
    assert excerpt(Problem("x", "refused", "a", "", (Row(9, ""),)), b"one line") is None
    assert readable(b"PK\x03\x04 a workbook") is None
    assert readable("\ufeffName".encode("utf-16-le")) == "Name"


@given(st.binary(max_size=300), st.integers(0, 9), st.sampled_from([*LIKELY_CAUSES, "other"]))
def test_it_never_fails_on_what_it_finds(data: bytes, line: int, code: str) -> None:
    found = excerpt(Problem(code, "refused", "a.csv", "says", (Row(line, "x"),)), data)
    assert found is None or isinstance(found, Excerpt)
    if found:
        assert found.rows[-1].line == line
        assert len(found.drawn().splitlines()) >= len(found.rows)


def test_a_file_is_read_without_the_line_and_says_so() -> None:
    report = check("torn.csv", TORN, without(3))
    assert report.state == "ready"
    assert (report.rows.read, report.rows.usable, report.rows.left_out) == (4, 3, 1)
    assert [record.line for record in report.records] == [2, 4, 5]
    [problem] = report.problems
    assert (problem.code, problem.severity) == (SKIPPED, "left_out")
    assert problem.rows == (Row(3, 'Bo,"bo@example.org,2026-01-16,Sales'),)


def test_what_landed_without_it_keeps_the_line_apart() -> None:
    store = Store.open(":memory:")
    [report] = land(store, [("torn.csv", TORN)], {"torn.csv": without(3)})
    assert report.state == "landed"
    [row] = left_out_rows(store).to_dict("records")
    assert row["line"] == 3 and row["row_as_found"].startswith('Bo,"bo')
    [again] = land(store, [("torn.csv", TORN)], {"torn.csv": without(3)})
    assert again.state == "already"
    # It was said of this file, not of others like it.
    [other] = land(store, [("other.csv", TORN.replace(b"Ana", b"Ann"))])
    assert other.state == "refused"


def test_every_skippable_trouble_is_gone_with_its_line() -> None:
    damaged = {
        "unclosed-quote": TORN,
        "nul-bytes": TORN.replace(b'"', b"\0"),
    }
    assert set(damaged) == SKIPPABLE
    for code, data in damaged.items():
        [problem] = [p for p in check("a.csv", data).problems if p.severity == "refused"]
        assert problem.code == code
        assert check("a.csv", data, without(*problem.lines)).state == "ready"


@given(st.sets(st.integers(-2, 9)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_other_line_keeps_its_number(numbers: set[int], end: str) -> None:
    lines = ["Name,Day", "Ana,1", "Bo,2", "Cy,3", "Di,4"]
    text = end.join(lines) + end
    try:
        document = open_document("a.csv", text.encode(), frozenset(numbers))
    except Refused as refused:
        assert refused.problem.code == "empty" and numbers >= {1, 2, 3, 4, 5}
        return
    kept = {line.number: ",".join(line.cells) for line in document.sheets[0].lines if line.cells}
    expected = {n: text for n, text in enumerate(lines, 1) if n not in numbers}
    assert {n: text for n, text in kept.items() if text.strip()} == expected
    skipped = [row.line for p in document.problems if p.code == SKIPPED for row in p.rows]
    assert skipped == sorted(numbers & {1, 2, 3, 4, 5})
