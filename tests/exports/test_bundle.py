"""The replay bundle: its script, really run, finds the same number, and says when it does not."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from analytics.asking import ask, query_of, questions
from analytics.exports import bundle
from analytics.filters import Filters
from analytics.landing import take_back
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store

ROOT = Path(bundle.__file__).resolve().parents[2]


@pytest.fixture
def workspace(sample_folder: Path, tmp_path: Path) -> Path:
    return copytree(sample_folder, tmp_path / "workspace")


def replayed(data: bytes, workspace: Path, folder: Path) -> tuple[int, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        found.extractall(folder)
    ran = subprocess.run(
        [sys.executable, str(folder / "replay.py"), str(workspace)],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert not ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("scope", [EVERYBODY, Scope(100, 100, 100)], ids=["usual", "large groups"])
def test_the_same_number_comes_out_again(workspace: Path, tmp_path: Path, scope: Scope) -> None:
    filters = Filters(departments=("Sales", "Operations"), first_day=date(2026, 2, 2))
    store = Store.open(workspace)
    finding = ask(store, "participation", filters, scope)
    assert finding.is_answered == (scope == EVERYBODY)
    data = bundle.write(store, finding, filters, scope)
    assert bundle.write(store, finding, filters, scope) == data
    store.close()
    code, said = replayed(data, workspace, tmp_path / "bundle")
    assert code == 0 and "The same number comes out of the workspace, from the rows" in said
    assert f"estimate: {finding.estimate}" in said


def test_it_says_what_has_changed_since(workspace: Path, tmp_path: Path) -> None:
    store = Store.open(workspace)
    data = bundle.write(store, ask(store, "feedback"), Filters())
    files = store.source_files()
    gone, file_id = files[files["kind"] == "survey"][["name", "file_id"]].iloc[0]
    take_back(store, file_id)
    store.close()
    code, said = replayed(data, workspace, tmp_path / "bundle")
    assert code == 1 and f"No longer in the workspace: {gone}" in said
    assert "Now it is:" in said


@pytest.mark.parametrize("name", [question.name for question in questions()])
def test_the_sql_and_its_parameters_are_whole(sample: Store, name: str) -> None:
    store = sample
    sql, params = query_of(store, name)
    assert len(store.ask(sql, params).columns) > 1  # nothing is missing, nothing is too much
    with zipfile.ZipFile(io.BytesIO(bundle.write(store, ask(store, name), Filters()))) as found:
        assert found.read("query.sql").decode() == sql
        assert set(json.loads(found.read("parameters.json"))) == set(params)
        files = json.loads(found.read("files.json"))
    assert {file["sha256"] for file in files} == set(store.source_files()["file_id"])
