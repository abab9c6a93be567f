"""The main job as a user does it: export files in, honest figures out, by `impact` alone.

The sample's files go into an empty folder; what comes out must be what their generator knows
about its own world (data/sample/truth.json).
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics import cli
from analytics.questions import questions
from analytics.stats.permutation import logrank_test
from analytics.stats.survival import DayGrid, kaplan_meier
from analytics.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "sample"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
Json = dict[str, Any]


def impact(*words: str | Path) -> Any:
    """Run the command as a user does; its JSON. Exit code 0, and nothing to complain of."""
    command = [sys.executable, "-W", "error", "-m", "analytics.cli", *map(str, words), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return json.loads(done.stdout)


def impact_here(*words: str | Path) -> Any:
    """The same without another process, which takes a second longer each time."""
    with redirect_stdout(io.StringIO()) as out:
        assert cli.main([*map(str, words), "--json"]) == 0
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the sample's files were landed as a user's own, card and all."""
    folder = tmp_path_factory.mktemp("main") / "workspace"
    reports = impact("ingest", SAMPLE / "exports", "--workspace", folder)
    assert {report["state"] for report in reports} == {"landed"}
    card = impact("pilot", "--file", SAMPLE / "pilot.toml", "--workspace", folder)
    assert card["starts_on"] == TRUTH["pilot"]["starts_on"]
    return folder


@pytest.fixture(scope="module")
def answers(workspace: Path) -> dict[str, Json]:
    """The JSON of every question, by its name."""
    found = {
        asked.name: impact_here("ask", asked.name, "--workspace", workspace)
        for asked in questions()
    }
    for name in ("participation", "time-to-competency"):
        assert impact("ask", name, "--workspace", workspace) == found[name]
    return found


def test_every_question_is_answered(answers: dict[str, Json]) -> None:
    for name, found in answers.items():
        assert found["question"] == name
        assert "too_few" not in found and not found["is_sample"]
        assert "Sample data" not in found["footnote"]


def test_participation(answers: dict[str, Json]) -> None:
    found, truth = answers["participation"], TRUTH["participation"]
    assert found["n"]["invitations"] == truth["invited"]
    assert found["n"]["attended"] == truth["attended"]
    assert found["n"]["people"] == truth["people_invited"]
    assert found["estimate"] == pytest.approx(truth["share"])
    weeks = {
        week["week_start"]: {"invited": week["invited"], "attended": week["attended"]}
        for week in found["details"]["weeks"]
    }
    assert weeks == truth["by_week"]
    # Whoever attended without being asked to, but for the organisers.
    walk_ins = [
        person["name"]
        for session in TRUTH["sessions"]
        for person in session["people"]
        if person["attended"]
        and person["email"] not in session["responses"]
        and person["role"] != "host"
    ]
    assert found["n"]["walk_ins"] == len(walk_ins) >= truth["not_invited_but_attended"]


def test_the_funnel(answers: dict[str, Json]) -> None:
    steps = {
        step["step"]: step["person_sessions"] for step in answers["funnel"]["details"]["steps"]
    }
    truth = TRUTH["participation"]
    assert steps["Invited"] == truth["invited"]
    assert steps["Accepted"] == truth["accepted"]
    assert steps["Attended"] == truth["attended"]
    assert steps["Stayed for 75% or more"] == truth["stayed"]


def test_the_cadence(answers: dict[str, Json]) -> None:
    found, truth = answers["sessions-per-month"], TRUTH["cadence"]
    months = {month["month"][:7]: month for month in found["details"]["months"]}
    assert {name: month["held"] for name, month in months.items()} == truth["held_by_month"]
    assert found["n"]["sessions"] == truth["held"]
    assert found["details"]["average_minutes"] == pytest.approx(truth["mean_actual_minutes"])
    assert found["details"]["planned_minutes"] == pytest.approx(truth["mean_planned_minutes"])
    # The pilot begins and ends inside a month: those two are shown and never judged.
    assert [month["is_on_target"] for month in months.values()] == [None, False, True, None]


def grid(cohort: str) -> DayGrid:
    columns = np.array(TRUTH["competency"]["cohorts"][cohort]["day_grid"]).T
    return DayGrid(*columns)


def test_the_hires(answers: dict[str, Json]) -> None:
    details = answers["time-to-competency"]["details"]
    for cohort, truth in TRUTH["competency"]["cohorts"].items():
        found = details[cohort]
        for name in ("n", "competent", "still_learning", "left"):
            assert found[name] == truth[name], (cohort, name)
    flags = {flag["code"]: flag["n"] for flag in details["flags"]}
    assert flags["straddlers-censored"] == TRUTH["competency"]["cohorts"]["before"]["straddlers"]
    left_out = TRUTH["competency"]["left_out_hires"]["competent_before_hire_date"]
    assert flags["competent-before-hire"] == len(left_out)
    assert answers["time-to-competency"]["n"]["before"] == (
        TRUTH["people"]["hired_before"] - len(left_out)
    )
    assert answers["time-to-competency"]["n"]["during"] == TRUTH["people"]["hired_during"]


def test_percent_faster_comes_from_the_truth_s_own_day_grid(answers: dict[str, Json]) -> None:
    found = answers["time-to-competency"]
    before, during = grid("before"), grid("during")
    test = logrank_test(before, during)
    assert test is not None
    assert found["estimate"] == pytest.approx(test.estimate)
    assert found["interval"] == pytest.approx(list(test.interval))
    assert found["details"]["percent_faster"]["estimate"] == found["estimate"]
    assert found["details"]["logrank"]["p"] == pytest.approx(test.p)
    assert found["details"]["before"]["median"] == kaplan_meier(before).median.value
    assert found["details"]["during"]["median"] == kaplan_meier(during).median.value
    # The world was made with 20% fewer days, and the interval holds that.
    low, high = found["interval"]
    assert low < TRUTH["competency"]["true_effect"]["percent_faster"] < high


def test_the_spreadsheet_exaggerates(answers: dict[str, Json]) -> None:
    found = answers["time-to-competency"]
    assert found["details"]["naive"]["percent_faster"] > found["estimate"]


def test_the_survey(answers: dict[str, Json]) -> None:
    truth = TRUTH["survey"]
    found = {
        statement["statement"]: statement
        for statement in answers["feedback"]["details"]["statements"]
    }
    assert found.keys() == truth["statements"].keys()
    for text, statement in truth["statements"].items():
        assert found[text]["n"] == statement["n"]
        assert list(found[text]["counts"].values()) == [
            statement["counts"][str(value)] for value in range(1, 6)
        ]
        assert found[text]["top_two_share"] == pytest.approx(statement["agree"])


def test_the_recommendation(answers: dict[str, Json]) -> None:
    found, truth = answers["nps"], TRUTH["survey"]["recommend"]
    assert found["estimate"] == pytest.approx(truth["nps"])
    assert found["details"]["asked"] == truth["question"]
    for group in ("promoters", "passives", "detractors"):
        assert found["details"][group] == truth[group]


def test_the_comments(answers: dict[str, Json]) -> None:
    assert answers["comments"]["n"]["comments"] == TRUTH["survey"]["comments"]


def test_landing_the_same_files_again_changes_nothing(
    workspace: Path, answers: dict[str, Json]
) -> None:
    def version() -> int:
        store = Store.open(workspace)
        try:
            return store.version()
        finally:
            store.close()

    before = version()
    reports = impact_here("ingest", SAMPLE / "exports", "--workspace", workspace)
    assert {report["state"] for report in reports} == {"already"}
    assert version() == before
    again = impact_here("ask", "time-to-competency", "--workspace", workspace)
    assert again == answers["time-to-competency"]


def test_a_department_is_asked_for_alone(workspace: Path) -> None:
    words = ("ask", "time-to-competency", "--workspace", workspace, "--department", "Sales")
    details = impact_here(*words)["details"]
    for cohort in ("before", "during"):
        hires = [
            hire
            for hire in TRUTH["competency"]["hires"]
            if (hire["cohort"], hire["department"]) == (cohort, "Sales")
        ]
        assert details[cohort]["n"] == len(hires)
        assert details[cohort]["competent"] == sum(hire["is_event"] for hire in hires)


def test_the_sample_gives_the_same_figures_and_is_marked(
    tmp_path: Path, answers: dict[str, Json], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sample"
    reports = impact_here("sample", "--workspace", folder)
    assert {report["state"] for report in reports} == {"landed"}
    for name, own in answers.items():
        found = impact_here("ask", name, "--workspace", folder)
        assert found["is_sample"] and found["footnote"] == f"{own['footnote']} · Sample data"
        if name == "attendance-grid":  # its people stand in the order of ids, which are a key's own
            assert found["title"] == own["title"]
            continue
        assert found | {"is_sample": False, "footnote": own["footnote"]} == own
    # Files of one's own never mix with it.
    people = next((SAMPLE / "exports").glob("workday*"))
    assert cli.main(["ingest", str(people), "--workspace", str(folder)]) == 1
    assert "sample" in capsys.readouterr().err


def test_the_words_of_the_main_answer(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json a person reads the verdict with its interval and its rivals."""
    assert cli.main(["ask", "time-to-competency", "--workspace", str(workspace)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("New hires reach competency ") and first.endswith("% faster")
    said = "\n".join(rest)
    assert "Clear gain · Target: too close to call" in said
    assert "95% CI" in said and "two periods, not two random groups" in said
