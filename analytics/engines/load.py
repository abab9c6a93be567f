"""An export of canonical tables into an engine, all of it or nothing that would be read."""

from __future__ import annotations

from datetime import datetime

from analytics import canonical_files
from analytics.canonical import of_kind, table
from analytics.canonical_files import Canonical
from analytics.engines import Engine, ddl, derive
from analytics.store import StoreError, schema_number


def load(engine: Engine, exported: Canonical, now: datetime) -> None:
    """Put an export in the place of what is there, and make what is derived from it; the caller
    commits.

    Where an engine has transactions, whoever reads sees the old tables until then. Elsewhere they
    are refused from the first change on until all is whole. Errors: StoreError.
    """
    kind = engine.address.kind
    engine.run(f"create schema if not exists {engine.address.schema}")
    engine.run(ddl.create(table("change"), kind))
    before = derive.last_change(engine)
    is_other = derive.begin(engine) != schema_number()
    for one in of_kind("base", "kept", "empty"):
        derive.make_empty(engine, one, anew=is_other)
        if one.name in exported.files:
            rows = engine.insert(one.name, canonical_files.batches(exported, one, kind))
            if rows != exported.rows(one.name):
                raise StoreError(
                    f"{engine.address} took {rows} rows of {one.name} and should have taken"
                    f" {exported.rows(one.name)}: load it again."
                )
    for statement in ddl.after(of_kind("base", "kept", "empty"), kind):
        engine.run(statement)
    derive.check(engine)
    derive.make(engine, now, anew=is_other, after=before)
