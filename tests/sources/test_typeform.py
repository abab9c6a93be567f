"""Typeform: the token first, UTC, options in columns (old) or joined (new)."""

from __future__ import annotations

from datetime import datetime

from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Identity, SurveyAnswer
from analytics.sources import Answers, Reading

NEW = (
    "#,How useful was *the session*?,Which formats would you like?,Would you come again?,"
    "<strong>What should we change?</strong>,Response Type,Start Date (UTC),Stage Date (UTC),"
    "Submit Date (UTC),Network ID,Tags,Ending\n"
    't1,Very useful,Lunch & learn / Shadowing,1,"More, please",completed,2025-10-07 15:05:01,,'
    "2025-10-07 15:07:12,n1,,Default\n"
    "t2,Not very useful,Shadowing,0,,completed,2025-10-07 15:05:01,,2025-10-07 23:07:12,n2,,\n"
    "t3,Very useful,,,,partial,2025-10-07 15:05:01,2025-10-07 15:06:01,,n3,,\n"
)
OLD = (
    "#,How useful was it?,Lunch & learn,Shadowing,Learning pods,Other,What should we change?,"
    "Your email,Start Date (UTC),Submit Date (UTC),Network ID\n"
    "t1,5,Lunch & learn,Shadowing,,,More,ada@x.com,2017-10-07 15:05:01,2017-10-07 15:07:12,n1\n"
    "t2,3,,Shadowing,,Book club,,,2017-10-07 15:05:01,2017-10-07 15:08:12,n2\n"
)


def by_question(reading: Reading) -> dict[str, list[tuple[str, int | None, str]]]:
    found: dict[str, list[tuple[str, int | None, str]]] = {}
    for r in reading.records:
        assert isinstance(r, SurveyAnswer)
        found.setdefault(r.question, []).append((r.scale, r.value, r.text))
    return found


def test_the_new_layout() -> None:
    name, reading = read("responses.csv", NEW)
    assert (name, reading.kind, reading.timezone) == ("Typeform responses", "survey", "UTC")
    assert by_question(reading) == {
        "How useful was the session?": [
            ("score_5", 5, "Very useful"), ("score_5", 2, "Not very useful"),
        ],
        "Which formats would you like?": [
            ("choice", None, "Lunch & learn / Shadowing"), ("choice", None, "Shadowing"),
        ],
        "Would you come again?": [("choice", None, "1"), ("choice", None, "0")],
        "What should we change?": [("text", None, "More, please")],
    }  # fmt: skip
    assert lines_with(reading, "unfinished-response") == [4]
    assert (reading.rows.read, reading.rows.usable) == (3, 2)
    assert "scale-uncertain" not in codes(reading)


def test_times_are_utc() -> None:
    _, reading = read("responses.csv", NEW, Answers(pilot_timezone="Europe/Berlin"))
    times = {r.submitted_at for r in reading.records if isinstance(r, SurveyAnswer)}
    assert times == {datetime(2025, 10, 7, 17, 7, 12), datetime(2025, 10, 8, 1, 7, 12)}


def test_the_old_layout_has_a_column_per_option() -> None:
    name, reading = read("responses.csv", OLD)
    assert name == "Typeform responses"
    assert by_question(reading) == {
        "How useful was it?": [("score_5", 5, "5"), ("score_5", 3, "3")],
        "Lunch & learn / Shadowing / Learning pods / …": [
            ("choice", None, "Lunch & learn;Shadowing"), ("choice", None, "Shadowing;Book club"),
        ],
        "What should we change?": [("text", None, "More")],
    }  # fmt: skip
    people = {r.response: r.person for r in reading.records if isinstance(r, SurveyAnswer)}
    assert people == {"t1": Identity(email="ada@x.com"), "t2": Identity()}


def test_a_header_without_responses_is_refused() -> None:
    *_, reading, problems = read_file("t.csv", (NEW.split("\n")[0] + "\n").encode(), Answers())
    assert reading is None
    assert [(p.severity, p.code) for p in problems] == [("refused", "header-only")]


def test_a_mapped_column_is_no_question() -> None:
    mapping = {"name": "What should we change?"}
    name, reading = read("t.csv", OLD, Answers(kind="survey", mapping=mapping))
    assert name == "Typeform responses"
    assert "What should we change?" not in by_question(reading)
    assert {r.person.name for r in reading.records} == {"More", ""}
