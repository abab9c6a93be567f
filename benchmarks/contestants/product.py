"""Ours, through its own front door: `impact ingest` of the files, then every question."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

from analytics.asking import ask, questions
from analytics.cli import main
from analytics.findings import Curve, Trend
from analytics.store import Store

FILES = ("people.csv", "signed off.csv", "invitations.csv", "attendance.csv")


def run(folder: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as workspace:
        with contextlib.redirect_stdout(io.StringIO()):
            files = [str(folder / name) for name in FILES]
            assert (
                main(["pilot", "--workspace", workspace, "--file", str(folder / "pilot.toml")]) == 0
            )
            assert main(["ingest", *files, "--workspace", workspace]) == 0
        store = Store.open(Path(workspace))
        found = {question.name: ask(store, question.name) for question in questions()}
        store.close()
    came, learned = found["participation"].answer, found["time-to-competency"].answer
    assert isinstance(came, Trend) and isinstance(learned, Curve)
    return {
        "attended": came.n["attended"],
        "invited": came.n["invitations"],
        "before": learned.before.median[0],
        "during": learned.during.median[0],
    }
