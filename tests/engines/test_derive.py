"""What an engine derives from the base tables is what landing made of the same rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from duck import DuckEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from made import came, landed, somebody

from analytics import canonical_files
from analytics.canonical import TABLES, Table, of_kind
from analytics.engines import Engine, ddl, derive
from analytics.engines.load import load
from analytics.pilots import Pilot
from analytics.records import Invitation, Person, Role, Session, union_seconds
from analytics.store import Store, StoreError, schema_number
from analytics.union_of_stays import united_seconds

NOW = datetime(2026, 5, 4, 12)
START = datetime(2026, 3, 30, 9)  # a week that two months share


def in_an_engine(store: Store, folder: Path, engine: DuckEngine | None = None) -> DuckEngine:
    """The workspace exported and loaded, by the way that an administrator takes."""
    canonical_files.write(store, folder / "canonical", NOW)
    engine = engine or DuckEngine()
    load(engine, canonical_files.read(folder / "canonical"), NOW)
    return engine


def rows_of(asked: Store | Engine, table: Table) -> list[tuple[Any, ...]]:
    """The rows of a table in an order of their own."""
    sql = f"select {', '.join(table.names())} from {table.name}"  # noqa: S608
    if isinstance(asked, Store):
        with asked.at_one_moment() as read:
            found = read(sql).read_all()
    else:
        found = asked.rows(sql, {}, 60)
    return sorted(zip(*(column.to_pylist() for column in found.columns), strict=True), key=repr)


def assert_same(store: Store, engine: Engine) -> None:
    for table in TABLES:
        if table.name in ("stay", "change", "schema_version") or table.kind == "empty":
            continue  # what the workspace has no table of, or what is another's
        assert rows_of(engine, table) == rows_of(store, table), table.name


def test_the_sample_comes_out_as_it_was_settled(sample: Store, tmp_path: Path) -> None:
    engine = in_an_engine(sample, tmp_path)
    assert_same(sample, engine)
    assert rows_of(engine, derive.table("person_session")), "there is something to compare"
    assert rows_of(engine, derive.table("person_turnout"))


@pytest.mark.parametrize(
    "changes",
    [
        {"invited_by": "registrations"},
        {"invited_by": "roster"},
        {"attended_minutes": 1, "attended_share": 0.9},
    ],
    ids=lambda changes: str(changes),
)
def test_the_sums_follow_the_card(
    changes: dict[str, Any], own_sample: Store, tmp_path: Path
) -> None:
    card = own_sample.pilot()
    assert card
    own_sample.save_pilot(replace(card, **changes))
    assert_same(own_sample, in_an_engine(own_sample, tmp_path))


def test_of_several_pilots_the_card_that_was_saved_last_counts(
    own_sample: Store, tmp_path: Path
) -> None:
    other = Pilot(name="Second", starts_on=date(2026, 1, 5), ends_on=date(2026, 3, 1),
                  attended_minutes=20)  # fmt: skip
    own_sample.save_pilot(other)
    assert_same(own_sample, in_an_engine(own_sample, tmp_path / "two"))
    own_sample.put_away(2)
    assert_same(own_sample, in_an_engine(own_sample, tmp_path / "one"))


def test_an_empty_workspace_is_empty_there_too(tmp_path: Path) -> None:
    store = Store.open(":memory:")
    engine = in_an_engine(store, tmp_path)
    assert_same(store, engine)
    assert rows_of(engine, derive.table("turnout_rule")) == []


# who came, who was asked, who was there ----------------------------------------------------------

ticks = st.integers(0, 4_000)
spans = st.tuples(ticks, ticks).map(sorted)
# Half seconds, so that a part of one is in play; touching, nested and alike ones come by chance.
stays_of_one = st.lists(spans, max_size=5)
roles = st.sampled_from(["attendee", "attendee", "host"])


@st.composite
def made_files(draw: st.DrawFn) -> list[list[Any]]:
    """An attendance file or two of a few sessions, invitations to them, and a people list."""
    files: list[list[Any]] = [[], []]
    invited: list[Any] = []
    for number in range(draw(st.integers(1, 3))):
        start = START + timedelta(days=2 * number)
        session = Session(f"Clinic {number}", start, start + timedelta(hours=1))
        for who in range(draw(st.integers(1, 4))):
            role: Role = draw(roles)
            for file in files:
                stays = draw(stays_of_one)
                if stays:
                    times = [
                        (start + timedelta(seconds=a / 2), start + timedelta(seconds=b / 2))
                        for a, b in stays
                    ]
                    file.append(came(session, somebody(who), times, role=role))
                elif draw(st.booleans()):
                    seconds = draw(st.none() | st.integers(0, 3_600))
                    file.append(came(session, somebody(who), stays=(), seconds=seconds))
        for who in draw(st.sets(st.integers(0, 5), max_size=4)):
            response = draw(st.sampled_from(["accepted", "declined", "none", "cancelled"]))
            basis = draw(st.sampled_from(["invitation", "registration"]))
            invited.append(Invitation(0, session, somebody(who), response, basis))
    days = st.none() | st.dates(date(2026, 3, 1), date(2026, 4, 10))
    people = [
        Person(0, somebody(who), draw(days), draw(days), draw(st.sampled_from(["", "A", "B"])))
        for who in draw(st.sets(st.integers(0, 6), max_size=5))
    ]
    return [file for file in (*files, invited, people) if file]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(made_files())
def test_whatever_landed_comes_out_as_it_was_settled(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[Any]]
) -> None:
    store = landed(*files)
    assert_same(store, in_an_engine(store, tmp_path_factory.mktemp("made")))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.tuples(ticks, ticks).map(sorted)), min_size=1))
def test_the_union_is_that_of_a_walk_over_every_second(
    stays: list[tuple[int, list[int]]],
) -> None:
    """Of times in half seconds; a second counts where the clock ticks into it."""
    at = [(who, *(START + timedelta(seconds=t / 2) for t in span)) for who, span in stays]
    found = present(at)
    whole = [(who, a // 2, b // 2) for who, (a, b) in stays]
    for who in found:
        walked = {second for one, a, b in whole if one == who for second in range(a, b)}
        assert found[who] == len(walked)
        pairs = [
            (START + timedelta(seconds=a), START + timedelta(seconds=b))
            for one, a, b in whole
            if one == who
        ]
        assert found[who] == union_seconds(pairs)
    numbers = sorted(found)
    arrays = (np.array(column, dtype=np.int64) for column in zip(*whole, strict=True))
    whose, joined, left = arrays
    united = united_seconds(np.searchsorted(numbers, whose), joined, left)
    assert [found[who] for who in numbers] == united.tolist()


def present(stays: list[tuple[int, datetime | None, datetime | None]]) -> dict[int, int]:
    """Seconds present by person, by the SQL that an engine is given."""
    made = duckdb.connect(":memory:")
    made.execute(
        "create table stay (session_id bigint, person_id bigint, joined_at timestamp,"
        " left_at timestamp, stated_seconds integer, is_host boolean)"
    )
    made.executemany("insert into stay values (1, ?, ?, ?, null, false)", stays)
    found = made.execute(derive.derived_text("person_session")).fetchall()
    return {row[1]: row[4] for row in found}


@pytest.mark.parametrize(
    ("stays", "seconds"),
    [
        ([(0, 60)], 60),
        ([(0, 60), (60, 120)], 120),
        ([(0, 60), (30, 90)], 90),
        ([(0, 600), (60, 120), (180, 240)], 600),
        ([(0, 60), (0, 60), (0, 60)], 60),
        ([(0, 60), (120, 180), (150, 300), (20, 40)], 240),
        ([(0.9, 1.1)], 1),  # the clock ticked once
        ([(0.1, 0.9)], 0),  # and did not
        ([(0.9, 2.1), (1.2, 3.0), (2.5, 2.9)], 3),
    ],
)
def test_a_union_by_hand(stays: list[tuple[float, float]], seconds: int) -> None:
    at = [(7, *(START + timedelta(seconds=tick) for tick in span)) for span in stays]
    assert present(at) == {7: seconds}


# what somebody's own pipeline fills ---------------------------------------------------------------


def filled(engine: DuckEngine, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """The base tables as a pipeline leaves them, made by the DDL that is printed for it."""
    for table in of_kind("base"):
        engine.run(ddl.create(table, "duckdb"))
        rows = tables.get(table.name, [])
        if rows:
            schema = ddl.arrow_schema(table.columns)
            engine.insert(table.name, [pa.RecordBatch.from_pylist(rows, schema=schema)])


def stay(person: int, joined: str | None, left: str | None) -> dict[str, Any]:
    at = [t and datetime.fromisoformat(f"2026-03-30T{t}") for t in (joined, left)]
    return {"session_id": 1, "person_id": person, "joined_at": at[0], "left_at": at[1],
            "stated_seconds": None, "is_host": False}  # fmt: skip


SESSION = {
    "session_id": 1, "title": "Skill swap: pivots", "started_at": START, "ended_at": None,
    "planned_seconds": 3600, "meeting_seconds": 3000, "has_attendance": True,
    "is_cancelled": False,
}  # fmt: skip
ASKED = {"session_id": 1, "person_id": 5, "basis": "invitation", "response": "accepted"}


def test_base_tables_alone_are_enough(tmp_path: Path) -> None:
    engine = DuckEngine()
    filled(
        engine,
        {
            "session": [SESSION],
            "stay": [stay(5, "09:00", "09:30"), stay(5, "09:20", "09:45"), stay(6, None, None)],
            "invitation": [ASKED],
        },
    )
    derive.derive(engine, NOW)
    one = derive.table
    assert rows_of(engine, one("invited_by")) == [("invitation", 1)]
    assert rows_of(engine, one("turnout_rule")) == [("invitation", 300.0, 0.5)]
    assert rows_of(engine, one("title_format")) == [("Skill swap: pivots", "skill-swap", "peer")]
    assert [row[:2] + row[4:] for row in rows_of(engine, one("person_session"))] == [
        (1, 5, 2700, 2, False), (1, 6, None, 1, False),
    ]  # fmt: skip
    assert [row[2:5] for row in rows_of(engine, one("session_turnout"))] == [(None, 1, 1)]
    assert rows_of(engine, one("schema_version")) == [(schema_number(), NOW)]
    assert rows_of(engine, one("change")) == [(1, "derived", NOW)]
    later = NOW + timedelta(microseconds=7)
    derive.derive(engine, later)
    assert rows_of(engine, one("schema_version")) == [(schema_number(), later)]
    assert [row[0] for row in rows_of(engine, one("change"))] == [1, 2], "what was known is asked"
    assert len(rows_of(engine, one("roll_call"))) == 2, "once more is not twice"


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        (
            {"session": [SESSION], "stay": [stay(5, "09:00", None)]},
            "has stays whose left_at is before joined_at or that have one of the two alone, 1 of",
        ),
        (
            {"session": [SESSION], "stay": [stay(5, "09:30", "09:00")]},
            "has stays whose left_at is before joined_at or that have one of the two alone, 1 of",
        ),
        (
            {"session": [SESSION], "stay": [stay(5, None, "09:00")]},
            "has stays whose left_at is before joined_at or that have one of the two alone, 1 of",
        ),
        ({"session": [SESSION, SESSION]}, "has more than one row of the same session_id, 1 times"),
        (
            {"session": [SESSION], "invitation": [ASKED, ASKED]},
            "the same session_id, person_id, basis",
        ),
        (
            {"session": [SESSION], "invitation": [ASKED | {"response": "Accepted"}]},
            "The table invitation in duckdb://here:0/pilot has “Accepted” as response, or another"
            " word that is none of accepted, declined, tentative, none, cancelled, in 1 of",
        ),
        (
            {"session": [SESSION], "invitation": [ASKED | {"basis": "calendar"}]},
            "has “calendar” as basis, or another word that is none of invitation, registration, in",
        ),
        ({"person": [{"person_id": 1, "status": "gone"}]}, "has “gone” as status, or another"),
        (
            {"competency": [{"person_id": 1, "competency": "A", "status": "in_progress"}]},
            "has “in_progress” as status, or another word that is none of competent, learning, in",
        ),
        (
            {"session": [SESSION], "stay": [stay(5, "09:00", "09:30") | {"session_id": 12}]},
            "The table stay in duckdb://here:0/pilot has the session_id 12, or another that session"
            " does not hold, in 1 of its rows",
        ),
        ({"invitation": [ASKED]}, "has the session_id 1, or another that session does not hold"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_derived(
    tables: dict[str, list[dict[str, Any]]], says: str
) -> None:
    engine = DuckEngine()
    filled(engine, tables)
    with pytest.raises(StoreError, match=re.escape(says)) as said:
        derive.derive(engine, NOW)
    assert str(said.value).count(".") <= 1
    with pytest.raises(StoreError, match="lacks a table"):
        rows_of(engine, derive.table("schema_version"))


def test_people_whom_no_list_holds_are_fine() -> None:
    engine = DuckEngine()
    filled(engine, {"session": [SESSION], "invitation": [ASKED], "person": [{"person_id": 1}]})
    derive.derive(engine, NOW)
    assert len(rows_of(engine, derive.table("roll_call"))) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "alter table session alter started_at type timestamp with time zone",
            "started_at of the table session in duckdb://here:0/pilot is of the type timestamp with"
            " time zone and should be a time without a zone: nothing was derived",
        ),
        ("alter table stay alter person_id type varchar", "should be a whole number: nothing"),
        ("alter table session alter is_cancelled type integer", "should be true or false"),
        ("alter table person drop department", "lacks the column department: nothing was derived"),
        ("drop table outcome", "lacks the table outcome: make it as impact schema prints it"),
    ],
)
def test_a_column_that_is_not_as_documented_is_said(change: str, says: str) -> None:
    engine = DuckEngine()
    filled(engine, {})
    engine.run(change)
    with pytest.raises(StoreError, match=re.escape(says)) as said:
        derive.derive(engine, NOW)
    assert str(said.value).count(".") <= 1


def test_columns_of_ones_own_and_smaller_numbers_are_fine() -> None:
    engine = DuckEngine()
    filled(engine, {"session": [SESSION], "stay": [stay(5, "09:00", "09:30")]})
    engine.run("alter table stay add column device varchar")
    engine.run("alter table stay alter session_id type integer")
    engine.run("alter table stay alter stated_seconds type bigint")
    derive.derive(engine, NOW)
    assert len(rows_of(engine, derive.table("person_session"))) == 1
    assert engine.rows("select device from stay", {}, 60).num_rows == 1, "what is theirs stays"


def test_derived_tables_of_somebody_else_are_not_touched() -> None:
    engine = DuckEngine()
    filled(engine, {"session": [SESSION]})
    engine.run("create table roll_call (pupil varchar)")
    engine.run("insert into roll_call values ('Ada')")
    with pytest.raises(StoreError, match=r"holds other tables \(roll_call\), and nothing there"):
        derive.derive(engine, NOW)
    assert engine.rows("select pupil from roll_call", {}, 60).to_pylist() == [{"pupil": "Ada"}]
    engine.run(ddl.create(derive.table("schema_version"), "duckdb"))
    derive.derive(engine, NOW)
    assert rows_of(engine, derive.table("roll_call")) == []


def test_a_missing_id_is_said_where_the_engine_knows_no_not_null() -> None:
    engine = DuckEngine()
    filled(engine, {})
    engine.run(ddl.drop(derive.table("stay")))
    engine.run(ddl.create(derive.table("stay"), "duckdb").replace(" not null", ""))
    engine.run("insert into stay values (1, null, null, null, null, false)")
    with pytest.raises(
        StoreError, match="lacks person_id, or another value that may not be missing, in 1 of its"
    ):
        derive.derive(engine, NOW)


def test_a_card_that_cannot_be_read_is_said() -> None:
    engine = DuckEngine()
    filled(engine, {"session": [SESSION], "stay": [stay(5, "09:00", "09:30")]})
    engine.run(ddl.create(derive.table("pilot_card"), "duckdb"))
    derive.insert(engine, "pilot_card", [("starts = 12", NOW, 1, 1)])
    with pytest.raises(StoreError, match=r"A card in .* cannot be read"):
        derive.derive(engine, NOW)
