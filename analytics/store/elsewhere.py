"""A store whose canonical tables are in another engine: the same questions, only read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

import numpy as np
import pandas as pd

from analytics.engines import Engine
from analytics.settings import value
from analytics.store import SCHEMA_NUMBER, Store, StoreError, schema_number
from analytics.store.steps import composed
from analytics.store.writer import now_utc

# What is asked without parameters (version, files, card) is looked for again after so long: every
# run of a page begins with it, and whoever fills those tables does so a few times a day.
KEPT_SECONDS = 60


class Elsewhere(Store):
    """Reads what somebody's own pipelines, or `impact load`, put into an engine.

    rows_read: how many rows have come from it. What comes has the types that DuckDB would give:
    an empty workspace in memory knows them.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self._engine = engine
        self._like = Store.open(":memory:")
        self._clock = clock or now_utc
        self._seconds = value("IMPACT_QUERY_SECONDS")
        self._kept: dict[str, pd.DataFrame] = {}
        self._kept_since = monotonic()
        self._keeping = threading.Lock()
        self.name = str(engine.address)
        self.key = b""
        self.rows_read = 0
        self.read_only = (
            f"The data are in {engine.address}, which is only read: load them there with your own"
            " pipelines or with impact load."
        )
        try:
            self._see_that_it_is_whole()
        except BaseException:
            self.close()
            raise

    def _see_that_it_is_whole(self) -> None:
        found = int(self._asked(composed(SCHEMA_NUMBER)[0], {})["number"][0])
        if found != schema_number():
            raise StoreError(
                f"The tables in {self.name} are being loaded, or the load broke off: try again in"
                " a while, or load them anew."
                if found == 0
                else f"The tables in {self.name} are of another version of Pilot Impact (schema"
                f" {found}, this one knows {schema_number()}): load them anew."
            )

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        text, names = composed(sql)
        with self._keeping:
            if monotonic() - self._kept_since > KEPT_SECONDS:
                self._see_that_it_is_whole()
                self._kept.clear()
                self._kept_since = monotonic()
        if names:
            return self._asked(text, {name: _plain((params or {})[name]) for name in names})
        if text not in self._kept:
            self._kept[text] = self._asked(text, {})
        return self._kept[text].copy(deep=False)  # pandas copies what is written to

    def _asked(self, text: str, params: Mapping[str, Any]) -> pd.DataFrame:
        rows = self._engine.rows(text, params, self._seconds)
        self.rows_read += rows.num_rows
        return self._like.typed(text, params, rows)

    def close(self) -> None:
        self._engine.close()
        self._like.close()


def _plain(given: Any) -> Any:
    """A parameter as any driver takes it."""
    if isinstance(given, np.generic):
        return given.item()
    return given.to_pydatetime() if isinstance(given, pd.Timestamp) else given
