"""kill -9 at any moment: what was acknowledged is there, nothing is there by halves."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import duckdb
import killed
import pytest
from test_recovery import rows, rows_in

from analytics import recovery
from analytics import store as room
from analytics.landing import land
from analytics.store import DATABASE, Store

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX"),
    pytest.mark.slow,
]

# 20 on every run; nightly with IMPACT_KILLS=60.
KILLS = int(os.environ.get("IMPACT_KILLS") or "20")
FEW = max(3, KILLS // 5)
AT = max(room._migrations())


def ended(process: Any, seconds: float) -> None:
    process.join(seconds)
    process.kill()
    process.join()


def test_whatever_was_acknowledged_is_stored_and_nothing_by_halves(
    tmp_path: Path, start: Callable[..., Any]
) -> None:
    folder, said = tmp_path / "w", tmp_path / "acknowledged"
    chance = random.Random(8)
    first = hit = 0
    unsaid: set[int] = set()
    took = 0.5
    for turn in range(KILLS):
        landed = multiprocessing.get_context("forkserver").Event()
        began = monotonic()
        process = start(killed.ingest, folder, first, said, landed)
        if turn % 4:  # else while it opens the workspace, or lands the first
            assert landed.wait(60)
            took = monotonic() - began  # on this machine now: a second landing ends within it
        ended(process, chance.uniform(0, took))
        acknowledged = set(map(int, said.read_text().split())) if said.exists() else set()
        store = Store.open(folder)
        ledger = {
            int(row.name.split("-")[1].removesuffix(".csv")): (row.file_id, row.rows_usable)
            for row in store.source_files().itertuples(index=False)
        }
        stored = dict(
            store.ask(
                "select file_id, count(*) as n from landed_person group by file_id"
            ).itertuples(index=False)
        )
        people = store.ask("select count(*) as n from person")["n"][0]
        assert acknowledged <= ledger.keys()
        assert dict(ledger.values()) == stored
        assert all(ledger[n][1] == killed.rows_of(n) for n in ledger)
        assert people == sum(killed.rows_of(n) for n in ledger)
        version = store.version()
        for number in ledger.keys() - acknowledged - unsaid:  # committed, and nobody was told
            unsaid.add(number)
            [report] = land(store, [killed.file(number)])
            assert (report.state, store.version()) == ("already", version)
        store.close()
        hit += bool(ledger.keys() - set(range(first)))
        first = max(ledger, default=-1) + 1
    assert hit >= KILLS * 3 // 4, "the processes were ended before they had begun"
    before = rows_in(folder)
    (folder / DATABASE).unlink()
    recovery.rebuild(folder)
    assert rows_in(folder) == before
    print(f"{KILLS} kills, {hit} after something had landed, {len(before['source_file'])} files")
    print(f"landed, {len(unsaid)} of them without anybody having been told")


def test_a_copy_is_whole_or_not_there(tmp_path: Path, start: Callable[..., Any]) -> None:
    folder, target = tmp_path / "w", tmp_path / "copy.duckdb"
    store = Store.open(folder)
    land(store, [killed.file(n) for n in range(5)])
    store.close()
    chance = random.Random(9)
    seen = 0
    for _ in range(FEW):
        ended(start(killed.back_up, folder, target), chance.uniform(0.1, 1.5))
        for path in (*(folder / "snapshots").glob("2*.duckdb"), *tmp_path.glob("copy.duckdb")):
            seen += 1
            connection = duckdb.connect(str(path), read_only=True)
            found = connection.execute(
                "select sum(rows_usable), (select count(*) from landed_person) from source_file"
            ).fetchall()
            connection.close()
            assert found[0][0] == found[0][1] > 0
        Store.open(folder).close()
        assert not list((folder / "snapshots").glob(".*"))
    assert seen


def test_a_migration_that_was_ended_is_made_whole_by_the_next_opening(
    tmp_path: Path, start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    store = Store.open(whole)
    land(store, [killed.file(n) for n in range(3)])
    before = rows(store)
    store.close()
    own = room._migrations()
    chance = random.Random(10)
    for turn in range(FEW):
        folder, began = tmp_path / f"w{turn}", tmp_path / f"began{turn}"
        shutil.copytree(whole, folder)
        ended(start(killed.migrate, folder, began), chance.uniform(0.05, 0.8))
        monkeypatch.setattr(room, "_migrations", lambda: {**own, AT + 1: killed.SLOW})
        store = Store.open(folder)
        monkeypatch.setattr(room, "_migrations", lambda: own)
        [(count, total)] = store.ask(
            "select count(*) as n, sum(twice) as total from slow"
        ).itertuples(index=False)
        numbers = list(store.ask("select number from schema_version order by number")["number"])
        store_rows = rows(store)
        store.close()
        assert (count, total) == (300_000, 300_000 * 299_999)
        assert numbers == [*range(1, AT + 2)]
        assert {name: store_rows[name] for name in before} == {**before, "pilot_card": []}
        snapshots = recovery.last_snapshot(folder)
        assert snapshots is not None


@pytest.mark.parametrize("way", ["rebuild", "restore"])
def test_a_recovery_that_was_ended_at_any_step_leaves_the_old_or_the_new(
    tmp_path: Path, start: Callable[..., Any], way: str
) -> None:
    whole = tmp_path / "whole"
    store = Store.open(whole)
    assert store.keeping is not None
    land(store, [killed.file(n) for n in range(2)])
    store.keeping.snapshot()
    before = rows(store)
    store.close()
    step, code = 0, -9
    while code == -9:
        step += 1
        folder = tmp_path / f"w{step}"
        shutil.copytree(whole, folder)
        process = start(killed.recover, folder, way, step)
        process.join()
        code = process.exitcode
        assert rows_in(folder) == before, step
        assert not (folder / "incoming").exists() or code == -9
    assert code == 0 and step > 6
