"""The rows of a list of people, read: who, since when, until when, where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from analytics.clock import DateOrder, parse_day
from analytics.columns import (
    WHO,
    employee_id,
    employment,
    first_last,
    identified,
    is_damaged_id,
    is_no_date,
    is_somebody,
    looks_like_day,
    progress,
    split_brackets,
    status_in_brackets,
)
from analytics.document import Line
from analytics.layout import filled_cells
from analytics.ledger import Ledger, Remark
from analytics.records import Competency, Person, PersonStatus
from analytics.tables import Table
from analytics.vocabulary import columns_of, field_of

VOCABULARY = "people"
EARLIEST = date(1960, 1, 1)
# What tells when somebody began, and who they work for.
_HIRING = ("hire_date", "start_date", "original_hire_date", "rehire_date")
_UNITS = (
    "department", "supervisory_organization", "cost_center", "team", "division", "manager",
)  # fmt: skip
_STATUS_FIELDS = ("status", "employment_status")
_IDS = ("employee_id", "upn", "email")
# A table so wide has no row about a person with one cell filled.
_WIDE = 5
# "116 - Customer Support", "CC116 Customer Support"
_DEPARTMENT_CODE = re.compile(r"^[A-Z]{0,4}\d+\s+[-–]\s+(?=\S)", re.IGNORECASE)
_COST_CENTER_CODE = re.compile(r"^[A-Z]{0,4}[-_]?\d{2,}\s*[-–:]?\s+(?=\S)", re.IGNORECASE)
_SECONDARY = re.compile(r"\b(secondary|nebent|secondaire|secundari)", re.IGNORECASE)


def has_competent_dates(table: Table) -> bool:
    return any(map(looks_like_day, table.distinct("competent_on")))


class Entry(NamedTuple):
    """One row, read: the record, what ranks it among rows of the same person, its competency."""

    line: Line
    record: Person
    is_primary: bool
    is_ended: bool
    competency: Competency | None


Remarks = tuple[Remark, ...]


class Reader:
    """Reads the lines of one table; the order of dates is settled. What the same texts mean is
    worked out once: a list has few days, departments and statuses, and many rows.

    until: the day the list is as of: who leaves later has not left yet.
    """

    def __init__(
        self, table: Table, order: DateOrder | None, ledger: Ledger, until: date | None = None
    ) -> None:
        self.table = table
        self.order = order
        self.ledger = ledger
        self.until = until or date.today()
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
            if has_competent_dates(table)
            else ""
        )

    def entries(self) -> list[Entry]:
        """The people of the table, a row each; rows that are about nobody are left out."""
        table, say = self.table, self.ledger.say
        is_wide = len(table.columns) >= _WIDE
        hiring, leaving, unit = cache(self._hiring), cache(self._leaving), cache(self._unit)
        entries = []
        rows = zip(
            table.lines,
            table.rows(*WHO),
            table.found(*self.id_columns),
            table.rows(*_HIRING),
            table.found(*self.status_columns),
            table.rows(*_UNITS),
            table.rows("name", "left_date", "location", "title", "is_primary", "competent_on"),
            strict=True,
        )
        for line, texts, ids, hired, statuses, units, rest in rows:
            name, left, location, title, first, done = rest
            person = identified(*texts)
            if not is_somebody(person):
                say(NOBODY, line)
                continue
            if is_wide and filled_cells(line.cells) == 1:
                say(_HEADING, line)
                continue
            for text in ids:
                if is_damaged_id(text):
                    say(_damaged(text.strip()), line)
            hire_date, remarks = hiring(*hired)
            left_date, status, more = leaving(left, statuses, status_in_brackets(name), hire_date)
            for remark in (*remarks, *more):
                say(remark, line)
            department, manager = unit(*units)
            record = Person(
                line=line.number,
                person=person,
                hire_date=hire_date,
                left_date=left_date,
                department=department,
                manager=manager,
                location=location,
                title=title,
                status=status,
            )
            primary = employment(first)
            entry = Entry(
                line=line,
                record=record,
                is_primary=primary == "active",
                is_ended=status == "left" or primary == "left" or _is_secondary(title),
                competency=self._competency(line, done, record) if self.competency_name else None,
            )
            entries.append(entry)
        return entries

    def names(self, entries: Iterable[Entry], wanted: Collection[str]) -> dict[str, str]:
        """Every id of somebody in the list that is wanted, however it is spelled -> their name."""
        names: dict[str, str] = {}
        for entry in entries:
            cells, name = entry.line.cells, entry.record.person.name
            for at in self.id_columns:
                text = cells[at].strip() if at < len(cells) else ""
                if text.casefold() in wanted or text[:1] in ("'", "="):
                    key = employee_id(text).casefold()
                    if key and name:
                        names.setdefault(key, name)
        return names

    def _date(self, text: str, what: str) -> tuple[date | None, Remarks]:
        if is_no_date(text):
            return None, ()
        day = parse_day(text, self.order, excel=True)
        if day is None or day < EARLIEST:
            return None, (
                Remark(
                    "repaired",
                    "unreadable-date",
                    f"the {what} is no date that can be read, and is left empty; correct it in "
                    "the tool that wrote the file",
                ),
            )
        return day, ()

    def _hiring(
        self, hired_text: str, started_text: str, original_text: str, again_text: str
    ) -> tuple[date | None, Remarks]:
        hired, remarks = self._date(hired_text, "hire date")
        if hired is None:
            hired, more = self._date(started_text, "start date")
            remarks += more
        original, more = self._date(original_text, "original hire date")
        again, and_more = self._date(again_text, "rehire date")
        remarks += more + and_more
        if again is not None and (hired is None or again > hired):
            return again, remarks if hired is None else (*remarks, _REHIRED)
        if hired is None:
            if original is None and all(map(is_no_date, (hired_text, started_text, original_text))):
                remarks += (_NO_HIRE_DATE,)
            return original, remarks
        if original is not None and original != hired:
            remark = Remark(
                "note",
                "original-hire-date",
                f"first hired on another day: “{self._header('hire_date', 'start_date')}” counts, "
                f"not “{self._header('original_hire_date')}”",
            )
            remarks += (remark,)
        return hired, remarks

    def _header(self, *fields: str) -> str:
        at = next(self.table.columns[field] for field in fields if field in self.table.columns)
        return self.table.header.cells[at].strip()

    def _leaving(
        self, text: str, statuses: tuple[str, ...], in_brackets: str | None, hire_date: date | None
    ) -> tuple[date | None, PersonStatus, Remarks]:
        status, remarks = self._status(statuses, in_brackets)
        if employment(text) is not None and not looks_like_day(text):
            # A column "Terminated" may hold Yes and No instead of dates.
            left_date = None
            if employment(text) == "active" and _says_yes(text):
                status = "left"
        else:
            left_date, more = self._date(text, "leaving date")
            remarks += more
        if left_date is not None and hire_date is not None and left_date < hire_date:
            remarks += (_LEFT_BEFORE_HIRED,)
            left_date = None
        if left_date is not None and status is None:
            return left_date, "left" if left_date <= self.until else "active", remarks
        if status == "left" and left_date is None:
            remarks += (_LEFT_WITHOUT_DATE,)
        return left_date, status or "active", remarks

    def _status(
        self, cells: tuple[str, ...], in_brackets: str | None
    ) -> tuple[PersonStatus | None, Remarks]:
        found = {in_brackets} - {None}
        remarks: Remarks = ()
        for text in map(str.strip, cells):
            word = employment(text)
            if word is not None:
                found.add(word)
            elif text and field_of(text, "no_date") is None:
                says = f"the status “{text}” is not known: the person counts as active"
                remarks += (Remark("note", "unknown-status", says),)
        if "left" in found:
            return "left", remarks
        if "leave" in found:
            return "leave", remarks
        return "active" if found else None, remarks

    def _unit(
        self,
        department: str,
        organization: str,
        cost_center: str,
        team: str,
        division: str,
        manager: str,
    ) -> tuple[str, str]:
        """(department, manager)."""
        if department:
            unit = _DEPARTMENT_CODE.sub("", department)
        elif organization:
            unit = split_brackets(organization)[0]
        elif cost_center:
            unit = _COST_CENTER_CODE.sub("", split_brackets(cost_center)[0])
        else:
            unit = team or division
        manager = manager or split_brackets(organization)[1]
        if manager.upper() == "NO_MANAGER" or field_of(manager, "no_date") is not None:
            return unit, ""
        return unit, first_last(split_brackets(manager)[0])

    def _competency(self, line: Line, text: str, record: Person) -> Competency | None:
        day = parse_day(text, self.order, excel=True)
        if day is None and not is_no_date(text) and progress(text) != "learning":
            self.ledger.note(
                "competent-without-date",
                f"“{self.competency_name}” says competent without a day that can be read: the "
                "person is kept, the competency is left out; write the day there",
                line,
            )
            return None
        if day is not None and record.hire_date is not None and day < record.hire_date:
            self.ledger.note(
                "competent-before-hired",
                f"“{self.competency_name}” lies before the hire date; correct one of them",
                line,
            )
        return Competency(
            line=line.number,
            person=record.person,
            competency=self.competency_name,
            competent_on=day,
            status="learning" if day is None else "competent",
        )


NOBODY = Remark(
    "left_out",
    "no-person",
    "the row names nobody (no name, no e-mail, no employee id); add one of them",
)
_HEADING = Remark(
    "left_out",
    "heading-row",
    "only one cell of the row is filled: it is taken for a heading or a remark",
)
_REHIRED = Remark("note", "rehired", "hired again: the rehire date counts as the hire date")
_NO_HIRE_DATE = Remark(
    "note",
    "no-hire-date",
    "there is no hire date: the person counts for participation, but not for time to competency",
)
_LEFT_BEFORE_HIRED = Remark(
    "repaired",
    "left-before-hired",
    "the leaving date lies before the hire date: it is taken for that of an earlier employment, "
    "and not used",
)
_LEFT_WITHOUT_DATE = Remark(
    "note",
    "left-without-date",
    "has left, but the leaving date is missing; add it, so that time to competency follows the "
    "person up to that day only",
)


def _damaged(text: str) -> Remark:
    return Remark(
        "repaired",
        "damaged-id",
        f"Excel has rounded the id “{text}”: the row is used without it; export the list again, "
        "and do not save it from Excel",
    )


def _says_yes(text: str) -> bool:
    """Whether a word means yes, in a column that asks a yes-or-no question."""
    return progress(text) == "competent" and employment(text) == "active"


def _is_secondary(title: str) -> bool:
    return bool(title) and _SECONDARY.search(title) is not None
