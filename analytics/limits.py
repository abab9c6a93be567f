"""How much of a file is read: beyond this a file is refused before it takes memory or time.

The limits stand far above any export that was ever seen; a list that is larger is read by column
(analytics/bulk), which takes memory for a slice of it only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analytics.problems import Problem, Refused, Row

BYTES = 512_000_000  # of a file that is read row by row, and so is in memory as a whole
LINES = 2_000_000
CELLS = 20_000_000
WIDTH = 500  # cells of a line
LETTERS = 100_000  # of a cell; Excel holds 32 767


def check_bytes(name: str, size: int) -> None:
    """Raises Refused for a file that is too large to be read row by row."""
    if size > BYTES:
        raise _beyond(
            name, f"the file has {size:,} bytes and cannot be read in pieces: it may have at most "
            f"{BYTES:,}; export a shorter period, or the columns that are needed",
        )  # fmt: skip


def check_text(name: str, text: str, delimiter: str) -> None:
    """Raises Refused for text of too many lines or cells, before it is split."""
    lines = text.count("\n") + text.count("\r")
    if lines > LINES:
        lines = len(text.splitlines())
    _check_counts(name, lines, lines + (text.count(delimiter) if delimiter else 0))


def check_rows(name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Raises Refused for a line of too many cells, or a cell of too many letters, or too many
    rows. rows: the number of each line and its cells."""
    lines = cells = 0
    for number, line in rows:
        lines += 1
        cells += len(line)
        if len(line) > WIDTH:
            raise _beyond(
                name, f"this line has {len(line):,} cells, and at most {WIDTH} are read; the "
                "delimiter or a quotation mark is wrong, or this is no export: export it again",
                Row(number, ""),
            )  # fmt: skip
        if line and (longest := max(map(len, line))) > LETTERS:
            raise _beyond(
                name, f"a cell in this line has {longest:,} letters, and at most {LETTERS:,} are "
                "read; shorten the cell, or export the file again",
                Row(number, ""),
            )  # fmt: skip
    _check_counts(name, lines, cells)


def _check_counts(name: str, lines: int, cells: int) -> None:
    for count, most, what in ((lines, LINES, "lines"), (cells, CELLS, "cells")):
        if count > most:
            raise _beyond(
                name, f"the file has {count:,} {what}, and at most {most:,} can be read from a "
                "file of this kind; export a shorter period, or the columns that are needed",
            )  # fmt: skip


def _beyond(name: str, says: str, *rows: Row) -> Refused:
    return Refused(Problem("beyond-limits", "refused", name, says, rows))
