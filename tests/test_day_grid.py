"""The benchmark of the day grid: that it measures the product's own numbers. Nothing is timed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.asking import context_of, rows_of
from analytics.cohorts.hires import Hires
from analytics.questions.time_to_competency.question import QUESTION as TIME_TO_COMPETENCY
from benchmarks import day_grid, page


def test_the_grid_is_that_of_the_whole_question() -> None:
    store = day_grid.made_store(3000)
    rows = rows_of(store, TIME_TO_COMPETENCY, context_of(store, TIME_TO_COMPETENCY))
    hires = Hires.from_rows(rows[rows["scope"] == "hire"])
    found = day_grid.grids(store.ask(day_grid.DAY_GRID))
    for name, cohort in (("before", hires.before), ("during", hires.during)):
        for counts in ("day", "events", "censored"):
            assert np.array_equal(getattr(found[name], counts), getattr(cohort.grid, counts))
    assert found["before"].n + found["during"].n == 3000


def test_a_run_writes_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "performance.md"
    out.write_text("# Performance\n\nOther numbers.\n", encoding="utf-8")
    for _ in range(2):
        day_grid.main(["--hires", "3000", "--rounds", "2", "--out", str(out)])
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Performance\n\nOther numbers.\n\n<!-- day grid -->\n## The day grid")
    assert text.count("## The day grid") == 1 and text.endswith("<!-- /day grid -->\n")
    assert "3,000 hires in memory" in text and "\n| ratio | " in text
    assert "3,000 hires in memory" in capsys.readouterr().out


def test_the_table_stands_where_it_stood() -> None:
    once = page.placed("# Performance\n\nBefore.\n", "day grid", "old")
    assert page.placed(once + "\nAfter.\n", "day grid", "new").split("\n") == [
        "# Performance", "", "Before.", "", "<!-- day grid -->", "new", "<!-- /day grid -->", "",
        "After.", "",
    ]  # fmt: skip


def test_the_ratio_is_that_of_the_two_medians() -> None:
    found = {"group by": 10.0, "with statistics": 15.0, "question": 1234.4}
    text = day_grid.table(found, 1_000_000, 15, "2 cores and 24 GB")
    assert "| ratio | 1.50 |" in text and "| 1,234 |" in text
