"""Surveys: Google Forms, Microsoft Forms, and any table of responses or of answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import Identity, SurveyAnswer
from analytics.sources import Answers, Reading

NO_ANSWERS = Answers()


def read(name: str, data: bytes | str, answers: Answers = NO_ANSWERS) -> tuple[str, Reading]:
    """The name of the source that read the file, and what it read."""
    raw = data.encode() if isinstance(data, str) else data
    _, source, reading, problems = read_file(name, raw, answers)
    assert source is not None and reading is not None, problems
    return source.name, reading


def answers_of(reading: Reading) -> list[SurveyAnswer]:
    return [record for record in reading.records if isinstance(record, SurveyAnswer)]


def by_question(reading: Reading) -> dict[str, list[tuple[str, int | None, str]]]:
    """Question -> (scale, value, text) of each answer."""
    found: dict[str, list[tuple[str, int | None, str]]] = {}
    for r in answers_of(reading):
        found.setdefault(r.question, []).append((r.scale, r.value, r.text))
    return found


def codes(problems: Sequence[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def test_google_forms(exports: Path) -> None:
    name, reading = read(
        "google_forms_responses.csv", (exports / "google_forms_responses.csv").read_bytes()
    )
    assert name == "Google Forms responses"
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (4, 4, 0)
    found = by_question(reading)
    assert found["How useful was today's session?"] == [
        ("score_5", 5, "Very useful"),
        ("score_5", 4, "Somewhat useful"),
        ("score_5", 1, "Not useful at all"),
        ("score_5", 5, "Very useful"),
    ]
    assert [v for _, v, _ in found["Rate each: Relevance"]] == [5, 4, 2, 4]
    assert [v for _, v, _ in found["Rate each: Pace"]] == [4, 3, 2, 4]
    nps = found["On a scale of 0-10, how likely are you to recommend the pilot?"]
    assert [(s, v) for s, v, _ in nps] == [("rating_10", v) for v in (9, 7, 2, 8)]
    assert found["Which formats would you like to see again?"][0] == (
        "choice", None, "Lunch & learn;Shadowing",
    )  # fmt: skip
    assert {s for s, _, _ in found["What should we change?"]} == {"text"}
    first, *_, last = answers_of(reading)
    assert first.person == Identity(email="ada.nova@example.com")
    assert first.submitted_at == datetime(2025, 10, 7, 17, 7, 12)
    assert last.submitted_at == datetime(2025, 10, 28, 9, 2)
    anonymous = [r for r in answers_of(reading) if r.line == 3]
    assert anonymous and all(r.person == Identity() for r in anonymous)
    assert len({r.response for r in answers_of(reading)}) == 4
    assert str(reading.data_until) == "2025-10-28"
    assert codes(reading.problems) == {"answered-twice"}


def test_microsoft_forms(exports: Path) -> None:
    name, reading = read(
        "microsoft_forms_responses.xlsx", (exports / "microsoft_forms_responses.xlsx").read_bytes()
    )
    assert name == "Microsoft Forms responses"
    assert reading.rows.read == reading.rows.usable == 5
    found = by_question(reading)
    assert [v for _, v, _ in found["How useful was today's session?"]] == [5, 4, 3, 1, 5]
    nps = found["How likely are you to recommend the pilot to a colleague?"]
    assert [(s, v) for s, v, _ in nps] == [("rating_10", v) for v in (9, 7, 5, 2, 10)]
    comments = [text for _, _, text in found["What should we change?"]]
    assert comments[1] == '=HYPERLINK("http://evil.example","click")'
    assert comments[2] == "Wrong time\nfor Tokyo"
    assert comments[3] == "N/A"
    assert all(r.person == Identity() for r in answers_of(reading))
    assert {r.response for r in answers_of(reading)} == {"1", "2", "3", "4", "5"}
    assert answers_of(reading)[0].submitted_at == datetime(2025, 10, 7, 17, 7, 7)


def test_microsoft_forms_saved_as_csv_by_a_german_excel() -> None:
    text = (
        "ID;Startzeit;Fertigstellungszeit;E-Mail;Name;Wie\xa0hilfreich war es?;Warum?\r\n"
        "1;09.10.2025 18:01;09.10.2025 18:02;anonymous;;Sehr hilfreich;gut – sehr\r\n"
        "2;13.10.2025 18:01;13.10.2025 18:02;ada@example.com;Ada Nova;Hilfreich;\r\n"
    )
    name, reading = read("antworten.csv", text.encode("cp1252"))
    assert name == "Microsoft Forms responses"
    assert by_question(reading) == {
        "Wie hilfreich war es?": [("score_5", 5, "Sehr hilfreich"), ("score_5", 4, "Hilfreich")],
        "Warum?": [("text", None, "gut – sehr")],
    }
    assert answers_of(reading)[-1].person == Identity("Ada Nova", "ada@example.com")
    assert reading.date_order == "dmy"


def test_a_raw_survey_with_demographics(exports: Path) -> None:
    name, reading = read(
        "culture_amp_raw_export.csv", (exports / "culture_amp_raw_export.csv").read_bytes()
    )
    assert (name, reading.kind) == ("Survey answers", "survey")
    assert by_question(reading) == {
        "I would recommend the peer learning pilot": [
            ("agreement_5", 5, "Strongly Agree"), ("agreement_5", 3, "Neutral"),
        ],
        "I learn from my colleagues every week": [
            ("agreement_5", 4, "Agree"), ("agreement_5", 2, "Disagree"),
        ],
        "Comment: What should we change?": [("text", None, "Too long")],
    }  # fmt: skip


def test_one_row_per_answer() -> None:
    _, reading = read(
        "long.csv",
        "Respondent,Question,Answer\n"
        "r1,The session was useful,Agree\nr1,How likely are you to recommend it?,9\n"
        "r2,The session was useful,Prefer not to say\nr2,How likely are you to recommend it?,6\n",
    )
    assert by_question(reading) == {
        "The session was useful": [
            ("agreement_5", 4, "Agree"), ("agreement_5", None, "Prefer not to say"),
        ],
        "How likely are you to recommend it?": [("rating_10", 9, "9"), ("rating_10", 6, "6")],
    }  # fmt: skip
    assert [r.response for r in answers_of(reading)] == ["r1", "r1", "r2", "r2"]


def test_missing_answers_are_kept_without_a_value() -> None:
    _, reading = read(
        "survey.csv",
        "Response ID,Submitted,The session was useful,I can use it at work\n"
        "a,2025-10-07,Agree,N/A\nb,2025-10-08,Prefer not to say,Disagree\nc,2025-10-09,,\n",
    )
    assert by_question(reading) == {
        "The session was useful": [
            ("agreement_5", 4, "Agree"), ("agreement_5", None, "Prefer not to say"),
        ],
        "I can use it at work": [("agreement_5", None, "N/A"), ("agreement_5", 2, "Disagree")],
    }  # fmt: skip
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (3, 2, 1)
    assert [p.lines for p in reading.problems if p.code == "no-answers"] == [[4]]


def test_the_rows_of_a_grid_share_their_scale() -> None:
    _, reading = read(
        "grid.csv",
        "Timestamp,Rate each [Pace],Rate each [Depth]\n"
        "2025/10/07 5:07:12 PM GMT+2,Agree,Somewhat agree\n"
        "2025/10/07 5:08:12 PM GMT+2,Agree,Strongly agree\n",
    )
    found = by_question(reading)
    assert [(s, v) for s, v, _ in found["Rate each: Pace"]] == [("score_7", 6), ("score_7", 6)]
    assert [(s, v) for s, v, _ in found["Rate each: Depth"]] == [("score_7", 5), ("score_7", 7)]


def test_formulas_stay_text(exports: Path) -> None:
    _, reading = read(
        "pitfall_formula_injection.csv",
        (exports / "pitfall_formula_injection.csv").read_bytes(),
        Answers(kind="survey"),
    )
    assert [r.text for r in answers_of(reading)] == [
        "=cmd|'/c calc'!A0", "-1 for the room, +1 for the topic", "\t=1+1",
    ]  # fmt: skip
    assert answers_of(reading)[0].person.name.startswith("=HYPERLINK")
    assert not any(r.person.employee_id for r in answers_of(reading))


def test_ambiguous_times_are_asked_for() -> None:
    text = (
        "Timestamp,How useful was it?\n"
        "10/7/2025 17:07:12,Very useful\n10/8/2025 17:07:12,Not useful at all\n"
    )
    *_, reading, problems = read_file("sheet.csv", text.encode(), NO_ANSWERS)
    assert reading is None
    assert [(p.severity, p.question) for p in problems] == [("held", "date_order")]
    _, reading = read("sheet.csv", text, Answers(date_order="dmy"))
    assert answers_of(reading)[0].submitted_at == datetime(2025, 7, 10, 17, 7, 12)


@pytest.mark.parametrize(
    "header", ["Timestamp,How useful was it?,Why?", "ID,Start time,Completion time,Email,Name,Why?"]
)
def test_a_header_without_responses_is_refused(header: str) -> None:
    *_, reading, problems = read_file("empty.csv", f"{header}\n".encode(), NO_ANSWERS)
    assert reading is None
    assert [(p.severity, p.code) for p in problems] == [("refused", "header-only")]


@pytest.mark.parametrize(
    "export",
    ["surveymonkey_expanded_2header.csv", "qualtrics_3header.csv", "outlook_calendar_export.csv",
     "calendly_events_export.csv", "moodle_mod_attendance_export.txt",
     "zoom_registration_report.csv", "competency_ticket_ramp_monthly.csv",
     "outlook_tracking_copy_status.tsv"],
)  # fmt: skip
def test_other_exports_are_not_taken_for_a_generic_survey(exports: Path, export: str) -> None:
    _, source, *_ = read_file(export, (exports / export).read_bytes(), NO_ANSWERS)
    assert source is None or source.name != "Survey answers"
