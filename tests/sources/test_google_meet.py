"""Google Meet attendance: times without a date, from the report, a block form and an extension."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Attendance, union_seconds
from analytics.sources import Answers, Reading

WORKSPACE = "google_meet_attendance_workspace.csv"
DAY = Answers(session_date=date(2025, 10, 7))


def attendances(reading: Reading) -> list[Attendance]:
    return [record for record in reading.records if isinstance(record, Attendance)]


def seconds(record: Attendance) -> int | None:
    return union_seconds(record.intervals) if record.intervals else record.seconds


def test_the_day_is_asked_or_taken_from_the_name(exports: Path) -> None:
    data = (exports / WORKSPACE).read_bytes()
    *_, nothing, problems = read_file(WORKSPACE, data, Answers())
    assert nothing is None
    assert [(p.severity, p.question) for p in problems] == [("held", "session_date")]
    # 7 October or 10 July: a name that can mean two days says none.
    *_, nothing, problems = read_file("Clinic 7-10-25.csv", data, Answers())
    assert nothing is None
    for name in ("Clinic - 2025-10-07 16_00 CEST - Attendance report.csv", "Clinic 7 Oct 2025.csv"):
        _, reading = read(name, data)
        assert {r.session.started_at for r in attendances(reading)} == {
            datetime(2025, 10, 7, 15, 55)
        }
    session = attendances(read("Clinic - 2025-10-07 - Attendance.csv", data)[1])[0].session
    assert session.title == "Clinic"


def test_the_report_of_workspace(exports: Path) -> None:
    source, reading = read(WORKSPACE, (exports / WORKSPACE).read_bytes(), DAY)
    assert source == "Google Meet attendance"
    found = {r.person.email or r.person.name: seconds(r) for r in attendances(reading)}
    assert found == {
        "mara.lindqvist@example.com": 67 * 60,
        "ada.nova@example.com": 62 * 60,
        "quinn.avery@example.com": 59 * 60,
        "rita.rejoin@example.com": 59 * 60,
        "jo.blogs@example.com": 59 * 60,
        "jo.blogs2@example.com": 16 * 60,
        "zoe.oconnor-mueller@example.com": 30,
        "grace.kim@example.com": 32 * 60,
        "li.na@example.com": 61 * 60,
        "Casey Guest": 56 * 60,
    }
    # Rita's times span 44 minutes: only the stated total is known of her.
    assert lines_with(reading, "no-stays") == [5]
    assert reading.rows.repaired == 1


def test_the_block_above_names_the_meeting(exports: Path) -> None:
    name = "google_meet_attendance_shapeA.csv"
    source, reading = read(name, (exports / name).read_bytes())
    assert source == "Google Meet attendance"
    ada, quinn = attendances(reading)
    assert ada.session.title == "Lunch & Learn: Debugging customer tickets"
    assert ada.session.started_at == datetime(2025, 10, 7, 16)
    assert ada.session.ended_at == datetime(2025, 10, 7, 17, 2)
    assert (seconds(ada), seconds(quinn)) == (62 * 60, 59 * 60)


@pytest.mark.parametrize(
    "above",
    [
        "*,Meet\n*,Meeting code: gzj-yhru-ehp\n*,Created on 2026-08-31 20:12:56\n"
        "*,Ended on 2026-08-31 20:15:25\n",
        "* Meeting code: gzj-yhru-ehp\n* Created on 2026-08-31 20:12:56\n"
        "* Ended on 2026-08-31 20:15:25\n",
        "Meeting code,gzj-yhru-ehp\nCreated at,2026-08-31 20:12:56\n"
        "Ended at,2026-08-31 20:15:25\n\n",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_lists_of_the_extension(above: str, mark: str) -> None:
    text = (
        f"{mark}{above}Full Name,First Seen,Time in Call\n"
        "Ada Nova,2026-08-31 20:12:56,00:00:32\nBo Li,8:12 PM,2 min\n"
    )
    source, reading = read("x.csv", text)
    assert source == "Google Meet attendance"
    ada, bo = attendances(reading)
    assert ada.intervals == (
        (datetime(2026, 8, 31, 20, 12, 56), datetime(2026, 8, 31, 20, 13, 28)),
    )
    assert bo.intervals == ((datetime(2026, 8, 31, 20, 12), datetime(2026, 8, 31, 20, 14)),)
    assert (ada.session.key, ada.session.ended_at) == (
        "gzj-yhru-ehp",
        datetime(2026, 8, 31, 20, 15, 25),
    )
    assert reading.rows.repaired == 0


@pytest.mark.parametrize(
    ("duration", "expected"),
    [("42m", 2520), ("32:14", 1934), ("1:00:00", 3600), ("1 hr 2 min", 3720), ("< 1 min", 30)],
)
def test_durations_in_every_spelling(duration: str, expected: int) -> None:
    text = f"Name,Email,Duration,Time joined,Time exited\nAda,ada@example.com,{duration},16:00,\n"
    (record,) = attendances(read("x.csv", text, DAY)[1])
    assert seconds(record) == expected


def test_a_meeting_over_midnight() -> None:
    text = (
        "Name,Email,Duration,Time joined,Time exited\n"
        "Ada,ada@example.com,42m,11:30 PM,12:12 AM\n"
        "Bo,bo@example.com,20m,12:05 AM,12:25 AM\n"
    )
    _, reading = read("x.csv", text, DAY)
    ada, bo = attendances(reading)
    assert ada.intervals == ((datetime(2025, 10, 7, 23, 30), datetime(2025, 10, 8, 0, 12)),)
    assert bo.intervals == ((datetime(2025, 10, 8, 0, 5), datetime(2025, 10, 8, 0, 25)),)
    assert ada.session == bo.session
    assert "split-at-gap" not in codes(reading)


def test_iso_times_in_utc_need_the_zone() -> None:
    text = (
        "Name,Email,Duration,Time joined,Time exited\n"
        "Ada,ada@example.com,42m,2025-10-07T14:00:00Z,2025-10-07T14:42:00Z\n"
    )
    *_, nothing, problems = read_file("x.csv", text.encode(), Answers())
    assert nothing is None
    assert [p.question for p in problems] == ["timezone"]
    (record,) = attendances(read("x.csv", text, Answers(pilot_timezone="Europe/Berlin"))[1])
    assert record.intervals == ((datetime(2025, 10, 7, 16), datetime(2025, 10, 7, 16, 42)),)
