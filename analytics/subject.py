"""One person in the data, and everything that is kept about them: what they may ask to see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.store import Store, StoreError

# A spelling that may stand in a text by chance is not looked for there.
_SHORTEST = 5


@dataclass(frozen=True)
class Subject:
    """A person: the id in the data, and every spelling of them. texts: names, addresses and ids
    that can be found in a text, in lower case, the longest first; cells: all of them, however
    short, as they may fill a cell of a row."""

    person_id: int
    aliases: tuple[int, ...]
    name: str
    texts: tuple[str, ...]
    cells: tuple[str, ...]


def find(store: Store, wanted: str) -> Subject:
    """The person whose address, employee id or whole name this is, in any capitals.

    Errors: StoreError when there is nobody, or more than one.
    """
    found = store.ask(_FOUND, {"wanted": wanted.strip()})
    people = found["person_id"].unique()
    if not len(people):
        raise StoreError(
            f"Nobody in the workspace has the name, address or employee id “{wanted.strip()}”."
        )
    if len(people) > 1:
        raise StoreError(
            f"“{wanted.strip()}” is the name of {len(people)} people: ask for the e-mail address or"
            " the employee id."
        )
    return of_person(store, int(people[0]))


def of_person(store: Store, person_id: int) -> Subject:
    """The person with this id and all their spellings."""
    rows = store.ask(_SPELLINGS, {"person": person_id})
    said = [str(text) for name in _TEXTS for text in rows[name] if text]
    long = {text.lower() for text in said if _is_telling(text)}
    return Subject(
        person_id=person_id,
        aliases=tuple(int(alias) for alias in rows["alias_id"]),
        name=said[0] if said else "",
        texts=tuple(sorted(long, key=lambda text: (-len(text), text))),
        cells=tuple(sorted({text.strip().lower() for text in said})),
    )


def _is_telling(text: str) -> bool:
    """Whether a text that holds this speaks of the person: a whole name, an address, a long id."""
    return len(text) >= _SHORTEST and (" " in text or "@" in text or any(map(str.isdigit, text)))


def everything_about(store: Store, subject: Subject) -> Mapping[str, list[dict[str, Any]]]:
    """Table → rows: all that is kept under the person, and every text that names them."""
    return {
        table: rows
        for table, rows in (*_rows_of(store, subject), *_texts_about(store, subject))
        if rows
    }


def _rows_of(store: Store, subject: Subject) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for table, columns in _columns(store).items():
        for column, ids in (("alias_id", subject.aliases), ("person_id", (subject.person_id,))):
            if column in columns:
                found = store.ask(
                    f"select * from {table} where list_contains($ids, {column})",  # noqa: S608
                    {"ids": list(ids)},
                )
                yield table, _plain(found)


def _texts_about(store: Store, subject: Subject) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows of others, and of no one, in which a text names the person."""
    for table, column in text_columns(store):
        if table == "person_alias":
            continue  # somebody else who is called the same
        names, params = naming(table, column, subject)
        found = store.ask(f"select * from {table} where {names}", params)  # noqa: S608
        if "alias_id" in found:
            found = found[~found["alias_id"].isin(subject.aliases)]
        yield f"{table}: {column} names the person", _plain(found)


def naming(table: str, column: str, subject: Subject) -> tuple[str, dict[str, list[str]]]:
    """The condition that a text of this column names the person, with its parameters. Rows as they
    stand in a file name somebody also by a cell that is no more than a short id or a first name."""
    names = _NAMES.format(column=column)
    if (table, column) not in _ROWS_AS_FOUND:
        return names, {"texts": list(subject.texts)}
    params = {"texts": list(subject.texts), "cells": list(subject.cells)}
    return f"({names} or {_CELLS.format(column=column)})", params


_ROWS_AS_FOUND = {("left_out_row", "found"), ("noted_row", "found")}
_CELLS = (
    "list_has_any(list_transform(string_split_regex({column}, '[\\t,;|\"]'),"
    " lambda cell: lower(trim(cell))), $cells)"
)
# Whether a text holds one of the (lower) texts.
_NAMES = "len(list_filter($texts, lambda named: contains(lower({column}), named))) > 0"


def text_columns(store: Store) -> list[tuple[str, str]]:
    """(table, column) of every text that was read from a file or written by hand."""
    return [
        (table, column)
        for table, columns in _columns(store).items()
        for column, kind in columns.items()
        if kind == "VARCHAR" and column not in _NO_TEXTS and table not in _DERIVED
    ]


# Ids and words of this product; and what is made anew from other tables.
_NO_TEXTS = {
    "file_id", "kind", "recognised_as", "encoding", "delimiter", "date_order", "origin", "code",
    "severity", "basis", "response", "role", "scale", "decision", "matched_by", "mark", "about",
    "digest", "outcome", "question", "way",
}  # fmt: skip
_DERIVED = {"session", "person", "competency", "roll_call", "person_turnout", "session_turnout",
            "turnout_rule", "invited_by", "settled", "outcome"}  # fmt: skip


def _columns(store: Store) -> dict[str, dict[str, str]]:
    """Table → column → type, of every table."""
    rows = store.ask(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = 'main' order by table_name, ordinal_position"
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows.itertuples(index=False):
        found.setdefault(str(row.table_name), {})[str(row.column_name)] = str(row.data_type)
    return found


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in rows.to_dict(orient="records")
    ]


_TEXTS = ("name", "email", "upn", "employee_id")
_FOUND = """
    select distinct i.person_id
    from person_alias a
    join identity i on i.alias_id = a.alias_id
    where lower($wanted) in (lower(a.name), lower(a.email), lower(a.upn), lower(a.employee_id))
        and $wanted <> ''
"""
_SPELLINGS = """
    select a.alias_id, a.name, a.email, a.upn, a.employee_id
    from person_alias a
    join identity i on i.alias_id = a.alias_id
    where i.person_id = $person
    order by length(a.name) desc, a.name, a.alias_id
"""
