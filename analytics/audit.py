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
from typing import Literal, get_args

from analytics import fmt
from analytics.intake import Report

NAME = "audit.jsonl"
Did = Literal["loaded", "took back", "saw people", "gave out a person", "erased", "retired"]
DEEDS: Mapping[Did, str] = {
    "loaded": "loaded",
    "took back": "took back",
    "saw people": "looked at single people",
    "gave out a person": "wrote out what is kept about a person",
    "erased": "erased a person",
    "retired": "took back for their age",
}
assert tuple(DEEDS) == get_args(Did)


@dataclass(frozen=True)
class Deed:
    """at: the moment in UTC; who: the address of a sign-in, or the account on this computer;
    count: of files; reason: in the words of whoever gave it."""

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

    Errors: OSError when it cannot be written.
    """
    if folder is None:
        return
    said = {
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "who": who or account(), "did": did, "count": count, "reason": reason,
    }  # fmt: skip
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write((json.dumps(said, ensure_ascii=False) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())


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
