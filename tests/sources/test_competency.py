"""Competency dates: completions, sign-off forms, people still learning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import Competency, Person
from analytics.sources import Answers, Reading

NO_ANSWERS = Answers()


@pytest.fixture(scope="module")
def truth(exports: Path) -> list[dict[str, Any]]:
    """The people as invented, but for the staff, who were competent long ago."""
    people = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))["people"]
    return [person for person in people if person["cohort"] != "staff"]


def read(name: str, data: bytes | str, answers: Answers = NO_ANSWERS) -> tuple[str, Reading]:
    """The name of the source that read the file, and what it read."""
    raw = data.encode() if isinstance(data, str) else data
    _, source, reading, problems = read_file(name, raw, answers)
    assert source is not None and reading is not None, problems
    return source.name, reading


def competencies_of(reading: Reading) -> list[Competency]:
    return [record for record in reading.records if isinstance(record, Competency)]


def lines_with(problems: Sequence[Problem], code: str) -> list[int]:
    return [line for problem in problems if problem.code == code for line in problem.lines]


def test_lms_completions(exports: Path, truth: list[dict[str, Any]]) -> None:
    name, reading = read(
        "competency_lms_completion_generic.csv",
        (exports / "competency_lms_completion_generic.csv").read_bytes(),
    )
    assert (name, reading.kind) == ("Competency dates", "competency")
    assert reading.rows.read == reading.rows.usable == 17
    assert {r.competency for r in competencies_of(reading)} == {"Role certification"}
    assert {
        r.person.email: (str(r.competent_on or ""), r.status) for r in competencies_of(reading)
    } == {
        p["email"]: (p["competent_date"], "competent" if p["competent_date"] else "learning")
        for p in truth
    }
    assert reading.data_until == date(2025, 12, 9)


def test_google_forms_sign_off(exports: Path, truth: list[dict[str, Any]]) -> None:
    name, reading = read(
        "competency_manager_signoff_google_form.csv",
        (exports / "competency_manager_signoff_google_form.csv").read_bytes(),
    )
    assert (name, reading.kind) == ("Google Forms sign-off", "competency")
    found = competencies_of(reading)
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (13, 12, 1)
    assert lines_with(reading.problems, "superseded-row") == [9]
    expected = {(f"{p['first']} {p['last']}", p["competent_date"]) for p in truth}
    expected -= {pair for pair in expected if not pair[1]}
    # The form corrects Ada Nova's date after the truth was written down.
    expected -= {("Ada Nova", "2025-11-10")}
    expected |= {("Ada Nova", "2025-11-12")}
    assert {(r.person.name, str(r.competent_on)) for r in found} == expected
    assert {r.competency for r in found} == {"sign-off"}
    assert {r.status for r in found} == {"competent"}
    managers = {"tomas.ferreira@example.com", "priya.venkataraman@example.com"}
    assert not managers & {r.person.email for r in found}
    corrected = next(r for r in found if r.person.name == "Ada Nova")
    assert corrected.recorded_at == datetime(2025, 12, 12, 9, 15)
    assert (reading.date_order, reading.data_until) == ("mdy", date(2025, 12, 12))


def test_sign_off_forms_in_other_words() -> None:
    name, reading = read(
        "antworten.csv",
        "Zeitstempel,E-Mail-Adresse,Neuer Mitarbeiter (Name),Arbeitet eigenständig seit\n"
        "2025/05/01 10:00:00 AM OEZ,boss@example.com,Ada Nova,28.04.2025\n"
        "2025/05/09 10:00:00 AM OEZ,boss@example.com,Bo Li,noch nicht\n",
    )
    assert name == "Google Forms sign-off"
    assert [
        (r.person.name, r.person.email, r.competent_on, r.status) for r in competencies_of(reading)
    ] == [
        ("Ada Nova", "", date(2025, 4, 28), "competent"),
        ("Bo Li", "", None, "learning"),
    ]
    name, reading = read(
        "responses.csv",
        "ID,Start time,Completion time,Email,Name,New joiner's e-mail,Signed off on\n"
        "1,2025-05-01 10:00,2025-05-01 10:01,boss@x.com,The Boss,ada@x.com,2025-04-28\n",
    )
    assert name == "Microsoft Forms sign-off"
    assert [(r.person.name, r.person.email, r.competent_on) for r in competencies_of(reading)] == [
        ("", "ada@x.com", date(2025, 4, 28))
    ]


def test_a_survey_with_a_day_is_no_sign_off() -> None:
    name, reading = read(
        "responses.csv",
        "Timestamp,Your name,Which day did you attend?,How useful was it?\n"
        "2025/05/01 10:00:00 AM GMT+1,Ada,2025-05-01,Very useful\n",
    )
    assert (name, reading.kind) == ("Google Forms responses", "survey")


def test_sign_offs_lie_before_their_timestamp() -> None:
    """4/5 and 6/5 can be April or May; only one order has nobody signed off in the future."""
    _, reading = read(
        "responses.csv",
        "Timestamp,Email Address,New hire (name),Works independently since\n"
        "2025/04/08 1:00:00 PM GMT+1,m@x.com,Ada,4/5/2025\n"
        "2025/04/08 1:05:00 PM GMT+1,m@x.com,Bo,4/6/2025\n",
    )
    assert reading.date_order == "mdy"


def test_status_and_date_together() -> None:
    _, reading = read(
        "lms.csv",
        "Employee ID;Mitarbeiter;Kurs;Abgeschlossen am;Status\n"
        "007;Nova, Ada;Zert;05.06.2025;Abgeschlossen\n008;Li, Bo;Zert;;In Bearbeitung\n"
        "009;Ko, Al;Zert;;Abgeschlossen\n010;Xu, Di;Zert;kaputt;Abgeschlossen\n"
        "011;Ho, Ed;Zert;05.06.2025;Nicht bestanden\n;;Zert;05.06.2025;Abgeschlossen\n",
    )
    assert [
        (r.person.employee_id, r.person.name, r.competent_on, r.status)
        for r in competencies_of(reading)
    ] == [
        ("007", "Ada Nova", date(2025, 6, 5), "competent"),
        ("008", "Bo Li", None, "learning"),
        ("011", "Ed Ho", None, "learning"),
    ]
    assert lines_with(reading.problems, "completed-without-date") == [4]
    assert lines_with(reading.problems, "unreadable-date") == [5]
    assert lines_with(reading.problems, "date-not-completed") == [6]
    assert lines_with(reading.problems, "no-person") == [7]
    counted = reading.rows
    assert (counted.read, counted.usable, counted.left_out, counted.repaired) == (6, 3, 3, 1)


def test_the_first_completion_counts() -> None:
    _, reading = read(
        "lms.csv",
        "Email,Course,Completion Date\na@x.com,Cert,2025-06-01\na@x.com,Cert,2025-03-01\n"
        "a@x.com,Other,\n",
    )
    assert [(r.line, r.competency, r.competent_on) for r in competencies_of(reading)] == [
        (3, "Cert", date(2025, 3, 1)), (4, "Other", None),
    ]  # fmt: skip
    assert lines_with(reading.problems, "superseded-row") == [2]


def test_a_list_of_two_columns() -> None:
    name, reading = read("ramp.csv", "Name,Competent on\nAda Nova,2025-06-05\nBo Li,\n")
    assert name == "Competency dates"
    assert [(r.person.name, r.competency, r.status) for r in competencies_of(reading)] == [
        ("Ada Nova", "Competent on", "competent"), ("Bo Li", "Competent on", "learning"),
    ]  # fmt: skip


def test_completions_with_hire_dates_bring_the_people() -> None:
    _, reading = read(
        "lms.csv",
        "Learner,Email,Hire Date,Course Name,Completion Date,Status\n"
        "Ada,ada@x.com,2025-01-05,Cert,2025-04-05,Completed\n"
        "Ada,ada@x.com,2025-01-05,Other,,In progress\n",
    )
    assert reading.kind == "competency"
    assert len(competencies_of(reading)) == 2
    people = [r for r in reading.records if isinstance(r, Person)]
    assert [(p.person.email, p.hire_date, p.status) for p in people] == [
        ("ada@x.com", date(2025, 1, 5), "active")
    ]


def test_ambiguous_dates_are_asked_for() -> None:
    text = "Name,Competent on\nAda,05/06/2025\nBo,03/04/2025\n"
    *_, reading, problems = read_file("c.csv", text.encode(), NO_ANSWERS)
    assert reading is None
    assert [(p.severity, p.question) for p in problems] == [("held", "date_order")]
    _, reading = read("c.csv", text, Answers(date_order="dmy"))
    assert competencies_of(reading)[0].competent_on == date(2025, 6, 5)


@pytest.mark.parametrize(
    "header",
    ["Name,Course,Completion Date",
     "Timestamp,Email Address,New hire (name),Works independently since"],
)  # fmt: skip
def test_a_header_without_rows_is_refused(header: str) -> None:
    *_, reading, problems = read_file("c.csv", f"{header}\n".encode(), NO_ANSWERS)
    assert reading is None
    assert [(p.severity, p.code) for p in problems] == [("refused", "header-only")]


HEADERS = [
    ("Learner", "Learner Email", "Course", "Completion Date", "Status", "Completed", "In progress"),
    ("Mitarbeiter", "E-Mail", "Kurs", "Abschlussdatum", "Status", "Abgeschlossen", "Offen"),
    ("Apprenant", "Courriel", "Formation", "Date d'achèvement", "Statut", "Terminé", "En cours"),
    ("Alumno", "Correo electrónico", "Curso", "Fecha de finalización", "Estado", "Completado",
     "En curso"),
    ("受講者", "メール", "コース", "修了日", "状態", "修了", "受講中"),
]  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(
    days=st.lists(
        st.none() | st.dates(date(2023, 1, 1), date(2025, 11, 30)), min_size=1, max_size=9
    ),
    header=st.sampled_from(HEADERS),
    columns=st.permutations(range(5)),
    delimiter=st.sampled_from([",", ";", "\t"]),
    written=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d 16:20:00", "%d %b %Y"]),
    has_preamble=st.booleans(),
)
def test_random_lists_are_read_back_equal(
    days: list[date | None],
    header: tuple[str, ...],
    columns: list[int],
    delimiter: str,
    written: str,
    has_preamble: bool,
) -> None:
    lines = ["Completion report", ""] if has_preamble else []
    lines.append(delimiter.join(header[at] for at in columns))
    for number, day in enumerate(days):
        cells = ["Ada Nova", f"p{number}@example.com", "Certificate"]
        cells += [day.strftime(written), header[5]] if day else ["", header[6]]
        lines.append(delimiter.join(cells[at] for at in columns))
    _, reading = read("lms.csv", "\n".join([*lines, ""]))
    assert [
        (r.person.email, r.competency, r.competent_on, r.status) for r in competencies_of(reading)
    ] == [
        (f"p{number}@example.com", "Certificate", day, "competent" if day else "learning")
        for number, day in enumerate(days)
    ]
    known = [day for day in days if day]
    assert reading.data_until == (max(known) if known else None)
    assert reading.rows.usable == len(days)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_the_latest_answer_of_a_form_counts(sent: list[int]) -> None:
    start = datetime(2025, 5, 1, 10)
    rows = [
        f"{start + timedelta(days=days):%Y/%m/%d %I:%M:%S %p} GMT+1,m@x.com,a@x.com,"
        f"{date(2025, 1, 1) + timedelta(days=number)}"
        for number, days in enumerate(sent)
    ]
    header = "Timestamp,Email Address,New hire e-mail,Works independently since"
    _, reading = read("form.csv", "\n".join([header, *rows, ""]))
    latest = max(range(len(sent)), key=lambda number: (sent[number], number))
    assert [r.competent_on for r in competencies_of(reading)] == [
        date(2025, 1, 1) + timedelta(days=latest)
    ]
    assert reading.rows.left_out == len(sent) - 1
