"""From a skills list to what leaves: words, rows, CSV and invitations that our reader knows."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from analytics.calendar_series import calendar
from analytics.cli import main
from analytics.exports import csv
from analytics.formats import format_of
from analytics.matched import Meeting, match
from analytics.problems import Refused
from analytics.recognise import read_file
from analytics.records import Invitation
from analytics.skills_list import read_skills
from analytics.sources import Answers
from analytics.together import Known

LIST = (
    b"Name,Email,Department,Role,Offers,Wants\n"
    b"Ana Ruiz,ana@x.org,Sales,Agent,Excel; SQL,Pitching\n"
    b"Ben Ode,ben@x.org,Support,Agent,Pitching,Excel\n"
    b"Cem Kaya,cem@x.org,Support,Lead,Coaching,SQL\n"
    b"=Dee,,Sales,Agent,Pitching,Coaching\n"
    b"Eli,eli@x.org,Sales,Agent,Juggling,Chess\n"
)
FOUND = read_skills("skills.csv", LIST)
MEETING = Meeting(datetime(2026, 5, 4, 12), 45, 3, "Europe/Berlin", every=2)
Capture = pytest.CaptureFixture[str]


def test_pairs_say_what_came_of_it() -> None:
    made = match(FOUND, "skills.csv", "pairs", 5, 1)
    assert made.title == "2 pairs; in 1 of them each teaches the other"
    assert made.rows[0] == {
        "first": "Ana Ruiz", "first_email": "ana@x.org", "first_department": "Sales",
        "second": "Ben Ode", "second_email": "ben@x.org", "second_department": "Support",
        "first_teaches": "Excel", "second_teaches": "Pitching", "met_before": "no",
    }  # fmt: skip
    assert [row["first"] for row in made.rows[2:]] == ["Eli"]
    assert made.notes == (
        "Nobody was found for Eli.",
        "1 person has no e-mail address in the list, so the invitations do not reach them.",
    )


def test_who_has_met_comes_last_and_who_has_left_not_at_all() -> None:
    ana, ben, *_ = FOUND.peers
    known = Known(met=frozenset({frozenset((ana.name, ben.name))}))
    made = match(FOUND, "skills.csv", "pairs", 5, 1, known)
    assert {row["met_before"] for row in made.rows} == {"yes", "no", ""}
    assert "1 pair has been together in a small session." in made.notes
    gone = match(FOUND, "skills.csv", "pairs", 5, 1, Known(left=(ben,)))
    assert ben.name not in str(gone.rows)
    assert gone.notes[0].endswith("they have left or are about to: Ben Ode.")


def test_pods_say_what_came_of_it() -> None:
    made = match(FOUND, "skills.csv", "pods", 2, 1)
    assert made.title == "3 pods of 1 or 2 people"
    assert [row["pod"] for row in made.rows] == ["1", "1", "2", "2", "3"]
    assert "The only one of their role, so alone: Cem Kaya." in made.notes
    people = read_skills("p.csv", b"Name,Role\nAna,Agent\nBen,Agent\n")
    assert match(people, "p.csv", "pods", 2, 1).title == "1 pod of 2 people"
    with pytest.raises(Refused, match="no column says what people offer"):
        match(people, "p.csv", "pairs", 2, 1)


def test_the_csv_holds_no_formula() -> None:
    made = match(FOUND, "skills.csv", "pairs", 5, 1)
    text = csv.write_frame(pd.DataFrame(made.rows)).decode("utf-8-sig")
    assert ",'=Dee," in text and ",=Dee," not in text


@pytest.mark.parametrize(("way", "named"), [("pairs", "skill-swap"), ("pods", "study-group")])
def test_the_invitations_come_back_through_our_own_reader(way: str, named: str) -> None:
    made = match(FOUND, "skills.csv", way, 2, 1)  # type: ignore[arg-type]
    data = calendar(made.series(MEETING), datetime(2026, 4, 1))
    *_, reading, _ = read_file("series.ics", data, Answers())
    assert reading is not None
    found = [record for record in reading.records if isinstance(record, Invitation)]
    assert {format_of(one.session.title) for one in found} == {named}
    days = {one.session.started_at for one in found}
    assert days == {datetime(2026, 5, 4, 12), datetime(2026, 5, 18, 12), datetime(2026, 6, 1, 12)}
    invited = {one.person.email for one in found}
    matched = {row.get("email") or row.get("first_email") for row in made.rows} | {
        row.get("second_email") for row in made.rows
    }
    alone = {"eli@x.org"} if way == "pairs" else set()
    assert invited == matched - {"", None} - alone


def test_the_command_line_makes_pairs_and_pods(tmp_path: Path, capsys: Capture) -> None:
    place = tmp_path / "skills.csv"
    place.write_bytes(LIST)
    at = ["--workspace", str(tmp_path / "ws")]
    out, ics = tmp_path / "pairs.csv", tmp_path / "series.ics"
    when = ["--starts", "2026-05-04T12:00", "--zone", "Europe/Berlin", "--times", "3"]
    wanted = ["match", str(place), "--pairs", "--seed", "3", "--out", str(out), "--ics", str(ics)]
    assert main([*wanted, *when, *at]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[:3] == [
        "2 pairs; in 1 of them each teaches the other",
        "  Ana Ruiz · Ben Ode: Ana Ruiz teaches Excel; Ben Ode teaches Pitching",
        "  Cem Kaya · =Dee: Cem Kaya teaches Coaching",
    ]
    assert out.read_text("utf-8-sig").startswith("first,first_email,")
    assert ics.read_bytes().count(b"BEGIN:VEVENT") == 2
    assert main(["match", str(place), "--pods", "--size", "2", "--again", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "3 pods of 1 or 2 people"


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (["--ics", "x.ics"], 2, "--ics needs --starts"),
        (["--ics", "x.ics", "--starts", "2026-05-04T12:00", "--zone", "Mars"], 2, "no"),
        (["--starts", "noon"], 2, "is not a date and time such as"),
        (["--starts", "2026-05-04T12:00+01:00"], 2, "say it with --zone"),
        (["--pods", "--size", "1"], 2, "a pod has 2 people or more"),
        (["--out", "no/such/folder.csv"], 2, "cannot be written"),
        (["--ics", "x.ics", "--starts", "2026-05-04T12:00", "--times", "0"], 2, "1 or more"),
    ],
)
def test_wrong_usage_is_one_sentence(
    tmp_path: Path, capsys: Capture, more: list[str], code: int, says: str
) -> None:
    place = tmp_path / "skills.csv"
    place.write_bytes(LIST)
    try:
        found = main(["match", str(place), *more, "--workspace", str(tmp_path / "ws")])
    except SystemExit as stopped:
        found = int(stopped.code or 0)
    assert found == code and says in capsys.readouterr().err


def test_a_file_that_is_no_list_ends_with_one(tmp_path: Path, capsys: Capture) -> None:
    place = tmp_path / "other.csv"
    place.write_text("a,b\n1,2\n")
    assert main(["match", str(place), "--workspace", str(tmp_path / "ws")]) == 1
    assert "that is no skills list" in capsys.readouterr().err
    assert main(["match", str(tmp_path / "none.csv"), "--workspace", str(tmp_path / "ws")]) == 2
    assert "cannot be read" in capsys.readouterr().err
