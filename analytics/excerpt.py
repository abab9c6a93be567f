"""The lines of a file around its trouble, for a person to look at: of a file that cannot be read
too, so nothing here may fail on what it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.document import readable
from analytics.problems import Problem, Row

_LINE_END = re.compile("\r\n|\n|\r")
_WIDTH = 76
_NO_LETTER = "\ufffd"  # stands where bytes are no letter
_SHOWN = str.maketrans({"\t": "→", "\0": "␀"})


@dataclass(frozen=True)
class Excerpt:
    """rows: the line of the trouble, the one before it first; at: the place in the last row, in
    letters from 0, None where the whole line is meant."""

    rows: tuple[Row, ...]
    at: int | None

    def drawn(self) -> str:
        """As text of one width: numbers, lines, and a mark under the place."""
        width = len(str(self.rows[-1].line))
        lines = [f"{row.line:>{width}} | {row.text}" for row in self.rows]
        if self.at is not None:
            lines.append(" " * (width + 3 + self.at) + "^")
        return "\n".join(lines)


def excerpt(problem: Problem, data: bytes) -> Excerpt | None:
    """The lines around the first row of a problem; None where it names no line of a text file."""
    text = readable(data)
    if text is None or not problem.rows or not problem.rows[0].line:
        return None
    row = problem.rows[0]
    lines = _LINE_END.split(text)
    if row.line > len(lines):
        return None
    line = lines[row.line - 1]
    at = _place(problem.code, line, row.text)
    start = 0 if at is None else max(0, at - _WIDTH + 16)
    before = [Row(row.line - 1, _cut(lines[row.line - 2], 0))] if row.line > 1 else []
    shift = 2 if start else 0  # the ellipsis and the blank in front of what is left
    return Excerpt(
        (*before, Row(row.line, _cut(line, start))), None if at is None else at - start + shift
    )


def _place(code: str, line: str, found: str) -> int | None:
    places = {
        "unclosed-quote": line.find(found) if found else -1,
        "nul-bytes": line.find("\0"),
        "undecodable": line.find(_NO_LETTER),
        "truncated": len(line),
    }
    at = places.get(code, -1)
    return at if at >= 0 else None


def _cut(line: str, start: int) -> str:
    """As much of the line as is shown, with a letter for each that has none."""
    shown = line[start : start + _WIDTH].translate(_SHOWN)
    return f"{'… ' if start else ''}{shown}{' …' if len(line) > start + _WIDTH else ''}"
