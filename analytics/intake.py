"""From an upload to canonical records: decode → recognise → read → check.

`check` reads a file and lands nothing; landing.py puts what was read into the workspace. A file
with an open question is held back, never guessed: an answer given with the file, or remembered
from one like it, settles the question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from analytics import limits
from analytics.bulk import ByColumn, Columns, Landed, Upload
from analytics.clock import parse_day
from analytics.document import Document, looks_like_data
from analytics.layout import filled_cells
from analytics.memory import NOTHING, Memory
from analytics.pilots import CardError, Pilot, read_card
from analytics.problems import Problem, Refused
from analytics.recognise import read_file
from analytics.records import Attendance, Competency, Invitation, Record
from analytics.sources import Answers, DateOrder, Reading, Rows

State = Literal["ready", "held", "refused", "landed", "already"]
NO_ANSWERS = Answers()
_NO_ROWS = Rows(0, 0, 0, 0)
_HEADER_WITHIN = 50
_LARGEST_CARD = 100_000
_COLUMNS = {"kind", "mapping"}  # one question after another about the same: what is in it
_PREVIEW_ORDERS: tuple[DateOrder, ...] = ("mdy", "dmy", "ymd")


@dataclass(frozen=True)
class Report:
    """What became of one file. file_id: hash of its normalised content, "" when unreadable.

    tentative_order: of a file held back for its date order, the order in which `records` were
    read for a preview; they do not land. headers: the line by which its columns are mapped,
    examples: a value under each of them; date_example: a date of the file that another order would
    read as another day, with the day it was read as;
    given: the answers a person gave for it; recalled: the questions that a remembered answer
    settled; columns: what of a large file was read by column, `records` are the other rows.
    """

    file: str
    file_id: str
    state: State
    recognised_as: str = ""
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    date_order: str | None = None
    data_until: date | None = None
    rows: Rows = _NO_ROWS
    stated: Mapping[str, int | str] | None = None
    problems: tuple[Problem, ...] = ()
    records: tuple[Record, ...] = ()
    tentative_order: DateOrder | None = None
    card: Pilot | None = None
    headers: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    date_example: tuple[str, date] | None = None
    given: Answers = NO_ANSWERS
    recalled: tuple[str, ...] = ()
    columns: Columns | None = None

    @property
    def people_found(self) -> int:
        """How many different people its records are about."""
        if self.columns:
            return self.columns.people
        return len({record.person for record in self.records})

    @property
    def still_learning(self) -> int:
        """How many people it names for a competency without a day on which they reached it."""
        named = [record for record in self.records if isinstance(record, Competency)]
        dated = {record.person for record in named if record.competent_on}
        return len({record.person for record in named} - dated)

    @property
    def question(self) -> str | None:
        """What has to be answered before the file can land, None when nothing has."""
        asked = (p.question for p in self.problems if p.severity == "held")
        return next((question for question in asked if question), None)

    def describe(self) -> str:
        """One line for a person."""
        known = " · already loaded, nothing changed" if self.state == "already" else ""
        if self.card:
            return f"{self.file}: pilot card “{self.card.name}”{known}"
        if self.state in ("refused", "held"):
            stopping = [p for p in self.problems if p.severity in ("refused", "held")]
            return "\n".join(problem.describe() for problem in stopping)
        rows = f"{self.rows.usable} of {self.rows.read} rows usable"
        left = f", {self.rows.left_out} left out" if self.rows.left_out else ""
        return f"{self.file}: {self.recognised_as} · {rows}{left}{known}"


def check(
    name: str,
    data: Upload,
    answers: Answers = NO_ANSWERS,
    memory: Memory = NOTHING,
    by_column: ByColumn | None = None,
) -> Report:
    """Read one file and say everything there is to say about it; never raises for what is in it.

    What was remembered for files like it is used where neither the file nor `answers` settle a
    question, and noted. by_column: the way of large files, which lands their rows as it reads
    them; without it nothing lands.
    """
    if is_card(name):
        return check_card(name, data[: _LARGEST_CARD + 1])
    report = _read(name, data, answers, by_column)
    used, recalled = answers, []
    while said := memory.recall(report.question, report.headers, report.recognised_as, used):
        again = _read(name, data, said, by_column)
        if again.question == report.question or {again.question, report.question} == _COLUMNS:
            break  # what was said before does not settle it for this file
        recalled.append(str(report.question))
        used, report = said, again
    if report.state == "ready" and (said := memory.recall_clock(report.recognised_as, used)):
        if by_column and report.columns:  # times may move: row by row
            by_column.take_out(report.file_id)
            return check(name, data, answers, memory)
        again = _read(name, data, said)
        if again.state == "ready" and _unzoned(again.records) != _unzoned(report.records):
            recalled.append("timezone")
            used, report = said, again
    notes = tuple(_remembered(name, question, used) for question in recalled)
    return replace(
        report,
        problems=(*report.problems, *notes),
        given=answers,
        recalled=tuple(recalled),
    )


def _unzoned(records: Iterable[Record]) -> list[Record]:
    """The records without the names of zones: whether two readings have other times."""
    return [
        replace(record, session=replace(record.session, timezone=""))
        if isinstance(record, Attendance | Invitation)
        else record
        for record in records
    ]


def _remembered(name: str, question: str, used: Answers) -> Problem:
    says = {
        "timezone": f"its times are read with the time zone {used.timezone}",
        "date_order": f"its dates leave their order open and are read as {used.date_order}",
    }.get(question, "its columns are not known by themselves and are read as they were mapped")
    return Problem("remembered", "note", name, f"{says}, as was said for such a file before")


def _read(name: str, data: Upload, answers: Answers, by_column: ByColumn | None = None) -> Report:
    if by_column and (landed := by_column.read(name, data, answers)):
        return _large(name, landed)
    try:
        limits.check_bytes(name, len(data))
    except Refused as refusal:
        return Report(file=name, file_id="", state="refused", problems=(refusal.problem,))
    data = data[:]
    document, source, reading, problems = read_file(name, data, answers)
    if document is None:
        return Report(file=name, file_id="", state=_state(problems), problems=tuple(problems))
    state = _state(problems)
    order: DateOrder | None = None
    if reading is None:
        order, reading = _previewed(name, data, answers, problems)
    headers = _header(document)
    return Report(
        file=name,
        file_id=content_id(document),
        state=state,
        recognised_as=source.name if source else "",
        kind=reading.kind if reading else source.kind if source else "",
        encoding=document.encoding,
        delimiter=document.delimiter,
        date_order=reading.date_order if reading and order is None else None,
        data_until=reading.data_until if reading and order is None else None,
        rows=reading.rows if reading else _NO_ROWS,
        stated=reading.stated if reading else None,
        problems=tuple(problems),
        records=reading.records if reading else (),
        tentative_order=order,
        headers=headers,
        examples=_examples(document, headers),
        date_example=_date_example(document, reading.date_order) if reading and not order else None,
    )


def _large(name: str, landed: Landed) -> Report:
    reading = landed.reading
    headers = _header(landed.document)
    order = reading.date_order if reading else None
    return Report(
        file=name,
        file_id=landed.file_id,
        state=_state(landed.problems),
        recognised_as=landed.source.name,
        kind=landed.source.kind,
        encoding=landed.document.encoding,
        delimiter=landed.document.delimiter,
        date_order=order,
        data_until=reading.data_until if reading else None,
        rows=reading.rows if reading else _NO_ROWS,
        stated=reading.stated if reading else None,
        problems=landed.problems,
        records=reading.records if reading else (),
        headers=headers,
        examples=_examples(landed.document, headers),
        date_example=_date_example(landed.document, order),
        columns=landed.columns,
    )


def check_all(
    files: Sequence[tuple[str, Upload]],
    answers: Answers | Mapping[str, Answers] = NO_ANSWERS,
    memory: Memory = NOTHING,
    calendar_days: Iterable[date] = (),
    on_read: Callable[[Report], None] | None = None,
    by_column: ByColumn | None = None,
) -> list[Report]:
    """`check` for files that come together, in their order. answers: for all, or by file name;
    on_read: told of each file once it is read.

    A file whose dates are open in themselves is read again beside the days on which the calendar
    (of the same upload, or given as calendar_days) has sessions: they are evidence, and better
    than what was said about another file.
    """
    reports = []
    for name, data in files:
        reports.append(check(name, data, answers_for(name, answers), memory, by_column))
        if on_read:
            on_read(reports[-1])
    days = planned_days(reports) | frozenset(calendar_days)
    if days:
        for index, (name, data) in enumerate(files):
            if "date_order" in (reports[index].question, *reports[index].recalled):
                beside = replace(answers_for(name, answers), calendar_days=days)
                if by_column and reports[index].columns:
                    by_column.take_out(reports[index].file_id)
                reports[index] = check(name, data, beside, memory, by_column)
    return reports


def answers_for(name: str, answers: Answers | Mapping[str, Answers]) -> Answers:
    return answers.get(name, NO_ANSWERS) if isinstance(answers, Mapping) else answers


def planned_days(reports: Iterable[Report]) -> frozenset[date]:
    """The days on which the calendars among the reports have sessions."""
    usable = [report for report in reports if report.state in ("ready", "already")]
    return frozenset(
        record.session.started_at.date()
        for report in usable
        for record in report.records
        if isinstance(record, Invitation)
    ).union(*(r.columns.days for r in usable if r.columns and r.kind == "invitations"))


def content_id(document: Document) -> str:
    """Hash of what the file says, not of its bytes: an Excel re-save that changes encoding,
    delimiter or blank lines is still the same content."""
    digest = hashlib.sha256(document.form.encode())
    if document.form == "calendar":
        for text in document.text.splitlines():
            if not text.startswith("DTSTAMP"):  # the moment of the export, new every time
                digest.update(text.encode() + b"\n")
    for sheet in document.sheets:
        for line in sheet.lines:
            cells = "\x1f".join(line.cells).rstrip("\x1f")
            if cells:
                digest.update(cells.encode() + b"\n")
    return digest.hexdigest()


def is_card(name: str) -> bool:
    return name.casefold().endswith(".toml")


def check_card(name: str, data: bytes) -> Report:
    try:
        if len(data) > _LARGEST_CARD:
            raise CardError(f"A pilot card has at most {_LARGEST_CARD:,} bytes; this is none.")
        card = read_card(data.decode("utf-8-sig"))
    except (CardError, UnicodeDecodeError, RecursionError) as error:
        says = {
            UnicodeDecodeError: "The pilot card is not UTF-8 text.",
            RecursionError: "The pilot card has lists within lists; write it as the guide shows.",
        }.get(type(error), str(error))
        problem = Problem("pilot-card", "refused", name, says)
        return Report(name, "", "refused", "Pilot card", problems=(problem,))
    return Report(name, "", "ready", "Pilot card", encoding="utf-8", card=card)


def _state(problems: Sequence[Problem]) -> State:
    severities = {problem.severity for problem in problems}
    return "refused" if "refused" in severities else "held" if "held" in severities else "ready"


def _previewed(
    name: str, data: bytes, answers: Answers, problems: Sequence[Problem]
) -> tuple[DateOrder | None, Reading | None]:
    """A file held back only for its date order, read in the first order that fits, for a
    preview of everything but the dates."""
    if not any(problem.question == "date_order" for problem in problems):
        return None, None
    for order in _PREVIEW_ORDERS:
        *_, reading, _ = read_file(name, data, replace(answers, date_order=order))
        if reading:
            return order, reading
    return None, None


def _header(document: Document) -> tuple[str, ...]:
    """The line that heads the columns: the widest one, or one nearly as wide above it that holds
    words only, where a column without a title makes the rows wider than their header."""
    lines = [line.cells for sheet in document.sheets for line in sheet.lines[:_HEADER_WITHIN]]
    at = max(range(len(lines)), key=lambda index: filled_cells(lines[index]), default=None)
    if at is None:
        return ()
    if any(map(looks_like_data, lines[at])):
        above = [
            cells
            for cells in lines[:at]
            if 2 * filled_cells(cells) > filled_cells(lines[at])
            and not any(map(looks_like_data, cells))
        ]
        return max(above, key=filled_cells, default=lines[at])
    return lines[at]


def _examples(document: Document, headers: tuple[str, ...]) -> tuple[str, ...]:
    """The first text under each header, "" where there is none near it."""
    lines = [line.cells for sheet in document.sheets for line in sheet.lines[:_HEADER_WITHIN]]
    below = lines[lines.index(headers) + 1 :] if headers in lines else []
    return tuple(
        next((cells[i].strip() for cells in below if i < len(cells) and cells[i].strip()), "")
        for i in range(len(headers))
    )


def _date_example(document: Document, order: DateOrder | None) -> tuple[str, date] | None:
    """The first cell near the top that holds a day only in this order, or another in another."""
    if order is None:
        return None
    for sheet in document.sheets:
        for line in sheet.lines[:_HEADER_WITHIN]:
            for cell in line.cells:
                day = parse_day(cell, order) if any(map(str.isdigit, cell)) else None
                if day and any(parse_day(cell, other) != day for other in get_args(DateOrder)):
                    return cell.strip(), day
    return None
