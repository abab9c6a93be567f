"""Stores as pages read them: at one version of the data, and with one pilot chosen."""

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

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        if params:
            return self._store.ask(sql, params)
        if sql not in self._kept:
            self._kept[sql] = self._store.ask(sql)
        return self._kept[sql].copy(deep=False)  # pandas copies what is written to


class OnePilot(Store):
    """A store in which one of several pilots is looked at; it must not be written to."""

    def __init__(self, store: Store, number: int) -> None:
        self._store = store
        self.chosen = number
        # What is kept of one pilot is not of the next.
        self.name = f"{store.name} (pilot {number})"
        self.keeping = store.keeping
        self.is_published = store.is_published

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return self._store.ask(sql, params)
