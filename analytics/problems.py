"""Everything that can be wrong with a file, said in one sentence each.

A problem names the file, the lines, what was found and what to do. `severity` decides what
happens: a `refused` file never lands, a `held` file waits for an answer (`question` names the
command-line option or form field that gives it), `left_out` rows stay out and are kept apart,
`repaired` rows land after a stated repair, a `note` changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["refused", "held", "left_out", "repaired", "note"]


# Left-out rows that no number misses: another row of the file says the same thing later or better,
# or the row never was what the file is about.
NEVER_MISSED = frozenset(
    {
        "heading-row",
        "no-answers",
        "several-rows",
        "superseded-row",
        "test-response",
        "unfinished-response",
        "waiting-room",
    }
)
# The code of lines that a person had left out; of refusals, those that a file without the line
# would not get.
SKIPPED = "skipped-line"
SKIPPABLE = frozenset({"nul-bytes", "unclosed-quote"})
# What mostly lies behind a refusal.
LIKELY_CAUSES = {
    "beyond-limits": "Often a mark that swallows cells, or a file that is no export.",
    "empty": "Often the download was interrupted, or the filter of the export left nothing.",
    "header-only": "Often the date range or the filter of the export left nothing.",
    "nul-bytes": "Often the file was damaged on its way, or a program wrote it only half.",
    "truncated": "Often the download was interrupted, or the disk was full.",
    "unclosed-quote": "Often somebody typed an inch mark or a nickname in quotes into a name.",
    "undecodable": "Often an older program saved it in an alphabet of its own.",
    "web-page": "Often the sign-in had expired by the time of the download.",
    "wrong-type": "Often the file beside it in the folder was the one that was meant.",
}
# Notes about files of which a part may be missing: a number may still move.
MAY_BE_INCOMPLETE = frozenset({"count-differs", "group-invited", "stated-count", "stays-shorter"})


@dataclass(frozen=True)
class Row:
    """One row of a file that needs a look: its line number (1-based) and its text as found."""

    line: int
    text: str


@dataclass(frozen=True)
class Problem:
    """One trouble with one file.

    code: stable kebab-case name ("unclosed-quote"); says: the sentence, without the file name;
    rows: the rows concerned, in file order; question: which answer would settle it, one of
    "date_order", "timezone", "session_date", "kind", "mapping", or None.
    """

    code: str
    severity: Severity
    file: str
    says: str
    rows: tuple[Row, ...] = ()
    question: str | None = None

    @property
    def lines(self) -> list[int]:
        return [row.line for row in self.rows]

    def describe(self) -> str:
        """The sentence for a person: file, line, what was found, what to do."""
        return f"{self.file}{where(self.lines)}: {self.says}"


def where(lines: Sequence[int]) -> str:
    """ ", line 3", ", lines 3, 5 and 2 more"; "" for the file as a whole."""
    if not lines:
        return ""
    if len(lines) == 1:
        return f", line {lines[0]}"
    shown = ", ".join(str(line) for line in lines[:5])
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return f", lines {shown}{more}"


class Refused(Exception):
    """Raised while a file is read when nothing of it can be used; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.describe())
        self.problem = problem
