"""The main job, from a company's exports to every answer, beside other programs.

    uv run python -m benchmarks.main_job [--rows N ...] [--rounds N] [--folder FOLDER] [--out FILE]

Contestants take turns on the same files, each in a process of its own; imports are not counted.
A time counts only where the answers are those of the generator. The peers answer what a good
analyst would from these files: participation and its sums over people, attended rules, reach,
funnel, cadence, person by week, time to competency, also by department and by attendance; the
product answers every question it has. The table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks import company
from benchmarks.apart import OutOfMemory, Run, apart
from benchmarks.page import PERFORMANCE, keep, machine
from benchmarks.running import Progress, scratch

ROWS = (10_000, 100_000, 1_000_000)
NAMES = {
    "product": "Pilot Impact, `impact ingest` and every question",
    "pandas_": "pandas, vectorised",
    "polars_": "polars",
    "scan": "every byte looked at once",
}
# A hand-written program that also understands the bytes takes about four times as long.
FLOOR = 4
_WRITING = "writing the exports"
# Beside the exports, the workspace that ours makes of them.
_DISK_PER_ROW = 2 * company.BYTES_PER_ROW
_MEMORY_TO_USE = 0.8


@dataclass
class Outcome:
    """The turns of one contestant at one size, or why it has none."""

    runs: list[Run] = field(default_factory=list)
    reason: str = ""

    @property
    def seconds(self) -> float | None:
        """The median of its turns; None where it did not finish them all."""
        return median(run.seconds for run in self.runs) if self.runs and not self.reason else None

    @property
    def peak(self) -> float:
        """MB, the highest of its turns."""
        return max(run.peak for run in self.runs)

    def phases(self) -> dict[str, float]:
        """Median seconds of each part that it tells apart."""
        told = [run.found.get("phases", {}) for run in self.runs]
        return {name: median(one[name] for one in told) for name in told[0]} if told else {}


Found = dict[int, dict[str, Outcome]]


def turns(rows: int) -> int:
    return 5 if rows <= 100_000 else 3 if rows <= 10_000_000 else 1


def check(name: str, run: Run, truth: company.Truth) -> None:
    """Raises ValueError where the answers are not those of the generator."""
    if name == "scan":
        return
    told = run.found
    truth.check(name, told)
    change = 1 - told["during"] / told["before"]
    if not math.isclose(change, truth.faster, abs_tol=0.15):
        raise ValueError(f"{name}: medians {told['before']} and {told['during']} days")


def measure(sizes: Sequence[int], rounds: int | None, scratch_folder: Path) -> Found:
    """Every contestant at every size, taking turns, smaller sizes first."""
    progress = Progress(_steps(sizes, rounds))
    found: Found = {}
    for rows in sorted(sizes):
        folder = scratch_folder / str(rows)
        with progress.step(_WRITING, rows):
            truth = company.write(folder, rows, told=progress.written)
        outcomes = found[rows] = {name: Outcome() for name in NAMES}
        for name, outcome in outcomes.items():
            outcome.reason = too_big({size: of[name] for size, of in found.items()}, rows)
            if outcome.reason:
                progress.drop(NAMES[name], rows)
        for _ in range(rounds or turns(rows)):
            for name, outcome in outcomes.items():
                if not outcome.reason:
                    with progress.step(NAMES[name], rows):
                        _turn(name, outcome, folder, truth)
                    if outcome.reason:
                        progress.drop(NAMES[name], rows)
        for path in folder.iterdir():
            path.unlink()
    return found


def _steps(sizes: Sequence[int], rounds: int | None) -> Iterator[tuple[str, int]]:
    for rows in sorted(sizes):
        yield _WRITING, rows
        for _ in range(rounds or turns(rows)):
            yield from ((name, rows) for name in NAMES.values())


def _turn(name: str, outcome: Outcome, folder: Path, truth: company.Truth) -> None:
    try:
        run = apart(f"benchmarks.contestants.{name}", "run", folder)
        check(name, run, truth)
        outcome.runs.append(run)
    except OutOfMemory:
        outcome.reason = "ran out of memory"
    except ValueError as error:
        outcome.reason = f"a wrong answer: {error}"
    except RuntimeError as error:  # the others go on
        print(f"\n{error}", file=sys.stderr)
        outcome.reason = "failed"


def too_big(of_size: Mapping[int, Outcome], rows: int) -> str:
    """Why a contestant is not tried with so many rows, "" where it is: it did not finish fewer, or
    would need too much memory if that grows with the rows as it did between the last two sizes."""
    smaller = [one for size, one in sorted(of_size.items()) if size < rows]
    if smaller and smaller[-1].reason:
        return smaller[-1].reason
    if len(smaller) < 2:
        return ""
    less, last = sorted(size for size in of_size if size < rows)[-2:]
    grows = (of_size[last].peak - of_size[less].peak) / (last - less)
    needed = of_size[last].peak + max(grows, 0.0) * (rows - last)
    return f"not tried: would take about {needed / 1024:.0f} GB" if needed > _memory() else ""


def _memory() -> float:
    """MB that a contestant may take."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    return _MEMORY_TO_USE * whole


def table(found: Found, where: str) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    told = ", ".join(
        f"{max(len(outcome.runs) for outcome in of.values())} at {rows:,}"
        for rows, of in found.items()
    )
    lines = [
        "## The main job",
        "",
        f"Made-up exports of a company, {where}. Medians of turns ({told} rows), one after the"
        " other in one run, each in a process of its own without its imports; every answer is"
        " checked against the generator (`make bench`, `make bench-large`). Floor: the byte scan,"
        f" times {FLOOR} for a program that understands what it reads.",
        "",
        "| attendance rows | program | seconds | of pandas | of the floor | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    for rows, of in found.items():
        for name, outcome in of.items():
            lines += _lines(rows, name, outcome, of)
    return "\n".join([*lines, *_growth(found)])


def _lines(rows: int, name: str, outcome: Outcome, of: Mapping[str, Outcome]) -> Iterator[str]:
    taken, begin = outcome.seconds, f"| {rows:,} | "
    if taken is None:
        yield f"{begin}{NAMES[name]} | {outcome.reason or 'not run'} | – | – | – |"
        return
    floor = of["scan"].seconds
    ratios = _over(taken, of["pandas_"].seconds), _over(taken, floor and FLOOR * floor)
    seconds = f"{taken:.2f}" if taken >= 1 else f"{taken:.3f}"
    yield f"{begin}{NAMES[name]} | {seconds} | {' | '.join(ratios)} | {outcome.peak:,.0f} |"
    for phase, of_phase in outcome.phases().items():
        yield f"{begin}– {phase} | {of_phase:.2f} | | | |"


def _over(taken: float, peer: float | None) -> str:
    return f"{taken / peer:.2f}" if peer else "–"


def _growth(found: Found) -> Iterator[str]:
    """How the seconds of ours grow from one size to the next and from the first to the last."""
    taken = [(rows, seconds) for rows, of in found.items() if (seconds := of["product"].seconds)]
    pairs = list(pairwise(taken))
    if len(pairs) > 1:
        pairs.append((taken[0], taken[-1]))
    told = [
        f"{exponent(*first, *last):.2f} from {first[0]:,} to {last[0]:,} rows"
        for first, last in pairs
    ]
    if told:
        yield from ("", f"Ours grows with the rows to the power of {', '.join(told)}.")


def exponent(rows: int, seconds: float, more_rows: int, more_seconds: float) -> float:
    """1 where twice the rows take twice as long."""
    return math.log(more_seconds / seconds) / math.log(more_rows / rows)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the main job beside other programs.")
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--rounds", type=int, help="turns of each, else fewer with more rows")
    parser.add_argument("--folder", type=Path, help="where the exports are written meanwhile")
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    options = parser.parse_args(arguments)
    most = max(options.rows)
    with scratch(options.folder, _DISK_PER_ROW * most) as folder:
        found = measure(options.rows, options.rounds, folder)
    part = "main job" if most <= max(ROWS) else "main job, large"
    keep(options.out, part, table(found, machine()))


if __name__ == "__main__":
    main()
