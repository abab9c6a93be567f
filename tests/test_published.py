"""A published copy: read by several processes at once, while newer ones take its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import killed
import pytest
from killed import file

from analytics import store as room
from analytics.landing import land
from analytics.pilots import Pilot
from analytics.review import decide
from analytics.store import Store, StoreError


def publish(folder: Path, target: Path, number: int) -> tuple[int, int]:
    """With one more file; returns how many files and rows there are."""
    store = Store.open(folder)
    land(store, [file(number)])
    assert store.keeping is not None
    store.keeping.copy_to(target)
    rows = store.ask("select count(*) as n from landed_person")["n"][0]
    files = len(store.source_files())
    store.close()
    return files, int(rows)


def test_two_processes_read_at_once_and_follow_when_they_open_it_again(
    tmp_path: Path, asked: Callable[..., Callable[[object], Any]]
) -> None:
    folder, target = tmp_path / "w", tmp_path / "published.duckdb"
    first = publish(folder, target, 1)
    readers = [asked(killed.read, target) for _ in range(2)]
    assert [told("read") for told in readers] == [first, first]
    second = publish(folder, target, 2)
    assert second != first
    assert [told("read") for told in readers] == [first, first]  # the file that they have open
    assert [told("again") for told in readers] == [second, second]


def test_one_process_reads_the_old_and_the_new_side_by_side(tmp_path: Path) -> None:
    folder, target = tmp_path / "w", tmp_path / "published.duckdb"
    publish(folder, target, 1)
    old = Store.published(target)
    publish(folder, target, 2)
    new = Store.published(target)
    assert (len(old.source_files()), len(new.source_files())) == (1, 2)
    old.close()
    new.close()


def test_a_published_copy_is_only_read(tmp_path: Path) -> None:
    folder, target = tmp_path / "w", tmp_path / "published.duckdb"
    publish(folder, target, 1)
    before = target.read_bytes()
    store = Store.published(target)
    card = Pilot("P", date(2026, 1, 1), date(2026, 2, 1))
    for change in (
        lambda: store.save_pilot(card),
        lambda: store.save_themes(()),
        lambda: land(store, [file(3)]),
        lambda: decide(store, 1, None),
    ):
        with pytest.raises(StoreError, match="which is only read"):
            change()
    assert store.pilot() is None and store.departments() == []
    store.close()
    assert target.read_bytes() == before


def test_a_copy_of_another_schema_or_of_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, target = tmp_path / "w", tmp_path / "published.duckdb"
    publish(folder, target, 1)
    own = room._migrations()
    monkeypatch.setattr(room, "_migrations", lambda: {**own, max(own) + 1: "select 1"})
    with pytest.raises(StoreError, match="publish it anew"):
        Store.published(target)
    other = tmp_path / "other.duckdb"
    other.write_bytes(b"Name\nAna\n" * 1000)
    with pytest.raises(StoreError) as refused:
        Store.published(other)
    assert "\n" not in str(refused.value)
