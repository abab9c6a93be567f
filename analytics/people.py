"""Lists of people: the shared reading of every HRIS export.

A source module says how to recognise its export; the columns, words and dates are read here, from
the vocabulary. One record per person: of several rows of one employee the current one counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter

from analytics.clock import DateOrder, has_clock, parse_day, parse_moment
from analytics.columns import choose_columns, is_no_date, looks_like_day
from analytics.document import Document, Line
from analytics.file_dates import as_of_text, file_order
from analytics.kept_texts import looked_up
from analytics.ledger import Ledger, header_only, latest_day
from analytics.people_rows import EARLIEST, VOCABULARY, Entry, Reader, has_competent_dates
from analytics.records import Competency, Person
from analytics.sources import Answers, Reading
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, fields_of, normal

_WHO = ("name", "last_name", "first_name", "email", "employee_id")
_HIRED = ("hire_date", "start_date", "original_hire_date")
NEEDS = tuple({who, hired} for who in _WHO for hired in _HIRED)
# Columns that make a list with a mere "Start" column a list of people.
_ABOUT_PEOPLE = {
    "department", "supervisory_organization", "cost_center", "manager", "title", "status",
    "employment_status", "employment_type", "left_date", "hire_date", "original_hire_date",
}  # fmt: skip
_DATES = ("hire_date", "start_date", "rehire_date", "original_hire_date", "left_date")
# How sure the columns make it that a file is a list of people.
_HIRE_DATES, _START_AND_MORE, _START_DATES, _SAID, _DOUBTFUL = 0.66, 0.62, 0.51, 0.5, 0.33


# recognising ------------------------------------------------------------------------------------


def people_tables(document: Document, answers: Answers) -> tuple[Table, ...]:
    """The tables of a document that can be lists of people, header-only ones included."""
    return _tables(document, tuple(sorted(answers.mapping.items())))


@looked_up(2)
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
    return 0.0 if "competent_on" in fields and not has_competent_dates(table) else _START_DATES


def _is_time_of_day(text: str) -> bool:
    """Whether a date says more than the day; midnight is how a day comes out of a database."""
    if not has_clock(text):
        return False
    moment = parse_moment(text, "mdy") or parse_moment(text, "dmy") or parse_moment(text, "ymd")
    return moment is not None and (moment.hour, moment.minute, moment.second) != (0, 0, 0)


# reading ----------------------------------------------------------------------------------------


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
    readers = [Reader(table, order, ledger, until) for table in tables]
    found_entries = [(reader, reader.entries()) for reader in readers]
    kept = _one_per_person([entry for _, entries in found_entries for entry in entries], ledger)
    managers = {entry.record.manager.casefold() for entry in kept} - {""}
    names: dict[str, str] = {}
    for reader, entries in found_entries if managers else ():
        names |= reader.names(entries, managers)
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
    last = [sheet.lines[-10:] for sheet in document.sheets]
    numbers = {line.number for lines in last for line in lines}
    inside = {line for table in tables for line in table.lines if line.number in numbers}
    for lines in last:
        for line in reversed(lines):
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
    fields = (*_DATES, "competent_on")
    for row in dict.fromkeys(row for table in tables for row in table.rows(*fields)):
        cells = {
            field: text for field, text in zip(fields, row, strict=True) if not is_no_date(text)
        }
        texts.extend(cells.values())
        start = cells.get("hire_date") or cells.get("start_date", "")
        hired.append(start)
        pairs += [
            (start, cells[later]) for later in ("left_date", "competent_on") if later in cells
        ]
    lines = [line for table in tables for line in table.lines]
    return file_order(ledger, answers, texts, lines, main=hired, pairs=pairs, earliest=EARLIEST)


def _one_per_person(entries: Sequence[Entry], ledger: Ledger) -> list[Entry]:
    """One row for each employee id, and for each e-mail with one name, in file order: payroll
    systems give somebody hired again, or in two positions, a second id."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    by_address: dict[tuple[str, ...], tuple[str, ...]] = {}
    of_address = Counter(entry.record.person.email for entry in entries)
    for entry in entries:
        person, key = entry.record.person, _key(entry)
        if person.email and person.name and of_address[person.email] > 1:
            key = by_address.setdefault((person.email, normal(person.name)), key)
        groups[key].append(entry)
    kept: list[Entry] = []
    for group in groups.values():
        chosen = _current(group) if len(group) > 1 else group[0]
        kept.append(chosen)
        for other in group:
            if other is not chosen:
                ledger.leave_out(
                    "several-rows",
                    f"a further row of the same person: line {chosen.line.number} counts, the "
                    "current employment",
                    other.line,
                )
    return sorted(kept, key=attrgetter("line.number"))


def _key(entry: Entry) -> tuple[str, ...]:
    person = entry.record.person
    if person.employee_id:
        return ("id", person.employee_id.casefold())
    if person.email:
        return ("email", person.email, normal(person.name))  # an address may be shared
    # A name alone does not tell two people apart; only a row repeated word for word is one.
    return ("row", *(cell.strip() for cell in entry.line.cells))


def _current(group: Sequence[Entry]) -> Entry:
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
    if not names:
        return list(people)
    return [replace(p, manager=names.get(p.manager.casefold(), p.manager)) for p in people]


def _latest_event(people: Iterable[Person], competencies: Iterable[Competency]) -> date | None:
    """The last day on which something happened; planned hires and leavings are still to come."""
    today = date.today()
    days = [day for p in people for day in (p.hire_date, p.left_date) if day and day <= today]
    days += [c.competent_on for c in competencies if c.competent_on and c.competent_on <= today]
    return latest_day(days)
