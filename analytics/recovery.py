"""The way back: a database made anew from what was kept, or a snapshot in its place.

What takes the place of a database is made whole beside it first; what was there is set aside under
a name with the date, and never deleted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics import fmt
from analytics.bulk import LARGE, OnDisk, Upload
from analytics.claims import keep, read_claim
from analytics.kept_pilots import digest_of
from analytics.landing import land, take_back
from analytics.noting import read_answers, read_decision, sha256
from analytics.pilots import read_card
from analytics.progress import Step
from analytics.review import decide
from analytics.sample import sample_files
from analytics.store import DATABASE, TO_REWRITE, Store, StoreError, replacing
from analytics.store.database import check_free, sync, why_unusable
from analytics.store.kept import Change, Kept
from analytics.store.key_file import own_key
from analytics.store.snapshots import (
    INCOMING,
    Snapshots,
    copy_to_place,
    replace_database,
)
from analytics.themes import read_themes

Told = Callable[[Step], None]
PUBLISHED = "published.duckdb"


@dataclass(frozen=True)
class Plan:
    """start: the snapshot that a rebuilding begins with, None for an empty database; changes: what
    is then done again."""

    start: Path | None
    changes: tuple[Change, ...]

    @property
    def files(self) -> int:
        return sum(len(change.said["files"]) for change in self.changes if "files" in change.said)


@dataclass(frozen=True)
class Recovered:
    """version: of the data that are in the workspace now; says: what was done; aside: where what
    was there lies, None where nothing was."""

    version: int
    says: str
    aside: Path | None


@dataclass(frozen=True)
class Copied:
    """at: the moment of the snapshot that was copied, in UTC; lacks: how many changes came since,
    or are on their way."""

    at: datetime
    lacks: int

    @property
    def says(self) -> str:
        moment = f"the snapshot of {fmt.day(self.at.date())}, {self.at:%H:%M} UTC"
        if not self.lacks:
            return f"{moment}, which holds everything"
        return (
            f"{moment}, which lacks {fmt.plural(self.lacks, 'change')} made since: the workspace is"
            " open in another program; press “Make a snapshot now” on the Data page there and back"
            " up again"
        )


def last_snapshot(folder: Path) -> tuple[datetime, Path] | None:
    """The latest snapshot of a workspace with its moment in UTC."""
    return next(reversed(Snapshots(folder).all()), None)


def plan(folder: Path) -> Plan:
    """How the database of a workspace can be made anew: from nothing where every upload is still
    kept, else from the snapshot that lacks least.

    Errors: StoreError when there is no way to all of it; it says what is missing.
    """
    kept, snapshots = Kept(folder), Snapshots(folder)
    journal = kept.read()
    starts: list[tuple[Path | None, int]] = [(None, 0)] if journal.base == 0 else []
    there = snapshots.names()
    starts += sorted(
        ((snapshots.folder / h.name, h.version) for h in journal.snapshots if h.name in there),
        key=lambda start: -start[1],
    )
    lacking = "nothing of it was kept"
    if journal.flaw:
        starts, lacking = [], f"line {journal.flaw} of its journal is not as it was written"
    for start, version in starts:
        changes = tuple(change for change in journal.changes if change.version > version)
        found = _lacking(kept, changes, version)
        if start and not found:
            found = why_unusable(start)
        if not found and (changes or start):
            return Plan(start, changes)
        lacking = found or lacking
    raise StoreError(
        f"The workspace {folder} cannot be rebuilt: {lacking}; restore a snapshot (impact restore)."
    )


def _lacking(kept: Kept, changes: Sequence[Change], version: int) -> str:
    """What is missing for these changes, "" where nothing is."""
    for change in changes:
        if change.before != version:
            return f"the journal lacks what came after change {version}"
        version = change.version
        for file in change.said.get("files", ()) if change.uploads else ():
            if not kept.upload(file["sha256"]).is_file():
                return f"the upload {file['name']} is not kept any more"
    return ""


def rebuild(folder: Path, told: Told = lambda step: None) -> Recovered:
    """Make the database anew and put it in its place. told: of every change that is done again;
    it may raise, and then everything is as it was.

    Errors: StoreError when it cannot be made, or the workspace is open in another program.
    """
    with replacing(folder):
        return _rebuilt(folder, told)


def _rebuilt(folder: Path, told: Told) -> Recovered:
    check_free(folder / DATABASE)
    found = plan(folder)
    incoming = _emptied(folder / INCOMING)
    if found.start:
        _into(found.start, incoming)
    moment = _now()
    store = Store.open(incoming, keeps=False, clock=lambda: moment, key=own_key(folder))
    try:
        # a snapshot that was made under another key has just got ids under this one: a change more
        more = store.version() - found.changes[0].before if found.changes else 0
        for number, change in enumerate(found.changes):
            moment = change.at
            told(Step(_said_of(change), number / len(found.changes)))
            _again(store, Kept(folder), change)
            if store.version() != change.version + more:
                raise StoreError(
                    f"Rebuilding {folder} came to version {store.version()} where the workspace had"
                    f" {change.version + more}; nothing was changed. Restore a snapshot (impact"
                    " restore)."
                )
        version = store.version()
    finally:
        store.close()
    aside = _put(folder, incoming)
    files = fmt.plural(found.files, "file")
    start = f"the snapshot {found.start.name} and " if found.start else ""
    return Recovered(version, f"Rebuilt from {start}the kept uploads: {files}.", aside)


def restore(folder: Path, source: Path | None = None) -> Recovered:
    """Put a copy, or the last snapshot, in the place of the database.

    Errors: StoreError when there is none, when it is not a whole workspace of this version, or
    when the workspace is open in another program.
    """
    with replacing(folder):
        return _restored(folder, source)


def _restored(folder: Path, source: Path | None) -> Recovered:
    check_free(folder / DATABASE)
    if source is None:
        last = last_snapshot(folder)
        if last is None:
            raise StoreError(f"The workspace {folder} has no snapshot; name a backup to restore.")
        source = last[1]
    if not source.is_file():
        raise StoreError(f"There is no file {source}.")
    folder.mkdir(parents=True, exist_ok=True)
    incoming = _emptied(folder / INCOMING)
    _into(source, incoming)
    refused = StoreError(
        f"{source} cannot be restored: it is not a whole backup of a workspace that this version"
        " can read; nothing was changed."
    )
    try:
        if why_unusable(incoming / DATABASE):
            raise refused
        store = Store.open(incoming, keeps=False, key=own_key(folder))
        version = store.version()
        files = store.source_files()
        store.close()
    except StoreError as error:
        shutil.rmtree(incoming, ignore_errors=True)
        raise refused from error
    held = {held.name: held.version for held in Kept(folder).read().snapshots}
    is_own = source.parent.resolve() == Snapshots(folder).folder.resolve()
    if is_own and held.get(source.name) == version:
        aside = _put(folder, incoming, {"strike_out": version})
    else:
        aside = _put(folder, incoming, {"begin_anew": version})
    says = f"Restored {source.name}: {fmt.plural(len(files), 'file')}, version {version}."
    return Recovered(version, says, aside)


def copy_snapshot(folder: Path, target: Path) -> Copied:
    """The newest snapshot as a backup, while another program has the workspace open. The database
    itself is never copied: it is whole only together with what that program still holds.

    Errors: StoreError when there is none, or it cannot be copied.
    """
    snapshots = Snapshots(folder)
    journal = Kept(folder).read()
    held = Kept(folder).newest_snapshot(snapshots.names())
    flaw = "there is no snapshot of it yet" if held is None else ""
    if held and journal.flaw:
        flaw = f"line {journal.flaw} of its journal is not as it was written"
    flaw = flaw or (why_unusable(snapshots.folder / held.name) if held else "")
    if held is None or flaw:
        raise StoreError(
            f"The workspace {folder} is open in another program, and {flaw}: press “Make a snapshot"
            " now” on the Data page there and try again, or close it."
        )
    try:
        copy_to_place(snapshots.folder / held.name, target)
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror}); try again.") from error
    return Copied(held.at, sum(change.version > held.version for change in journal.changes))


def rewrite(folder: Path) -> None:
    """The database in a new file that holds what is there and no byte of what was deleted; the old
    one is removed, and with it what lies beside it from before: uploads, the journal, snapshots and
    databases that were set aside. For erasure, when nothing else has the workspace open.

    Errors: StoreError when it cannot be written.
    """
    with replacing(folder):
        store = Store.open(folder, finishes=False)
        try:
            incoming = _emptied(folder / INCOMING)
            assert store.keeping is not None
            store.keeping.forget()
            store.keeping.copy_to(incoming / DATABASE)
            if (folder / PUBLISHED).exists():
                store.keeping.copy_to(folder / PUBLISHED)
        finally:
            store.close()
        _put(folder, incoming)
        try:
            for left in (*folder.glob("set-aside-*"), *folder.glob(".*.part")):
                left.unlink()
            (folder / TO_REWRITE).unlink(missing_ok=True)
            sync(folder)
        except OSError as error:
            raise StoreError(
                f"{folder} cannot be written ({error.strerror}): what was erased is not out of"
                " every file yet; opening the workspace again goes on with that."
            ) from error


def promise_to_rewrite(folder: Path) -> None:
    """Before something is erased: whoever opens the workspace next rewrites it, should this
    process end before it has. Errors: StoreError."""
    try:
        (folder / TO_REWRITE).touch(mode=0o600)
        sync(folder)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be written ({error.strerror}): nothing was changed."
        ) from error


def _into(source: Path, incoming: Path) -> None:
    try:
        copy_to_place(source, incoming / DATABASE)
        log = source.with_name(f"{source.name}.wal")
        if log.exists():  # one that was set aside
            copy_to_place(log, incoming / f"{DATABASE}.wal")
    except OSError as error:
        raise StoreError(f"{source} cannot be copied: {error.strerror}.") from error


def _put(folder: Path, incoming: Path, journal: dict[str, int] | None = None) -> Path | None:
    sync(incoming / DATABASE)
    sync(incoming)
    check_free(folder / DATABASE)
    had = (folder / DATABASE).exists()
    aside = replace_database(folder, _now(), journal)
    return aside if had else None


def _emptied(incoming: Path) -> Path:
    """The folder for what is made; what was left there by one that was ended is gone."""
    if (incoming / DATABASE).exists():
        check_free(incoming / DATABASE)
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    return incoming


def _said_of(change: Change) -> str:
    if change.said["do"] == "land":
        return f"landing {', '.join(file['name'] for file in change.said['files'])}"
    return _DONE[change.said["do"]]


_DONE = {
    "undo": "taking a file back",
    "card": "the pilot card",
    "put-away": "putting a pilot away",
    "lock": "locking the pilot card",
    "claim": "what a report said",
    "themes": "the themes",
    "decide": "a decision about a name",
}


def _again(store: Store, kept: Kept, change: Change) -> None:
    """Do a change again as it was done."""
    said = change.said
    match said["do"]:
        case "land":
            _land_again(store, kept, said)
        case "undo":
            take_back(store, said["file_id"])
        case "card":
            # Until there were several, every card was of the first.
            store.save_pilot(read_card(said["card"]), said.get("pilot", 1))
        case "put-away":
            store.put_away(said["pilot"])
        case "lock":
            _lock_again(store, said)
        case "claim":
            keep(store, read_claim(said["claim"]))
        case "themes":
            themes = said["themes"]
            store.save_themes(read_themes(themes) if themes.strip() else ())
        case "decide":
            decide(store, *read_decision(store, said))
        case other:
            raise StoreError(
                f"The journal speaks of “{other}”, which this version does not know; update the"
                " program."
            )


def _lock_again(store: Store, said: Any) -> None:
    """Errors: StoreError when the text is not the one that was locked."""
    if digest_of(said["card"]) != said["sha256"]:
        raise StoreError(
            f"The locked card of pilot {said['pilot']} in the journal is not what was locked;"
            " nothing was changed. Restore a snapshot (impact restore)."
        )
    with store.writing() as writer:
        writer.lock_card(said["pilot"], said["card"])


def _land_again(store: Store, kept: Kept, said: Any) -> None:
    given = [read_answers(file["answers"]) for file in said["files"]]
    by_name = {file["name"]: one for file, one in zip(said["files"], given, strict=True)}
    all_alike = all(one == given[0] for one in given)
    files = [(file["name"], _bytes(kept, file, said["origin"])) for file in said["files"]]
    land(store, files, given[0] if all_alike else by_name, said["origin"])


def _bytes(kept: Kept, file: dict[str, Any], origin: str) -> Upload:
    """Errors: StoreError when they are not the ones that were landed."""
    if origin == "sample":
        found = dict(sample_files()).get(file["name"], b"")
    else:
        path = kept.upload(file["sha256"])
        if path.stat().st_size >= LARGE:
            return OnDisk(path)
        found = path.read_bytes()
    if sha256(found) != file["sha256"]:
        raise StoreError(
            f"The kept upload {file['name']} is not what was landed; nothing was changed. Restore a"
            " snapshot (impact restore), or load the file again."
        )
    return found


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
