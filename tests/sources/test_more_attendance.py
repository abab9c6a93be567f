"""Webex, Blackboard Collaborate, Moodle, and registers kept by hand."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read, rows_of, text_of, workbook_of

from analytics.recognise import read_file
from analytics.records import Attendance, Invitation, union_seconds
from analytics.sources import Answers, Reading

WEBEX = "webex_attendee_report_utf16.csv"
BLACKBOARD = "blackboard_collaborate_attendance.csv"
MOODLE = "moodle_mod_attendance_export.txt"
BERLIN = Answers(date_order="mdy", pilot_timezone="Europe/Berlin")


def attendances(reading: Reading) -> list[Attendance]:
    return [record for record in reading.records if isinstance(record, Attendance)]


def test_webex_gives_the_true_union(exports: Path) -> None:
    source, reading = read(WEBEX, (exports / WEBEX).read_bytes())
    assert source == "Webex attendee report"
    truth = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))
    found = {r.person.email: union_seconds(r.intervals) for r in attendances(reading)}
    assert found == {person["email"]: person["union_seconds"] for person in truth["attendees"]}
    session = attendances(reading)[0].session
    assert session.title == truth["session"]["title"]
    assert session.ended_at == datetime.fromisoformat(truth["session"]["end_local"])
    assert attendances(reading)[0].role == "host"


def test_webex_with_another_order_of_columns_and_everything_wrapped(exports: Path) -> None:
    rows = rows_of((exports / WEBEX).read_bytes())
    wrapped = [
        [cell if not cell or cell.startswith("=") else f'="{cell}"' for cell in row[::-1]]
        for row in rows
    ]
    _, reading = read("x.csv", text_of(wrapped, "\t"))
    _, plain = read(WEBEX, (exports / WEBEX).read_bytes())
    assert [(r.person, r.intervals) for r in attendances(reading)] == [
        (r.person, r.intervals) for r in attendances(plain)
    ]
    assert attendances(reading)[0].session.title == attendances(plain)[0].session.title


def test_blackboard_is_in_utc_and_holds_several_sessions(exports: Path) -> None:
    data = (exports / BLACKBOARD).read_bytes()
    *_, nothing, problems = read_file(BLACKBOARD, data, Answers(date_order="mdy"))
    assert nothing is None
    assert [p.question for p in problems] == ["timezone"]
    rows = rows_of(data)
    again = [cell.replace("10/07/2025", "10/14/2025").replace("a1b2", "c3") for cell in rows[1]]
    again[-2], again[-1] = "00:30:00", "3"
    source, reading = read(BLACKBOARD, text_of([*rows, again]), BERLIN)
    assert source == "Blackboard Collaborate attendance"
    first, second = attendances(reading)
    assert first.session.started_at == datetime(2025, 10, 7, 15, 55)
    assert first.session.ended_at == datetime(2025, 10, 7, 17, 2)
    # The times are cut to minutes, the total is not: it is Ada's true time.
    assert union_seconds(first.intervals) == 3747
    assert (second.intervals, second.seconds) == ((), 1800)
    assert (second.session.key, second.session.started_at.day) == ("c3", 14)
    assert lines_with(reading, "no-stays") == [3]


def split(reading: Reading) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """(who came on which day, who was expected on which day)."""
    came = {(r.person.name, r.session.started_at.day) for r in attendances(reading)}
    expected = {
        (r.person.name, r.session.started_at.day)
        for r in reading.records
        if isinstance(r, Invitation) and r.basis == "registration"
    }
    return came, expected


def test_moodle_tells_absence_from_what_is_none(exports: Path) -> None:
    source, reading = read(MOODLE, (exports / MOODLE).read_bytes())
    assert (source, reading.kind) == ("Moodle attendance", "attendance")
    came, expected = split(reading)
    assert came == {
        ("Ada Nova", 7), ("Ada Nova", 14), ("Ada Nova", 21),
        ("Quinn Avery", 7), ("Quinn Avery", 14), ("Quinn Avery", 21), ("Rita Rejoin", 7),
    }  # fmt: skip
    assert expected - came == {
        ("Rita Rejoin", 14), ("Rita Rejoin", 21), ("Omar Said", 7), ("Omar Said", 21),
    }  # fmt: skip
    assert lines_with(reading, "not-taken") == [8]
    record = attendances(reading)[0]
    assert (record.intervals, record.seconds) == ((), None)
    assert (record.person.employee_id, record.person.email) == ("1201", "ada.nova@example.com")
    assert record.session.started_at == datetime(2025, 10, 7, 16)
    assert record.session.title == "Peer learning pilot"
    assert (reading.rows.read, reading.rows.usable) == (4, 4)


HEADER = ["Last name", "First name", "Groups", "ID number"]


def moodle(cells: list[list[str]], sessions: list[str], tail: list[str] | None = None) -> str:
    tail = tail if tail is not None else ["P", "A", "Taken sessions", "Points", "Percentage"]
    rows = [["Course", "Pilot"], ["Group", "All"], [], [*HEADER, *sessions, *tail]]
    for number, found in enumerate(cells):
        rows.append([f"L{number}", f"F{number}", "G1", f"{number:04}", *found, *["0"] * len(tail)])
    return text_of(rows, "\t")


def test_every_kind_of_cell() -> None:
    sessions = [f"{day:02} Oct 2025 04.00PM All users" for day in (7, 14, 21, 28)]
    text = moodle(
        [
            ["P (2/2)", "-P (2/2)", "", "?"],
            ["Enrolment starts 20.10.2025", "←", "L (1,5/2)", "-A"],
            ["E (1/2)", "E (2/2)", "A (0/2)", "X"],
            ["K (2/2)", "F (0/2)", "P", "O (0/0)"],
        ],
        sessions,
    )
    _, reading = read("x.txt", text)
    came, expected = split(reading)
    assert came == {("F0 L0", 7), ("F0 L0", 14), ("F1 L1", 21), ("F3 L3", 7), ("F3 L3", 21),
                    ("F3 L3", 28)}  # fmt: skip
    assert expected - came == {
        ("F1 L1", 28), ("F2 L2", 7), ("F2 L2", 14), ("F2 L2", 21), ("F3 L3", 14),
    }  # fmt: skip
    assert lines_with(reading, "not-enrolled") == [6]
    assert lines_with(reading, "status-unknown") == [7]
    assert lines_with(reading, "not-taken") == [5]


@pytest.mark.parametrize(
    "sessions",
    [
        ["07.10.2025 16:00 Alle", "28.10.2025 16:00 Gruppe A"],
        ["10/07/2025 16:00 All users", "10/28/2025 16:00 Group A"],
        ["mar. 7 oct. 2025 16:00 Todos", "mar. 28 oct. 2025 16:00 Grupo A"],
        ["2025年10月7日 16:00 すべて", "2025年10月28日 16:00 A組"],
        ["7 października 2025 16.00 Wszyscy", "28 października 2025 16.00 Grupa A"],
    ],
)
def test_dates_of_sessions_in_other_languages(sessions: list[str]) -> None:
    _, reading = read("x.txt", moodle([["P (2/2)", "A (0/2)"]], sessions))
    assert split(reading)[1] == {("F0 L0", 7), ("F0 L0", 28)}
    titles = {r.session.title for r in attendances(reading)}
    assert len(titles) == 1 and titles.pop().startswith("Pilot – ")


def test_moodle_as_a_workbook_with_remarks_and_merged_headers() -> None:
    rows: list[list[object]] = [
        ["Course", "Pilot"], ["Group", "All"], [],
        [*HEADER, "07 Oct 2025 04.00PM All users", "", "14 Oct 2025 04.00PM All users", "", "P",
         "Taken sessions", "Points"],
        ["Nova", "Ada", "G1", "001201", "P (2/2)", "was late", "A (0/2)", "", "1", "2", "2 / 4"],
    ]  # fmt: skip
    _, reading = read("x.xlsx", workbook_of(rows, ["E4:F4", "G4:H4"]))
    came, expected = split(reading)
    assert came == {("Ada Nova", 7)}
    assert expected == {("Ada Nova", 7), ("Ada Nova", 14)}
    assert reading.rows.read == 1
    assert attendances(reading)[0].person.employee_id == "001201"


@pytest.mark.parametrize(
    ("yes", "no"), [("x", ""), ("✓", "✗"), ("Yes", "No"), ("anwesend", "abwesend"), ("1", "0")]
)
def test_a_register_kept_by_hand(yes: str, no: str) -> None:
    text = text_of(
        [
            ["Name", "E-mail", "2025-10-07", "2025-10-14", "2025-10-21"],
            ["Ada Nova", "ada@example.com", yes, yes, no],
            ["Bo Li", "bo@example.com", no, yes, no],
            ["", "", yes, "", ""],
        ]
    )
    source, reading = read("Clinic.csv", text)
    assert source == "Attendance register"
    assert split(reading)[0] == {("Ada Nova", 7), ("Ada Nova", 14), ("Bo Li", 14)}
    assert attendances(reading)[0].session.title == "Clinic"
    assert (reading.rows.read, reading.rows.left_out) == (3, 1)


def test_minutes_in_a_register_and_what_cannot_be_read() -> None:
    text = "Name,07.10.2025,28.10.2025\nAda,45,perhaps\nBo,yes,1 h\n"
    _, reading = read("Clinic.csv", text)
    assert [(r.person.name, r.session.started_at.day, r.seconds) for r in attendances(reading)] == [
        ("Ada", 7, 2700),
        ("Bo", 7, None),
        ("Bo", 28, 3600),
    ]
    assert codes(reading) == {"presence-unreadable"}
    assert lines_with(reading, "presence-unreadable") == [2]
