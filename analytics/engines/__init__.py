"""Other engines behind the same questions: where one is, and what one does.

The default, a DuckDB file of one's own, needs nothing of this room. An engine is given SQL as
DuckDB reads it and translates it itself (`dialects.py`, the only module that imports sqlglot);
each driver is imported by its own module alone, when that engine is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    import pyarrow as pa

PORTS = {"postgres": 5432, "spark": 15002}
_SCHEMES = {"postgres": "postgres", "postgresql": "postgres", "spark": "spark"}
_SHAPE = "spark://host:15002/schema or postgres://user@host:5432/database/schema"
_OPTIONS = {"postgres": ("sslmode", "sslrootcert"), "spark": ("token", "use_ssl")}


@dataclass(frozen=True)
class Address:
    """Where an engine is. schema: of the canonical tables; options: as the driver names them.
    Printed it holds no secret."""

    kind: str
    host: str
    port: int
    schema: str
    database: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        database = f"{self.database}/" if self.database else ""
        return f"{self.kind}://{self.host}:{self.port}/{database}{self.schema}"


class Engine(Protocol):
    """A connection to where the canonical tables are; safe to share between threads."""

    address: Address

    def rows(self, sql: str, params: Mapping[str, Any], seconds: float) -> pa.Table:
        """The rows of one SELECT, which is ended after so many seconds; names of tables are those
        of the schema. Errors: LimitError; StoreError when the engine cannot be reached or lacks a
        table; ValueError where its dialect cannot say the statement."""

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """One statement that changes the schema; only where it was opened to write."""

    def insert(self, table: str, batches: Iterable[pa.RecordBatch]) -> int:
        """Append rows, the columns by name; returns how many."""

    def commit(self) -> None:
        """What was written counts from now on; without it closing gives it up, where the engine
        can."""

    def close(self) -> None: ...


def read_address(text: str) -> Address:
    """The address in a setting. Raises ValueError with what it has to be; never with its text,
    which may hold a password."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(_SHAPE) from None
    kind = _SCHEMES.get(parts.scheme)
    names = [unquote(name) for name in parts.path.split("/")[1:]]
    options = dict(parse_qsl(parts.query))
    if (
        kind is None
        or not parts.hostname
        or len(names) != (2 if kind == "postgres" else 1)
        or not all(names)
        or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", names[-1])
        or not options.keys() <= set(_OPTIONS[kind])
    ):
        raise ValueError(_SHAPE)
    return Address(
        kind=kind,
        host=parts.hostname,
        port=port or PORTS[kind],
        schema=names[-1],
        database=names[0] if kind == "postgres" else "",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=options,
    )


def opened(address: Address, *, writes: bool = False) -> Engine:
    """Connect to an engine, to read unless it says otherwise. Errors: StoreError when it cannot be
    reached, or the program lacks what it takes."""
    from analytics.store.database import StoreError

    try:
        if address.kind == "postgres":
            from analytics.engines.postgres import PostgresEngine

            return PostgresEngine(address, writes=writes)
        from analytics.engines.spark import SparkEngine

        return SparkEngine(address, writes=writes)
    except ImportError as error:
        raise StoreError(
            f"{address} needs more than is installed ({error.name}):"
            f" uv sync --extra {address.kind}."
        ) from error
