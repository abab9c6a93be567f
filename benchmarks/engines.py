"""The same questions on DuckDB, on Postgres and on Spark, and what the seam between costs.

    uv run python -m benchmarks.engines [--rows N ...] [--rounds N] [--folder FOLDER]
                                        [--only postgres|spark|seam] [--postgres ADDRESS]
                                        [--spark ADDRESS] [--out FILE]

A made-up company's workspace is exported and loaded into each engine; then every question's SQL is
asked of each in turns. All its answers are asked for once more in a process of each engine's own,
which tells its memory, the rows that crossed the wire, and whether the answers are those of DuckDB.
The servers are started here and gone afterwards, unless addresses (without a schema) name others.
The tables go into docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analytics import canonical_files
from analytics.asking import ask, context_of, query_of, questions, rows_of
from analytics.engines import opened
from analytics.engines.load import load
from analytics.exports.json import finding_object, write
from analytics.sample import land_sample
from analytics.settings import value
from analytics.store import Store, StoreError
from analytics.store.elsewhere import Elsewhere
from analytics.store.writer import now_utc
from benchmarks import lakehouse
from benchmarks.apart import OutOfMemory, Run, apart
from benchmarks.page import SCALE, keep, machine, milliseconds
from benchmarks.running import Progress, scratch
from tests.engines import servers
from tests.ports import free_port

ROWS, ROUNDS, SEAM_TURNS = (100_000, 1_000_000, 20_000_000), 3, 40
_HERE = "benchmarks.engines"  # by this name another process finds it
DUCKDB, OTHERS = "duckdb", ("postgres", "spark")
NAMES = {"duckdb": "DuckDB", "postgres": "Postgres", "spark": "Spark"}
_MAKING, _EXPORT, _LOAD, _ASKING, _ANSWERS = (
    "making the workspace", "impact export", "impact load", "the SQL of all", "the answers of all",
)  # fmt: skip
# The workspace, its export, and what the servers keep of it.
_DISK_PER_ROW = 8 * lakehouse.BYTES_PER_ROW
_MOST_SECONDS = 3600
# Above, every question is asked once, and its rows are held against DuckDB's and no more: an answer
# is worked out of them by the same functions, whichever engine they are from.
_MOST_REPEATED = 2_000_000
# What whoever runs a server of this size would give it; those of the tests have less.
_POSTGRES = {
    "shared_buffers": "2GB", "work_mem": "256MB", "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
}  # fmt: skip
_SPARK = {
    "spark__driver__memory": "6g", "spark__sql__shuffle__partitions": "4",
    "spark__driver__extraJavaOptions": "-XX:+UseParallelGC",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What one engine did with so many rows. loading: into it, in a process of its own, None for
    DuckDB; sql: milliseconds of each question in every turn; wire: rows that each brought; other:
    questions whose rows are not those of DuckDB; answers: all of them, in a process of its own,
    None where only rows are compared; trouble: of questions without an answer."""

    loading: Run | None
    sql: Mapping[str, Sequence[float]]
    wire: Mapping[str, int]
    answers: Run | None
    trouble: Mapping[str, str]
    other: tuple[str, ...] = ()

    def seconds(self, question: str) -> float:
        return median(self.sql[question]) / 1000

    def total(self) -> float:
        """Seconds of the SQL of all questions."""
        return sum(map(self.seconds, self.sql))


@dataclass(frozen=True)
class Size:
    """rows: of attendance; export: in a process of its own, with the bytes of Parquet; failed: the
    engines that were not loaded or broke, each with what it said last."""

    rows: int
    export: Run
    of: Mapping[str, Told]
    failed: Mapping[str, str] = field(default_factory=dict)

    def other_answers(self, engine: str) -> list[str]:
        """The questions that an engine answers otherwise than DuckDB, or with other rows."""
        ours, theirs = (self.of[one].answers for one in (DUCKDB, engine))
        found = set(self.of[engine].other)
        if ours and theirs:
            answers = theirs.found["answers"]
            found |= {
                n for n, said in ours.found["answers"].items() if differs(said, answers.get(n))
            }
        return sorted(found)


# the work -----------------------------------------------------------------------------------------


def export(workspace: Path, folder: Path) -> dict[str, Any]:
    """In a process of its own."""
    store = Store.open(workspace, keeps=False)
    with closing(store):
        canonical_files.write(store, folder, now_utc())
    return {"bytes": sum(path.stat().st_size for path in folder.rglob("*.parquet"))}


def load_there(folder: Path) -> dict[str, Any]:
    """In a process of its own, into the engine that IMPACT_ENGINE names."""
    with closing(opened(value("IMPACT_ENGINE"), writes=True)) as engine:
        load(engine, canonical_files.read(folder), now_utc())
        engine.commit()
    return {}


def ask_all(workspace: Path) -> dict[str, Any]:
    """In a process of its own, of the engine that IMPACT_ENGINE names, else of the workspace."""
    with closing(_store(workspace)) as store:
        answers, trouble = {}, {}
        for asked in questions():
            try:
                answers[asked.name] = json.loads(write(finding_object(ask(store, asked.name))))
            except StoreError as error:
                trouble[asked.name] = str(error)
        rows = store.rows_read if isinstance(store, Elsewhere) else 0
    return {"answers": answers, "trouble": trouble, "rows": rows}


def _store(workspace: Path) -> Store:
    address = value("IMPACT_ENGINE")
    return Store.elsewhere(address) if address else Store.open(workspace, keeps=False)


@contextmanager
def asking(address: str) -> Iterator[None]:
    """While it lasts IMPACT_ENGINE names this engine, none where it is empty, and no question is
    ended early."""
    before = {name: os.environ.pop(name, None) for name in ("IMPACT_ENGINE", _SECONDS)}
    os.environ.update({"IMPACT_ENGINE": address, _SECONDS: str(_MOST_SECONDS)})
    try:
        yield
    finally:
        for name, text in before.items():
            os.environ.pop(name)
            if text is not None:
                os.environ[name] = text


_SECONDS = "IMPACT_QUERY_SECONDS"


def measure(rows: int, rounds: int, folder: Path, at: Mapping[str, str]) -> Size:
    """One size. at: the addresses of the servers, without a schema."""
    answering = (DUCKDB, *at) if rows <= _MOST_REPEATED else ()
    asked = [_MAKING, _EXPORT, *(_LOAD for _ in at), _ASKING, *(_ANSWERS for _ in answering)]
    progress = Progress([(name, rows) for name in asked])
    workspace, exported = folder / "workspace", folder / "export"
    with progress.step(_MAKING, rows):
        truth = lakehouse.make(workspace, rows, told=progress.written)
    with progress.step(_EXPORT, rows):
        export_run = apart(_HERE, "export", workspace, exported)
    addresses = {DUCKDB: DUCKDB} | {name: f"{url}/pilot_{rows}" for name, url in at.items()}
    loading: dict[str, Run | None] = {DUCKDB: None}
    failed: dict[str, str] = {}
    for name in at:
        with (
            progress.step(_LOAD, rows, f"{_LOAD} into {NAMES[name]}"),
            asking(addresses[name]),
            _noted(failed, name),
        ):
            loading[name] = apart(_HERE, "load_there", exported)
    with ExitStack() as stack:
        stores = {}
        for name in loading:
            with asking(addresses[name]):
                stores[name] = stack.enter_context(closing(_store(workspace)))
        with progress.step(_ASKING, rows):
            sql = in_turns(stores, rounds)
    of = {}
    for name in loading:
        turns = sql[name]
        if name not in answering:
            of[name] = Told(
                loading[name], turns.taken, turns.wire, None, turns.trouble, tuple(turns.other)
            )
            continue
        with (
            progress.step(_ANSWERS, rows, f"{_ANSWERS} of {NAMES[name]}"),
            asking(addresses[name]),
            _noted(failed, name),
        ):
            answers = apart(_HERE, "ask_all", workspace)
            trouble = {**turns.trouble, **answers.found["trouble"]}
            of[name] = Told(
                loading[name], turns.taken, turns.wire, answers, trouble, tuple(turns.other)
            )
    if ours := of[DUCKDB].answers:
        n = ours.found["answers"]["participation"]["n"]
        truth.check(DUCKDB, {**n, "invited": n["invitations"]})
    return Size(truth.rows, export_run, of, failed)


@contextmanager
def _noted(failed: dict[str, str], name: str) -> Iterator[None]:
    """An engine that breaks is noted, and the others go on."""
    try:
        yield
    except (OutOfMemory, RuntimeError) as error:
        print(f"\n{NAMES[name]}: {error}", file=sys.stderr)
        failed[name] = str(error).strip().splitlines()[-1]


@dataclass
class Turns:
    """What one store was asked: milliseconds, rows, and what went wrong, by question; other: those
    whose rows are not the first store's."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    wire: dict[str, int] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)
    other: list[str] = field(default_factory=list)


def in_turns(stores: Mapping[str, Store], rounds: int) -> dict[str, Turns]:
    """The SQL of each question asked of each store, so often; the first turn warms up, or is the
    only one where rounds are 0."""
    found = {name: Turns() for name in stores}
    for asked in questions():
        contexts = {name: context_of(store, asked) for name, store in stores.items()}
        for turn in range(rounds + 1):
            first: pd.DataFrame | None = None
            for name, store in stores.items():
                one = found[name]
                if asked.name in one.trouble:
                    continue
                rows: list[pd.DataFrame] = []

                def work(
                    store: Store = store, name: str = name, rows: list[pd.DataFrame] = rows
                ) -> None:
                    rows.append(rows_of(store, asked, contexts[name]))  # noqa: B023

                try:
                    taken = milliseconds(work)
                except StoreError as error:
                    one.trouble[asked.name] = str(error)
                    one.taken.pop(asked.name, None)
                    continue
                one.wire[asked.name] = len(rows[0])
                if not turn and first is not None and not are_alike(first, rows[0]):
                    one.other.append(asked.name)
                first = rows[0] if first is None else first
                if turn or not rounds:
                    one.taken.setdefault(asked.name, []).append(taken)
    return found


def are_alike(ours: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    """Whether two questions brought the same rows of the same types, numbers within 1e-9."""
    try:
        pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9, atol=1e-9)
    except AssertionError:
        return False
    return True


def differs(ours: Any, theirs: Any) -> bool:
    """Whether two answers are not the same, numbers within 1e-9."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() != theirs.keys() or any(differs(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) != len(theirs) or any(map(differs, ours, theirs))
    if isinstance(ours, float) or isinstance(theirs, float):
        try:
            return not math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
        except TypeError:
            return True
    return bool(ours != theirs)


@contextmanager
def served(kinds: Sequence[str], given: Mapping[str, str | None]) -> Iterator[dict[str, str]]:
    """The address of a server of each kind, without a schema: the one that was given, else one
    that lives as long as this."""
    with ExitStack() as stack:
        found = {}
        for kind in kinds:
            try:
                found[kind] = given[kind] or stack.enter_context(_STARTED[kind]())
            except servers.Missing as error:
                sys.exit(f"{NAMES[kind]}: {error}")
        yield found


_STARTED: dict[str, Callable[[], Any]] = {
    "postgres": lambda: servers.postgres(free_port(), **_POSTGRES),
    "spark": lambda: servers.spark(**_SPARK),
}


# the seam -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seam:
    """Milliseconds of a question in every turn: through the store, by a cursor that is open already
    with the same text and parameters, and by that cursor once more."""

    name: str
    store: tuple[float, ...]
    cursor: tuple[float, ...]
    again: tuple[float, ...]

    @property
    def cost(self) -> float:
        """Median of what the store took longer than the cursor of the same turn."""
        return float(np.median(np.subtract(self.store, self.cursor)))

    @property
    def noise(self) -> float:
        """The same of the cursor beside itself, where nothing but noise can differ."""
        return float(np.median(np.subtract(self.again, self.cursor)))


def seam(store: Store, turns: int) -> list[Seam]:
    """Of every question; the first turn warms up, and each of the three goes first in turns."""
    found = []
    cursor = store._cursor_of()
    for asked in questions():
        text, params = query_of(store, asked.name)

        def through(sql: str = asked.sql, params: dict[str, Any] = params) -> None:
            store.ask(sql, params)

        def bare(text: str = text, params: dict[str, Any] = params) -> None:
            cursor.execute(text, params).df()

        taken: tuple[list[float], list[float], list[float]] = ([], [], [])
        ways = deque(zip((through, bare, bare), taken, strict=True))
        for _ in range(turns + 1):
            for work, times in ways:
                times.append(milliseconds(work))
            ways.rotate()
        found.append(Seam(asked.name, *(tuple(times[1:]) for times in taken)))
    cursor.close()
    return found


def seam_table(found: Mapping[str, Sequence[Seam]], turns: int, where: str) -> str:
    """The part of docs/scale.md about the default way."""
    lines = [
        "### What the seam costs where nothing is elsewhere",
        "",
        "Every question's SQL through `Store.ask`, in a cursor of its own under a watch, beside the"
        f" same text and parameters in a cursor that is open already, {where}. Of each question the"
        f" median of {turns} turns, in each of which both are asked; then their mean over the"
        " questions with its 95 % interval, and the most. The same cursor, asked once more in every"
        " turn, says how much of the most is noise (`make bench-engines`).",
        "",
        "| workspace | questions | bare cursor, ms | seam, ms a question | bar | most, ms |"
        " most of the bare cursor beside itself, ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, of in found.items():
        bare = median(median(one.cursor) for one in of)
        low, high = interval([one.cost for one in of])
        lines.append(
            f"| {name} | {len(of)} | {bare:.1f} |"
            f" {(low + high) / 2:.2f} ({low:.2f} to {high:.2f}) |"
            f" < 1{'' if high < 1 else ', not met'} | {max(one.cost for one in of):.2f} |"
            f" {max(abs(one.noise) for one in of):.2f} |"
        )
    return "\n".join(lines)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean, by Student's t. Errors: ValueError below two values."""
    if len(values) < 2:
        raise ValueError("an interval takes two values")
    found = stats.ttest_1samp(values, 0.0).confidence_interval()
    return float(found.low), float(found.high)


# the page -----------------------------------------------------------------------------------------


def table(size: Size, rounds: int, where: str) -> str:
    """The part of docs/scale.md about one size."""
    engines = list(size.of)
    lines = [
        f"### All questions of {size.rows:,} attendance rows",
        "",
        f"A made-up company, {where}. The SQL of each question, {_turns(rounds)}, one engine after"
        " the other in one run (`make bench-engines`). Rows: that crossed the wire.",
        "",
        f"| question | {' | '.join(f'{NAMES[one]}, ms' for one in engines)} | rows |",
        f"|---|{'---|' * len(engines)}---|",
    ]
    for asked in questions():
        taken = [_taken(size.of[one], asked.name) for one in engines]
        rows = max(size.of[one].wire.get(asked.name, 0) for one in engines)
        lines.append(f"| {asked.name} | {' | '.join(taken)} | {rows:,} |")
    totals = [f"{1000 * size.of[one].total():,.0f}" for one in engines]
    wire = max(sum(size.of[one].wire.values()) for one in engines)
    lines += [f"| all | {' | '.join(totals)} | {wire:,} |", "", *_whole(size)]
    for one, says in size.failed.items():
        lines += ["", f"{NAMES[one]} broke: {says}"]
    for one in engines:
        for name, says in size.of[one].trouble.items():
            lines += ["", f"{NAMES[one]} has no answer to `{name}`: {says}"]
        if one != DUCKDB:
            other = ", ".join(f"`{name}`" for name in size.other_answers(one)) or "none"
            what = "Answers" if size.of[one].answers else "Rows"
            lines += ["", f"{what} of {NAMES[one]} that are not those of DuckDB: {other}."]
    return "\n".join(lines)


def _turns(rounds: int) -> str:
    return f"medians of turns ({rounds})" if rounds else "asked once"


def _taken(told: Told, question: str) -> str:
    return f"{1000 * told.seconds(question):,.0f}" if question in told.sql else "–"


def _whole(size: Size) -> Iterator[str]:
    """Getting there, and every answer with its statistics and words."""
    yield (
        f"Exported in {size.export.seconds:,.1f} s with {size.export.peak:,.0f} MB of memory, as"
        f" {size.export.found['bytes'] / 1e6:,.0f} MB of Parquet. Each in a process of its own,"
        " without its imports:"
    )
    yield from (
        "",
        "| | loaded and derived, s | peak MB | all answers, s | peak MB | rows over the wire |",
        "|---|---|---|---|---|---|",
    )
    for name, told in size.of.items():
        loading = told.loading
        loaded = f"{loading.seconds:,.1f} | {loading.peak:,.0f}" if loading else "– | –"
        answers = told.answers
        rows = f"{answers.found['rows']:,}" if answers and loading else "–"
        answered = f"{answers.seconds:,.1f} | {answers.peak:,.0f}" if answers else "– | –"
        yield f"| {NAMES[name]} | {loaded} | {answered} | {rows} |"


def growth_table(of: Mapping[int, Mapping[str, Mapping[str, float]]], where: str) -> str:
    """The part of docs/scale.md about all sizes. of: by rows, the `taken_by` of each."""
    sizes = sorted(of)
    engines = [one for one in of[sizes[0]] if all(one in of[rows] for rows in sizes)]
    lines = [
        "### How the cost grows",
        "",
        f"Seconds that the SQL of all questions takes, and that of the slowest, {where}. The"
        " exponent is the slope of a line through the logarithms: 1 where twice the rows take"
        " twice as long.",
        "",
        f"| engine | | {' | '.join(f'{rows:,}' for rows in sizes)} | exponent |",
        f"|---|---|{'---|' * len(sizes)}---|",
    ]
    for one in engines:
        told = [of[rows][one] for rows in sizes]
        both = set.intersection(*(set(some) for some in told))
        slowest = max(sorted(both), key=lambda name: told[-1][name])
        for name, seconds in (
            ("all", [sum(some[name] for name in both) for some in told]),
            (f"`{slowest}`", [some[slowest] for some in told]),
        ):
            cells = " | ".join(f"{taken:,.2f}" for taken in seconds)
            lines.append(f"| {NAMES[one]} | {name} | {cells} | {exponent(sizes, seconds):.2f} |")
    return "\n".join(lines)


def taken_by(size: Size) -> dict[str, dict[str, float]]:
    """Seconds of each question's SQL by each engine."""
    return {
        engine: {name: told.seconds(name) for name in told.sql} for engine, told in size.of.items()
    }


def exponent(rows: Sequence[int], seconds: Sequence[float]) -> float:
    """The power of the rows with which the seconds grow, by least squares of the logarithms."""
    return float(np.polyfit(np.log(rows), np.log(seconds), 1)[0])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure every question on every engine.")
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS), help="of attendance")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where all of it is kept meanwhile")
    parser.add_argument("--only", choices=(*OTHERS, "seam"), help="beside DuckDB")
    for kind in OTHERS:
        parser.add_argument(f"--{kind}", metavar="ADDRESS", help="a server to use, no schema")
    parser.add_argument("--out", type=Path, default=SCALE)
    options = parser.parse_args(arguments)
    if options.only in (None, "seam"):
        keep(options.out, "seam", seam_table(_seams(), SEAM_TURNS, machine()))
    if options.only == "seam":
        return
    kinds = [options.only] if options.only else OTHERS
    if options.folder:
        tempfile.tempdir = str(options.folder)  # the servers keep there what they hold
    given = {kind: getattr(options, kind) for kind in OTHERS}
    # Sizes that were measured before with this folder stay in the table of growth.
    taken = Path(options.folder or ".") / "taken.json"
    sizes = {int(n): of for n, of in json.loads(_text(taken)).items()} if options.folder else {}
    with (
        scratch(options.folder, _DISK_PER_ROW * max(options.rows)) as folder,
        served(kinds, given) as at,
    ):
        for rows in sorted(options.rows):
            rounds = options.rounds if rows <= _MOST_REPEATED else 0
            size = measure(rows, rounds, folder / str(rows), at)
            sizes[size.rows] = taken_by(size)
            if options.folder:
                taken.write_text(json.dumps(sizes), encoding="utf-8")
            # of the largest size so far: a run that is stopped has kept it
            keep(options.out, "engines", table(size, rounds, machine()))
            if len(sizes) > 1:
                keep(options.out, "growth", growth_table(sizes, machine()))


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else "{}"


def _seams() -> dict[str, list[Seam]]:
    found = {}
    for name, fill in (("empty", None), ("the sample pilot", land_sample)):
        with closing(Store.open(":memory:")) as store:
            if fill:
                fill(store)
            found[name] = seam(store, SEAM_TURNS)
    return found


if __name__ == "__main__":
    main()
