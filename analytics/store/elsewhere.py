"""A store whose canonical tables are in another engine: the same questions, only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

import numpy as np
import pandas as pd

from analytics.engines import Engine
from analytics.settings import value
from analytics.store import Store, StoreError, schema_number
from analytics.store.steps import composed
from analytics.store.writer import now_utc

# What is asked without parameters (version, files, card) is looked for again after so long: every
# run of a page begins with it, and whoever fills those tables does so a few times a day.
KEPT_SECONDS = 60
_MARK = "select max(number) as number, max(applied_at) as applied_at from schema_version"


@dataclass(frozen=True)
class _Look:
    """One look at whether the tables are whole. mark: of the load that made them; kept: what has
    been asked without parameters since. What an earlier look began to read goes with it."""

    mark: str
    since: float
    kept: dict[str, pd.DataFrame] = field(default_factory=dict)


class Elsewhere(Store):
    """Reads what somebody's own pipelines, or `impact load`, put into an engine.

    rows_read: how many rows have come from it. What comes has the types that DuckDB would give: an
    empty workspace in memory knows them. The name tells one load from the next, whose versions may
    be the same: what was found of one is not taken for the other.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self._engine = engine
        self._like = Store.open(":memory:")
        self._clock = clock or now_utc
        self._seconds = value("IMPACT_QUERY_SECONDS")
        self.key = b""
        self.rows_read = 0
        self.read_only = (
            f"The data are in {engine.address}, which is only read: load them there with your own"
            " pipelines or with impact load."
        )
        try:
            self._last = self._looked()
        except BaseException:
            self.close()
            raise

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        text, names = composed(sql)
        given = {name: _plain((params or {})[name]) for name in names}
        look = self._look()
        if names:
            return self._whole(look, text, given)
        if text not in look.kept:
            look.kept[text] = self._whole(look, text, given)
        return look.kept[text].copy(deep=False)  # pandas copies what is written to

    def _whole(self, look: _Look, text: str, params: Mapping[str, Any]) -> pd.DataFrame:
        """Rows of tables that were whole all the time: an engine without transactions would also
        give those of half a load."""
        rows = self._asked(text, params)
        if self._mark() == look.mark:
            return rows
        self._last = again = self._looked()
        rows = self._asked(text, params)
        if self._mark() == again.mark:
            return rows
        raise self._unfinished()

    def _asked(self, text: str, params: Mapping[str, Any]) -> pd.DataFrame:
        rows = self._engine.rows(text, params, self._seconds)
        self.rows_read += rows.num_rows
        return self._like.typed(text, params, rows)

    def _look(self) -> _Look:
        if monotonic() - self._last.since > KEPT_SECONDS:
            self._last = self._looked()
        return self._last

    def _looked(self) -> _Look:
        since = monotonic()
        mark = self._mark()
        self.name = f"{self._engine.address} ({mark})"
        return _Look(mark, since)

    def _mark(self) -> str:
        """Of the load that made the tables. Errors: StoreError when they are not whole, or of
        another version of the program."""
        [row] = self._engine.rows(_MARK, {}, self._seconds).to_pylist()
        if row["number"] is None:
            raise self._unfinished()
        if row["number"] != schema_number():
            raise StoreError(
                f"The tables in {self._engine.address} are of another version of Pilot Impact"
                f" (schema {row['number']}, this one knows {schema_number()}): load them anew."
            )
        return str(row["applied_at"])

    def _unfinished(self) -> StoreError:
        return StoreError(
            f"The tables in {self._engine.address} are being loaded, or the load broke off: try"
            " again in a while, or load them anew."
        )

    def close(self) -> None:
        self._engine.close()
        self._like.close()


def _plain(given: Any) -> Any:
    """A parameter as any driver takes it."""
    if isinstance(given, np.generic):
        return given.item()
    return given.to_pydatetime() if isinstance(given, pd.Timestamp) else given
