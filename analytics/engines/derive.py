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
from analytics.engines.checks import check, check_columns
from analytics.engines.existing import (
    Existing,
    existing,
    is_as_ours,
    plain_rows,
    refuse_others,
)
from analytics.formats import title_formats
from analytics.kept_pilots import CARDS, LOCKS, kept_pilots
from analytics.pilots import CardError
from analytics.store import StoreError, composed, schema_number, settle_step
from analytics.store.steps import derived_step
from analytics.turnout_rule import params_of_sums, rule_of


def derive(engine: Engine, now: datetime) -> None:
    """Make everything derived anew from the base tables that somebody's pipeline filled, and say
    that the schema is whole; the caller commits. Until then an engine without transactions is not
    read.

    now: in UTC, without a zone. Errors: StoreError when the engine lacks a base table, or one holds
    what cannot be, or the derived ones are somebody else's.
    """
    found, kind = existing(engine), engine.address.kind
    derived = [one for one in of_kind("derived") if one.name in found]
    refuse_others(
        engine, found, *(one.name for one in derived if not is_as_ours(one, found[one.name], kind))
    )
    check_columns(engine, found)
    check(engine)
    begin(engine)
    for one in of_kind("kept", "empty"):
        engine.run(ddl.create(one, kind))
    make(engine, now, found)


def begin(engine: Engine) -> None:
    """Note that what is there is being changed."""
    version = table("schema_version")
    engine.run(ddl.create(version, engine.address.kind))
    engine.run(ddl.empty(version, engine.address.kind))


def make(engine: Engine, now: datetime, found: Existing, *, after: int = 0) -> None:
    """The derived tables, and the note that all is whole. found: what stood there; after: another
    version of the data that the new one has to follow."""
    for one in of_kind("derived"):
        make_empty(engine, one, found)
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
    [[found]] = plain_rows(engine, "select coalesce(max(number), 0) as number from change")
    return int(found)


def make_empty(engine: Engine, one: Table, found: Existing) -> None:
    """A table without rows. One that stood there with our columns stays, and with it who may read
    it; one with others, of another version of the program, is made anew."""
    kind = engine.address.kind
    if one.name in found and is_as_ours(one, found[one.name], kind):
        engine.run(ddl.empty(one, kind))
        return
    if one.name in found:
        engine.run(ddl.drop(one))
    engine.run(ddl.create(one, kind))


def count(engine: Engine, name: str) -> int:
    """How many rows a table has there."""
    [[found]] = plain_rows(engine, f"select count(*) as rows_there from {name}")  # noqa: S608
    return int(found)


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
    if not plain_rows(engine, "select person_id from roll_call limit 1"):
        return
    try:
        kept = kept_pilots(plain_rows(engine, CARDS), plain_rows(engine, LOCKS))
    except CardError as error:
        raise StoreError(
            f"A card in {engine.address} cannot be read ({error}): put it right in pilot_card."
        ) from error
    card = next((one.card for one in kept if not one.is_put_away), None)
    rule = rule_of(card, {basis for basis, _ in plain_rows(engine, _INVITED_BY)})
    insert(engine, "turnout_rule", [(rule.invited_by, rule.attended_seconds, rule.attended_share)])
    if rule.invited_by == "roster":
        return  # everybody times every session: only ever counted for what is asked
    for name in ("person_turnout", "session_turnout"):
        _fill(engine, name, settle_step(name), params_of_sums(rule))


_INVITED_BY = "select basis, count(*) as invited from invitation group by basis"


def _keep_formats(engine: Engine) -> None:
    titles = [title for (title,) in plain_rows(engine, "select distinct title from session")]
    formats = title_formats(pd.Series(titles, dtype="str"))
    insert(engine, "title_format", formats.itertuples(index=False, name=None))
