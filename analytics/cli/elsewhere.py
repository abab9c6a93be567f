"""Verbs for the canonical tables past one machine: export, load, schema."""

from __future__ import annotations

import argparse

from analytics import audit, canonical_files, fmt
from analytics.canonical import of_kind
from analytics.cli.common import Usage, folder_of
from analytics.engines import Address, ddl, derive, opened
from analytics.engines.load import load
from analytics.settings import value
from analytics.store import DATABASE, Store, StoreError
from analytics.store.writer import now_utc


def export(arguments: argparse.Namespace) -> int:
    """Always of the workspace, also where the engine is named that it goes to."""
    target, workspace = arguments.canonical, folder_of(arguments)
    if not (workspace / DATABASE).is_file():
        raise StoreError(f"There is no workspace in {workspace}: name one with --workspace.")
    store = Store.open(workspace)
    try:
        made = canonical_files.write(store, target, now_utc())
        audit.note(store.folder, "gave out all rows", reason=target.name)
    finally:
        store.close()
    tables = fmt.plural(len(made.files), "table")
    rows = fmt.plural(sum(map(made.rows, made.files)), "row")
    print(f"{tables} with {rows} written to {target}, which holds names: impact load {target}")
    return 0


def load_there(arguments: argparse.Namespace) -> int:
    address: Address | None = arguments.engine or value("IMPACT_ENGINE")
    if address is None:
        raise Usage("name the engine with --engine or IMPACT_ENGINE, as postgres://… or spark://…")
    if (arguments.folder is None) != arguments.derive_only:
        raise Usage("name the folder of an export, or say --derive-only")
    exported = None if arguments.folder is None else canonical_files.read(arguments.folder)
    if exported and not exported.rows("source_file"):
        raise StoreError(f"{exported.folder} holds no data: export a workspace that has some.")
    engine = opened(address, writes=True)
    try:
        if exported:
            load(engine, exported, now_utc())
        else:
            derive.derive(engine, now_utc())
        engine.commit()
    finally:
        engine.close()
    if exported:
        rows = fmt.plural(sum(map(exported.rows, exported.files)), "row")
        print(f"{rows} loaded into {address}, and what questions read was derived there")
    else:
        tables = fmt.plural(len(tuple(of_kind("derived"))), "table")
        print(f"{tables} derived in {address} from the base tables there")
    return 0


def print_schema(arguments: argparse.Namespace) -> int:
    try:
        print(ddl.script(arguments.dialect, arguments.name), end="")
    except ImportError as error:
        raise Usage(f"it takes more than is installed ({error.name}): {_EXTRA}") from error
    return 0


_EXTRA = "uv sync --extra scale"
