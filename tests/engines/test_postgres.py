"""What Postgres alone has: a pool of connections that can break, wait, or fall silent."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from analytics.engines import Address, opened, read_address
from analytics.engines import postgres as module
from analytics.engines.postgres import PostgresEngine
from analytics.store.database import LimitError, StoreError

pytestmark = pytest.mark.postgres
LONG = 60.0


@pytest.fixture
def reader(postgres: str) -> Iterator[PostgresEngine]:
    with closing(opened(read_address(f"{postgres}/public"))) as engine:
        assert isinstance(engine, PostgresEngine)
        yield engine


def connected(address: Address) -> psycopg.Connection:
    return psycopg.connect(
        host=address.host, port=address.port, user=address.user, dbname=address.database,
        autocommit=True,
    )  # fmt: skip


def one(engine: PostgresEngine, sql: str = "select 1 as n") -> object:
    return engine.rows(sql, {}, LONG).to_pylist()[0]["n"]


def test_a_server_that_broke_every_connection_is_asked_again(reader: PostgresEngine) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: one(reader), range(16))) == {1}
    with connected(reader.address) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'pilot-impact'"
        )
    assert [one(reader) for _ in range(6)] == [1] * 6


def test_a_server_that_says_nothing_is_hung_up_on(
    reader: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even that the time is over."""
    monkeypatch.setattr(module, "_CONNECTIONS", 1)
    one(reader)
    with reader._lent() as connection:
        pid = connection.info.backend_pid
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.2)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(LimitError, match="longer than 1 seconds"):
            reader.rows("select 1 as n", {}, 1)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert one(reader) == 1


def test_who_waits_for_the_others_is_told_so(
    reader: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CONNECTIONS", 1)
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.2)
    with (
        reader._lent(),
        pytest.raises(LimitError, match="asked by many at once"),
    ):
        reader.rows("select 1 as n", {}, 0.1)
    assert one(reader) == 1


def test_texts_are_what_they_were_in_any_encoding(postgres: str) -> None:
    address = read_address(f"{postgres}/public")
    with connected(address) as connection:
        connection.execute(
            "create database latin encoding 'LATIN1' template template0"
            " locale_provider libc locale 'C'"
        )
    latin = read_address(f"{postgres.rpartition('/')[0]}/latin/public")
    with closing(opened(latin)) as engine:
        found = engine.rows("select $text as text, length($text) as n", {"text": "für"}, LONG)
    assert found.to_pylist() == [{"text": "für", "n": 3}]


def test_a_name_of_a_database_may_hold_anything(postgres: str) -> None:
    address = read_address(f"{postgres.rpartition('/')[0]}/my-db/public")
    assert address.database == "my-db"
    with pytest.raises(StoreError, match="cannot be reached"):
        opened(address)
