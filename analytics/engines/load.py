"""An export of canonical tables into an engine, all of it or nothing that would be read."""

from __future__ import annotations

from datetime import datetime

from analytics import canonical_files
from analytics.canonical import TABLES, of_kind, table
from analytics.canonical_files import Canonical
from analytics.engines import Engine, ddl, derive
from analytics.engines.checks import check
from analytics.engines.existing import Existing, existing, is_as_ours, refuse_others
from analytics.store import StoreError


def load(engine: Engine, exported: Canonical, now: datetime) -> None:
    """Put an export in the place of what is there, and make what is derived from it; the caller
    commits.

    Where an engine has transactions, whoever reads sees the old tables until then. Elsewhere they
    are refused from the first change on until all is whole. Errors: StoreError, also where tables
    of these names are somebody else's.
    """
    kind, found = engine.address.kind, existing(engine)
    refuse_others(engine, found, *(one.name for one in TABLES))
    engine.run(f'create schema if not exists "{engine.address.schema}"')
    derive.begin(engine)
    _keep_version(engine, found, now)
    filled = [one for one in of_kind("base", "kept", "empty") if one.name != "change"]
    for one in filled:
        derive.make_empty(engine, one, found)
        if one.name in exported.files:
            engine.insert(one.name, canonical_files.batches(exported, one, kind))
            rows, given = derive.count(engine, one.name), exported.rows(one.name)
            if rows != given:
                raise StoreError(
                    f"{engine.address} has {rows} rows of {one.name} and was given {given}: load"
                    " it again."
                )
    for statement in ddl.after(filled, kind):
        engine.run(statement)
    check(engine)
    derive.make(engine, now, found, after=exported.version)


def _keep_version(engine: Engine, found: Existing, now: datetime) -> None:
    """The version of the data only ever grows, also past a load that breaks off: the table of it is
    never emptied, and one with other columns hands its number on."""
    change = table("change")
    types = found.get(change.name, {})
    before = derive.last_change(engine) if "number" in types else 0
    if types and not is_as_ours(change, types, engine.address.kind):
        engine.run(ddl.drop(change))
    engine.run(ddl.create(change, engine.address.kind))
    if before > derive.last_change(engine):
        derive.insert(engine, change.name, [(before, "loaded", now)])
