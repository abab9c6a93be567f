"""The benchmark of the main job: its company is what it claims, its contestants agree with the
truth and with each other, and a wrong answer counts for nothing."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from signal import SIGINT

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import apart, company, main_job, running
from benchmarks.apart import Run
from benchmarks.main_job import NAMES, Outcome

ROWS = 1_500
Row = dict[str, str]
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, company.Truth]:
    folder = tmp_path_factory.mktemp("company")
    return folder, company.write(folder, ROWS)


@pytest.fixture(scope="module")
def runs(made: tuple[Path, company.Truth]) -> Mapping[str, Run]:
    return {name: apart.here(f"benchmarks.contestants.{name}", "run", made[0]) for name in NAMES}


def rows(folder: Path, name: str) -> list[Row]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def readable(stays: list[Row]) -> list[Row]:
    return [stay for stay in stays if stay["Date"] != "0000-00-00"]


def start_of(row: Row) -> datetime:
    return datetime.fromisoformat(f"{row['Date']}T{row['Start time']}")


def there(stays: list[Row]) -> tuple[dict[tuple[str, str], set[int]], dict[str, int]]:
    """Every second that somebody was in a session, and the second at which it ended; a stay
    without an end lasts as long as the session."""
    ends: dict[str, int] = defaultdict(int)
    for stay in stays:
        if stay["Leave time"]:
            left = datetime.fromisoformat(stay["Leave time"]) - start_of(stay)
            ends[stay["Session"]] = max(ends[stay["Session"]], int(left.total_seconds()))
    seconds: dict[tuple[str, str], set[int]] = defaultdict(set)
    for stay in stays:
        start, end = start_of(stay), ends[stay["Session"]]
        begin = int((datetime.fromisoformat(stay["Join time"]) - start).total_seconds())
        if stay["Leave time"]:
            end = int((datetime.fromisoformat(stay["Leave time"]) - start).total_seconds())
        seconds[stay["Session"], stay["Email"].strip().lower()] |= set(range(begin, end))
    return seconds, ends


def test_the_truth_is_what_the_files_hold(made: tuple[Path, company.Truth]) -> None:
    folder, truth = made
    stays = rows(folder, "attendance.csv")
    assert len(stays) == truth.rows and abs(truth.rows - ROWS) < 0.15 * ROWS
    seconds, ends = there(readable(stays))
    attended = [key for key, one in seconds.items() if len(one) >= max(300, ends[key[0]] / 2)]
    assert len(attended) == truth.attended < len(seconds)
    assert len(ends) == truth.sessions
    invitations = rows(folder, "invitations.csv")
    asked = {(row["Session"], row["Email"]) for row in invitations}
    assert len(asked) == len(invitations) == truth.invited
    assert seconds.keys() < asked
    assert len(rows(folder, "people.csv")) == truth.people


def test_the_files_have_what_real_ones_have(made: tuple[Path, company.Truth]) -> None:
    folder, _ = made
    stays = rows(folder, "attendance.csv")
    emails = [stay["Email"] for stay in stays]
    assert any(email == email.upper() for email in emails)
    assert any(email.startswith(" ") for email in emails)
    assert any(email.endswith(" ") for email in emails)
    assert [stay["Leave time"] for stay in stays].count("") == 1
    assert len(stays) - len(readable(stays)) == 1
    by_person: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for stay in stays:
        by_person[stay["Session"], stay["Email"].strip().lower()].append(stay)
    twice = [two for two in by_person.values() if len(two) == 2]
    back = [one for one, other in twice if one["Leave time"] < other["Join time"]]
    assert back and len(back) < len(twice)  # the others were there with two devices at once
    done = [row["Completed on"] for row in rows(folder, "signed off.csv")]
    assert done.count("") and max(done) <= company.AS_OF.isoformat()


def test_adding_up_the_stays_would_count_too_many(made: tuple[Path, company.Truth]) -> None:
    """So that a contestant that does not unite them is found out."""
    folder, truth = made
    stays = [stay for stay in readable(rows(folder, "attendance.csv")) if stay["Leave time"]]
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    for stay in stays:
        length = datetime.fromisoformat(stay["Leave time"]) - datetime.fromisoformat(
            stay["Join time"]
        )
        seconds[stay["Session"], stay["Email"].strip().lower()] += length.total_seconds()
    assert sum(one >= 1800 for one in seconds.values()) > truth.attended


def test_rows_are_in_order_of_time(made: tuple[Path, company.Truth]) -> None:
    stays = readable(rows(made[0], "attendance.csv"))
    order = [(start_of(stay), int(stay["Session"].rsplit(" ")[-1])) for stay in stays]
    assert order == sorted(order)
    in_session = defaultdict(list)
    for stay in stays:
        in_session[stay["Session"]].append(stay["Join time"])
    assert all(joins == sorted(joins) for joins in in_session.values())


def test_the_same_seed_gives_the_same_bytes(
    made: tuple[Path, company.Truth], tmp_path: Path
) -> None:
    folder, _ = made
    company.write(tmp_path, ROWS)
    for path in sorted(tmp_path.iterdir()):
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name
    company.write(tmp_path / "other", ROWS, seed=1)
    other = (tmp_path / "other" / "attendance.csv").read_bytes()
    assert other != (folder / "attendance.csv").read_bytes()


def test_many_blocks_are_one_file(tmp_path: Path) -> None:
    """More sessions than fit a block: the header once, the sessions numbered on, told of each."""
    told: list[int] = []
    truth = company.write(tmp_path, 310_000, told=told.append)
    assert truth.sessions > company._BLOCK
    assert len(told) == 2 and told[-1] == truth.rows
    stays = rows(tmp_path, "attendance.csv")
    assert len(stays) == truth.rows
    numbers = {int(stay["Session"].rsplit(" ")[-1]) for stay in stays}
    assert numbers == set(range(truth.sessions))
    assert len(stays) - len(readable(stays)) == len({n for n in numbers if n % 3_400 == 11})


def test_a_week_more_stands_apart(tmp_path: Path) -> None:
    history, with_week = company.write_history(tmp_path, ROWS, weeks=5)
    stays, week = rows(tmp_path, "attendance.csv"), rows(tmp_path, "attendance week.csv")
    assert (len(stays), len(stays) + len(week)) == (history.rows, with_week.rows)
    monday = company.ENDS_ON - timedelta(days=6)
    days = {start_of(stay).date() for stay in readable(stays)}
    assert min(days) >= monday - timedelta(weeks=5) and max(days) < monday
    assert all(monday <= start_of(stay).date() <= company.ENDS_ON for stay in readable(week))
    seconds, ends = there(readable(stays + week))
    attended = [key for key, one in seconds.items() if len(one) >= max(300, ends[key[0]] / 2)]
    assert len(attended) == with_week.attended > history.attended
    card = (tmp_path / "pilot.toml").read_text(encoding="utf-8")
    assert f"starts_on = {monday - timedelta(weeks=5)}" in card
    assert f"ends_on = {company.ENDS_ON}" in card


@pytest.mark.parametrize("name", NAMES)
def test_every_contestant_finds_the_truth(
    made: tuple[Path, company.Truth], runs: Mapping[str, Run], name: str
) -> None:
    folder, truth = made
    run = runs[name]
    assert run.seconds > 0 and run.peak > 10
    main_job.check(name, run, truth)
    if name == "scan":
        files = [path.read_bytes() for path in folder.glob("*.csv")]
        assert run.found == {
            "lines": sum(data.count(b"\n") for data in files),
            "commas": sum(data.count(b",") for data in files),
        }


def test_contestants_answer_the_same_questions(runs: Mapping[str, Run]) -> None:
    """Every figure that ours has beside the peers', and every one of theirs beside the other's."""
    ours, pandas, polars = (runs[name].found for name in ("product", "pandas_", "polars_"))
    assert pandas == polars
    shared = ours.keys() - {"phases"}
    assert {name: pandas[name] for name in shared} == {name: ours[name] for name in shared}
    assert {"rules", "regular", "stayed", "held", "most_weeks", "before"} <= shared
    assert ours["phases"].keys() == {"ingest", "questions"}


def test_a_wrong_answer_counts_for_nothing(
    made: tuple[Path, company.Truth], runs: Mapping[str, Run]
) -> None:
    run = runs["polars_"]
    for wrong in (
        {"attended": run.found["attended"] - 1},
        {"sessions": run.found["sessions"] + 1},
        {"during": run.found["before"]},
    ):
        with pytest.raises(ValueError, match="polars_"):
            main_job.check("polars_", replace(run, found=run.found | wrong), made[1])


def outcome(*turns: tuple[float, float], **phases: float) -> Outcome:
    found = {"phases": phases} if phases else {}
    return Outcome([Run(seconds, peak, found) for seconds, peak in turns])


def test_the_table_tells_ratios_growth_and_reasons() -> None:
    small = {
        "product": outcome((2.0, 300.0), (1.0, 290.0), (9.0, 280.0), ingest=1.5, questions=0.5),
        "pandas_": outcome((0.5, 100.0)),
        "polars_": Outcome(reason="ran out of memory"),
        "scan": outcome((0.01, 30.0)),
    }
    large = small | {
        "product": outcome((40.0, 3000.0)),
        "pandas_": Outcome(reason="not tried: would take about 40 GB"),
    }
    text = main_job.table({1000: small, 10_000: large}, "2 cores and 24 GB")
    assert "turns (3 at 1,000, 1 at 10,000 rows)" in text
    product = "Pilot Impact, `impact ingest` and every question"
    assert f"| 1,000 | {product} | 2.00 | 4.00 | 50.00 | 300 |" in text
    assert "| 1,000 | – ingest | 1.50 | | | |" in text
    assert "| 1,000 | polars | ran out of memory | – | – | – |" in text
    assert "| 10,000 | pandas, vectorised | not tried: would take about 40 GB | – | – | – |" in text
    assert f"| 10,000 | {product} | 40.00 | – | 1000.00 | 3,000 |" in text
    assert "to the power of 1.30 from 1,000 to 10,000 rows." in text


@given(st.integers(1, 10**6), st.floats(0.1, 100), st.integers(2, 1000), st.floats(0.2, 2))
def test_the_exponent_is_that_of_a_power(
    rows: int, seconds: float, times: int, power: float
) -> None:
    found = main_job.exponent(rows, seconds, rows * times, seconds * times**power)
    assert found == pytest.approx(power)


def test_what_would_not_fit_is_not_tried() -> None:
    memory = main_job._memory()
    fits = {1000: outcome((1.0, 100.0)), 2000: outcome((1.0, 200.0))}
    assert main_job.too_big(fits, 4000) == ""
    rows = int(memory * 10) + 2000
    assert main_job.too_big(fits, rows).startswith("not tried: would take about ")
    failed = {1000: outcome((1.0, 100.0)), 2000: Outcome(reason="ran out of memory")}
    assert main_job.too_big(failed, 4000) == "ran out of memory"
    assert main_job.too_big({}, rows) == ""


def test_the_time_left_is_that_of_smaller_runs() -> None:
    todo = [("a", 10), ("b", 10), ("a", 100)]
    assert running.time_left({}, todo) is None
    assert running.time_left({("a", 10): 2.0}, todo) is None
    assert running.time_left({("a", 10): 2.0, ("b", 1): 0.1}, todo) == pytest.approx(2 + 1 + 20)
    assert running.time_left({("a", 100): 5.0}, [("a", 10)]) is None
    assert running.time_left({}, []) == 0


def test_progress_names_what_runs(capsys: pytest.CaptureFixture[str]) -> None:
    progress = running.Progress([("a", 1000), ("b", 1000), ("a", 1000)])
    with progress.step("a", 1000):
        pass
    progress.drop("b", 1000)
    with progress.step("a", 1000, "another"):
        pass
    assert not progress.todo
    first, second = capsys.readouterr().err.splitlines()
    assert first == "1,000 rows · a" and second == "1,000 rows · another · 0 s left"


def test_too_little_room_is_said_before(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="--folder"), running.scratch(tmp_path, 10**18):
        pass
    assert not list(tmp_path.iterdir())


def test_a_contestant_runs_in_a_process_of_its_own(made: tuple[Path, company.Truth]) -> None:
    run = apart.apart("benchmarks.contestants.scan", "run", made[0])
    assert isinstance(run, Run) and run.found["commas"] > ROWS
    with pytest.raises(RuntimeError, match="No such file"):
        apart.apart("benchmarks.contestants.pandas_", "run", made[0] / "nowhere")


def exhausted() -> None:
    raise MemoryError


def test_a_want_of_memory_is_told_from_other_failures() -> None:
    with pytest.raises(apart.OutOfMemory):
        apart.apart("tests.test_company", "exhausted")


def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    words = ("--rows", str(ROWS), "--folder", str(tmp_path), "--out", str(tmp_path / "out.md"))
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.main_job", *words],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr
        while "Pilot Impact" not in process.stderr.readline():
            assert process.poll() is None
        assert list(tmp_path.glob("*/*/attendance.csv"))
        process.send_signal(SIGINT)
        assert "nothing is left behind" in process.stderr.read()
    assert process.returncode == 130
    assert not list(tmp_path.iterdir())
