"""What a workspace keeps beside its database: uploads, a journal, snapshots. See kept.py."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from analytics.settings import value
from analytics.store import database
from analytics.store.database import DamagedError, StoreError
from analytics.store.kept import Kept
from analytics.store.snapshots import Snapshots, put_in_place

_log = logging.getLogger(__name__)


class Keeping:
    """Of one open workspace. connection: of its database; clock: the moment in UTC; writing: the
    lock that writers queue behind, and whoever else writes in the journal."""

    def __init__(
        self,
        folder: Path,
        connection: database.Connection,
        name: str,
        clock: Callable[[], datetime],
        writing: threading.Lock,
    ) -> None:
        self.folder = folder
        self.kept, self.snapshots = Kept(folder), Snapshots(folder)
        self._connection, self._name, self._clock = connection, name, clock
        self._writing = writing
        self._pruned_on: date | None = None
        self.snapshots.clean()

    @contextmanager
    def noted(
        self, before: int, version: int, at: datetime, said: Mapping[str, Any] | None
    ) -> Iterator[None]:
        """A change in the journal, struck out again where it is not committed within."""
        self.kept.write(before, version, at, said)
        try:
            yield
        except BaseException:
            with suppress(StoreError):  # the disk is full; opening the workspace strikes it out
                self.kept.strike_out(before)
            raise

    def copy_to(self, target: Path) -> int:
        """The data as they are at this moment into a file, whole or not at all, while others read
        and write; returns their version.

        Errors: StoreError when it cannot be written or does not hold what it should.
        """
        with self._copied(target) as (made, version):
            put_in_place(made, target)
        return version

    @contextmanager
    def _copied(self, target: Path) -> Iterator[tuple[Path, int]]:
        """A copy on its way to `target`, and the version that it holds. Same errors."""
        cursor = self._connection.cursor()
        try:
            with self.snapshots.part() as made:
                yield made, database.copy(cursor, made)
        except (OSError, database.Error) as error:
            if database.is_full(error):
                raise StoreError(
                    f"The disk of {target} is full: no copy was made; make room on it and try"
                    " again."
                ) from error
            if isinstance(error, OSError):
                raise StoreError(
                    f"{target} cannot be written ({error.strerror}): no copy was made."
                ) from error
            if database.is_damage(error):
                raise database.why_not_open(self._name, error) from error
            raise
        finally:
            cursor.close()

    def snapshot(self, why: str = "") -> Path:
        """A copy in the folder of snapshots, noted in the journal; old ones, and the uploads that
        it makes needless, go. It is made beside readers and writers, and takes its place between
        two writers. Same errors."""
        now = self._clock()
        with self._copied(self.snapshots.folder) as (made, version), self._writing:
            if version < self.kept.base:
                raise StoreError(
                    "Something was erased meanwhile: no snapshot was made of what was there before."
                )
            return self._take_in(made, version, now, why)

    def _take_in(self, made: Path, version: int, now: datetime, why: str = "") -> Path:
        """A copy made at `now` becomes a snapshot. To be called when nobody writes."""
        target = self.snapshots.next(now, why)
        put_in_place(made, target)
        self.kept.note_snapshot(target.name, version, now)
        self._prune(now)
        return target

    def _prune(self, now: datetime) -> None:
        """What is past its days or its number goes. To be called when nobody writes. That it fails
        keeps nobody from working."""
        self._pruned_on = now.date()
        oldest = now - timedelta(days=value("IMPACT_KEEP_DAYS"))
        try:
            held = self.kept.newest_snapshot(self.snapshots.names())
            self.snapshots.prune(oldest, held.name if held else "")
            self.kept.prune(oldest, self.snapshots.names())
        except (StoreError, OSError) as error:
            _log.warning("what is past its days was not removed: %s", error)

    def snapshot_if_due(self) -> None:
        """Once a day when the data have changed, and at once where the journal alone does not lead
        to them. That it fails keeps nobody from working. What is past its days goes either way. To
        be called when nobody writes."""
        now = self._clock()
        if self._pruned_on != now.date():
            self._prune(now)
        journal = self.kept.read()
        held = self.kept.newest_snapshot(self.snapshots.names())
        if journal.version == (held.version if held else 0):
            return
        is_of_today = held is not None and held.at.date() >= now.date()
        if held is None or not is_of_today or held.version < journal.base:
            try:
                with self._copied(self.snapshots.folder) as (made, version):
                    self._take_in(made, version, now)
            except DamagedError:
                raise  # what is read to be copied is all there is
            except StoreError as error:
                _log.warning("no snapshot of today: %s", error)

    def forget(self) -> None:
        """Remove all earlier snapshots, uploads and lines of the journal; a new snapshot of the
        data as they are now takes their place. Same errors."""
        with self._writing:
            earlier = self.snapshots.all()
            now = self._clock()
            made = self.snapshots.next(now, "forgotten")
            version = self.copy_to(made)
            self.kept.forget(version)
            self.kept.note_snapshot(made.name, version, now)
            for _, path in earlier:
                path.unlink(missing_ok=True)
