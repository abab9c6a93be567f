"""Moodle's completion reports, of a course and of its activities; both are wide.

The report on a course ends with the day on which all of it was completed. The report on
activities has two columns for each: its state under its name, and the day under the day by which
it is expected, or under nothing. The column of the names has no header there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.clock import DateOrder, parse_day
from analytics.columns import is_no_date, looks_like_day, progress
from analytics.competencies import Entry, first_completions, latest_event, somebody
from analytics.document import Document, Line
from analytics.file_dates import file_order
from analytics.layout import is_blank
from analytics.ledger import Ledger, header_only
from analytics.records import Competency, Identity
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table
from analytics.vocabulary import field_of, fields_of, labels, normal

_WHO = ("name", "first_name", "last_name", "email", "email_address", "employee_id", "upn")
_HEADER_WITHIN = 5
# "completion-onboarding_2025 (1).csv"
_COURSE_IN_NAME = re.compile(r"^completion-(.+?)(?:\s*\(\d+\))?\.\w+$", re.IGNORECASE)


@dataclass(frozen=True)
class _Activity:
    """An activity, or the course as a whole: its name, the columns of its state and its date."""

    name: str
    state: int | None
    date: int


@dataclass(frozen=True)
class _Report:
    """table: with the columns of the person; course: the whole, if the report is on a course."""

    table: Table
    activities: tuple[_Activity, ...]
    course: _Activity | None


def _report(document: Document) -> _Report | None:
    for sheet in document.sheets:
        lines = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, line in enumerate(lines[:_HEADER_WITHIN]):
            rows = tuple(lines[at + 1 :])
            found = _on_course(document.name, line, rows) or _on_activities(line, rows)
            if found is not None:
                return found
    return None


def _people_columns(header: Line) -> dict[str, int]:
    found = fields_of(header.cells, "competency")
    columns = {field: at for field, at in found.items() if field in _WHO}
    if "email_address" in columns:
        columns.setdefault("email", columns["email_address"])
    # "ID" is Moodle's own number of a user; the one of the company is "ID number".
    return columns


def _on_course(file_name: str, header: Line, rows: tuple[Line, ...]) -> _Report | None:
    columns = _people_columns(header)
    wholes = [
        at
        for at, cell in enumerate(header.cells)
        if field_of(cell, "moodle_completion") == "course_complete"
    ]
    activities = []
    for at, cell in enumerate(header.cells):
        name, mark, last = cell.strip().rpartition(" - ")
        if mark and field_of(last, "moodle_completion") == "completion_date":
            activities.append(_Activity(name.strip(), at - 1 if at else None, at))
    # A single column of days with a name beside it may be from any tool.
    if not columns or not wholes or (not activities and normal(header.cells[0]) != "id"):
        return None
    whole = wholes[-1]
    named = _COURSE_IN_NAME.match(file_name)
    name = named[1] if named else header.cells[whole].strip()
    return _Report(Table(header, columns, rows), tuple(activities), _Activity(name, None, whole))


def _on_activities(header: Line, rows: tuple[Line, ...]) -> _Report | None:
    """The report on activities: after the person, pairs of a state and a day to the end."""
    if not header.cells or header.cells[0].strip() or not rows:
        return None
    columns = _people_columns(header)
    columns["name"] = 0
    first = max(columns.values()) + 1
    width = len(header.cells)
    # Further details of the person may stand before the first pair.
    while first < width and not _are_states(first, rows):
        first += 1
    pairs = range(first, width, 2)
    if not pairs or (width - first) % 2 or not all(_is_pair(header, at, rows) for at in pairs):
        return None
    activities = tuple(_Activity(header.cells[at].strip(), at, at + 1) for at in pairs)
    return _Report(Table(header, columns, rows), activities, None)


def _is_pair(header: Line, at: int, rows: Sequence[Line]) -> bool:
    """Whether two columns are the state of an activity and the day of it."""
    expected = header.cells[at + 1].strip()
    is_named = bool(header.cells[at].strip()) and (not expected or looks_like_day(expected))
    return is_named and _are_states(at, rows) and _are_days(at + 1, rows)


def _cell(line: Line, at: int | None) -> str:
    return line.cells[at].strip() if at is not None and at < len(line.cells) else ""


def _are_states(at: int, rows: Sequence[Line]) -> bool:
    found = {text for line in rows[:200] if (text := _cell(line, at))}
    return bool(found) and all(progress(text) for text in found)


def _are_days(at: int, rows: Sequence[Line]) -> bool:
    found = {text for line in rows[:200] if not is_no_date(text := _cell(line, at))}
    return all(map(looks_like_day, found))


def recognises(document: Document, answers: Answers) -> float:
    """Sure of "Course complete" after dates of activities, or of pairs of a state and a day."""
    report = None if answers.mapping else _report(document)
    if report is None:
        return 0.0
    return 0.92 if report.course is None or report.activities else 0.6


def read(document: Document, answers: Answers) -> Reading:
    report = _report(document)
    assert report is not None, "read is only called for a document that was recognised"
    ledger = Ledger(document)
    table = report.table
    if not table.lines:
        raise header_only(ledger, table.header)
    order = _order(ledger, answers, report)
    counted = report.activities if report.course is None else (report.course,)
    entries: list[Entry] = []
    for line in table.lines:
        person = somebody(table, line, ledger)
        if person is not None:
            entries += [
                Entry(line, record)
                for activity in counted
                if (record := _record(line, activity, person, order, ledger)) is not None
            ]
    records = [entry.record for entry in first_completions(entries, ledger)]
    _note_choice(report, ledger)
    return Reading(
        kind="competency",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=latest_event(records, []),
    )


def _order(ledger: Ledger, answers: Answers, report: _Report) -> DateOrder | None:
    wholes = () if report.course is None else (report.course,)
    lines = report.table.lines
    texts = [_cell(line, a.date) for a in (*report.activities, *wholes) for line in lines]
    pairs = [
        (_cell(line, activity.date), _cell(line, whole.date))
        for whole in wholes
        for activity in report.activities
        for line in lines
    ]
    return file_order(ledger, answers, texts, lines, pairs=pairs)


def _record(
    line: Line, activity: _Activity, person: Identity, order: DateOrder | None, ledger: Ledger
) -> Competency | None:
    state, text = _cell(line, activity.state), _cell(line, activity.date)
    day = parse_day(text, order, excel=True)
    if day is None and not is_no_date(text):
        ledger.leave_out("unreadable-date", f"“{text}” is no date that can be read", line)
        return None
    if activity.state is not None:
        is_done = progress(state) == "competent" and not _is_failed(state)
        if is_done and day is None:
            ledger.note(
                "completed-without-date",
                f"“{activity.name}” says completed, but not on which day: it is left out",
                line,
            )
            return None
        # Moodle also dates the last change of what is not completed.
        day = day if is_done else None
    return Competency(
        line=line.number,
        person=person,
        competency=activity.name,
        competent_on=day,
        status="learning" if day is None else "competent",
    )


def _is_failed(state: str) -> bool:
    """Whether a state says completed, and with more words that it was not passed."""
    words = set(normal(state).split(" ")[1:])
    return any(
        word in words or (not word.isascii() and word in normal(state))
        for word in map(normal, labels("moodle_completion")["not_passed"])
    )


def _note_choice(report: _Report, ledger: Ledger) -> None:
    if report.course is not None and report.activities:
        ledger.note(
            "activities-unused",
            f"the days of {len(report.activities)} activities are not used: the day on which the "
            f"whole course “{report.course.name}” was completed counts",
        )
    elif len(report.activities) > 1:
        ledger.note(
            "several-competencies",
            f"the report is on {len(report.activities)} activities; say on the pilot card which "
            "of them means competent",
        )


SOURCE = Source(
    name="Moodle completion report",
    kind="competency",
    about=(
        "The report on the completion of a course (its last column counts, the course is named "
        "after the file) or of activities (a state and a day for each). Completed without a pass "
        "grade is still learning, and so is a dated activity that is not completed."
    ),
    recognises=recognises,
    read=read,
)
