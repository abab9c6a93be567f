"""Lists of people: the shared reading of every HRIS export.

A source module says how to recognise its export; the columns, words and dates are read here, from
the vocabulary. One record per person: of several rows of one employee the current one counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from analytics.clock import DateOrder, has_clock, parse_day, parse_moment
from analytics.columns import (
    choose_columns,
    employee_id,
    employment,
    first_last,
    is_damaged_id,
    is_no_date,
    is_somebody,
    looks_like_day,
    progress,
    split_brackets,
    status_in_brackets,
    who,
)
from analytics.document import Document, Line
from analytics.file_dates import as_of_text, file_order
from analytics.ledger import Ledger, header_only, latest_day
from analytics.records import Competency, Identity, Person, PersonStatus
from analytics.sources import Answers, Reading
from analytics.tables import Table, find_tables
from analytics.vocabulary import columns_of, field_of, fields_of, normal

VOCABULARY = "people"
EARLIEST = date(1960, 1, 1)
_WHO = ("name", "last_name", "first_name", "email", "employee_id")
_HIRED = ("hire_date", "start_date", "original_hire_date")
NEEDS = tuple({who, hired} for who in _WHO for hired in _HIRED)
# Columns that make a list with a mere "Start" column a list of people.
_ABOUT_PEOPLE = {
    "department", "supervisory_organization", "cost_center", "manager", "title", "status",
    "employment_status", "employment_type", "left_date", "hire_date", "original_hire_date",
}  # fmt: skip
_DATES = ("hire_date", "start_date", "rehire_date", "original_hire_date", "left_date")
_STATUS_FIELDS = ("status", "employment_status")
_IDS = ("employee_id", "upn", "email")
# A table so wide has no row about a person with one cell filled.
_WIDE = 5
# "116 - Customer Support", "CC116 Customer Support"
_DEPARTMENT_CODE = re.compile(r"^[A-Z]{0,4}\d+\s+[-–]\s+(?=\S)", re.IGNORECASE)
_COST_CENTER_CODE = re.compile(r"^[A-Z]{0,4}[-_]?\d{2,}\s*[-–:]?\s+(?=\S)", re.IGNORECASE)
# How sure the columns make it that a file is a list of people.
_HIRE_DATES, _START_AND_MORE, _START_DATES, _SAID, _DOUBTFUL = 0.66, 0.62, 0.51, 0.5, 0.33
_SECONDARY = re.compile(r"\b(secondary|nebent|secondaire|secundari)", re.IGNORECASE)


# recognising ------------------------------------------------------------------------------------


def people_tables(document: Document, answers: Answers) -> tuple[Table, ...]:
    """The tables of a document that can be lists of people, header-only ones included."""
    return _tables(document, tuple(sorted(answers.mapping.items())))


@lru_cache(maxsize=2)
def _tables(document: Document, mapping: tuple[tuple[str, str], ...]) -> tuple[Table, ...]:
    return tuple(
        _with_competent_column(choose_columns(table, VOCABULARY, dict(mapping)))
        for sheet in document.sheets
        for table in find_tables(sheet, VOCABULARY, NEEDS, mapping=dict(mapping))
    )


def _with_competent_column(table: Table) -> Table:
    """A list with hire dates may date the competency in the words of a learning platform."""
    if "competent_on" in table.columns or "hire_date" not in table.columns:
        return table
    at = fields_of(table.header.cells, "competency").get("competent_on")
    if at is None or at in table.columns.values():
        return table
    return replace(table, columns={**table.columns, "competent_on": at})


def people_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document is a list of people: by its columns, and by a hire-date
    column that holds days, not times of day. A header without rows counts for its words."""
    tables = people_tables(document, answers)
    best = max((_table_score(table) for table in tables), default=0.0)
    if tables and (answers.kind == "people" or answers.mapping):
        return max(best, _SAID)
    return best


def _table_score(table: Table) -> float:
    fields = table.columns.keys()
    hired = [table.cell(line, field) for line in table.lines for field in _HIRED]
    days = [text for text in hired if not is_no_date(text)]
    if any(map(_is_time_of_day, days)) or sum(map(looks_like_day, days)) * 2 < len(days):
        return 0.0
    learning = fields_of(table.header.cells, "competency").keys()
    surveyed = fields_of(table.header.cells, "survey").keys()
    if {"competency", "competent_on"} <= learning or surveyed & {"submitted_at", "survey"}:
        return _DOUBTFUL
    if not days and table.lines:
        return _DOUBTFUL
    if fields & {"hire_date", "original_hire_date"}:
        return _HIRE_DATES
    if "competent_on" in learning and "competent_on" not in fields:
        return _DOUBTFUL  # a start and a completion, but of a course
    if fields & _ABOUT_PEOPLE:
        return _START_AND_MORE
    # A grid of skills has a start too, and a last column that says yes or no.
    return 0.0 if "competent_on" in fields and not _competent_dates(table) else _START_DATES


def _is_time_of_day(text: str) -> bool:
    """Whether a date says more than the day; midnight is how a day comes out of a database."""
    if not has_clock(text):
        return False
    moment = parse_moment(text, "mdy") or parse_moment(text, "dmy") or parse_moment(text, "ymd")
    return moment is not None and (moment.hour, moment.minute, moment.second) != (0, 0, 0)


def _competent_dates(table: Table) -> list[str]:
    texts = [table.cell(line, "competent_on") for line in table.lines]
    return [text for text in texts if looks_like_day(text)]


# reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """One row, read: the record, what ranks it among rows of the same person, its competency."""

    line: Line
    record: Person
    is_primary: bool
    is_ended: bool
    competency: Competency | None


def read_people(
    document: Document, answers: Answers, found: Sequence[Table] | None = None
) -> Reading:
    """A list of people -> one Person per person, and a Competency each where the list says when
    they became competent. Raises Refused when the list has no rows, or its dates no clear order.

    found: the tables of the document, where a source has its own way to tell them.
    """
    ledger = Ledger(document)
    found = people_tables(document, answers) if found is None else found
    tables = [_without_count(table) for table in found if table.lines]
    if not tables:
        raise header_only(ledger, found[0].header)
    read = sum(len(table.lines) for table in tables)
    as_of = as_of_text(preamble(document, tables[0].header))
    order = _order(ledger, answers, tables, as_of)
    until = parse_day(as_of, order) or date.today()
    entries: list[_Entry] = []
    names: dict[str, str] = {}
    for table in tables:
        reader = Reader(table, order, ledger, until)
        entries.extend(entry for line in table.lines if (entry := reader.entry(line)) is not None)
        names |= reader.names
    kept = _one_per_person(entries, ledger)
    people = _named_managers([entry.record for entry in kept], names)
    competencies = [entry.competency for entry in kept if entry.competency is not None]
    if competencies:
        ledger.note(
            "two-kinds",
            f"the list also says since when people are competent (“{competencies[0].competency}”):"
            " it is read as people and as competency dates",
        )
    stated = _stated(document, tables)
    if stated and stated["people"] != read:
        ledger.note(
            "stated-count",
            f"the file says that it lists {stated['people']} people, and {read} rows were found; "
            "check that the export is complete",
        )
    return Reading(
        kind="people",
        records=(*people, *competencies),
        problems=ledger.problems(),
        rows=ledger.rows(read),
        stated=stated,
        date_order=order,
        data_until=parse_day(as_of, order) or _latest_event(people, competencies),
    )


def _without_count(table: Table) -> Table:
    """The table without a last row that only counts the others, as a footer formula does."""
    filled = [cell.strip() for cell in table.lines[-1].cells if cell.strip()]
    above = len(table.lines) - 1
    if above and len(table.columns) > 1 and filled == [str(above)]:
        return replace(table, lines=table.lines[:-1])
    return table


def preamble(document: Document, header: Line) -> list[Line]:
    """The lines above a header, in its own sheet."""
    for sheet in document.sheets:
        if header in sheet.lines:
            return [line for line in sheet.lines if line.number < header.number]
    return []


def _stated(document: Document, tables: Sequence[Table]) -> dict[str, int | str]:
    """What the footer claims ("Total … 20"): {"people": 20}, or nothing."""
    inside = {line for table in tables for line in table.lines}
    for sheet in document.sheets:
        for line in reversed(sheet.lines[-10:]):
            filled = [cell.strip() for cell in line.cells if cell.strip()]
            if line in inside or not filled:
                continue
            label, _, number = " ".join(filled).replace(":", " ").rpartition(" ")
            if field_of(label, "footers") == "total" and number.isdecimal():
                return {"people": int(number)}
    return {}


def _order(
    ledger: Ledger, answers: Answers, tables: Sequence[Table], as_of: str
) -> DateOrder | None:
    texts: list[str] = [as_of]
    hired: list[str] = []
    pairs: list[tuple[str, str]] = []
    for table in tables:
        for line in table.lines:
            cells = {field: table.cell(line, field) for field in (*_DATES, "competent_on")}
            cells = {field: text for field, text in cells.items() if not is_no_date(text)}
            texts.extend(cells.values())
            start = cells.get("hire_date") or cells.get("start_date", "")
            hired.append(start)
            pairs += [
                (start, cells[later]) for later in ("left_date", "competent_on") if later in cells
            ]
    lines = [line for table in tables for line in table.lines]
    return file_order(ledger, answers, texts, lines, main=hired, pairs=pairs, earliest=EARLIEST)


class Reader:
    """Reads the lines of one table; the order of dates is settled.

    until: the day the list is as of: who leaves later has not left yet. names: every id of
    somebody in the list, however it is spelled -> their name.
    """

    def __init__(
        self, table: Table, order: DateOrder | None, ledger: Ledger, until: date | None = None
    ) -> None:
        self.table = table
        self.order = order
        self.ledger = ledger
        self.until = until or date.today()
        self.names: dict[str, str] = {}
        found = columns_of(table.header.cells, VOCABULARY)
        self.id_columns = [at for field in _IDS for at in found.get(field, ())]
        self.status_columns = sorted(
            {
                at
                for field in _STATUS_FIELDS
                if field in table.columns
                for at in (table.columns[field], *found.get(field, ()))
            }
        )
        self.competency_name = (
            table.header.cells[table.columns["competent_on"]].strip()
            if _competent_dates(table)
            else ""
        )

    def entry(self, line: Line) -> _Entry | None:
        person = who(self.table, line)
        if not is_somebody(person):
            self.ledger.leave_out(
                "no-person",
                "the row names nobody (no name, no e-mail, no employee id); add one of them",
                line,
            )
            return None
        if len(self.table.columns) >= _WIDE and sum(bool(c.strip()) for c in line.cells) == 1:
            self.ledger.leave_out(
                "heading-row",
                "only one cell of the row is filled: it is taken for a heading or a remark",
                line,
            )
            return None
        self._note_ids(line, person)
        hire_date = self._hire_date(line)
        left_date, status = self._leaving(line, hire_date)
        record = Person(
            line=line.number,
            person=person,
            hire_date=hire_date,
            left_date=left_date,
            department=self._department(line),
            manager=self._manager(line),
            location=self.table.cell(line, "location"),
            title=self.table.cell(line, "title"),
            status=status,
        )
        primary = employment(self.table.cell(line, "is_primary"))
        return _Entry(
            line=line,
            record=record,
            is_primary=primary == "active",
            is_ended=status == "left" or primary == "left" or _is_secondary(record.title),
            competency=self._competency(line, person, hire_date),
        )

    def _note_ids(self, line: Line, person: Identity) -> None:
        for at in self.id_columns:
            text = line.cells[at].strip() if at < len(line.cells) else ""
            if is_damaged_id(text):
                self.ledger.repair(
                    "damaged-id",
                    f"Excel has rounded the id “{text}”: the row is used without it; export the "
                    "list again, and do not save it from Excel",
                    line,
                )
            elif (key := employee_id(text)) and person.name:
                self.names.setdefault(key.casefold(), person.name)

    def _date(self, line: Line, field: str, what: str) -> date | None:
        text = self.table.cell(line, field)
        if is_no_date(text):
            return None
        day = parse_day(text, self.order, excel=True)
        if day is None or day < EARLIEST:
            self.ledger.repair(
                "unreadable-date",
                f"the {what} is no date that can be read, and is left empty; correct it in the "
                "tool that wrote the file",
                line,
            )
            return None
        return day

    def _hire_date(self, line: Line) -> date | None:
        hired = self._date(line, "hire_date", "hire date")
        if hired is None:
            hired = self._date(line, "start_date", "start date")
        original = self._date(line, "original_hire_date", "original hire date")
        again = self._date(line, "rehire_date", "rehire date")
        if again is not None and (hired is None or again > hired):
            if hired is not None:
                self.ledger.note(
                    "rehired", "hired again: the rehire date counts as the hire date", line
                )
            return again
        if hired is None:
            hired = original
            texts = [self.table.cell(line, field) for field in _HIRED]
            if hired is None and all(map(is_no_date, texts)):
                self.ledger.note(
                    "no-hire-date",
                    "there is no hire date: the person counts for participation, but not for time "
                    "to competency",
                    line,
                )
        elif original is not None and original != hired:
            self.ledger.note(
                "original-hire-date",
                f"first hired on another day: “{self._header('hire_date', 'start_date')}” counts, "
                f"not “{self._header('original_hire_date')}”",
                line,
            )
        return hired

    def _header(self, *fields: str) -> str:
        at = next(self.table.columns[field] for field in fields if field in self.table.columns)
        return self.table.header.cells[at].strip()

    def _leaving(self, line: Line, hire_date: date | None) -> tuple[date | None, PersonStatus]:
        status = self._status(line)
        text = self.table.cell(line, "left_date")
        if employment(text) is not None and not looks_like_day(text):
            # A column "Terminated" may hold Yes and No instead of dates.
            left_date = None
            if employment(text) == "active" and _says_yes(text):
                status = "left"
        else:
            left_date = self._date(line, "left_date", "leaving date")
        if left_date is not None and hire_date is not None and left_date < hire_date:
            self.ledger.repair(
                "left-before-hired",
                "the leaving date lies before the hire date: it is taken for that of an earlier "
                "employment, and not used",
                line,
            )
            left_date = None
        if left_date is not None and status is None:
            return left_date, "left" if left_date <= self.until else "active"
        if status == "left" and left_date is None:
            self.ledger.note(
                "left-without-date",
                "has left, but the leaving date is missing; add it, so that time to competency "
                "follows the person up to that day only",
                line,
            )
        return left_date, status or "active"

    def _status(self, line: Line) -> PersonStatus | None:
        found: set[str] = set()
        for at in self.status_columns:
            text = line.cells[at].strip() if at < len(line.cells) else ""
            word = employment(text)
            if word is not None:
                found.add(word)
            elif text and field_of(text, "no_date") is None:
                self.ledger.note(
                    "unknown-status",
                    f"the status “{text}” is not known: the person counts as active",
                    line,
                )
        if word := status_in_brackets(self.table.cell(line, "name")):
            found.add(word)
        if "left" in found:
            return "left"
        if "leave" in found:
            return "leave"
        return "active" if found else None

    def _department(self, line: Line) -> str:
        cell = self.table.cell
        if text := cell(line, "department"):
            return _DEPARTMENT_CODE.sub("", text)
        if text := cell(line, "supervisory_organization"):
            return split_brackets(text)[0]
        if text := cell(line, "cost_center"):
            return _COST_CENTER_CODE.sub("", split_brackets(text)[0])
        return cell(line, "team") or cell(line, "division")

    def _manager(self, line: Line) -> str:
        text = self.table.cell(line, "manager")
        if not text:
            text = split_brackets(self.table.cell(line, "supervisory_organization"))[1]
        if text.upper() == "NO_MANAGER" or field_of(text, "no_date") is not None:
            return ""
        return first_last(split_brackets(text)[0])

    def _competency(
        self, line: Line, person: Identity, hire_date: date | None
    ) -> Competency | None:
        if not self.competency_name:
            return None
        text = self.table.cell(line, "competent_on")
        day = parse_day(text, self.order, excel=True)
        if day is None and not is_no_date(text) and progress(text) != "learning":
            self.ledger.note(
                "competent-without-date",
                f"“{self.competency_name}” says competent without a day that can be read: the "
                "person is kept, the competency is left out; write the day there",
                line,
            )
            return None
        if day is not None and hire_date is not None and day < hire_date:
            self.ledger.note(
                "competent-before-hired",
                f"“{self.competency_name}” lies before the hire date; correct one of them",
                line,
            )
        return Competency(
            line=line.number,
            person=person,
            competency=self.competency_name,
            competent_on=day,
            status="learning" if day is None else "competent",
        )


def _says_yes(text: str) -> bool:
    """Whether a word means yes, in a column that asks a yes-or-no question."""
    return progress(text) == "competent" and employment(text) == "active"


def _is_secondary(title: str) -> bool:
    return _SECONDARY.search(title) is not None


def _one_per_person(entries: Sequence[_Entry], ledger: Ledger) -> list[_Entry]:
    """One row for each employee id, and for each e-mail with one name, in file order: payroll
    systems give somebody hired again, or in two positions, a second id."""
    groups: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    by_address: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in entries:
        person, key = entry.record.person, _key(entry)
        if person.email and person.name:
            key = by_address.setdefault((person.email, normal(person.name)), key)
        groups[key].append(entry)
    kept: list[_Entry] = []
    for group in groups.values():
        chosen = _current(group)
        kept.append(chosen)
        for other in group:
            if other is not chosen:
                ledger.leave_out(
                    "several-rows",
                    f"a further row of the same person: line {chosen.line.number} counts, the "
                    "current employment",
                    other.line,
                )
    return sorted(kept, key=lambda entry: entry.line.number)


def _key(entry: _Entry) -> tuple[str, ...]:
    person = entry.record.person
    if person.employee_id:
        return ("id", person.employee_id.casefold())
    if person.email:
        return ("email", person.email, normal(person.name))  # an address may be shared
    # A name alone does not tell two people apart; only a row repeated word for word is one.
    return ("row", *(cell.strip() for cell in entry.line.cells))


def _current(group: Sequence[_Entry]) -> _Entry:
    """Of several rows of one person, the one that counts.

    A row marked as primary; else of the current employments the first begun (a second assignment
    does not begin the person's time anew); else, all being ended, the last begun.
    """
    primary = [entry for entry in group if entry.is_primary]
    rows = primary if primary else list(group)
    current = [entry for entry in rows if not entry.is_ended]
    if current:
        return min(current, key=lambda entry: entry.record.hire_date or date.max)
    return max(rows, key=lambda entry: entry.record.hire_date or date.min)


def _named_managers(people: Sequence[Person], names: Mapping[str, str]) -> list[Person]:
    """Managers given by an id or an address, by their names. names: id -> name."""
    return [replace(p, manager=names.get(p.manager.casefold(), p.manager)) for p in people]


def _latest_event(people: Iterable[Person], competencies: Iterable[Competency]) -> date | None:
    """The last day on which something happened; planned hires and leavings are still to come."""
    today = date.today()
    days = [day for p in people for day in (p.hire_date, p.left_date) if day and day <= today]
    days += [c.competent_on for c in competencies if c.competent_on and c.competent_on <= today]
    return latest_day(days)
