"""Spark as an engine, over Spark Connect: the client alone, which needs neither Java nor Spark."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import uuid
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

import grpc
import pyarrow as pa

from analytics.engines import Address
from analytics.engines.dialects import translated
from analytics.store.database import LimitError, StoreError, takes_too_long


@contextmanager
def _as_a_program() -> Iterator[None]:
    """Where the main module has no file (`python -c`, a worker of a pool) the client takes whoever
    imports it for its own doctests, and ends the process."""
    main = sys.modules["__main__"]
    is_strange = not hasattr(main, "__file__")
    if is_strange:
        main.__file__ = ""
    try:
        yield
    finally:
        if is_strange:
            del main.__file__


# Of a pandas that is newer than it knows it warns; rows go by Arrow here.
with warnings.catch_warnings(), _as_a_program():
    warnings.simplefilter("ignore", FutureWarning)
    import pyspark.sql.connect.catalog
    import pyspark.sql.connect.dataframe  # noqa: F401 - it would import them when it is asked
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession

# The client would write whole statements to the log; what goes wrong is said once, by us.
logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)

# No clock but UTC, times without a zone, and an error rather than an empty value.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
}
_CHUNK_BYTES = 32 * 1024 * 1024
_INTERRUPT_AGAIN_SECONDS = 0.5
# How long a server may say nothing: to what it answers at once, and past the time of a question.
_ANSWER_SECONDS = 60.0
_SILENT_SECONDS = 10.0
# A session that was not used for an hour, or whose server started anew, is no longer known.
_FORGOTTEN = re.compile(r"INVALID_HANDLE\.SESSION|NO_ACTIVE_SESSION")

Found = TypeVar("Found")


class SparkEngine:
    """The canonical tables in a schema that a Spark server reaches. What was written counts at
    once: there is nothing to commit."""

    def __init__(self, address: Address, *, writes: bool = False) -> None:
        self.address = address
        self._writes = writes
        self._connecting = threading.Lock()
        self._session = self._connected()
        with _ended_after(_ANSWER_SECONDS):
            is_there = writes or self._tried(self._has_schema, again=True)
        if not is_there:
            raise StoreError(
                f"{address} has no such schema: load it with impact load, or name another one in"
                " IMPACT_ENGINE."
            )

    def rows(self, sql: str, params: Mapping[str, Any], seconds: float) -> pa.Table:
        text = translated(sql, "spark", self.address.schema)
        given = {name: _literal(value) for name, value in params.items()}

        def asked(session: SparkSession) -> pa.Table:
            with _watched(session, seconds), _ended_after(seconds + _SILENT_SECONDS):
                return session.sql(text, args=given).toArrow()

        return _without_zones(self._tried(asked, again=True))

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        text = translated(sql, "spark", self.address.schema)
        given = {name: _literal(value) for name, value in (params or {}).items()}
        self._write(lambda session: session.sql(text, args=given))

    def insert(self, table: str, batches: Iterable[pa.RecordBatch]) -> int:
        place = f"`{self.address.schema}`.`{table}`"
        into = f"insert into {place} by name select * from {{rows}}"  # noqa: S608
        rows = 0
        for chunk in _chunks(batches):

            def appended(session: SparkSession, chunk: pa.Table = chunk) -> None:
                session.sql(into, rows=session.createDataFrame(chunk))

            self._write(appended)
            rows += chunk.num_rows
        return rows

    def commit(self) -> None:
        """Nothing: what was written counts already."""

    def close(self) -> None:
        self._session.stop()

    # sessions -------------------------------------------------------------------------------------

    def _connected(self) -> SparkSession:
        address = self.address
        host = f"[{address.host}]" if ":" in address.host else address.host
        options = {
            "user_id": address.user or "pilot-impact",
            "user_agent": "pilot-impact",
            **address.options,
        }
        named = "".join(f";{name}={quote(text, safe='')}" for name, text in options.items())
        with self._told():
            channel = DefaultChannelBuilder(f"sc://{host}:{address.port}/{named}")
            channel.add_interceptor(_Deadlines())
            session = SparkSession(channel)
            # It would try for ten minutes; who waits for a page is told at once.
            session.client.set_retry_policies([])
            # A channel that is open when Python ends is waited for without end.
            weakref.finalize(session, session.client.close)
            for name, value in _SETTINGS.items():
                session.conf.set(name, value)
        return session

    def _has_schema(self, session: SparkSession) -> bool:
        return bool(session.catalog.databaseExists(self.address.schema))

    def _write(self, work: Callable[[SparkSession], Any]) -> None:
        if not self._writes:
            raise ValueError("this engine was opened to read")
        self._tried(work, again=False)

    def _tried(self, work: Callable[[SparkSession], Found], *, again: bool) -> Found:
        """Once more in a new session where the server has forgotten this one, or (again: the work
        changes nothing) the connection broke."""
        session = self._session
        try:
            with self._told():
                return work(session)
        except StoreError as error:
            broke = again and _status(error.__cause__) is grpc.StatusCode.UNAVAILABLE
            if not (broke or _FORGOTTEN.match(_condition(error.__cause__))):
                raise
        with self._connecting:
            if self._session is session:
                self._session = self._connected()
        with self._told():
            return work(self._session)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the client says, in one sentence without what was asked for or with what token."""
        try:
            yield
        except (PySparkException, grpc.RpcError) as error:
            raise StoreError(_said(self.address, error)) from error


def _said(address: Address, error: Exception) -> str:
    condition, status = _condition(error), _status(error)
    names = error.getMessageParameters() or {} if isinstance(error, PySparkException) else {}
    if condition in ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND"):
        name = names.get("relationName") or names.get("schemaName") or "unknown"
        return (
            f"{address} lacks a table ({name.replace('`', '')}): load it with impact load, or make"
            " the tables that docs/canonical.md lists."
        )
    if condition.startswith("UNRESOLVED_COLUMN"):
        return (
            f"{address} lacks a column ({names.get('objectName', 'unknown').replace('`', '')}):"
            " load it with impact load, or make the tables as docs/canonical.md lists them."
        )
    if status in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED):
        return f"{address} does not let this token in: name the right one in IMPACT_ENGINE."
    if status in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
        found = re.search(r'details = "(.{1,200}?)"', str(error))
        return (
            f"{address} cannot be reached ({found[1].rstrip('.') if found else 'no answer'}): see"
            " that Spark Connect runs there and that IMPACT_ENGINE names it."
        )
    what = condition or (status.name if status else type(error).__name__)
    return f"{address} did not do what it was asked ({what}): see the log of Spark there."


def _condition(error: BaseException | None) -> str:
    """What Spark calls the trouble, as TABLE_OR_VIEW_NOT_FOUND; "" where it has no name."""
    return (error.getCondition() or "") if isinstance(error, PySparkException) else ""


def _status(error: BaseException | None) -> grpc.StatusCode | None:
    """How the call ended, where it did not reach Spark."""
    found = getattr(error, "getGrpcStatusCode", None) or getattr(error, "code", None)
    return found() if found else None


@contextmanager
def _watched(session: SparkSession, seconds: float) -> Iterator[None]:
    """Ends what this thread asks for after so many seconds: again and again until it has ended,
    since between two steps of one question nothing runs that could be. Errors: LimitError."""
    tag = uuid.uuid4().hex
    has_ended, is_late = threading.Event(), threading.Event()

    def watch() -> None:
        wait = seconds
        while not has_ended.wait(wait):
            is_late.set()
            with suppress(PySparkException, grpc.RpcError):  # it has just ended
                session.interruptTag(tag)
            wait = _INTERRUPT_AGAIN_SECONDS

    session.addTag(tag)
    threading.Thread(target=watch, name="watch", daemon=True).start()
    try:
        yield
    except PySparkException as error:
        if is_late.is_set():
            raise LimitError(takes_too_long(seconds)) from error
        raise
    finally:
        has_ended.set()
        session.removeTag(tag)


# silence ------------------------------------------------------------------------------------------

# The moment of `time.monotonic` at which what this thread asks for is hung up on.
_ENDS: ContextVar[float | None] = ContextVar("ends", default=None)


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Hangs up on a server that has not answered by then, not even that the time is over."""
    before = _ENDS.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(before)


@dataclass(frozen=True)
class _Call(grpc.ClientCallDetails):
    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class _Deadlines(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """The client waits without end for a server that is silent: a call gets its end here."""

    def intercept_unary_unary(
        self, continuation: Callable[..., Any], details: grpc.ClientCallDetails, request: Any
    ) -> Any:
        return continuation(_with_timeout(details, _ANSWER_SECONDS), request)

    def intercept_unary_stream(
        self, continuation: Callable[..., Any], details: grpc.ClientCallDetails, request: Any
    ) -> Any:
        """What a question brings; a load takes as long as it takes."""
        ends = _ENDS.get()
        left = None if ends is None else max(ends - time.monotonic(), 0.0)
        return continuation(_with_timeout(details, left), request)


def _with_timeout(details: grpc.ClientCallDetails, seconds: float | None) -> _Call:
    return _Call(
        details.method, seconds, details.metadata, details.credentials, details.wait_for_ready,
        details.compression,
    )  # fmt: skip


# values -------------------------------------------------------------------------------------------


def _literal(value: Any) -> Any:
    """A time without a zone is one of UTC; the client would take it for one of this computer."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _without_zones(rows: pa.Table) -> pa.Table:
    """Times as everywhere here: in UTC, without saying so."""
    return rows.cast(
        pa.schema(
            field.with_type(pa.timestamp("us")) if pa.types.is_timestamp(field.type) else field
            for field in rows.schema
        )
    )


def _chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches put together until a file of them is worth writing."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(part.nbytes for part in held) >= _CHUNK_BYTES:
            yield pa.Table.from_batches(held)
            held = []
    if any(part.num_rows for part in held):
        yield pa.Table.from_batches(held)
