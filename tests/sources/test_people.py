"""Lists of people: the fixtures against the truth, quirks, and random layouts read back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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

# export, source, whether it tells: leaving dates, leave, employee ids as in the truth, names whole
FIXTURES = [
    ("bamboohr_employees.csv", "BambooHR employees", True, False, True, True),
    ("workday_worker_report.tsv", "Workday worker report", True, False, True, True),
    ("pitfall_xlsx_named_csv.csv", "Workday worker report", True, False, True, True),
    ("adp_roster.csv", "List of people", True, True, False, True),
    ("oracle_hcm_assignments.csv", "Oracle HCM assignments", False, False, True, True),
    ("personio_mitarbeiter_de.csv", "List of people", True, True, True, False),
    ("successfactors_user_directory.csv", "SAP SuccessFactors user directory", False, False, True,
     True),
]  # fmt: skip
NO_DEPARTMENT = {"pitfall_xlsx_named_csv.csv"}


@pytest.fixture(scope="module")
def truth(exports: Path) -> dict[str, dict[str, Any]]:
    """Employee id -> the person as invented."""
    people = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))["people"]
    return {person["employee_id"]: person for person in people}


def read(name: str, data: bytes | str, answers: Answers = NO_ANSWERS) -> tuple[str, Reading]:
    """The name of the source that read the file, and what it read."""
    raw = data.encode() if isinstance(data, str) else data
    _, source, reading, problems = read_file(name, raw, answers)
    assert source is not None and reading is not None, problems
    return source.name, reading


def people_of(reading: Reading) -> list[Person]:
    return [record for record in reading.records if isinstance(record, Person)]


def problems_with(problems: Sequence[Problem], code: str) -> list[list[int]]:
    return [problem.lines for problem in problems if problem.code == code]


@pytest.mark.parametrize(
    ("export", "source", "has_leaving", "has_leave", "has_ids", "has_names"), FIXTURES
)
def test_fixtures_tell_the_truth(
    exports: Path,
    truth: dict[str, dict[str, Any]],
    export: str,
    source: str,
    has_leaving: bool,
    has_leave: bool,
    has_ids: bool,
    has_names: bool,
) -> None:
    name, reading = read(export, (exports / export).read_bytes())
    people = people_of(reading)
    assert (name, reading.kind) == (source, "people")
    assert len(people) == len(reading.records) == reading.rows.usable == len(truth)
    assert reading.rows.read == reading.rows.usable + reading.rows.left_out
    by_email = {person.person.email: person for person in people}
    for expected in truth.values():
        found = by_email[expected["email"]]
        has_left = expected["status"] == "Terminated"
        is_away = has_leave and expected["status"] == "On Leave"
        assert str(found.hire_date) == expected["hire_date"]
        assert str(found.left_date or "") == (expected["termination_date"] if has_leaving else "")
        assert found.status == ("left" if has_left else "leave" if is_away else "active")
        assert found.department == ("" if export in NO_DEPARTMENT else expected["department"])
        assert found.title == expected["title"]
        if has_names:
            assert found.person.name == f"{expected['first']} {expected['last']}"
        if has_ids:
            assert found.person.employee_id == expected["employee_id"]


@pytest.mark.parametrize("export", ["bamboohr_employees.csv", "adp_roster.csv",
                                    "successfactors_user_directory.csv",
                                    "workday_worker_report.tsv"])  # fmt: skip
def test_managers_are_names(exports: Path, truth: dict[str, dict[str, Any]], export: str) -> None:
    _, reading = read(export, (exports / export).read_bytes())
    for person in people_of(reading):
        expected = next(p for p in truth.values() if p["email"] == person.person.email)
        manager = truth.get(expected["manager_id"])
        assert person.manager == (f"{manager['first']} {manager['last']}" if manager else "")


def test_workday_title_total_and_original_hire_date(exports: Path) -> None:
    data = (exports / "workday_worker_report.tsv").read_bytes()
    _, reading = read("workday_worker_report.tsv", data)
    assert reading.data_until == date(2025, 12, 15)
    assert reading.stated == {"people": 20}
    assert reading.date_order == "mdy"
    assert problems_with(reading.problems, "original-hire-date") == [[18]]
    cut = b"\n".join(line for line in data.split(b"\n") if not line.startswith(b"1208"))
    _, reading = read("workday_worker_report.tsv", cut)
    assert problems_with(reading.problems, "stated-count") == [[]]


def test_two_assignments_are_one_person(exports: Path) -> None:
    data = (exports / "oracle_hcm_assignments.csv").read_bytes()
    _, reading = read("oracle_hcm_assignments.csv", data)
    assert (reading.rows.read, reading.rows.left_out) == (21, 1)
    assert problems_with(reading.problems, "several-rows") == [[22]]
    assert problems_with(reading.problems, "left-without-date") == [[9, 20]]


def test_a_rehire_counts_from_the_new_employment() -> None:
    _, reading = read(
        "people.csv",
        "Employee ID,Name,Hire Date,Termination Date,Status\n"
        "0007,Ada Nova,2019-01-01,2021-03-31,Terminated\n0007,Ada Nova,2025-02-03,,Active\n",
    )
    assert [(p.line, p.hire_date, p.left_date, p.status) for p in people_of(reading)] == [
        (3, date(2025, 2, 3), None, "active")
    ]
    _, reading = read(
        "people.csv",
        "Employee ID,Name,Hire Date,Rehire Date,Termination Date\n"
        "0007,Ada Nova,2019-01-01,2025-02-03,2021-03-31\n",
    )
    assert people_of(reading)[0].hire_date == date(2025, 2, 3)
    assert people_of(reading)[0].left_date is None
    assert problems_with(reading.problems, "left-before-hired") == [[2]]


def test_two_people_of_one_name_stay_two() -> None:
    _, reading = read(
        "people.csv", "Name,Hire Date,Department\nJo,2025-01-01,Sales\nJo,2025-02-01,Sales\n"
    )
    assert len(people_of(reading)) == 2


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Active", "active"), ("A", "active"), ("Yes", "active"), ("Full-Time", "active"),
        ("Active - Payroll Eligible", "active"), ("L", "leave"), ("LOA", "leave"),
        ("On Leave", "leave"), ("Inactive - Leave of Absence", "leave"), ("Elternzeit", "leave"),
        ("T", "left"), ("I", "left"), ("N", "left"), ("0", "left"), ("FALSE", "left"),
        ("Terminated - Voluntary", "left"), ("Retired", "left"), ("Archived", "left"),
        ("Not on payroll", "left"), ("Reported No Show", "left"), ("Ausgetreten", "left"),
        ("Sorti", "left"), ("退職", "left"), ("", "active"),
    ],
)  # fmt: skip
def test_status_words(text: str, status: str) -> None:
    _, reading = read("people.csv", f"Name,Hire Date,Status\nAda Nova,2025-01-01,{text}\n")
    assert [p.status for p in people_of(reading)] == [status]


def test_either_of_two_status_columns_may_say_left() -> None:
    _, reading = read(
        "people.csv",
        "Employee #,Name,Hire Date,Employment Status,Status\n"
        "1,Ada,2025-01-01,Terminated,Active\n2,Bo,2025-01-01,Full-Time,Inactive\n"
        "3,Cy,2025-01-01,Full-Time,Active\n",
    )
    assert [p.status for p in people_of(reading)] == ["left", "left", "active"]


def test_a_temporary_contract_is_no_leaving() -> None:
    _, reading = read("people.csv", "Name,Employment Type,Hire Date\nAda Nova,T,2025-01-01\n")
    assert [p.status for p in people_of(reading)] == ["active"]


def test_ids_names_and_addresses() -> None:
    _, reading = read(
        "people.csv",
        'Emp ID,Worker,Email,Hire Date\n\'001201,"Ruiz, Ana",EMAIL,2025-01-01\n'
        "0002,Bo Li (0002),BO@Example.com,2025-01-01\n,Cy Do (1003),n/a,2025-01-01\n"
        ',"Ann Lee, PhD",,2025-01-01\n',
    )
    who = [(p.person.employee_id, p.person.name, p.person.email) for p in people_of(reading)]
    assert who == [
        ("001201", "Ana Ruiz", ""),
        ("0002", "Bo Li", "bo@example.com"),
        ("1003", "Cy Do", ""),
        ("", "Ann Lee", ""),
    ]


def test_dates_that_are_none_and_dates_that_cannot_be_read() -> None:
    _, reading = read(
        "people.csv",
        "Name,Hire Date,Termination Date\nAda,2025-01-01,00/00/0000\nBo,sometime,\nCy,,\n"
        "Di,45901,N/A-StillEmployed\nEd,1961-05-01,\nFi,20250901,\nGo,15-MAR-21,\n",
    )
    assert [p.hire_date for p in people_of(reading)] == [
        date(2025, 1, 1), None, None, date(2025, 9, 1), date(1961, 5, 1), date(2025, 9, 1),
        date(2021, 3, 15),
    ]  # fmt: skip
    assert all(p.left_date is None and p.status == "active" for p in people_of(reading))
    assert problems_with(reading.problems, "unreadable-date") == [[3]]
    assert problems_with(reading.problems, "no-hire-date") == [[4]]
    assert (reading.rows.usable, reading.rows.repaired) == (7, 1)


def test_rows_that_name_nobody_are_left_out() -> None:
    _, reading = read(
        "people.csv", "Name,Department,Hire Date\n,Sales,2025-01-01\nAda,Sales,2025-01-01\n"
    )
    assert [p.line for p in people_of(reading)] == [3]
    assert problems_with(reading.problems, "no-person") == [[2]]
    assert (reading.rows.read, reading.rows.left_out) == (2, 1)


AMBIGUOUS = "Name,Hire Date,Department\nAda,05/06/2025,Sales\nBo,03/04/2025,Sales\n"


def test_ambiguous_dates_are_asked_for_never_guessed() -> None:
    *_, reading, problems = read_file("people.csv", AMBIGUOUS.encode(), NO_ANSWERS)
    assert reading is None
    assert [(p.severity, p.question) for p in problems] == [("held", "date_order")]
    for order, hired in (("dmy", date(2025, 6, 5)), ("mdy", date(2025, 5, 6))):
        _, reading = read("people.csv", AMBIGUOUS, Answers(date_order=order))  # type: ignore[arg-type]
        assert people_of(reading)[0].hire_date == hired
        assert reading.date_order == order


@pytest.mark.parametrize(
    "evidence",
    [
        # one date in another column, the title line, and people who else would leave too early
        "Name,Hire Date,Termination Date\nAda,05/06/2025,\nBo,03/04/2025,06/30/2025\n",
        "Report as of 12/15/2025\n\nName,Hire Date,Department\nAda,05/06/2025,Sales\n",
        "Name,Hire Date,Termination Date\nAda,01/12/2024,02/03/2024\nBo,01/11/2024,03/02/2024\n",
    ],
)
def test_the_whole_file_is_evidence_for_its_date_order(evidence: str) -> None:
    _, reading = read("people.csv", evidence)
    assert reading.date_order == "mdy"


def test_hire_and_competency_dates_in_one_list() -> None:
    _, reading = read(
        "people.csv",
        "Employee,Email,Hire date,Ramp complete\nAda,ada@x.com,2025-09-01,2025-11-10\n"
        "Bo,bo@x.com,2025-09-02,\nCy,cy@x.com,2025-09-03,yes\n",
    )
    found = [r for r in reading.records if isinstance(r, Competency)]
    assert reading.kind == "people"
    assert len(people_of(reading)) == 3
    assert [(r.person.email, r.competent_on, r.status) for r in found] == [
        ("ada@x.com", date(2025, 11, 10), "competent"), ("bo@x.com", None, "learning"),
    ]  # fmt: skip
    assert problems_with(reading.problems, "competent-without-date") == [[4]]
    assert problems_with(reading.problems, "two-kinds") == [[]]


def test_a_header_without_people_is_refused() -> None:
    *_, reading, problems = read_file("people.csv", b"Employee ID,Name,Hire Date\n", NO_ANSWERS)
    assert reading is None
    assert [(p.severity, p.code) for p in problems] == [("refused", "header-only")]


def test_a_mapped_list() -> None:
    text = "Kuerzel;Wer;Seit wann\nan;Ada Nova;2025-01-01\n"
    answers = Answers(kind="people", mapping={"name": "Wer", "hire_date": "Seit wann"})
    _, reading = read("liste.csv", text, answers)
    assert [(p.person.name, p.hire_date) for p in people_of(reading)] == [
        ("Ada Nova", date(2025, 1, 1))
    ]


# random layouts -----------------------------------------------------------------------------------

HEADERS = {
    "en": ("Employee ID", "Full Name", "Work Email", "Department", "Hire Date", "Termination Date"),
    "de": ("Personalnummer", "Mitarbeiter", "E-Mail", "Abteilung", "Eintrittsdatum",
           "Austrittsdatum"),
    "fr": ("Matricule", "Nom complet", "Adresse e-mail", "Service", "Date d'entrée",
           "Date de sortie"),
    "es": ("ID de empleado", "Nombre completo", "Correo electrónico", "Departamento",
           "Fecha de contratación", "Fecha de baja"),
    "pt": ("Matrícula", "Nome completo", "E-mail corporativo", "Setor", "Data de admissão",
           "Data de demissão"),
    "it": ("Matricola", "Nome e cognome", "E-mail aziendale", "Reparto", "Data di assunzione",
           "Data di cessazione"),
    "nl": ("Personeelsnummer", "Volledige naam", "E-mailadres", "Afdeling", "Datum in dienst",
           "Datum uit dienst"),
    "pl": ("Numer pracownika", "Imię i nazwisko", "Adres e-mail", "Dział", "Data zatrudnienia",
           "Data zwolnienia"),
    "ja": ("社員番号", "氏名", "メールアドレス", "部署", "入社日", "退職日"),
}  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
WRITTEN = {
    "mdy": "%m/%d/%Y", "dmy": "%d.%m.%Y", "dmy ": "%d/%m/%Y", "ymd": "%Y-%m-%d", "mon": "%d-%b-%Y",
    "compact": "%Y%m%d",
}  # fmt: skip
DAYS = st.dates(date(1975, 1, 1), date(2025, 12, 31))
NAMES = st.sampled_from(["Ada Nova", "Zoë Müller", "Jörg Groß", "Amélie O'Neill", "Bo Li"])
PLAIN_ASCII_NAMES = {"Ada Nova", "Bo Li"}


@dataclass(frozen=True)
class Layout:
    people: list[tuple[str, str, str, str, date, date | None]]
    language: str
    columns: list[int]
    delimiter: str
    encoding: str
    written: str
    preamble: int
    footer: bool
    last_first: bool

    def bytes(self) -> bytes:
        """The list as a tool with this layout would write it."""
        header = HEADERS[self.language]
        lines = ["Employee report"] * self.preamble + [""] * (self.preamble > 0)
        lines.append(self.delimiter.join(header[at] for at in self.columns))
        for person in self.people:
            cells = [self.cell(at, person[at]) for at in self.columns]
            lines.append(self.delimiter.join(cells))
        if self.footer:
            empty = self.delimiter * (len(self.columns) - 1)
            lines.append(f"Total{empty}{len(self.people)}")
        return "\r\n".join([*lines, ""]).encode(self.encoding)

    def cell(self, at: int, value: str | date | None) -> str:
        if isinstance(value, date):
            return value.strftime(WRITTEN[self.written])
        text = value or ""
        if at == 1 and self.last_first:
            first, last = text.split(" ")
            text = f'"{last}, {first}"'
        return text


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    language = draw(st.sampled_from(sorted(HEADERS)))
    encoding = draw(st.sampled_from(ENCODINGS))
    if encoding == "cp1252" and language in ("pl", "ja"):
        encoding = "utf-8"
    people = []
    for number in range(draw(st.integers(2, 12))):
        hired = draw(DAYS)
        stayed = draw(st.none() | st.integers(0, 400))
        left = None if stayed is None else min(hired + timedelta(days=stayed), date(2025, 12, 31))
        people.append((f"{number:06}", draw(NAMES), f"p{number}@example.com", "Sales", hired, left))
    return Layout(
        people=people,
        language=language,
        columns=draw(st.permutations(range(6))),
        delimiter=draw(st.sampled_from([",", ";", "\t"])),
        encoding=encoding,
        written=draw(st.sampled_from(sorted(WRITTEN))),
        preamble=draw(st.integers(0, 3)),
        footer=draw(st.booleans()),
        last_first=draw(st.booleans()),
    )


@settings(deadline=None, max_examples=150)
@given(layouts())
def test_random_layouts_are_read_back_equal(layout: Layout) -> None:
    data = layout.bytes()
    order = {"mdy": "mdy", "dmy": "dmy", "dmy ": "dmy"}.get(layout.written)
    _, source, reading, problems = read_file("people.csv", data, NO_ANSWERS)
    if reading is None:
        # Held is right where no date is above 12 on the place of the day; then the answer settles.
        assert [(p.severity, p.question) for p in problems if p.severity != "note"] == [
            ("held", "date_order")
        ]
        assert "/" in WRITTEN[layout.written]
        days = [day for person in layout.people for day in person[4:] if isinstance(day, date)]
        assert all(day.day <= 12 for day in days)
        _, source, reading, problems = read_file(
            "people.csv",
            data,
            Answers(date_order=order),  # type: ignore[arg-type]
        )
    assert source is not None and reading is not None, problems
    found = [
        (
            p.person.employee_id,
            p.person.name,
            p.person.email,
            p.department,
            p.hire_date,
            p.left_date,
        )
        for p in people_of(reading)
    ]
    assert found == layout.people
    assert reading.rows.usable == len(layout.people)


def test_an_answer_that_the_dates_contradict_is_not_used(exports: Path) -> None:
    name = "personio_mitarbeiter_de.csv"
    data = (exports / name).read_bytes()
    *_, plain, _ = read_file(name, data, Answers())
    *_, answered, problems = read_file(name, data, Answers(date_order="mdy"))
    assert plain and answered and answered.records == plain.records
    assert "date-order-answer" in {problem.code for problem in problems}
