"""What a pilot is to move, from exports of any tool: day, person or team, metric, value.

Long, with a column that names the metric and one that holds its value; or wide, with a column for
each metric, whose header is its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from analytics.clock import DateOrder, parse_day, parse_duration
from analytics.columns import WHO, identified, is_no_date, is_somebody
from analytics.competencies import latest_event
from analytics.document import Document, Line
from analytics.file_dates import file_order, without_zone
from analytics.kept_texts import looked_up
from analytics.ledger import Ledger, header_only
from analytics.numbers import decimal_mark, is_percent, parse_number
from analytics.records import Outcome
from analytics.sources import Answers, Reading
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, fields_of

VOCABULARY = "outcome"
_PEOPLE = "people"
# Files of other kinds have days and people too: a column that only they know makes it theirs.
_OF_OTHERS: Mapping[str, frozenset[str]] = {
    "attendance": frozenset(
        {
            "join",
            "leave",
            "first_join",
            "last_leave",
            "duration",
            "minutes",
            "start",
            "end",
            "present",
            "title",
            "meeting_key",
            "action",
            "stamp",
            "response",
        }
    ),
    "people": frozenset({"hire_date", "start_date", "original_hire_date", "left_date"}),
    "competency": frozenset({"competency", "competent_on"}),
    "ramp": frozenset({"attainment", "target"}),
    "survey": frozenset({"question", "response_id", "submitted_at", "survey"}),
}
_LONG, _WIDE, _SAID = 0.57, 0.36, 0.49
_MOSTLY = 0.8
_WEEK = re.compile(r"^(\d{4})\s*[-/ ]?\s*(?:W|KW|S)\s*(\d{1,2})$", re.IGNORECASE)
_WEEK_FIRST = re.compile(r"^(?:W|KW|S)\s*(\d{1,2})\s*[-/ ]\s*(\d{4})$", re.IGNORECASE)
_MONTH = re.compile(r"^(\d{4})\s*[-/.]\s*(\d{1,2})$")
_EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Measures:
    """A table of outcomes. metrics: the columns that are metrics, with their names, in a wide one;
    none in a long one."""

    table: Table
    metrics: Mapping[int, str]


# recognising ------------------------------------------------------------------------------------


def outcome_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document holds outcomes: a day, somebody or a team, and numbers; 0
    where a column is known to belong to another kind, unless a person said what it is."""
    found = outcome_tables(document, answers)
    if not found:
        return 0.0
    if answers.kind == "outcome":
        return _SAID
    if answers.mapping and not {"measured_on", "value"} & answers.mapping.keys():
        return 0.0
    return max(_WIDE if one.metrics else _LONG for one in found)


def outcome_tables(document: Document, answers: Answers) -> tuple[Measures, ...]:
    """The tables of a document that can hold outcomes, header-only ones included where long."""
    return _tables(document, tuple(sorted(answers.mapping.items())), answers.kind == "outcome")


@looked_up(4)
def _tables(
    document: Document, mapping: tuple[tuple[str, str], ...], is_said: bool
) -> tuple[Measures, ...]:
    found = (
        _measures(_with_people(table, dict(mapping)), is_said or bool(mapping))
        for sheet in document.sheets
        for table in find_tables(sheet, VOCABULARY, {"measured_on"}, mapping=dict(mapping))
    )
    return tuple(one for one in found if one is not None)


def _with_people(table: Table, mapping: Mapping[str, str]) -> Table:
    """The table with the columns that say who; the day, metric and value are named already."""
    taken = set(table.columns.values())
    people = {
        field: at
        for field, at in fields_of(table.header.cells, _PEOPLE).items()
        if field in WHO and at not in taken and field not in mapping
    }
    return replace(table, columns={**people, **table.columns})


def _measures(table: Table, is_said: bool) -> Measures | None:
    """None where the table says of nobody and no team, or holds no numbers."""
    columns = table.columns
    if not columns.keys() & {*WHO, "team"} or not (is_said or _is_of_this_kind(table)):
        return None
    days = [text for text in table.texts("measured_on") if not is_no_date(text)]
    if sum(_has_day(text) for text in days) < _MOSTLY * len(days):
        return None
    if "value" in columns:
        values = [text for text in table.texts("value") if not _is_absent(text)]
        return Measures(table, {}) if _are_numbers(values) or not table.lines else None
    known = set(columns.values())
    metrics = {
        at: header.strip()
        for at, header in enumerate(table.header.cells)
        if at not in known and header.strip()
    }
    filled = {at: _filled(table.lines, at) for at in metrics}
    numbers = {at: name for at, name in metrics.items() if filled[at] and _are_numbers(filled[at])}
    is_mostly = len(numbers) == sum(map(bool, filled.values())) or is_said
    return Measures(table, numbers) if numbers and is_mostly and "metric" not in columns else None


def _is_of_this_kind(table: Table) -> bool:
    own = {at for field, at in table.columns.items() if field not in WHO}
    rest = [cell for at, cell in enumerate(table.header.cells) if at not in own]
    return not any(
        field_of(cell, vocabulary) in fields
        for vocabulary, fields in _OF_OTHERS.items()
        for cell in rest
    )


def _has_day(text: str) -> bool:
    return any(_day(text, order) for order in ("dmy", "mdy", "ymd"))


def _filled(lines: Sequence[Line], at: int) -> list[str]:
    texts = (line.cells[at].strip() for line in lines if at < len(line.cells))
    return [text for text in texts if not _is_absent(text)]


def _is_absent(text: str) -> bool:
    """Whether a cell says that there is no value; 0 is one."""
    return parse_number(text) is None and is_no_date(text)


def _are_numbers(texts: Sequence[str]) -> bool:
    found = sum(parse_number(text) is not None or _hours(text) is not None for text in texts)
    return bool(texts) and found >= _MOSTLY * len(texts)


# reading ----------------------------------------------------------------------------------------


def read_outcomes(document: Document, answers: Answers) -> Reading:
    """Each number of a metric -> one Outcome. Raises Refused when there is no row, or the dates
    have no clear order."""
    ledger = Ledger(document)
    found = outcome_tables(document, answers)
    tables = [one for one in found if one.table.lines]
    if not tables:
        raise header_only(ledger, found[0].table.header)
    lines = [line for one in tables for line in one.table.lines]
    texts = [without_zone(text) for one in tables for text in one.table.texts("measured_on")]
    days = [text for text in texts if _day(text, None) is None]
    order = file_order(ledger, answers, days, lines, main=days, earliest=_EARLIEST)
    records = [record for one in tables for record in _records(one, order, ledger)]
    return Reading(
        kind="outcome",
        records=tuple(sorted(records, key=lambda record: record.line)),
        problems=ledger.problems(),
        rows=ledger.rows(len(lines)),
        stated={},
        date_order=order,
        data_until=latest_event([], [record.measured_on for record in records]),
    )


def _records(measures: Measures, order: DateOrder | None, ledger: Ledger) -> Iterator[Outcome]:
    table = measures.table
    scales = _scales(measures)
    rows = zip(table.lines, table.rows(*WHO), table.rows("measured_on", "team"), strict=True)
    for line, texts, (when, team) in rows:
        person = identified(*texts)
        if not (is_somebody(person) or team):
            ledger.leave_out("no-person", "the row names neither a person nor a team", line)
            continue
        day = _day(without_zone(when), order)
        if day is None or day < _EARLIEST:
            says = f"“{when}” is no day, week or month that can be read"
            ledger.leave_out("unreadable-date", says, line)
            continue
        unread = ""
        known = 0
        for name, text in _named(measures, line):
            value = scales[name].value(text)
            if value is not None:
                known += 1
                yield Outcome(line.number, person, team, day, scales[name].name, value)
            elif not _is_absent(text):
                unread = text
        if unread:
            says = f"“{unread}” is no number that can be read"
            (ledger.note if known else ledger.leave_out)("unreadable-number", says, line)
        elif not known:
            ledger.leave_out("no-value", "the row holds no value", line)


def _named(measures: Measures, line: Line) -> Iterator[tuple[str, str]]:
    """(metric, text) of a row: one of a long table, a pair for each column of a wide one."""
    if not measures.metrics:
        table = measures.table
        yield _metric_name(table, line), table.cell(line, "value")
    for at, name in measures.metrics.items():
        yield name, line.cells[at].strip() if at < len(line.cells) else ""


def _metric_name(table: Table, line: Line) -> str:
    """Where no column names the metric, the header of the value does."""
    return table.cell(line, "metric") or table.header.cells[table.columns["value"]].strip()


@dataclass(frozen=True)
class _Scale:
    """How the numbers of a metric are written. name: with the unit that the cells tell."""

    name: str
    mark: str
    is_duration: bool

    def value(self, text: str) -> float | None:
        return _hours(text) if self.is_duration else parse_number(text, self.mark)


def _scales(measures: Measures) -> dict[str, _Scale]:
    texts: dict[str, list[str]] = {}
    for name, text in chain.from_iterable(_named(measures, line) for line in measures.table.lines):
        if not _is_absent(text):
            texts.setdefault(name, []).append(text)
    found = {}
    every = {name for line in measures.table.lines for name, _ in _named(measures, line)}
    for name in every:
        cells = texts.get(name, [])
        durations = sum(parse_number(text) is None and _hours(text) is not None for text in cells)
        unit = ""
        if 2 * durations > len(cells):
            unit = ", hours"
        elif 2 * sum(map(is_percent, cells)) > len(cells) and "%" not in name:
            unit = ", %"
        found[name] = _Scale(f"{name}{unit}", decimal_mark(cells), unit == ", hours")
    return found


def _hours(text: str) -> float | None:
    seconds = parse_duration(text)
    return None if seconds is None else seconds / 3600


def _day(text: str, order: DateOrder | None) -> date | None:
    """The day a text names; of a week its Monday, of a month its first day."""
    text = " ".join(text.split())
    if match := _WEEK.match(text):
        return _monday(int(match[1]), int(match[2]))
    if match := _WEEK_FIRST.match(text):
        return _monday(int(match[2]), int(match[1]))
    if match := _MONTH.match(text):
        year, month = int(match[1]), int(match[2])
        return date(year, month, 1) if 1990 <= year <= 2100 and 1 <= month <= 12 else None
    return parse_day(text, order, excel=True)


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
