"""Who did what with the data of people, and when: a file beside the database that only grows.

It holds nothing of what was seen, loaded or taken away, and outlives a restored database.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal, get_args

from analytics import fmt
from analytics.store import StoreError

if TYPE_CHECKING:
    from analytics.intake import Report

NAME = "audit.jsonl"
Did = Literal[
    "loaded", "took back", "saw people", "gave out figures", "gave out rows", "gave out all rows",
    "gave out a person", "erased", "retired", "restored", "rebuilt",
]  # fmt: skip
_WRITING = Lock()
DEEDS: Mapping[Did, str] = {
    "loaded": "loaded",
    "took back": "took back",
    "saw people": "looked at single people",
    "gave out figures": "wrote out figures",
    "gave out rows": "wrote out left-out rows",
    "gave out all rows": "wrote out the data of everybody for another engine",
    "gave out a person": "wrote out what is kept about a person",
    "erased": "erased a person",
    "retired": "took back for their age",
    "restored": "put an earlier copy in the place of the data",
    "rebuilt": "made the data anew from what was kept",
}
assert tuple(DEEDS) == get_args(Did)


@dataclass(frozen=True)
class Deed:
    """at: the moment in UTC; who: the address of a sign-in, or the account on this computer;
    count: of files; reason: in the words of whoever gave it,
    or the name of the file that was written out."""

    at: datetime
    who: str
    did: Did
    count: int = 0
    reason: str = ""

    @property
    def says(self) -> str:
        """What was done: "loaded 3 files"."""
        files = f" {fmt.plural(self.count, 'file')}" if self.count else ""
        why = f" · {self.reason}" if self.reason else ""
        return f"{DEEDS[self.did]}{files}{why}"


def note(folder: Path | None, did: Did, who: str = "", *, count: int = 0, reason: str = "") -> None:
    """Keeps a deed, on the disk for sure. Nothing without a folder, as in memory.

    Errors: StoreError when it cannot be written.
    """
    if folder is None:
        return
    said = {
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "who": who or account(), "did": did, "count": count, "reason": reason,
    }  # fmt: skip
    try:
        with _WRITING:
            handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "r+b") as file:
                before = file.read()
                half = b"" if not before or before.endswith(b"\n") else b"\n"
                file.write(half + (json.dumps(said, ensure_ascii=False) + "\n").encode())
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{folder / NAME}, which keeps who did what, cannot be written: {error.strerror}."
        ) from error


def forget(folder: Path | None, texts: Iterable[str]) -> None:
    """Takes every reason out that names somebody who was erased; who did what stays."""
    named = [text.lower() for text in texts]
    with _WRITING:
        found = read(folder)
        if not any(name in deed.reason.lower() for deed in found for name in named):
            return
        assert folder
        part = folder / f".{NAME}.part"
        part.touch(mode=0o600)
        part.write_text("".join(_without(deed, named) for deed in found), "utf-8")
        part.replace(folder / NAME)


def _without(deed: Deed, named: Iterable[str]) -> str:
    """The line of a deed, without a reason that names one of these."""
    is_named = any(name in deed.reason.lower() for name in named)
    said = {
        "at": deed.at.isoformat(timespec="seconds"), "who": deed.who, "did": deed.did,
        "count": deed.count, "reason": "" if is_named else deed.reason,
    }  # fmt: skip
    return f"{json.dumps(said, ensure_ascii=False)}\n"


def note_loaded(folder: Path | None, reports: Iterable[Report], who: str = "") -> None:
    """Keeps that files were loaded, where any was."""
    if count := sum(report.state == "landed" for report in reports):
        note(folder, "loaded", who, count=count)


def read(folder: Path | None) -> tuple[Deed, ...]:
    """Every deed, oldest first; a line that was cut off by a loss of power is left out."""
    path = folder / NAME if folder else None
    if path is None or not path.exists():
        return ()
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            found.append(Deed(**said | {"at": datetime.fromisoformat(said["at"])}))
        except (ValueError, TypeError, KeyError):
            continue
    return tuple(found)


def account() -> str:
    """The account on this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a system that gives none
        return "unknown"
