"""An engine on a DuckDB of its own, in memory: the same protocol as Postgres and Spark, with no
translation, so that what differs in a test is what the engine was given to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from analytics.engines import Address
from analytics.store import StoreError


class DuckEngine:
    """calls: how often it was asked to run or insert something; broken_at: the call at which the
    connection is lost, as by a kill."""

    def __init__(self, *, has_transactions: bool = True, kind: str = "duckdb") -> None:
        self.address = Address(kind=kind, host="here", port=0, schema="pilot")
        self._connection = duckdb.connect(":memory:")
        self._has_transactions = has_transactions
        self.calls = 0
        self.broken_at: int | None = None
        if has_transactions:
            self._connection.execute("begin")

    def rows(self, sql: str, params: Mapping[str, Any], seconds: float) -> pa.Table:
        found = self._connection.cursor() if not self._has_transactions else self._connection
        try:
            return found.sql(sql, params=dict(params)).to_arrow_table()
        except duckdb.CatalogException as error:
            raise StoreError(f"lacks a table: {error}") from error

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        self._called()
        self._connection.execute(sql, dict(params or {})).fetchall()

    def insert(self, table: str, batches: Iterable[pa.RecordBatch]) -> int:
        rows = 0
        for batch in batches:
            self._called()
            self._connection.register("incoming", pa.Table.from_batches([batch]))
            self._connection.execute(
                f"insert into {table} by name select * from incoming"  # noqa: S608
            )
            self._connection.unregister("incoming")
            rows += batch.num_rows
        return rows

    def commit(self) -> None:
        self._called()
        if self._has_transactions:
            self._connection.execute("commit")
            self._connection.execute("begin")

    def close(self) -> None:
        """What was not committed is given up; what was is still there to be looked at."""
        if self._has_transactions:
            self._connection.execute("rollback")
            self._connection.execute("begin")

    def _called(self) -> None:
        self.calls += 1
        if self.calls == self.broken_at:
            raise StoreError("the connection was lost")
