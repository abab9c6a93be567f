"""What the statistics of a million hires cost beside the SQL that counts them.

    uv run python -m benchmarks.day_grid [--hires N] [--rounds N] [--out FILE]

The bare GROUP BY against the same with everything the curves need from it: the Kaplan–Meier curves
of both cohorts, the log-rank test and percent faster with its interval. Both take turns in one
run, so that a busy machine slows both. The table goes into docs/performance.md, between its marks.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from analytics.asking import ask
from analytics.findings import Curve
from analytics.pilots import Pilot
from analytics.stats.logrank import logrank
from analytics.stats.survival import DayGrid, kaplan_meier
from analytics.stats.timeratio import time_ratio
from analytics.store import Store
from benchmarks.page import PERFORMANCE, keep, machine, milliseconds

DAY_GRID = Path(__file__).with_name("day_grid.sql").read_text("utf-8")
HIRES, ROUNDS, SEED = 1_000_000, 15, 20260105
# Half a year before and a quarter during, exported a month after the pilot's end.
STARTS_ON, ENDS_ON = date(2026, 1, 5), date(2026, 4, 4)
AS_OF, FIRST = date(2026, 5, 4), date(2025, 7, 9)
_EPOCH = np.datetime64("1970-01-01", "D")


def made_store(hires: int) -> Store:
    """A store in memory with so many hires: in the canonical tables for the whole question, and
    flat in day_grid_hire for the bare GROUP BY."""
    rng = np.random.default_rng(SEED)
    first, last = np.datetime64(FIRST, "D"), np.datetime64(ENDS_ON, "D")
    hired_on = first + rng.integers(0, (last - first).astype(int) + 1, hires)
    is_during = hired_on >= np.datetime64(STARTS_ON, "D")
    times = np.where(is_during, 40, 45) * np.exp(0.45 * rng.normal(size=hires))
    competent_on = hired_on + np.maximum(1, np.rint(times)).astype(np.int64)
    left_on = hired_on + np.rint(rng.exponential(850, hires)).astype(np.int64)
    as_of = np.datetime64(AS_OF, "D")
    until = np.where(is_during, as_of, np.datetime64(STARTS_ON, "D"))
    until = np.minimum(until, left_on)
    is_competent = competent_on <= until
    days = np.where(is_competent, competent_on, until) - hired_on
    person = pd.DataFrame(
        {
            "person_id": np.arange(hires),
            "hire_date": hired_on,
            "left_date": np.where(left_on <= as_of, left_on, np.datetime64("NaT")),
            "department": "Sales",
            "title": "Agent",
        }
    )
    is_known = competent_on <= np.minimum(as_of, left_on)
    competency = pd.DataFrame(
        {
            "person_id": np.flatnonzero(is_known),
            "competency": "Onboarded",
            "competent_on": competent_on[is_known],
            "status": "competent",
        }
    )
    flat = pd.DataFrame(
        {
            "cohort": np.where(is_during, "during", "before"),
            "days_watched": days.astype(np.int64),
            "is_competent": is_competent,
        }
    )
    files = pd.DataFrame(
        [_file(number, kind) for number, kind in enumerate(("people", "competency"), start=1)]
    )
    store = Store.open(":memory:")
    with store.writing() as writer:
        writer.run(
            "create table day_grid_hire (cohort varchar, days_watched bigint, is_competent boolean)"
        )
        for table, rows in (
            ("day_grid_hire", flat), ("person", person), ("competency", competency),
            ("source_file", files),
        ):  # fmt: skip
            writer.insert(table, rows)
        writer.changed("made up")
    store.save_pilot(Pilot("Made-up pilot", STARTS_ON, ENDS_ON, baseline_from=FIRST, read_on=AS_OF))
    return store


def _file(landing: int, kind: str) -> dict[str, object]:
    return {
        "file_id": kind, "landing": landing, "name": f"{kind}.csv", "kind": kind,
        "recognised_as": "Made up", "encoding": "utf-8", "delimiter": ",", "rows_read": 0,
        "rows_usable": 0, "rows_left_out": 0, "rows_repaired": 0, "origin": "upload",
        "landed_at": pd.Timestamp(AS_OF), "data_until": AS_OF,
    }  # fmt: skip


def grids(rows: pd.DataFrame) -> dict[str, DayGrid]:
    """The grid of each cohort from the rows of day_grid.sql."""
    return {
        str(cohort): DayGrid(
            part["days_watched"].to_numpy(), part["events"].to_numpy(), part["exits"].to_numpy()
        )
        for cohort, part in rows.groupby("cohort")
    }


def statistics(rows: pd.DataFrame) -> None:
    """All that the curves of both cohorts and their comparison need."""
    cohorts = grids(rows)
    before, during = cohorts["before"], cohorts["during"]
    for grid in (before, during):
        curve = kaplan_meier(grid)
        assert curve.median.value is not None
    assert logrank(before, during) is not None
    assert time_ratio(before, during) is not None


def measure(store: Store, rounds: int) -> dict[str, float]:
    """Median milliseconds of each, taking turns; the whole question a third as often."""

    def counted() -> None:
        store.ask(DAY_GRID)

    def with_statistics() -> None:
        statistics(store.ask(DAY_GRID))

    def asked() -> None:
        assert isinstance(ask(store, "time-to-competency").answer, Curve)

    taken: dict[str, list[float]] = {"group by": [], "with statistics": [], "question": []}
    for turn in range(rounds + 1):
        for name, work in (("group by", counted), ("with statistics", with_statistics)):
            taken[name].append(milliseconds(work))
        if turn % 3 == 0:
            taken["question"].append(milliseconds(asked))
    # the first turn warms up
    return {name: median(times[1:] or times) for name, times in taken.items()}


def table(found: dict[str, float], hires: int, rounds: int, machine: str) -> str:
    """The part of docs/performance.md that belongs to this benchmark."""
    bare, all_of_it = found["group by"], found["with statistics"]
    return "\n".join(
        [
            "## The day grid",
            "",
            f"{hires:,} hires in memory, {machine}. Medians of {rounds} turns, one after the other"
            " in one run (`make bench`).",
            "",
            "| | milliseconds |",
            "|---|---|",
            f"| events and exits per cohort and day, in SQL | {bare:.1f} |",
            "| the same, with both curves, log-rank test, percent faster and its interval"
            f" | {all_of_it:.1f} |",
            f"| ratio | {all_of_it / bare:.2f} |",
            "| for comparison: the whole question “time to competency”"
            f" | {found['question']:,.0f} |",
        ]
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the statistics beside their SQL.")
    parser.add_argument("--hires", type=int, default=HIRES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=PERFORMANCE)
    options = parser.parse_args(arguments)
    found = measure(made_store(options.hires), options.rounds)
    part = table(found, options.hires, options.rounds, machine())
    keep(options.out, "day grid", part)


if __name__ == "__main__":
    main()
