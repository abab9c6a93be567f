"""Ours, through its own front door: `impact ingest` of the files, then every question."""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.asking import ask, questions
from analytics.cli import main
from analytics.findings import Calendar, Curve, Dose, Finding, Funnel, Grid, Shares, Strip, Trend
from analytics.store import Store
from benchmarks.contestants.pandas_ import MINUTES, SHARES

FILES = ("people.csv", "signed off.csv", "invitations.csv", "attendance.csv")
WEEK = ("invitations week.csv", "attendance week.csv")


def run(folder: Path) -> dict[str, Any]:
    """What was found, and the seconds of both phases."""
    with tempfile.TemporaryDirectory(dir=folder) as workspace:
        started = time.perf_counter()
        ingest(folder, Path(workspace))
        ingested = time.perf_counter()
        found = told(ask_all(Path(workspace)))
        answered = time.perf_counter()
    return found | {"phases": {"ingest": ingested - started, "questions": answered - ingested}}


def ingest(folder: Path, workspace: Path) -> dict[str, Any]:
    impact("pilot", "--file", folder / "pilot.toml", workspace=workspace)
    impact("ingest", *(folder / name for name in FILES), workspace=workspace)
    return {}


def add_week(folder: Path, workspace: Path) -> dict[str, Any]:
    impact("ingest", *(folder / name for name in WEEK), workspace=workspace)
    return {}


def ask_all(workspace: Path) -> dict[str, Finding]:
    store = Store.open(workspace)
    try:
        return {question.name: ask(store, question.name) for question in questions()}
    finally:
        store.close()


def participation(workspace: Path) -> dict[str, Any]:
    store = Store.open(workspace)
    try:
        came = ask(store, "participation").answer
    finally:
        store.close()
    return {
        "attended": came.n["attended"],
        "invited": came.n["invitations"],
        "sessions": came.n["sessions"],
    }


def impact(*words: str | Path, workspace: str | Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = main([*map(str, words), "--workspace", str(workspace)])
    if code:
        raise RuntimeError(out.getvalue())


def told(found: Mapping[str, Finding]) -> dict[str, Any]:
    """The figures that the other contestants find too."""
    came, learned = found["participation"].answer, found["time-to-competency"].answer
    formats, funnel = found["participation-by-format"].answer, found["funnel"].answer
    rules, reach = found["attended-rules"].answer, found["reach"].answer
    months, grid = found["sessions-per-month"].answer, found["attendance-grid"].answer
    dose = found["attendance-and-competency"].answer
    assert isinstance(came, Trend) and isinstance(learned, Curve) and isinstance(funnel, Funnel)
    assert isinstance(formats, Shares) and isinstance(reach, Shares) and isinstance(rules, Strip)
    assert isinstance(months, Calendar) and isinstance(grid, Grid)
    invited = came.n["invitations"]
    accepted, attended, stayed = funnel.steps[1:]
    figures = {
        "people": came.n["people"],
        "attended": came.n["attended"],
        "invited": invited,
        "sessions": came.n["sessions"],
        "weeks": [point.attended for point in came.periods.weeks],
        "months": [point.attended for point in came.periods.months],
        "formats": {row.name: row.count for row in sorted(formats.rows, key=lambda row: row.name)},
        "accepted": accepted.count,
        "stayed": stayed.count,
        "absent": attended.lost,
        "unasked": attended.joined,
        "rules": _rules(rules, invited),
        **{name: reach.n[of] for name, of in _REACH.items()},
        "came_by_department": {row.name: row.count for row in reach.rows},
        "held": [month.held for month in months.months],
        "invited_by_week": list(grid.people),
        "most_weeks": grid.n["came_in_most_weeks"],
        "before": learned.before.median[0],
        "during": learned.during.median[0],
    }
    if isinstance(dose, Dose):  # of few hires nothing is said
        figures |= {
            "fewer": dose.fewer.n,
            "more": dose.more.n,
            "fewer_days": dose.fewer.median[0],
            "more_days": dose.more.median[0],
            "landmark_z": round(dose.z, 6),
        }
    return figures


_REACH = {"came": "came", "again": "came_again", "regular": "regular"}


def _rules(strip: Strip, invited: int) -> Sequence[int]:
    """Attended under every rule that the others try."""
    found = {
        tuple(value for _, value in row.choices): round(row.estimate.value * invited)
        for row in strip.rows
        if row.estimate
    }
    return [found[float(minutes), share] for minutes in MINUTES for share in SHARES]
