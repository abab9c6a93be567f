"""Who became competent when: the shared reading of completions and sign-offs.

People not yet competent are kept ("learning"): their waiting time counts up to the day the export
knows about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from analytics.clock import DateOrder, has_clock, parse_day, parse_moment, to_pilot_clock
from analytics.columns import (
    WHO,
    choose_columns,
    identified,
    is_no_date,
    is_somebody,
    looks_like_day,
    progress,
    split_brackets,
    who,
)
from analytics.document import Document, Line
from analytics.file_dates import as_of_text, file_order, without_zone, zone_in_header
from analytics.forms import Form, sign_off_columns
from analytics.kept_texts import looked_up
from analytics.ledger import Ledger, Remark, header_only, latest_day
from analytics.people import people_score, preamble
from analytics.people_rows import NOBODY, Reader
from analytics.records import Competency, Identity, Person
from analytics.sources import Answers, Reading
from analytics.tables import Table, find_tables
from analytics.vocabulary import fields_of

VOCABULARY = "competency"
SIGN_OFF = "sign-off"
EARLIEST = date(1990, 1, 1)
_WHO = ("name", "last_name", "email", "email_address", "employee_id", "upn", "subject_name",
        "subject_email")  # fmt: skip
NEEDS = (
    *({who, "competent_on"} for who in _WHO),
    *({who, "competency", "status"} for who in _WHO),
)
# How sure the columns make it that a file is a list of competency dates.
_DATED_COURSES, _UNDATED_COURSES, _DATED_STATES, _DATED = 0.67, 0.66, 0.63, 0.53
_SAID, _PEOPLE_TOO, _UNDATED = 0.49, 0.45, 0.41


def competency_tables(document: Document, answers: Answers) -> tuple[Table, ...]:
    """The tables of a document that can hold competency dates, header-only ones included."""
    return _tables(document, tuple(sorted(answers.mapping.items())))


@looked_up(2)
def _tables(document: Document, mapping: tuple[tuple[str, str], ...]) -> tuple[Table, ...]:
    return tuple(
        _about_the_learner(choose_columns(table, VOCABULARY, dict(mapping)), dict(mapping))
        for sheet in document.sheets
        for table in find_tables(sheet, VOCABULARY, NEEDS, mapping=dict(mapping))
    )


def _about_the_learner(table: Table, mapping: Mapping[str, str]) -> Table:
    """In a list "Email Address" is the learner's; columns about a new hire come before others,
    but not before those that were mapped."""
    columns = dict(table.columns)
    subject = {
        field.removeprefix("subject_"): at
        for field, at in columns.items()
        if field.startswith("subject_") and field.removeprefix("subject_") not in mapping
    }
    if subject:
        for field in ("name", "first_name", "last_name", "email", "employee_id", "upn"):
            if field not in mapping:
                columns.pop(field, None)
    elif "email_address" in columns:
        columns.setdefault("email", columns["email_address"])
    return replace(table, columns=columns | subject)


def competency_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document is a list of competency dates."""
    tables = competency_tables(document, answers)
    best = max((_table_score(table) for table in tables), default=0.0)
    if best > _PEOPLE_TOO and people_score(document, answers) >= 0.5:
        best = _PEOPLE_TOO  # a people list with one more column
    if tables and (answers.kind == "competency" or answers.mapping):
        return max(best, _SAID)
    return best


def _table_score(table: Table) -> float:
    dates = [without_zone(table.cell(line, "competent_on")) for line in table.lines]
    filled = [text for text in dates if not is_no_date(text) and progress(text) is None]
    states = [text for line in table.lines if (text := table.cell(line, "status"))]
    known = bool(states) and sum(map(bool, map(progress, states))) * 2 >= len(states)
    if sum(map(looks_like_day, filled)) * 2 < len(filled):
        return 0.0
    if filled or not table.lines:
        if "competency" in table.columns and "competent_on" in table.columns:
            return _DATED_COURSES
        return _DATED_STATES if known or "competency" in table.columns else _DATED
    if not known or "competent_on" not in table.columns:
        return 0.0
    return _UNDATED_COURSES if "competency" in table.columns else _UNDATED


class Entry(NamedTuple):
    """A row that says when somebody became competent in something, or that they did not yet."""

    line: Line
    record: Competency


# A row that is none of the list's own, with the code and the sentence of why.
Aside = tuple[Line, str, str]


def read_competencies(
    document: Document,
    answers: Answers,
    found: Sequence[Table] | None = None,
    aside: Sequence[Aside] = (),
) -> Reading:
    """Completions -> one Competency per person and competency: the first completion counts.

    Where the list also has hire dates it brings the people too. found: the tables of the document,
    where a source has its own way to tell them; aside: rows that it leaves out. Raises Refused
    when there is no row, or the dates have no clear order.
    """
    ledger = Ledger(document)
    found = competency_tables(document, answers) if found is None else found
    tables = [table for table in found if table.lines]
    if not tables:
        raise header_only(ledger, found[0].header)
    for line, code, says in aside:
        ledger.leave_out(code, says, line)
    as_of = as_of_text(preamble(document, tables[0].header))
    order = _order(ledger, answers, tables, as_of)
    entries: list[Entry] = []
    for table in tables:
        rows = _Rows(table, order, ledger, answers.pilot_timezone, _header_name(table))
        entries += rows.entries()
    records = [entry.record for entry in first_completions(entries, ledger)]
    people = _people(tables, order, ledger)
    enrolled = [
        parse_day(text, order, excel=True)
        for table in tables
        for text in table.distinct("enrolled_on")
    ]
    return Reading(
        kind="competency",
        records=(*records, *people),
        problems=ledger.problems(),
        rows=ledger.rows(sum(len(table.lines) for table in tables) + len(aside)),
        stated={},
        date_order=order,
        data_until=parse_day(as_of, order) or latest_event(records, enrolled),
        timezone=next((zone for table in tables if (zone := _zone(table))), ""),
    )


def read_sign_offs(document: Document, answers: Answers, form: Form) -> Reading:
    """Answers to a sign-off form -> one Competency per person: the latest answer counts."""
    ledger = Ledger(document)
    if not form.lines:
        raise header_only(ledger, form.header)
    table = Table(form.header, sign_off_columns(form), form.lines)
    order = _order(ledger, answers, [table], "")
    rows = _Rows(table, order, ledger, "", SIGN_OFF)
    kept = _one_each(
        rows.entries(),
        lambda group: max(
            group, key=lambda e: (e.record.recorded_at or datetime.min, e.line.number)
        ),
        "an earlier answer about the same person: line {line} corrects it and counts",
        ledger,
    )
    records = [entry.record for entry in kept]
    return Reading(
        kind="competency",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(form.lines)),
        stated={},
        date_order=order,
        data_until=latest_event(records, []),
    )


def _order(
    ledger: Ledger, answers: Answers, tables: Sequence[Table], as_of: str
) -> DateOrder | None:
    texts = [as_of]
    main: list[str] = []
    pairs: list[tuple[str, str]] = []
    fields = ("competent_on", "enrolled_on", "recorded_at")
    for row in dict.fromkeys(row for table in tables for row in table.rows(*fields)):
        competent, enrolled, recorded = map(without_zone, row)
        texts += [competent, enrolled, recorded]
        main.append(recorded or competent)
        pairs += [(enrolled, competent), (competent, recorded)]
    lines = [line for table in tables for line in table.lines]
    return file_order(ledger, answers, texts, lines, main=main, pairs=pairs, earliest=EARLIEST)


def _header_name(table: Table) -> str:
    """What a list without a column for the competency calls it: the header of its date."""
    at = table.columns.get("competent_on")
    header = "" if at is None else table.header.cells[at].strip()
    return split_brackets(header)[0] if zone_in_header(header) else header


def _zone(table: Table) -> str:
    """The zone that the header of the completions names, "" if it names none."""
    at = table.columns.get("competent_on")
    return "" if at is None else zone_in_header(table.header.cells[at])


def first_completions(entries: Sequence[Entry], ledger: Ledger) -> list[Entry]:
    """One entry for each person and competency: of several completions the first counts."""
    return _one_each(
        entries,
        lambda group: min(group, key=lambda e: e.record.competent_on or date.max),
        "a further row of the same person and competency: line {line} counts, the first completion",
        ledger,
    )


def somebody(table: Table, line: Line, ledger: Ledger) -> Identity | None:
    """The person of a row; None, with the row left out, where it names nobody."""
    person = who(table, line)
    if is_somebody(person):
        return person
    ledger.say(NOBODY, line)
    return None


_WITHOUT_DATE = Remark(
    "left_out",
    "completed-without-date",
    "the row says completed, but not on which day; write the day there",
)


class _Rows:
    """Reads the rows of one table; the order of dates is settled."""

    def __init__(
        self,
        table: Table,
        order: DateOrder | None,
        ledger: Ledger,
        pilot_timezone: str,
        default_name: str,
    ) -> None:
        self.table = table
        self.order = order
        self.ledger = ledger
        self.from_zone = _zone(table)
        self.to_zone = pilot_timezone
        self.default_name = default_name

    def entries(self) -> list[Entry]:
        """The rows' entries; a row that cannot be used is left out."""
        table, say, order = self.table, self.ledger.say, self.order
        completion = cache(self._completion)
        entries = []
        rows = zip(
            table.lines,
            table.rows(*WHO),
            table.rows("competent_on", "status"),
            table.rows("competency", "whole", "recorded_at"),
            strict=True,
        )
        for line, texts, completed, (competency, whole, recorded) in rows:
            person = identified(*texts)
            if not is_somebody(person):
                say(NOBODY, line)
                continue
            day, remark = completion(*completed)
            if remark is not None:
                say(remark, line)
                if remark.severity == "left_out":
                    continue
            record = Competency(
                line=line.number,
                person=person,
                competency=competency or whole or self.default_name,
                competent_on=day,
                status="learning" if day is None else "competent",
                recorded_at=parse_moment(without_zone(recorded), order) if recorded else None,
            )
            entries.append(Entry(line, record))
        return entries

    def _completion(self, text: str, status: str) -> tuple[date | None, Remark | None]:
        """The day of a completion; None for people still learning, or with why the row is left
        out. What the same texts mean is worked out once, for a list has few days."""
        text = without_zone(text)
        said = progress(status)
        day = self._day(text)
        if day is None:
            if progress(text) == "competent" or (said == "competent" and is_no_date(text)):
                return None, _WITHOUT_DATE
            if not is_no_date(text) and progress(text) is None:
                return None, Remark(
                    "left_out",
                    "unreadable-date",
                    f"“{text}” is no date that can be read; correct it in the tool that wrote the "
                    "file",
                )
        elif said == "learning":
            return None, Remark(
                "repaired",
                "date-not-completed",
                f"there is a date, but the status is “{status}”: the person counts as still "
                "learning",
            )
        return day, None

    def _day(self, text: str) -> date | None:
        """The day of a completion, in the pilot's zone where the header names its own."""
        day = parse_day(text, self.order, excel=True)
        if day is not None and has_clock(text):
            moment = parse_moment(text, self.order)
            if moment is not None:
                day = to_pilot_clock(moment, self.from_zone, self.to_zone).date()
        return None if day is not None and day < EARLIEST else day


def _one_each(
    entries: Sequence[Entry],
    choose: Callable[[list[Entry]], Entry],
    says: str,
    ledger: Ledger,
) -> list[Entry]:
    """One row for each person and competency, in the order of the file; the others are left out."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        person = entry.record.person
        key = person.email or person.employee_id.casefold() or person.upn.casefold()
        name = "" if key else person.name.casefold()
        groups[key, name, entry.record.competency.casefold()].append(entry)
    kept = []
    for group in groups.values():
        chosen = choose(group)
        kept.append(chosen)
        for other in group:
            if other is not chosen:
                ledger.leave_out("superseded-row", says.format(line=chosen.line.number), other.line)
    return sorted(kept, key=attrgetter("line.number"))


def _people(tables: Sequence[Table], order: DateOrder | None, ledger: Ledger) -> list[Person]:
    """The people of a list of completions that also says when they were hired, one each."""
    found: dict[tuple[str, str, str], Person] = {}
    for table in tables:
        columns = fields_of(table.header.cells, "people")
        if "hire_date" not in columns:
            continue
        # Its status is that of the course, and its notes would repeat those about the course.
        columns = {f: at for f, at in columns.items() if f not in ("status", "competent_on")}
        columns |= {f: table.columns[f] for f in ("name", "email") if f in table.columns}
        reader = Reader(Table(table.header, columns, table.lines), order, Ledger(ledger.document))
        for entry in reader.entries():
            if entry.record.hire_date is not None:
                person = entry.record.person
                found.setdefault((person.employee_id, person.email, person.name), entry.record)
    if found:
        ledger.note(
            "two-kinds",
            "the list also says when people were hired: it is read as competency dates and as a "
            "list of people",
        )
    return list(found.values())


def latest_event(records: Sequence[Competency], days: Sequence[date | None]) -> date | None:
    """The last day on which something was recorded; days still to come are plans."""
    known = [day for day in days if day is not None]
    known += {record.competent_on for record in records if record.competent_on}
    known += {record.recorded_at.date() for record in records if record.recorded_at}
    today = date.today()
    return latest_day(day for day in known if day <= today)
