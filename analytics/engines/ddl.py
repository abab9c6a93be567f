"""What makes the canonical tables in an engine: as DuckDB reads it, or in the engine's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from analytics.canonical import TABLES, Column, Table, Type, table

if TYPE_CHECKING:
    import pyarrow as pa

# Those of `dialects.py`, which takes sqlglot.
DIALECTS = ("postgres", "spark", "trino", "snowflake", "bigquery")
# Where a large table is parted by the month of the session, its rows say which: "2026-03".
MONTH = Column("month", "varchar", "of the session, such as `2026-03`", is_required=False)
_PARTED = ("spark",)


def columns(one: Table, dialect: str) -> tuple[Column, ...]:
    """Of a table in an engine: there the month stands last where the table is parted by it."""
    is_parted = one.by_month and dialect in _PARTED
    return (*one.columns, MONTH) if is_parted else one.columns


def create(one: Table, dialect: str) -> str:
    """The statement that makes a table where there is none, in DuckDB's words and with what this
    engine needs besides: in Postgres texts compare by their bytes, as in DuckDB, and not by a
    country's custom; in Spark tables are Parquet, which knows no NOT NULL."""
    is_spark, collate = dialect == "spark", ' collate "C"' if dialect == "postgres" else ""
    lines = ",\n".join(
        f"    {column.name} {column.type}{collate if column.type == 'varchar' else ''}"
        f"{' not null' if column.is_required and not is_spark else ''}"
        for column in columns(one, dialect)
    )
    parted = f" partitioned by ({MONTH.name})" if one.by_month and dialect in _PARTED else ""
    files = f" using parquet{parted}" if is_spark else ""
    return f"create table if not exists {one.name} (\n{lines}\n){files}"


def empty(one: Table, dialect: str) -> str:
    """The statement that takes all rows out. In Postgres whoever reads meanwhile sees them until
    the end of the transaction, and nobody loses the right to read the table."""
    return f"{'truncate table' if dialect == 'spark' else 'delete from'} {one.name}"


def drop(one: Table) -> str:
    return f"drop table if exists {one.name}"


def after(tables: Iterable[Table], dialect: str) -> Iterator[str]:
    """What is to be run once tables are filled: in Postgres an index on each key, and a count of
    what there is for its planner."""
    if dialect != "postgres":
        return
    for one in tables:
        if one.key:
            on = ", ".join(one.key)
            yield f"create index if not exists {one.name}_key on {one.name} ({on})"
        yield f"analyze {one.name}"


_WHOSE = """\
-- The canonical tables of Pilot Impact, each explained in docs/canonical.md. That schema_version is
-- there, also without a row, says that tables of these names are Pilot Impact's own. While you fill
-- the base tables empty it: {empty}. Then: impact load --derive-only.
"""


def script(dialect: str, schema: str = "") -> str:
    """All tables in the engine's own words, each with what it holds, and `schema_version` among
    them, which says whose they are. Errors: ValueError when it cannot say one."""
    from analytics.engines.dialects import translated  # it takes sqlglot, which few need

    parts = [
        f"-- {one.name} ({one.kind}): {one.holds}\n"
        f"{translated(create(one, dialect), dialect, schema)};\n"
        for one in TABLES
    ]
    whose = _WHOSE.format(empty=empty(table("schema_version"), dialect))
    return "\n".join((whose, *parts))


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The same columns in Arrow."""
    import pyarrow as pa

    types: dict[Type, pa.DataType] = {
        "varchar": pa.string(), "bigint": pa.int64(), "integer": pa.int32(),
        "double": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    return pa.schema([(column.name, types[column.type]) for column in columns])
