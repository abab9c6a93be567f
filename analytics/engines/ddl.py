"""What makes the canonical tables in an engine: as DuckDB reads it, or in the engine's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from analytics.canonical import TABLES, Column, Table, Type

if TYPE_CHECKING:
    import pyarrow as pa

# Those of `dialects.py`, which takes sqlglot.
DIALECTS = ("postgres", "spark", "trino", "snowflake", "bigquery")
# Where a large table is parted by the month of the session, its rows say which: "2026-03".
MONTH = Column("month", "varchar", "of the session, such as `2026-03`", is_required=False)
_PARTED = ("spark",)


def columns(table: Table, dialect: str) -> tuple[Column, ...]:
    """Of a table in an engine: there the month stands last where the table is parted by it."""
    is_parted = table.by_month and dialect in _PARTED
    return (*table.columns, MONTH) if is_parted else table.columns


def create(table: Table, dialect: str) -> str:
    """The statement that makes a table where there is none, in DuckDB's words and with what this
    engine needs besides: in Postgres texts compare by their bytes, as in DuckDB, and not by a
    country's custom; in Spark tables are Parquet, which knows no NOT NULL."""
    is_spark, collate = dialect == "spark", ' collate "C"' if dialect == "postgres" else ""
    lines = ",\n".join(
        f"    {column.name} {column.type}{collate if column.type == 'varchar' else ''}"
        f"{' not null' if column.is_required and not is_spark else ''}"
        for column in columns(table, dialect)
    )
    parted = f" partitioned by ({MONTH.name})" if table.by_month and dialect in _PARTED else ""
    files = f" using parquet{parted}" if is_spark else ""
    return f"create table if not exists {table.name} (\n{lines}\n){files}"


def empty(table: Table, dialect: str) -> str:
    """The statement that takes all rows out. In Postgres whoever reads meanwhile sees them until
    the end of the transaction, and nobody loses the right to read the table."""
    return f"{'truncate table' if dialect == 'spark' else 'delete from'} {table.name}"


def drop(table: Table) -> str:
    return f"drop table if exists {table.name}"


def after(tables: Iterable[Table], dialect: str) -> Iterator[str]:
    """What is to be run once tables are filled: in Postgres an index on each key, and a count of
    what there is for its planner."""
    if dialect != "postgres":
        return
    for table in tables:
        if table.key:
            on = ", ".join(table.key)
            yield f"create index if not exists {table.name}_key on {table.name} ({on})"
        yield f"analyze {table.name}"


_WHOSE = """\
-- The canonical tables of Pilot Impact, each explained in docs/canonical.md. That schema_version is
-- there, also without a row, says that tables of these names are Pilot Impact's own. While you fill
-- the base tables: delete from schema_version. Then: impact load --derive-only.
"""


def script(dialect: str, schema: str = "") -> str:
    """All tables in the engine's own words, each with what it holds, and `schema_version` among
    them, which says whose they are. Errors: ValueError when it cannot say one."""
    from analytics.engines.dialects import translated  # it takes sqlglot, which few need

    parts = [
        f"-- {table.name} ({table.kind}): {table.holds}\n"
        f"{translated(create(table, dialect), dialect, schema)};\n"
        for table in TABLES
    ]
    return "\n".join((_WHOSE, *parts))


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The same columns in Arrow."""
    import pyarrow as pa

    types: dict[Type, pa.DataType] = {
        "varchar": pa.string(), "bigint": pa.int64(), "integer": pa.int32(),
        "double": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    return pa.schema([(column.name, types[column.type]) for column in columns])
