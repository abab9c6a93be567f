"""What questions read besides the base tables, made from these in the engine itself.

The union of everybody's stays, the roll and its sums are the SQL of landing (`schema/settle`) where
that is portable, and of `schema/derived` where it is not; no row of a person crosses the wire.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd

from analytics.canonical import Table, of_kind, table
from analytics.engines import Engine, ddl
from analytics.formats import title_formats
from analytics.kept_pilots import CARDS, LOCKS, kept_pilots
from analytics.pilots import CardError
from analytics.store import SCHEMA_NUMBER, StoreError, composed, schema_number, settle_step
from analytics.store.steps import derived_step
from analytics.turnout_rule import params_of_sums, rule_of

# Of one step; an engine that takes longer has lost its way.
_SECONDS = 4 * 3600.0


def derive(engine: Engine, now: datetime) -> None:
    """Make everything derived anew from the base tables that somebody's pipeline filled, and say
    that the schema is whole; the caller commits. Until then an engine without transactions is not
    read.

    now: in UTC, without a zone. Errors: StoreError when the engine lacks a base table, or one holds
    what cannot be.
    """
    check(engine)
    is_other = begin(engine) != schema_number()
    for one in of_kind("kept", "empty"):
        engine.run(ddl.create(one, engine.address.kind))
    make(engine, now, anew=is_other)


def begin(engine: Engine) -> int:
    """Note that what is there is being changed; returns the number of the schema that was whole, 0
    for none."""
    version = table("schema_version")
    engine.run(ddl.create(version, engine.address.kind))
    [[found]] = _rows(engine, SCHEMA_NUMBER)
    engine.run(ddl.empty(version, engine.address.kind))
    return int(found)


def make(engine: Engine, now: datetime, *, anew: bool, after: int = 0) -> None:
    """The derived tables, and the note that all is whole. anew: what is there may be of another
    schema; after: the version of the data that was there, which the new one follows."""
    for one in of_kind("derived"):
        make_empty(engine, one, anew=anew)
    for name in ("person_session", "roll_call"):
        _fill(engine, name, derived_text(name))
    _count_turnout(engine)
    _keep_formats(engine)
    for statement in ddl.after(of_kind("derived"), engine.address.kind):
        engine.run(statement)
    number = max(after, last_change(engine)) + 1
    insert(engine, "change", [(number, "derived", now)])
    insert(engine, "schema_version", [(schema_number(), now)])


def last_change(engine: Engine) -> int:
    """The version of the data that is there."""
    [[found]] = _rows(engine, "select coalesce(max(number), 0) as number from change")
    return int(found)


def make_empty(engine: Engine, one: Table, *, anew: bool) -> None:
    """A table without rows, whether it was there or not; anew: not as it was there."""
    if anew:
        engine.run(ddl.drop(one))
    engine.run(ddl.create(one, engine.address.kind))
    if not anew:
        engine.run(ddl.empty(one, engine.address.kind))


def insert(engine: Engine, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """A few rows, in the order of the table's columns."""
    import pyarrow as pa

    schema = ddl.arrow_schema(table(name).columns)
    found = [dict(zip(schema.names, row, strict=True)) for row in rows]
    if found:
        engine.insert(name, [pa.RecordBatch.from_pylist(found, schema=schema)])


@cache
def derived_text(name: str) -> str:
    """The SELECT that makes a derived table in an engine."""
    if name == "person_session":
        return derived_step(name)
    # Where they landed the roll is called of a few sessions at once; here it is of all of them.
    head, own = re.split(r"(?im)^with\s", settle_step(name), maxsplit=1)
    return f"{head}with calling as (\n{derived_step('calling')}),\n{own}"


def _fill(engine: Engine, name: str, sql: str, params: Mapping[str, Any] | None = None) -> None:
    """Append the rows of one SELECT, its columns by name."""
    text, names = composed(sql)
    columns = ", ".join(table(name).names())
    engine.run(
        f"insert into {name} ({columns}) select {columns} from (\n{text}\n) made",  # noqa: S608
        {name: (params or {})[name] for name in names},
    )


def _count_turnout(engine: Engine) -> None:
    """The sums of the roll, by the rule of the card that was saved last."""
    _fill(engine, "invited_by", _INVITED_BY)
    if not _rows(engine, "select person_id from roll_call limit 1"):
        return
    try:
        kept = kept_pilots(_rows(engine, CARDS), _rows(engine, LOCKS))
    except CardError as error:
        raise StoreError(
            f"A card in {engine.address} cannot be read ({error}): put it right in pilot_card."
        ) from error
    card = next((one.card for one in kept if not one.is_put_away), None)
    rule = rule_of(card, {basis for basis, _ in _rows(engine, _INVITED_BY)})
    insert(engine, "turnout_rule", [(rule.invited_by, rule.attended_seconds, rule.attended_share)])
    if rule.invited_by == "roster":
        return  # everybody times every session: only ever counted for what is asked
    for name in ("person_turnout", "session_turnout"):
        _fill(engine, name, settle_step(name), params_of_sums(rule))


_INVITED_BY = "select basis, count(*) as invited from invitation group by basis"


def _keep_formats(engine: Engine) -> None:
    titles = [title for (title,) in _rows(engine, "select distinct title from session")]
    formats = title_formats(pd.Series(titles, dtype="str"))
    insert(engine, "title_format", formats.itertuples(index=False, name=None))


def _rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    """The rows as plain values, for few of them."""
    found = engine.rows(sql, {}, _SECONDS)
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


# what the base tables hold ------------------------------------------------------------------------


def check(engine: Engine) -> None:
    """Errors: StoreError, in one sentence, when a base table is not there or holds what cannot
    be."""
    for one in of_kind("base"):
        troubles = _troubles(one)
        counts = ", ".join(f"({sql}) as n_{n}" for n, (sql, _) in enumerate(troubles))
        [found] = _rows(engine, f"select {counts}")
        for count, (_, says) in zip(found, troubles, strict=True):
            if count:
                raise StoreError(
                    f"The table {one.name} in {engine.address} {says.format(count)}: nothing was"
                    " derived; put it right there and run impact load --derive-only again."
                )


def _troubles(one: Table) -> list[tuple[str, str]]:
    """Selects that count what may not be, each with what to say of it."""
    required = [column.name for column in one.columns if column.is_required]
    missing = " or ".join(f"{name} is null" for name in required)
    found = [(
        f"select count(*) from {one.name} where {missing}",  # noqa: S608
        f"lacks one of {', '.join(required)} in {{}} of its rows",
    )]  # fmt: skip
    if one.key:
        on = ", ".join(one.key)
        found.append((
            "select count(*) from (select 1 as twice"  # noqa: S608
            f" from {one.name} group by {on} having count(*) > 1) found",
            f"has more than one row of the same {on}, {{}} times",
        ))  # fmt: skip
    if one.name == "stay":
        found.append((
            "select count(*) from stay where left_at < joined_at"
            " or (joined_at is null and left_at is not null)"
            " or (joined_at is not null and left_at is null)",
            "has stays that end before they begin or have one time alone, {} of them",
        ))  # fmt: skip
    return found
