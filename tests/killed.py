"""What runs in a process of its own (`start` in conftest.py); much of it is ended with kill -9."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analytics import recovery
from analytics import store as room
from analytics.landing import land
from analytics.sources import all_sources
from analytics.store import Store

all_sources()  # what is loaded here is not loaded by every process anew


def nothing() -> None:
    """The first process waits until the modules are loaded."""


def run(began: Any, what: Callable[..., None], given: tuple[object, ...]) -> None:
    began.set()
    what(*given)


def rows_of(number: int) -> int:
    return 1 + number * 7 % 40


def file(number: int) -> tuple[str, bytes]:
    """The people of one file; no two files are alike."""
    rows = "".join(
        f"P{number} Q{row},p{number}.{row}@example.org,2026-01-{1 + row % 28:02}\n"
        for row in range(rows_of(number))
    )
    return f"people-{number}.csv", f"Name,Email,Hire Date\n{rows}".encode()


def ingest(folder: Path, first: int, acknowledged: Path, landed: Any) -> None:
    """Land one file after the other and say so of each; landed: set once the first one has."""
    store = Store.open(folder)
    with acknowledged.open("ab", buffering=0) as said:
        for number in range(first, first + 1000):
            [report] = land(store, [file(number)])
            assert report.state in ("landed", "already")
            said.write(f"{number}\n".encode())
            landed.set()


def back_up(folder: Path, target: Path) -> None:
    """Make one copy after the other while files land."""
    store = Store.open(folder)
    assert store.keeping is not None
    for number in range(10_000, 11_000):
        store.keeping.copy_to(target)
        store.keeping.snapshot()
        land(store, [file(number)])


def migrate(folder: Path, began: Path) -> None:
    """Open a workspace of an earlier schema; the migration takes a while."""
    at = max(room._migrations())
    own = room._migrations()
    room._migrations = lambda: {**own, at + 1: SLOW}  # type: ignore[assignment]
    began.touch()
    Store.open(folder)
    while True:
        signal.pause()


SLOW = """
    create table slow as select range as number from range(300000);
    alter table slow add column twice bigint;
    update slow set twice = 2 * number;
    delete from pilot_card
"""


def recover(folder: Path, way: str, step: int) -> None:
    """Rebuild or restore, and end at the so-manieth step on the disk."""
    left = [step]

    def ends_at(name: str) -> None:
        done = getattr(Path, name)

        def doing(path: Path, *given: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return done(path, *given, **named)

        setattr(Path, name, doing)

    for name in ("replace", "unlink", "write_text", "mkdir"):
        ends_at(name)
    recovery.rebuild(folder) if way == "rebuild" else recovery.restore(folder)


def hold(folder: Path, orders: Any) -> None:
    """Keep a workspace open and do what is asked for, until it is None: "snapshot", or the number
    of a file to land."""
    store = Store.open(folder)
    assert store.keeping is not None
    while (order := orders.recv()) is not None:
        if order == "snapshot":
            store.keeping.snapshot()
        elif order != "open":
            land(store, [file(order)])
        orders.send(order)
    store.close()


def read(published: Path, orders: Any) -> None:
    """Say how many files and rows a published copy has; "again": once it was opened anew."""
    store = Store.published(published)
    while (order := orders.recv()) is not None:
        if order == "again":
            store.close()
            store = Store.published(published)
        found = store.ask(
            "select count(*) as n, (select count(*) from landed_person) as rows from source_file"
        )
        orders.send(tuple(map(int, found.iloc[0])))
    store.close()


def fill_disk(folder: Path, limit: int, told: Path) -> None:
    """Land files where no file may grow beyond a limit, until one does not land."""
    import resource

    store = Store.open(folder)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    landed = 0
    said = ""
    for number in range(1000):
        try:
            land(store, [file(number)])
            landed += 1
        except room.StoreError as error:
            said = str(error)
            break
    readable = len(store.source_files())
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told.write_text(f"{landed}\n{readable}\n{said}", encoding="utf-8")
