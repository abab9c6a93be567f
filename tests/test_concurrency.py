"""Several at once: one writes, many read, none waits for long and none is told half of it."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from killed import file, rows_of

from analytics.asking import ask
from analytics.landing import land, take_back
from analytics.sample import land_sample
from analytics.store import Store

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def test_of_two_who_land_the_same_file_one_is_told_it_is_there(store: Store) -> None:
    for number in range(8):
        together = threading.Barrier(2)

        def one(number: int, together: threading.Barrier) -> str:
            together.wait()
            return land(store, [file(number)])[0].state

        with ThreadPoolExecutor(2) as pool:
            states = sorted(pool.map(one, [number] * 2, [together] * 2))
        assert states == ["already", "landed"]
    assert len(store.source_files()) == 8
    assert store.ask("select count(*) as n from landed_person")["n"][0] == sum(
        map(rows_of, range(8))
    )


def test_two_who_opened_the_same_folder_share_one_lock(tmp_path: Path) -> None:
    one, other = Store.open(tmp_path), Store.open(tmp_path)

    def save(number: int) -> None:
        land((one, other)[number % 2], [file(number)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(12)))
    numbers = list(one.ask("select number from change order by number")["number"])
    assert numbers == list(range(1, 13))
    assert one.keeping is not None
    assert one.keeping.kept.read().version == 12 and one.keeping.kept.read().base == 0
    one.close()
    other.close()


TORN = """
    select
        (select coalesce(sum(rows_usable), 0) from source_file) as told,
        (select count(*) from landed_person) as landed,
        (select count(*) from person) as people,
        (select count(*) from identity) as known,
        (select count(*) from change) as changes,
        (select coalesce(max(number), 0) from change) as version
"""


@pytest.mark.slow
def test_fifty_read_while_one_lands_and_takes_back(store: Store) -> None:
    """What is derived always fits what landed, and each reader sees the data grow only forward."""
    is_over = threading.Event()
    begun = threading.Semaphore(0)

    def read(_: int) -> list[str]:
        wrong: list[str] = []
        last = 0
        begun.release()
        while not is_over.wait(0.05):
            row = store.ask(TORN).iloc[0]
            if not row["told"] == row["landed"] == row["people"] == row["known"]:
                wrong.append(f"torn: {dict(row)}")
            if row["changes"] != row["version"] or row["version"] < last:
                wrong.append(f"back: {dict(row)} after {last}")
            last = row["version"]
        return wrong

    with ThreadPoolExecutor(50) as pool:
        readers = [pool.submit(read, n) for n in range(50)]
        try:
            for _ in readers:
                assert begun.acquire(timeout=60)
            for number in range(6):
                land(store, [file(number)])
                if number % 2:
                    take_back(store, store.source_files()["file_id"].iloc[0])
        finally:
            is_over.set()
        assert [wrong for reader in readers for wrong in reader.result()] == []
    assert store.version() == 9


def test_eight_who_ask_questions_get_the_answers_of_one(store: Store) -> None:
    land_sample(store)
    names = ("participation", "funnel", "feedback", "nps", "sessions-per-month", "comments")
    names = tuple(name for name in names if ask_is_known(name))
    alone = {name: ask(store, name) for name in names}

    def asks(worker: int) -> int:
        turned = names[worker % len(names) :] + names[: worker % len(names)]
        return sum(ask(store, name) != alone[name] for name in turned)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(asks, range(8))) == 0


def ask_is_known(name: str) -> bool:
    from analytics.asking import question

    return question(name) is not None


# rules of the house -------------------------------------------------------------------------------


def uses_of_the_connection(source: str) -> list[int]:
    """Lines that execute or ask on a connection that others share."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("_connection", "connection"):
            found.append(node.lineno)
    return found


def test_the_shared_connection_is_private_to_the_store() -> None:
    assert uses_of_the_connection("store._connection.execute('x')") == [1]
    # Those of engines are lent by a pool, one for each piece of work (engines/test_engines.py).
    own = {ROOT / "analytics" / "store", ROOT / "analytics" / "engines"}
    files = [
        path
        for folder in ("analytics", "app", "benchmarks", "data")
        for path in (ROOT / folder).rglob("*.py")
        if not own & set(path.parents)
    ]
    assert len(files) > 100
    assert [p.name for p in files if uses_of_the_connection(p.read_text("utf-8"))] == []
    for path in (ROOT / "analytics" / "store").glob("*.py"):
        text = path.read_text("utf-8")
        shared = re.findall(r"self\._connection\.(\w+)", text)
        assert set(shared) <= {"cursor", "close"}, path.name


def test_the_schema_has_one_key_and_nothing_that_breaks() -> None:
    """Secondary indexes, upserts and foreign keys have damaged databases of this engine before."""
    migrations = sorted((ROOT / "analytics" / "schema").rglob("*.sql"))
    text = "\n".join(path.read_text("utf-8").casefold() for path in migrations)
    assert re.findall(r"create (?:unique )?index|references|on conflict|insert or", text) == []
    assert re.findall(r"(\w+) \w+ primary key", text) == ["file_id"]
    assert "unique" not in text
