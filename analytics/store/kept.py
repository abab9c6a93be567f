"""What makes a database rebuildable: every upload as it came, and a journal of what was done.

    uploads/<sha256>   the bytes of a landed file, read-only
    journal.jsonl      a line for each change, written and synced before the database commits it

Both go after IMPACT_KEEP_DAYS days, once a snapshot holds them.

A change is a step from one version of the data to the next: files with the answers given for them,
a file taken back, a pilot card, themes, a decision about a name. Other lines say which snapshot
holds which version, and what of the lines above no longer counts.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol

from analytics.store.database import StoreError, disk_is_full, is_full, sync

UPLOADS, JOURNAL = "uploads", "journal.jsonl"
_PIECE = 1 << 18


class Bytes(Protocol):
    """The bytes of an upload, in memory or on the disk."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> bytes: ...


@dataclass(frozen=True)
class Change:
    """before, version: of the data; at: its moment in UTC; said: what was done, with `do`."""

    before: int
    version: int
    at: datetime
    said: Mapping[str, Any]

    @property
    def uploads(self) -> tuple[str, ...]:
        """The uploads that are needed to do it again."""
        is_own = self.said["do"] == "land" and self.said["origin"] == "upload"
        return tuple(file["sha256"] for file in self.said["files"]) if is_own else ()


@dataclass(frozen=True)
class Held:
    """A snapshot: the name of its file, and the version of the data that it holds."""

    name: str
    version: int
    at: datetime


@dataclass(frozen=True)
class Journal:
    """What counts of it, oldest first. base: the version from which on it is complete: what was
    before is in a snapshot only; flaw: the number of a line since then that is not as it was
    written, 0 for none."""

    base: int
    changes: tuple[Change, ...]
    snapshots: tuple[Held, ...]
    flaw: int = 0

    @property
    def version(self) -> int:
        return self.changes[-1].version if self.changes else self.base


class Kept:
    """The kept uploads and the journal of the workspace in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads = folder / UPLOADS
        self._path = folder / JOURNAL

    # uploads ----------------------------------------------------------------------------------

    def upload(self, sha256: str) -> Path:
        return self._uploads / sha256

    def keep(self, data: Bytes) -> str:
        """Keep an upload, on the disk for sure; returns its SHA-256.

        Errors: StoreError when it cannot be written.
        """
        with _writable(self._uploads):
            self._uploads.mkdir(mode=0o700, exist_ok=True)
            digest = hashlib.sha256()
            made = self._uploads / f".{os.getpid()}-{threading.get_ident()}.part"
            try:
                with made.open("wb") as file:
                    for start in range(0, len(data), _PIECE):
                        piece = data[start : start + _PIECE]
                        digest.update(piece)
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                made.chmod(0o400)
                target = self.upload(digest.hexdigest())
                if not target.exists():
                    made.replace(target)
                    sync(self._uploads)
            finally:
                made.unlink(missing_ok=True)
        return digest.hexdigest()

    def prune(self, oldest: datetime, there: Collection[str]) -> None:
        """Remove the uploads, and the lines of the journal, from before `oldest` that a snapshot of
        `there` makes needless; what no snapshot holds stays. Errors: StoreError, OSError."""
        held = self.newest_snapshot(there)
        if held is None:
            return
        landed: set[str] = set()
        needed: set[str] = set()
        for change in self.read().changes:
            landed.update(change.uploads)
            if change.version > held.version or change.at >= oldest:
                needed.update(change.uploads)
        for path in filter(Path.is_file, self._uploads.glob("*")):
            is_old = path.stat().st_mtime < oldest.replace(tzinfo=UTC).timestamp()
            if path.name not in needed and (path.name in landed or is_old):
                _remove(path)
        self._shorten(oldest, held)

    def _shorten(self, oldest: datetime, held: Held) -> None:
        """The journal without the changes from before `oldest` that a snapshot holds: they name
        people who may have been taken back since."""
        found = self.read()
        past = [*takewhile(lambda c: c.at < oldest and c.version <= held.version, found.changes)]
        if found.flaw or not past:
            return
        base = past[-1].version
        lines: list[dict[str, Any]] = [{"do": "base", "version": base}]
        lines += map(_change_said, found.changes[len(past) :])
        lines += map(_held_said, (held for held in found.snapshots if held.version >= base))
        self._write_anew(lines)

    def forget(self, version: int) -> None:
        """Remove every upload and every line of the journal down to `version`, of which a snapshot
        has to be made. All of them: people are also named in the files of others."""
        self._write_anew([{"do": "base", "version": version}])
        with _writable(self._folder):
            for upload in self._uploads.iterdir() if self._uploads.is_dir() else ():
                _remove(upload)

    # journal ----------------------------------------------------------------------------------

    @property
    def base(self) -> int:
        return self.read().base

    def read(self) -> Journal:
        base = flaw = 0
        changes: list[Change] = []
        snapshots: list[Held] = []
        for number, said in enumerate(self._lines(), start=1):
            if said is None:
                flaw = number
                continue
            do, version = said["do"], said["version"]
            if do == "struck out" or "before" in said:
                # what goes on from a version gives up whatever was noted above it
                last = said.get("before", version)
                changes = [change for change in changes if change.version <= last]
                snapshots = [held for held in snapshots if held.version <= last]
                base = min(base, last)
            if do == "struck out":
                continue
            if do == "base":
                base, changes, flaw = version, [], 0
                snapshots = [held for held in snapshots if held.version >= version]
            elif do == "snapshot" and version < base:
                continue  # of what was forgotten while it was made
            elif do == "snapshot":
                at = datetime.fromisoformat(said["at"])
                snapshots.append(Held(said["name"], version, at))
            else:
                at = datetime.fromisoformat(said.pop("at"))
                changes.append(Change(said.pop("before"), said.pop("version"), at, said))
        return Journal(base, tuple(changes), tuple(snapshots), flaw)

    def write(
        self, before: int, version: int, at: datetime, said: Mapping[str, Any] | None
    ) -> None:
        """Note a change before it is committed; one that nobody can do again makes a new base."""
        if said is None:
            self._append({"do": "base", "version": version})
        else:
            self._append(_change_said(Change(before, version, at, said)))

    def strike_out(self, version: int) -> None:
        """What was noted above this version never was, or was given up."""
        self._append({"do": "struck out", "version": version})

    def begin_anew(self, version: int) -> None:
        """The data come from elsewhere: what was noted so far does not lead to them."""
        self._append({"do": "struck out", "version": 0})
        self._append({"do": "base", "version": version})

    def note_snapshot(self, name: str, version: int, at: datetime) -> None:
        self._append(_held_said(Held(name, version, at)))

    def newest_snapshot(self, there: Collection[str]) -> Held | None:
        """The one of `there` that holds the latest version."""
        held = [held for held in self.read().snapshots if held.name in there]
        return max(held, key=lambda each: (each.version, each.at), default=None)

    def agree_with(self, version: int) -> None:
        """Bring the journal to what the database holds: what it does not know was never committed;
        what the journal does not know makes a new base."""
        found = self.read()
        if found.version > version:
            self.strike_out(version)
            found = self.read()
        if found.version < version or found.flaw:
            self.write(found.version, version, datetime.min, None)

    def _write_anew(self, said: Iterable[Mapping[str, Any]]) -> None:
        with _writable(self._folder):
            made = self._path.with_suffix(".part")
            made.write_text("".join(map(_line, said)), encoding="utf-8")
            sync(made)
            made.replace(self._path)
            sync(self._folder)

    def _append(self, said: Mapping[str, Any]) -> None:
        with _writable(self._folder), self._path.open("ab+") as file:
            file.seek(0)
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)  # the half line of one that was ended while it wrote
            file.write(_line(said).encode())
            file.flush()
            os.fsync(file.fileno())
        if not whole:
            sync(self._folder)

    def _lines(self) -> Iterator[dict[str, Any] | None]:
        """What each line says, None where it is not as it was written. Half a last line is none:
        what it begins to say was not committed."""
        if not self._path.exists():
            return
        *lines, rest = self._path.read_bytes().split(b"\n")
        yield from map(_said, lines)
        if (said := _said(rest[:-1])) is not None:
            yield said  # the end of its line is another sign


def _change_said(change: Change) -> dict[str, Any]:
    at = change.at.isoformat()
    return {"before": change.before, "version": change.version, "at": at, **change.said}


def _held_said(held: Held) -> dict[str, Any]:
    at = held.at.isoformat()
    return {"do": "snapshot", "version": held.version, "name": held.name, "at": at}


def _remove(upload: Path) -> None:
    if upload.exists():
        upload.chmod(0o600)  # Windows removes nothing that may only be read
        upload.unlink()


def _line(said: Mapping[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True)
    return f"{_sum(text.encode()).decode()} {text}\n"


def _said(line: bytes) -> dict[str, Any] | None:
    """What a line says; None where it is not as it was written."""
    total, _, text = line.partition(b" ")
    return dict(json.loads(text)) if text and total == _sum(text) else None


def _sum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:12].encode()


@contextmanager
def _writable(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise disk_is_full(str(place)) from error
        raise StoreError(
            f"{place} cannot be written ({error.strerror}): nothing was changed; let this user"
            " write there and try again."
        ) from error
