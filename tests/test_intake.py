"""Intake: what lands, what does not, and that neither order nor repetition changes an answer."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from made import came, landed, meeting, read, somebody

from analytics import landing
from analytics.asking import ask, questions
from analytics.exports import json
from analytics.intake import Report, check, check_all
from analytics.landing import land, land_reports, meetings_made
from analytics.pilots import Pilot, read_card, write_card
from analytics.records import Attendance
from analytics.sample import FOLDER, land_sample, sample_files
from analytics.sources import Answers
from analytics.store import Store, StoreError, Writer

GOOD = "zoom_participants_with_meeting_info.csv"
TEAMS = "teams_v3_2022_report_en-US.csv"
REFUSED = (
    "pitfall_empty.csv",
    "pitfall_header_only.csv",
    "pitfall_login_page.csv",
    "pitfall_unclosed_quote.csv",
)
HELD = "pitfall_ambiguous_dates_only.csv"
MDY = Answers(date_order="mdy")  # the dates of these exports can be read in two orders
CARD = Pilot("Spring", date(2025, 9, 1), date(2025, 12, 31))

File = tuple[str, bytes]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(":memory:")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sample_reports() -> list[Report]:
    return check_all(sample_files())


def fixture(exports: Path, name: str) -> File:
    return name, (exports / name).read_bytes()


def contents(store: Store) -> dict[str, list[list[object]]]:
    """Every table that a landing may change, without the moments of landing, as plain rows."""
    tables = store.ask("select table_name from information_schema.tables order by table_name")
    found = {}
    for name in tables["table_name"]:
        if name not in ("change", "schema_version"):
            rows = store.ask(" ".join(("select * from", name)))
            rows = rows.drop(columns=["landed_at", "landing"], errors="ignore")
            found[name] = sorted(rows.astype(str).to_numpy().tolist())
    return found


def answers_of(store: Store) -> list[str]:
    return [json.write(json.finding_object(ask(store, q.name))) for q in questions()]


# The same content again ---------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing_and_says_so(store: Store, exports: Path) -> None:
    file = fixture(exports, GOOD)
    [first] = land(store, [file], MDY)
    before, version = contents(store), store.version()
    [again] = land(store, [file], MDY)
    [renamed] = land(store, [("copy of it.csv", file[1])], MDY)
    assert [r.state for r in (first, again, renamed)] == ["landed", "already", "already"]
    assert (contents(store), store.version()) == (before, version)
    assert again.describe().endswith("already loaded, nothing changed")


def test_a_file_that_was_answered_once_is_not_asked_about_again(
    store: Store, exports: Path
) -> None:
    file = fixture(exports, GOOD)
    land(store, [file], MDY)
    [again] = land(store, [file])
    assert (again.state, again.question) == ("already", None)


def test_the_same_file_twice_in_one_upload_lands_once(store: Store, exports: Path) -> None:
    file = fixture(exports, GOOD)
    assert [r.state for r in land(store, [file, file], MDY)] == ["landed", "already"]
    assert len(store.source_files()) == 1


def test_the_same_upload_from_two_sides_at_once_lands_once(store: Store, exports: Path) -> None:
    reports = check_all([fixture(exports, GOOD), fixture(exports, TEAMS)], MDY)
    with ThreadPoolExecutor(4) as pool:
        landings = list(pool.map(lambda _: land_reports(store, reports), range(4)))
    states = [report.state for landing in landings for report in landing]
    assert sorted(states) == ["already"] * 6 + ["landed"] * 2
    assert contents(store) == contents(landed(*reports))


def resaved(data: bytes, delimiter: str, encoding: str, blank_lines: int) -> bytes:
    """A tab-separated UTF-16 export as a spreadsheet program would save it again."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-16"), newline=""), delimiter="\t"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    widest = max(map(len, rows))
    writer.writerows([*row, *[""] * (widest - len(row))] for row in rows)
    return (out.getvalue() + "\r\n" * blank_lines).encode(encoding)


@pytest.mark.parametrize(
    ("delimiter", "encoding", "blank_lines"),
    [(";", "utf-8-sig", 0), (",", "utf-8", 3), ("\t", "utf-16", 1)],
)
def test_a_copy_saved_again_is_the_same_content(
    store: Store, exports: Path, delimiter: str, encoding: str, blank_lines: int
) -> None:
    name, data = fixture(exports, TEAMS)
    copy = resaved(data, delimiter, encoding, blank_lines)
    assert copy != data
    land(store, [(name, data)], MDY)
    before = contents(store)
    [again] = land(store, [("saved again.csv", copy)], MDY)
    assert (again.state, contents(store)) == ("already", before)


def test_one_cell_more_is_other_content(store: Store, exports: Path) -> None:
    name, data = fixture(exports, GOOD)
    changed = data.replace(b"Ada Nova", b"Ada Nowa")
    assert changed != data
    reports = land(store, [(name, data), (name, changed)], MDY)
    assert [report.state for report in reports] == ["landed", "landed"]


def test_a_calendar_exported_again_at_another_moment_is_the_same_content() -> None:
    calendar = next((name, data) for name, data in sample_files() if name.endswith(".ics"))
    later = calendar[1].replace(b"DTSTAMP:2026", b"DTSTAMP:2027")
    assert later != calendar[1]
    assert check(calendar[0], later).file_id == check(*calendar).file_id


# Files that cannot land ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*REFUSED, HELD])
def test_a_file_that_cannot_land_changes_nothing(store: Store, exports: Path, name: str) -> None:
    land(store, [fixture(exports, GOOD)], MDY)
    before, version = contents(store), store.version()
    [report] = land(store, [fixture(exports, name)])
    assert report.state == ("held" if name == HELD else "refused")
    assert (contents(store), store.version()) == (before, version)
    assert report.describe().startswith(name)
    assert "\n" not in report.describe()


def test_a_bad_file_does_not_hold_up_the_good_ones(store: Store, exports: Path) -> None:
    names = [REFUSED[2], GOOD, HELD, REFUSED[0], TEAMS]
    reports = land(store, [fixture(exports, name) for name in names], {GOOD: MDY, TEAMS: MDY})
    assert [r.file for r in reports] == names
    assert [r.state for r in reports] == ["refused", "landed", "held", "refused", "landed"]
    assert sorted(store.source_files()["name"]) == sorted([GOOD, TEAMS])
    assert contents(store) == contents(
        landed(check(*fixture(exports, GOOD), MDY), check(*fixture(exports, TEAMS), MDY))
    )


def test_a_held_file_names_its_question_and_lands_with_the_answer(
    store: Store, exports: Path
) -> None:
    file = fixture(exports, HELD)
    [held] = land(store, [file])
    assert held.question == "date_order"
    [answered] = land(store, [file], {HELD: Answers(date_order="dmy")})
    assert (answered.state, answered.question) == ("landed", None)
    assert store.ask("select started_at from session")["started_at"][0].date() == date(2025, 9, 5)


def test_checking_lands_nothing_and_reads_the_same(store: Store, exports: Path) -> None:
    before = contents(store)
    checked = check(*fixture(exports, GOOD), MDY)
    assert (checked.state, contents(store)) == ("ready", before)
    [found] = land(store, [fixture(exports, GOOD)], MDY)
    assert (found.records, found.rows) == (checked.records, checked.rows)


# All or nothing -----------------------------------------------------------------------------------


def test_rows_are_counted_before_the_landing_is_kept(
    store: Store, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(store, [fixture(exports, TEAMS)], MDY)
    before, version = contents(store), store.version()
    insert = Writer.insert

    def loses_a_row(self: Writer, table: str, rows: pd.DataFrame) -> None:
        insert(self, table, rows.iloc[:-1] if table == "attendance_interval" else rows)

    monkeypatch.setattr(Writer, "insert", loses_a_row)
    with pytest.raises(StoreError, match=r"^zoom.*rows were read and .* landed; nothing was"):
        land(store, [fixture(exports, GOOD)], MDY)
    assert (contents(store), store.version()) == (before, version)


def test_a_landing_that_fails_at_its_end_takes_the_whole_upload_back(
    store: Store, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(writer: Writer) -> None:
        raise RuntimeError("power cut")

    files = [fixture(exports, GOOD), ("pilot.toml", write_card(CARD).encode())]
    before = contents(store)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="power cut"):
        patched.setattr(landing, "settle_files", fails)
        land(store, files, MDY)
    assert (contents(store), store.version(), store.pilot()) == (before, 0, None)
    assert [r.state for r in land(store, files, MDY)] == ["landed", "landed"]


def test_rows_left_out_are_kept_with_their_text(store: Store) -> None:
    name, data = next(file for file in sample_files() if file[0].startswith("New hire sign-off"))
    [report] = land(store, [(name, data)])
    assert report.rows.left_out > 0
    kept = store.ask("select line, found from left_out_row order by line")
    assert len(kept) == report.rows.left_out == store.source_files()["rows_left_out"][0]
    lines = data.decode("utf-8").splitlines()
    assert all(lines[row.line - 1][:10] in row.found for row in kept.itertuples())


# Order --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample_answers(sample_reports: list[Report]) -> list[str]:
    store = Store.open(":memory:")
    store.save_pilot(read_card((FOLDER / "pilot.toml").read_text("utf-8")))
    land_reports(store, sample_reports, "sample")
    return answers_of(store)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "in_one_upload"), [(1, True), (2, True), (3, False)])
def test_the_order_of_the_files_changes_no_answer(
    sample_reports: list[Report], sample_answers: list[str], seed: int, in_one_upload: bool
) -> None:
    store = Store.open(":memory:")
    shuffled = random.Random(seed).sample(sample_reports, len(sample_reports))
    for upload in [shuffled] if in_one_upload else [[report] for report in shuffled]:
        land_reports(store, upload, "sample")
    store.save_pilot(read_card((FOLDER / "pilot.toml").read_text("utf-8")))
    assert answers_of(store) == sample_answers
    assert all('"too_few"' not in answer for answer in sample_answers)


# Sample and own files -----------------------------------------------------------------------------


def test_the_sample_lands_with_its_card_and_twice_changes_nothing(store: Store) -> None:
    reports = land_sample(store)
    assert {r.state for r in reports} == {"landed"}
    assert store.is_sample()
    card = store.pilot()
    assert card is not None and card.name == "Peer learning, spring"
    version = store.version()
    assert {r.state for r in land_sample(store)} == {"already"}
    assert store.version() == version


@pytest.mark.parametrize("origin", ["upload", "sample"])
def test_the_sample_and_ones_own_files_never_mix(store: Store, origin: str) -> None:
    one = read([came(meeting("Clinic", "03-10 09:00"), somebody(1))], "one.csv")
    other = read([came(meeting("Clinic", "03-11 09:00"), somebody(1))], "other.csv")
    second = "sample" if origin == "upload" else "upload"
    land_reports(store, [one], origin)  # type: ignore[arg-type]
    before = contents(store)
    with pytest.raises(StoreError, match="never mix"):
        land_reports(store, [other], second)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="never mix"):
        land_sample(store) if second == "sample" else land(store, sample_files()[:1])
    assert (contents(store), store.pilot()) == (before, None)


# The pilot card as a file -------------------------------------------------------------------------


def test_a_pilot_card_lands_like_a_file(store: Store) -> None:
    file = ("my pilot.TOML", b"\xef\xbb\xbf" + write_card(CARD).encode())
    assert check(*file).card == CARD
    assert store.pilot() is None
    [report] = land(store, [file])
    assert (report.state, store.pilot(), store.version()) == ("landed", CARD, 1)
    assert report.describe() == "my pilot.TOML: pilot card “Spring”"
    [again] = land(store, [file])
    assert (again.state, store.version()) == ("already", 1)
    assert again.describe().endswith("nothing changed")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[pilot]\nname = ", "not valid TOML"),
        (b"[pilot]\nname = 'Spring'", "needs starts_on"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_pilot_card_that_cannot_be_used_is_refused(store: Store, data: bytes, says: str) -> None:
    [report] = land(store, [("pilot.toml", data)])
    assert (report.state, store.pilot()) == ("refused", None)
    assert says in report.describe() and report.describe().startswith("pilot.toml: ")


def started_at(report: Report) -> datetime:
    [start] = {r.session.started_at for r in report.records if isinstance(r, Attendance)}
    return start


@pytest.mark.parametrize("card_first", [True, False])
def test_a_card_of_the_same_upload_sets_the_zone_of_its_files(
    store: Store, exports: Path, card_first: bool
) -> None:
    name, data = fixture(exports, GOOD)
    utc = Answers(date_order="mdy", timezone="UTC")
    card = Pilot("Spring", CARD.starts_on, CARD.ends_on, timezone="Asia/Tokyo")
    files = [("pilot.toml", write_card(card).encode()), (name, data)]
    reports = land(store, files if card_first else files[::-1], utc)
    [read_in_tokyo] = [r for r in reports if r.file == name]
    assert (started_at(read_in_tokyo) - started_at(check(name, data, utc))).seconds == 9 * 3600


def test_the_preview_says_which_exports_are_one_meeting(store: Store, exports: Path) -> None:
    names = ("teams_v3_2022_report_en-US.csv", "teams_v3_report_de-DE.csv")
    files = [fixture(exports, name) for name in names]
    reports = check_all(files, Answers(date_order="mdy"))
    assert [report.state for report in reports] == ["ready", "ready"]
    before = contents(store)
    [remark] = meetings_made(store, reports)
    assert "exports of “Lunch & Learn: Debugging customer tickets” on 7 Oct 2025 are one" in remark
    assert contents(store) == before
    land_reports(store, reports)
    assert meetings_made(store, reports) == []


def test_a_report_shows_a_date_of_the_file_and_whom_it_found(exports: Path) -> None:
    name, data = fixture(exports, "teams_v3_2022_report_en-US.csv")
    report = check(name, data, Answers(date_order="mdy"))
    assert report.date_example == ("10/7/25, 3:55:04 PM", date(2025, 10, 7))
    assert report.people_found == report.stated["participants"] == 11
    assert check(*fixture(exports, "teams_v3_report_ja-JP.csv")).date_example is not None
