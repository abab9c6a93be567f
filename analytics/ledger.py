"""What a source found wrong while it read: rows and sentences, kept until the reading is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from analytics.clock import DateOrder, Decision, days_in_name, decide_order
from analytics.document import Document, Line
from analytics.problems import SKIPPED, Problem, Refused, Row, Severity
from analytics.sources import Answers, Rows
from analytics.tables import as_found


@dataclass(frozen=True)
class Remark:
    """A sentence about a row, to be said of every row that it is true of."""

    severity: Literal["left_out", "repaired", "note"]
    code: str
    says: str


class Ledger:
    """Collects the troubles of one document; the same sentence about many rows is one problem."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # By the identity of the line: its number alone repeats on every sheet of a workbook.
        self._entries: dict[tuple[str, Severity, str], dict[int, Row]] = {}
        self._left_out: set[int] = set()
        self._repaired: set[int] = set()

    def leave_out(self, code: str, says: str, line: Line) -> None:
        """The row cannot be used; it is kept with its text."""
        self.say(Remark("left_out", code, says), line)

    def repair(self, code: str, says: str, line: Line) -> None:
        """The row is used after the repair that the sentence states."""
        self.say(Remark("repaired", code, says), line)

    def note(self, code: str, says: str, *lines: Line) -> None:
        """Worth knowing, changes nothing."""
        self._add(code, "note", says, lines)

    def say(self, remark: Remark, line: Line) -> None:
        """What `leave_out`, `repair` or `note` say of a row."""
        self._add(remark.code, remark.severity, remark.says, (line,))
        if remark.severity == "left_out":
            self._left_out.add(id(line))
        elif remark.severity == "repaired":
            self._repaired.add(id(line))

    def _add(self, code: str, severity: Severity, says: str, lines: Iterable[Line]) -> None:
        rows = self._entries.setdefault((code, severity, says), {})
        for line in lines:
            rows[id(line)] = as_found(line, self.document)

    def problems(self) -> tuple[Problem, ...]:
        """What the decoding noted, then everything noted here, each with its rows in order."""
        found = []
        for (code, severity, says), rows in self._entries.items():
            in_order = tuple(sorted(rows.values(), key=lambda row: row.line))
            found.append(Problem(code, severity, self.document.name, says, in_order))
        return (*self.document.problems, *found)

    def rows(self, read: int) -> Rows:
        """The counts of `read` data rows, and of the lines that were left out unread."""
        left_out = len(self._left_out)
        repaired = len(self._repaired - self._left_out)
        skipped = sum(len(p.rows) for p in self.document.problems if p.code == SKIPPED)
        return Rows(read + skipped, read - left_out, left_out + skipped, repaired)

    def refusal(self, code: str, says: str, *lines: Line) -> Refused:
        """To raise when nothing of the file can be used."""
        rows = tuple(as_found(line, self.document) for line in lines)
        return Refused(Problem(code, "refused", self.document.name, says, rows))

    def question(self, code: str, says: str, question: str, *lines: Line) -> Refused:
        """To raise when the file waits for an answer."""
        rows = tuple(as_found(line, self.document) for line in lines)
        return Refused(Problem(code, "held", self.document.name, says, rows, question))


def header_only(ledger: Ledger, header: Line) -> Refused:
    """The refusal of a file that has a header and no row under it."""
    return ledger.refusal(
        "header-only",
        "there is a header but no row under it; check the date range or filter of the export and "
        "export it again",
        header,
    )


def open_order(ledger: Ledger, decision: Decision, lines: Iterable[Line]) -> Refused:
    """The question after a file's date order, with the line of its example."""
    example = [line for line in lines if decision.example and decision.example in line.cells]
    return ledger.question("date-order", decision.question(), "date_order", *example[:1])


def order_of_dates(
    ledger: Ledger,
    answers: Answers,
    texts: Iterable[str],
    lines: Iterable[Line],
    *,
    earliest: date = date(2019, 1, 1),
    span: timedelta | None = None,
) -> DateOrder | None:
    """The order to read a file's dates in; None if every date settles its own.

    The file's name and the answered session day are days that the file must contain.

    An answer wins wherever the dates leave more than one order possible; where they can only be
    read in one, that one is used and the answer noted. Raises the question (a held problem with
    the line of the example) if neither evidence nor an answer settles it.
    """
    hints = days_in_name(ledger.document.name)
    if answers.session_date:
        hints.append(answers.session_date)
    decision = decide_order(
        texts, hints=hints, calendar=answers.calendar_days, earliest=earliest, span=span
    )
    if answer := answered_order(ledger, answers, decision):
        return answer
    if decision.is_open:
        raise open_order(ledger, decision, lines)
    return decision.order


def answered_order(ledger: Ledger, answers: Answers, decision: Decision) -> DateOrder | None:
    """The answered date order where the dates leave it possible; noted where they do not."""
    answer = answers.date_order
    if answer and (decision.is_open or answer in decision.candidates):
        return answer
    if answer and decision.order:
        ledger.note(
            "date-order-answer",
            f"its dates can only be read as {decision.order}, so the answer {answer} was not used",
        )
    return None


def latest_day(days: Iterable[date]) -> date | None:
    """The last of some days, None if there are none."""
    return max(days, default=None)
