"""SurveyMonkey: two header lines, ticked options, grids, respondents without an answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Identity, SurveyAnswer
from analytics.sources import Answers, Reading

US_DATES = Answers(date_order="mdy")


def by_question(reading: Reading) -> dict[str, list[tuple[str, int | None, str]]]:
    found: dict[str, list[tuple[str, int | None, str]]] = {}
    for r in reading.records:
        assert isinstance(r, SurveyAnswer)
        found.setdefault(r.question, []).append((r.scale, r.value, r.text))
    return found


def test_the_fixture(exports: Path) -> None:
    name, reading = read(
        "sm.csv", (exports / "surveymonkey_expanded_2header.csv").read_bytes(), US_DATES
    )
    assert (name, reading.kind) == ("SurveyMonkey responses", "survey")
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (5, 4, 1)
    assert lines_with(reading, "no-answers") == [5]
    found = by_question(reading)
    assert list(found) == [
        "How useful was today's session?",
        "Which formats would you like to see again? (Select all that apply)",
        "How likely is it that you would recommend the pilot to a colleague?",
        "Please rate each aspect: Relevance",
        "Please rate each aspect: Pace",
        "What should we change?",
    ]
    useful, formats, nps, relevance, pace, change = found.values()
    assert [v for _, v, _ in useful] == [5, 4, 1, 5]
    assert formats == [
        ("choice", None, "Lunch & learn;Shadowing"), ("choice", None, "Learning pods"),
        ("choice", None, "book club"), ("choice", None, "Lunch & learn"),
    ]  # fmt: skip
    assert nps[-1] == ("rating_10", 10, "10 - Extremely likely")
    assert [v for _, v, _ in nps] == [9, 7, 2, 10]
    assert [v for _, v, _ in relevance] == [5, 4, 2, 5]
    assert [(s, v) for s, v, _ in pace] == [("agreement_5", v) for v in (4, 3, 1, 5)]
    assert change[-1] == ("text", None, "=2+5")
    answers = [r for r in reading.records if isinstance(r, SurveyAnswer)]
    assert {r.response for r in answers} == {f"11452000000{n}" for n in (1, 2, 4, 5)}
    assert answers[0].submitted_at == datetime(2025, 10, 7, 17, 7, 12)
    assert answers[0].person == Identity()
    assert answers[-1].person == Identity("Ada Nova", "ada.nova@example.com")


def test_its_dates_are_asked_for_unless_the_calendar_tells(exports: Path) -> None:
    data = (exports / "surveymonkey_expanded_2header.csv").read_bytes()
    *_, problems = read_file("sm.csv", data, Answers())
    assert [problem.question for problem in problems] == ["date_order"]
    session = frozenset({datetime(2025, 10, 7).date()})
    _, reading = read("sm.csv", data, Answers(calendar_days=session))
    assert reading.date_order == "mdy"


LAYOUTS = {
    "German, with semicolons": (
        "Befragten-ID;Collector-ID;Anfangsdatum;Enddatum;IP-Adresse;E-Mail-Adresse;Vorname;"
        "Nachname;Benutzerdefinierte Daten 1;Wie hilfreich?;Formate?;;;Bewerten Sie:;\n"
        ";;;;;;;;;Response;Pods;Lunch;Sonstiges (bitte angeben);Tempo;Tiefe\n"
        "1;4;07.10.2025 17:05;07.10.2025 17:07;;;;;;Sehr hilfreich;Pods;;;Stimme zu;"
        "Stimme voll zu\n"
        "2;4;13.10.2025 17:05;13.10.2025 17:07;;;;;;Hilfreich;;Lunch;Buch;Neutral;"
        "Stimme nicht zu\n",
        {
            "Wie hilfreich?": [("score_5", 5, "Sehr hilfreich"), ("score_5", 4, "Hilfreich")],
            "Formate?": [("choice", None, "Pods"), ("choice", None, "Lunch;Buch")],
            "Bewerten Sie: Tempo": [
                ("agreement_5", 4, "Stimme zu"), ("agreement_5", 3, "Neutral"),
            ],
            "Bewerten Sie: Tiefe": [
                ("agreement_5", 5, "Stimme voll zu"), ("agreement_5", 2, "Stimme nicht zu"),
            ],
        },
    ),
    "numbers instead of texts": (
        "Respondent ID,Collector ID,Start Date,End Date,How useful?,Which formats?,,,Rate each:,\n"
        ",,,,Response,Pods,Lunch,Clinic,Pace,Depth\n"
        "1,4,10/27/2025 17:05,10/27/2025 17:07,5,1,,3,4,5\n"
        "2,4,10/27/2025 17:05,10/27/2025 17:07,4,,2,,3,5\n",
        {
            "How useful?": [("score_5", 5, "5"), ("score_5", 4, "4")],
            "Which formats?": [("choice", None, "Pods;Clinic"), ("choice", None, "Lunch")],
            "Rate each: Pace": [("score_5", 4, "4"), ("score_5", 3, "3")],
            "Rate each: Depth": [("score_5", 5, "5"), ("score_5", 5, "5")],
        },
    ),
    "one header line": (
        "Respondent ID,Collector ID,Start Date,End Date,How useful?\n"
        "1,4,2025-10-27,2025-10-27,5\n2,4,2025-10-27,2025-10-27,4\n",
        {"How useful?": [("score_5", 5, "5"), ("score_5", 4, "4")]},
    ),
    "a blank second header line": (
        "Respondent ID,Collector ID,Start Date,End Date,How useful?\n,,,,\n"
        "1,4,2025-10-27,2025-10-27,5\n2,4,2025-10-27,2025-10-27,4\n",
        {"How useful?": [("score_5", 5, "5"), ("score_5", 4, "4")]},
    ),
    "no collector, single respondent, choices with a text of their own": (
        "RespondentID,Have you been there?,,How did you hear of it?,\n"
        ",Response,Comment,Response,Other (please specify)\n7,Yes,twice,Friend,\n8,No,,,the news\n",
        {
            "Have you been there?": [("choice", None, "Yes"), ("choice", None, "No")],
            "Have you been there?: Comment": [("text", None, "twice")],
            "How did you hear of it?": [("choice", None, "Friend")],
            "How did you hear of it?: Other (please specify)": [("text", None, "the news")],
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    text, expected = LAYOUTS[layout]
    name, reading = read("sm.csv", text)
    assert name == "SurveyMonkey responses"
    found = by_question(reading)
    assert {q: [(v, t) for _, v, t in a] for q, a in found.items()} == {
        q: [(v, t) for _, v, t in a] for q, a in expected.items()
    }
    scales = {q: {s for s, _, _ in a} for q, a in found.items()}
    for question, answers in expected.items():
        if answers[0][0] not in ("choice", "text"):
            assert scales[question] == {answers[0][0]}


def test_a_mapped_column_is_no_question() -> None:
    text, _ = LAYOUTS["numbers instead of texts"]
    answers = Answers(kind="survey", mapping={"employee_id": "How useful?"})
    name, reading = read("sm.csv", text, answers)
    assert name == "SurveyMonkey responses"
    assert "How useful?" not in by_question(reading)
    assert {r.person.employee_id for r in reading.records} == {"5", "4"}


def test_a_header_without_respondents_is_refused() -> None:
    text = "Respondent ID,Collector ID,How useful?\n,,Response\n"
    *_, reading, problems = read_file("sm.csv", text.encode(), Answers())
    assert reading is None
    assert [(p.severity, p.code) for p in problems] == [("refused", "header-only")]


def test_the_same_respondent_twice_is_noted() -> None:
    _, reading = read(
        "sm.csv",
        "Respondent ID,Collector ID,Email Address,How useful?\n,,,Response\n"
        "1,4,ada@x.com,5\n2,4,ada@x.com,4\n",
    )
    assert "answered-twice" in codes(reading)
