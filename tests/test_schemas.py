"""Databases that earlier versions of the program wrote: opened, migrated, with the same answers."""

from __future__ import annotations

import lzma
from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics import recovery
from analytics import store as room
from analytics.asking import ask
from analytics.exports import json
from analytics.landing import land
from analytics.pilots import read_card
from analytics.review import decide, unmatched
from analytics.store import DATABASE, Store
from analytics.store.snapshots import Snapshots
from analytics.themes import Theme

FOLDER = Path(__file__).parent / "schemas"
EXPORTS = FOLDER / "exports"
NEWEST = max(room._migrations())
MADE_ON = date(2026, 11, 26)
ASKED = ("participation", "reach", "time-to-competency", "feedback", "themes", "response-rate")


def told(store: Store, registered_on: date) -> dict[str, str]:
    """registered_on: the day the card was saved, the one thing that is not the same today."""
    found = {name: ask(store, name) for name in ASKED}
    assert all(finding.is_answered for finding in found.values())
    objects = {name: json.finding_object(finding) for name, finding in found.items()}
    assert objects["time-to-competency"]["details"].pop("registered_on") == registered_on
    return {name: json.write(written) for name, written in objects.items()}


def done_today(number: int) -> dict[str, str]:
    """What is said of a workspace in which everything is done that README.md says of a number."""
    store = Store.open(":memory:")
    land(store, [(path.name, path.read_bytes()) for path in sorted(EXPORTS.glob("*.csv"))])
    store.save_pilot(read_card((EXPORTS / "pilot.toml").read_text("utf-8")))
    if number >= 2:
        names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
        decide(store, int(names["Anna R"]), int(names["Ana Ruiz"]))
    if number >= 3:
        store.save_themes((Theme("Time", ("time", "long")),))
    try:
        [kept] = store.pilots()
        return told(store, kept.registered_on)
    finally:
        store.close()


@pytest.fixture(scope="module")
def today() -> dict[int, dict[str, str]]:
    """By number; nothing more was done from 3 on."""
    found = {number: done_today(number) for number in (1, 2, 3)}
    assert len({repr(said) for said in found.values()}) == 3
    return found


def numbers(path: Path) -> list[int]:
    connection = duckdb.connect(str(path), read_only=True)
    found = connection.execute("select number from schema_version order by number").fetchall()
    connection.close()
    return [number for (number,) in found]


def test_there_is_a_database_of_every_schema() -> None:
    assert sorted(int(path.name.split(".")[0]) for path in FOLDER.glob("*.xz")) == [
        *range(1, NEWEST + 1)
    ]


@pytest.mark.parametrize("number", range(1, NEWEST + 1))
def test_a_database_of_an_earlier_schema_gives_the_same_answers(
    tmp_path: Path, number: int, today: dict[int, dict[str, str]]
) -> None:
    written = lzma.decompress((FOLDER / f"{number}.duckdb.xz").read_bytes())
    (tmp_path / DATABASE).write_bytes(written)
    assert numbers(tmp_path / DATABASE) == [*range(1, number + 1)]
    store = Store.open(tmp_path)
    assert told(store, MADE_ON) == today[min(number, 3)]
    assert [someone.spelling for someone in unmatched(store)] == ["Anna R"]
    files, version = store.source_files(), store.version()
    store.close()
    assert numbers(tmp_path / DATABASE) == [*range(1, NEWEST + 1)]
    before = [path for _, path in Snapshots(tmp_path).all() if f"-schema-{number}." in path.name]
    assert len(before) == (number < NEWEST)
    for snapshot in before:
        assert numbers(snapshot) == [*range(1, number + 1)]
        recovery.restore(tmp_path, snapshot)
        store = Store.open(tmp_path)
        assert store.version() == version and store.source_files().equals(files)
        store.close()
