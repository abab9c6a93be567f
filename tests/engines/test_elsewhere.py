"""What is read of an engine while somebody loads it anew, and of which load it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from duck import DuckEngine
from made_tricky import tricky

from analytics import canonical_files
from analytics.engines.load import load
from analytics.store import StoreError
from analytics.store.elsewhere import Elsewhere

NOW = datetime(2026, 11, 26, 12)
HIRES = "select count(*) as n from person where hire_date >= cast($day as date)"
LISTS = "select count(*) as n from theme_list"
DAY = {"day": datetime(2025, 1, 1).date()}


class Interrupted(DuckEngine):
    """Something happens after each of the next questions has been answered."""

    def __init__(self) -> None:
        super().__init__(has_transactions=False)
        self.then: list[Callable[[], None]] = []

    def rows(self, sql: str, params: Mapping[str, Any], seconds: float) -> pa.Table:
        found = super().rows(sql, params, seconds)
        if sql in (HIRES, LISTS) and self.then:
            self.then.pop(0)()
        return found


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[tuple[Interrupted, Callable[[], None]]]:
    """An engine, and what loads it once more, later each time."""
    with closing(tricky()) as own:
        canonical_files.write(own, tmp_path / "out", NOW)
    exported, engine, loads = canonical_files.read(tmp_path / "out"), Interrupted(), [NOW]

    def again() -> None:
        loads.append(loads[-1] + timedelta(seconds=1))
        load(engine, exported, loads[-1])

    again()
    yield engine, again


def test_rows_of_half_a_load_are_never_given(
    loaded: tuple[Interrupted, Callable[[], None]],
) -> None:
    engine, again = loaded
    with closing(Elsewhere(engine)) as reader:
        expected = int(reader.ask(HIRES, DAY)["n"][0])
        assert expected > 0
        engine.then = [lambda: engine.run("delete from schema_version")]
        with pytest.raises(StoreError, match="being loaded, or the load broke off"):
            reader.ask(HIRES, DAY)
        with pytest.raises(StoreError, match="being loaded, or the load broke off"):
            reader.ask(HIRES, DAY)
        again()
        assert int(reader.ask(HIRES, DAY)["n"][0]) == expected


def test_what_was_loaded_meanwhile_is_read_once_more(
    loaded: tuple[Interrupted, Callable[[], None]],
) -> None:
    engine, again = loaded
    with closing(Elsewhere(engine)) as reader:
        before = reader.name
        engine.then = [again]
        assert int(reader.ask(HIRES, DAY)["n"][0]) > 0
        assert reader.name != before
        engine.then = [again, again]
        with pytest.raises(StoreError, match="being loaded"):
            reader.ask(HIRES, DAY)


def test_one_load_is_told_from_the_next_of_the_same_version(
    loaded: tuple[Interrupted, Callable[[], None]],
) -> None:
    engine, _ = loaded
    with closing(Elsewhere(engine)) as reader:
        first = reader.name
    later = NOW + timedelta(days=1)
    engine.run("update schema_version set applied_at = $later", {"later": later})
    again = Elsewhere(engine)
    assert again.name != first and str(engine.address) in again.name


def test_what_an_older_look_read_is_not_kept_for_a_newer_one(
    loaded: tuple[Interrupted, Callable[[], None]],
) -> None:
    engine, _ = loaded
    with closing(Elsewhere(engine)) as reader:
        engine.then = [
            lambda: engine.run("insert into theme_list values ('[]', timestamp '2026-11-26', 99)"),
        ]
        old = reader._look()
        assert int(reader.ask(LISTS)["n"][0]) == 0
        assert int(reader.ask(LISTS)["n"][0]) == 0  # kept for this look
        reader._last = reader._looked()
        assert reader._last is not old and int(reader.ask(LISTS)["n"][0]) == 1


def test_a_card_that_cannot_be_read_is_a_sentence(
    loaded: tuple[Interrupted, Callable[[], None]],
) -> None:
    engine, _ = loaded
    engine.run("update pilot_card set card = 'no card'")
    with closing(Elsewhere(engine)) as reader, pytest.raises(StoreError, match="A pilot card in"):
        reader.pilot()
