"""The store: cursors, transactions, migrations, the lock-down, and SQL put together."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made import landed

from analytics import store as room
from analytics.pilots import Pilot
from analytics.questions import questions
from analytics.records import Identity, Person
from analytics.store import DATABASE, Store, StoreError, compose, default_workspace, shared_steps

CARD = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12))


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(":memory:")
    yield opened
    opened.close()


# Threads ------------------------------------------------------------------------------------------


def test_eight_threads_get_their_own_rows_while_another_writes(store: Store) -> None:
    sql = "select cast($number as bigint) as number, cast($text as varchar) as text"
    all_asked = threading.Event()

    def write() -> None:
        while not all_asked.is_set():
            store.save_pilot(CARD)

    def ask(worker: int) -> int:
        wrong = 0
        for call in range(150):
            number = worker * 1000 + call
            row = store.ask(sql, {"number": number, "text": f"{worker}/{call}"}).iloc[0]
            wrong += (row["number"], row["text"]) != (number, f"{worker}/{call}")
        return wrong

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(ask, range(8))) == 0
    finally:
        all_asked.set()
        writer.join()


def test_writers_queue_and_every_change_has_its_own_number(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.save_pilot(CARD), range(40)))
    numbers = list(store.ask("select number from change order by number")["number"])
    assert numbers == list(range(1, 41))


# Locked down --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('{secret}')",
        "select * from '{secret}'",
        "select * from read_text('{secret}')",
        "select * from read_blob('{folder}/*')",
        "select * from glob('{folder}/*')",
        "select * from read_json('{secret}')",
        "select * from read_parquet('https://example.invalid/a.parquet')",
        "copy (select 1) to '{folder}/out.csv'",
        "copy change from '{secret}'",
        "export database '{folder}/out'",
        "import database '{folder}'",
        "attach '{folder}/other.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "load '{secret}'",
        "create secret s (type s3, key_id 'a', secret 'b')",
        "set enable_external_access=true",
        "set lock_configuration=false",
        "set allowed_directories=['/']",
        "set autoload_known_extensions=true",
        "set python_enable_replacements=true",
        "set memory_limit='100GB'",
        "reset enable_external_access",
        "pragma memory_limit='100GB'",
    ],
)
def test_the_database_reaches_nothing_outside(store: Store, tmp_path: Path, statement: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    statement = statement.format(secret=secret.as_posix(), folder=tmp_path.as_posix())
    with pytest.raises(duckdb.Error), store.writing() as writer:
        writer.run(statement)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_variables_of_python_are_not_tables(store: Store) -> None:
    people = store.ask("select 1 as secret")
    assert len(people) == 1
    with pytest.raises(duckdb.CatalogException):
        store.ask("select * from people")


@pytest.mark.parametrize(
    "sql",
    [
        "delete from change",
        "select 1 as one; select 2 as two",
        "copy change to 'x.csv'",
        "insert into change values (1, 'a', now())",
        "",
    ],
)
def test_a_question_is_one_select(store: Store, sql: str) -> None:
    with pytest.raises(ValueError, match="one SELECT"):
        store.ask(sql)


# Files --------------------------------------------------------------------------------------------


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "workspace"
    store = Store.open(folder)
    landed([Person(1, Identity("Ada", "ada@example.com"), date(2026, 1, 5))], store=store)
    store.save_pilot(CARD)
    files, version = store.source_files(), store.version()
    store.close()
    again = Store.open(folder)
    assert again.pilot() == CARD
    assert again.version() == version == 2
    assert again.source_files().equals(files)
    assert list(again.ask("select hire_date from person")["hire_date"].dt.date) == [
        date(2026, 1, 5)
    ]
    again.close()


def test_one_process_may_open_a_workspace_twice(tmp_path: Path) -> None:
    one, other = Store.open(tmp_path), Store.open(tmp_path)
    one.save_pilot(CARD)
    assert other.pilot() == CARD
    with pytest.raises(duckdb.PermissionException):
        other.ask("select * from read_text('/etc/hostname')")
    one.close()
    other.close()


def test_a_workspace_held_by_another_process_is_said_in_one_sentence(tmp_path: Path) -> None:
    holds = (
        "import sys; from analytics.store import Store; store = Store.open(sys.argv[1]);"
        " print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(room.__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreError) as refused:
            Store.open(tmp_path)
        holder.stdin.close()
    said = str(refused.value)
    assert f"(process {holder.pid})" in said
    assert said.startswith(f"The workspace {tmp_path} is open in another program")
    assert "--workspace" in said and "\n" not in said
    Store.open(tmp_path).close()


@pytest.mark.parametrize("found", [b"not a database", b"\0" * 5000])
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, found: bytes) -> None:
    (tmp_path / DATABASE).write_bytes(found)
    with pytest.raises(StoreError, match=re.escape(str(tmp_path))) as refused:
        Store.open(tmp_path)
    assert "\n" not in str(refused.value)
    assert (tmp_path / DATABASE).read_bytes() == found


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(tmp_path / "file" / "workspace")


def test_the_default_workspace_is_the_named_folder_or_the_persons_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IMPACT_WORKSPACE", str(tmp_path))
    assert default_workspace() == tmp_path
    monkeypatch.delenv("IMPACT_WORKSPACE")
    assert default_workspace().name == "pilot-impact"


# Migrations ---------------------------------------------------------------------------------------


def test_a_newer_schema_is_refused_and_kept(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.writing() as writer:
        writer.run("insert into schema_version values (999, now()::timestamp)")
    store.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(StoreError, match=r"newer version .*schema 999.*update the program"):
        Store.open(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_migrations_run_once_each_in_the_order_of_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = room._migrations()
    first = {**own, 10: "alter table b add column c integer", 9: "create table b (a integer)"}
    monkeypatch.setattr(room, "_migrations", lambda: first)
    Store.open(tmp_path).close()
    later = {**first, 11: "insert into b values (1, 2); insert into b values (3, 4)"}
    monkeypatch.setattr(room, "_migrations", lambda: later)
    for _ in range(2):
        store = Store.open(tmp_path)
        assert list(store.ask("select number from schema_version")["number"]) == [*own, 9, 10, 11]
        assert store.ask("select * from b").to_numpy().tolist() == [[1, 2], [3, 4]]
        store.close()


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = room._migrations()
    broken = {**own, 99: "create table half (a integer); insert into nowhere values (1)"}
    monkeypatch.setattr(room, "_migrations", lambda: broken)
    with pytest.raises(duckdb.Error):
        Store.open(tmp_path)
    monkeypatch.setattr(room, "_migrations", lambda: own)
    store = Store.open(tmp_path)
    assert list(store.ask("select number from schema_version")["number"]) == list(own)
    with pytest.raises(duckdb.CatalogException):
        store.ask("select * from half")
    store.close()


def test_migrations_are_numbered_without_a_gap() -> None:
    assert sorted(room._migrations()) == list(range(1, len(room._migrations()) + 1))


# Transactions and versions ------------------------------------------------------------------------


def test_a_transaction_lands_wholly_or_not_at_all(store: Store) -> None:
    store.save_pilot(CARD)
    with pytest.raises(RuntimeError, match="halfway"), store.writing() as writer:
        writer.run("delete from pilot_card")
        writer.changed("something")
        writer.run("create table half (a integer)")
        raise RuntimeError("halfway")
    assert store.version() == 1
    assert store.pilot() == CARD
    with pytest.raises(duckdb.CatalogException):
        store.ask("select * from half")


def test_readers_do_not_see_a_transaction_before_its_end(store: Store) -> None:
    with store.writing() as writer:
        writer.changed("something")
        assert store.version() == 0
    assert store.version() == 1


def test_the_next_writer_works_after_one_that_failed(store: Store) -> None:
    with pytest.raises(duckdb.Error), store.writing() as writer:
        writer.run("select * from nowhere")
    store.save_pilot(CARD)
    assert store.pilot() == CARD


def test_the_version_grows_with_every_card_and_the_newest_card_counts(store: Store) -> None:
    assert (store.version(), store.pilot()) == (0, None)
    for number, name in enumerate(("Spring", "Summer", "Spring"), start=1):
        card = Pilot(name, CARD.starts_on, CARD.ends_on)
        store.save_pilot(card)
        assert (store.version(), store.pilot()) == (number, card)
    assert len(store.ask("select * from pilot_card")) == 3


# Shared steps -------------------------------------------------------------------------------------


def steps_of(sql: str) -> list[str]:
    """The shared steps of a text and its `own`, in order, without what shared steps build on."""
    found = re.findall(r"(?m)^(?:with )?(\w+) as \($", sql)
    return [name for name in found if name in {*shared_steps(), "own"}]


@pytest.mark.parametrize(
    ("sql", "steps"),
    [
        ("select 1 as one", []),
        ("select count(*) as n from taken", ["taken"]),
        ("select count(*) as n from visit", ["taken", "roll", "visit"]),
        ("select count(*) as n from seat", ["taken", "roll", "seat"]),
        ("select count(*) as n from hire", ["watched", "hire"]),
        ("select count(*) as n from answer", ["given_answer", "answer"]),
        ("with own as (\n  select 1 as a from taken\n)\nselect * from own", ["taken", "own"]),
        ("-- why\nwith own as (\n select 1 as a\n)\nselect a from own join answer on true",
         ["given_answer", "answer", "own"]),
        ("-- from seats and hires\nselect 1 as seat_count from person", []),
    ],
)  # fmt: skip
def test_only_the_shared_steps_that_are_needed_are_put_before(sql: str, steps: list[str]) -> None:
    assert steps_of(compose(sql)) == steps


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_every_question_composes_to_one_select(question: Any) -> None:
    [statement] = duckdb.extract_statements(compose(question.sql))
    assert statement.type == duckdb.StatementType.SELECT


def test_only_the_parameters_that_are_named_are_passed(store: Store) -> None:
    given = {"used": 5, "unused": object()}
    assert store.ask("select $used + 1 as n", given)["n"][0] == 6
    assert len(store.ask("select 1 as n where 'a$unused' <> ''", given)) == 1
    with pytest.raises(KeyError, match="missing"):
        store.ask("select $missing as n", given)


# What it tells about itself -----------------------------------------------------------------------


def test_departments_are_named_once_in_order(store: Store) -> None:
    people = [
        Person(line, Identity(f"P {line}", f"p{line}@example.com"), None, department=department)
        for line, department in enumerate(("Support", "Über uns", "", "Legal", "Support"))
    ]
    landed(people, store=store)
    assert store.departments() == ["Legal", "Support", "Über uns"]
    assert not store.is_sample()


# Trials -------------------------------------------------------------------------------------------


def listed(store: Store) -> list[str]:
    return list(store.ask("select title from landed_person order by title")["title"])


def test_a_trial_is_seen_by_itself_alone_and_leaves_nothing_behind(store: Store) -> None:
    landed([Person(1, Identity("Ada Nova"), date(2026, 1, 1), title="Analyst")], store=store)
    before = store.version()
    with store.trial() as trial:
        trial.writer.run("update landed_person set title = 'Nobody'")
        trial.writer.changed("a trial")
        assert (listed(trial), trial.version()) == (["Nobody"], before + 1)
        with ThreadPoolExecutor(1) as pool:
            assert (listed(store), pool.submit(listed, store).result()) == (["Analyst"],) * 2
    assert (listed(store), store.version()) == (["Analyst"], before)


@pytest.mark.parametrize("sql", ["select * from nowhere", "insert into landed_person values (1)"])
def test_a_trial_that_fails_leaves_nothing_behind(store: Store, sql: str) -> None:
    landed([Person(1, Identity("Ada Nova"), date(2026, 1, 1), title="Analyst")], store=store)
    with pytest.raises(duckdb.Error), store.trial() as trial:
        trial.writer.run("delete from landed_person")
        trial.writer.run(sql)
    assert listed(store) == ["Analyst"]
    with pytest.raises(ZeroDivisionError), store.trial() as trial:
        trial.writer.run("delete from landed_person")
        raise ZeroDivisionError
    assert listed(store) == ["Analyst"]
    landed([Person(1, Identity("Jo Blogs"), date(2026, 1, 1), title="Clerk")], store=store)
    assert listed(store) == ["Analyst", "Clerk"]


def test_one_who_writes_waits_for_the_end_of_a_trial(store: Store) -> None:
    with ThreadPoolExecutor(1) as pool:
        with store.trial() as trial:
            saving = pool.submit(store.save_pilot, CARD)
            assert not saving.done() and trial.pilot() is None
        saving.result()
    assert store.pilot() == CARD
