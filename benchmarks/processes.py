"""What several web processes on one published copy bear, beside one.

    uv run python -m benchmarks.processes [--processes N ...] [--sessions N] [--rounds N]
                                          [--workspace DIR] [--out FILE]

Without a workspace one is made of a made-up company's 10,000 attendance rows. It is published, and
each process reads that copy alone. Sessions are Streamlit's own websockets, each at one process,
as sticky sessions are; all of them click on filters of the overview, one click after the other,
with the answers at hand. The numbers of processes take turns. The table goes into docs/scale.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

import numpy as np

from analytics.store import Store
from benchmarks.apart import peak
from benchmarks.contestants.product import impact
from benchmarks.page import SCALE, keep, machine
from benchmarks.page_sessions import click, click_together
from benchmarks.pages import APP, CLICKS, started, workspace_at

SESSIONS, ROUNDS = 20, 3


@dataclass(frozen=True)
class Load:
    """One turn of so many processes. runs: of the page, in so many seconds; milliseconds: of each
    click; cpu: seconds of all processes; peak: MB of the largest; errors: clicks that failed."""

    processes: int
    runs: int
    seconds: float
    milliseconds: tuple[float, ...]
    cpu: float
    peak: float
    errors: tuple[str, ...]


def numbers() -> tuple[int, ...]:
    """One process, two, and as many as there are cores."""
    return tuple(sorted({1, 2, os.cpu_count() or 1}))


def measure(published: Path, processes: Sequence[int], sessions: int, rounds: int) -> list[Load]:
    """Each number of processes once a round."""
    store = Store.published(published)
    pairs = combinations(store.departments(), 2)
    store.close()
    addresses = [{"dept": list(some)} for some in pairs][:CLICKS]
    if not addresses:
        sys.exit("There are no departments to choose from in this workspace.")
    return [
        _turn(published, number, sessions, addresses) for _ in range(rounds) for number in processes
    ]


def _turn(
    published: Path, number: int, sessions: int, addresses: Sequence[dict[str, list[str]]]
) -> Load:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {
            "IMPACT_PUBLISHED": str(published), "IMPACT_WORKSPACE": str(folder / "none"),
            "STREAMLIT_SERVER_COOKIE_SECRET": "the same for all",
        }  # fmt: skip
        servers = [stack.enter_context(started(APP, environ)) for _ in range(number)]
        urls = [url for url, _ in servers]
        warm = [click(url, addresses) for url in urls]
        before = sum(_cpu(server) for _, server in servers)
        began = time.perf_counter()
        found = click_together(urls, sessions, addresses)
        seconds = time.perf_counter() - began
        cpu = sum(_cpu(server) for _, server in servers) - before
        most = max(peak(server) for _, server in servers)
    taken = tuple(ms for one in found for ms in one.milliseconds)
    errors = tuple(error for one in (*warm, *found) for error in one.errors)
    # beside its clicks each session has opened the page
    return Load(number, len(taken) + len(found), seconds, taken, cpu, most, errors)


def _cpu(process: int) -> float:
    """Seconds so far, as the system counts them."""
    after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def table(found: Sequence[Load], sessions: int, where: str) -> str:
    """The part of docs/scale.md that belongs to this benchmark."""
    rounds = sum(one.processes == found[0].processes for one in found)
    lines = [
        f"A published copy of a made-up company, {where}; {sessions} sessions that click on the"
        " overview without a pause, each at one process, with the answers at hand. Medians of turns"
        f" ({rounds}), one after the other in one run (`make bench-processes`); whoever clicks runs"
        " on the same cores.",
        "",
        "| processes | page runs a second | of each process | p50, ms | p95, ms |"
        " CPU ms a page run | peak MB of a process | clicks that failed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for number in sorted({one.processes for one in found}):
        turns = [one for one in found if one.processes == number]
        pace = median(one.runs / one.seconds for one in turns)
        cpu = median(one.cpu / one.runs for one in turns)
        taken = [ms for one in turns for ms in one.milliseconds]
        p50, p95 = np.percentile(taken, (50, 95))
        lines.append(
            f"| {number} | {pace:.1f} | {pace / number:.1f} | {p50:,.0f} | {p95:,.0f} |"
            f" {1000 * cpu:,.0f} | {max(one.peak for one in turns):,.0f} |"
            f" {sum(len(one.errors) for one in turns)} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure several web processes beside one.")
    parser.add_argument("--processes", type=int, nargs="+", default=list(numbers()))
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--workspace", type=Path, help="of any size; its departments are clicked")
    parser.add_argument("--out", type=Path, default=SCALE)
    options = parser.parse_args(arguments)
    with workspace_at(options.workspace) as workspace, tempfile.TemporaryDirectory() as folder:
        published = Path(folder) / "published.duckdb"
        impact("publish", published, workspace=workspace)
        found = measure(published, options.processes, options.sessions, options.rounds)
    for error in (error for one in found for error in one.errors):
        print(error, file=sys.stderr)
    keep(options.out, "processes", table(found, options.sessions, machine()))


if __name__ == "__main__":
    main()
