"""A plain attendance list: times, minutes, or yes and no."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import Attendance
from analytics.sources import Answers, Reading


def read(text: str, answers: Answers | None = None, name: str = "list.csv") -> Reading:
    _, source, reading, problems = read_file(name, text.encode(), answers or Answers())
    assert reading is not None, [problem.describe() for problem in problems]
    assert source is not None
    assert source.name == "Attendance list"
    return reading


def attendances(reading: Reading) -> list[Attendance]:
    return [record for record in reading.records if isinstance(record, Attendance)]


def by_code(reading: Reading) -> dict[str, Problem]:
    return {problem.code: problem for problem in reading.problems}


def test_join_and_leave_times() -> None:
    reading = read(
        "Name,Email,Session,Joined,Left\n"
        "Ada,ada@example.com,Clinic,2025-10-07 16:00,2025-10-07 16:20\n"
        "Ada,ADA@example.com,Clinic,2025-10-07 16:30,2025-10-07 17:00\n"
        "Bo,bo@example.com,Clinic,2025-10-14 16:00,2025-10-14 17:00\n"
    )
    ada, bo = attendances(reading)
    assert ada.intervals == (
        (datetime(2025, 10, 7, 16), datetime(2025, 10, 7, 16, 20)),
        (datetime(2025, 10, 7, 16, 30), datetime(2025, 10, 7, 17)),
    )
    assert (ada.session.title, ada.session.started_at) == ("Clinic", datetime(2025, 10, 7, 16))
    assert bo.session.started_at == datetime(2025, 10, 14, 16)
    assert reading.data_until == date(2025, 10, 14)


def test_times_of_day_belong_to_the_sessions_date_and_cross_midnight() -> None:
    reading = read(
        "Employee ID,Date,Session,Start,End,Check-in,Check-out\n"
        "001201,2025-10-07,Clinic,23:30,00:30,23:35,00:20\n"
    )
    (record,) = attendances(reading)
    assert record.person.employee_id == "001201"
    assert record.session.started_at == datetime(2025, 10, 7, 23, 30)
    assert record.session.ended_at == datetime(2025, 10, 8, 0, 30)
    assert record.intervals == ((datetime(2025, 10, 7, 23, 35), datetime(2025, 10, 8, 0, 20)),)
    assert by_code(reading)["over-midnight"].severity == "repaired"


def test_minutes_without_times() -> None:
    reading = read("Email,Topic,Date,Minutes attended\nada@example.com,Clinic,2025-10-07,45\n")
    (record,) = attendances(reading)
    assert (record.intervals, record.seconds) == ((), 2700)
    assert record.session.started_at == datetime(2025, 10, 7)


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("Name,Session,Date,Attended", "Yes", "No"),
        ("Name,Session,Date,Attendance", "present", "Absent"),
        ("Name,Titel,Datum,Anwesend", "x", ""),
        ("Name,Thema,Datum,Teilgenommen", "ja", "nein"),
        ("Name,Session,Date,Present", "✓", "✗"),
        ("Nom,Titre,Jour,Présent", "oui", "non"),
    ],
)
def test_flags(header: str, yes: str, no: str) -> None:
    reading = read(f"{header}\nAda,Clinic,2025-10-07,{yes}\nBo,Clinic,2025-10-07,{no}\n")
    (record,) = attendances(reading)
    assert (record.person.name, record.intervals, record.seconds) == ("Ada", (), None)
    assert by_code(reading)["absent-rows"].lines == [3]
    assert (reading.rows.read, reading.rows.left_out) == (2, 0)


def test_an_unknown_flag_is_left_out_with_its_text() -> None:
    reading = read("Name,Session,Date,Attended\nAda,Clinic,2025-10-07,maybe\nBo,C,2025-10-07,y\n")
    problem = by_code(reading)["presence-unreadable"]
    assert (problem.severity, problem.lines) == ("left_out", [2])
    assert "“maybe”" in problem.says
    assert problem.rows[0].text == "Ada,Clinic,2025-10-07,maybe"


def test_first_and_last_names_are_joined() -> None:
    text = "First Name,Last Name,Session,Date,Attended\nAda,Nova,Clinic,2025-10-07,yes\n"
    (record,) = attendances(read(text))
    assert record.person.name == "Ada Nova"


def test_rows_without_a_day_or_a_person_are_left_out() -> None:
    reading = read(
        "Name,Session,Date,Attended\n"
        "Ada,Clinic,soon,yes\n"
        ",Clinic,2025-10-07,yes\n"
        "Bo,Clinic,2025-10-07,yes\n"
    )
    assert [record.person.name for record in attendances(reading)] == ["Bo"]
    assert by_code(reading)["date-unreadable"].lines == [2]
    assert by_code(reading)["no-person"].lines == [3]
    assert (reading.rows.read, reading.rows.usable, reading.rows.left_out) == (3, 1, 2)


def test_times_without_a_date_ask_for_the_day_once() -> None:
    text = "Name,Email,Duration,Time in,Time out\nAda,ada@example.com,1 hr,3:55 PM,4:55 PM\n"
    *_, nothing, problems = read_file("list.csv", text.encode(), Answers(kind="attendance"))
    assert nothing is None
    assert [(p.severity, p.question) for p in problems] == [("held", "session_date")]
    (record,) = attendances(read(text, Answers(session_date=date(2025, 10, 7))))
    assert record.intervals == ((datetime(2025, 10, 7, 15, 55), datetime(2025, 10, 7, 16, 55)),)


def test_open_dates_are_asked_and_then_read() -> None:
    text = "Name,Session,Date,Attended\nAda,Clinic,05/09/2025,yes\n"
    *_, nothing, problems = read_file("list.csv", text.encode(), Answers())
    assert nothing is None
    assert [(p.question, p.lines) for p in problems] == [("date_order", [2])]
    (record,) = attendances(read(text, Answers(date_order="dmy")))
    assert record.session.started_at == datetime(2025, 9, 5)


def test_a_mapped_file_is_read_by_its_mapping() -> None:
    text = "Wer,Was,Wann,Da\nAda,Clinic,2025-10-07,ja\nBo,Clinic,2025-10-07,nein\n"
    *_, nothing, problems = read_file("x.csv", text.encode(), Answers())
    assert nothing is None
    assert problems[-1].question == "kind"
    mapping = {"name": "Wer", "title": "Was", "date": "Wann", "present": "Da"}
    reading = read(text, Answers(kind="attendance", mapping=mapping))
    assert [record.person.name for record in attendances(reading)] == ["Ada"]


def test_the_title_above_the_table_or_the_files_name() -> None:
    body = "Name,Date,Attended\nAda,2025-10-07,yes\n"
    (record,) = attendances(read(f"Meeting title,Clinic\n\n{body}"))
    assert record.session.title == "Clinic"
    (record,) = attendances(read(body, name="Problem_clinic.csv"))
    assert record.session.title == "Problem clinic"


def test_a_zone_moves_every_time() -> None:
    text = "Name,Session,Start,Joined,Left\nAda,C,2025-10-07 16:00,16:05,16:30\n"
    answers = Answers(timezone="UTC", pilot_timezone="Europe/Berlin")
    (record,) = attendances(
        read(
            text.replace("16:05", "2025-10-07 16:05").replace("16:30", "2025-10-07 16:30"), answers
        )
    )
    assert record.session.started_at == datetime(2025, 10, 7, 18)
    assert record.intervals == ((datetime(2025, 10, 7, 18, 5), datetime(2025, 10, 7, 18, 30)),)


def test_a_header_without_rows_is_refused() -> None:
    text = b"Name,Session,Date,Attended\n"
    *_, nothing, problems = read_file("list.csv", text, Answers())
    assert nothing is None
    assert [(p.code, p.lines) for p in problems] == [("header-only", [1])]


def test_several_sessions_one_below_the_other() -> None:
    reading = read(
        "Session,Clinic\nDate,2025-10-07\nStart,16:00\n\nName,Attended\nAda,yes\nBo,no\n\n"
        "Session,Pods\nDate,2025-10-14\n\nName,Attended\nAda,yes\n"
    )
    assert [
        (r.person.name, r.session.title, r.session.started_at) for r in attendances(reading)
    ] == [
        ("Ada", "Clinic", datetime(2025, 10, 7, 16)),
        ("Ada", "Pods", datetime(2025, 10, 14)),
    ]


def test_a_block_of_columns_above_the_people() -> None:
    (record,) = attendances(
        read("Session,Date,Start,End\nClinic,2025-10-07,16:00,17:00\n\nName,Minutes\nAda,75\n")
    )
    assert record.session.ended_at == datetime(2025, 10, 7, 17)
    # A total without times cannot be longer than the meeting.
    assert record.seconds == 3600


def test_one_sheet_per_session() -> None:
    workbook = openpyxl.Workbook()
    for title, rows in {
        "one": [["Date", "2025-10-07"], [], ["Name", "Attended"], ["Ada", "yes"]],
        "two": [["Date", "2025-10-14"], [], ["Name", "Attended"], ["Ada", "yes"], ["Bo", "x"]],
    }.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    found = io.BytesIO()
    workbook.save(found)
    *_, reading, problems = read_file("Clinic.xlsx", found.getvalue(), Answers())
    assert reading is not None, problems
    assert [(r.person.name, r.session.started_at.day) for r in attendances(reading)] == [
        ("Ada", 7),
        ("Ada", 14),
        ("Bo", 14),
    ]
    assert reading.rows.read == 3


def test_the_day_in_the_name_of_the_file() -> None:
    (record,) = attendances(read("Name,Attended\nAda,yes\n", name="Clinic 2025-10-07.csv"))
    assert record.session.started_at == datetime(2025, 10, 7)
    assert record.session.title == "Clinic"


def test_unknown_columns_in_front_do_not_hide_the_header() -> None:
    text = "Firm,Site,Floor,Desk,Team,Name,Session,Date,Attended\na,b,c,d,e,Ada,C,2025-10-07,yes\n"
    assert [r.person.name for r in attendances(read(text))] == ["Ada"]


def test_a_morning_and_an_afternoon_are_two_sessions() -> None:
    reading = read(
        "Name,Session,Joined,Left\n"
        "Ada,Clinic,2025-10-07 08:00,2025-10-07 09:00\n"
        "Ada,Clinic,2025-10-07 16:00,2025-10-07 17:00\n"
    )
    assert [r.session.started_at.hour for r in attendances(reading)] == [8, 16]
    assert by_code(reading)["split-at-gap"].lines == [3]


def test_people_whose_names_are_hidden_stay_one_each() -> None:
    reading = read(
        "Name,Session,Date,Minutes\nAnonymous,C,2025-10-07,10\nAnonymous,C,2025-10-07,20\n"
    )
    assert [r.seconds for r in attendances(reading)] == [600, 1200]
    assert by_code(reading)["anonymous"].lines == [2, 3]


def test_durations_that_cannot_be() -> None:
    reading = read(
        "Name,Session,Date,Minutes\nAda,C,2025-10-07,99999\nBo,C,2025-10-07,81234567890\n"
        "Cy,C,2025-10-07,60\n"
    )
    assert [(r.person.name, r.seconds) for r in attendances(reading)] == [
        ("Bo", None),
        ("Cy", 3600),
    ]
    assert by_code(reading)["stay-too-long"].lines == [2]


@pytest.mark.parametrize(
    ("header", "yes"),
    [
        ("Katılımcı;Oturum;Tarih;Geldi", "yes"),
        ("参加した人;研修名;いつ;来た", "はい"),
        ("Kto;Co;Kiedy;Był", "tak"),
    ],
)
def test_any_list_is_read_by_its_mapping_in_any_language(header: str, yes: str) -> None:
    text = f"{header}\nAda;Clinic;2025-10-07;{yes}\n"
    *_, nothing, problems = read_file("x.csv", text.encode(), Answers(kind="attendance"))
    assert nothing is None
    assert [p.question for p in problems] == ["mapping"]
    fields = ("name", "title", "date", "present")
    mapping = dict(zip(fields, header.split(";"), strict=True))
    (record,) = attendances(read(text, Answers(kind="attendance", mapping=mapping)))
    assert (record.person.name, record.session.title) == ("Ada", "Clinic")


def test_an_address_in_the_name_column_is_an_address() -> None:
    (record,) = attendances(read("Name,Session,Date,Attended\nada@example.com,C,2025-10-07,y\n"))
    assert (record.person.name, record.person.email) == ("", "ada@example.com")
