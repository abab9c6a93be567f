"""Postgres as an engine: psycopg over a small pool, COPY to load."""

from __future__ import annotations

import io
import os
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql as names
from psycopg.types.numeric import FloatLoader
from psycopg_pool import ConnectionPool, PoolTimeout

from analytics.engines import Address
from analytics.engines.dialects import translated
from analytics.store.database import LimitError, StoreError, after, takes_too_long

_CONNECTIONS = 8
_WAIT_SECONDS = 10
# Dates as they are written everywhere, no clock but UTC, and no compiling of what takes less. How
# many rows a step has Postgres can only guess; a loop within a loop over a wrong guess never ends.
_OPTIONS = "-c timezone=UTC -c datestyle=ISO -c jit=off -c enable_nestloop=off"
_LACKING = (
    psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName,
)  # fmt: skip
_COPY = names.SQL("copy {} ({}) from stdin (format csv)")
_TYPES = {
    "bool": pa.bool_(), "int2": pa.int64(), "int4": pa.int64(), "int8": pa.int64(),
    "float4": pa.float64(), "float8": pa.float64(), "numeric": pa.float64(),
    "date": pa.date32(), "timestamp": pa.timestamp("us"), "text": pa.string(),
    "varchar": pa.string(),
}  # fmt: skip


class PostgresEngine:
    """The canonical tables in a schema of a Postgres database."""

    def __init__(self, address: Address, *, writes: bool = False) -> None:
        self.address = address
        self._writing: psycopg.Connection | None = None
        read_only = "" if writes else " -c default_transaction_read_only=on"
        self._how: dict[str, Any] = {
            "host": address.host, "port": address.port, "dbname": address.database,
            "user": address.user or None, "password": address.password or None,
            "options": _OPTIONS + read_only, "connect_timeout": _WAIT_SECONDS,
            "application_name": "pilot-impact", "client_encoding": "utf8",
            "keepalives_idle": _WAIT_SECONDS, "tcp_user_timeout": 1000 * _WAIT_SECONDS,
            **address.options,
        }  # fmt: skip
        self._pool: ConnectionPool | None = None
        self._opening = threading.Lock()
        with self._told():
            connection = _connected(**self._how)
        if writes:
            self._writing = connection
        else:
            connection.close()

    def rows(self, sql: str, params: Mapping[str, Any], seconds: float) -> pa.Table:
        text = translated(sql, "postgres", self.address.schema).encode()
        with self._told(seconds):
            try:
                return self._asked(text, dict(params), seconds)
            except psycopg.OperationalError as error:
                if self._pool is None or not _is_away(error):
                    raise
                self._pool.check()  # a server that starts anew breaks all of them at once
                return self._asked(text, dict(params), seconds)

    def _asked(self, text: bytes, params: dict[str, Any], seconds: float) -> pa.Table:
        limit = f"{int(seconds * 1000)}ms"
        with self._lent(seconds) as connection, _watched(connection, seconds):
            connection.execute("select set_config('statement_timeout', %s, true)", (limit,))
            return _arrow(psycopg.ClientCursor(connection).execute(text, params))

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        text = translated(sql, "postgres", self.address.schema)
        with self._told(), self._lent() as connection:
            psycopg.ClientCursor(connection).execute(text.encode(), dict(params or {}))

    def insert(self, table: str, batches: Iterable[pa.RecordBatch]) -> int:
        rows = 0
        into = names.Identifier(self.address.schema, table)
        with self._told(), self._lent() as connection, connection.cursor() as cursor:
            copying = None
            for batch in batches:
                if copying is None:
                    columns = names.SQL(", ").join(map(names.Identifier, batch.schema.names))
                    copying = _COPY.format(into, columns)
                with cursor.copy(copying) as copy:
                    copy.write(_csv(batch))
                rows += batch.num_rows
        return rows

    def commit(self) -> None:
        """What was written counts from now on."""
        if self._writing:
            with self._told():
                self._writing.commit()

    def close(self) -> None:
        """What was written and not committed is given up."""
        if self._writing:
            self._writing.close()
        if self._pool:
            self._pool.close()

    @contextmanager
    def _lent(self, seconds: float = _WAIT_SECONDS) -> Iterator[psycopg.Connection]:
        """One of its own for each piece of work, waited for as long as the work may take; the one
        that writes stays in its transaction."""
        if self._writing:
            yield self._writing
            return
        with self._opening:
            if self._pool is None:
                self._pool = ConnectionPool(
                    kwargs=self._how, min_size=1, max_size=_CONNECTIONS, timeout=_WAIT_SECONDS,
                    configure=_load_as_floats, open=True,
                )  # fmt: skip
        with self._pool.connection(timeout=max(seconds, _WAIT_SECONDS)) as connection:
            yield connection

    @contextmanager
    def _told(self, seconds: float = 0) -> Iterator[None]:
        """What the driver says, in one sentence."""
        try:
            yield
        except psycopg.errors.QueryCanceled as error:
            raise LimitError(takes_too_long(seconds)) from error
        except _LACKING as error:
            raise StoreError(
                f"{self.address} lacks a table or a column ({_first(error)}): load it with impact"
                " load, or make the tables that docs/canonical.md lists."
            ) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise StoreError(
                f"{self.address} does not let this user do that ({_first(error)}): grant it the"
                " right, or name another user in IMPACT_ENGINE."
            ) from error
        except PoolTimeout as error:
            raise LimitError(
                f"{self.address} is asked by many at once, and none of them has ended: try again"
                " in a while."
            ) from error
        except psycopg.OperationalError as error:
            if not _is_away(error):
                raise StoreError(self._did_not(error)) from error
            raise StoreError(
                f"{self.address} cannot be reached ({_first(error)}): see that Postgres runs there"
                " and that IMPACT_ENGINE names it."
            ) from error
        except psycopg.Error as error:
            raise StoreError(self._did_not(error)) from error

    def _did_not(self, error: psycopg.Error) -> str:
        """Without its text, which holds what was asked for."""
        return (
            f"{self.address} did not do what it was asked ({type(error).__name__}): see the log of"
            " Postgres there."
        )


def _is_away(error: psycopg.OperationalError) -> bool:
    """Whether the connection broke, or the server is going down or coming up."""
    return not error.sqlstate or error.sqlstate.startswith(("08", "57P"))


@contextmanager
def _watched(connection: psycopg.Connection, seconds: float) -> Iterator[None]:
    """Hangs up on a server that says nothing any more, not even that the time is over. Errors:
    LimitError."""
    is_late = threading.Event()

    def hang_up() -> None:
        is_late.set()
        with (
            suppress(OSError, psycopg.Error),
            socket.socket(fileno=os.dup(connection.fileno())) as own,
        ):
            own.shutdown(socket.SHUT_RDWR)

    try:
        with after(seconds + _WAIT_SECONDS, hang_up):
            yield
    except psycopg.OperationalError as error:
        if is_late.is_set():
            raise LimitError(takes_too_long(seconds)) from error
        raise


def _connected(**how: Any) -> psycopg.Connection:
    connection = psycopg.connect(**how)
    _load_as_floats(connection)
    return connection


def _load_as_floats(connection: psycopg.Connection) -> None:
    """Sums come as numeric; DuckDB's own come as floats too."""
    connection.adapters.register_loader("numeric", FloatLoader)


def _arrow(cursor: psycopg.Cursor) -> pa.Table:
    assert cursor.description is not None
    known = cursor.connection.adapters.types
    types = {}
    for column in cursor.description:
        found = known.get(column.type_code)
        types[column.name] = _TYPES.get(found.name if found else "", pa.string())
    columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(types)
    return pa.table(
        {
            name: pa.array(column, kind)
            for (name, kind), column in zip(types.items(), columns, strict=True)
        }
    )


def _csv(batch: pa.RecordBatch) -> bytes:
    """Rows as CSV in which a text is quoted and what is missing is not there at all."""
    made = io.BytesIO()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    pa.csv.write_csv(pa.Table.from_batches([batch]), made, options)
    return made.getvalue()


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no answer"])[0].rstrip(".")
