"""The benchmark of the main job: its company is what it claims, its contestants agree with the
truth, and a wrong answer counts for nothing."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks import company, main_job
from benchmarks.main_job import NAMES, Run

ROWS = 1_500


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, company.Truth]:
    folder = tmp_path_factory.mktemp("company")
    return folder, company.write(folder, ROWS)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_truth_is_what_the_files_hold(made: tuple[Path, company.Truth]) -> None:
    folder, truth = made
    stays = rows(folder, "attendance.csv")
    assert len(stays) == truth.rows and abs(truth.rows - ROWS) < 0.15 * ROWS
    seconds: dict[tuple[str, str], set[int]] = defaultdict(set)
    ends: dict[str, int] = {}
    for stay in stays:
        start = datetime.fromisoformat(f"{stay['Date']}T{stay['Start time']}")
        begin, end = (
            int((datetime.fromisoformat(stay[name]) - start).total_seconds())
            for name in ("Join time", "Leave time")
        )
        seconds[stay["Session"], stay["Email"].strip().lower()] |= set(range(begin, end))
        ends[stay["Session"]] = max(ends.get(stay["Session"], 0), end)
    attended = [
        key for key, there in seconds.items() if len(there) >= max(300, ends[key[0]] / 2)
    ]  # fmt: skip
    assert len(attended) == truth.attended
    assert len(rows(folder, "invitations.csv")) == truth.invited
    assert len(rows(folder, "people.csv")) == truth.people
    assert any(stay["Email"] != stay["Email"].strip().lower() for stay in stays)
    assert any(done["Completed on"] == "" for done in rows(folder, "signed off.csv"))


def test_the_same_seed_gives_the_same_bytes(
    made: tuple[Path, company.Truth], tmp_path: Path
) -> None:
    folder, _ = made
    company.write(tmp_path, ROWS)
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
    company.write(tmp_path / "other", ROWS, seed=1)
    other = (tmp_path / "other" / "attendance.csv").read_bytes()
    assert other != (folder / "attendance.csv").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_contestant_finds_the_truth(made: tuple[Path, company.Truth], name: str) -> None:
    folder, truth = made
    run = main_job.run_here(name, folder)
    assert run.seconds > 0 and run.peak > 10
    main_job.check(name, run, truth)
    if name == "scan":
        lines = sum(len(rows(folder, path.name)) + 1 for path in folder.glob("*.csv"))
        assert run.found["lines"] == lines


def test_contestants_agree_on_the_days(made: tuple[Path, company.Truth]) -> None:
    folder, _ = made
    found = [main_job.run_here(name, folder).found for name in ("product", "pandas_", "polars_")]
    assert found[1] == found[2]
    assert found[0]["before"] == found[1]["before"]


def test_a_wrong_answer_counts_for_nothing(made: tuple[Path, company.Truth]) -> None:
    folder, truth = made
    run = main_job.run_here("polars_", folder)
    for wrong in ({"attended": run.found["attended"] - 1}, {"during": run.found["before"]}):
        with pytest.raises(ValueError, match="polars_"):
            main_job.check("polars_", replace(run, found=run.found | wrong), truth)


def test_the_table_tells_ratios() -> None:
    found = {1000: dict.fromkeys(NAMES, (0.5, 100.0)) | {"product": (2.0, 300.0)}}
    text = main_job.table(found, 3, "2 cores and 24 GB")
    assert "| 1,000 | pandas, vectorised | 0.50 | 1.00 | 100 |" in text
    assert "`impact ingest` and every question | 2.00 | 4.00 | 300 |" in text


def test_a_contestant_runs_in_a_process_of_its_own(made: tuple[Path, company.Truth]) -> None:
    run = main_job.contest("scan", made[0])
    assert isinstance(run, Run) and run.found["commas"] > ROWS
