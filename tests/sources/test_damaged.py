"""Every fixture, damaged in many ways: a reader never stumbles, and never loses count of rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.recognise import read_file
from analytics.records import KINDS
from analytics.sources import Answers

ANSWERED = Answers(date_order="mdy", pilot_timezone="Europe/Berlin")
NOT_EXPORTS = {"MANIFEST.md", "_truth.json"}
# A workbook is read by a process of its own, which takes its time.
DAMAGES, DAMAGES_OF_A_WORKBOOK = 45, 5


def text_of(data: bytes) -> str:
    return data.decode("utf-16") if data[:2] == b"\xff\xfe" else data.decode("utf-8-sig", "replace")


def truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def cut_at_a_line(data: bytes, rng: random.Random) -> bytes:
    lines = text_of(data).splitlines(keepends=True)
    return "".join(lines[: rng.randrange(1, len(lines) + 1)]).encode()


def without_a_piece(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 200) :]


def flipped(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.randrange(1, 12)):
        found[rng.randrange(len(found))] = rng.choice(b"\x00\x01\"';,\t\n\r\xff\xfe\x80 -09Az@=")
    return bytes(found)


def quoted_wrongly(data: bytes, rng: random.Random) -> bytes:
    text = text_of(data)
    at = rng.randrange(len(text))
    return (text[:at] + rng.choice(['"', '""', '"\n', "'", '"a"b']) + text[at:]).encode()


def reencoded(data: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-32"])
    return text_of(data).encode(encoding, "replace")


def redelimited(data: bytes, rng: random.Random) -> bytes:
    return (
        text_of(data).replace(rng.choice([",", "\t", ";"]), rng.choice([",", "\t", ";"])).encode()
    )


def with_lines_shuffled(data: bytes, rng: random.Random) -> bytes:
    lines = text_of(data).splitlines()
    rng.shuffle(lines)
    return "\n".join(lines).encode()


def with_cells_swapped(data: bytes, rng: random.Random) -> bytes:
    lines = [line.split(",") for line in text_of(data).replace("\t", ",").splitlines()]
    for line in lines:
        if rng.random() < 0.3:
            rng.shuffle(line)
    return "\n".join(",".join(line) for line in lines).encode()


WAYS = (
    truncated, cut_at_a_line, without_a_piece, flipped, quoted_wrongly, reencoded, redelimited,
    with_lines_shuffled, with_cells_swapped,
)  # fmt: skip
WAYS_OF_A_WORKBOOK = (truncated, without_a_piece, flipped)


def damaged(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """(what was done, the bytes), the same for every run."""
    rng = random.Random(name)
    is_workbook = data[:2] == b"PK"
    ways = WAYS_OF_A_WORKBOOK if is_workbook else WAYS
    for number in range(DAMAGES_OF_A_WORKBOOK if is_workbook else DAMAGES):
        way = ways[number % len(ways)]
        yield way.__name__, way(data, rng) if data else b""


def check(name: str, data: bytes, answers: Answers, what: str) -> None:
    document, source, reading, problems = read_file(name, data, answers)
    assert "reader-failed" not in {problem.code for problem in problems}, (name, what)
    stopping = [p for p in problems if p.severity in ("refused", "held")]
    assert len(stopping) == (0 if reading else 1), (name, what, problems)
    for problem in problems:
        assert (problem.question is not None) == (problem.severity == "held"), (name, what)
        assert problem.describe()
    if reading is None:
        return
    assert document is not None and source is not None
    rows = reading.rows
    assert rows.read == rows.usable + rows.left_out, (name, what, rows)
    assert 0 <= rows.repaired <= rows.usable, (name, what, rows)
    left_out = {id(row) for p in problems if p.severity == "left_out" for row in p.rows}
    assert len(left_out) >= rows.left_out, (name, what)
    last = max((len(sheet.lines) for sheet in document.sheets), default=0)
    if document.form == "delimited":
        last = max(last, document.text.count("\n") + document.text.count("\r") + 1)
        assert all(1 <= record.line <= last for record in reading.records), (name, what)


def fixtures(exports: Path) -> list[Path]:
    return [path for path in sorted(exports.iterdir()) if path.name not in NOT_EXPORTS]


def test_no_damage_makes_a_reader_stumble(exports: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = fixtures(exports)
    assert len(files) > 50
    for path in files:
        for what, data in damaged(path.name, path.read_bytes()):
            check(path.name, data, ANSWERED, what)
    assert caplog.text == ""


def test_no_fixture_makes_a_reader_of_another_kind_stumble(exports: Path) -> None:
    for path in fixtures(exports):
        data = path.read_bytes()
        if data[:2] == b"PK":
            continue
        for kind in KINDS:
            check(path.name, data, Answers(date_order="dmy", kind=kind), f"said to be {kind}")
