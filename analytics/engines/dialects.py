"""SQL as DuckDB reads it, in the words of another engine: the only module that imports sqlglot.

Questions keep to a portable subset, which sqlglot translates whole or refuses. What it translates
without a word into something else is put right here, before it is written out (`_RULES`).
"""

from __future__ import annotations

import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

# Run by us, and generated and parsed only.
RUN = ("postgres", "spark")
GENERATED = ("trino", "snowflake", "bigquery")


@lru_cache(maxsize=1024)
def translated(sql: str, dialect: str, schema: str = "") -> str:
    """One statement for an engine; its tables, where they are no steps of its own, are those of
    the schema, and parameters are written as the engine's driver takes them by name.

    dialect: of `RUN` or `GENERATED`. Errors: ValueError when the statement is more than one, goes
    beyond the portable subset, or the dialect cannot say it.
    """
    try:
        found = sqlglot.parse(sql, read="duckdb")
        if len(found) != 1 or not isinstance(found[0], exp.Expression):
            raise ValueError("a question is one statement")
        if not_portable := next(found[0].find_all(*_NOT_PORTABLE), None):
            raise ValueError(f"not every engine can say this: {not_portable.sql('duckdb')}")
        tree = _placed(found[0], schema, dialect)
        for rule in _RULES:
            tree = tree.transform(rule, dialect)
        text = tree.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise ValueError(f"{dialect} cannot say this: {error}") from error
    return _PERCENT.sub("%%", text) if dialect == "postgres" else text


# What sqlglot hands on as it is, or makes monsters of, where an engine has no such thing. Functions
# that it does not know are `Anonymous`.
_NOT_PORTABLE = (
    exp.Anonymous, exp.Lambda, exp.Filter, exp.Qualify, exp.ArgMin, exp.ArgMax, exp.Unnest,
    exp.Explode, exp.Array, exp.Struct, exp.Bracket, exp.IntDiv,
)  # fmt: skip
# psycopg takes every percent sign for a parameter.
_PERCENT = re.compile(r"%(?!\(\w+\)s)")


def _placed(tree: exp.Expression, schema: str, dialect: str) -> exp.Expression:
    """The tables in their schema; a name in DuckDB's own schema is a table, whatever steps there
    are, and any other that is no step is one too. Where we run it the schema has the letters of its
    address; elsewhere it is as people write it."""
    place = exp.to_identifier(schema, quoted=dialect in RUN) if schema else None
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.db == "main" or (not table.db and table.name not in steps):
            table.set("db", place.copy() if place else None)
    return tree


def _days(node: exp.Expression, dialect: str) -> exp.Expression:
    """Days between are midnights crossed; engines count 24 hours where they are given times."""
    if isinstance(node, exp.DateDiff) and node.text("unit").lower() == "day":
        for side in ("this", "expression"):
            node.set(side, exp.cast(node.args[side], "date"))
    return node


def _seconds(node: exp.Expression, dialect: str) -> exp.Expression:
    """Seconds between are ticks of the clock crossed, not whole seconds passed."""
    if isinstance(node, exp.DateDiff) and node.text("unit").lower() == "second":
        for side in ("this", "expression"):
            node.set(side, exp.TimestampTrunc(this=node.args[side], unit=exp.var("SECOND")))
    return node


def _weeks(node: exp.Expression, dialect: str) -> exp.Expression:
    """Weeks begin on Monday; BigQuery's on Sunday."""
    is_week = isinstance(node, exp.DateTrunc | exp.TimestampTrunc) and (
        node.text("unit").lower() == "week"
    )
    if dialect == "bigquery" and is_week:
        return exp.DateTrunc(this=exp.cast(node.this, "date"), unit=exp.var("ISOWEEK"))
    return node


def _means(node: exp.Expression, dialect: str) -> exp.Expression:
    """A mean is a double; Snowflake's has the digits of what it is taken of, and six."""
    if isinstance(node, exp.Avg):
        node.set("this", exp.cast(node.this, "double"))
    return node


_RULES = (_days, _seconds, _weeks, _means)
