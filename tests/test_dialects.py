"""What is asked of a store in the words of every engine, and what sqlglot would say wrongly."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from analytics.asking import ask
from analytics.choices import offered
from analytics.claims import versions
from analytics.engines.dialects import GENERATED, RUN, translated
from analytics.filters import Filters
from analytics.inventory import inventory
from analytics.next_hosts import next_hosts
from analytics.pilot_choices import offered_pilots
from analytics.questions import Question, questions
from analytics.scope import EVERYBODY, Scope
from analytics.second_look import second_looks
from analytics.store import Store, compose, shared_steps
from analytics.store.steps import SCHEMA
from analytics.teams import _of_team, team_of
from analytics.together import known_of

each_dialect = pytest.mark.parametrize("dialect", (*RUN, *GENERATED))
each_question = pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)
NAMED = [entry.read_text("utf-8") for entry in (SCHEMA / "named").iterdir()]


def parsed(text: str, dialect: str) -> exp.Expression:
    """As the engine would read it: psycopg halves percent signs first."""
    found = sqlglot.parse(text.replace("%%", "%") if dialect == "postgres" else text, read=dialect)
    assert len(found) == 1 and isinstance(found[0], exp.Expression)
    return found[0]


def tables(tree: exp.Expression) -> set[tuple[str, str]]:
    return {(table.db, table.name) for table in tree.find_all(exp.Table)}


def parameters(tree: exp.Expression) -> set[str]:
    kinds = exp.Placeholder, exp.Parameter
    return {node.name for node in tree.find_all(*kinds) if node.name}


def check(sql: str, dialect: str) -> None:
    """It is one SELECT there too, of tables in the schema and its own steps, with all it names."""
    own = sqlglot.parse_one(sql, read="duckdb")
    there = parsed(translated(sql, dialect, "pilot"), dialect)
    assert isinstance(there, exp.Select)
    steps = {step.alias for step in own.find_all(exp.CTE)}
    assert {step.alias for step in there.find_all(exp.CTE)} == steps
    assert all(db == "pilot" or (not db and name in steps) for db, name in tables(there))
    assert len(tables(there)) == len(tables(own))
    assert parameters(there) == parameters(own)
    assert [one.alias_or_name for one in there.selects] == [
        one.alias_or_name for one in own.selects
    ]


@each_dialect
@each_question
def test_a_question_can_be_said(asked: Question, dialect: str) -> None:
    check(compose(asked.sql), dialect)
    check(_of_team(asked.sql), dialect)


@each_dialect
def test_a_shared_step_and_what_lists_people_can_be_said(dialect: str) -> None:
    for sql in (*(f"select count(*) as n from {name}" for name in shared_steps()), *NAMED):  # noqa: S608
        check(compose(sql), dialect)


class Overheard(Store):
    """Notes every statement that another store is asked."""

    def __init__(self, store: Store) -> None:
        self._store, self.name, self._clock = store, store.name, store._clock
        self.said: set[str] = set()

    def ask(self, sql: str, params: Any = None) -> Any:
        self.said.add(sql)
        return self._store.ask(sql, params)


@pytest.fixture(scope="module")
def overheard(sample: Store) -> set[str]:
    """Statements that modules hold themselves: of choices, teams, names, versions, the card."""
    store, viewer = Overheard(sample), Scope(role="viewer")
    [manager] = sample.ask("select max(email) as email from person_alias")["email"]
    filters = Filters(departments=(sample.departments()[0],))
    offered(store, viewer), offered_pilots(store, viewer), versions(store)
    next_hosts(store, EVERYBODY, Filters()), known_of(store, EVERYBODY, ())
    second_looks(store, EVERYBODY), inventory(store), store.source_files(), store.is_sample()
    team_of(store, manager)
    for asked in questions():
        ask(store, asked.name, filters, viewer)
    return store.said


@each_dialect
def test_what_modules_ask_themselves_can_be_said(overheard: set[str], dialect: str) -> None:
    assert len(overheard) > len(questions()) + 15
    for sql in overheard:
        check(compose(sql), dialect)


DAYS = (
    "select date_diff('day', a.joined_at, b.left_at) as days from stay a join stay b on a.x = b.x"
)


@each_dialect
def test_days_between_are_midnights_whatever_is_given(dialect: str) -> None:
    """Spark's DATEDIFF of two times counts whole 24 hours, without an error."""
    there = parsed(translated(DAYS, dialect), dialect)
    to_dates = [cast for cast in there.find_all(exp.Cast) if cast.to.is_type("date")]
    assert {cast.this.name for cast in to_dates} == {"joined_at", "left_at"}


def test_sqlglot_alone_would_count_them_wrongly() -> None:
    """If this fails, the rule for days can go."""
    assert "CAST" not in sqlglot.transpile(DAYS, read="duckdb", write="spark")[0]


def test_weeks_begin_on_monday_for_bigquery_too() -> None:
    sql = "select cast(date_trunc('week', started_at) as date) as week_start from session"
    assert "ISOWEEK" in translated(sql, "bigquery")


def test_a_percent_sign_is_no_parameter_for_psycopg() -> None:
    sql = "select x % 7 as rest, '100 %' as share from session where title = $title"
    assert translated(sql, "postgres").count("%%") == 2
    assert "%(title)s" in translated(sql, "postgres")


def test_a_step_of_its_own_stands_for_the_table_of_its_name() -> None:
    sql = (
        "with person as (select * from main.person where person_id > 3)"
        " select count(*) as n from person join session s on s.session_id = person.person_id"
    )
    for dialect in RUN:
        there = parsed(translated(sql, dialect, "pilot"), dialect)
        assert tables(there) == {("pilot", "person"), ("", "person"), ("pilot", "session")}


@pytest.mark.parametrize(
    "sql",
    [
        "select 1; select 2",
        "",
        "select from where",
        "select list_transform(x, lambda y: y + 1) as z from session",
        "select sum(x) filter (where x > 1) as z from session",
        "select x from session qualify row_number() over (order by x) = 1",
        "select arg_max(x, y) as z from session",
        "select unnest($names) as z",
        "select [1, 2] as z",
        "select x // 2 as z from session",
    ],
)
def test_what_cannot_be_said_is_refused(sql: str) -> None:
    for dialect in RUN:
        with pytest.raises(ValueError):
            translated(sql, dialect)


_PROBE = """
import sys
from analytics import cli
for verb in (["sample"], ["ask", "participation"]):
    assert cli.main([*verb, "--workspace", sys.argv[1]]) == 0
taken = {"sqlglot", "psycopg", "psycopg_pool", "pyspark", "grpc"} & set(sys.modules)
assert not taken, taken
"""


def test_who_stays_with_duckdb_imports_nothing_of_the_others(tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_client_of_spark_can_be_imported_by_a_program_without_a_file() -> None:
    """It would end the process, which is also a worker of the tests."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import analytics.engines.spark"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
