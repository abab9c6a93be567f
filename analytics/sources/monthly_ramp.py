"""A ramp by month: somebody is competent from the first month in which the target was reached.

One row per person and month with the share of the target reached (or the result and the target),
or one row per person with a column for each month. Only the month is known, so its last day is
used: the month is over before its result is.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analytics.clock import DateOrder, parse_day
from analytics.columns import choose_columns, is_no_date
from analytics.competencies import VOCABULARY, somebody
from analytics.document import Document, Line
from analytics.file_dates import file_order
from analytics.ledger import Ledger, header_only, latest_day
from analytics.numbers import decimal_mark, is_percent, parse_number
from analytics.records import Competency, Identity
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, fields_of, normal, words

_WHO = ("name", "last_name", "first_name", "email", "email_address", "employee_id", "upn")
_REACHED = 1.0
# Shares written as 0.36, 1.05: nobody reaches ten times the target in their first months.
_HIGHEST_SHARE = 10
_YEAR_MONTH = re.compile(r"^(\d{4})\s*[-/.年M ]\s*(\d{1,2})月?$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{4})$")
_COMPACT = re.compile(r"^(20\d{2})(0[1-9]|1[0-2])$")
_NAMED = re.compile(r"^([^\W\d_]+)\.?[\s\-/.,’']*(?:de |of )?(\d{4}|\d{2})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[\s\-/.,]*([^\W\d_]+)\.?$")
_FEWEST_MONTHS = 2
_HEADER_WITHIN = 15
_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
_LONG_NEEDS = ({"period", "attainment"}, {"period", "actual", "target"})


def parse_month(text: str, order: DateOrder | None = None) -> date | None:
    """The first day of the month a text names ("2025-09", "Sep 2025", "09/2025", a date in it)."""
    text = " ".join(text.split())
    year = month = 0
    if match := _YEAR_MONTH.match(text) or _COMPACT.match(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_YEAR.match(text):
        year, month = int(match[2]), int(match[1])
    elif (match := _NAMED.match(text)) and (number := words("months").get(normal(match[1]))):
        year, month = int(match[2]), int(number)
        year = year if year > 99 else 2000 + year
    elif (match := _YEAR_FIRST.match(text)) and (number := words("months").get(normal(match[2]))):
        year, month = int(match[1]), int(number)
    elif day := parse_day(text, order, excel=True):
        return day.replace(day=1)
    return date(year, month, 1) if 1990 <= year <= 2100 and 1 <= month <= 12 else None


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


@dataclass(frozen=True)
class _Ramp:
    """A table with the columns of the person; months: the columns that are months, in a wide one;
    share: the header of what is compared with the target."""

    table: Table
    months: Mapping[int, str]
    share: str


def _ramps(document: Document, answers: Answers) -> list[_Ramp]:
    found = []
    for sheet in document.sheets:
        # A mapping names the person, the month and the share; else the vocabularies do.
        own = dict(answers.mapping)
        for table in find_tables(sheet, "ramp", _LONG_NEEDS, mapping=own):
            table = _with_person(table, own)
            if _is_long(table):
                found.append(_Ramp(table, {}, _share_header(table)))
        if not found and not own:
            found += _wide_ramps(sheet.lines)
    return found


def _with_person(table: Table, mapping: Mapping[str, str]) -> Table:
    """The table with the columns of the person; those of the ramp have been named already."""
    taken = set(table.columns.values())
    people = {
        field: at
        for field, at in fields_of(table.header.cells, VOCABULARY).items()
        if field in _WHO and at not in taken and field not in mapping
    }
    if "email_address" in people:
        people.setdefault("email", people["email_address"])
    named = replace(table, columns={**people, **table.columns})
    return choose_columns(named, VOCABULARY, {**dict.fromkeys(table.columns, ""), **mapping})


def _is_long(table: Table) -> bool:
    fields = table.columns.keys()
    if not fields & set(_WHO) or not any(need <= fields for need in _LONG_NEEDS):
        return False
    periods = [table.cell(line, "period") for line in table.lines]
    filled = [text for text in periods if text]
    # In any order: which one is decided when the file is read.
    months = sum(any(parse_month(text, order) for order in _ORDERS) for text in filled)
    return not table.lines or (bool(filled) and 2 * months >= len(filled))


def _share_header(table: Table) -> str:
    field = "attainment" if "attainment" in table.columns else "actual"
    return table.header.cells[table.columns[field]].strip()


def _wide_ramps(lines: Sequence[Line]) -> list[_Ramp]:
    for at, line in enumerate(lines[:_HEADER_WITHIN]):
        months = {
            column: cell.strip()
            for column, cell in enumerate(line.cells)
            if cell.strip() and not cell.strip().isdecimal() and parse_month(cell)
        }
        people = {f: c for f, c in fields_of(line.cells, VOCABULARY).items() if f in _WHO}
        if len(months) < _FEWEST_MONTHS or not people:
            continue
        if "email_address" in people:
            people.setdefault("email", people["email_address"])
        rows = tuple(row for row in lines[at + 1 :] if _is_person(row, people.values()))
        texts = [text for row in rows for column in months if (text := _cell(row, column))]
        if texts and sum(map(is_percent, texts)) * 2 > len(texts):
            return [_Ramp(Table(line, people, rows), months, "Target")]
    return []


def _is_person(line: Line, columns: Iterable[int]) -> bool:
    said = [text for at in columns if (text := _cell(line, at))]
    return bool(said) and field_of(said[0], "footers") != "total"


def _cell(line: Line, at: int) -> str:
    return line.cells[at].strip() if at < len(line.cells) else ""


def recognises(document: Document, answers: Answers) -> float:
    """Sure of a person, a month, and a share of a target or a result beside its target."""
    if not _ramps(document, answers):
        return 0.0
    return 0.7 if not answers.mapping or "period" in answers.mapping else 0.0


def read(document: Document, answers: Answers) -> Reading:
    ledger = Ledger(document)
    ramps = [ramp for ramp in _ramps(document, answers) if ramp.table.lines]
    if not ramps:
        raise header_only(ledger, _ramps(document, answers)[0].table.header)
    order = _order(ledger, answers, ramps)
    records: list[Competency] = []
    months: list[date] = []
    for ramp in ramps:
        reached, seen = _by_person(ramp, order, ledger)
        months += seen
        records += reached
    ledger.note(
        "month-only",
        "only the month in which the target was reached is known: its last day is used",
    )
    return Reading(
        kind="competency",
        records=tuple(sorted(records, key=lambda record: record.line)),
        problems=ledger.problems(),
        rows=ledger.rows(sum(len(ramp.table.lines) for ramp in ramps)),
        stated={},
        date_order=order,
        data_until=latest_day(min(_last_day(month), date.today()) for month in months),
    )


def _order(ledger: Ledger, answers: Answers, ramps: Sequence[_Ramp]) -> DateOrder | None:
    """The order of months written as days ("01/09/2025"): first or last days of a month settle
    it, for in the other order they would all lie in one month or in none."""
    lines = [line for ramp in ramps for line in ramp.table.lines]
    texts = [ramp.table.cell(line, "period") for ramp in ramps for line in ramp.table.lines]
    texts = [text for text in texts if parse_month(text) is None]
    fitting = [order for order in _ORDERS if texts and all(_is_edge(t, order) for t in texts)]
    if len(fitting) == 1 and answers.date_order is None:
        return fitting[0]
    return file_order(ledger, answers, texts, lines)


def _is_edge(text: str, order: DateOrder) -> bool:
    day = parse_day(text, order)
    return day is not None and (day.day == 1 or day == _last_day(day))


@dataclass(frozen=True)
class _Month:
    line: Line
    month: date
    share: float


def _by_person(
    ramp: _Ramp, order: DateOrder | None, ledger: Ledger
) -> tuple[list[Competency], list[date]]:
    """One record per person, and every month that the ramp knows about."""
    shares = _shares(ramp)
    months: dict[Identity, list[_Month]] = defaultdict(list)
    first_lines: dict[Identity, Line] = {}
    for line in ramp.table.lines:
        person = somebody(ramp.table, line, ledger)
        if person is None:
            continue
        found = _months_of(ramp, line, order, shares[line.number], ledger)
        if found is not None:
            first_lines.setdefault(person, line)
            months[person] += found
    name = f"{ramp.share} ≥ 100%"
    records = []
    for person, seen in months.items():
        reached = [m for m in sorted(seen, key=lambda m: m.month) if m.share >= _REACHED]
        first = reached[0] if reached else None
        records.append(
            Competency(
                line=(first.line if first else first_lines[person]).number,
                person=person,
                competency=name,
                competent_on=_last_day(first.month) if first else None,
                status="competent" if first else "learning",
            )
        )
    return records, [m.month for seen in months.values() for m in seen]


def _months_of(
    ramp: _Ramp,
    line: Line,
    order: DateOrder | None,
    shares: Mapping[int, float | None],
    ledger: Ledger,
) -> list[_Month] | None:
    """The months of one row with their shares; None, with the row left out, if unreadable."""
    if ramp.months:
        pairs = [(parse_month(text), shares[at]) for at, text in ramp.months.items()]
    else:
        month = parse_month(ramp.table.cell(line, "period"), order)
        if month is None:
            ledger.leave_out(
                "unreadable-date",
                f"“{ramp.table.cell(line, 'period')}” is no month that can be read",
                line,
            )
            return None
        if shares[0] is None and _is_said(ramp, line):
            ledger.leave_out(
                "unreadable-number",
                "the share of the target is no number that can be read",
                line,
            )
            return None
        pairs = [(month, shares[0])]
    return [_Month(line, month, share) for month, share in pairs if month and share is not None]


def _is_said(ramp: _Ramp, line: Line) -> bool:
    texts = [ramp.table.cell(line, field) for field in ("attainment", "actual")]
    return not all(map(is_no_date, texts))


def _shares(ramp: _Ramp) -> dict[int, dict[int, float | None]]:
    """Line number -> column of the month (0 in a long table) -> share of the target reached."""
    table = ramp.table
    if ramp.months or "attainment" in table.columns:
        columns = list(ramp.months) if ramp.months else [table.columns["attainment"]]
        texts = {(line.number, at): _cell(line, at) for line in table.lines for at in columns}
        mark = decimal_mark(texts.values())
        numbers = {key: parse_number(text, mark) for key, text in texts.items()}
        bare = [
            value
            for key, value in numbers.items()
            if value is not None and not is_percent(texts[key])
        ]
        unit = _unit(bare)
        found: dict[int, dict[int, float | None]] = defaultdict(dict)
        for (number, at), value in numbers.items():
            share = None if value is None else value / _unit_of(texts[number, at], unit)
            found[number][at if ramp.months else 0] = share
        return found
    actual = [table.cell(line, "actual") for line in table.lines]
    target = [table.cell(line, "target") for line in table.lines]
    marks = decimal_mark(actual), decimal_mark(target)
    shares: dict[int, dict[int, float | None]] = {}
    for line, done, wanted in zip(table.lines, actual, target, strict=True):
        reached, needed = parse_number(done, marks[0]), parse_number(wanted, marks[1])
        share = reached / needed if reached is not None and needed else None
        shares[line.number] = {0: share}
    return shares


def _unit_of(text: str, unit: float) -> float:
    return 100 if is_percent(text) else unit


def _unit(numbers: Sequence[float]) -> float:
    """What numbers without a percent sign count in: 100 for percent, 1 for shares (0.36, 1.05)."""
    has_fractions = any(number != int(number) for number in numbers)
    if numbers and max(numbers) < _HIGHEST_SHARE and (has_fractions or max(numbers) <= 1):
        return 1
    return 100


SOURCE = Source(
    name="Monthly ramp",
    kind="competency",
    about=(
        "How much of a target each person reached in each month, as a share, in percent, or as a "
        "result beside its target. Competent is who reaches 100% for the first time, on the last "
        "day of that month; who has not yet is kept as still learning."
    ),
    recognises=recognises,
    read=read,
)
