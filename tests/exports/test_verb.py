"""`impact report`: what it writes by the suffix, as of which day, and what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path
from shutil import copytree

import pytest
from pptx import Presentation

from analytics import audit
from analytics.cli import main
from analytics.exports.ways import OF_PILOT

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def workspace(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copytree(sample_folder, tmp_path_factory.mktemp("verb") / "workspace")


def report(workspace: Path, out: Path, *more: str) -> int:
    return main(["report", "--workspace", str(workspace), "--out", str(out), *more])


def told(workspace: Path, tmp_path: Path, *more: str) -> dict[str, object]:
    out = tmp_path / "pilot.json"
    assert report(workspace, out, *more) == 0
    found: dict[str, object] = json.loads(out.read_text("utf-8"))
    return found


@pytest.mark.parametrize("form", OF_PILOT)
def test_the_suffix_says_what_it_is(
    workspace: Path, tmp_path: Path, capsys: Capture, form: str
) -> None:
    out = tmp_path / f"pilot.{form.upper()}"
    assert report(workspace, out) == 0
    assert out.stat().st_size > 500
    assert "New hires reach competency faster" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == [out.name]  # nothing half done
    assert audit.read(workspace)[-1].says == f"wrote out figures · {out.name}"


def test_without_a_suffix_it_is_a_folder_of_pictures(workspace: Path, tmp_path: Path) -> None:
    assert report(workspace, tmp_path / "pictures", "--dark") == 0
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert names[0] == "01-participation.png" and len(names) >= 20


def test_a_folder_may_have_a_dot_in_its_name(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "2026.03").mkdir()
    assert report(workspace, tmp_path / "2026.03") == 0
    assert (tmp_path / "2026.03" / "01-participation.png").exists()


def test_departments_and_days_are_filters(workspace: Path, tmp_path: Path) -> None:
    found = told(workspace, tmp_path, "--department", "Sales", "--department", "Operations")
    assert found["filters"] == "Sales, Operations"
    assert told(workspace, tmp_path)["filters"] is None
    by_day = told(workspace, tmp_path, "--as-of", "2026-03-22")
    assert by_day["filters"] == "as of 22 Mar 2026"
    # the week of a Wednesday ends on that Sunday
    assert told(workspace, tmp_path, "--week", "2026-03-18") == by_day
    week = by_day["week"]
    assert isinstance(week, dict)
    assert (week["first"], week["last"]) == ("2026-03-16", "2026-03-22")


def test_a_template_is_taken_over(workspace: Path, tmp_path: Path) -> None:
    made = Presentation()
    made.slide_width, made.slide_height = 12_192_000, 6_858_000
    for layout in made.slide_layouts:
        layout.name = f"Acme {layout.name}"
    template = tmp_path / "acme.pptx"
    made.save(str(template))
    out = tmp_path / "pilot.pptx"
    assert report(workspace, out, "--template", str(template)) == 0
    slides = Presentation(io.BytesIO(out.read_bytes())).slides
    assert {slide.slide_layout.name for slide in slides} == {"Acme Title Only"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["pilot.docx"], "ends in .pptx, .html, .md, .xlsx, .json, .pdf"),
        (["pilot.json", "--department", "Nowhere"], "there is no department “Nowhere”"),
        (["pilot.pptx", "--template", "missing.pptx"], "cannot be read"),
        (["pilot.pptx", "--template", "broken.pptx"], "not a PowerPoint file"),
        (["nowhere/pilot.json"], "cannot be written"),
        (["pilot.html", "--template", "broken.pptx"], "--template is for a .pptx"),
        (["pilot.pptx", "--dark"], "--dark is for pictures"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    workspace: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch,
    more: list[str], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.pptx").write_bytes(b"not a presentation")
    out, *options = more
    assert report(workspace, Path(out), *options) == 2
    said = capsys.readouterr().err
    assert says in said and said.startswith("impact: ") and said.count("\n") == 1


def test_an_empty_workspace_has_nothing_to_report(tmp_path: Path, capsys: Capture) -> None:
    assert report(tmp_path / "empty", tmp_path / "pilot.html") == 1
    assert "Nothing has landed" in capsys.readouterr().err
    assert not (tmp_path / "pilot.html").exists()
