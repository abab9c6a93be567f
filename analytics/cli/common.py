"""What the verbs share: the workspace and who asks, steps on the way, and a file written whole."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analytics import progress
from analytics.engines import Address
from analytics.kept_pilots import pilot_named
from analytics.scope import Scope, access_of, scope_of
from analytics.settings import value
from analytics.store import Store, default_workspace

NOTHING_LANDED = "Nothing has landed yet: impact ingest FILE"
SHORT = 12  # letters that tell a file's id from others


class Usage(Exception):
    """The command line asks for something that cannot be; one sentence."""


def shown_step() -> Callable[[progress.Step], None]:
    """Tells a person at a terminal how far the work is, on one line; nobody else."""
    if not sys.stderr.isatty():
        return lambda step: None
    return lambda step: print(f"\r\x1b[K{step.says}", end="", file=sys.stderr, flush=True)


def end_of_steps() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


def write_whole(path: Path, data: bytes) -> None:
    """Whoever looks at the file sees the old one or the new one, never half of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class opened:
    """The workspace of the command line, or the engine in its place, with the pilot that is named;
    closed again afterwards."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._path = folder_of(arguments)
        self._engine: Address | None = value("IMPACT_ENGINE")
        if self._engine and arguments.workspace:
            raise Usage(
                f"--workspace names a folder and IMPACT_ENGINE {self._engine}: leave out one"
            )
        self._pilot: str | None = getattr(arguments, "pilot", None)

    def __enter__(self) -> Store:
        engine = self._engine
        self._store = Store.elsewhere(engine) if engine else Store.open(self._path)
        try:
            if self._pilot is not None:
                self._store.chosen = _number(self._store, self._pilot)
        except BaseException:
            self._store.close()
            raise
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _number(store: Store, name: str) -> int:
    """Errors: Usage when there is no pilot of that name."""
    kept = store.pilots()
    found = pilot_named(kept, name)
    if found is None:
        known = ", ".join(one.card.name for one in kept) or "none yet"
        raise Usage(f"there is no pilot “{name}”; there are: {known}")
    return found.number


def folder_of(arguments: argparse.Namespace) -> Path:
    return Path(arguments.workspace or default_workspace())


def scope_here() -> Scope:
    """Who sits at the command line has the files themselves: an analyst, with the smallest groups
    of the settings, since what they write is read by others."""
    return scope_of({}, replace(access_of(), mode="local"))


def short_id(file_id: str) -> str:
    """As much of a file's id as tells it from others."""
    return file_id[:SHORT]
