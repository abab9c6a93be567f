"""What every engine has to be: one contract, tried on a real server of each."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pytest
from duck import DuckEngine
from ports import free_port

from analytics.engines import Address, Engine, opened, read_address
from analytics.store.database import LimitError, StoreError

TEXTS = [
    "Pod' OR 1=1 --", 'a "quoted" name', "back\\slash", "\x1fSales\x1fOps\x1f", "100 % :p %(p)s $p",
    "line\nbreak", "Grüße, ł 日本", "", " ",
]  # fmt: skip
LONG = 60.0
# So many pairs that no engine is through with them in a minute.
NEVER_ENDS = (
    "with recursive counted as (select 1 as n union all select n + 1 from counted where n < 90)"
    " select count(*) as pairs from counted a cross join counted b cross join counted c"
    " cross join counted d cross join counted e cross join counted f"
    " where (a.n * b.n + c.n * d.n + e.n * f.n) % 7 = 3"
)


@pytest.fixture
def writer(schema: Address) -> Iterator[Engine]:
    """Opened to write, in a schema of its own."""
    with closing(opened(schema, writes=True)) as engine:
        engine.run(f"create schema {schema.schema}")
        yield engine


@pytest.fixture
def reader(writer: Engine) -> Iterator[Engine]:
    """Opened to read what is there: an empty schema."""
    writer.commit()
    with closing(opened(writer.address)) as engine:
        yield engine


def test_values_come_back_as_they_were_given(reader: Engine) -> None:
    for text in TEXTS:
        found = reader.rows("select $text as given, length($text) as marks", {"text": text}, LONG)
        assert found.to_pylist() == [{"given": text, "marks": len(text)}]
    given = {"day": date(2026, 3, 29), "yes": True, "many": 2**40, "part": 0.1, "none": None}
    sql = (
        "select cast($day as date) as day, $yes as yes, $many as many, cast($part as double) as"
        " part, cast($none as varchar) as nothing"
    )
    assert reader.rows(sql, given, LONG).to_pylist() == [
        {"day": date(2026, 3, 29), "yes": True, "many": 2**40, "part": 0.1, "nothing": None}
    ]


def test_a_value_is_never_read_as_sql(reader: Engine) -> None:
    sql = "select count(*) as n from (select 'Pod' as name) as pods where name = $name"
    for text in TEXTS:
        assert reader.rows(sql, {"name": text}, LONG).to_pylist() == [{"n": 0}]
    assert reader.rows(sql, {"name": "Pod"}, LONG).to_pylist() == [{"n": 1}]


def test_a_time_has_no_zone(reader: Engine) -> None:
    """In the hour that clocks in Europe leave out."""
    at = datetime(2026, 3, 29, 2, 30, 15, 250_000)
    sql = (
        "select cast($at as timestamp) as given, cast('2026-03-29 02:30:15.25' as timestamp) as own"
    )
    found = reader.rows(sql, {"at": at}, LONG)
    assert found.to_pylist() == [{"given": at, "own": at}]
    assert set(found.schema.types) == {pa.timestamp("us")}


@pytest.mark.parametrize(
    ("since", "until", "days", "seconds"),
    [
        ("2026-01-05 23:59:59", "2026-01-06 00:00:01", 1, 2),
        ("2026-01-05 00:00:01", "2026-01-05 23:59:59", 0, 86_398),
        ("2026-01-06 00:00:01", "2026-01-05 23:59:59", -1, -2),
        ("2026-01-05 10:00:00.9", "2026-01-05 10:00:01.1", 0, 1),
        ("2026-01-05 10:00:00.1", "2026-01-05 10:00:00.9", 0, 0),
        ("2026-03-28 12:00:00", "2026-03-29 12:00:00", 1, 86_400),
    ],
)
def test_days_and_seconds_between_are_ticks_of_the_clock(
    reader: Engine, since: str, until: str, days: int, seconds: int
) -> None:
    """As DuckDB counts them; engines of their own count what has passed in full."""
    sql = (
        "select date_diff('day', cast($since as timestamp), cast($until as timestamp)) as days,"
        " date_diff('second', cast($since as timestamp), cast($until as timestamp)) as seconds"
    )
    given = {"since": since, "until": until}
    assert reader.rows(sql, given, LONG).to_pylist() == [{"days": days, "seconds": seconds}]
    with closing(DuckEngine()) as own:
        assert own.rows(sql, given, LONG).to_pylist() == [{"days": days, "seconds": seconds}]


@pytest.mark.parametrize("name", ["Capital", "order"])
def test_any_name_is_a_schema(schema: Address, name: str) -> None:
    address = replace(schema, schema=name)
    with closing(opened(address, writes=True)) as engine:
        engine.run(f'create schema "{name}"')
        engine.run("create table note (number integer)")
        engine.insert("note", iter([pa.RecordBatch.from_pylist([{"number": 1}])]))
        engine.commit()
    with closing(opened(address)) as engine:
        assert engine.rows("select number from note", {}, LONG).to_pylist() == [{"number": 1}]


def test_no_rows_have_their_columns(reader: Engine) -> None:
    found = reader.rows("select 'a' as name, 1 as n where 1 = 0", {}, LONG)
    assert (found.num_rows, found.column_names) == (0, ["name", "n"])


def test_rows_are_written_by_the_names_of_their_columns(writer: Engine) -> None:
    writer.run(
        "create table note (number integer, said varchar, day date, at timestamp, is_it boolean)"
    )
    rows = [
        {"is_it": number % 2 == 0, "said": text, "number": number, "day": date(2026, 1, 1),
         "at": datetime(2026, 3, 29, 2, 30)}
        for number, text in enumerate(TEXTS)
    ]  # fmt: skip
    rows.append({"is_it": None, "said": None, "number": 99, "day": None, "at": None})
    types = pa.schema(
        [("is_it", pa.bool_()), ("said", pa.string()), ("number", pa.int32()), ("day", pa.date32()),
         ("at", pa.timestamp("us"))]
    )  # fmt: skip
    batch = pa.RecordBatch.from_pylist(rows, schema=types)
    assert writer.insert("note", iter([batch.slice(0, 4), batch.slice(4)])) == len(rows)
    writer.commit()
    with closing(opened(writer.address)) as reader:
        found = reader.rows(
            "select is_it, said, number, day, at from note order by number", {}, LONG
        )
    assert found.to_pylist() == rows


def test_nothing_is_written_of_nothing(writer: Engine) -> None:
    writer.run("create table note (number integer)")
    assert writer.insert("note", iter([])) == 0
    empty = pa.RecordBatch.from_pylist([], schema=pa.schema([("number", pa.int32())]))
    assert writer.insert("note", iter([empty])) == 0


def test_who_reads_cannot_write(reader: Engine) -> None:
    batch = pa.RecordBatch.from_pylist([{"number": 1}])
    with pytest.raises((StoreError, ValueError)):
        reader.run("create table note (number integer)")
    with pytest.raises((StoreError, ValueError)):
        reader.insert("note", iter([batch]))


def test_threads_get_their_own_rows(reader: Engine) -> None:
    def asked(number: int) -> tuple[int, int]:
        found = reader.rows("select $number as number", {"number": number}, LONG)
        return number, found.column("number")[0].as_py()

    with ThreadPoolExecutor(8) as threads:
        for given, found in threads.map(asked, range(80)):
            assert given == found


def test_what_takes_too_long_is_ended(reader: Engine) -> None:
    with pytest.raises(LimitError, match=r"longer than 1 seconds .* IMPACT_QUERY_SECONDS"):
        reader.rows(NEVER_ENDS, {}, 1)
    assert reader.rows("select 1 as n", {}, LONG).to_pylist() == [{"n": 1}]


def test_a_table_that_is_not_there(reader: Engine) -> None:
    with pytest.raises(StoreError, match=r"lacks a table .*nowhere.*impact load") as told:
        reader.rows("select count(*) as n from nowhere", {}, LONG)
    assert str(reader.address) in str(told.value)


def test_a_schema_that_is_not_there(schema: Address) -> None:
    with pytest.raises(StoreError, match="impact load"), closing(opened(schema)) as engine:
        engine.rows("select count(*) as n from person", {}, LONG)


def test_a_statement_that_is_none(reader: Engine) -> None:
    for sql in ("selct 1", "select 1; select 2"):
        with pytest.raises(ValueError):
            reader.rows(sql, {}, LONG)


def test_what_an_engine_cannot_do_is_told_without_what_was_asked(reader: Engine) -> None:
    with pytest.raises(StoreError) as told:
        reader.rows("select cast($word as integer) as n", {"word": "a secret"}, LONG)
    assert "secret" not in str(told.value)


def test_nobody_there(schema: Address) -> None:
    nobody = replace(schema, port=free_port(), password="hidden-one")
    with pytest.raises(StoreError, match=r"cannot be reached .* IMPACT_ENGINE") as told:
        opened(nobody)
    assert str(nobody) in str(told.value)
    assert "hidden-one" not in str(told.value)


def test_addresses_of_the_servers_are_addresses(server: str) -> None:
    assert str(read_address(f"{server}/pilot")).endswith("/pilot")
