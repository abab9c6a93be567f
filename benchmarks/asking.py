"""What each question costs on exports that have landed, under several filters.

    uv run python -m benchmarks.asking [--rows N] [--rounds N] [--folder FOLDER] [--out FILE]

A question's SQL, and the whole answer with its statistics and words, beside the cheapest query
that reads the largest table the question reads (its rows counted and one column summed), in turns.
The table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from analytics.asking import ask, context_of, honoured, questions, rows_of
from analytics.filters import Filters
from analytics.pilots import Pilot
from analytics.questions import Question
from analytics.store import Store, composed
from benchmarks import company
from benchmarks.apart import apart
from benchmarks.page import PERFORMANCE, keep, machine, milliseconds
from benchmarks.running import Progress, scratch

ROWS, ROUNDS = 1_000_000, 5
_WRITING, _INGEST, _ASKING = "writing the exports", "`impact ingest`", "a question"
_DISK_PER_ROW = 2 * company.BYTES_PER_ROW
_BARE = "select 1 as one"


@dataclass(frozen=True)
class Asked:
    """Milliseconds of every turn under every filter. reads: the largest table that the question
    reads, with its rows; cheapest: of the query over it; query: of the question's SQL; whole: of
    the answer."""

    name: str
    reads: str
    rows: int
    cheapest: tuple[float, ...]
    query: tuple[float, ...]
    whole: tuple[float, ...]


def filters(pilot: Pilot) -> tuple[Filters, ...]:
    """None, a department, half of the dates, both, as of a month earlier."""
    half = pilot.starts_on + (pilot.ends_on - pilot.starts_on) / 2
    department = (company.DEPARTMENTS[0],)
    return (
        Filters(),
        Filters(departments=department),
        Filters(last_day=half),
        Filters(departments=department, last_day=half),
        Filters(as_of=company.AS_OF - timedelta(days=28)),
    )


def answerable(store: Store) -> list[Question]:
    """The questions whose kinds of export have landed."""
    kinds = set(store.source_files()["kind"])
    return [question for question in questions() if set(question.needs) <= kinds]


def tables(store: Store) -> dict[str, int]:
    """The rows of every table."""
    names = store.ask(
        "select table_name from information_schema.tables where table_type = 'BASE TABLE'"
    )["table_name"]
    return {name: _count(store, name) for name in names}


def _count(store: Store, table: str) -> int:
    return int(store.ask(f"select count(*) as counted from {table}")["counted"][0])  # noqa: S608


def largest(sql: str, rows: dict[str, int]) -> str:
    """Of the tables that a whole query reads the one with most rows."""
    read = set(re.findall(r"\b(?:from|join)\s+(\w+)", composed(sql)[0])) & rows.keys()
    return max(sorted(read), key=rows.__getitem__)


def cheapest(store: Store, table: str) -> str:
    """Counts the rows of a table and sums its first column of numbers."""
    columns = store.ask(
        "select column_name from information_schema.columns where table_name = $named"
        " and (data_type like '%INT' or data_type in ('INTEGER', 'DOUBLE'))"
        " order by ordinal_position",
        {"named": table},
    )["column_name"]
    total = f", sum({columns[0]}) as total" if len(columns) else ""
    return f"select count(*) as counted{total} from {table}"  # noqa: S608


def measure(
    store: Store, asked: Sequence[Question], rounds: int, told_rows: int
) -> tuple[list[Asked], tuple[float, ...]]:
    """Each question under every filter, and `select 1`, taking turns; the first turn warms.
    told_rows: of attendance, for the progress."""
    pilot = store.pilot()
    assert pilot is not None
    rows = tables(store)
    chosen = filters(pilot)
    progress = Progress([(_ASKING, told_rows)] * len(asked))
    found, bare = [], []
    for question in asked:
        table = largest(question.sql, rows)
        floor = cheapest(store, table)
        taken: list[tuple[float, float, float]] = []
        with progress.step(_ASKING, told_rows, question.name):
            for turn in range(rounds + 1):
                for one in chosen:
                    times = _turn(store, question, honoured(question, one), floor)
                    if turn:
                        taken.append(times)
                        bare.append(milliseconds(lambda: store.ask(_BARE)))
        found.append(Asked(question.name, table, rows[table], *zip(*taken, strict=True)))
    return found, tuple(bare)


def _turn(
    store: Store, question: Question, chosen: Filters, floor: str
) -> tuple[float, float, float]:
    context = context_of(store, question, chosen)
    return (
        milliseconds(lambda: store.ask(floor)),
        milliseconds(lambda: rows_of(store, question, context, chosen)),
        milliseconds(lambda: ask(store, question.name, chosen)),
    )


def table(found: list[Asked], bare: tuple[float, ...], told: str) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    lines = [
        "## Asking",
        "",
        f"{told} Milliseconds over five filters (none, a department, half of the dates, both, as of"
        " a month earlier). The cheapest query counts the rows of the largest table that the"
        " question reads and sums a column of it; the ratio is the p95 of the question's SQL over"
        f" the p50 of that. `select 1`: p50 {_percentile(bare, 50)}, p95 {_percentile(bare, 95)}.",
        "",
        "| question | reads | rows | cheapest p50 | SQL p50 | SQL p95 | ratio | answer p50 |"
        " answer p95 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        ratio = np.percentile(one.query, 95) / np.percentile(one.cheapest, 50)
        figures = (
            _percentile(one.cheapest, 50), _percentile(one.query, 50), _percentile(one.query, 95),
            f"{ratio:.1f}", _percentile(one.whole, 50), _percentile(one.whole, 95),
        )  # fmt: skip
        lines.append(f"| {one.name} | {one.reads} | {one.rows:,} | {' | '.join(figures)} |")
    return "\n".join(lines)


def _percentile(taken: tuple[float, ...], share: int) -> str:
    return f"{np.percentile(taken, share):,.1f}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure every question under several filters.")
    parser.add_argument("--rows", type=int, default=ROWS, help="of attendance")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the exports are written meanwhile")
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    options = parser.parse_args(arguments)
    rows, rounds = options.rows, options.rounds
    with scratch(options.folder, _DISK_PER_ROW * rows) as folder:
        progress = Progress([(_WRITING, rows), (_INGEST, rows)])
        with progress.step(_WRITING, rows):
            truth = company.write(folder, rows, told=progress.written)
        with progress.step(_INGEST, rows):
            apart("benchmarks.contestants.product", "ingest", folder, folder / "workspace")
        store = Store.open(folder / "workspace")
        try:
            found, bare = measure(store, answerable(store), rounds, rows)
        finally:
            store.close()
    told = f"A made-up company with {truth.rows:,} attendance rows, {machine()}, turns: {rounds}."
    part = "asking" if rows <= ROWS else "asking, large"
    keep(options.out, part, table(found, bare, told))


if __name__ == "__main__":
    main()
