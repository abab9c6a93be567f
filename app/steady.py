"""A store at one version of its data: what all questions ask besides their rows is asked once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.store import Store


class Steady(Store):
    """Reads a store whose data stay as they are. What is asked without parameters (the card, the
    files, the departments, who was invited by what) is kept; it must not be written to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, pd.DataFrame] = {}
        self.name = store.name
        self.chosen = store.chosen
        self.keeping, self.read_only = store.keeping, store.read_only
        self._clock = store._clock

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        if params:
            return self._store.ask(sql, params)
        if sql not in self._kept:
            self._kept[sql] = self._store.ask(sql)
        return self._kept[sql].copy(deep=False)  # pandas copies what is written to
