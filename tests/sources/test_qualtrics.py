"""Qualtrics: three header lines or two, previews, unfinished responses, codes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read, rows_of, text_of

from analytics.recognise import read_file
from analytics.records import Identity, SurveyAnswer
from analytics.sources import Answers, Reading

FIXTURE = "qualtrics_3header.csv"
LEGACY = (
    "\ufeffV1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1,Q2_1,Q2_2,Q5_1,Q5_2,Q3,LocationLatitude,\n"
    "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,"
    "EndDate,Finished,How useful was it?,Which formats?-Pods,Which formats?-Lunch,"
    "Please rate-Pace,Please rate-Depth,How likely are you to recommend it?,LocationLatitude,\n"
    "R_1,Set,Anonymous,,,1.2.3.4,0,2016-04-08 12:04:00,2016-04-08 12:05:00,1,Very useful,Pods,,"
    "Agree,Disagree,9,,\n"
    "R_2,Set,Anonymous,,,1.2.3.4,1,2016-04-08 12:04:00,2016-04-08 12:05:00,1,Very useful,Pods,,"
    "Agree,Disagree,9,,\n"
    "R_3,Set,Anonymous,,,1.2.3.4,0,2016-04-08 12:04:00,2016-04-08 12:06:00,0,,,,,,,,\n"
    'R_4,Set,"Nova, Ada",,ada@x.com,1.2.3.4,0,2016-04-09 12:04:00,2016-04-09 12:06:00,1,'
    "Not useful,,Lunch,Strongly agree,Neutral,3,,\n"
)
CODED = (
    "StartDate,EndDate,Status,Progress,Finished,ResponseId,DistributionChannel,Q1,Q2_1,Q2_2,"
    "Q3_NPS_GROUP,Q3,Q4,Q4 - Topics,Q5_First Click,team\n"
    "Anfangsdatum,Enddatum,Antworttyp,Fortschritt,Fertig,Antwort-ID,Verteilungskanal,"
    "Wie nützlich war es?,Welche Formate? - Ausgewählte Auswahl - Pods,"
    "Welche Formate? - Ausgewählte Auswahl - Lunch,Empfehlung - Gruppe,"
    "Wie gern kommen Sie wieder?,Was sollten wir ändern?,Themen,Zeit,team\n"
    '"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}",'
    '"{""ImportId"":""endDate"",""timeZone"":""America/Denver""}","{""ImportId"":""status""}",'
    '"{""ImportId"":""progress""}","{""ImportId"":""finished""}","{""ImportId"":""_recordId""}",'
    '"{""ImportId"":""distributionChannel""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}"'
    ',"{""ImportId"":""QID2_2""}","{""ImportId"":""QID3_NPS_GROUP""}","{""ImportId"":""QID3""}",'
    '"{""ImportId"":""QID4_TEXT""}","{""ImportId"":""QID4_TEXT_topics""}",'
    '"{""ImportId"":""QID5_FIRST_CLICK""}","{""ImportId"":""team""}"\n'
    "2025-10-07 17:05:01,2025-10-07 17:07:12,0,100,1,R_1,anonymous,1,1,,3,9,gut,x,1.5,A\n"
    "2025-10-07 17:05:01,2025-10-07 18:08:12,0,100,1,R_2,anonymous,5,,1,1,3,,y,1.5,B\n"
    "2025-10-07 17:05:01,2025-10-07 17:08:12,0,100,1,R_3,preview,5,,1,1,3,,,1.5,B\n"
    "2025-10-07 17:05:01,2025-10-07 17:08:12,8,100,1,R_4,anonymous,5,,1,1,3,,,1.5,B\n"
    "2025-10-07 17:05:01,2025-10-07 17:08:12,0,50,0,R_5,anonymous,5,,1,1,3,,,1.5,B\n"
)


def by_question(reading: Reading) -> dict[str, list[tuple[str, int | None, str]]]:
    found: dict[str, list[tuple[str, int | None, str]]] = {}
    for r in reading.records:
        assert isinstance(r, SurveyAnswer)
        found.setdefault(r.question, []).append((r.scale, r.value, r.text))
    return found


def test_the_fixture(exports: Path) -> None:
    name, reading = read(FIXTURE, (exports / FIXTURE).read_bytes())
    assert (name, reading.kind) == ("Qualtrics responses", "survey")
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (5, 3, 2)
    assert lines_with(reading, "unfinished-response") == [6]
    assert lines_with(reading, "test-response") == [7]
    assert by_question(reading) == {
        "How useful was today's session?": [
            ("score_5", 5, "Very useful"), ("score_5", 4, "Somewhat useful"),
            ("score_5", 5, "Very useful"),
        ],
        "Which formats would you like to see again?": [
            ("choice", None, "Lunch & learn"), ("choice", None, "Learning pods"),
            ("choice", None, "Lunch & learn"),
        ],
        "How likely are you to recommend the pilot?": [
            ("rating_10", 9, "9"), ("rating_10", 7, "7"), ("rating_10", 10, "10"),
        ],
        "What should we change?": [
            ("text", None, "More hands-on time"), ("text", None, "Line one\nline two"),
        ],
    }  # fmt: skip
    answers = [r for r in reading.records if isinstance(r, SurveyAnswer)]
    assert {r.response for r in answers} == {f"R_3aaaaaaaaaaaaa{n}" for n in (1, 2, 5)}
    assert answers[0].person == Identity()
    assert answers[-1].person == Identity("Ada Nova", "ada.nova@example.com")
    assert answers[0].submitted_at == datetime(2025, 10, 7, 17, 7, 12)
    assert reading.timezone == "Europe/Berlin"


def test_times_are_turned_into_the_zone_of_the_pilot(exports: Path) -> None:
    answers = Answers(pilot_timezone="Asia/Tokyo")
    _, reading = read(FIXTURE, (exports / FIXTURE).read_bytes(), answers)
    first = reading.records[0]
    assert isinstance(first, SurveyAnswer)
    assert first.submitted_at == datetime(2025, 10, 8, 0, 7, 12)


def test_the_legacy_layout() -> None:
    name, reading = read("legacy.csv", LEGACY)
    assert name == "Qualtrics responses"
    assert lines_with(reading, "test-response") == [4]
    assert lines_with(reading, "unfinished-response") == [5]
    assert by_question(reading) == {
        "How useful was it?": [("score_5", 5, "Very useful"), ("score_5", 2, "Not useful")],
        "Which formats?": [("choice", None, "Pods"), ("choice", None, "Lunch")],
        "Please rate: Pace": [("agreement_5", 4, "Agree"), ("agreement_5", 5, "Strongly agree")],
        "Please rate: Depth": [("agreement_5", 2, "Disagree"), ("agreement_5", 3, "Neutral")],
        "How likely are you to recommend it?": [("rating_10", 9, "9"), ("rating_10", 3, "3")],
    }
    people = {r.response: r.person for r in reading.records if isinstance(r, SurveyAnswer)}
    assert people == {"R_1": Identity(), "R_4": Identity("Ada Nova", "ada@x.com")}


def test_codes_have_no_value_but_a_recommendation_has() -> None:
    _, reading = read("coded.csv", CODED)
    assert by_question(reading) == {
        "Wie nützlich war es?": [("choice", None, "1"), ("choice", None, "5")],
        "Welche Formate?": [("choice", None, "Pods"), ("choice", None, "Lunch")],
        "Wie gern kommen Sie wieder?": [("rating_10", 9, "9"), ("rating_10", 3, "3")],
        "Was sollten wir ändern?": [("text", None, "gut")],
    }
    assert "scale-uncertain" in codes(reading)
    assert lines_with(reading, "test-response") == [6, 7]
    assert lines_with(reading, "unfinished-response") == [8]


@pytest.mark.parametrize("kept", [(0, 1, 3, 4), (1, 3, 4), (0, 2, 3, 4)])
def test_header_lines_may_be_missing(exports: Path, kept: tuple[int, ...]) -> None:
    """Some people delete the third line, or keep only one of them."""
    rows = rows_of((exports / FIXTURE).read_bytes())
    text = text_of([rows[at] for at in kept])
    name, reading = read("q.csv", text)
    assert name == "Qualtrics responses"
    assert (reading.rows.read, reading.rows.usable) == (2, 2)
    values = {v for _, v, _ in next(iter(by_question(reading).values()))}
    assert values == {5, 4}


def test_an_other_text_joins_its_options() -> None:
    _, reading = read(
        "q.csv",
        "StartDate,EndDate,Finished,ResponseId,Q2_1,Q2_4,Q2_4_TEXT,Q7,Q7_3_TEXT\n"
        "Start Date,End Date,Finished,Response ID,Formats? - Selected Choice - Pods,"
        "Formats? - Selected Choice - Other,Formats? - Other - Text,"
        "Where? - Selected Choice,Where? - Other - Text\n"
        "2025-10-07,2025-10-07,True,R_1,Pods,Other,book club,Berlin,\n"
        "2025-10-07,2025-10-07,True,R_2,,,,Other,Rome\n",
    )
    assert {q: [t for *_, t in a] for q, a in by_question(reading).items()} == {
        "Formats?": ["Pods;Other;book club"],
        "Where?": ["Berlin", "Other"],
        "Where?: Other - Text": ["Rome"],
    }


def test_only_previews_leave_nothing_but_are_counted() -> None:
    rows = CODED.split("\n")
    _, reading = read("q.csv", "\n".join([*rows[:3], rows[5], ""]))
    assert reading.records == ()
    assert (reading.rows.read, reading.rows.left_out) == (1, 1)
    *_, none, problems = read_file("q.csv", "\n".join([*rows[:3], ""]).encode(), Answers())
    assert none is None
    assert [problem.code for problem in problems] == ["header-only"]


def test_a_mapped_column_is_read_as_said(exports: Path) -> None:
    answers = Answers(kind="survey", mapping={"employee_id": "ExternalReference"})
    name, reading = read(FIXTURE, (exports / FIXTURE).read_bytes(), answers)
    assert name == "Qualtrics responses"
    found = {r.person.employee_id for r in reading.records if isinstance(r, SurveyAnswer)}
    assert found == {"", "1201"}
