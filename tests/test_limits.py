"""Questions that would hold the machine, and what breaks below the store: one sentence each."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import duckdb
import killed
import pytest
from killed import file
from test_recovery import PEOPLE, comes_back, damage

from analytics.cli import main
from analytics.landing import land
from analytics.settings import SettingsError
from analytics.store import DATABASE, DamagedError, LimitError, Store, StoreError, database
from analytics.store.kept import UPLOADS

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of files are of POSIX")

HUGE = """
    with a as (select range as i from range(300000)), b as (select range as j from range(300000))
    select count(*) as n from a cross join b where (i * j) % 7 = 3
"""
WIDE = """
    select count(*) as n from (
        select range as i, repeat('x', 400) || range as text from range(4000000) order by text desc
    ) as sorted where i % 2 = 0 and text > ''
"""


def is_one_sentence(said: str) -> bool:
    return "\n" not in said and said.endswith(".") and "Traceback" not in said


def test_a_question_that_takes_too_long_is_stopped_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("IMPACT_QUERY_SECONDS", "1")
    store = Store.open(":memory:")
    with pytest.raises(LimitError, match="longer than 1 seconds") as stopped:
        store.ask(HUGE)
    assert is_one_sentence(str(stopped.value)) and "IMPACT_QUERY_SECONDS" in str(stopped.value)
    assert store.ask("select 1 as one")["one"][0] == 1
    land(store, [("people.csv", PEOPLE)])
    assert len(store.source_files()) == 1
    store.close()


def test_what_is_written_may_take_longer_than_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """A landing of minutes is no question: the same statement is stopped as one and not as one."""
    monkeypatch.setenv("IMPACT_QUERY_SECONDS", "1")
    store = Store.open(":memory:")
    slow = "select count(*) as n from range({n}) a(i), range(40000) b(j) where (i * j) % 7 = 3"
    n = 4000
    while True:  # the machine says how much takes longer than a question may
        try:
            store.ask(slow.format(n=n))
        except LimitError:
            break
        n *= 2
    with store.writing() as writer:
        assert writer.rows(slow.format(n=n))[0][0] > 0
    store.close()


def test_a_question_that_takes_too_much_memory_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IMPACT_MEMORY", "60MB")
    monkeypatch.setenv("IMPACT_SPILL", "10MB")
    store = Store.open(tmp_path)
    with pytest.raises(LimitError, match="more memory than a question may") as stopped:
        store.ask(WIDE)
    assert is_one_sentence(str(stopped.value))
    assert store.ask("select 1 as one")["one"][0] == 1
    store.close()


def test_the_limits_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_MEMORY", "300MiB")
    monkeypatch.setenv("IMPACT_SPILL", "1GiB")
    monkeypatch.setenv("IMPACT_THREADS", "1")
    store = Store.open(":memory:")
    found = store.ask(
        "select current_setting('memory_limit') as memory, current_setting('threads') as threads,"
        " current_setting('max_temp_directory_size') as spill"
    ).iloc[0]
    assert (found["memory"], found["threads"], found["spill"]) == ("300.0 MiB", 1, "1.0 GiB")
    store.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMPACT_MEMORY", "lots"),
        ("IMPACT_SPILL", "-1GB"),
        ("IMPACT_THREADS", "0"),
        ("IMPACT_QUERY_SECONDS", "soon"),
    ],
)
def test_a_setting_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} is “{value}”") as refused:
        Store.open(":memory:")
    assert is_one_sentence(str(refused.value))


# what breaks --------------------------------------------------------------------------------------


def filled(folder: Path) -> list[str]:
    """A workspace on the disk with some files; what it says of them."""
    store = Store.open(folder)
    land(store, [file(n) for n in range(3)])
    names = sorted(store.source_files()["name"])
    store.close()
    return names


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A workspace with some files, and what it says of them."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, filled(folder)


@pytest.mark.parametrize("part", range(16))
def test_another_byte_in_the_database_is_found_or_changes_nothing(
    tmp_path: Path, whole: tuple[Path, list[str]], part: int
) -> None:
    shutil.copytree(whole[0], tmp_path, dirs_exist_ok=True)
    path, names = tmp_path / DATABASE, whole[1]
    data = bytearray(path.read_bytes())
    data[len(data) * part // 16 + 17] ^= 0x55
    path.write_bytes(data)
    try:
        store = Store.open(tmp_path)
        try:
            assert sorted(store.ask("select name from source_file")["name"]) == names
            count = store.ask("select count(distinct alias_id) as n from landed_person")["n"][0]
            assert count == store.ask("select sum(rows_usable) as n from source_file")["n"][0]
        finally:
            store.close()
    except DamagedError as error:
        assert is_one_sentence(str(error)) and "impact rebuild" in str(error)
        assert path.read_bytes() == bytes(data), "the bad file is left as it is"


@posix
def test_another_byte_in_the_log_is_a_sentence(tmp_path: Path, start: Callable[..., Any]) -> None:
    start(killed.land_and_end, tmp_path, (1, 2)).join()
    log = tmp_path / f"{DATABASE}.wal"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 0x55
    log.write_bytes(data)
    with pytest.raises(DamagedError, match="cannot be read") as refused:
        Store.open(tmp_path)
    assert is_one_sentence(str(refused.value))
    assert log.read_bytes() == bytes(data)


def test_a_file_of_a_newer_duckdb_is_not_called_damaged(tmp_path: Path) -> None:
    error = duckdb.IOException(
        "IO Error: Trying to read a database file with version number 9999, but we can only read"
        " versions between 64 and 999.\nThe database file was created with a newer version"
    )
    found = database.why_not_open(str(tmp_path), error)
    assert not isinstance(found, DamagedError)
    assert is_one_sentence(str(found)) and "update the program" in str(found)


def test_uploads_that_cannot_be_kept_do_not_land(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    (tmp_path / UPLOADS).write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written") as refused:
        land(store, [("people.csv", PEOPLE)])
    assert is_one_sentence(str(refused.value)) and "nothing was changed" in str(refused.value)
    assert store.source_files().empty and store.version() == 0
    (tmp_path / UPLOADS).unlink()
    assert land(store, [("people.csv", PEOPLE)])[0].state == "landed"
    store.close()


@posix
@pytest.mark.parametrize(
    ("fills", "rows", "limit"),
    [
        (killed.fill_disk, 0, 30_000),
        (killed.fill_disk, 4000, 900_000),
        (killed.fill_small_disk, 12_000, 12),
    ],
    ids=["30 kB", "900 kB", "disk of 12 MB"],
)
def test_a_full_disk_is_a_sentence_and_loses_nothing(
    tmp_path: Path, start: Callable[..., Any], fills: Callable[..., None], rows: int, limit: int
) -> None:
    folder = tmp_path / "w"
    names = filled(folder)
    here, there = Pipe(duplex=False)
    process = start(fills, folder, rows, limit, there)
    there.close()
    told = here.recv()
    process.join()
    assert process.exitcode == 0
    if isinstance(told, str):
        pytest.skip(f"a disk of one's own cannot be mounted here ({told})")
    landed, readable, said = told
    assert is_one_sentence(said) and "is full: nothing was changed" in said
    assert readable >= max(landed, len(names))
    store = Store.open(folder)
    files = store.source_files()
    assert len(files) == readable and set(names) <= set(files["name"])
    assert (
        store.ask("select count(*) as n from landed_person")["n"][0] == files["rows_usable"].sum()
    )
    land(store, [file(5000)])
    comes_back(store, folder)


def test_a_damaged_database_is_a_sentence_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path)
    damage(tmp_path / DATABASE)
    assert main(["files", "--workspace", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert is_one_sentence(said.err.strip()) and "impact rebuild" in said.err and not said.out
    assert main(["rebuild", "--workspace", str(tmp_path)]) == 0
    assert "set aside as" in capsys.readouterr().out
    assert main(["files", "--workspace", str(tmp_path)]) == 0
