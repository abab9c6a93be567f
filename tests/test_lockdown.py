"""What the database is not allowed, tried against a store as it is really opened, and how SQL gets
to it: from named files, one statement each, with its values bound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from analytics.asking import ask
from analytics.filters import Filters
from analytics.findings import TooFew
from analytics.questions import questions
from analytics.store import Store, compose

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a workspace, and what somebody would like to read beside it."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "secret.csv").write_text("name\nof somebody\n")
    (secret / "link.csv").symlink_to("/etc/passwd")
    duckdb.connect(str(secret / "other.duckdb")).close()
    return tmp_path


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    opened = Store.open(place / "workspace")
    yield opened
    opened.close()


PROBES = {
    "a file of the system": "select * from read_csv('/etc/passwd')",
    "a file as text": "select * from read_text('/etc/passwd')",
    "a file as bytes": "select * from read_blob('/etc/passwd')",
    "a file by its name": "select * from '{secret}/secret.csv'",
    "a path that goes up": "select * from read_csv('{workspace}/../secret/secret.csv')",
    "a link": "select * from read_text('{secret}/link.csv')",
    "a pattern": "select * from glob('{secret}/*')",
    "many files by a pattern": "select * from read_csv('{secret}/*.csv')",
    "Parquet": "select * from read_parquet('{secret}/a.parquet')",
    "JSON": "select * from read_json('{secret}/a.json')",
    "the sniffer": "select * from sniff_csv('{secret}/secret.csv')",
    "a file beside its own": "select * from read_text('{workspace}/a.csv')",
    "copy out": "copy (select 1) to '{secret}/out.csv'",
    "copy out beside itself": "copy (select 1) to '{workspace}/out.csv'",
    "copy in": "copy change from '{secret}/secret.csv'",
    "export": "export database '{secret}/all'",
    "import": "import database '{secret}/all'",
    "attach": "attach '{secret}/other.duckdb' as other",
    "attach a new one": "attach '{secret}/new.duckdb' as other",
    "install": "install httpfs",
    "load": "load httpfs",
    "load a file": "load '{secret}/a.duckdb_extension'",
    "the network": "select * from read_csv('http://127.0.0.1:9/a.csv')",
    "a bucket": "select * from read_parquet('s3://bucket/a.parquet')",
    "a secret": "create secret (type s3, key_id 'a', secret 'b')",
    "a lasting secret": "create persistent secret (type s3, key_id 'a', secret 'b')",
    "a variable of Python": "select * from frame_of_this_test",
    "access again": "set enable_external_access=true",
    "access again, globally": "set global enable_external_access=true",
    "unlock": "set lock_configuration=false",
    "unlock by reset": "reset lock_configuration",
    "folders": "set allowed_directories=['/']",
    "paths": "set allowed_paths=['/etc/passwd']",
    "more memory": "set memory_limit='100GB'",
    "more threads": "set threads=64",
    "another place for what does not fit": "set temp_directory='{secret}'",
    "extensions by themselves": "set autoload_known_extensions=true",
    "extensions of others": "set allow_community_extensions=true",
    "frames by their names": "set python_enable_replacements=true",
    "a log": "set log_query_path='{secret}/log'",
    "a profile": "pragma profiling_output='{secret}/profile'",
    "a home": "set home_directory='{secret}'",
}  # fmt: skip


@pytest.mark.parametrize("what", PROBES)
def test_a_probe_is_refused(store: Store, place: Path, what: str) -> None:
    frame_of_this_test = [1]
    sql = PROBES[what].format(workspace=place / "workspace", secret=place / "secret")
    before = sorted((place / "secret").iterdir())
    with pytest.raises(duckdb.Error), store.writing() as writer:
        writer.run(sql)
    assert sorted((place / "secret").iterdir()) == before
    assert not (place / "workspace" / "out.csv").exists()
    assert frame_of_this_test
    with pytest.raises((duckdb.Error, ValueError)):  # and for who only asks
        store.ask(sql)
    assert len(store.ask("select 1 as one")) == 1


def test_the_probes_would_find_a_store_that_is_not_locked(place: Path) -> None:
    """Without the lock-down most of them are answered: they are not refused by chance."""
    secret, workspace = place / "secret", place / "workspace"
    workspace.mkdir()
    opened = duckdb.connect(str(workspace / "pilot.duckdb"))
    opened.execute("create table change (name varchar)").fetchall()
    answered = []
    for what, sql in PROBES.items():
        try:
            opened.execute(sql.format(workspace=workspace, secret=secret)).fetchall()
        except duckdb.Error:
            continue
        answered.append(what)
    opened.close()
    assert len(answered) >= 20, answered


def test_the_settings_are_those_of_a_locked_store(store: Store) -> None:
    names = (
        "lock_configuration", "enable_external_access", "autoinstall_known_extensions",
        "autoload_known_extensions", "allow_community_extensions", "python_enable_replacements",
        "allow_unsigned_extensions",
    )  # fmt: skip
    found = store.ask(
        "select name, value from duckdb_settings() where list_contains($names, name)",
        {"names": list(names)},
    )
    values = dict(zip(found["name"], found["value"], strict=True))
    assert values.pop("lock_configuration") == "true"
    assert set(values.values()) == {"false"} and len(values) == len(names) - 1


# SQL ----------------------------------------------------------------------------------------------


def statements(sql: str) -> list[duckdb.Statement]:
    return duckdb.extract_statements(sql)


def test_every_question_is_one_select() -> None:
    asked = questions()
    assert len(asked) > 10
    for question in asked:
        [statement] = statements(compose(question.sql))
        assert statement.type == duckdb.StatementType.SELECT, question.name


@pytest.mark.parametrize("file", sorted((ROOT / "analytics").rglob("*.sql")), ids=lambda f: f.stem)
def test_every_file_of_sql_is_what_its_folder_says(file: Path) -> None:
    """Migrations make tables; each other file is one SELECT, or the part of one that is shared."""
    text = file.read_text("utf-8")
    if file.parent.name == "migrations":
        allowed = {"CREATE", "ALTER", "INSERT", "UPDATE", "DROP", "DELETE"}
        assert {one.type.name for one in statements(text)} <= allowed
        assert all(word not in text.casefold() for word in ("read_csv", "copy ", "attach "))
    elif file.parent.name == "shared":
        [statement] = statements(compose("select * from " + file.stem))  # noqa: S608
        assert statement.type == duckdb.StatementType.SELECT
    else:
        [statement] = statements(compose(text))
        assert statement.type == duckdb.StatementType.SELECT


# Where SQL is put together from names of our own tables and columns, which each such line says with
# its S608; a text of a file or of a person never is.
PUT_TOGETHER = {
    "canonical_files.py", "engines/checks.py", "engines/derive.py", "engines/existing.py",
    "engines/spark.py",
    "settle.py", "landing.py", "doctor.py", "bulk/lane.py", "bulk/invitations.py",
    "bulk/attendance.py", "bulk/reading.py", "bulk/known.py", "store/writer.py",
    "store/database.py", "teams.py", "subject.py", "erasure.py", "pseudonyms.py",
}  # fmt: skip


def test_sql_is_put_together_in_a_few_rooms_only() -> None:
    folder = ROOT / "analytics"
    found = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*.py")
        if "noqa: S608" in file.read_text("utf-8")
    }
    assert found <= PUT_TOGETHER
    assert not [file for file in (ROOT / "app").rglob("*.py") if "S608" in file.read_text("utf-8")]


@pytest.mark.parametrize(
    "sql",
    ["select 1; drop table person", "drop table person", "select 1;;select 2", "pragma version"],
)
def test_asking_takes_one_select_and_nothing_else(store: Store, sql: str) -> None:
    with pytest.raises(ValueError, match="one SELECT"):
        store.ask(sql)
    assert store.ask("select count(*) as n from person")["n"][0] == 0


HOSTILE = st.one_of(
    st.sampled_from([
        "' or 1=1 --", "'; drop table person; --", "$departments", "{departments}", "%", "_", "*",
        "Sales' union select * from person --", "\\", "\0", "''", '"', "x') or ('a'='a",
    ]),
    st.text(max_size=30),
)  # fmt: skip


@hypothesis(max_examples=40)
@given(names=st.lists(HOSTILE, min_size=1, max_size=3, unique=True), data=st.data())
def test_a_hostile_filter_finds_nobody_and_changes_nothing(
    sample: Store, names: list[str], data: st.DataObject
) -> None:
    known = set(sample.departments())
    names = [name for name in names if name not in known] or ["' or 1=1 --"]
    question = data.draw(st.sampled_from(questions()), label="question")
    before = sample.version(), len(sample.ask("select 1 as one from person"))
    found = ask(sample, question.name, Filters(departments=tuple(names)))
    if "departments" in question.filters:
        assert isinstance(found.answer, TooFew), found.title
    assert (sample.version(), len(sample.ask("select 1 as one from person"))) == before


def test_the_same_question_about_a_department_that_is_there_is_answered(sample: Store) -> None:
    of_one = Filters(departments=(sample.departments()[0],))
    assert not isinstance(ask(sample, "participation", of_one).answer, TooFew)
