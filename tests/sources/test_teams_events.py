"""Lists of who joined and left: the Teams list of 2020 and the report of a live event in UTC."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Attendance, union_seconds
from analytics.sources import Answers, Reading

LIVE = "teams_live_event_AttendeeReport.csv"
HEADER = "Full Name\tUser Action\tTimestamp"


def attendances(reading: Reading) -> list[Attendance]:
    return [record for record in reading.records if isinstance(record, Attendance)]


def listed(*rows: str) -> bytes:
    return b"\xff\xfe" + "\n".join([HEADER, *rows, ""]).encode("utf-16-le")


def test_two_meetings_in_one_list_are_split_at_the_gap() -> None:
    rows = (
        "Ada\tJoined\t2021-03-01, 09:00:00", "Ada\tLeft\t2021-03-01, 10:00:00",
        "Bo\tJoined\t2021-03-01, 09:05:00",
        "Ada\tJoined\t2021-03-01, 16:01:00", "Ada\tLeft\t2021-03-01, 17:00:00",
    )  # fmt: skip
    _, reading = read("list.csv", listed(*rows))
    assert [
        (r.person.name, r.session.started_at.hour, union_seconds(r.intervals) // 60)
        for r in attendances(reading)
    ] == [("Ada", 9, 60), ("Bo", 9, 55), ("Ada", 16, 59)]
    assert lines_with(reading, "split-at-gap") == [5]
    assert lines_with(reading, "open-stay") == [4]


def test_six_hours_without_an_event_are_still_one_meeting() -> None:
    rows = ("Ada\tJoined\t2021-03-01, 09:00:00", "Ada\tLeft\t2021-03-01, 15:00:00")
    _, reading = read("list.csv", listed(*rows))
    assert [union_seconds(r.intervals) for r in attendances(reading)] == [6 * 3600]


def test_joined_before_counts_from_the_start_of_the_list(exports: Path) -> None:
    rows = ("Ada\tJoined before\t2021-03-01, 09:00:00", "Ada\tLeft\t2021-03-01, 10:00:00")
    _, reading = read("list.csv", listed(*rows))
    assert union_seconds(attendances(reading)[0].intervals) == 3600
    assert lines_with(reading, "joined-before") == [2]


def test_an_hour_that_comes_twice() -> None:
    rows = ("Ada\tJoined\t2021-10-31, 02:40:00", "Ada\tLeft\t2021-10-31, 02:10:00")
    _, reading = read("list.csv", listed(*rows))
    assert union_seconds(attendances(reading)[0].intervals) == 1800
    assert "clock-change" in codes(reading)
    rows = ("Ada\tJoined\t2021-10-29, 02:40:00", "Ada\tLeft\t2021-10-29, 02:10:00")
    _, reading = read("list.csv", listed(*rows))
    assert "left-only" in codes(reading)


def test_a_live_event_runs_in_utc_and_the_zone_is_asked_once(exports: Path) -> None:
    data = (exports / LIVE).read_bytes()
    *_, nothing, problems = read_file(LIVE, data, Answers(date_order="mdy"))
    assert nothing is None
    assert [(p.severity, p.question) for p in problems] == [("held", "timezone")]


@pytest.mark.parametrize(
    "answers",
    [
        Answers(date_order="mdy", timezone="Europe/Berlin"),
        Answers(date_order="mdy", pilot_timezone="Europe/Berlin"),
        Answers(date_order="mdy", pilot_timezone="Europe/Berlin", timezone="UTC"),
    ],
)
def test_a_live_event_is_turned_into_the_pilots_clock(exports: Path, answers: Answers) -> None:
    source, reading = read(LIVE, (exports / LIVE).read_bytes(), answers)
    assert source == "Teams live event attendee report"
    ada, quinn, anonymous = attendances(reading)
    stay = (datetime(2025, 10, 7, 16, 0, 8), datetime(2025, 10, 7, 16, 37, 54))
    assert (ada.intervals, quinn.intervals) == ((stay,), (stay,))
    assert (ada.person.email, ada.person.upn) == ("ada.nova@example.com", "ada.nova@example.com")
    assert anonymous.person.name == "Anonymous"
    assert ada.session.timezone == reading.timezone == "Europe/Berlin"
    assert lines_with(reading, "anonymous") == [6]
    assert lines_with(reading, "open-stay") == [6]
    assert (reading.rows.read, reading.rows.usable) == (5, 5)


def live(*rows: str) -> str:
    header = "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role"
    return "\n".join([header, *rows, ""])


def test_the_length_of_a_stay_survives_a_change_of_clocks() -> None:
    text = live(
        "s1,ada@example.com,Ada,x,2025-10-25 23:30:00,Joined,Attendee",
        "s1,ada@example.com,Ada,x,2025-10-26 01:30:00,Left,Attendee",
    )
    _, reading = read("x.csv", text, Answers(pilot_timezone="Europe/Berlin"))
    (record,) = attendances(reading)
    assert record.intervals[0][0] == datetime(2025, 10, 26, 1, 30)
    assert union_seconds(record.intervals) == 2 * 3600


def test_every_anonymous_visitor_is_one(exports: Path) -> None:
    text = live(
        "s1,,Anonymous,x,2025-10-07 14:00:00,Joined,Attendee",
        "s2,,Anonymous,x,2025-10-07 14:10:00,Joined,Attendee",
        "s1,,Anonymous,x,2025-10-07 14:30:00,Left,Attendee",
        "s2,,Anonymous,x,2025-10-07 14:40:00,Left,Attendee",
        "s3,,,x,2025-10-07 14:40:00,Left,Attendee",
    )
    _, reading = read("x.csv", text, Answers(pilot_timezone="UTC"))
    assert [union_seconds(r.intervals) for r in attendances(reading)] == [1800, 1800]
    assert lines_with(reading, "event-unreadable") == [6]
