"""What is kept beside a database, and the ways back: snapshots, restoring, rebuilding."""

from __future__ import annotations

import os
import random
import shutil
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import killed
import pytest

from analytics import recovery
from analytics import store as room
from analytics.cli import main
from analytics.landing import land, take_back
from analytics.pilots import Pilot
from analytics.progress import Step
from analytics.review import decide
from analytics.sample import sample_files
from analytics.sources import Answers
from analytics.store import DATABASE, DamagedError, Store, StoreError
from analytics.store.kept import JOURNAL, UPLOADS, Kept
from analytics.store.key_file import NAME
from analytics.store.snapshots import INCOMING, KEPT, Snapshots
from analytics.themes import Theme

CARD = Pilot("Spring", date(2026, 1, 12), date(2026, 4, 12), timezone="Europe/Berlin")
PEOPLE = (
    b"Name,Email,Hire Date\nAna Ruiz,ana@example.org,2026-01-15\nBo Li,bo@example.org,2026-01-16\n"
)
SESSION = (
    b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
    b"Clinic,13/02/2026,10:00,Ana Ruiz,ana@example.org,13/02/2026 10:00,13/02/2026 10:45\n"
    b"Clinic,13/02/2026,10:00,Anna R,,13/02/2026 10:01,13/02/2026 10:45\n"
)
OPEN_DATES = (
    b"Session,Date,Start time,Name,Email,Join time,Leave time\n"
    b"Hour,03/02/2026,10:00,Bo Li,bo@example.org,03/02/2026 10:00,03/02/2026 10:45\n"
)
ODD = b"who,when did it start\nAna Ruiz,2026-01-15\n"
START = datetime(2026, 11, 20, 9, 0)


class Clock:
    """A moment that is moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; when the schema came about is not of the data."""
    tables = store.ask("select table_name as name from duckdb_tables() where not temporary")["name"]
    return {
        table: sorted(
            tuple(map(str, row))
            for row in store.ask(f"select * from {table}").itertuples(index=False)  # noqa: S608
        )
        for table in tables
        if table != "schema_version"
    }


def rows_in(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    store = Store.open(folder)
    try:
        return rows(store)
    finally:
        store.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which everything has been done that a person can do."""
    folder = tmp_path_factory.mktemp("whole")
    store = Store.open(folder, clock=Clock())
    land(store, [("people.csv", PEOPLE)])
    store.save_pilot(CARD)
    land(store, [("session.csv", SESSION), ("people again.csv", PEOPLE)])
    land(store, [("hour.csv", OPEN_DATES)], Answers(date_order="mdy"))
    mapping = {"name": "who", "hire_date": "when did it start"}
    land(store, [("odd.csv", ODD)], {"odd.csv": Answers(kind="people", mapping=mapping)})
    assert len(store.source_files()) == 4
    store.save_themes((Theme("Time", ("time", "/h\\wurs/")),))
    names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
    decide(store, int(names["Anna R"]), int(names["Bo Li"]))
    decide(store, int(names["Anna R"]), None)
    files = dict(store.source_files()[["name", "file_id"]].itertuples(index=False))
    take_back(store, files["hour.csv"])
    store.save_themes(())
    land(store, [("hour.csv", OPEN_DATES)])  # as it was said before
    card = b'[pilot]\nname = "Summer"\nstarts_on = 2026-05-01\nends_on = 2026-07-01\n'
    land(store, [("pilot.toml", card)])
    store.close()
    return folder


@pytest.fixture
def lived(whole: Path, tmp_path: Path) -> Path:
    """The same, to be spoiled."""
    return Path(shutil.copytree(whole, tmp_path / "lived"))


def damage(path: Path) -> bytes:
    """Another byte in the first header of the database, which no opening survives."""
    data = bytearray(path.read_bytes())
    data[4096 + 20] ^= 0xFF
    data[8192 + 20] ^= 0xFF
    path.write_bytes(data)
    return bytes(data)


def comes_back(store: Store, folder: Path) -> None:
    """Without its database the workspace is rebuilt row for row."""
    before = rows(store)
    store.close()
    (folder / DATABASE).unlink()
    recovery.rebuild(folder)
    assert rows_in(folder) == before


# rebuilding ---------------------------------------------------------------------------------------


def test_a_damaged_database_is_rebuilt_row_for_row(lived: Path) -> None:
    before = rows_in(lived)
    bad = damage(lived / DATABASE)
    with pytest.raises(DamagedError):
        Store.open(lived)
    found = recovery.rebuild(lived)
    assert rows_in(lived) == before
    assert found.version == max(int(row[0]) for row in before["change"])
    assert found.aside is not None and found.aside.read_bytes() == bad
    assert "set-aside-" in found.aside.name
    assert not (lived / INCOMING).exists()


@pytest.mark.parametrize("origin", ["upload", "sample"])
def test_the_sample_exports_are_rebuilt_row_for_row(tmp_path: Path, origin: str) -> None:
    """Every kind of file in one upload, all of it kept; of the sample pilot nothing is."""
    files = sample_files()
    if origin == "sample":  # marked as such they are at hand; a few tell
        files = files[-3:]
    store = Store.open(tmp_path)
    assert {report.state for report in land(store, files, origin=origin)} == {"landed"}
    comes_back(store, tmp_path)
    kept = list((tmp_path / UPLOADS).glob("*"))
    assert len(kept) == (len(files) if origin == "upload" else 0)


def test_a_large_file_is_kept_and_rebuilt_by_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analytics import landing

    monkeypatch.setattr(landing, "LARGE", 1)
    monkeypatch.setattr(recovery, "LARGE", 1)
    people = "".join(f"P{n} Q,p{n}@example.org,2026-01-15\n" for n in range(50))
    came = "".join(
        f"Clinic,2026-02-{1 + n % 20:02},10:00,P{n % 50} Q,p{n % 50}@example.org,"
        f"2026-02-{1 + n % 20:02} 10:0{n % 9},2026-02-{1 + n % 20:02} 10:45\n"
        for n in range(3000)
    )
    head = "Session,Date,Start time,Name,Email,Join time,Leave time\n"
    store = Store.open(tmp_path)
    reports = land(
        store,
        [
            ("people.csv", f"Name,Email,Hire Date\n{people}".encode()),
            ("came.csv", (head + came).encode()),
        ],
    )
    assert reports[1].columns is not None and {r.state for r in reports} == {"landed"}
    comes_back(store, tmp_path)


def test_each_kept_upload_is_what_was_uploaded_and_only_to_be_read(whole: Path) -> None:
    kept = sorted(path.read_bytes() for path in (whole / UPLOADS).iterdir())
    card = b'[pilot]\nname = "Summer"\nstarts_on = 2026-05-01\nends_on = 2026-07-01\n'
    assert kept == sorted([PEOPLE, SESSION, OPEN_DATES, ODD, card])
    assert {path.stat().st_mode & 0o777 for path in (whole / UPLOADS).iterdir()} == {0o400}


def named_rows(folder: Path) -> dict[str, list[Any]]:
    """What is there whatever the key: who was decided to be whom, and the rows of everybody."""
    store = Store.open(folder)
    try:
        decided = store.ask("""
            select a.name, d.decision, s.name as same_as from identity_decision d
            join person_alias a on a.alias_id = d.alias_id
            left join person_alias s on s.alias_id = d.same_as order by d.change, a.name
        """)
        came = store.ask("""
            select a.name, a.email, i.joined_at, i.left_at, p.department, count(*) over () as n
            from attendance_interval i join person_alias a on a.alias_id = i.alias_id
            join identity t on t.alias_id = a.alias_id
            left join person p on p.person_id = t.person_id order by all
        """)
        files = store.source_files().drop(columns=["landed_at"])
        return {
            name: [tuple(map(str, row)) for row in frame.itertuples(index=False)]
            for name, frame in (("decided", decided), ("came", came), ("files", files))
        }
    finally:
        store.close()


def test_a_lost_key_and_a_damaged_database_come_back_with_what_was_decided(lived: Path) -> None:
    """Every id of a person is another one then, and nothing else is."""
    before, ids = named_rows(lived), {row[0] for row in rows_in(lived)["person_alias"]}
    assert len(before["decided"]) == 2
    (lived / DATABASE).unlink()
    (lived / NAME).unlink()
    assert "snapshot" not in recovery.rebuild(lived).says
    assert named_rows(lived) == before
    assert not ids & {row[0] for row in rows_in(lived)["person_alias"]}


def test_a_snapshot_of_another_key_is_gone_on_from(lived: Path) -> None:
    store = Store.open(lived)
    assert store.keeping is not None
    store.keeping.snapshot()
    names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
    decide(store, int(names["Anna R"]), int(names["Ana Ruiz"]))
    store.close()
    before = named_rows(lived)
    for upload in (lived / UPLOADS).iterdir():
        upload.unlink()  # so that the snapshot is the only way
    (lived / DATABASE).unlink()
    (lived / NAME).unlink()
    for _ in range(2):  # and what came of it can be rebuilt in its turn
        assert "snapshot" in recovery.rebuild(lived).says
        assert named_rows(lived) == before
        (lived / DATABASE).unlink()


def test_a_decision_that_was_noted_by_ids_is_read_under_its_key(lived: Path) -> None:
    """As journals had it once."""
    store = Store.open(lived)
    assert store.keeping is not None
    names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
    same = int(names["Anna R"]), int(names["Ana Ruiz"])
    decide(store, *same)
    before, version = rows(store), store.version()
    store.close()
    kept = Kept(lived)
    at = kept.read().changes[-1].at
    kept.strike_out(version - 1)
    said = {"do": "decide", "alias_id": same[0], "same_as": same[1]}
    kept.write(version - 1, version, at, said)
    (lived / DATABASE).unlink()
    recovery.rebuild(lived)
    assert rows_in(lived) == before
    (lived / DATABASE).unlink()
    (lived / NAME).unlink()
    with pytest.raises(StoreError, match=r"by an id of another key.*people\.key") as refused:
        recovery.rebuild(lived)
    assert "\n" not in str(refused.value)


def test_a_backup_of_another_key_keeps_what_was_decided(lived: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "copy.duckdb", tmp_path / "other"
    assert main(["backup", str(target), "--workspace", str(lived)]) == 0
    assert main(["restore", str(target), "--workspace", str(other)]) == 0
    assert (lived / NAME).read_bytes() != (other / NAME).read_bytes()
    assert named_rows(other) == named_rows(lived)
    store = Store.open(other)
    names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
    decide(store, int(names["Anna R"]), int(names["Ana Ruiz"]))
    store.close()
    before = named_rows(other)
    (other / DATABASE).unlink()
    (other / NAME).unlink()
    recovery.rebuild(other)
    assert named_rows(other) == before


def test_memory_and_the_sample_keep_nothing(tmp_path: Path) -> None:
    store = Store.open(":memory:")
    assert store.keeping is None
    land(store, [("people.csv", PEOPLE)])
    store.close()


def test_stopping_a_rebuilding_leaves_everything_as_it_was(lived: Path) -> None:
    bad = damage(lived / DATABASE)

    def stop(step: Step) -> None:
        if step.share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recovery.rebuild(lived, stop)
    assert (lived / DATABASE).read_bytes() == bad
    assert not list(lived.glob("set-aside-*"))
    recovery.rebuild(lived)
    assert len(rows_in(lived)["source_file"]) == 4


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "is not kept any more"),
        (lambda path: (path.chmod(0o600), path.write_bytes(b"x")), "is not what was landed"),
    ],
    ids=["gone", "another"],
)
def test_what_cannot_be_rebuilt_says_what_is_missing(
    tmp_path: Path, clock: Clock, spoil: Callable[[Path], object], says: str
) -> None:
    store = Store.open(tmp_path, clock=clock)
    land(store, [("people.csv", PEOPLE)])
    store.close()
    [upload] = (tmp_path / UPLOADS).iterdir()
    spoil(upload)
    with pytest.raises(StoreError, match=rf"people\.csv {says}") as refused:
        recovery.rebuild(tmp_path)
    assert "\n" not in str(refused.value) and "impact restore" in str(refused.value)
    assert len(rows_in(tmp_path)["source_file"]) == 1


@pytest.mark.parametrize("seed", range(8))
def test_a_journal_with_another_byte_never_makes_other_data(
    whole: Path, lived: Path, seed: int
) -> None:
    """Either all of it comes back or there is a sentence."""
    path = lived / JOURNAL
    data = bytearray(path.read_bytes())
    data[random.Random(seed).randrange(len(data))] ^= 1 + seed
    path.write_bytes(data)
    (lived / DATABASE).unlink()
    try:
        recovery.rebuild(lived)
    except StoreError as refused:
        assert "cannot be rebuilt: line" in str(refused)
        assert not (lived / DATABASE).exists()
    else:
        assert rows_in(lived) == rows_in(whole)


def test_half_a_last_line_is_one_that_was_never_committed(lived: Path, whole: Path) -> None:
    with (lived / JOURNAL).open("ab") as journal:
        journal.write(b'0123456789ab {"at": "2026-11-2')
    (lived / DATABASE).unlink()
    recovery.rebuild(lived)
    store = Store.open(lived)
    assert rows(store) == rows_in(whole)
    store.save_pilot(CARD)
    assert store.keeping is not None and store.keeping.kept.read().flaw == 0
    assert store.keeping.kept.read().version == store.version()
    store.close()


def test_a_healthy_database_with_a_damaged_journal_is_safe_again_once_opened(lived: Path) -> None:
    data = bytearray((lived / JOURNAL).read_bytes())
    data[len(data) // 2] ^= 1
    (lived / JOURNAL).write_bytes(data)
    before = rows_in(lived)  # opens it
    (lived / DATABASE).unlink()
    found = recovery.rebuild(lived)
    assert "snapshot" in found.says and rows_in(lived) == before


def test_what_the_database_does_not_know_was_never_committed(lived: Path) -> None:
    kept = Kept(lived)
    version = kept.read().version
    kept.write(version, version + 1, START, {"do": "card", "card": "x"})
    before = rows_in(lived)
    assert kept.read().version == version
    (lived / DATABASE).unlink()
    recovery.rebuild(lived)
    assert rows_in(lived) == before


def test_a_change_that_could_not_even_be_struck_out_is_given_up_by_the_next(lived: Path) -> None:
    """The disk was full at COMMIT, and still when the journal was to say so."""
    store = Store.open(lived)
    assert store.keeping is not None
    version = store.version()
    store.keeping.kept.write(version, version + 1, START, {"do": "card", "card": "x"})
    store.save_pilot(CARD)
    before = rows(store)
    store.close()
    (lived / DATABASE).unlink()
    assert "snapshot" not in recovery.rebuild(lived).says
    assert rows_in(lived) == before


def test_what_the_journal_does_not_know_is_in_a_snapshot(tmp_path: Path) -> None:
    """A workspace from before there was a journal."""
    store = Store.open(tmp_path, keeps=False)
    land(store, [("people.csv", PEOPLE)])
    store.close()
    store = Store.open(tmp_path)
    store.save_pilot(CARD)
    before = rows(store)
    store.close()
    (tmp_path / DATABASE).unlink()
    found = recovery.rebuild(tmp_path)
    assert "snapshot" in found.says and rows_in(tmp_path) == before


# snapshots and what they make needless ------------------------------------------------------------


def day(store: Store, clock: Clock, days: int, *, name: str) -> None:
    """Some days later somebody saves the pilot card."""
    clock.now += timedelta(days=days)
    store.save_pilot(Pilot(name, CARD.starts_on, CARD.ends_on))


def test_a_snapshot_is_made_once_a_day_when_the_data_have_changed(
    tmp_path: Path, clock: Clock
) -> None:
    store = Store.open(tmp_path, clock=clock)
    day(store, clock, 0, name="a")
    folder = Snapshots(tmp_path)
    assert not folder.all()  # there was nothing yet that one could hold
    for name in "bc":
        day(store, clock, 0, name=name)
    assert len(folder.all()) == 1
    day(store, clock, 1, name="d")
    assert len(folder.all()) == 2
    store.close()
    for _ in range(2):  # with what came since on the next day, and then no more
        clock.now += timedelta(days=1)
        Store.open(tmp_path, clock=clock).close()
        assert len(folder.all()) == 3
    held = Kept(tmp_path).read().snapshots
    assert [each.version for each in held] == [1, 3, 4]


class Seen:
    """The lock that writers queue behind, and whether somebody of another thread has asked for it
    since it was held."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.is_asked_for = threading.Event()

    def __enter__(self) -> None:
        if self._lock.locked():
            self.is_asked_for.set()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen = Seen()
    monkeypatch.setitem(room._WRITING, str((tmp_path / DATABASE).resolve()), seen)
    return seen


def test_a_snapshot_is_made_beside_a_writer_and_noted_after_them(
    tmp_path: Path, lock: Seen
) -> None:
    store = Store.open(tmp_path)
    store.save_pilot(CARD)
    keeping = store.keeping
    assert keeping is not None
    made: list[Path] = []
    other = threading.Thread(target=lambda: made.append(keeping.snapshot()))
    with store.writing() as writer:
        noted = keeping.kept.read().snapshots
        writer.note("themes", themes="")
        writer.keep_themes(())
        other.start()
        while other.is_alive() and not lock.is_asked_for.wait(0.01):
            pass
        assert other.is_alive() and not made
        assert keeping.kept.read().snapshots == noted
    other.join()
    last = keeping.kept.read().snapshots[-1]
    assert (last.name, last.version) == (made[0].name, 1)
    comes_back(store, tmp_path)


def test_a_snapshot_of_what_is_erased_while_it_is_made_is_not_kept(
    tmp_path: Path, lock: Seen
) -> None:
    store = Store.open(tmp_path)
    land(store, [("people.csv", PEOPLE)])
    keeping = store.keeping
    assert keeping is not None
    refused: list[StoreError] = []

    def snapshot() -> None:
        try:
            keeping.snapshot()
        except StoreError as error:
            refused.append(error)

    other = threading.Thread(target=snapshot)
    with store.writing() as writer:
        before = Snapshots(tmp_path).names()  # the day's own
        other.start()
        while other.is_alive() and not lock.is_asked_for.wait(0.01):
            pass
        writer.run("delete from person_alias")
        writer.changed("erased a person")
    other.join()
    [error] = refused
    assert "Something was erased meanwhile" in str(error)
    assert Snapshots(tmp_path).names() == before and not keeping.kept.read().snapshots
    store.close()


def test_a_snapshot_older_than_what_is_forgotten_does_not_count(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.forget(6)
    kept.note_snapshot("early.duckdb", 5, START)
    kept.note_snapshot("late.duckdb", 6, START)
    assert [held.name for held in kept.read().snapshots] == ["late.duckdb"]


def test_snapshots_go_after_their_days_and_the_newest_never(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken back is not held on to because nobody does anything afterwards."""
    monkeypatch.setenv("IMPACT_KEEP_DAYS", "10")
    store = Store.open(tmp_path, clock=clock)
    for number in range(3):
        day(store, clock, 1, name=f"n{number}")
    assert store.keeping is not None
    last = store.keeping.snapshot()
    store.close()
    folder = Snapshots(tmp_path)
    assert len(folder.all()) == 3
    clock.now += timedelta(days=9)
    Store.open(tmp_path, clock=clock).close()
    assert len(folder.all()) == 2
    clock.now += timedelta(days=100)
    Store.open(tmp_path, clock=clock).close()
    assert [path for _, path in folder.all()] == [last]


def test_the_snapshot_that_the_journal_goes_on_from_stays(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later ones that were given up by restoring it go."""
    monkeypatch.setenv("IMPACT_KEEP_DAYS", "10")
    store = Store.open(tmp_path, clock=clock)
    day(store, clock, 0, name="first")
    assert store.keeping is not None
    first = store.keeping.snapshot()
    for number in range(KEPT):
        day(store, clock, 1, name=f"n{number}")
    store.close()
    recovery.restore(tmp_path, first)
    clock.now += timedelta(days=100)
    Store.open(tmp_path, clock=clock).close()
    assert [path for _, path in Snapshots(tmp_path).all()] == [first]


def test_uploads_past_their_days_go_on_opening_though_no_snapshot_is_due(
    tmp_path: Path, clock: Clock
) -> None:
    store = Store.open(tmp_path, clock=clock)
    land(store, [("people.csv", PEOPLE)])
    assert store.keeping is not None
    store.keeping.snapshot()
    store.close()
    for days, left in ((29, 1), (2, 0)):
        clock.now += timedelta(days=days)
        Store.open(tmp_path, clock=clock).close()
        assert len(list((tmp_path / UPLOADS).iterdir())) == left
    assert len(Snapshots(tmp_path).all()) == 1


def test_what_cannot_be_removed_keeps_nobody_from_working(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(tmp_path, clock=clock)
    day(store, clock, 1, name="first")
    assert store.keeping is not None
    store.keeping.snapshot()
    store.close()
    (tmp_path / UPLOADS / "folder").mkdir(parents=True)
    (tmp_path / "journal.part").mkdir()  # where the shorter journal would be written
    clock.now += timedelta(days=100)
    store = Store.open(tmp_path, clock=clock)
    assert "what is past its days was not removed" in caplog.text
    day(store, clock, 1, name="second")
    assert store.keeping is not None and store.keeping.snapshot().exists()
    assert len(store.ask("select * from pilot_card")) == 2
    store.close()


def test_half_a_copy_of_a_process_that_was_ended_goes_and_one_on_its_way_stays(
    tmp_path: Path,
) -> None:
    Store.open(tmp_path).close()
    snapshots = Snapshots(tmp_path)
    with snapshots.part() as made:
        made.write_bytes(b"on its way")
        left = made.with_name(f".{os.getpid()}.1.duckdb")  # numbers of processes come back
        left.write_bytes(b"of one that was ended")
        Store.open(tmp_path).close()
        assert made.exists() and not left.exists()
    assert not made.exists()


def test_only_the_last_few_snapshots_stay(tmp_path: Path, clock: Clock) -> None:
    store = Store.open(tmp_path, clock=clock)
    for number in range(KEPT + 4):
        day(store, clock, 1, name=f"n{number}")
    moments = [moment for moment, _ in Snapshots(tmp_path).all()]
    assert len(moments) == KEPT and moments[-1].date() == clock.now.date()
    store.close()


def test_uploads_go_after_their_days_once_a_snapshot_holds_them(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_KEEP_DAYS", "10")
    store = Store.open(tmp_path, clock=clock)
    land(store, [("people.csv", PEOPLE)])
    clock.now += timedelta(days=8)
    land(store, [("session.csv", SESSION)], Answers(timezone="Europe/Berlin"))
    uploads = tmp_path / UPLOADS
    day(store, clock, 1, name="nine days")
    assert len(list(uploads.iterdir())) == 2
    day(store, clock, 2, name="eleven days")
    assert [path.read_bytes() for path in uploads.iterdir()] == [SESSION]
    before = rows(store)
    store.close()
    (tmp_path / DATABASE).unlink()
    found = recovery.rebuild(tmp_path)
    assert "snapshot" in found.says
    assert rows_in(tmp_path) == before


def test_what_the_journal_says_of_people_goes_after_its_days(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_KEEP_DAYS", "10")
    store = Store.open(tmp_path, clock=clock)
    land(store, [("people.csv", PEOPLE), ("session.csv", SESSION)])
    names = dict(store.ask("select name, alias_id from person_alias").itertuples(index=False))
    decide(store, int(names["Anna R"]), int(names["Ana Ruiz"]))
    day(store, clock, 8, name="eight days")
    day(store, clock, 1, name="nine days")
    kept = Kept(tmp_path)
    long = kept.read()
    assert (long.base, len(long.changes)) == (0, 4)
    assert "Anna R" in (tmp_path / JOURNAL).read_text("utf-8")
    day(store, clock, 3, name="twelve days")
    assert "Anna R" not in (tmp_path / JOURNAL).read_text("utf-8")
    short = kept.read()
    assert short.base == long.changes[1].version and short.changes[:-1] == long.changes[2:]
    assert short.snapshots[-1].name == Snapshots(tmp_path).all()[-1][1].name and not short.flaw
    before = rows(store)
    store.close()
    for _ in range(2):
        (tmp_path / DATABASE).unlink()
        recovery.rebuild(tmp_path)
        assert rows_in(tmp_path) == before


def test_an_upload_that_no_snapshot_holds_stays_whatever_its_age(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_KEEP_DAYS", "1")
    store = Store.open(tmp_path, clock=clock)
    land(store, [("people.csv", PEOPLE)])
    assert store.keeping is not None
    clock.now += timedelta(days=400)
    store.keeping.kept.prune(clock() - timedelta(days=1), store.keeping.snapshots.names())
    assert len(list((tmp_path / UPLOADS).iterdir())) == 1
    store.close()


def test_forgotten_uploads_leave_no_byte_and_no_line(lived: Path) -> None:
    """What erasure ends with: nothing of what was before lies anywhere, and what there is now can
    still be rebuilt."""
    store = Store.open(lived)
    assert store.keeping is not None
    store.keeping.snapshot()
    files = dict(store.source_files()[["name", "file_id"]].itertuples(index=False))
    take_back(store, files["odd.csv"])
    before = rows(store)
    store.close()
    (lived / "set-aside-2026-01-01T000000Z.duckdb").write_bytes(ODD)
    (lived / recovery.PUBLISHED).write_bytes(ODD)
    recovery.rewrite(lived)
    assert not list((lived / UPLOADS).iterdir())
    for path in lived.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert ODD not in data and files["odd.csv"].encode() not in data, path
    assert rows_in(lived) == before
    (lived / DATABASE).unlink()
    recovery.rebuild(lived)
    assert rows_in(lived) == before


# backup and restore -------------------------------------------------------------------------------


def test_a_backup_comes_back_row_for_row_in_another_workspace(
    lived: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "elsewhere" / "copy.duckdb"
    assert main(["backup", str(target), "--workspace", str(lived)]) == 0
    assert "4 files backed up to" in capsys.readouterr().out
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(lived / NAME, other / NAME)  # with another key the ids of people are others
    assert main(["restore", str(target), "--workspace", str(other)]) == 0
    assert "Restored copy.duckdb: 4 files" in capsys.readouterr().out
    assert rows_in(other) == rows_in(lived)
    # and from then on it can be rebuilt there, though its uploads are elsewhere
    (other / DATABASE).unlink()
    assert main(["rebuild", "--workspace", str(other)]) == 0
    assert rows_in(other) == rows_in(lived)


def test_a_backup_beside_the_running_app_is_of_its_newest_snapshot(
    tmp_path: Path,
    asked: Callable[..., Callable[[object], Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, target = tmp_path / "w", tmp_path / "copy.duckdb"
    app = asked(killed.hold, folder)
    command = ["backup", str(target), "--workspace", str(folder)]

    def backed_up(code: int) -> str:
        assert main(command) == code
        out, err = capsys.readouterr()
        assert not (out if code else err) and (out + err).count("\n") == 1
        return out + err

    app("open")
    assert "no snapshot of it yet" in backed_up(1) and not target.exists()
    assert main(["backup", "--workspace", str(folder)]) == 1
    assert "is open in another program" in capsys.readouterr().err
    for order in (0, 1, "snapshot"):
        app(order)
    assert "which holds everything" in backed_up(0)
    for order in (2, 3):
        app(order)
    said = backed_up(1)
    assert "lacks 2 changes made since" in said and "“Make a snapshot now”" in said
    app("snapshot")
    assert "which holds everything" in backed_up(0)
    assert len(list((folder / "snapshots").glob("2*.duckdb"))) == 3  # each is where it was
    recovery.restore(tmp_path / "other", target)
    assert len(rows_in(tmp_path / "other")["source_file"]) == 4


@pytest.mark.parametrize("verb", ["backup", "publish"])
def test_a_copy_does_not_take_the_place_of_the_database(
    lived: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (lived / DATABASE).read_bytes()
    target = lived / ".." / lived.name / DATABASE
    assert main([verb, str(target), "--workspace", str(lived)]) == 2
    assert "is the database itself" in capsys.readouterr().err
    assert (lived / DATABASE).read_bytes() == before


def test_the_last_snapshot_is_restored_and_what_came_after_it_is_given_up(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "--workspace", str(lived)]) == 0
    before = rows_in(lived)
    store = Store.open(lived)
    take_back(store, store.source_files()["file_id"][0])
    store.close()
    bad = damage(lived / DATABASE)
    assert main(["restore", "--workspace", str(lived)]) == 0
    assert "set aside as" in capsys.readouterr().out
    assert rows_in(lived) == before
    [aside] = lived.glob("set-aside-*.duckdb")
    assert aside.read_bytes() == bad
    store = Store.open(lived)
    store.save_pilot(CARD)
    after = rows(store)
    store.close()
    (lived / DATABASE).unlink()
    recovery.rebuild(lived)
    assert rows_in(lived) == after


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be set aside there")
def test_a_database_that_was_set_aside_comes_back_with_its_log(
    tmp_path: Path, start: Callable[..., Any]
) -> None:
    folder = tmp_path / "w"
    start(killed.land_and_end, folder, (1, 2)).join()
    assert (folder / f"{DATABASE}.wal").stat().st_size
    aside = recovery.rebuild(folder).aside
    assert aside is not None and aside.with_name(f"{aside.name}.wal").stat().st_size
    before = rows_in(folder)
    assert len(before["source_file"]) == 2
    recovery.restore(folder, aside)
    assert rows_in(folder) == before


@pytest.mark.parametrize("found", [b"", b"Name\nAna\n", b"\0" * 20000])
def test_what_is_no_backup_is_refused_and_nothing_changes(
    lived: Path, tmp_path: Path, found: bytes
) -> None:
    bad = tmp_path / "bad.duckdb"
    bad.write_bytes(found)
    before = (lived / DATABASE).read_bytes()
    with pytest.raises(StoreError, match="not a whole backup"):
        recovery.restore(lived, bad)
    assert (lived / DATABASE).read_bytes() == before and not (lived / INCOMING).exists()
    with pytest.raises(StoreError, match="There is no file"):
        recovery.restore(lived, tmp_path / "nowhere.duckdb")


def test_a_database_of_something_else_is_no_backup(lived: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    connection = duckdb.connect(str(other))
    connection.execute("create table t as select 1 as a").fetchall()
    connection.close()
    with pytest.raises(StoreError, match="not a whole backup"):
        recovery.restore(lived, other)


def test_a_workspace_without_snapshots_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="has no snapshot"):
        recovery.restore(tmp_path / "new")
    with pytest.raises(StoreError, match="nothing of it was kept"):
        recovery.rebuild(tmp_path / "new")


def test_an_open_workspace_is_neither_restored_nor_rebuilt(lived: Path) -> None:
    store = Store.open(lived)
    assert store.keeping is not None
    store.keeping.snapshot()
    for way in (recovery.restore, recovery.rebuild):
        with pytest.raises(StoreError, match="is open in this program"):
            way(lived)
    assert store.pilot() is not None
    store.close()


def test_a_backup_is_of_one_moment_though_others_write(tmp_path: Path) -> None:
    """Each write is a card and its change: a copy holds as many of the one as of the other."""
    store = Store.open(tmp_path / "w")
    assert store.keeping is not None
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            store.save_pilot(CARD)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        versions = [store.keeping.copy_to(tmp_path / f"{n}.duckdb") for n in range(6)]
    finally:
        is_over.set()
        writer.join()
    store.close()
    assert versions == sorted(versions)
    for number, version in enumerate(versions):
        connection = duckdb.connect(str(tmp_path / f"{number}.duckdb"), read_only=True)
        counted = connection.execute(
            "select (select count(*) from change), (select count(*) from pilot_card)"
        ).fetchall()
        connection.close()
        assert counted == [(version, version)]


def test_a_migration_has_a_snapshot_first(
    lived: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    own = room._migrations()
    before = rows_in(lived)
    at = max(own)
    later = {**own, at + 1: "delete from pilot_card; create table more (a integer)"}
    monkeypatch.setattr(room, "_migrations", lambda: later)
    Store.open(lived).close()
    monkeypatch.setattr(room, "_migrations", lambda: own)
    [(_, made)] = [each for each in Snapshots(lived).all() if f"schema-{at}" in each[1].name]
    recovery.restore(lived, made)
    assert rows_in(lived) == before
