"""The file of the database: with which limits it is opened, how it is copied, what breaks it says.

A query that holds the machine is ended by a watch of its own: DuckDB's `max_execution_time` is one
for all connections, and landing a large file may take longer than any question.
"""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from analytics.settings import value

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

DATABASE = "pilot.duckdb"
# What the rest of the store names of DuckDB: this module alone imports it.
Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error
TransactionError = duckdb.TransactionException


class StoreError(Exception):
    """The workspace cannot be used; the message is one sentence that says what to do."""


class InUseError(StoreError):
    """Another program has the workspace open, or this one where it may not."""


class DamagedError(StoreError):
    """The database can no longer be read; it is left as it is."""


class LimitError(StoreError):
    """A question would have taken more time or memory than one may."""


def config() -> dict[str, str | bool | int | float | list[str]]:
    """What every database is opened with; the same for all in one process. New files can also be
    read by DuckDB 1.5, whose format has been tried for longer."""
    found: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": value("IMPACT_MEMORY"),
        "max_temp_directory_size": value("IMPACT_SPILL"),
        "storage_compatibility_version": "v1.5.0",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
    }
    if threads := value("IMPACT_THREADS"):
        found["threads"] = threads
    return found


def connected(target: str) -> Connection:
    """The database in a file, or ":memory:". Errors: Error, for `why_not_open`."""
    return duckdb.connect(target, config=config())


def statements(sql: str) -> list[str]:
    return [statement.query for statement in duckdb.extract_statements(sql)]


# questions ----------------------------------------------------------------------------------------


def parameters_of(sql: str) -> tuple[str, ...]:
    """The parameters that one SELECT names. Raises ValueError for anything else."""
    found = duckdb.extract_statements(sql)
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise ValueError("a question is one SELECT")
    return tuple(found[0].named_parameters)


def takes_too_long(seconds: float) -> str:
    """What to say of a question that was ended."""
    return (
        f"This takes longer than {seconds:g} seconds and was stopped: choose a shorter time or"
        " fewer departments, or allow more with IMPACT_QUERY_SECONDS."
    )


def typed(cursor: Connection, sql: str, params: Mapping[str, Any], rows: pa.Table) -> pd.DataFrame:
    """Rows that another engine gave for one SELECT, in the types that this one would have given.
    cursor: of a database with the same tables."""
    known = cursor.sql(sql, params=dict(params))
    columns = ", ".join(
        f"cast({_name(name)} as {kind}) as {_name(name)}"
        for name, kind in zip(known.columns, known.types, strict=True)
    )
    cursor.register("given", rows)
    try:
        return cursor.execute(f"select {columns} from given").df()  # noqa: S608
    finally:
        cursor.unregister("given")


@contextmanager
def after(seconds: float, do: Callable[[], None]) -> Iterator[None]:
    """Does something after so many seconds, unless what is within has ended."""
    watch = threading.Timer(seconds, do)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


@contextmanager
def watched(cursor: Connection, seconds: float) -> Iterator[None]:
    """Ends what the cursor does after so many seconds.

    Errors: LimitError when it took longer or more memory; DamagedError when a block of the file
    is not what was written.
    """

    def interrupt() -> None:
        with suppress(duckdb.Error):  # it has just ended
            cursor.interrupt()

    try:
        with after(seconds, interrupt):
            yield
    except duckdb.InterruptException as error:
        raise LimitError(takes_too_long(seconds)) from error
    except duckdb.OutOfMemoryException as error:
        raise LimitError(
            "This takes more memory than a question may have and was stopped: choose a shorter"
            " time or fewer departments, or allow more with IMPACT_MEMORY and IMPACT_SPILL."
        ) from error
    except duckdb.Error as error:
        if is_damage(error):
            raise DamagedError(_damaged("The database", str(error))) from error
        raise


# what breaks --------------------------------------------------------------------------------------

_DAMAGE = re.compile(
    r"corrupt|checksum|not a valid duckdb|replaying wal|deserializ|invalidated|magic bytes"
    r"|failed to load metadata|serialization error|internal error",
    re.IGNORECASE,
)
_FULL = re.compile(r"no space left|disk quota|file too large|not enough space", re.IGNORECASE)


def is_damage(error: duckdb.Error) -> bool:
    """Whether the bytes of the file are to blame."""
    kinds = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException,
             duckdb.InternalException)  # fmt: skip
    is_such = isinstance(error, kinds) or type(error) is duckdb.Error
    return is_such and bool(_DAMAGE.search(str(error)))


def is_full(error: BaseException) -> bool:
    """Whether the disk has no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return bool(_FULL.search(str(error)))


def disk_is_full(place: str) -> StoreError:
    return StoreError(
        f"The disk of {place} is full: nothing was changed; make room on it and try again."
    )


def why_not_open(path: str, error: duckdb.Error) -> StoreError:
    """What to say where a database cannot be opened."""
    found = str(error)
    if "Could not set lock" in found or "Conflicting lock" in found:
        holder = re.search(r"PID (\d+)", found)
        who = f" (process {holder[1]})" if holder else ""
        return InUseError(
            f"The workspace {path} is open in another program{who}: close Pilot Impact there,"
            " or name another folder with --workspace."
        )
    if is_full(error):
        return disk_is_full(path)
    if re.search(r"version number \d+|newer version of DuckDB", found, re.IGNORECASE):
        return StoreError(
            f"The workspace {path} was written by a newer version of DuckDB; update the program."
        )
    if "Permission denied" in found:
        return StoreError(
            f"The workspace {path} may not be read by this user; ask for the right to read and"
            " write its folder, or name another one with --workspace."
        )
    return DamagedError(_damaged(f"The workspace {path}", found))


def _damaged(what: str, found: str) -> str:
    first = found.splitlines()[0] if found else "unknown error"
    return (
        f"{what} cannot be read ({first[:200].rstrip('.')}); the file is left as it is: rebuild it"
        " from the kept uploads (impact rebuild) or restore a snapshot (impact restore)."
    )


# copies -------------------------------------------------------------------------------------------


def check_free(path: Path) -> None:
    """Errors: InUseError when the database is open, here or in another process; that it is damaged
    or not there is no matter. Nothing is written."""
    if not path.exists():
        return
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.ConnectionException as error:  # this process has it, to write
        raise InUseError(
            f"The workspace {path.parent} is open in this program (process {os.getpid()}): close it"
            " first."
        ) from error
    except duckdb.Error as error:
        found = why_not_open(str(path.parent), error)
        if isinstance(found, InUseError):
            raise found from error


def why_unusable(path: Path) -> str:
    """What is wrong with the file of a copy, read to its end; "" where nothing is."""
    try:
        connection = duckdb.connect(str(path), read_only=True)
        try:
            tables = counts(connection)
            if "schema_version" not in tables:
                return f"{path.name} is no workspace"
            for table in tables:
                connection.execute(f"select bit_xor(hash(t)) from {_name(table)} t").fetchall()  # noqa: S608
        finally:
            connection.close()
    except duckdb.Error:
        return f"{path.name} cannot be read"
    return ""


def counts(cursor: Connection) -> dict[str, int]:
    """The rows of every table."""
    return {
        table: cursor.execute(f"select count(*) from {_name(table)}").fetchall()[0][0]  # noqa: S608
        for table, _ in cursor.execute(_TABLES).fetchall()
    }


def version(cursor: Connection) -> int:
    """The number of the last change; 0 in a database without any."""
    is_there = "select 1 from duckdb_tables() where table_name = 'change'"
    if not cursor.execute(is_there).fetchall():
        return 0
    [(found,)] = cursor.execute("select coalesce(max(number), 0) from change").fetchall()
    return int(found)


def copy(cursor: Connection, target: Path) -> int:
    """The database as it is at this moment into a new file, counted in it once it is written;
    others read and write meanwhile. Only what is there is copied: of what was deleted no byte.
    Returns the version of the data.

    The rows go by Arrow into a database of their own. `copy from database` would need files that
    the locked database may write, and a copy beside one who works is not whole before they end.
    Errors: StoreError when the copy does not hold what the original does.
    """
    for left in (target, target.with_name(f"{target.name}.wal")):
        left.unlink(missing_ok=True)
    made = connected(str(target))
    try:
        cursor.execute("begin").fetchall()
        try:
            made.execute("begin").fetchall()
            for table, sql in cursor.execute(_TABLES).fetchall():
                made.execute(sql).fetchall()
                rows = in_batches(cursor, f"select * from {_name(table)}")  # noqa: S608
                made.register("incoming", rows)
                made.execute(f"insert into {_name(table)} by name from incoming").fetchall()
                made.unregister("incoming")
            made.execute("commit").fetchall()
            expected, copied = counts(cursor), version(cursor)
        finally:
            roll_back(cursor)  # it has only read
    finally:
        made.close()
    written = duckdb.connect(str(target), read_only=True)
    try:
        found = counts(written)
    finally:
        written.close()
    if found != expected:
        raise StoreError(
            f"The copy {target.name} does not hold what the workspace does; it was not kept. Try"
            " again, and report this if it comes back."
        )
    sync(target)
    return copied


def in_batches(cursor: Connection, sql: str) -> pa.RecordBatchReader:
    """The rows of one SELECT, so many at once as memory holds anyhow."""
    return cursor.sql(sql).to_arrow_reader(_ROWS)


_ROWS = 100_000
_TABLES = (
    "select table_name, sql from duckdb_tables()"
    " where database_name = current_database() and not temporary order by table_name"
)


def attach_published(connection: Connection, path: Path) -> None:
    """Read a published copy beside a database in memory."""
    place = path.resolve().as_posix().replace("'", "''")
    connection.execute(f"attach '{place}' as published (read_only)").fetchall()


def use_published(cursor: Connection) -> None:
    cursor.execute("use published").fetchall()


def lock_down(connection: Connection) -> None:
    """No files, no network, no extensions, no further settings. Once for each file and process:
    who opens it again shares the settings."""
    locked = "select current_setting('lock_configuration')"
    if connection.cursor().execute(locked).fetchall() != [(True,)]:
        for statement in ("set enable_external_access=false", "set lock_configuration=true"):
            connection.execute(statement).fetchall()


def roll_back(cursor: Connection) -> None:
    with suppress(duckdb.Error):  # a failed commit has already ended it
        cursor.execute("rollback").fetchall()


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def sync(path: Path) -> None:
    """A file, or the names in a folder, on the disk for sure."""
    if os.name == "nt" and path.is_dir():
        return  # Windows keeps names by itself
    flags = os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
