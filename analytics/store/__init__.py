"""The only room that talks to DuckDB: open, migrate, ask, write in one transaction.

A connection used by several threads returns other threads' rows, so every piece of work takes
its own cursor; writers queue behind one lock for each folder. The database is locked down right
after opening: no files, no network, no extensions, no further settings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import platformdirs

from analytics import fmt
from analytics.kept_pilots import CARDS, LOCKS, KeptPilot, kept_pilots, number_of
from analytics.pilots import CardError, Pilot, write_card
from analytics.settings import value
from analytics.store import database
from analytics.store.database import (
    DATABASE,
    DamagedError,
    InUseError,
    LimitError,
    StoreError,
    roll_back,
)
from analytics.store.keeping import Keeping
from analytics.store.key_file import own_key
from analytics.store.snapshots import finish_replacing
from analytics.store.steps import SCHEMA, compose, composed, settle_step, shared_steps
from analytics.store.writer import Writer, now_utc
from analytics.themes import Theme, read_themes, usual_themes, write_themes

if TYPE_CHECKING:
    import pyarrow as pa

    from analytics.engines import Address

__all__ = [
    "DATABASE",
    "TO_REWRITE",
    "DamagedError",
    "InUseError",
    "LimitError",
    "Store",
    "StoreError",
    "Trial",
    "Writer",
    "compose",
    "composed",
    "replacing",
    "schema_number",
    "settle_step",
    "shared_steps",
]  # fmt: skip

_PUBLISHED = (
    "This is a published copy, which is only read: upload and change the data where it was"
    " published from."
)
_SCHEMA_NUMBER = "select coalesce(max(number), 0) as number from schema_version"
# One writer at a time for each folder of this process, however often it is opened.
_WRITING: dict[str, threading.Lock] = {}


# Stands in a folder from before something is erased until no byte of it is left.
TO_REWRITE = "to-rewrite"
_REPLACING: dict[str, threading.RLock] = {}


@contextmanager
def replacing(folder: Path) -> Iterator[None]:
    """While the database of a folder is put in another's place nobody of this process opens it."""
    with _REPLACING.setdefault(str(folder.resolve()), threading.RLock()):
        yield


def default_workspace() -> Path:
    """The folder that IMPACT_WORKSPACE names, else the per-user data folder of this product."""
    named: Path | None = value("IMPACT_WORKSPACE")
    return named or Path(platformdirs.user_data_dir("pilot-impact", appauthor=False))


class Store:
    """One workspace: a DuckDB file, or memory. Safe to share between threads.

    keeping: what else its folder holds; None in memory and where it is only read. key: what the
    ids of people are made under. chosen: the number of the pilot that is looked at, None for the
    one whose card was saved last. read_only: why nothing can be written, "" where it can.
    """

    keeping: Keeping | None = None
    read_only = ""
    _is_attached = False
    chosen: int | None = None

    def __init__(
        self,
        connection: database.Connection,
        name: str,
        clock: Callable[[], datetime] | None = None,
        key: bytes = b"",
    ) -> None:
        self._connection = connection
        self.key = key
        self._writing = threading.Lock()
        self._clock = clock or now_utc
        self._seconds = value("IMPACT_QUERY_SECONDS")
        self.name = name

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        keeps: bool = True,
        clock: Callable[[], datetime] | None = None,
        key: bytes | None = None,
        finishes: bool = True,
    ) -> Store:
        """Open (or make) the workspace in folder `path`, or ":memory:"; migrate; lock down.

        keeps: uploads and a journal are kept beside it, and a snapshot every day; clock: the
        moment in UTC, without a zone; key: where the folder has no key of its own; finishes: an
        erasing that was broken off is brought to its end.
        Errors: InUseError when another process holds the file; DamagedError when it is damaged;
        StoreError when it was written by a newer version or its folder cannot be used.
        """
        if path == ":memory:":
            return cls._opened(":memory:", ":memory:", None, clock, b"")
        folder = Path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(
                f"The workspace folder {folder} cannot be made: {error.strerror}."
            ) from error
        with replacing(folder):
            finish_replacing(folder)
            if finishes and (folder / TO_REWRITE).exists():
                from analytics.recovery import rewrite  # it opens workspaces through this room

                rewrite(folder)
            target = str(folder / DATABASE)
            return cls._opened(target, str(path), folder if keeps else None, clock, key)

    @classmethod
    def _opened(
        cls,
        target: str,
        name: str,
        folder: Path | None,
        clock: Callable[[], datetime] | None,
        key: bytes | None,
    ) -> Store:
        try:
            connection = database.connected(target)
        except database.Error as error:
            raise database.why_not_open(name, error) from error
        try:
            if key is None:  # nobody else has the database open now
                key = own_key(Path(target).parent)
            store = cls(connection, name, clock, key)
            if target != ":memory:":
                place = str(Path(target).resolve())
                store._writing = _WRITING.setdefault(place, threading.Lock())
            if folder:
                store.keeping = Keeping(folder, connection, name, store._clock, store._writing)
            if target != ":memory:":
                Path(target).chmod(0o600)
            store._migrate()
            database.lock_down(connection)
            if keeping := store.keeping:
                with store._writing:
                    keeping.snapshot_if_due()
        except BaseException as error:
            connection.close()
            if isinstance(error, database.Error) and database.is_damage(error):
                raise database.why_not_open(name, error) from error
            raise
        return store

    @classmethod
    def published(cls, path: Path) -> Store:
        """Open a published copy, only to be read: by any number of processes, while a newer one
        takes its place.

        Errors: StoreError when there is none, or it is of another version of the program.
        """
        if not path.is_file():
            raise StoreError(
                f"There is no published copy at {path}: make one with impact publish {path}."
            )
        # A database in memory that the file is attached to: opened by its name, this process would
        # be given the file that it has open already under that name, not the one that is there now.
        connection = database.connected(":memory:")
        store = cls(connection, str(path))
        store.read_only, store._is_attached = _PUBLISHED, True
        try:
            database.attach_published(connection, path)
            found = int(store.ask(_SCHEMA_NUMBER)["number"][0])
            if found != schema_number():
                raise StoreError(
                    f"The published copy {path} is of another version of Pilot Impact (schema"
                    f" {found}, this one knows {schema_number()}): publish it anew."
                )
            database.lock_down(connection)
        except BaseException as error:
            connection.close()
            if isinstance(error, database.Error):
                raise database.why_not_open(str(path), error) from error
            raise
        return store

    @classmethod
    def elsewhere(cls, address: Address) -> Store:
        """Read the canonical tables in another engine.

        Errors: StoreError when it cannot be reached, lacks a table, or its tables are of another
        version of the program.
        """
        from analytics.engines import opened
        from analytics.store.elsewhere import Elsewhere  # it is a store itself

        return Elsewhere(opened(address))

    @property
    def folder(self) -> Path | None:
        """Where it is kept; None in memory and where it is only read."""
        return self.keeping.folder if self.keeping else None

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def nobody_writing(self) -> Iterator[None]:
        """Waits for whoever writes, and holds up whoever would."""
        with self._writing:
            yield

    def _cursor_of(self) -> database.Connection:
        """A cursor of its own for each piece of work."""
        cursor = self._connection.cursor()
        if self._is_attached:
            database.use_published(cursor)
        return cursor

    # asking -----------------------------------------------------------------------------------

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Rows of one SELECT. The shared CTEs that it names are put before its own steps, and
        only the parameters that the whole names are passed on."""
        cursor = self._cursor_of()
        try:
            with database.watched(cursor, self._seconds):
                return _rows(cursor, sql, params)
        finally:
            cursor.close()

    def typed(self, sql: str, params: Mapping[str, Any], rows: pa.Table) -> pd.DataFrame:
        """Rows that another engine gave for one SELECT, in the types that this one would give."""
        cursor = self._cursor_of()
        try:
            return database.typed(cursor, sql, params, rows)
        finally:
            cursor.close()

    @contextmanager
    def at_one_moment(self) -> Iterator[Callable[[str], pa.RecordBatchReader]]:
        """What reads the rows of one SELECT by Arrow, in batches: all as the data are now, whoever
        writes meanwhile."""
        cursor = self._cursor_of()
        try:
            cursor.execute("begin").fetchall()
            yield lambda sql: database.in_batches(cursor, sql)
        finally:
            roll_back(cursor)  # it has only read
            cursor.close()

    def version(self) -> int:
        """Grows with every landing and every change of the pilot card or the themes."""
        return int(self.ask("select coalesce(max(number), 0) as number from change")["number"][0])

    def today(self) -> date:
        """By the clock of this workspace."""
        return self._clock().date()

    def pilots(self) -> tuple[KeptPilot, ...]:
        """Every pilot that is not put away, the one whose card was saved last first. Errors:
        StoreError when a card that somebody else wrote cannot be read."""
        return tuple(one for one in self._kept_pilots() if not one.is_put_away)

    def put_away_pilots(self) -> tuple[KeptPilot, ...]:
        """The others."""
        return tuple(one for one in self._kept_pilots() if one.is_put_away)

    def _kept_pilots(self) -> tuple[KeptPilot, ...]:
        try:
            return kept_pilots(self._rows_of(CARDS), self._rows_of(LOCKS))
        except CardError as error:
            raise StoreError(
                f"A pilot card in {self.name} cannot be read: {error} Correct it there."
            ) from error

    def chosen_pilot(self) -> KeptPilot | None:
        """The pilot that is looked at: the chosen one, else the one whose card was saved last."""
        found = self.pilots()
        return next((one for one in found if self.chosen in (None, one.number)), None)

    def pilot(self) -> Pilot | None:
        """The card in force of the pilot that is looked at."""
        found = self.chosen_pilot()
        return found.card if found else None

    def _rows_of(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.ask(sql).itertuples(index=False, name=None))

    def themes(self) -> tuple[Theme, ...]:
        """The list of themes in force: the workspace's own, else the usual one."""
        lists = self.ask("select themes from theme_list order by change desc limit 1")["themes"]
        return read_themes(lists[0]) if len(lists) and lists[0] else usual_themes()

    def source_files(self) -> pd.DataFrame:
        """One row per landed file, oldest first."""
        return self.ask("select * from source_file order by landing, name")

    def is_sample(self) -> bool:
        found = self.ask("select count(*) as files from source_file where origin = 'sample'")
        return bool(found["files"][0])

    def departments(self) -> list[str]:
        found = self.ask(
            "select department from person where department is not null"
            " group by department order by department"
        )
        return list(found["department"])

    # writing ----------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction, one writer at a time: all of it lands, or nothing does."""
        if self.read_only:
            raise StoreError(self.read_only)
        with self._writing:
            if self.keeping:
                self.keeping.snapshot_if_due()
            with self._transaction() as writer:
                yield writer

    @contextmanager
    def _transaction(self) -> Iterator[Writer]:
        cursor = self._connection.cursor()
        try:
            cursor.execute("begin").fetchall()
            before = database.version(cursor) if self.keeping else 0
            writer = Writer(cursor, self.key, now=self._clock())
            yield writer
            self._commit(cursor, writer, before)
        except database.Error as error:
            roll_back(cursor)
            if database.is_full(error):
                raise database.disk_is_full(self.name) from error
            if database.is_damage(error):
                raise database.why_not_open(self.name, error) from error
            raise
        except BaseException:
            roll_back(cursor)
            raise
        finally:
            cursor.close()

    def _commit(self, cursor: database.Connection, writer: Writer, before: int) -> None:
        """The journal first: what it says and the database does not know is struck out when the
        workspace is opened again."""
        version = database.version(cursor) if self.keeping else before
        if self.keeping and version != before:
            with self.keeping.noted(before, version, writer.now, writer.noted):
                cursor.execute("commit").fetchall()
        else:
            cursor.execute("commit").fetchall()

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """The store as it would be after a change: nothing of it stays."""
        if self.read_only:
            raise StoreError(self.read_only)
        with self._writing:
            cursor = self._connection.cursor()
            try:
                cursor.execute("begin").fetchall()
                yield Trial(cursor, self.name, self.key)
            finally:
                roll_back(cursor)
                cursor.close()

    def save_pilot(self, card: Pilot, pilot: int | None = None) -> None:
        """Keep a pilot card; earlier versions stay. pilot: whose number; None for that of the same
        name, a new one where there is none."""
        with self.writing() as writer:
            if pilot is None:
                pilot = number_of(card.name, writer.rows(CARDS))
            writer.note("card", card=write_card(card), pilot=pilot)
            writer.keep_card(card, pilot)

    def put_away(self, pilot: int) -> None:
        """Nobody is shown this pilot any more; its cards stay, and saving one brings it back."""
        with self.writing() as writer:
            writer.note("put-away", pilot=pilot)
            writer.put_away(pilot)

    def lock_pilot(self, pilot: int) -> KeptPilot:
        """Lock the card of a pilot as it is now: what is changed later is shown beside it. What is
        locked stays locked as it was.

        Errors: StoreError when there is no such pilot, or its card is locked.
        """
        with self.writing() as writer:
            found = next((one for one in writer.pilots() if one.number == pilot), None)
            if found is None:
                raise StoreError(f"There is no pilot of number {pilot}: save its card first.")
            if found.lock:
                raise StoreError(
                    f"The card of {found.card.name} was locked on {fmt.day(found.lock.at.date())}"
                    " and stays locked as it was: what is changed later is shown beside it."
                )
            writer.lock_card(pilot, write_card(found.card))
            return next(one for one in writer.pilots() if one.number == pilot)

    def save_themes(self, themes: Sequence[Theme]) -> None:
        """Keep a list of themes, an empty one for the usual; earlier versions stay."""
        with self.writing() as writer:
            writer.note("themes", themes=write_themes(themes))
            writer.keep_themes(themes)

    def _migrate(self) -> None:
        from analytics import pseudonyms, settle  # they write through this room themselves

        with self._writing, self._transaction() as writer:
            writer.run(
                "create table if not exists schema_version (number integer, applied_at timestamp)"
            )
            at = int(writer.frame(_SCHEMA_NUMBER)["number"][0])
            migrations = _migrations()
            if at > max(migrations):
                raise StoreError(
                    f"The workspace {self.name} was written by a newer version of Pilot Impact"
                    f" (schema {at}, this one knows {max(migrations)}); update the program."
                )
        if self.keeping:
            with self._writing:
                self.keeping.kept.agree_with(self.version() if at else 0)
            if 0 < at < max(migrations):
                self.keeping.snapshot(f"schema-{at}")
        for number in sorted(n for n in migrations if n > at):
            with self._writing, self._transaction() as writer:
                for statement in database.statements(migrations[number]):
                    writer.run(statement)
                writer.run(
                    "insert into schema_version values ($number, $now)",
                    {"number": number, "now": now_utc()},
                )
                if number == max(migrations) and writer.rows("select 1 from source_file limit 1"):
                    settle.settle(writer)
        if at == max(migrations):
            with self._writing, self._transaction() as writer:
                settle.keep_formats_in_force(writer)
        with self._writing, self._transaction() as writer:
            pseudonyms.keep_key_in_force(writer)


class Trial(Store):
    """A store inside one transaction that is rolled back: change it with `writer`, then ask."""

    def __init__(self, cursor: database.Connection, name: str, key: bytes) -> None:
        self._cursor = cursor
        self.writer = Writer(cursor, key)
        self.name = name
        self.key = key

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return _rows(self._cursor, sql, params)


def _rows(cursor: database.Connection, sql: str, params: Mapping[str, Any] | None) -> pd.DataFrame:
    text, names = composed(sql)
    given = params or {}
    return cursor.execute(text, {name: given[name] for name in names}).df()


def schema_number() -> int:
    """Of the newest schema, which this version of the program reads and writes."""
    return max(_migrations())


@cache
def _migrations() -> dict[int, str]:
    folder = SCHEMA / "migrations"
    return {
        int(entry.name.split("_")[0]): entry.read_text("utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".sql")
    }


def as_day(value: Any) -> date | None:
    """A DATE cell of a frame as a date, None where it is missing."""
    return None if pd.isna(value) else pd.Timestamp(value).date()
