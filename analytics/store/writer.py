"""What writes: a cursor inside one transaction of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.kept_pilots import CARDS, LOCKS, KeptPilot, digest_of, kept_pilots, number_of
from analytics.pilots import Pilot, write_card
from analytics.store import database
from analytics.store.steps import composed, settle_step
from analytics.themes import Theme, write_themes

if TYPE_CHECKING:
    import pyarrow as pa


def now_utc() -> datetime:
    """This moment in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class _Held:
    """Columns of Arrow for DuckDB to read, until they are let go. What is registered inside a
    transaction stays there until it ends, and a large file goes through one in many pieces."""

    def __init__(self, rows: pa.Table) -> None:
        self._rows: pa.Table | None = rows

    def let_go(self) -> None:
        self._rows = None

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        assert self._rows is not None
        return self._rows.__arrow_c_stream__(requested_schema)


class Writer:
    """A cursor inside one transaction; only `Store.writing` makes one. now: the moment of all that
    it writes; noted: what a person did, for the journal."""

    def __init__(
        self,
        cursor: database.Connection,
        key: bytes,
        *,
        has_transaction: bool = True,
        now: datetime | None = None,
    ) -> None:
        self._cursor = cursor
        self.key = key
        self._has_transaction = has_transaction
        self.now = now or now_utc()
        self.noted: dict[str, Any] | None = None

    def note(self, do: str, **said: Any) -> None:
        """Keep in the journal what a person did, so that it can be done again."""
        self.noted = {"do": do, **said}

    @contextmanager
    def beside(self) -> Iterator[Writer]:
        """A cursor without a transaction, for temporary tables of its own: what is dropped there
        is let go of at once, and rows in memory are read by several threads."""
        cursor = self._cursor.cursor()
        try:
            yield Writer(cursor, self.key, has_transaction=False)
        finally:
            cursor.close()

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        self._cursor.execute(sql, dict(params or {})).fetchall()

    def frame(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return self._cursor.execute(sql, dict(params or {})).df()

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows as plain values, for few of them."""
        return self._cursor.execute(sql, dict(params or {})).fetchall()

    def arrow(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows as columns of Arrow, for many of them."""
        return self._cursor.sql(sql, params=dict(params or {})).to_arrow_table()

    def insert(self, table: str, rows: pd.DataFrame | pa.Table) -> None:
        """Append rows; the columns are the table's, by name."""
        if len(rows):
            with self.shown("incoming", rows):
                self.run(f"insert into {table} by name select * from incoming")  # noqa: S608

    @contextmanager
    def shown(self, name: str, rows: pd.DataFrame | pa.Table) -> Iterator[None]:
        """Rows in memory under a name that SQL can select from, as long as it lasts."""
        is_held = self._has_transaction and not isinstance(rows, pd.DataFrame)
        held = _Held(rows) if is_held else rows
        self._cursor.register(name, held)
        try:
            yield
        finally:
            if isinstance(held, _Held):
                held.let_go()
            with suppress(database.TransactionError):  # what went wrong is said already
                self._cursor.unregister(name)

    def fill(self, table: str, params: Mapping[str, Any] | None = None) -> None:
        """Append the rows that the settle step of this name selects, as `Store.ask` would."""
        text, names = composed(settle_step(table))
        given = params or {}
        self.run(
            f"insert into {table} by name {text}",
            {name: given[name] for name in names},
        )

    def keep_card(self, card: Pilot, pilot: int | None = None) -> None:
        """Keep a pilot card; earlier versions stay. What is counted by its rule is counted anew.
        pilot: whose number; None for that of the same name, a new one where there is none."""
        if pilot is None:
            pilot = number_of(card.name, self.rows(CARDS))
        self._keep_card(write_card(card), pilot)

    def put_away(self, pilot: int) -> None:
        """Nobody is shown this pilot any more; its cards stay, and saving one brings it back."""
        self._keep_card("", pilot)

    def _keep_card(self, text: str, pilot: int) -> None:
        from analytics.settle import count_turnout  # it writes through this room itself

        self.run(
            "insert into pilot_card by name select $card as card, $now as saved_at,"
            " $change as change, $pilot as pilot",
            {"card": text, "now": self.now, "change": self.changed("pilot card"), "pilot": pilot},
        )
        count_turnout(self, days=())

    def lock_card(self, pilot: int, text: str) -> None:
        """Keep the text of a card as what was promised. The journal holds the text itself: a later
        version of the program may write the same card otherwise."""
        self.note("lock", pilot=pilot, card=text, sha256=digest_of(text))
        self.run(
            "insert into card_lock values ($pilot, $card, $digest, $now, $change)",
            {
                "pilot": pilot, "card": text, "digest": digest_of(text), "now": self.now,
                "change": self.changed("card lock"),
            },
        )  # fmt: skip

    def pilots(self) -> tuple[KeptPilot, ...]:
        """As `Store.pilots`, with what this transaction has written."""
        found = kept_pilots(self.rows(CARDS), self.rows(LOCKS))
        return tuple(one for one in found if not one.is_put_away)

    def keep_themes(self, themes: Sequence[Theme]) -> None:
        """Keep a list of themes, an empty one for the usual; earlier versions stay."""
        number = self.changed("themes")
        self.run(
            "insert into theme_list values ($themes, $now, $number)",
            {"themes": write_themes(themes), "now": self.now, "number": number},
        )

    def changed(self, what: str) -> int:
        """Note a change; returns its number, the new version of the data."""
        found = self.frame("select coalesce(max(number), 0) + 1 as number from change")
        number = int(found["number"][0])
        self.run(
            "insert into change values ($number, $what, $now)",
            {"number": number, "what": what, "now": self.now},
        )
        return number
