"""Whether a file is plain text of one line per row, whose content it is, and its slices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analytics import limits
from analytics.document import split_lines
from analytics.problems import Refused

# Smaller files are read row by row as quickly as anybody notices.
LARGE = 2 << 20
SLICE = 16 << 20
# What is looked at in one go: memory of this size is used again, and larger blocks are asked of the
# system anew each time, which takes longer than looking at them.
_PIECE = 2 << 20
_MARK = b"\xef\xbb\xbf"
_NEWLINE, _RETURN, _QUOTE, _BETWEEN = 10, 13, 34, 0x1F


class NotPlain(Exception):
    """The file cannot be read by column; the ordinary way reads it, or says what is wrong."""


class OnDisk:
    """The bytes of a file, read piece by piece."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(max(stop - start, 0))


Upload = bytes | OnDisk
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Slice:
    """Whole lines of a file: bytes [start, stop), the number of the first line (1-based), and how
    many lines there are."""

    start: int
    stop: int
    first_line: int
    lines: int


@dataclass(frozen=True)
class Scan:
    """file_id: as `intake.content_id` gives it; lines: of the whole file."""

    file_id: str
    slices: tuple[Slice, ...]

    @property
    def lines(self) -> int:
        last = self.slices[-1]
        return last.first_line + last.lines - 1


def scan(data: Upload, delimiter: str, size: int = SLICE) -> Scan:
    """Looks at every byte once. Raises NotPlain for what is not UTF-8, and for rows that go over
    several lines."""
    digest = hashlib.sha256(b"delimited")
    found: list[Slice] = []
    line = 1
    for start, part in _parts(data, min(size, _PIECE)):
        if b"\0" in part or not _is_utf8(part):
            raise NotPlain
        ends = line_ends(part)
        if np.max(np.diff(ends, prepend=-1)) > limits.LETTERS:
            raise NotPlain  # the ordinary way says what is wrong with it
        digest.update(_content(part, ends, delimiter))
        if found and start + len(part) - found[-1].start <= size:
            before = found.pop()
            found.append(replace(before, stop=start + len(part), lines=before.lines + len(ends)))
        else:
            found.append(Slice(start, start + len(part), line, len(ends)))
        line += len(ends)
    return Scan(digest.hexdigest(), tuple(found))


def _parts(data: Upload, size: int) -> Iterator[tuple[int, bytes]]:
    """(where it starts, bytes) of pieces that end with a line, without the mark before the text."""
    at = len(_MARK) if data[: len(_MARK)] == _MARK else 0
    while at < len(data):
        part = data[at : at + size]
        if at + len(part) < len(data):
            end = part.rfind(b"\n") + 1
            if not end:
                raise NotPlain
            part = part[:end]
        yield at, part
        at += len(part)


def _is_utf8(part: bytes) -> bool:
    if part.isascii():
        return True
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def line_ends(part: bytes) -> Places:
    """Where each line ends: the place of its line feed, and of the end where there is none."""
    text = np.frombuffer(part, dtype=np.uint8)
    ends = np.flatnonzero(text == _NEWLINE)
    if not part.endswith(b"\n"):
        ends = np.append(ends, len(part))
    if b"\r" in part:
        returns = np.flatnonzero(text == _RETURN)
        after = text[np.minimum(returns + 1, len(text) - 1)]
        if np.any((after != _NEWLINE) & (returns + 1 < len(text))):
            raise NotPlain  # a line end of its own
    return ends


def _content(part: bytes, ends: Places, delimiter: str) -> bytes:
    """The cells of each line that has any, as `intake.content_id` puts them together."""
    if b'"' in part:
        lines = line_texts(part, ends, range(len(ends)))
        return b"".join(_joined(cells) for cells in cells_of(lines, delimiter))
    if b"\r" in part:
        part = part.replace(b"\r\n", b"\n").removesuffix(b"\r")
        ends = line_ends(part)
    text = part.replace(delimiter.encode(), b"\x1f") if delimiter else part
    if not text.endswith(b"\n"):
        text += b"\n"
    # Lines that are blank, or whose last cells are.
    before = np.frombuffer(b"\n" + text, dtype=np.uint8)[ends]
    bare = ends[(before == _NEWLINE) | (before == _BETWEEN)]
    kept, at = [], 0
    for end in map(int, bare):
        kept.append(text[at:end].rstrip(b"\x1f"))
        at = end if kept[-1] and not kept[-1].endswith(b"\n") else end + 1
    return b"".join([*kept, text[at:]])


def cells_of(texts: Iterable[str], delimiter: str) -> list[tuple[str, ...]]:
    """The cells of lines that are a row each."""
    try:
        return split_lines(texts, delimiter)
    except Refused as refusal:
        raise NotPlain from refusal


def _joined(cells: tuple[str, ...]) -> bytes:
    text = "\x1f".join(cells).rstrip("\x1f")
    return text.encode() + b"\n" if text else b""


def line_texts(part: bytes, ends: Places, at: range | Places) -> list[str]:
    """The texts of some lines of a slice, by their places in it, without their line ends."""
    found = []
    for index in at:
        start = int(ends[index - 1]) + 1 if index else 0
        found.append(part[start : int(ends[index])].removesuffix(b"\r").decode("utf-8"))
    return found


def odd_quotes(part: bytes, ends: Places, delimiter: str) -> Places:
    """The lines of a slice, by their places in it, whose quotes do more than enclose whole cells.

    Raises NotPlain where a quote is still open at the end of its line.
    """
    text = np.frombuffer(part, dtype=np.uint8)
    quotes = np.flatnonzero(text == _QUOTE)
    line = np.searchsorted(ends, quotes)
    if np.any(np.bincount(line) % 2):
        raise NotPlain
    edge = np.array([ord(delimiter) if delimiter else _NEWLINE, _NEWLINE, _RETURN, _QUOTE])
    padded = np.concatenate([[_NEWLINE], text, [_NEWLINE]])
    opening, closing = quotes[::2], quotes[1::2]
    is_odd = ~np.isin(padded[opening], edge) | ~np.isin(padded[closing + 2], edge)
    return np.unique(line[::2][is_odd])
