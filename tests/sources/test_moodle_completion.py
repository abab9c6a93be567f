"""Moodle: the completion of a course, and of its activities."""

from __future__ import annotations

from datetime import date

import pytest
from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Competency
from analytics.sources import Answers, Reading

COURSE = (
    "ID,Name,ID number,Email address,Welcome,Welcome - Completion date,Exam,"
    "Exam - Completion date,Course complete\n"
    '12,Ada Nova,001201,ada@x.com,Completed,"01/09/25, 10:00",Completed (achieved pass grade),'
    '"28/10/25, 16:20","28/10/25, 16:20"\n'
    '13,Ben Okafor,001111,ben@x.com,Completed,"02/09/25, 10:00",Not completed,,\n'
)
ACTIVITIES = (
    '\t"Email address"\t"Welcome"\t""\t"Exam"\t"2025-12-01 00:00:00"\n'
    '"Ada Nova"\t"ada@x.com"\t"Completed"\t"2025-09-01 10:00:00"\t'
    '"Completed (achieved pass grade)"\t"2025-10-28 16:20:00"\n'
    '"Ben Okafor"\t"ben@x.com"\t"Completed"\t"2025-09-02 10:00:00"\t'
    '"Completed (did not achieve pass grade)"\t"2025-10-29 16:20:00"\n'
    '"Cy Do"\t"cy@x.com"\t"Not completed"\t""\t"Not completed"\t"2025-10-29 16:20:00"\n'
)


def shown(reading: Reading) -> list[tuple[str, str, date | None]]:
    return [
        (r.person.name, r.competency, r.competent_on)
        for r in reading.records
        if isinstance(r, Competency)
    ]


def test_a_course_is_named_after_its_file_and_its_last_column_counts() -> None:
    name, reading = read("completion-onboarding_2025 (1).csv", COURSE)
    assert (name, reading.kind) == ("Moodle completion report", "competency")
    assert shown(reading) == [
        ("Ada Nova", "onboarding_2025", date(2025, 10, 28)),
        ("Ben Okafor", "onboarding_2025", None),
    ]
    assert "activities-unused" in codes(reading)
    ids = [r.person.employee_id for r in reading.records if isinstance(r, Competency)]
    assert ids == ["001201", "001111"]
    _, reading = read("renamed.csv", COURSE)
    assert {competency for _, competency, _ in shown(reading)} == {"Course complete"}


def test_activities_have_a_state_and_a_day_each() -> None:
    _, reading = read("progress.onb.csv", b"\xff\xfe" + ACTIVITIES.encode("utf-16-le"))
    assert shown(reading) == [
        ("Ada Nova", "Welcome", date(2025, 9, 1)), ("Ada Nova", "Exam", date(2025, 10, 28)),
        ("Ben Okafor", "Welcome", date(2025, 9, 2)), ("Ben Okafor", "Exam", None),
        ("Cy Do", "Welcome", None), ("Cy Do", "Exam", None),
    ]  # fmt: skip
    assert "several-competencies" in codes(reading)


# The 28th may be a year from 2027 on, and the reader asks; the 31st may not before 2030.
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ('"ID","Name","E-Mail-Adresse","Quiz","Quiz - Abschlussdatum","Kurs abgeschlossen"',
         '"1","Ada","ada@x.com","Abgeschlossen","31.10.25, 16:20","31.10.25, 16:20"'),
        ('"ID","Nom complet","Courriel","Quiz","Quiz - Date d\'achèvement","Cours terminé"',
         '"1","Ada","ada@x.com","Terminé","31/10/25, 16:20","31/10/25, 16:20"'),
        ('"ID","氏名","メール","小テスト","小テスト - 完了日","コース完了"',
         '"1","Ada","ada@x.com","完了","2025年10月31日 16:20","2025年10月31日 16:20"'),
        (',"Quiz",""', '"Ada","Completed","Friday, 31 October 2025, 4:20 PM"'),
        (',"Adresse de courriel","Quiz",""',
         '"Ada","ada@x.com","Terminé (note de passage atteinte)","2025-10-31 16:20:00"'),
    ],
)  # fmt: skip
def test_other_languages_and_older_dates(header: str, row: str) -> None:
    name, reading = read("completion.csv", f"{header}\n{row}\n")
    assert name == "Moodle completion report"
    assert [day for *_, day in shown(reading)] == [date(2025, 10, 31)]


@pytest.mark.parametrize(
    "state",
    ["Terminé (note de passage non atteinte)", "Abgeschlossen (nicht bestanden)",
     "Completado (no alcanzó la nota)", "Voltooid (geen voldoende)"],
)  # fmt: skip
def test_completed_without_a_pass_is_still_learning(state: str) -> None:
    _, reading = read("p.csv", f',"Quiz",""\n"Ada","{state}","2025-10-28 16:20:00"\n')
    assert shown(reading) == [("Ada", "Quiz", None)]


def test_what_cannot_be_used_is_said() -> None:
    _, reading = read(
        "p.csv",
        ',"Email address","Quiz",""\n"Ada","a@x.com","Completed",""\n"","","Completed",""\n'
        '"Bo","b@x.com","Completed","2025-10-28 16:20:00"\n',
    )
    assert shown(reading) == [("Bo", "Quiz", date(2025, 10, 28))]
    assert lines_with(reading, "completed-without-date") == [2]
    assert lines_with(reading, "no-person") == [3]
    header = COURSE.split("\n")[0]
    *_, reading_of_header, problems = read_file("c.csv", f"{header}\n".encode(), Answers())
    assert reading_of_header is None
    assert [problem.code for problem in problems] == ["header-only"]


def test_ambiguous_days_are_asked_for() -> None:
    text = (
        "ID,Name,Quiz,Quiz - Completion date,Course complete\n"
        '1,Ada,Completed,"05/09/25, 10:00","06/09/25, 10:00"\n'
    )
    *_, reading, problems = read_file("c.csv", text.encode(), Answers())
    assert reading is None
    assert [problem.question for problem in problems] == ["date_order"]
    _, reading_dmy = read("c.csv", text, Answers(date_order="dmy"))
    assert shown(reading_dmy) == [("Ada", "Course complete", date(2025, 9, 6))]
