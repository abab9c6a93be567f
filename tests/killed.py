"""What runs in a process of its own (`start` in conftest.py); much of it is ended with kill -9."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analytics import recovery
from analytics import store as room
from analytics.landing import land
from analytics.sources import all_sources
from analytics.store import Store

all_sources()  # what is loaded here is not loaded by every process anew


def land_and_end(folder: Path, numbers: tuple[int, ...]) -> None:
    """Without closing it, so that the log of the database stays."""
    store = Store.open(folder)
    land(store, [file(number) for number in numbers])
    os._exit(0)


def nothing() -> None:
    """The first process waits until the modules are loaded."""


def run(began: Any, what: Callable[..., None], given: tuple[object, ...]) -> None:
    began.set()
    what(*given)


def rows_of(number: int) -> int:
    return 1 + number * 7 % 40


def file(number: int, rows: int = 0) -> tuple[str, bytes]:
    """The people of one file, so many or as many as are its own; no two files are alike."""
    lines = "".join(
        f"P{number} Q{row},p{number}.{row}@example.org,2026-01-{1 + row % 28:02}\n"
        for row in range(rows or rows_of(number))
    )
    return f"people-{number}.csv", f"Name,Email,Hire Date\n{lines}".encode()


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


def fill_disk(folder: Path, rows: int, limit: int, told: Any) -> None:
    """Land files of so many rows where no file may grow beyond a limit, until one does not land;
    tells how many did, how many there are then, and what was said."""
    import resource

    store = Store.open(folder)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    landed, said = _landed_until_full(store, rows)
    told.send((landed, len(store.source_files()), said))


def fill_small_disk(folder: Path, rows: int, size: int, told: Any) -> None:
    """The same on a disk of `size` MB that only this process sees: the workspace is copied to it,
    opened again there while it is full, and copied back. Tells a text where it may not mount."""
    disk = folder.with_name("disk")
    disk.mkdir()
    if why := _mounted(disk, size):
        told.send(why)
        return
    here = shutil.copytree(folder, disk / "w")
    store = Store.open(here)
    landed, said = _landed_until_full(store, rows)
    readable = len(store.source_files())
    store.close()
    assert shutil.disk_usage(disk).total == size << 20
    store = Store.open(here)
    assert len(store.source_files()) == readable
    store.close()
    shutil.rmtree(folder)
    shutil.copytree(here, folder)
    told.send((landed, readable, said))


def _mounted(disk: Path, size: int) -> str:
    """Mount a disk in memory where nobody else sees it; says why it cannot be."""
    new_mounts = 0x00020000  # CLONE_NEWNS of sched.h
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(new_mounts):
            return f"unshare: {os.strerror(ctypes.get_errno())}"
        for command in (
            ["mount", "--make-rprivate", "/"],
            ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(disk)],
        ):
            subprocess.run(command, check=True, capture_output=True, text=True)
    except (AttributeError, OSError) as error:
        return f"no mounts of one's own: {error}"
    except subprocess.CalledProcessError as error:
        return str(error.stderr).strip() or "mount failed"
    return ""


def _landed_until_full(store: Store, rows: int) -> tuple[int, str]:
    for number in range(1000):
        try:
            land(store, [file(number, rows)])
        except room.StoreError as error:
            return number, str(error)
    return 1000, ""
