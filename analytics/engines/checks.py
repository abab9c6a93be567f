"""What base tables that others fill may not hold: each trouble is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analytics.canonical import Column, Table, of_kind
from analytics.engines import Engine
from analytics.engines.existing import Existing, misfit, plain_rows
from analytics.store import StoreError


@dataclass(frozen=True)
class _Trouble:
    """counts: a SELECT of how many rows cannot be; says: so, with {count} and {found}; finds: a
    SELECT of an example of it."""

    counts: str
    says: str
    finds: str = ""


_AGAIN = "nothing was derived; put it right there and run impact load --derive-only again."


def check_columns(engine: Engine, found: Existing) -> None:
    """Errors: StoreError, in one sentence, when a base table is not there, or it or a kept one
    lacks a column or has one of another type."""
    for one in of_kind("base", "kept", "empty"):
        if one.name not in found:
            if one.kind == "base":
                raise StoreError(
                    f"{engine.address} lacks the table {one.name}: make it as impact schema prints"
                    " it, which may stay empty, or load an export with impact load."
                )
            continue
        types = found[one.name]
        for column in one.columns:
            if column.name not in types:
                raise StoreError(
                    f"The table {one.name} in {engine.address} lacks the column {column.name}:"
                    f" {_AGAIN}"
                )
            if should_be := misfit(column, types[column.name]):
                raise StoreError(
                    f"{column.name} of the table {one.name} in {engine.address} is of the type"
                    f" {types[column.name]} and should be {should_be}: {_AGAIN}"
                )


def check(engine: Engine) -> None:
    """Errors: StoreError, in one sentence, when a base table holds what cannot be."""
    for one in of_kind("base"):
        troubles = _troubles(one)
        counts = ", ".join(f"({trouble.counts}) as n_{n}" for n, trouble in enumerate(troubles))
        [found] = plain_rows(engine, f"select {counts}")
        for count, trouble in zip(found, troubles, strict=True):
            if count:
                example = plain_rows(engine, trouble.finds)[0][0] if trouble.finds else ""
                says = trouble.says.format(count=count, found=example)
                raise StoreError(f"The table {one.name} in {engine.address} {says}: {_AGAIN}")


def _troubles(one: Table) -> list[_Trouble]:
    """What may not be in a table."""
    return [
        _without(one), *_alike(one), *(_other_words(one, c) for c in one.columns if c.words),
        *_of_no_session(one), *_half_stays(one),
    ]  # fmt: skip


def _without(one: Table) -> _Trouble:
    required = [column.name for column in one.columns if column.is_required]
    where = f"from {one.name} where {' or '.join(f'{name} is null' for name in required)}"
    named = " ".join(f"when {name} is null then '{name}'" for name in required)
    return _Trouble(
        f"select count(*) {where}",
        "lacks {found}, or another value that may not be missing, in {count} of its rows",
        f"select case {named} end as lacking {where} limit 1",
    )


def _alike(one: Table) -> Iterator[_Trouble]:
    if one.key:
        on = ", ".join(one.key)
        yield _Trouble(
            "select count(*) from (select 1 as twice"  # noqa: S608
            f" from {one.name} group by {on} having count(*) > 1) found",
            f"has more than one row of the same {on}, {{count}} times",
        )


def _other_words(one: Table, column: Column) -> _Trouble:
    allowed = ", ".join(f"'{word}'" for word in column.words)
    where = f"from {one.name} where {column.name} not in ({allowed})"
    return _Trouble(
        f"select count(*) {where}",
        f"has “{{found}}” as {column.name}, or another word that is none of"
        f" {', '.join(column.words)}, in {{count}} of its rows",
        f"select min({column.name}) as word {where}",
    )


def _of_no_session(one: Table) -> Iterator[_Trouble]:
    if one.name in ("stay", "invitation"):
        rows = (
            f"from {one.name} t left join session s on s.session_id = t.session_id"
            " where s.session_id is null"
        )
        yield _Trouble(
            f"select count(*) {rows}",
            "has the session_id {found}, or another that session does not hold, in {count} of its"
            " rows",
            f"select min(t.session_id) as session_id {rows}",
        )


def _half_stays(one: Table) -> Iterator[_Trouble]:
    if one.name == "stay":
        yield _Trouble(
            "select count(*) from stay where left_at < joined_at"
            " or (joined_at is null and left_at is not null)"
            " or (joined_at is not null and left_at is null)",
            "has stays whose left_at is before joined_at or that have one of the two alone,"
            " {count} of them",
        )
