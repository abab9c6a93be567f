"""The snapshots of a workspace, and how a file takes its place: whole or not at all.

A database is never replaced in one move, because its log stands beside it: a note of what is to be
done comes first, and whoever opens the workspace next ends what was begun.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from analytics.store.database import DATABASE, StoreError, sync
from analytics.store.kept import Kept

SNAPSHOTS = "snapshots"
KEPT = 5
INCOMING = "incoming"
_NOTE = "replacing.json"
_FORM = "%Y-%m-%dT%H%M%SZ"
# Copies that this process is making: what else is half done was left by one that was ended.
_ON_THE_WAY: set[Path] = set()
_NAMED = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)[\w-]*(?:\.(\d+))?\.duckdb")


class Snapshots:
    """The folder of them; each is named after its moment in UTC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / SNAPSHOTS

    def next(self, now: datetime, why: str = "") -> Path:
        """Where a new one goes."""
        self._make()
        stem = f"{now:{_FORM}}{f'-{why}' if why else ''}"
        names = (f"{stem}{f'.{n}' if n else ''}.duckdb" for n in range(1000))
        return next(self.folder / name for name in names if not (self.folder / name).exists())

    @contextmanager
    def part(self) -> Iterator[Path]:
        """Where this thread makes a copy; what is still there afterwards is removed."""
        self._make()
        made = self.folder.resolve() / f".{os.getpid()}.{threading.get_ident()}.duckdb"
        _ON_THE_WAY.add(made)
        try:
            yield made
        finally:
            made.unlink(missing_ok=True)
            _ON_THE_WAY.discard(made)

    def _make(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {self.folder} cannot be made: {error.strerror}; without it nothing"
                " can be restored."
            ) from error

    def all(self) -> list[tuple[datetime, Path]]:
        """Each with its moment, oldest first."""
        if not self.folder.is_dir():
            return []
        named = ((_NAMED.fullmatch(path.name), path) for path in self.folder.iterdir())
        placed = sorted(
            (datetime.strptime(match[1], _FORM), int(match[2] or 0), path)
            for match, path in named
            if match
        )
        return [(moment, path) for moment, _, path in placed]

    def names(self) -> frozenset[str]:
        return frozenset(path.name for _, path in self.all())

    def clean(self) -> None:
        """Remove what was left by a process that was ended while it made a copy. To be called by
        the one that has the database open; a number of a process may come back."""
        for left in self.folder.resolve().glob(".*.duckdb*"):
            if not any(str(left).startswith(str(made)) for made in _ON_THE_WAY):
                left.unlink(missing_ok=True)

    def prune(self, oldest: datetime, held: str) -> None:
        """Keep the last few of those that are not older than `oldest`. The one that the journal
        goes on from, by its name `held`, stays whatever its age; the newest where there is none."""
        for number, (moment, path) in enumerate(reversed(self.all()), start=1):
            is_needed = path.name == held if held else number == 1
            if not is_needed and (number > KEPT or moment < oldest):
                path.unlink(missing_ok=True)


def put_in_place(made: Path, target: Path) -> None:
    """Move a file to its place, also on another disk; who looks sees the old one or the new one."""
    if made.parent.resolve() != target.parent.resolve():
        copy_to_place(made, target)
    else:
        made.replace(target)
        sync(target.parent)


def copy_to_place(source: Path, target: Path) -> None:
    """The same, and the file stays where it is too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(source, part)
        part.chmod(0o600)
        sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync(target.parent)


# another database in the place of the workspace's -------------------------------------------------


def replace_database(folder: Path, now: datetime, journal: dict[str, int] | None = None) -> Path:
    """Put the database of `folder`/incoming in its place, and what was there aside, under a name
    with the date; returns that name. journal: what is to be noted with it, see `Kept`."""
    aside = next(
        path
        for n in range(1000)
        if not (path := folder / f"set-aside-{now:{_FORM}}{f'.{n}' if n else ''}.duckdb").exists()
    )
    note = folder / _NOTE
    made = folder / f".{_NOTE}.part"
    made.write_text(json.dumps({"aside": aside.name, "journal": journal}), encoding="utf-8")
    sync(made)
    made.replace(note)
    sync(folder)
    finish_replacing(folder)
    return aside


def finish_replacing(folder: Path) -> None:
    """End a replacement that was begun; nothing where there is none."""
    note = folder / _NOTE
    if not note.exists():
        return
    try:
        said = json.loads(note.read_text("utf-8"))
        incoming, here, aside = folder / INCOMING / DATABASE, folder / DATABASE, said["aside"]
        if incoming.exists():
            for ending in (".wal", ""):
                old = here.with_name(here.name + ending)
                if old.exists():
                    old.replace(folder / f"{aside}{ending}")
            incoming.replace(here)
            sync(folder)
        match said["journal"]:
            case {"strike_out": version}:
                Kept(folder).strike_out(version)
            case {"begin_anew": version}:
                Kept(folder).begin_anew(version)
        note.unlink()
        sync(folder)
        shutil.rmtree(folder / INCOMING, ignore_errors=True)
    except OSError as error:
        raise StoreError(
            f"The workspace {folder} cannot be written: {error.strerror}; another database is on"
            " its way into it, and opening it again goes on with that."
        ) from error
