"""Cells of a table as people write them: names, addresses, ids, status words, absent dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from analytics.clock import parse_day
from analytics.document import Line
from analytics.identity import address_key, id_key
from analytics.kept_texts import looked_up
from analytics.records import Identity
from analytics.tables import Table
from analytics.vocabulary import (
    beginnings,
    begins_otherwise,
    columns_of,
    field_of,
    labels,
    normal,
    words,
)

_IN_BRACKETS = re.compile(
    r"^(?P<name>.*\S)\s*[(\[\uff08](?P<inside>[^()\[\]\uff08\uff09]+)[)\]\uff09]$"
)
_CLOSING = (")", "]", "\uff09")
_BETWEEN_PARTS = re.compile(r"\s+[-–—]\s+|\s*[(,:/]\s*")
_ID = re.compile(r"(?=.*\d)[\w./-]{1,30}")
# What follows a comma in "Ana Ruiz, PhD" is no first name.
_CREDENTIALS = {"phd", "ph d", "md", "mba", "jr", "sr", "ii", "iii", "iv", "cpa", "msc", "bsc"}
_NO_NAMES = {
    "anonymous", "anonym", "anonyme", "anonimo", "anoniem", "anonimowy", "匿名", "n a", "none",
    "null",
}  # fmt: skip
_NO_NAMES_BEGIN = beginnings(_NO_NAMES)
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)


# The columns that say who a row is about, as `identified` takes them.
WHO = ("employee_id", "name", "first_name", "last_name", "email", "upn")


def choose_columns(table: Table, vocabulary_name: str, mapping: Mapping[str, str]) -> Table:
    """The table with, for each field that several headers name, the column whose header stands
    first in the vocabulary: "Work Email" before "Email", "Employee ID" before "ID"."""
    chosen = dict(table.columns)
    mapped = {table.columns[field] for field in mapping if field in table.columns}
    for field, named in columns_of(table.header.cells, vocabulary_name).items():
        found = [at for at in named if at not in mapped]
        if len(found) > 1 and field not in mapping:
            order: dict[str, int] = {}
            for place, word in enumerate(labels(vocabulary_name)[field]):
                order.setdefault(normal(word), place)
                order.setdefault(normal(word).replace(" ", ""), place)
            chosen[field] = min(
                found, key=lambda at: order.get(normal(table.header.cells[at]), len(order))
            )
    return replace(table, columns=chosen)


def first_last(name: str) -> str:
    """A name in the order in which it is said: "Ruiz, Ana" -> "Ana Ruiz"."""
    name = " ".join(name.split())
    if "," not in name:
        return name
    last, _, first = (part.strip() for part in name.partition(","))
    if "," in first or name[0] in "=+-@":
        return name
    if normal(first) in _CREDENTIALS or not first or not last:
        return last or first
    return f"{first} {last}"


def split_brackets(text: str) -> tuple[str, str]:
    """ "Ana Ruiz (1001)" -> ("Ana Ruiz", "1001"); the second is "" where there are no brackets."""
    text = text.strip()
    match = _IN_BRACKETS.match(text) if text.endswith(_CLOSING) else None
    return (match["name"], match["inside"].strip()) if match else (text, "")


def employee_id(text: str) -> str:
    """An employee id as the text it is ("001201" stays), "" for "n/a" and the like.

    Excel's apostrophe before a number kept as text is no part of it.
    """
    if text.isascii() and text.isalnum() and not text.isalpha():
        return text  # letters and digits: nothing else that an id may be taken for
    text = text.strip().removeprefix("'")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if is_damaged_id(text):
        return ""
    return text if id_key(text) else ""


def is_damaged_id(text: str) -> bool:
    """Whether Excel has turned an id into a rounded number ("1.2E+05"): it is none any more."""
    return "+" in text and _SCIENTIFIC.match(text.strip()) is not None


def who(table: Table, line: Line, prefix: str = "") -> Identity:
    """The person that a line is about, from its columns; empty parts where it does not say.

    prefix: "subject_" for the columns about somebody else than the one who filled in a form.
    """
    return identified(*(table.cell(line, f"{prefix}{field}") for field in WHO))


def identified(id_text: str, name: str, first: str, last: str, email: str, upn: str) -> Identity:
    """The person that the texts of the columns WHO name."""
    id_text = employee_id(id_text)
    if first and name and not last and normal(first) not in normal(name):
        last = name  # "Name;Vorname": here Name is the family name
    if first or last:
        # Both are exact where a full name may be "Last, First (id)", or the manager's spelling.
        id_text = id_text or _id_in(name)
        name = " ".join(f"{first} {last}".split())
    else:
        if name.endswith(_CLOSING):
            bare, inside = split_brackets(name)
            if _ID.fullmatch(inside) or status_in_brackets(name):
                id_text = id_text or _id_in(name)
                name = bare
        name = first_last(name)
    email = address_key(email)
    if not email and "@" in name and (address := address_key(name)):
        name, email = "", address
    return Identity(
        name=name if _is_name(name) else "",
        email=email,
        upn=upn if upn and field_of(upn, "no_date") is None else "",
        employee_id=id_text,
    )


def status_in_brackets(name: str) -> str | None:
    """ "Ada Nova (On Leave)" -> "leave"; a single letter in brackets is an initial, no status."""
    inside = split_brackets(name)[1]
    return employment(inside) if len(inside) > 1 and not inside.isdigit() else None


def _id_in(name: str) -> str:
    inside = split_brackets(name)[1]
    return employee_id(inside) if _ID.fullmatch(inside) else ""


def _is_name(text: str) -> bool:
    if begins_otherwise(text, _NO_NAMES_BEGIN):
        return True
    return bool(text) and normal(text) not in _NO_NAMES


def is_somebody(person: Identity) -> bool:
    """Whether anything in it can tell who is meant; damaged letters ("? ?") cannot."""
    is_keyed = person.email or person.employee_id or person.upn
    return bool(is_keyed) or any(map(str.isalpha, person.name))


@looked_up(4096)
def employment(text: str) -> str | None:
    """A status word -> "active", "leave" or "left"; None for any other text.

    A longer status counts by its first part: "Inactive - Payroll Eligible" is left.
    """
    return _by_parts(text, "statuses")


@looked_up(4096)
def progress(text: str) -> str | None:
    """A completion status -> "competent" or "learning"; None for any other text."""
    return _by_parts(text, "progress")


def _by_parts(text: str, vocabulary_name: str) -> str | None:
    found = field_of(text, vocabulary_name)
    if found is not None or not text.strip():
        return found
    parts = [field_of(part, vocabulary_name) for part in _BETWEEN_PARTS.split(text.strip())]
    if "leave" in parts:  # "Inactive - Leave of Absence": on leave, not gone
        return "leave"
    if parts[0] is not None:
        return parts[0]
    first, _, rest = normal(text).partition(" ")
    known = words(vocabulary_name)
    return known.get(first) if rest and len(first) > 4 else None


@looked_up(4096)
def is_no_date(text: str) -> bool:
    """Whether a cell of a date column says that there is no date: "", "n/a", "00/00/0000"."""
    return not normal(text) or field_of(text, "no_date") is not None


def looks_like_day(text: str) -> bool:
    """Whether a text can be a date in any order."""
    return any(parse_day(text, order, excel=True) for order in ("dmy", "mdy", "ymd"))
