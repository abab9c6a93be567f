"""What is kept beside a database, and the ways back: snapshots, restoring, rebuilding."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics import recovery
from analytics.cli import main
from analytics.landing import land, take_back
from analytics.pilots import Pilot
from analytics.progress import Step
from analytics.review import decide
from analytics.sample import land_sample, sample_files
from analytics.sources import Answers
from analytics.store import DATABASE, DamagedError, Store, StoreError
from analytics.store.kept import JOURNAL, KEEP_DAYS, UPLOADS, Kept
from analytics.store.snapshots import INCOMING, KEPT, SNAPSHOTS, Snapshots
from analytics.themes import Theme

CARD = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12), timezone="Europe/Berlin")
PEOPLE = (
    b"Name,Email,Hire Date\nAna Ruiz,ana@example.org,2026-01-15\nBo Li,bo@example.org,2026-01-16\n"
)
SESSION = (
    b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
    b"Clinic,13/02/2026,10:00,Ana Ruiz,ana@example.org,13/02/2026 10:00,13/02/2026 10:45\n"
    b"Clinic,13/02/2026,10:00,Anna R,,13/02/2026 10:01,13/02/2026 10:45\n"
)
OPEN_DATES = (
    b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
    b"Hour,03/02/2026,10:00,Bo Li,bo@example.org,03/02/2026 10:00,03/02/2026 10:45\n"
)
ODD = b"who,when did it start\nAna Ruiz,2026-01-15\n"
START = datetime(2026, 11, 20, 9, 0)


class Clock:
    """A moment that is moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; when the schema came about is not of the data."""
    tables = store.ask("select table_name as name from duckdb_tables() where not temporary")["name"]
    return {
        table: sorted(
            tuple(map(str, row))
            for row in store.ask(f"select * from {table}").itertuples(index=False)
        )
        for table in tables
        if table != "schema_version"
    }


def rows_in(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    store = Store.open(folder)
    try:
        return rows(store)
    finally:
        store.close()


def lived(folder: Path, clock: Clock) -> None:
    """A workspace in which everything has been done that a person can do."""
    store = Store.open(folder, clock=clock)
    land(store, [("people.csv", PEOPLE)])
    store.save_pilot(CARD)
    land(store, [("session.csv", SESSION), ("people again.csv", PEOPLE)])
    land(store, [("hour.csv", OPEN_DATES)], Answers(date_order="mdy"))
    mapping = {"name": "who", "hire_date": "when did it start"}
    land(store, [("odd.csv", ODD)], {"odd.csv": Answers(kind="people", mapping=mapping)})
    assert len(store.source_files()) == 4
    store.save_themes((Theme("Time", ("time", "/h\\wurs/")),))
    names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
    decide(store, int(names["Anna R"]), int(names["Bo Li"]))
    decide(store, int(names["Anna R"]), None)
    files = dict(store.source_files()[["name", "file_id"]].itertuples(index=False))
    take_back(store, files["hour.csv"])
    store.save_themes(())
    land(store, [("hour.csv", OPEN_DATES)])  # as it was said before
    card = b'[pilot]\nname = "Summer"\nstarts_on = 2026-05-01\nends_on = 2026-07-01\n'
    land(store, [("pilot.toml", card)])
    store.close()


def damage(path: Path) -> bytes:
    """Another byte in the first header of the database, which no opening survives."""
    data = bytearray(path.read_bytes())
    data[4096 + 20] ^= 0xFF
    data[8192 + 20] ^= 0xFF
    path.write_bytes(data)
    return bytes(data)


# rebuilding ---------------------------------------------------------------------------------------


def test_a_damaged_database_is_rebuilt_row_for_row(tmp_path: Path, clock: Clock) -> None:
    lived(tmp_path, clock)
    before = rows_in(tmp_path)
    bad = damage(tmp_path / DATABASE)
    with pytest.raises(DamagedError):
        Store.open(tmp_path)
    found = recovery.rebuild(tmp_path)
    assert rows_in(tmp_path) == before
    assert found.version == max(int(row[0]) for row in before["change"])
    assert found.aside is not None and found.aside.read_bytes() == bad
    assert "set-aside-" in found.aside.name
    assert not (tmp_path / INCOMING).exists()


def test_the_sample_exports_are_rebuilt_row_for_row(tmp_path: Path) -> None:
    """Every kind of file, in one upload, and the sample pilot itself."""
    for folder, fill in (
        (tmp_path / "own", lambda store: land(store, sample_files())),
        (tmp_path / "sample", land_sample),
    ):
        store = Store.open(folder)
        fill(store)  # type: ignore[operator]
        before = rows(store)
        store.close()
        (folder / DATABASE).unlink()
        recovery.rebuild(folder)
        assert rows_in(folder) == before
    assert not (tmp_path / "sample" / UPLOADS).exists()
    assert len(list((tmp_path / "own" / UPLOADS).iterdir())) == len(sample_files())


def test_a_large_file_is_kept_and_rebuilt_by_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analytics import landing

    monkeypatch.setattr(landing, "LARGE", 1)
    monkeypatch.setattr(recovery, "LARGE", 1)
    people = "".join(f"P{n} Q,p{n}@example.org,2026-01-15\n" for n in range(50))
    came = "".join(
        f"Clinic,2026-02-{1 + n % 20:02},10:00,P{n % 50} Q,p{n % 50}@example.org,"
        f"2026-02-{1 + n % 20:02} 10:0{n % 9},2026-02-{1 + n % 20:02} 10:45\n"
        for n in range(3000)
    )
    head = "Session,Date,Start time,Name,Email,Join time,Leave time\n"
    store = Store.open(tmp_path)
    reports = land(
        store,
        [
            ("people.csv", f"Name,Email,Hire Date\n{people}".encode()),
            ("came.csv", (head + came).encode()),
        ],
    )
    assert reports[1].columns is not None and {r.state for r in reports} == {"landed"}
    before = rows(store)
    store.close()
    (tmp_path / DATABASE).unlink()
    recovery.rebuild(tmp_path)
    assert rows_in(tmp_path) == before


def test_each_kept_upload_is_what_was_uploaded_and_only_to_be_read(
    tmp_path: Path, clock: Clock
) -> None:
    lived(tmp_path, clock)
    kept = sorted(path.read_bytes() for path in (tmp_path / UPLOADS).iterdir())
    card = b'[pilot]\nname = "Summer"\nstarts_on = 2026-05-01\nends_on = 2026-07-01\n'
    assert kept == sorted([PEOPLE, SESSION, OPEN_DATES, ODD, card])
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / UPLOADS).iterdir()} == {0o400}


def test_memory_and_the_sample_keep_nothing(tmp_path: Path) -> None:
    store = Store.open(":memory:")
    assert store.keeping is None
    land(store, [("people.csv", PEOPLE)])
    store.close()


def test_stopping_a_rebuilding_leaves_everything_as_it_was(tmp_path: Path, clock: Clock) -> None:
    lived(tmp_path, clock)
    bad = damage(tmp_path / DATABASE)

    def stop(step: Step) -> None:
        if step.share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recovery.rebuild(tmp_path, stop)
    assert (tmp_path / DATABASE).read_bytes() == bad
    assert not list(tmp_path.glob("set-aside-*"))
    recovery.rebuild(tmp_path)
    assert len(rows_in(tmp_path)["source_file"]) == 4


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "is not kept any more"),
        (lambda path: (path.chmod(0o600), path.write_bytes(b"x")), "is not what was landed"),
    ],
    ids=["gone", "another"],
)
def test_what_cannot_be_rebuilt_says_what_is_missing(
    tmp_path: Path, clock: Clock, spoil: Callable[[Path], object], says: str
) -> None:
    store = Store.open(tmp_path, clock=clock)
    land(store, [("people.csv", PEOPLE)])
    store.close()
    [upload] = (tmp_path / UPLOADS).iterdir()
    spoil(upload)
    with pytest.raises(StoreError, match=rf"people\.csv {says}") as refused:
        recovery.rebuild(tmp_path)
    assert "\n" not in str(refused.value) and "impact restore" in str(refused.value)
    assert len(rows_in(tmp_path)["source_file"]) == 1


@pytest.mark.parametrize("seed", range(12))
def test_a_journal_with_another_byte_never_makes_other_data(
    tmp_path: Path, clock: Clock, seed: int
) -> None:
    """Either all of it comes back or there is a sentence."""
    lived(tmp_path, clock)
    before = rows_in(tmp_path)
    path = tmp_path / JOURNAL
    data = bytearray(path.read_bytes())
    data[random.Random(seed).randrange(len(data))] ^= 1 + seed
    path.write_bytes(data)
    try:
        recovery.rebuild(tmp_path)
    except StoreError as refused:
        assert "cannot be rebuilt" in str(refused)
    assert rows_in(tmp_path) == before
