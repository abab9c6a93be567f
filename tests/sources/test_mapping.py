"""What nobody recognises is held with a question, and read as it is answered in any language."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from rewritten import NO_ANSWERS, read, workbook_of

from analytics.intake import check
from analytics.recognise import read_file
from analytics.records import Competency, Person, SurveyAnswer
from analytics.sources import Answers

# No vocabulary knows Turkish.
PEOPLE = "Sicil;Çalışan;Giriş;Bölüm;Durum\n001201;Ada Nova;01.09.2025;Destek;Aktif\n"
COURSES = "Çalışan;Eğitim;Bitiş;Sonuç\nAda;Sertifika;10.11.2025;Tamam\nBo;Sertifika;;\n"
SURVEY = (
    "Zaman;Oturum faydalı mıydı?;Tavsiye eder misiniz (0-10)?;Şube\n"
    "2025-10-07 17:00;5;9;Ankara\n2025-10-07 18:00;4;10;İzmir\n"
)
LONG = "Katılımcı;Soru;Yanıt\nr1;Faydalı mıydı?;5\nr2;Faydalı mıydı?;4\n"
RAMP = "Kişi;Ay;Hedef yüzdesi\nAda;2025-09;36 %\nAda;2025-10;136 %\nBo;2025-10;5 %\n"


@pytest.mark.parametrize("text", [PEOPLE, COURSES, RAMP])
def test_unknown_headers_are_asked_for(text: str) -> None:
    report = check("dosya.csv", text.encode())
    assert (report.state, report.question) == ("held", "kind")
    assert "Data page" in report.describe()


@pytest.mark.parametrize(
    "export", ["likert_scales_mixed_languages.csv", "pitfall_formula_injection.csv"]
)
def test_a_list_of_words_or_remarks_is_no_survey_unasked(exports: Path, export: str) -> None:
    data = (exports / export).read_bytes()
    report = check(export, data)
    assert (report.state, report.question) == ("held", "kind")
    assert report.describe().startswith(f"{export}, line 1: ")
    _, reading = read(export, data, Answers(kind="survey"))
    assert reading.kind == "survey"
    assert reading.rows.usable == reading.rows.read > 0


@pytest.mark.parametrize(
    "text",
    [
        "Name,Email,Rating\nAda,a@x.com,Good\nBo,b@x.com,Excellent\n",
        "Question,Answer\nWhat is this?,A list\nWhy?,Because\n",
        "ID,Date,Task\n1,2025-10-07,Do we need to write docs?\n2,2025-10-08,b\n",
        "lang,value\nen,Agree\nde,Stimme zu\n",
    ],
)
def test_tables_with_some_words_of_surveys_are_asked_for(text: str) -> None:
    *_, reading, problems = read_file("x.csv", text.encode(), NO_ANSWERS)
    assert reading is None
    assert [problem.question for problem in problems] == ["kind"]


@pytest.mark.parametrize(
    "text",
    [
        "Email,The session was useful to me\na@x.com,Agree\nb@x.com,Disagree\n",
        "Submitted,Relevance,Pace\n2025-10-07,Agree,Neutral\n2025-10-08,Disagree,Agree\n",
        "Was it useful to you?,Would you come again?\nAgree,Agree\nDisagree,Neutral\n",
        "Respondent,Question,Answer\nr1,Was it useful?,Agree\nr2,Was it useful?,Neutral\n",
        "Name,What should we change next time?\nAda,Nothing\nBo,The room\n",
    ],
)
def test_questions_with_answers_and_somebody_or_a_time_are_a_survey(text: str) -> None:
    name, _ = read("x.csv", text)
    assert name == "Survey answers"


def test_people() -> None:
    mapping = {
        "employee_id": "Sicil", "name": "Çalışan", "hire_date": "Giriş", "department": "Bölüm",
    }  # fmt: skip
    _, reading = read("x.csv", PEOPLE, Answers(kind="people", mapping=mapping))
    (person,) = reading.records
    assert isinstance(person, Person)
    assert (person.person.employee_id, person.person.name) == ("001201", "Ada Nova")
    assert (person.hire_date, person.department) == (date(2025, 9, 1), "Destek")


def test_competency() -> None:
    mapping = {"name": "Çalışan", "competency": "Eğitim", "competent_on": "Bitiş"}
    _, reading = read("x.csv", COURSES, Answers(kind="competency", mapping=mapping))
    assert [
        (r.person.name, r.competency, r.competent_on)
        for r in reading.records
        if isinstance(r, Competency)
    ] == [("Ada", "Sertifika", date(2025, 11, 10)), ("Bo", "Sertifika", None)]


def test_a_ramp() -> None:
    mapping = {"name": "Kişi", "period": "Ay", "attainment": "Hedef yüzdesi"}
    _, reading = read("x.csv", RAMP, Answers(kind="competency", mapping=mapping))
    assert [
        (r.person.name, r.competent_on) for r in reading.records if isinstance(r, Competency)
    ] == [("Ada", date(2025, 10, 31)), ("Bo", None)]


def test_a_survey_with_a_column_per_question() -> None:
    answers = Answers(kind="survey", mapping={"submitted_at": "Zaman", "detail": "Şube"})
    _, reading = read("x.csv", SURVEY, answers)
    found = [r for r in reading.records if isinstance(r, SurveyAnswer)]
    assert [(r.question, r.scale, r.value) for r in found] == [
        ("Oturum faydalı mıydı?", "score_5", 5), ("Tavsiye eder misiniz (0-10)?", "rating_10", 9),
        ("Oturum faydalı mıydı?", "score_5", 4), ("Tavsiye eder misiniz (0-10)?", "rating_10", 10),
    ]  # fmt: skip
    assert found[0].submitted_at == datetime(2025, 10, 7, 17)


def test_a_survey_with_a_row_per_answer() -> None:
    mapping = {"response_id": "Katılımcı", "question": "Soru", "answer": "Yanıt"}
    _, reading = read("x.csv", LONG, Answers(kind="survey", mapping=mapping))
    assert [
        (r.response, r.question, r.value) for r in reading.records if isinstance(r, SurveyAnswer)
    ] == [("r1", "Faydalı mıydı?", 5), ("r2", "Faydalı mıydı?", 4)]


def test_the_mapped_columns_win_over_the_words_of_the_header(exports: Path) -> None:
    form = (exports / "competency_manager_signoff_google_form.csv").read_bytes()
    mapping = {"name": "New hire (name)", "competent_on": "Works independently since"}
    _, reading = read("x.csv", form, Answers(kind="competency", mapping=mapping))
    assert {r.person.name for r in reading.records if isinstance(r, Competency)} >= {
        "Jo Blogs", "Ada Nova",
    }  # fmt: skip
    people = "Name,Manager,Start Date,Other day\nAda,Mara,2025-01-01,2025-09-01\n"
    mapping = {"name": "Name", "hire_date": "Other day"}
    _, reading = read("x.csv", people, Answers(kind="people", mapping=mapping))
    assert [r.hire_date for r in reading.records if isinstance(r, Person)] == [date(2025, 9, 1)]


def test_a_mapped_workbook_below_a_title() -> None:
    rows = [["Liste", "", ""], ["", "", ""], ["Kim", "Ne zaman", "Yer"]]
    data = workbook_of([*rows, ["Ada Nova", datetime(2025, 9, 1), "Ankara"]], merged=("A1:C1",))
    mapping = {"name": "Kim", "hire_date": "Ne zaman", "location": "Yer"}
    _, reading = read("liste.xlsx", data, Answers(kind="people", mapping=mapping))
    (person,) = reading.records
    assert isinstance(person, Person)
    assert (person.hire_date, person.location) == (date(2025, 9, 1), "Ankara")


def test_a_mapping_that_does_not_fit_is_asked_again() -> None:
    answers = Answers(kind="people", mapping={"name": "Isim"})
    *_, reading, problems = read_file("x.csv", PEOPLE.encode(), answers)
    assert reading is None
    assert [problem.question for problem in problems] == ["mapping"]
