"""What one more week costs beside the history that it is added to.

    uv run python -m benchmarks.week [--rows N] [--rounds N] [--folder FOLDER] [--out FILE]

`impact ingest` of two years of a company's exports, and then of the two files of the week after,
each in a process of its own, imports not counted; what participation is afterwards must be what
the generator knows. The table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import company
from benchmarks.apart import Run, apart
from benchmarks.page import PERFORMANCE, keep, machine
from benchmarks.running import Progress, scratch

ROWS, ROUNDS = 1_000_000, 3
_OURS = "benchmarks.contestants.product"
_WRITING, _FULL, _WEEK = "writing the exports", "the whole history", "one more week"
_DISK_PER_ROW = 2 * company.BYTES_PER_ROW


@dataclass(frozen=True)
class Turn:
    """The rows of each, and what reading them took."""

    history_rows: int
    week_rows: int
    history: Run
    week: Run


def measure(rows: int, rounds: int, folder: Path, weeks: int = company.HISTORY) -> list[Turn]:
    """Raises ValueError where participation is not what the generator knows."""
    progress = Progress([(_WRITING, rows), *[(_FULL, rows), (_WEEK, rows)] * rounds])
    with progress.step(_WRITING, rows):
        truth, with_week = company.write_history(folder, rows, weeks=weeks, told=progress.written)
    turns = []
    for _ in range(rounds):
        workspace = folder / "workspace"
        with progress.step(_FULL, rows):
            history = _ingested("ingest", folder, workspace, truth)
        with progress.step(_WEEK, rows):
            week = _ingested("add_week", folder, workspace, with_week)
        turns.append(Turn(truth.rows, with_week.rows - truth.rows, history, week))
        shutil.rmtree(workspace)
    return turns


def _ingested(what: str, folder: Path, workspace: Path, truth: company.Truth) -> Run:
    run = apart(_OURS, what, folder, workspace)
    truth.check(what, apart(_OURS, "participation", workspace).found)
    return run


def table(turns: list[Turn], where: str, weeks: int = company.HISTORY) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    history = median(turn.history.seconds for turn in turns)
    week = median(turn.week.seconds for turn in turns)
    first = turns[0]
    lines = [
        "## One more week",
        "",
        f"`impact ingest` of {weeks} weeks of a made-up company, and then of the week after,"
        f" {where}. Medians (turns: {len(turns)}), each in a process of its own without its"
        " imports; participation is checked against the generator after both.",
        "",
        "| | attendance rows | seconds | of the history's | peak MB |",
        "|---|---|---|---|---|",
    ]
    for name, rows, seconds, runs in (
        (_FULL, first.history_rows, history, [turn.history for turn in turns]),
        (_WEEK, first.week_rows, week, [turn.week for turn in turns]),
    ):
        peak = max(run.peak for run in runs)
        lines.append(
            f"| {name} | {rows:,} | {seconds:.2f} | {seconds / history:.1%} | {peak:,.0f} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure one more week beside its history.")
    parser.add_argument("--rows", type=int, default=ROWS, help="of attendance in the history")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the exports are written meanwhile")
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    options = parser.parse_args(arguments)
    with scratch(options.folder, _DISK_PER_ROW * options.rows) as folder:
        turns = measure(options.rows, options.rounds, folder)
    part = "one more week" if options.rows <= ROWS else "one more week, large"
    keep(options.out, part, table(turns, machine()))


if __name__ == "__main__":
    main()
