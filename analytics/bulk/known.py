"""What the distinct texts of some columns mean: read once, then joined to every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from analytics.store import Writer

Meaning = tuple[Any, ...]
_TYPES = {
    "bigint": pa.int64(),
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us"),
}


class Known:
    """A temporary table of texts (columns c0, c1, … as in `slice`), the line they first stood in,
    and what they mean.

    at: the columns of the texts, none for something that is the same for every row; means: name
    of each part of the meaning -> its type in the database.
    """

    def __init__(
        self, writer: Writer, table: str, at: Sequence[int], means: Mapping[str, str]
    ) -> None:
        self.table = table
        self._writer = writer
        self._names = [f"c{index}" for index in at]
        self._types = {**dict.fromkeys(self._names, "varchar"), "first_line": "bigint", **means}
        columns = ", ".join(f"{name} {kind}" for name, kind in self._types.items())
        writer.run(f"create or replace temp table {table} ({columns})")

    def learn(self, read: Callable[[tuple[str, ...], int], Meaning]) -> None:
        """Reads what is new in the slice, in the order in which it stands there."""
        texts = ", ".join(self._names)
        grouped = f"group by {texts}" if texts else "having count(*) > 0"
        found = self._writer.rows(
            f"""
            with seen as (
                select {f"{texts}, " if texts else ""} min(line) as first_line
                from slice {grouped}
            )
            select s.* from seen s
            where not exists (select 1 from {self.table} k where {self._same("s")})
            order by s.first_line
            """  # noqa: S608
        )
        self.add([(*row, *read(row[:-1], row[-1])) for row in found])

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Whole rows of the table."""
        if rows:
            columns = zip(self._types.items(), zip(*rows, strict=True), strict=True)
            self._writer.insert(
                self.table,
                pa.table({name: pa.array(cells, _TYPES[kind]) for (name, kind), cells in columns}),
            )

    def joined(self, name: str) -> str:
        """The join of a slice `s` with this table under a name."""
        return f"join {self.table} {name} on {self._same('s', name)}"

    def _same(self, one: str, other: str = "k") -> str:
        return " and ".join(f"{one}.{name} = {other}.{name}" for name in self._names) or "true"
