"""What Spark alone has: sessions that end by themselves, tokens, rows in chunks, a client that has
to let go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import servers

from analytics.engines import Address, opened, read_address
from analytics.engines import spark as module
from analytics.engines.spark import SparkEngine
from analytics.store.database import LimitError, StoreError

pytestmark = pytest.mark.spark
LONG = 60.0


@pytest.fixture
def writer(spark: str, request: pytest.FixtureRequest) -> Iterator[SparkEngine]:
    address = read_address(f"{spark}/{request.node.name}")
    with closing(SparkEngine(address, writes=True)) as engine:
        engine.run(f"create schema {address.schema}")
        yield engine


def test_a_forgotten_session_is_begun_anew(writer: SparkEngine) -> None:
    """As after an hour in which nobody looked."""
    with closing(opened(writer.address)) as engine:
        assert isinstance(engine, SparkEngine)
        for _ in range(2):
            engine._session.client.release_session()
            assert engine.rows("select 7 as n", {}, LONG).to_pylist() == [{"n": 7}]
    writer._session.client.release_session()
    writer.run("create table note (number integer)")
    assert writer.rows("select count(*) as n from note", {}, LONG).to_pylist() == [{"n": 0}]


def test_rows_go_in_chunks_and_into_their_months(
    writer: SparkEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from a server that shares no disk: they go over the wire. What a batch lacks is
    empty."""
    monkeypatch.setattr(module, "_CHUNK_BYTES", 100_000)
    place = f"{writer.address.schema}.stay"
    make = f"create table {place} (number bigint, said string, month string) using parquet"
    writer._session.sql(f"{make} partitioned by (month)")
    batches = [
        pa.RecordBatch.from_pydict(
            {
                "month": [f"2026-{number % 3 + 1:02d}"] * 1000,
                "number": list(range(number * 1000, number * 1000 + 1000)),
            }
        )
        for number in range(40)
    ]
    assert writer.insert("stay", iter(batches)) == 40_000
    found = writer.rows(
        "select month, count(*) as n, sum(number) as total, count(said) as said from stay"
        " group by month order by month",
        {},
        LONG,
    ).to_pylist()
    assert [row["month"] for row in found] == ["2026-01", "2026-02", "2026-03"]
    assert sum(row["n"] for row in found) == 40_000
    assert sum(row["total"] for row in found) == 40_000 * 39_999 // 2
    assert {row["said"] for row in found} == {0}


def test_times_of_somebody_elses_tables_come_without_a_zone(writer: SparkEngine) -> None:
    """Pipelines write TIMESTAMP, which Spark keeps as a moment."""
    place = f"{writer.address.schema}.visit"
    writer._session.sql(f"create table {place} (at timestamp_ltz) using parquet")
    moment = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
    writer.insert("visit", [pa.RecordBatch.from_pylist([{"at": moment}])])
    found = writer.rows("select at from visit", {}, LONG)
    assert found.schema.types == [pa.timestamp("us")]
    assert found.to_pylist() == [{"at": moment.replace(tzinfo=None)}]


@contextmanager
def silence(writer: SparkEngine) -> Iterator[None]:
    """The server stands still, as where its machine does."""
    who = "select reflect('java.lang.ProcessHandle', 'current') as pid"
    [found] = writer._session.sql(who).toArrow().to_pylist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ANSWER_SECONDS", 1.0)
        patch.setattr(module, "_SILENT_SECONDS", 0.2)
        os.kill(int(found["pid"]), signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(int(found["pid"]), signal.SIGCONT)


def test_a_server_that_says_nothing_is_hung_up_on(writer: SparkEngine) -> None:
    """Not even that the time is over; and it is asked again."""
    with closing(opened(writer.address)) as reader:
        with silence(writer):
            with pytest.raises(LimitError, match="longer than 1 seconds"):
                reader.rows("select 1 as n", {}, 1)
            with pytest.raises(StoreError, match=r"cannot be reached .* IMPACT_ENGINE names it"):
                opened(writer.address)
        assert reader.rows("select 7 as n", {}, LONG).to_pylist() == [{"n": 7}]


def test_a_program_that_closes_nothing_ends(writer: SparkEngine, tmp_path: Path) -> None:
    """The client alone would wait for its channel without end."""
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\n"
        "from analytics.engines import opened, read_address\n"
        "engine = opened(read_address(sys.argv[1]))\n"
        "print(engine.rows('select 7 as n', {}, 60).to_pylist())\n"
    )
    place = f"spark://{writer.address.host}:{writer.address.port}/{writer.address.schema}"
    command = [sys.executable, str(program), place]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "[{'n': 7}]\n"), done.stderr


def test_who_has_no_token_is_told_so() -> None:
    """A second server, since only the whole of one asks for a token. The client sends one over
    TLS, or to this computer by name."""
    token = "geheim" * 4
    with servers.spark(token) as server:
        there = replace(read_address(f"{server}/default"), host="localhost")
        with closing(opened(replace(there, options={"token": token}))) as engine:
            assert engine.rows("select 7 as n", {}, LONG).to_pylist() == [{"n": 7}]
        for options in ({}, {"token": "another-one"}):
            with pytest.raises(StoreError, match=r"does not let .* IMPACT_ENGINE") as told:
                opened(replace(there, options=options))
            assert "another-one" not in str(told.value)
        secured = Address(**{**vars(there), "options": {"token": token, "use_ssl": "true"}})
        with pytest.raises(StoreError, match="cannot be reached") as told:
            opened(secured)
        assert token not in str(told.value)
