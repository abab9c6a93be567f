"""Export and load: whole or not at all, in the place of the former, and said in a sentence."""

from __future__ import annotations

import json
import re
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import killed
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from duck import DuckEngine
from made import came, landed, somebody
from test_derive import NOW, assert_same, in_an_engine, rows_of

from analytics import audit, canonical_files, cli
from analytics.canonical import TABLES, of_kind, table
from analytics.engines import Address, ddl, derive, existing, opened, read_address
from analytics.engines.load import load
from analytics.records import Invitation, Person, Session
from analytics.store import Store, StoreError, elsewhere, schema_number

MARCH, APRIL = datetime(2026, 3, 31, 9), datetime(2026, 4, 1, 9)


def clinic(start: datetime) -> Session:
    return Session("Clinic", start, start + timedelta(hours=1))


def small(store: Store | None = None) -> Store:
    """Two people, two sessions in two months, and texts that are hard on a file."""
    sessions = [clinic(MARCH), clinic(APRIL)]
    people = [Person(0, somebody(who), date(2026, 1, 1), department='R&D, "north"\nØ')
              for who in range(2)]  # fmt: skip
    return landed(
        [came(session, somebody(who)) for session in sessions for who in range(2)],
        [Invitation(0, session, somebody(who)) for session in sessions for who in range(2)],
        people,
        store=store,
    )


# the files ----------------------------------------------------------------------------------------


def test_large_tables_are_parted_by_the_month_of_the_session(tmp_path: Path) -> None:
    made = canonical_files.write(small(), tmp_path / "out", NOW)
    for name in ("stay", "invitation"):
        assert made.files[name] == {
            f"{name}/month=2026-03/part-0.parquet": 2, f"{name}/month=2026-04/part-0.parquet": 2,
        }  # fmt: skip
    assert made.files["person"] == {"person.parquet": 2}
    assert set(made.files) == {one.name for one in of_kind("base", "kept")}
    assert canonical_files.read(tmp_path / "out") == made
    found = pq.read_table(tmp_path / "out" / "person.parquet")
    assert set(found["department"].to_pylist()) == {'R&D, "north"\nØ'}


def test_rows_as_found_in_files_stay_in_the_workspace(sample: Store, tmp_path: Path) -> None:
    assert sample.ask("select count(*) as n from left_out_row")["n"][0], "there are some"
    canonical_files.write(sample, tmp_path / "out", NOW)
    written = {path.name.partition(".")[0] for path in (tmp_path / "out").iterdir()}
    assert not written & {"left_out_row", "noted_row", "landed_session", "attendance_interval"}
    assert rows_of(in_an_engine(sample, tmp_path), table("left_out_row")) == []


@pytest.mark.skipif("os.name == 'nt'")
def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    canonical_files.write(small(), tmp_path / "new" / "out", NOW)
    assert stat.S_IMODE((tmp_path / "new" / "out").stat().st_mode) == 0o700


def test_an_earlier_export_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    canonical_files.write(small(), tmp_path / "out", NOW)
    canonical_files.write(landed([came(clinic(APRIL), somebody(1))]), tmp_path / "out", NOW)
    assert canonical_files.read(tmp_path / "out").rows("stay") == 1
    assert not (tmp_path / "out" / "stay" / "month=2026-03").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="holds other files: name a new folder"):
        canonical_files.write(small(), tmp_path / "other", NOW)
    assert (tmp_path / "other" / "thesis.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_that_breaks_off_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = canonical_files.write(small(), tmp_path / "out", NOW)
    last = canonical_files._write_whole

    def full(one: Any, *rest: Any) -> dict[str, int]:
        if one.name == "change":
            raise OSError(28, "No space left on device")
        return last(one, *rest)

    monkeypatch.setattr(canonical_files, "_write_whole", full)
    with pytest.raises(StoreError, match="is full: nothing was changed"):
        canonical_files.write(landed([came(clinic(APRIL), somebody(1))]), tmp_path / "out", NOW)
    assert canonical_files.read(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", [".", "..", "file.txt"])
def test_what_is_no_folder_of_its_own_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"is no folder of its own|is a file: name a new folder"):
        canonical_files.write(small(), Path(name), NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_what_a_killed_export_left_goes_with_the_next(tmp_path: Path) -> None:
    for name in (
        ".out.12.part",
        ".out.12.old",
        ".out.2.12.part",
        ".out.12.part.txt",
        ".o.1.part",
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "person.parquet").write_bytes(b"")
    canonical_files.write(small(), tmp_path / "out", NOW)
    assert {path.name for path in tmp_path.iterdir()} == {
        "out", ".out.2.12.part", ".out.12.part.txt", ".o.1.part",
    }  # fmt: skip


def _edited(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "manifest.json"
        said = json.loads(path.read_text("utf-8"))
        change(said)
        path.write_text(json.dumps(said), encoding="utf-8")

    return edit


def _another_file(folder: Path) -> None:
    shutil.copy(folder / "identity.parquet", folder / "person.parquet")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (
        lambda folder: (folder / "manifest.json").unlink(),
        "has no manifest.json: make it with impact export --canonical",
    ),
    "no json": (
        lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"),
        "manifest.json cannot be read",
    ),
    "a list": (
        lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
        "manifest.json cannot be read",
    ),
    "something else": (_edited(lambda said: said.update(format="npm")), "is of something else"),
    "another schema": (
        _edited(lambda said: said.update(schema=2)),
        f"is of another version of Pilot Impact (schema 2, this one knows {schema_number()})",
    ),
    "a table less": (
        _edited(lambda said: said["files"].pop("stay")),
        "manifest.json does not name stay",
    ),
    "a missing file": (
        lambda folder: (folder / "stay" / "month=2026-03" / "part-0.parquet").unlink(),
        "stay/month=2026-03/part-0.parquet is missing",
    ),
    "a damaged file": (
        lambda folder: (folder / "person.parquet").write_bytes(b"PAR1"),
        "person.parquet cannot be read",
    ),
    "rows cut off": (
        _edited(lambda said: said["files"]["person"].update({"person.parquet": 3})),
        "person.parquet has 2 rows and should have 3",
    ),
    "a file outside": (
        _edited(lambda said: said["files"].update(person={"../person.parquet": 1})),
        "../person.parquet is not in it",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_folder_that_is_not_whole_is_refused_before_anything_changes(
    name: str, tmp_path: Path
) -> None:
    breaks, says = BROKEN[name]
    canonical_files.write(small(), tmp_path / "out", NOW)
    breaks(tmp_path / "out")
    with pytest.raises(StoreError, match=re.escape(says)):
        canonical_files.read(tmp_path / "out")


def test_a_file_without_a_column_is_refused(tmp_path: Path) -> None:
    canonical_files.write(small(), tmp_path / "out", NOW)
    path = tmp_path / "out" / "person.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["hire_date"]), path)
    with pytest.raises(StoreError, match=r"person\.parquet lacks hire_date"):
        canonical_files.read(tmp_path / "out")


# loading ------------------------------------------------------------------------------------------


def contents(engine: DuckEngine) -> dict[str, Any]:
    return {one.name: rows_of(engine, one) for one in TABLES}


def test_loading_again_replaces_and_the_version_grows(tmp_path: Path) -> None:
    first, other = small(), landed([came(clinic(APRIL), somebody(5))])
    engine = in_an_engine(first, tmp_path / "a")
    before = contents(engine)
    in_an_engine(first, tmp_path / "b", engine)
    again = contents(engine)
    assert {name for name in before if before[name] != again[name]} == {"change"}
    in_an_engine(other, tmp_path / "c", engine)
    assert_same(other, engine)
    versions = [
        max(row[0] for row in found["change"]) for found in (before, again, contents(engine))
    ]
    assert versions == sorted(set(versions)), "what is remembered of the former is not shown"


def test_what_another_version_left_goes_and_the_version_does_not_go_back(tmp_path: Path) -> None:
    engine = DuckEngine()
    engine.run("create table person (name varchar)")
    engine.run("create table roll_call (x integer)")
    engine.run("create table change (number integer)")
    engine.run("insert into change values (41)")
    engine.run("create table schema_version (number integer, applied_at timestamp)")
    engine.run("insert into schema_version values (2, null)")
    store = small()
    in_an_engine(store, tmp_path, engine)
    assert_same(store, engine)
    assert [row[0] for row in rows_of(engine, table("change"))] == [41, 42]


FOREIGN = {
    "none of a version": (
        "create table person (name varchar)", "create table session (token varchar)",
    ),
    "a version of another tool": (
        "create table person (name varchar)", "create table session (token varchar)",
        "create table schema_version (version varchar, number integer)",
    ),
    "as ours by chance": (
        "create table change (number integer, what varchar, happened_at timestamp)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_tables_of_somebody_else_are_not_touched(name: str, tmp_path: Path) -> None:
    engine = DuckEngine(has_transactions=False)
    for statement in FOREIGN[name]:
        engine.run(statement)
    calls = engine.calls
    with pytest.raises(
        StoreError, match=r"holds other tables \(.*name a schema of its own"
    ) as said:
        in_an_engine(small(), tmp_path, engine)
    assert engine.calls == calls and str(said.value).count(". ") == 0


def test_tables_as_they_are_printed_are_filled(tmp_path: Path) -> None:
    engine = DuckEngine()
    for one in TABLES:
        engine.run(ddl.create(one, "duckdb"))
    store = small()
    in_an_engine(store, tmp_path, engine)
    assert_same(store, engine)


def test_a_table_that_is_as_it_should_be_stays_with_who_may_read_it(tmp_path: Path) -> None:
    said: list[str] = []

    class Watched(DuckEngine):
        def run(self, sql: str, params: Any = None) -> None:
            said.append(sql)
            super().run(sql, params)

    engine = Watched()
    in_an_engine(small(), tmp_path / "a", engine)
    engine.run("alter table roll_call drop is_listed")
    said.clear()
    derive.derive(engine, NOW)
    assert [sql for sql in said if sql.startswith("drop")] == ["drop table if exists roll_call"]
    said.clear()
    in_an_engine(small(), tmp_path / "b", engine)
    derive.derive(engine, NOW)
    assert not [sql for sql in said if sql.startswith("drop")]


def test_a_broken_load_of_an_engine_with_transactions_changes_nothing(tmp_path: Path) -> None:
    first, other = small(), landed([came(clinic(APRIL), somebody(5))])
    engine = in_an_engine(first, tmp_path / "a")
    engine.commit()
    before = contents(engine)
    canonical_files.write(other, tmp_path / "b", NOW)
    exported = canonical_files.read(tmp_path / "b")
    calls = engine.calls
    load(engine, exported, NOW)
    needed = engine.calls - calls
    engine.close()
    assert needed > 40
    for at in range(1, needed + 1, 7):
        engine.broken_at = engine.calls + at
        with pytest.raises(StoreError, match="the connection was lost"):
            load(engine, exported, NOW)
        engine.close()
        assert contents(engine) == before
    engine.broken_at = None
    load(engine, exported, NOW)
    engine.commit()
    assert_same(other, engine)


def test_a_broken_load_of_an_engine_without_is_never_read(tmp_path: Path) -> None:
    """Wherever it ends, no version is there, which a reader asks for first; then all of it is. It
    is taken away by the fourth call, before which nothing that is read is changed."""
    first, other = small(), landed([came(clinic(APRIL), somebody(5))])
    canonical_files.write(other, tmp_path / "b", NOW)
    exported = canonical_files.read(tmp_path / "b")
    engine = DuckEngine(has_transactions=False)
    load(engine, exported, NOW)
    needed = engine.calls
    for at in range(5, needed, 9):
        engine = DuckEngine(has_transactions=False)
        in_an_engine(first, tmp_path / f"a{at}", engine)
        version = derive.last_change(engine)
        engine.broken_at = engine.calls + at
        with pytest.raises(StoreError, match="the connection was lost"):
            load(engine, exported, NOW)
        assert rows_of(engine, table("schema_version")) == []
        assert derive.last_change(engine) >= version, "what is remembered is never shown again"
        engine.broken_at = None
        load(engine, exported, NOW)
        assert_same(other, engine)
        assert rows_of(engine, table("schema_version")) == [(schema_number(), NOW)]
        assert derive.last_change(engine) > version


def test_who_has_it_open_is_told_while_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are no transactions: from the next look on, and no longer than it lasts."""
    store = small()
    canonical_files.write(store, tmp_path / "out", NOW)
    exported = canonical_files.read(tmp_path / "out")
    engine = DuckEngine(has_transactions=False)
    load(engine, exported, NOW)
    reader = elsewhere.Elsewhere(engine)
    monkeypatch.setattr(elsewhere, "KEPT_SECONDS", -1)
    assert reader.departments() == store.departments() != []
    engine.broken_at = engine.calls + 30
    with pytest.raises(StoreError, match="the connection was lost"):
        load(engine, exported, NOW)
    with pytest.raises(StoreError, match="are being loaded, or the load broke off"):
        reader.departments()
    engine.broken_at = None
    load(engine, exported, NOW)
    assert reader.departments() == store.departments()
    reader.close()


def test_an_engine_that_takes_less_than_it_was_given_is_not_believed(tmp_path: Path) -> None:
    class Lossy(DuckEngine):
        def insert(self, name: str, batches: Any) -> int:
            rows = super().insert(name, batches)
            if name == "stay":
                self.run(
                    "delete from stay where session_id = (select min(session_id) from stay)"
                    " and person_id = (select min(person_id) from stay)"
                )
            return rows

    with pytest.raises(StoreError, match="has 3 rows of stay and was given 4: load it again"):
        in_an_engine(small(), tmp_path, Lossy())


# on the command line ------------------------------------------------------------------------------


def impact(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_export_says_what_it_wrote_and_keeps_the_deed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = small(store=Store.open(tmp_path / "ws"))
    store.close()
    out = tmp_path / "out"
    code, said, _ = impact(capsys, "export", "--canonical", out, "--workspace", tmp_path / "ws")
    assert code == 0 and "16 tables with" in said and "which holds names" in said
    assert canonical_files.read(out).rows("stay") == 4
    deeds = audit.read(tmp_path / "ws")
    assert [deed.says for deed in deeds][-1].startswith("wrote out the data of everybody")


def test_export_makes_no_workspace_and_keeps_no_deed_that_was_not_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, out = tmp_path / "ws", tmp_path / "out"
    code, _, error = impact(capsys, "export", "--canonical", out, "--workspace", here)
    assert code == 1 and f"There is no workspace in {here}" in error and not here.exists()
    small(store=Store.open(here)).close()
    out.write_text("mine")
    code, _, error = impact(capsys, "export", "--canonical", out, "--workspace", here)
    assert code == 1 and "is a file" in error
    assert not [deed for deed in audit.read(here) if deed.did == "gave out all rows"]


def test_an_export_without_data_is_not_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    canonical_files.write(Store.open(":memory:"), tmp_path / "out", NOW)
    nowhere = "postgres://me@127.0.0.1:1/db/pilot"
    code, _, error = impact(capsys, "load", tmp_path / "out", "--engine", nowhere)
    assert code == 1 and f"{tmp_path / 'out'} holds no data: export a workspace that" in error


def test_export_beside_the_running_app_is_refused_in_a_sentence(
    tmp_path: Path,
    asked: Callable[..., Callable[[object], Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = tmp_path / "ws"
    asked(killed.hold, here)("open")
    code, _, error = impact(capsys, "export", "--canonical", tmp_path / "out", "--workspace", here)
    assert code == 1 and "is open in another program" in error and error.count("\n") == 1


def test_load_says_what_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IMPACT_ENGINE", raising=False)
    canonical_files.write(small(), tmp_path / "out", NOW)
    code, _, error = impact(capsys, "load", tmp_path / "out")
    assert code == 2 and "name the engine with --engine or IMPACT_ENGINE" in error
    nowhere = "postgres://me@127.0.0.1:1/db/pilot"
    code, _, error = impact(capsys, "load", "--engine", nowhere)
    assert code == 2 and "name the folder of an export, or say --derive-only" in error
    code, _, error = impact(capsys, "load", tmp_path / "out", "--derive-only", "--engine", nowhere)
    assert code == 2
    code, _, error = impact(capsys, "load", tmp_path, "--engine", nowhere)
    assert code == 1 and "has no manifest.json" in error
    code, _, error = impact(capsys, "load", tmp_path / "out", "--engine", nowhere)
    assert code == 1 and "127.0.0.1:1/db/pilot cannot be reached" in error
    hidden = "geheim"
    with pytest.raises(SystemExit):
        cli.main(["load", "--engine", f"postgres://me:{hidden}@host"])
    assert hidden not in capsys.readouterr().err


def test_schema_is_printed_for_each_engine(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = impact(capsys, "schema", "spark", "--name", "lake")
    assert code == 0 and "`lake`.stay (" in said and "USING PARQUET" in said
    with pytest.raises(SystemExit):
        cli.main(["schema", "oracle"])


# into real servers --------------------------------------------------------------------------------


def test_an_export_is_loaded_read_and_loaded_again(
    schema: Address, tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: Store
) -> None:
    """By the verbs, against Postgres and Spark: every derived table as it was settled."""
    canonical_files.write(sample, tmp_path / "out", NOW)
    address = named(schema)
    code, said, error = impact(capsys, "load", tmp_path / "out", "--engine", address)
    assert (code, error) == (0, "") and "rows loaded into" in said
    assert_same(sample, opened(schema))
    first = Store.elsewhere(schema)
    version = first.version()
    first.close()
    code, said, error = impact(capsys, "load", "--derive-only", "--engine", address)
    assert (code, error) == (0, "") and "7 tables derived in" in said
    assert_same(sample, opened(schema))
    second = Store.elsewhere(schema)
    assert second.version() > version
    second.close()


def named(schema: Address) -> str:
    """The address as it is typed."""
    user = f"{schema.user}@" if schema.user else ""
    database = f"/{schema.database}" if schema.database else ""
    return f"{schema.kind}://{user}{schema.host}:{schema.port}{database}/{schema.schema}"


def test_a_text_with_nul_is_loaded_with_a_mark(schema: Address, tmp_path: Path) -> None:
    store = landed([Person(0, somebody(1), date(2026, 1, 1), department="R\0D", location="\0")])
    canonical_files.write(store, tmp_path / "out", NOW)
    with closing(opened(schema, writes=True)) as engine:
        load(engine, canonical_files.read(tmp_path / "out"), NOW)
        found = engine.rows("select department, location, title from person", {}, 60).to_pylist()
    before = store.ask("select department from person")["department"].tolist()
    assert before == ["R\0D"], "there is one"
    assert found == [{"department": "R\ufffdD", "location": "\ufffd", "title": found[0]["title"]}]


def test_a_schema_of_somebody_else_is_left_as_it_is(
    schema: Address, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    canonical_files.write(small(), tmp_path / "out", NOW)
    with closing(opened(schema, writes=True)) as engine:
        engine.run(f"create schema {schema.schema}")
        engine.run("create table session (token varchar)")
        engine.insert("session", [pa.RecordBatch.from_pylist([{"token": "kept"}])])
        engine.commit()
    code, _, error = impact(capsys, "load", tmp_path / "out", "--engine", named(schema))
    assert code == 1 and f"{schema} holds other tables (session), and nothing there" in error
    assert error.count("\n") == 1
    code, _, error = impact(capsys, "load", "--derive-only", "--engine", named(schema))
    assert code == 1 and "lacks the table source_file" in error
    with closing(opened(schema)) as engine:
        assert engine.rows("select token from session", {}, 60).to_pylist() == [{"token": "kept"}]
        assert list(existing.existing(engine)) == ["session"]


ZONED = {"postgres": "timestamptz", "spark": "timestamp_ltz"}


@pytest.mark.parametrize("type", ["with a zone", "varchar"])
def test_a_time_that_is_none_or_has_a_zone_is_refused(schema: Address, type: str) -> None:
    type = ZONED[schema.kind] if type == "with a zone" else type
    with closing(opened(schema, writes=True)) as engine:
        engine.run(f"create schema {schema.schema}")
        for one in of_kind("base"):
            text = ddl.create(one, schema.kind)
            engine.run(text.replace("started_at timestamp", f"started_at {type}"))
        with pytest.raises(StoreError, match=r"started_at of the table session .* without a zone"):
            derive.derive(engine, NOW)


def test_a_pipeline_fills_what_is_printed(
    schema: Address, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables of a script, filled by somebody else, and a user who may read them alone."""
    with closing(opened(schema, writes=True)) as engine:
        engine.run(f"create schema {schema.schema}")
        for one in TABLES:
            engine.run(ddl.create(one, schema.kind))
        derive.insert(engine, "session", [(1, "Clinic", MARCH, None, 3600, 3000, True, False)])
        derive.insert(engine, "invitation", [(1, 7, "invitation", "accepted")])
        engine.commit()
        before = existing.existing(engine)
    assert list(before) == [one.name for one in TABLES]
    for number in (1, 2):
        code, _, error = impact(capsys, "load", "--derive-only", "--engine", named(schema))
        assert (code, error) == (0, "")
        with closing(opened(schema)) as engine:
            assert existing.existing(engine) == before
            assert len(rows_of(engine, table("roll_call"))) == 1
            assert derive.last_change(engine) == number
            [(schema_found, applied_at)] = rows_of(engine, table("schema_version"))
        assert schema_found == schema_number() and applied_at.microsecond


@pytest.mark.postgres
def test_who_was_let_in_may_read_after_the_next_load(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import psycopg

    address = f"{postgres}/let_in"
    canonical_files.write(small(), tmp_path / "out", NOW)
    assert impact(capsys, "load", tmp_path / "out", "--engine", address)[0] == 0
    with closing(psycopg.connect(postgres, autocommit=True)) as owner:
        owner.execute("create role reader login")
        owner.execute("grant usage on schema let_in to reader")
        owner.execute("grant select on all tables in schema let_in to reader")
    assert impact(capsys, "load", tmp_path / "out", "--engine", address)[0] == 0
    assert impact(capsys, "load", "--derive-only", "--engine", address)[0] == 0
    with closing(opened(read_address(address.replace("impact@", "reader@")))) as reader:
        for one in TABLES:
            rows_of(reader, one)
        assert len(rows_of(reader, table("roll_call"))) == 4


@pytest.mark.postgres
def test_a_schema_has_the_letters_of_its_address(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{postgres}/Pilot_North"
    canonical_files.write(small(), tmp_path / "out", NOW)
    for _ in range(2):
        assert impact(capsys, "load", tmp_path / "out", "--engine", address)[0] == 0
    with closing(opened(read_address(address))) as engine:
        assert len(existing.existing(engine)) == len(TABLES)
