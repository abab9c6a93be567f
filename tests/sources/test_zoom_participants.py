"""Zoom participant reports, with and without meeting data, and with unique users."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import Attendance
from analytics.sources import Answers, Reading

MDY = Answers(date_order="mdy")


def union_seconds(record: Attendance) -> int:
    total, end = 0.0, datetime.min
    for joined, left in sorted(record.intervals):
        total += max(0.0, (left - max(joined, end)).total_seconds())
        end = max(end, left)
    return round(total)


def read(name: str, data: bytes, answers: Answers = MDY) -> Reading:
    _, source, reading, problems = read_file(name, data, answers)
    assert reading is not None, [problem.describe() for problem in problems]
    assert source is not None
    assert source.name == "Zoom participants report"
    return reading


def attendances(reading: Reading) -> list[Attendance]:
    return [record for record in reading.records if isinstance(record, Attendance)]


def by_code(reading: Reading) -> dict[str, Problem]:
    return {problem.code: problem for problem in reading.problems}


@pytest.mark.parametrize(
    "name", ["zoom_participants_with_meeting_info.csv", "zoom_participants_plain.csv"]
)
def test_reports_with_times_give_the_true_union(exports: Path, name: str) -> None:
    truth = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))
    reading = read(name, (exports / name).read_bytes())
    records = {record.person.email: record for record in attendances(reading)}
    with_email = [p for p in truth["attendees"] if p["email"] in records]
    assert len(with_email) == 8
    for person in with_email:
        assert union_seconds(records[person["email"]]) == person["union_seconds"], person
    (zoe,) = [r for r in attendances(reading) if r.person.name == "Zoë"]
    assert union_seconds(zoe) == 20
    assert (reading.rows.read, reading.rows.usable) == (14, 14)
    assert reading.data_until == date(2025, 10, 7)


def test_the_meeting_data_names_the_session(exports: Path) -> None:
    name = "zoom_participants_with_meeting_info.csv"
    reading = read(name, (exports / name).read_bytes())
    session = attendances(reading)[0].session
    assert session.title == "Lunch & Learn: Debugging customer tickets"
    assert session.key == "81234567890"
    assert session.started_at == datetime(2025, 10, 7, 15, 55, 4)
    assert session.ended_at == datetime(2025, 10, 7, 17, 2, 10)
    assert reading.stated == {"participants": 11}
    assert "its rows give 12 people" in by_code(reading)["count-differs"].says


def test_the_name_in_brackets_is_the_name(exports: Path) -> None:
    name = "zoom_participants_with_meeting_info.csv"
    names = {r.person.name for r in attendances(read(name, (exports / name).read_bytes()))}
    assert {"Quinn Avery", "Casey Guest", "Ada's iPad", "14155550100"} <= names
    assert "Quinn" not in names


def test_without_meeting_data_the_file_name_gives_the_key(exports: Path) -> None:
    data = (exports / "zoom_participants_plain.csv").read_bytes()
    session = attendances(read("participants_81234567890.csv", data))[0].session
    assert (session.key, session.title) == ("81234567890", "participants 81234567890")
    assert session.started_at == datetime(2025, 10, 7, 15, 55, 4)


def test_unique_users_have_minutes_but_never_more_than_the_meeting(exports: Path) -> None:
    name = "zoom_participants_unique_users.csv"
    reading = read(name, (exports / name).read_bytes())
    records = {record.person.email: record for record in attendances(reading)}
    assert all(record.intervals == () for record in records.values())
    assert records["rita.rejoin@example.com"].seconds == 4026
    assert records["ada.nova@example.com"].seconds == 63 * 60
    assert by_code(reading)["sum-of-devices"].lines == [8]


def test_an_open_date_order_holds_the_file_back(exports: Path) -> None:
    name = "zoom_participants_with_meeting_info.csv"
    *_, reading, problems = read_file(name, (exports / name).read_bytes(), Answers())
    assert reading is None
    assert [(p.severity, p.question) for p in problems] == [("held", "date_order")]


def test_repeated_rows_count_once(exports: Path) -> None:
    name = "pitfall_duplicate_upload_rows.csv"
    reading = read(name, (exports / name).read_bytes())
    assert [union_seconds(record) for record in attendances(reading)] == [4026, 3747, 3561]
    assert by_code(reading)["duplicate-rows"].lines == [6, 7, 8, 9]


def test_a_header_without_rows_is_refused(exports: Path) -> None:
    name = "pitfall_header_only.csv"
    *_, reading, problems = read_file(name, (exports / name).read_bytes(), Answers())
    assert reading is None
    assert [(p.code, p.severity, p.lines) for p in problems] == [("header-only", "refused", [1])]


HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"


def test_dashes_and_gaps_are_mended_or_left_out() -> None:
    rows = [
        "Ada,ada@example.com,10/27/2025 04:00:00 PM,--,20,No",
        "Bo,bo@example.com,--,--,--,No",
        "Cy,cy@example.com,soon,10/27/2025 04:00:00 PM,5,No",
        ",,10/27/2025 04:00:00 PM,10/27/2025 04:30:00 PM,30,Yes",
    ]
    reading = read("p.csv", "\n".join([HEADER, *rows, ""]).encode())
    assert [(r.person.name, union_seconds(r)) for r in attendances(reading)] == [
        ("Ada", 1200),
        ("Bo", 0),
    ]
    found = by_code(reading)
    assert (found["open-stay"].lines, found["time-unreadable"].lines) == ([2], [4])
    assert found["no-person"].lines == [5]
    assert (reading.rows.read, reading.rows.left_out, reading.rows.repaired) == (4, 2, 1)


def test_fewer_rows_than_participants_is_a_cut_download(exports: Path) -> None:
    data = (exports / "zoom_participants_with_meeting_info.csv").read_bytes()
    cut = b"\r\n".join(data.split(b"\r\n")[:8]) + b"\r\n"
    *_, reading, problems = read_file("p.csv", cut, MDY)
    assert reading is None
    assert [(p.code, p.severity, p.lines) for p in problems] == [("truncated", "refused", [8])]
