"""A store in which one of several pilots is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd

from analytics.store import Store, Writer


class OnePilot(Store):
    """The same data under the card of one pilot, by its number; what is written goes to all."""

    def __init__(self, store: Store, number: int) -> None:
        self._store = store
        self._clock = store._clock
        self.chosen = number
        # What is kept of one pilot is not of the next.
        self.name = f"{store.name} (pilot {number})"
        self.keeping = store.keeping
        self.read_only = store.read_only

    def ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return self._store.ask(sql, params)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._store.writing() as writer:
            yield writer
