"""The documented schema is the one that the migrations make, in every engine's own words."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from test_questions import breaks, reads, steps

from analytics.canonical import TABLES, Table, of_kind, table
from analytics.canonical_page import document
from analytics.engines import checks, ddl, derive
from analytics.engines.dialects import GENERATED, RUN, translated
from analytics.questions import questions
from analytics.store import Store, compose, composed, settle_step, shared_steps
from analytics.store.steps import derived_step
from analytics.teams import CUT, OPEN

DOCS = Path(__file__).resolve().parents[2] / "docs"
# Of a workspace alone: rows as they landed, and what landing keeps of its own work.
OF_LANDING = {
    "attendance_interval", "landed_session", "landed_invitation", "landed_competency",
    "landed_outcome", "session_member", "noted_row", "remembered", "identity_decision", "settled",
    "people_key",
}  # fmt: skip


def test_the_tables_are_those_of_a_workspace_and_the_stays() -> None:
    store = Store.open(":memory:")
    found = store.ask(
        "select table_name, column_name, lower(data_type) as type,"
        " is_nullable = 'NO' as is_required from information_schema.columns"
        " where table_schema = 'main' order by table_name, ordinal_position"
    )
    made: dict[str, list[tuple[str, str, bool]]] = {}
    for name, *column in found.itertuples(index=False, name=None):
        made.setdefault(name, []).append(tuple(column))
    said = {
        one.name: [(column.name, column.type, column.is_required) for column in one.columns]
        for one in TABLES
    }
    del said["stay"]
    assert said == {name: made[name] for name in made if name not in OF_LANDING}
    assert set(made) >= OF_LANDING


def test_a_stay_is_what_the_workspace_selects() -> None:
    store = Store.open(":memory:")
    with store.at_one_moment() as read:
        names = read(derived_step("stay")).schema.names
    assert names == table("stay").names()


def test_every_table_that_is_asked_for_is_there() -> None:
    """By the questions, the shared steps, what is listed by name, and whatever a team may see."""
    named = resources.files("analytics") / "schema" / "named"
    texts = [asked.sql for asked in questions()]
    texts += [entry.read_text("utf-8") for entry in named.iterdir()]
    asked_for = set()
    for sql in (*(compose(text) for text in texts), *shared_steps().values()):
        asked_for |= reads(sql) - set(steps(sql)) - set(shared_steps())
    known = {one.name for one in TABLES}
    assert len(asked_for) > 10 and asked_for <= known
    assert known - {"stay"} <= set(CUT) | set(OPEN)


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.name)
def test_a_table_says_what_it_holds(one: Table) -> None:
    assert one.holds.endswith(".") and len(one.holds.split()) > 2
    assert all(column.means for column in one.columns)
    assert len(set(one.names())) == len(one.columns)
    assert set(one.key) <= {column.name for column in one.columns if column.is_required}
    for column in one.columns:
        assert set(column.words) <= set(re.findall(r"`(\w+)`", column.means)), column.name


def test_the_document_is_as_generated() -> None:
    found = (DOCS / "canonical.md").read_text(encoding="utf-8")
    assert document() == found, "run: uv run python -m analytics.canonical_page docs/canonical.md"
    for one in TABLES:
        assert f"### `{one.name}`\n" in found


# in each engine's own words -----------------------------------------------------------------------


def test_every_dialect_is_known() -> None:
    assert set(ddl.DIALECTS) == {*RUN, *GENERATED}


@pytest.mark.parametrize("dialect", ddl.DIALECTS)
def test_what_is_printed_says_whose_the_tables_are(dialect: str) -> None:
    made = ddl.script(dialect, "lake")
    assert "schema_version (" in made
    way = "truncate table" if dialect == "spark" else "delete from"
    assert f"empty it: {way} schema_version. Then: impact load" in made.splitlines()[2]


@pytest.mark.parametrize("dialect", ddl.DIALECTS)
def test_the_schema_is_one_that_the_dialect_reads(dialect: str) -> None:
    made = sqlglot.parse(ddl.script(dialect, "lake"), read=dialect)
    names = [one.find(exp.Table).sql(dialect=dialect) for one in made if one]
    assert [re.sub(r'[`"]', "", name) for name in names] == [f"lake.{one.name}" for one in TABLES]
    for statement, one in zip(filter(None, made), TABLES, strict=True):
        columns = [found.name for found in statement.find_all(exp.ColumnDef)]
        assert columns == [column.name for column in ddl.columns(one, dialect)]


def test_postgres_compares_texts_by_their_bytes() -> None:
    made = ddl.script("postgres", "lake")
    texts = sum(column.type == "varchar" for one in TABLES for column in one.columns)
    assert made.count('TEXT COLLATE "C"') == texts == len(re.findall(r"\bTEXT\b", made))


def test_spark_has_times_without_a_zone_and_months_of_the_large_tables() -> None:
    made = ddl.script("spark", "lake")
    assert not re.search(r"\bTIMESTAMP\b", made) and "NOT NULL" not in made
    assert re.findall(r"lake`?\.(\w+) \([^;]*PARTITIONED BY \(month\);", made) == [
        "stay", "invitation",
    ]  # fmt: skip


@pytest.mark.parametrize("dialect", ddl.DIALECTS)
@pytest.mark.parametrize("name", ["person_session", "roll_call", "person_turnout",
                                  "session_turnout"])  # fmt: skip
def test_what_is_derived_can_be_said_in_every_dialect(name: str, dialect: str) -> None:
    text, _ = composed(
        derive.derived_text(name) if name in ("person_session", "roll_call") else settle_step(name)
    )
    insert = f"insert into {name} select * from (\n{text}\n) made"  # noqa: S608
    said = translated(insert, dialect, "lake")
    assert sqlglot.parse_one(said, read=dialect)
    assert f"lake.{name}" in re.sub(r'[`"]', "", said)


@pytest.mark.parametrize("name", ["person_session", "roll_call"])
def test_what_is_derived_keeps_to_the_portable_subset(name: str) -> None:
    """But for seconds between two times, which each dialect is told to count by the clock."""
    allowed = {
        "date_diff of a time: cast it to a date, or count seconds",
        "date_diff in another unit than days",
    }
    assert set(breaks(derive.derived_text(name))) <= allowed


def test_what_is_checked_of_a_base_table_can_be_said_in_every_dialect() -> None:
    for one in of_kind("base"):
        for trouble in checks._troubles(one):
            for sql in filter(None, (trouble.counts, trouble.finds)):
                for dialect in ddl.DIALECTS:
                    assert sqlglot.parse_one(translated(sql, dialect, "lake"), read=dialect)
