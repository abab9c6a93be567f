"""The command line: its verbs, what they print for people and machines, and its exit codes."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analytics import cli
from analytics.allocation import allocate
from analytics.cli import main
from analytics.exports.sign_off import as_csv
from analytics.pilots import read_card
from analytics.questions import questions
from analytics.store import Store
from analytics.themes import read_themes, usual_themes
from analytics.verdicts.draw import card_lines, sheet

ROOT = Path(cli.__file__).resolve().parents[2]
ATTENDANCE = "zoom_participants_with_meeting_info.csv"
PEOPLE = "bamboohr_employees.csv"
CARD = '[pilot]\nname = "Autumn"\nstarts_on = 2025-09-01\nends_on = 2025-12-31\n'

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *command: str | Path, code: int = 0) -> str:
    """What a command prints; it must end with `code`, and print nothing to stderr if that is 0."""
    try:
        found = main([str(part) for part in command])
    except SystemExit as stopped:  # argparse's own way to end
        found = int(stopped.code or 0)
    printed = capsys.readouterr()
    assert found == code, printed
    assert not printed.err or code
    return printed.out + printed.err


def objects(capsys: Capture, *command: str | Path, code: int = 0) -> Any:
    return json.loads(said(capsys, *command, "--json", code=code))


# Help ---------------------------------------------------------------------------------------------


def commands() -> list[tuple[str, argparse.ArgumentParser]]:
    """The program itself and each verb, with its parser."""
    program = cli.parser()
    [verbs] = [a for a in program._actions if isinstance(a, argparse._SubParsersAction)]
    return [("impact", program), *verbs.choices.items()]


def undocumented(parser: argparse.ArgumentParser) -> list[str]:
    """What a parser offers without a word of help: options, arguments, verbs, itself."""
    missing = [] if parser.description else ["description"]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helped = {choice.dest for choice in action._choices_actions if choice.help}
            missing += sorted(set(action.choices) - helped)
        elif not action.help:
            missing.append("/".join(action.option_strings) or action.dest)
    return missing


def test_the_walker_sees_what_has_no_help() -> None:
    bad = argparse.ArgumentParser()
    bad.add_argument("file")
    bad.add_argument("--quiet")
    bad.add_subparsers().add_parser("go")
    assert undocumented(bad) == ["description", "file", "--quiet", "go"]


@pytest.mark.parametrize(("name", "parser"), commands(), ids=[name for name, _ in commands()])
def test_every_verb_and_option_says_what_it_does(
    name: str, parser: argparse.ArgumentParser
) -> None:
    assert undocumented(parser) == []


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_help_of_every_verb(capsys: Capture, name: str) -> None:
    command = ["--help"] if name == "impact" else [name, "--help"]
    assert "usage: impact" in said(capsys, *command)


def test_the_verbs_and_options_are_those_that_are_promised() -> None:
    offered = {
        name: {option for action in parser._actions for option in action.option_strings}
        - {"-h", "--help"}
        for name, parser in commands()
    }
    answers = {"--date-order", "--timezone", "--session-date", "--kind", "--mapping", "--skip-line"}
    series = {"--starts", "--times", "--every", "--zone"}
    assert offered == {
        "impact": set(),
        "hosts": {"--pilot", "--workspace", "--json", "--department", "--all"},
        "match": {"--pairs", "--pods", "--size", "--seed", "--again", "--out", "--ics",
                  "--minutes", "--workspace", "--json"} | series,
        "templates": {"--out"} | series,
        "check": {"--json", "--rows"} | answers,
        "ingest": {"--workspace", "--json"} | answers,
        "files": {"--workspace", "--json"},
        "undo": {"--workspace"},
        "doctor": {"--workspace", "--json", "--left-out"},
        "review": {"--workspace", "--json"},
        "decide": {"--workspace", "--same-as", "--apart"},
        "pilot": {
            "--workspace", "--file", "--lock", "--list", "--put-away", "--pilot", "--json",
        },
        "themes": {"--workspace", "--file", "--usual", "--json"},
        "ask": {
            "--workspace", "--pilot", "--department", "--from", "--to", "--as-of", "--by", "--json",
            "--months", "--target", "--follow-up", "--design",
        },
        "report": {
            "--workspace", "--pilot", "--out", "--template", "--dark", "--department", "--as-of",
            "--week",
        },
        "portfolio": {"--workspace", "--out", "--template", "--json"},
        "draw": {"--names", "--seed", "--groups", "--steps", "--weeks", "--first", "--out"},
        "sample": {"--workspace", "--json"},
        "backup": {"--workspace"},
        "restore": {"--workspace"},
        "rebuild": {"--workspace"},
        "publish": {"--workspace"},
        "export": {"--workspace", "--canonical"},
        "load": {"--engine", "--derive-only"},
        "schema": {"--name"},
        "person": {"--workspace", "--out"},
        "erase": {"--workspace", "--yes"},
        "retire": {"--workspace", "--before", "--yes"},
        "audit": {"--workspace"},
        "second-look": {"--workspace", "--pilot", "--as-of", "--json"},
        "watch": {"--workspace", "--pilot", "--as-of", "--json"},
    }  # fmt: skip


# Wrong usage: 2 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("", "VERB"),
        ("read x.csv", "invalid choice: 'read'"),
        ("check", "FILE"),
        ("check nowhere.csv", "nowhere.csv cannot be read"),
        ("check . --date-order md", "invalid choice: 'md'"),
        ("check . --kind person", "invalid choice: 'person'"),
        ("check . --session-date 7.10.2025", "7.10.2025 is not a date such as 2026-04-12"),
        ("check . --timezone Mars/Phobos", "--timezone Mars/Phobos is not an IANA name"),
        ("check . --mapping nowhere.toml", "nowhere.toml cannot be read"),
        ("pilot --file nowhere.toml", "nowhere.toml cannot be read"),
        ("themes --file nowhere.toml", "nowhere.toml cannot be read"),
        ("undo x.csv", "nothing has landed yet"),
        ("doctor --left-out nowhere/x.csv", "nowhere/x.csv cannot be written"),
        ("decide 5", "one of the arguments --same-as --apart is required"),
        ("decide 5 --apart --same-as 6", "not allowed with argument --apart"),
        ("decide Ada --apart", "invalid int value: 'Ada'"),
        ("decide 5 --apart", "No name in the workspace has the id 5"),
        ("ask", "QUESTION"),
        ("draw --seed 1 --names nowhere.csv", "nowhere.csv cannot be read"),
        ("draw --names nowhere.csv", "--seed"),
        ("draw --seed 1 --names x.csv --steps 2", "--steps and --first DATE belong together"),
        ("draw --seed 1 --names x.csv --out x.pdf", "the sheet to sign ends in .csv or .docx"),
        ("ask nps --from yesterday", "yesterday is not a date"),
        ("ask nps --from 2026-03-02 --to 2026-03-01", "--from lies after --to"),
    ],
)
def test_wrong_usage_is_said_and_ends_with_2(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in said(capsys, *command.split(), code=2)


@pytest.mark.parametrize("text", ["hire_date =", "hire_date = 5", "[columns]\na = 'b'"])
def test_a_mapping_that_is_none_ends_with_2(capsys: Capture, tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, encoding="utf-8")
    assert 'field = "Column header"' in said(
        capsys, "check", tmp_path, "--mapping", mapping, code=2
    )


def test_an_unknown_question_lists_the_known_ones(capsys: Capture, tmp_path: Path) -> None:
    text = said(capsys, "ask", "attendance", "--workspace", tmp_path / "ws", code=2)
    assert "there is no question “attendance”" in text
    assert all(question.name in text for question in questions())
    assert not (tmp_path / "ws").exists()


# draw ---------------------------------------------------------------------------------------------

NAMES = "Name,Department\nAna,Sales\nBen,Sales\nCem,Legal\nDee,Legal\nEva,Legal\n"


def drawn(capsys: Capture, folder: Path, *more: str | Path, code: int = 0) -> list[str]:
    names = folder / "names.csv"
    names.write_text(NAMES, encoding="utf-8")
    return said(capsys, "draw", "--names", names, "--seed", "42", *more, code=code).splitlines()


def test_a_draw_is_the_same_wherever_it_is_made(capsys: Capture, tmp_path: Path) -> None:
    printed = drawn(capsys, tmp_path, "--out", tmp_path / "sheet.csv")
    legal, sales = (dict.fromkeys(names, team) for names, team in
                    ((("Eva", "Cem", "Dee"), "Legal"), (("Ana", "Ben"), "Sales")))  # fmt: skip
    made = allocate(legal | sales, "42")
    assert [line.split("\t") for line in printed[:5]] == [list(row) for row in sheet(made).rows]
    assert "Seed 42" in printed and f"Digest {made.digest}" in printed
    assert (tmp_path / "sheet.csv").read_bytes() == as_csv(made)
    assert drawn(capsys, tmp_path, "--out", tmp_path / "sheet.csv") == printed
    assert drawn(capsys, tmp_path, "--seed", "43")[-1] != f"Digest {made.digest}"


def test_a_draw_in_other_groups_and_in_steps(capsys: Capture, tmp_path: Path) -> None:
    three = drawn(capsys, tmp_path, "--groups", "May", "June", "July")
    assert {line.split("\t")[0] for line in three[:5]} == {"May", "June", "July"}
    out = tmp_path / "sheet.docx"
    stepping = ("--steps", "2", "--first", "2026-05-04", "--weeks", "2", "--out", out)
    refused = said(
        capsys, "draw", "--names", tmp_path / "names.csv", "--seed", "42", *stepping, code=2
    )
    assert "without a second column" in refused and not out.exists()
    teams = tmp_path / "teams.txt"
    teams.write_text("\n".join(("Ana", "Ben", "Cem", "Dee", "Eva")), encoding="utf-8")
    steps = said(capsys, "draw", "--names", teams, "--seed", "42", *stepping).splitlines()
    assert "5 names: 3 on 4 May 2026 and 2 on 18 May 2026" in steps and "randomised = true" in steps
    assert any(line.startswith("department_starts = {") for line in steps)
    assert out.read_bytes().startswith(b"PK")
    waiting = said(capsys, "draw", "--names", teams, "--seed", "42").splitlines()
    made = allocate(dict.fromkeys(("Ana", "Ben", "Cem", "Dee", "Eva"), ""), "42")
    assert waiting[-3:] == card_lines(made).splitlines() and "randomised = true" in waiting
    assert not any("randomised" in line for line in three)
    said(capsys, "draw", "--names", tmp_path / "names.csv", "--seed", "1", "--groups", "a", code=2)
    (tmp_path / "names.csv").write_text("Ana\nAna\n", encoding="utf-8")
    command = ("draw", "--names", tmp_path / "names.csv", "--seed", "1")
    assert "“Ana” stands twice" in said(capsys, *command, code=1)


def test_a_plan_is_asked_like_any_question(capsys: Capture, tmp_path: Path) -> None:
    said(capsys, "sample", "--workspace", tmp_path)
    found = objects(capsys, "ask", "pilot-plan", "--workspace", tmp_path)
    assert found["target"] == 0.2 and found["estimate"] is None and found["grade"] is None
    assert found["details"]["intent"]["starts_on"] == "2026-01-12"
    assert [row[0] for row in found["table"]["rows"]] == [
        "before-after", "comparison", "stepped", "lot"
    ]  # fmt: skip
    assert "What helps most." in said(capsys, "ask", "pilot-plan", "--workspace", tmp_path)


def test_another_pilot_is_tried_by_options(capsys: Capture, tmp_path: Path) -> None:
    said(capsys, "sample", "--workspace", tmp_path)
    plan = ("ask", "pilot-plan", "--workspace", tmp_path)
    usual = objects(capsys, *plan)
    tried = objects(capsys, *plan, "--months", "6", "--target", "25", "--follow-up", "60",
                    "--design", "stepped")  # fmt: skip
    intent = tried["details"]["intent"]
    assert (intent["months"], intent["design"], tried["target"]) == (6, "stepped", 0.25)
    assert (intent["ends_on"], intent["read_on"]) == ("2026-07-13", "2026-09-11")
    assert objects(capsys, *plan) == usual  # the card stays as it is
    other = ("ask", "participation", "--workspace", tmp_path, "--months", "6")
    assert "of pilot-plan only" in said(capsys, *other, code=2)
    assert "from 1 to 95" in said(capsys, *plan, "--target", "0.2", code=2)


# check --------------------------------------------------------------------------------------------

REPORT_KEYS = {
    "file", "state", "recognised_as", "kind", "encoding", "delimiter", "date_order", "rows",
    "stated", "problems", "records",
}  # fmt: skip
PERSON_KEYS = {"name", "email", "employee_id"}
SESSION_KEYS = {"title", "started_at", "ended_at"}


@pytest.mark.parametrize(
    ("name", "kind", "keys"),
    [
        (ATTENDANCE, "attendance", {"session", "person", "seconds", "intervals", "role"}),
        ("google_calendar_invites.ics", "invitations", {"session", "person", "response"}),
        (
            PEOPLE,
            "people",
            {"employee_id", "name", "email", "hire_date", "left_date", "department", "manager",
             "location", "title", "status"},
        ),
        (
            "competency_lms_completion_generic.csv",
            "competency",
            {"person", "competency", "competent_on", "status"},
        ),
        (
            "google_forms_responses.csv",
            "survey",
            {"question", "scale", "value", "text", "person", "submitted_at"},
        ),
    ],
)  # fmt: skip
def test_check_prints_what_a_file_is_and_its_records(
    capsys: Capture, exports: Path, name: str, kind: str, keys: set[str]
) -> None:
    order = ("--date-order", "mdy") if name == ATTENDANCE else ()
    [report] = objects(capsys, "check", exports / name, "--rows", *order)
    assert report.keys() == REPORT_KEYS
    assert (report["file"], report["kind"], report["state"]) == (name, kind, "ready")
    assert report["rows"].keys() == {"read", "usable", "left_out", "repaired"}
    assert report["rows"]["read"] == report["rows"]["usable"] + report["rows"]["left_out"]
    assert report["records"]
    for record in report["records"]:
        assert record.keys() == keys
        if "session" in keys:
            assert record["session"].keys() == SESSION_KEYS
        if "person" in keys:
            assert record["person"].keys() == PERSON_KEYS
    [without] = objects(capsys, "check", exports / name, *order)
    assert without.keys() == REPORT_KEYS - {"records"}


def test_check_says_every_problem_with_its_lines(capsys: Capture, exports: Path) -> None:
    file = exports / "pitfall_unclosed_quote.csv"
    [report] = objects(capsys, "check", file, code=1)
    [problem] = report["problems"]
    assert problem.keys() == {"code", "severity", "lines", "says", "question"}
    assert (report["state"], problem["lines"]) == ("refused", [2])
    assert said(capsys, "check", file, code=1).startswith(f"{file.name}, line 2: ")


def test_check_lands_nothing_and_its_exit_code_counts_every_file(
    capsys: Capture, exports: Path
) -> None:
    text = said(capsys, "check", exports / PEOPLE, exports / "pitfall_empty.csv", code=1)
    assert f"{PEOPLE}: BambooHR employees · 20 of 20 rows usable" in text
    assert "pitfall_empty.csv: the file is empty" in text
    assert not list(Path(os.environ["IMPACT_WORKSPACE"]).iterdir())


def test_a_folder_stands_for_its_files(capsys: Capture, exports: Path, tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (tmp_path / "pilot.toml").write_text(CARD, encoding="utf-8")
    (tmp_path / PEOPLE).write_bytes((exports / PEOPLE).read_bytes())
    people, card = objects(capsys, "check", tmp_path)
    assert (people["file"], card["pilot"]["name"]) == (PEOPLE, "Autumn")


# Answers to what a file leaves open ---------------------------------------------------------------


@pytest.mark.parametrize(("order", "day"), [("dmy", "2025-07-10"), ("mdy", "2025-10-07")])
def test_the_date_order_is_asked_for_and_taken(
    capsys: Capture, exports: Path, order: str, day: str
) -> None:
    file = exports / ATTENDANCE
    [held] = objects(capsys, "check", file, code=1)
    assert (held["state"], held["problems"][-1]["question"]) == ("held", "date_order")
    assert "--date-order" in held["problems"][-1]["says"]
    [report] = objects(capsys, "check", file, "--rows", "--date-order", order)
    assert report["date_order"] == order
    assert {r["session"]["started_at"][:10] for r in report["records"]} == {day}


def test_the_day_of_a_session_is_asked_for_and_taken(capsys: Capture, exports: Path) -> None:
    file = exports / "google_meet_attendance_workspace.csv"
    [held] = objects(capsys, "check", file, code=1)
    assert held["problems"][-1]["question"] == "session_date"
    [report] = objects(capsys, "check", file, "--rows", "--session-date", "2025-10-07")
    assert {r["session"]["started_at"][:10] for r in report["records"]} == {"2025-10-07"}


def test_a_file_nobody_recognises_is_read_by_a_mapping(capsys: Capture, tmp_path: Path) -> None:
    file, mapping = tmp_path / "staff.csv", tmp_path / "mapping.toml"
    file.write_text("Wer,Code,Los\nAda Nova,007,2026-01-19\n", encoding="utf-8")
    mapping.write_text('name = "Wer"\nemployee_id = "Code"\nhire_date = "Los"\n', encoding="utf-8")
    [held] = objects(capsys, "check", file, code=1)
    assert held["problems"][-1]["question"] == "kind"
    answers = ("--kind", "people", "--mapping", mapping)
    [report] = objects(capsys, "check", file, "--rows", *answers)
    [person] = report["records"]
    found = (person["name"], person["employee_id"], person["hire_date"])
    assert found == ("Ada Nova", "007", "2026-01-19")


def test_the_zone_of_a_file_is_turned_into_the_pilots(
    capsys: Capture, exports: Path, tmp_path: Path
) -> None:
    card = tmp_path / "pilot.toml"
    card.write_text(f'{CARD}timezone = "Europe/Berlin"\n', encoding="utf-8")
    starts = []
    for number, zone in enumerate(((), ("--timezone", "UTC"))):
        folder = tmp_path / f"ws{number}"
        said(capsys, "pilot", "--workspace", folder, "--file", card)
        file = exports / ATTENDANCE
        said(capsys, "ingest", file, "--workspace", folder, "--date-order", "mdy", *zone)
        store = Store.open(folder)
        starts.append(store.ask("select started_at from session")["started_at"][0])
        store.close()
    assert (starts[1] - starts[0]).total_seconds() == 2 * 3600


# ingest, pilot, ask, sample -----------------------------------------------------------------------


def test_the_main_job(capsys: Capture, tmp_path: Path) -> None:
    sample = ROOT / "data" / "sample"
    workspace = ("--workspace", tmp_path / "ws")
    reports = objects(capsys, "ingest", sample / "exports", *workspace)
    assert {report["state"] for report in reports} == {"landed"}
    again = said(capsys, "ingest", sample / "exports", *workspace)
    assert again.count("already loaded, nothing changed") == len(reports)
    assert "no pilot card yet" in said(capsys, "pilot", *workspace)
    printed = said(capsys, "pilot", "--file", sample / "pilot.toml", *workspace)
    assert read_card(printed) == read_card((sample / "pilot.toml").read_text("utf-8"))
    assert objects(capsys, "pilot", *workspace)["starts_on"] == "2026-01-12"

    truth = json.loads((sample / "truth.json").read_text("utf-8"))
    finding = objects(capsys, "ask", "time-to-competency", *workspace)
    low, high = finding["interval"]
    assert low < truth["competency"]["true_effect"]["percent_faster"] < high
    told = finding["details"]["percent_faster"]
    assert (told["estimate"], told["interval"]) == (finding["estimate"], [low, high])
    assert told["confidence"] == 0.95 and told["p"] < 0.05
    for name in ("before", "during"):
        meant, found = truth["competency"]["cohorts"][name], finding["details"][name]
        for count in ("n", "competent", "still_learning", "left"):
            assert found[count] == meant[count]
    assert finding["is_sample"] is False
    text = said(capsys, "ask", "time_to_competency", *workspace)
    assert f"{finding['estimate']:.0%} faster" in text and finding["title"] in text

    chosen = ("--department", "Operations", "--from", "2026-02-01", "--to", "2026-03-31")
    filtered = objects(capsys, "ask", "participation", *workspace, *chosen)
    everybody = objects(capsys, "ask", "participation", *workspace)
    meant = truth["participation"]
    assert everybody["n"]["invitations"] == meant["invited"]
    assert everybody["n"]["attended"] == meant["attended"]
    assert everybody["estimate"] == meant["share"]
    assert 0 < filtered["n"]["people"] < everybody["n"]["people"] == meant["people_invited"]
    assert "Operations" in filtered["footnote"]
    early = objects(capsys, "ask", "participation", *workspace, "--as-of", "2026-02-10")
    assert 0 < early["n"]["sessions"] < everybody["n"]["sessions"]


def test_the_sample_is_marked(capsys: Capture, tmp_path: Path, exports: Path) -> None:
    workspace = ("--workspace", tmp_path / "ws")
    assert {r["state"] for r in objects(capsys, "sample", *workspace)} == {"landed"}
    assert objects(capsys, "ask", "nps", *workspace)["is_sample"] is True
    refused = said(capsys, "ingest", exports / PEOPLE, *workspace, code=1)
    assert "never mix" in refused


# files, undo -------------------------------------------------------------------------------------


def test_what_has_landed_is_listed(capsys: Capture, exports: Path, tmp_path: Path) -> None:
    workspace = ("--workspace", tmp_path)
    assert objects(capsys, "files", *workspace) == []
    assert "Nothing has landed yet" in said(capsys, "files", *workspace)
    said(capsys, "ingest", exports / PEOPLE, *workspace)
    [file] = objects(capsys, "files", *workspace)
    assert file.keys() == {
        "file", "id", "kind", "recognised_as", "rows", "data_until", "landed_at", "origin",
    }  # fmt: skip
    assert (file["file"], file["kind"], file["origin"]) == (PEOPLE, "people", "upload")
    assert file["rows"] == {"read": 20, "usable": 20, "left_out": 0, "repaired": 0}
    text = said(capsys, "files", *workspace)
    assert text.startswith(f"{PEOPLE} · people · 20 of 20 rows · landed ")
    assert text.endswith(f" UTC · {file['id'][:12]}\n")


def test_a_file_is_taken_back_by_its_name_or_its_id(
    capsys: Capture, exports: Path, tmp_path: Path
) -> None:
    workspace = ("--workspace", tmp_path)
    said(capsys, "ingest", exports / PEOPLE, *workspace)
    [file] = objects(capsys, "files", *workspace)
    for named in (PEOPLE, exports / PEOPLE, file["id"], file["id"][:12].upper()):
        assert said(capsys, "undo", named, *workspace).startswith(f"{PEOPLE}: taken back")
        assert objects(capsys, "files", *workspace) == []
        assert "already" not in said(capsys, "ingest", exports / PEOPLE, *workspace)


def test_a_name_that_is_no_files_or_two_files_says_which_there_are(
    capsys: Capture, exports: Path, tmp_path: Path
) -> None:
    workspace = ("--workspace", tmp_path / "ws")
    other = tmp_path / PEOPLE
    other.write_text("Name,Hire Date\nAda Nova,2026-01-19\n", encoding="utf-8")
    said(capsys, "ingest", exports / PEOPLE, other, *workspace)
    ids = [file["id"] for file in objects(capsys, "files", *workspace)]
    unknown = said(capsys, "undo", "x.csv", *workspace, code=2)
    assert unknown.startswith("impact: no file “x.csv” has landed; there are: ")
    twice = said(capsys, "undo", PEOPLE, *workspace, code=2)
    assert f"more than one file is called “{PEOPLE}”; name it by its id" in twice
    for text in (unknown, twice):
        assert all(f"{PEOPLE} ({file_id[:12]})" in text for file_id in ids)
    assert "no file" in said(capsys, "undo", ids[0][:11], *workspace, code=2)  # too short to be one
    said(capsys, "undo", ids[1], *workspace)
    assert [file["id"] for file in objects(capsys, "files", *workspace)] == ids[:1]


# doctor, review, decide ---------------------------------------------------------------------------

STAFF = "Name,Email,Hire Date\nAda Nova,ada@example.com,2026-01-05\n,,2026-01-05\n"
ROLL = (
    "Title,Name,Email,Join Time,Leave Time\n"
    "Clinic,Ada's iPad,,2026-03-10 09:00,2026-03-10 10:00\n"
    "=Clinic,Casey,,2026-03-10 09:00,soon\n"
)


@pytest.fixture
def troubled(capsys: Capture, tmp_path: Path) -> tuple[str, Path]:
    """The workspace of somebody who came with her iPad; two rows are left out."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    (folder / "roll.csv").write_text(ROLL, encoding="utf-8")
    workspace = ("--workspace", tmp_path / "ws")
    said(capsys, "ingest", folder, *workspace)
    return workspace


def test_the_doctor_says_every_trouble(capsys: Capture, troubled: tuple[str, Path]) -> None:
    found = objects(capsys, "doctor", *troubled)
    assert found.keys() == {"headline", "troubles"}
    for trouble in found["troubles"]:
        assert trouble.keys() == {
            "code", "severity", "says", "effect", "effects", "rows", "fix",
        }  # fmt: skip
        assert all(row.keys() == {"file", "line", "text"} for row in trouble["rows"])
        assert all(e.keys() == {"label", "now", "then", "when"} for e in trouble["effects"])
    left_out = [t for t in found["troubles"] if t["code"] == "no-person"]
    assert [row["text"] for row in left_out[0]["rows"]] == [",,2026-01-05"]
    text = said(capsys, "doctor", *troubled)
    assert text.startswith(f"{found['headline']}\n\nMay move a number\n")
    for trouble in found["troubles"]:
        assert f"  {trouble['says']}.\n    {trouble['effect']}\n" in text
    assert "    staff.csv, line 3\n" in text


def test_the_doctor_of_an_empty_workspace_says_so(capsys: Capture, tmp_path: Path) -> None:
    assert said(capsys, "doctor", "--workspace", tmp_path).startswith("Nothing has landed yet")
    assert objects(capsys, "doctor", "--workspace", tmp_path)["troubles"] == []


def test_the_left_out_rows_are_written_without_formulas(
    capsys: Capture, troubled: tuple[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "left-out.csv"
    text = said(capsys, "doctor", "--left-out", target, *troubled)
    assert text.endswith(f"\n2 left-out rows written to {target}\n")
    header, *rows = csv.reader(target.read_text("utf-8-sig").splitlines())
    assert header == ["file", "line", "why", "row_as_found"]
    found = {(file, line): row for file, line, _, row in rows}
    assert found == {
        ("staff.csv", "3"): ",,2026-01-05",
        ("roll.csv", "3"): "'=Clinic,Casey,,2026-03-10 09:00,soon",
    }


def test_a_name_is_reviewed_and_decided(capsys: Capture, troubled: tuple[str, Path]) -> None:
    [someone] = objects(capsys, "review", *troubled)
    assert someone.keys() == {
        "alias_id", "name", "email", "why", "says", "touches", "places", "suggestions", "decision",
        "same_as",
    }  # fmt: skip
    [ada] = someone["suggestions"]
    assert ada.keys() == {"alias_id", "name", "department", "likeness"}
    assert (someone["name"], someone["why"], someone["decision"]) == ("Ada's iPad", "device", None)
    text = said(capsys, "review", *troubled)
    assert text.startswith(f"{someone['says']}. Id {someone['alias_id']}\n    perhaps Ada Nova, ")
    assert "impact decide ID --same-as ID" in text

    same = ("--same-as", ada["alias_id"])
    text = said(capsys, "decide", someone["alias_id"], *same, *troubled)
    assert text == "“Ada's iPad” is “Ada Nova” from now on; every number follows it\n"
    [someone] = objects(capsys, "review", *troubled)
    assert (someone["decision"], someone["same_as"]) == ("same", "Ada Nova")
    text = said(capsys, "review", *troubled)
    assert "    decided: it is Ada Nova\nEvery name matches somebody" in text

    text = said(capsys, "decide", someone["alias_id"], "--apart", *troubled)
    assert text == "“Ada's iPad” is somebody else from now on; every number follows it\n"
    assert objects(capsys, "review", *troubled)[0]["decision"] == "apart"
    assert "    decided: somebody else\n" in said(capsys, "review", *troubled)
    itself = ("--same-as", someone["alias_id"])
    assert "the same as itself" in said(
        capsys, "decide", someone["alias_id"], *itself, *troubled, code=2
    )


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_a_question_of_an_empty_workspace_says_what_is_missing(
    capsys: Capture, tmp_path: Path, question: Any
) -> None:
    finding = objects(capsys, "ask", question.name, "--workspace", tmp_path)
    assert finding["too_few"]["reason"] == "no-data"
    assert finding["too_few"]["missing"] and finding["too_few"]["enough_when"]
    assert finding["estimate"] is None
    text = said(capsys, "ask", question.name, "--workspace", tmp_path)
    assert finding["too_few"]["missing"][1:] in text


def test_an_unknown_department_lists_the_known_ones(
    capsys: Capture, exports: Path, tmp_path: Path
) -> None:
    workspace = ("--workspace", tmp_path)
    said(capsys, "ingest", exports / PEOPLE, *workspace)
    text = said(capsys, "ask", "nps", "--department", "Sails", *workspace, code=2)
    assert "no department “Sails”" in text and "Customer Support" in text


def test_without_a_workspace_the_default_one_is_used(capsys: Capture, exports: Path) -> None:
    said(capsys, "ingest", exports / PEOPLE)
    store = Store.open(os.environ["IMPACT_WORKSPACE"])
    assert list(store.source_files()["name"]) == [PEOPLE]
    store.close()


def test_a_card_that_cannot_be_used_ends_with_1(capsys: Capture, tmp_path: Path) -> None:
    card = tmp_path / "pilot.toml"
    card.write_text("[pilot]\nname = 5\n", encoding="utf-8")
    text = said(capsys, "pilot", "--file", card, "--workspace", tmp_path, code=1)
    assert text == "pilot.toml: [pilot] name should be text in quotes; found 5.\n"


def test_the_list_of_themes_is_printed_set_and_set_back(capsys: Capture, tmp_path: Path) -> None:
    workspace = ("--workspace", tmp_path / "workspace")
    usual = said(capsys, "themes", *workspace)
    assert read_themes(usual) == usual_themes()
    mine = tmp_path / "themes.toml"
    mine.write_text('[[theme]]\nname = "Food"\nwords = ["tea", \'/cakes?\\b/\']\n', "utf-8")
    printed = said(capsys, "themes", "--file", mine, *workspace)
    assert read_themes(printed) == read_themes(mine.read_text("utf-8"))
    assert objects(capsys, "themes", *workspace) == [
        {"name": "Food", "words": ["tea", "/cakes?\\b/"]}
    ]
    assert said(capsys, "themes", "--usual", *workspace) == usual


def test_a_list_of_themes_that_cannot_be_used_ends_with_1(capsys: Capture, tmp_path: Path) -> None:
    themes = tmp_path / "themes.toml"
    themes.write_text('[[theme]]\nname = "Food"\nwords = ["/(a+)+b/"]\n', encoding="utf-8")
    text = said(capsys, "themes", "--file", themes, "--workspace", tmp_path, code=1)
    assert text.startswith("themes.toml: “Food”: /(a+)+b/ could take very long")
    assert text.count("\n") == 1
    assert read_themes(said(capsys, "themes", "--workspace", tmp_path)) == usual_themes()


def test_a_workspace_that_cannot_be_used_ends_with_1(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    text = said(capsys, "pilot", "--workspace", tmp_path / "file", code=1)
    assert text.count("\n") == 1 and "cannot be made" in text


# As a program -------------------------------------------------------------------------------------


def program(*command: str | Path, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "analytics.cli", *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        **more,
    )


def test_the_program_prints_utf_8_whatever_the_system_speaks(exports: Path) -> None:
    strange = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    with program("check", exports / "pitfall_empty.csv", exports / PEOPLE, env=strange) as ran:
        out, err = ran.communicate()
    assert (ran.returncode, err) == (1, b"")
    assert "20 of 20 rows usable" in out.decode("utf-8") and "·" in out.decode("utf-8")


def test_a_reader_that_has_seen_enough_is_no_error(exports: Path) -> None:
    with program("check", exports / PEOPLE, "--json", "--rows") as ran:
        assert ran.stdout is not None and ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == 0


def test_a_person_at_a_terminal_sees_how_far_the_reading_is(
    exports: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [str(exports / ATTENDANCE), str(exports / PEOPLE)]
    command = ["ingest", *files, "--date-order", "mdy"]
    assert main([*command, "--workspace", str(tmp_path / "quiet")]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main([*command, "--workspace", str(tmp_path / "told")]) == 0
    first, last = capsys.readouterr().err.replace("\x1b[K", "").strip("\r\n").split("\r")
    assert first.startswith("1 of 2 files read · 14 rows")
    assert last.endswith(" rows · working out who was where") and last.startswith("2 of 2 files")
