"""The main job, from a company's exports to every answer, beside other programs.

    uv run python -m benchmarks.main_job [--rows N ...] [--rounds N] [--out FILE]

Contestants take turns on the same files, each in a process of its own; imports are not counted.
A time counts only where the answers are those of the generator. The table goes into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import company
from benchmarks.page import PERFORMANCE, keep, machine

ROWS, ROUNDS = (10_000, 100_000), 3
NAMES = {
    "product": "Pilot Impact, `impact ingest` and every question",
    "pandas_": "pandas, vectorised",
    "polars_": "polars",
    "scan": "every byte looked at once",
}
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """seconds without imports; peak: memory of the process in MB; found: what it answered."""

    seconds: float
    peak: float
    found: dict[str, Any]


def contest(name: str, folder: Path) -> Run:
    """One contestant on one folder, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.main_job", "--run", name, str(folder)],
        cwd=_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Run(**json.loads(ran.stdout.splitlines()[-1]))


def run_here(name: str, folder: Path) -> Run:
    module = importlib.import_module(f"benchmarks.contestants.{name}")
    started = time.perf_counter()
    found = module.run(folder)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(seconds, peak, found)


def check(name: str, run: Run, truth: company.Truth) -> None:
    """Raises ValueError where the answers are not those of the generator."""
    if name == "scan":
        return
    told = run.found
    if (told["attended"], told["invited"]) != (truth.attended, truth.invited):
        raise ValueError(f"{name} found {told}, the truth is {truth}")
    change = 1 - told["during"] / told["before"]
    if not math.isclose(change, truth.faster, abs_tol=0.15):
        raise ValueError(f"{name}: medians {told['before']} and {told['during']} days")


def measure(rows: int, rounds: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Median seconds and highest peak of each contestant, taking turns."""
    truth = company.write(folder, rows)
    seconds: dict[str, list[float]] = {name: [] for name in NAMES}
    peaks: dict[str, float] = dict.fromkeys(NAMES, 0.0)
    for _ in range(rounds):
        for name in NAMES:
            run = contest(name, folder)
            check(name, run, truth)
            seconds[name].append(run.seconds)
            peaks[name] = max(peaks[name], run.peak)
    return {name: (median(taken), peaks[name]) for name, taken in seconds.items()}


def table(found: dict[int, dict[str, tuple[float, float]]], rounds: int, where: str) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    lines = [
        "## The main job",
        "",
        f"Made-up exports of a company, {where}. Medians of {rounds} turns, one after the other in"
        " one run, each in a process of its own without its imports; every answer is checked"
        " against the generator (`make bench`).",
        "",
        "| attendance rows | program | seconds | of pandas | peak MB |",
        "|---|---|---|---|---|",
    ]
    for rows, contestants in found.items():
        peer = contestants["pandas_"][0]
        lines += [
            f"| {rows:,} | {NAMES[name]} | {taken:.2f} | {taken / peer:.2f} | {peak:,.0f} |"
            for name, (taken, peak) in contestants.items()
        ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the main job beside other programs.")
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    parser.add_argument("--run", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        print(json.dumps(vars(run_here(options.run[0], Path(options.run[1])))))
        return
    found = {}
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            found[rows] = measure(rows, options.rounds, Path(folder))
    keep(options.out, "main job", table(found, options.rounds, machine()))


if __name__ == "__main__":
    main()
