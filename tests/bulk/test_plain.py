"""Whose content a file is, by its bytes and by its rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bulk.plain import NotPlain, OnDisk, line_ends, odd_quotes, scan
from analytics.document import open_document
from analytics.intake import content_id
from analytics.problems import Refused

CELL = st.one_of(
    st.sampled_from(["", "", " ", "Ana", "Ana Ruiz ", "ü", '"a,b"', '"a ""b"""', 'a"b', "\u00a0"]),
    st.text(alphabet='ab, ;"', max_size=4),
)
TEXT = st.lists(st.lists(CELL, max_size=4).map(",".join), min_size=1, max_size=12)


@given(lines=TEXT, end=st.sampled_from(["\n", "\r\n"]), is_closed=st.booleans(),
       size=st.sampled_from([40, 1 << 20]))  # fmt: skip
def test_content_by_bytes_is_content_by_rows(
    lines: list[str], end: str, is_closed: bool, size: int
) -> None:
    data = (end.join(["a,b,c,d", *lines]) + (end if is_closed else "")).encode()
    try:
        document = open_document("list.csv", data)
        found = scan(data, document.delimiter, size)
    except (Refused, NotPlain):
        return
    assert document.delimiter
    assert found.file_id == content_id(document)
    assert found.slices[0].start == 0 and found.slices[-1].stop == len(data)
    assert found.lines == data.count(b"\n") + (not data.endswith(b"\n"))


def test_a_second_delimiter_or_encoding_is_the_same_content() -> None:
    one = scan(b"Name,Email\nAna,a@example.org\n\n,\n", ",")
    other = scan("\ufeffName;Email;;\r\nAna;a@example.org".encode(), ";")
    assert one.file_id == other.file_id
    assert scan(b"Name,Email\nAna,,a@example.org\n", ",").file_id != one.file_id


@pytest.mark.parametrize("data", [b"a,b\n\xff,c\n", b"a\0b\n", b"a\rb\n", b'a,"b\nc"\n'])
def test_what_is_not_plain(data: bytes) -> None:
    with pytest.raises(NotPlain):
        scan(data, ",")
        odd_quotes(data, line_ends(data), ",")


def test_quotes_that_enclose_no_cell() -> None:
    text = b'"a","b ""c"""\na "b" c,d\n"a" b,c\n"",x\n'
    assert odd_quotes(text, line_ends(text), ",").tolist() == [1, 2]


def test_a_file_on_disk_is_read_in_pieces(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "list.csv"
    path.write_bytes(b"0123456789")
    data = OnDisk(path)
    assert (len(data), data[2:5], data[8:99], data[:]) == (10, b"234", b"89", b"0123456789")


def test_ends_of_lines() -> None:
    assert line_ends(b"a\nb\r\n\nc").tolist() == [1, 4, 5, 7]
    assert np.array_equal(line_ends(b"a\n"), [1])
