"""How far a long piece of work is, and that stopping it leaves nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analytics import landing, progress
from analytics.briefing import brief
from analytics.bulk import OnDisk
from analytics.intake import Report
from analytics.sources import Rows
from analytics.store import Store
from benchmarks import company


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rows_files_and_the_time_left() -> None:
    clock, told = Clock(), []
    reading = progress.Reading({"a.csv": 300, "b.csv": 100}, told.append, clock)
    clock.now = 0.5
    reading.rows("a.csv", 1_000, 4_000)
    clock.now = 30.0
    reading.rows("a.csv", 2_000, 4_000)
    reading.file(Report("a.csv", "", "ready", rows=Rows(4_000, 4_000, 0, 0)))
    reading.file(Report("b.csv", "", "ready", rows=Rows(10, 10, 0, 0)))
    assert [step.says for step in told] == [
        "1,000 rows read, of a.csv 25%",
        "2,000 rows read, of a.csv 50%, about 50 s left",
        "1 of 2 files read · 4,000 rows, about 10 s left",
        "2 of 2 files read · 4,010 rows · working out who was where",
    ]
    assert [step.share for step in told] == [0.1875, 0.375, 0.75, 1.0]


@pytest.mark.parametrize(
    ("seconds", "share", "says"),
    [(0.2, 0.5, ""), (5, 0, ""), (5, 1, ""), (10, 0.5, ", about 10 s left"),
     (600, 0.5, ", about 10 min left")],
)  # fmt: skip
def test_time_left(seconds: float, share: float, says: str) -> None:
    assert progress.left(seconds, share) == says


def test_a_report_says_how_many_questions_are_answered(sample: Store) -> None:
    told: list[progress.Step] = []
    found = brief(sample, told=told.append)
    assert [step.share for step in told] == [n / len(told) for n in range(1, len(told) + 1)]
    assert len(told) == len(found.findings)
    assert told[2].says.startswith(f"3 of {len(told)} questions answered")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough to be read by column."""
    folder = tmp_path_factory.mktemp("company")
    company.write(folder, 30_000)
    return folder


def held(store: Store) -> dict[str, int]:
    tables = ("source_file", "attendance_interval", "landed_invitation", "person_alias", "change")
    return {
        table: int(store.ask(f"select count(*) as held from {table}")["held"][0])  # noqa: S608
        for table in tables
    }


def test_stopping_between_two_slices_leaves_nothing(exports: Path) -> None:
    class Stopped(BaseException):
        """As Streamlit ends a script."""

    store = Store.open(":memory:")
    before = held(store)
    files = [(name, OnDisk(exports / name)) for name in ("invitations.csv", "attendance.csv")]
    told: list[str] = []

    def stop(name: str, rows: int, of: int) -> None:
        told.append(name)
        if name == "attendance.csv":
            raise Stopped

    with pytest.raises(Stopped):
        landing.land(store, files, told=stop)
    assert told == ["invitations.csv", "attendance.csv"]
    assert held(store) == before
    reports = landing.land(store, files)
    assert [report.state for report in reports] == ["landed", "landed"]
    assert [report.columns is not None for report in reports] == [True, True]
    assert held(store)["source_file"] == 2
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals")
def test_ctrl_c_leaves_the_workspace_as_it_was(exports: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SLOWLY, "ingest", str(exports / "attendance.csv")]
    ran = subprocess.Popen(
        [*command, "--workspace", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert ran.stdout is not None
    assert ran.stdout.readline() == "reading\n"
    ran.send_signal(signal.SIGINT)
    _, says = ran.communicate(timeout=60)
    assert (ran.returncode, says) == (130, "\nStopped; nothing was changed.\n")
    store = Store.open(tmp_path)
    assert not any(held(store).values())
    store.close()


# The command itself, which waits inside the transaction for the signal.
_SLOWLY = """
import signal, sys
from analytics import cli, landing
settle = landing.settle_files
def wait(writer):
    print("reading", flush=True)
    signal.pause()
landing.settle_files = wait
sys.exit(cli.main(sys.argv[1:]))
"""
