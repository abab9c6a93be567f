"""Adobe Learning Manager: the zone in the header, modules beside certifications and courses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from rewritten import codes, lines_with, read

from analytics.records import Competency
from analytics.sources import Answers, Reading

HEADER = (
    "Name,email,User Unique ID,LP/Certification/Course,Type,Course,Module,"
    "Completion Date ({zone}),Status\n"
)


def competencies_of(reading: Reading) -> list[Competency]:
    return [record for record in reading.records if isinstance(record, Competency)]


def test_the_fixture_tells_the_truth(exports: Path) -> None:
    people = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))["people"]
    truth = {person["email"]: person["competent_date"] for person in people}
    name, reading = read(
        "transcript.csv", (exports / "adobe_learning_manager_transcript.csv").read_bytes()
    )
    assert (name, reading.kind) == ("Adobe Learning Manager transcript", "competency")
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (7, 6, 1)
    assert lines_with(reading, "part-of-a-course") == [8]
    found = competencies_of(reading)
    assert {r.competency for r in found} == {"Role certification"}
    assert {r.person.email: str(r.competent_on or "") for r in found} == {
        email: truth[email] for email in {r.person.email for r in found}
    }
    assert [r.status for r in found].count("learning") == 1
    assert reading.timezone == "Asia/Calcutta"


def test_days_are_those_of_the_pilot() -> None:
    text = HEADER.format(zone="Asia/Calcutta TimeZone") + (
        "Ada,ada@x.com,1,Cert,Certification,,,2025-04-29 02:10:00,Completed\n"
    )
    _, reading = read("t.csv", text)
    assert competencies_of(reading)[0].competent_on == date(2025, 4, 29)
    _, reading = read("t.csv", text, Answers(pilot_timezone="Europe/Berlin"))
    assert competencies_of(reading)[0].competent_on == date(2025, 4, 28)


def test_courses_count_under_their_own_name_and_modules_do_not() -> None:
    text = HEADER.format(zone="UTC") + (
        "Ada,ada@x.com,1,Path,Learning Program,,,2025-04-29 02:10:00,Completed\n"
        "Ada,ada@x.com,1,Path,Learning Program,Basics,,2025-03-01 02:10:00,Completed\n"
        "Ada,ada@x.com,1,Path,Learning Program,Basics,Module 1,2025-02-01 02:10:00,Completed\n"
        "Bo,bo@x.com,2,Path,Learning Program,,,,Enrolled\n"
        "Cy,cy@x.com,3,Path,Learning Program,,,,Completed\n"
    )
    _, reading = read("t.csv", text)
    assert [(r.line, r.competency, r.competent_on) for r in competencies_of(reading)] == [
        (2, "Path", date(2025, 4, 29)), (3, "Basics", date(2025, 3, 1)), (5, "Path", None),
    ]  # fmt: skip
    assert lines_with(reading, "part-of-a-course") == [4]
    assert lines_with(reading, "completed-without-date") == [6]


def test_headers_in_german() -> None:
    name, reading = read(
        "t.csv",
        "Name;E-Mail;LP/Zertifizierung/Kurs;Kurs;Modul;"
        "Abschlussdatum (Europe/Berlin Zeitzone);Status\n"
        "Ada;ada@x.com;Zertifikat;;;28.04.2025 18:20;Abgeschlossen\n"
        "Ada;ada@x.com;Zertifikat;Grundlagen;Teil 1;;Abgeschlossen\n",
    )
    assert name == "Adobe Learning Manager transcript"
    assert [(r.competency, r.competent_on) for r in competencies_of(reading)] == [
        ("Zertifikat", date(2025, 4, 28))
    ]
    assert "completed-without-date" not in codes(reading)
