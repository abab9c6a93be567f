"""What stands in an engine's schema already: whose tables, and with which columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analytics.canonical import TABLES, Column, Table, Type, table
from analytics.engines import Engine, ddl
from analytics.store import StoreError

# Canonical tables that there are, with the types of their columns as the engine names them.
Existing = Mapping[str, Mapping[str, str]]
# Of one step; an engine that takes longer has lost its way.
SECONDS = 4 * 3600.0
# A failed statement ends a transaction of Postgres, whose own list is asked instead of each table.
_LISTED = """
select cast(c.relname as varchar) as holder, cast(a.attname as varchar) as name,
    cast(t.typname as varchar) as type
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a
    on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_type t on t.oid = a.atttypid
where n.nspname = $schema
"""
_WHOLE = {"int2", "int4", "int8", "tinyint", "smallint", "int", "integer", "bigint"}
_PARTS = {"float4", "float8", "numeric", "float", "double", "decimal"}
_FITTING: Mapping[Type, set[str]] = {
    "varchar": {"text", "varchar", "string"},
    "bigint": _WHOLE, "integer": _WHOLE, "double": _WHOLE | _PARTS,
    "boolean": {"bool", "boolean"}, "date": {"date"}, "timestamp": {"timestamp", "timestamp_ntz"},
}  # fmt: skip
_NAMED: Mapping[Type, str] = {
    "varchar": "a text", "bigint": "a whole number", "integer": "a whole number",
    "double": "a number", "boolean": "true or false", "date": "a date",
    "timestamp": "a time without a zone",
}  # fmt: skip


def existing(engine: Engine) -> Existing:
    """Errors: StoreError when the engine cannot be asked."""
    if engine.address.kind != "postgres":
        asked = ((one.name, _asked(engine, one)) for one in TABLES)
        return {name: types for name, types in asked if types is not None}
    found: dict[str, dict[str, str]] = {}
    for row in engine.rows(_LISTED, {"schema": engine.address.schema}, SECONDS).to_pylist():
        types = found.setdefault(row["holder"], {})
        if row["name"] is not None:
            types[row["name"]] = row["type"]
    return {one.name: found[one.name] for one in TABLES if one.name in found}


def _asked(engine: Engine, one: Table) -> dict[str, str] | None:
    """The columns of a table; None where there is no such table."""
    try:
        names = engine.rows(f"select * from {one.name} where false", {}, SECONDS).column_names  # noqa: S608
    except StoreError as error:
        if "lacks a table" not in str(error):
            raise
        return None
    known = [name for name in names if name in one.names()]
    if not known:
        return dict.fromkeys(names, "")
    # Of the largest of no values: it has a type too. Only columns that are ours are asked for.
    types = ", ".join(f"typeof(max({name})) as {name}" for name in known)
    sql = f"select {types} from {one.name} where false"  # noqa: S608
    [said] = engine.rows(sql, {}, SECONDS).to_pylist()
    return {**dict.fromkeys(names, ""), **{name: _plain(engine, said[name]) for name in known}}


def _plain(engine: Engine, type: str) -> str:
    """Without digits, as decimal(10,2) has; what Spark calls a timestamp has a zone."""
    found = re.sub(r"\(.*", "", type.lower())
    return "timestamptz" if (engine.address.kind, found) == ("spark", "timestamp") else found


def is_as_ours(one: Table, types: Mapping[str, str], dialect: str) -> bool:
    """It has our columns and no others, of types that fit."""
    return not {column.name for column in ddl.columns(one, dialect)} ^ types.keys() and not any(
        misfit(column, types[column.name]) for column in one.columns
    )


def misfit(column: Column, type: str) -> str:
    """What a column should be, where its type in the engine is another; "" where it fits."""
    return "" if type in _FITTING[column.type] else _NAMED[column.type]


def refuse_others(engine: Engine, found: Existing, *names: str) -> None:
    """A schema whose `schema_version` has our columns was made by us, or by what `impact schema`
    prints: all canonical names in it are ours. Elsewhere tables of these names are somebody's.

    Errors: StoreError, before anything was changed.
    """
    version = table("schema_version")
    if version.name in found and is_as_ours(version, found[version.name], engine.address.kind):
        return
    others = [name for name in (*names, version.name) if name in found]
    if others:
        many = f" and {len(others) - 3} more" if len(others) > 3 else ""
        raise StoreError(
            f"{engine.address} holds other tables ({', '.join(others[:3])}{many}), and nothing"
            " there says that they are Pilot Impact's: name a schema of its own, or make the"
            " table schema_version as impact schema prints it where they are."
        )


def plain_rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    """The rows as plain values, for few of them."""
    found = engine.rows(sql, {}, SECONDS)
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))
