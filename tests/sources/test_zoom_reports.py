"""Zoom's other reports: webinar, registration, and the flat usage report."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Attendance, Invitation, union_seconds
from analytics.sources import Answers, Reading

WEBINAR = "zoom_webinar_attendee_report.csv"
REGISTRATION = "zoom_registration_report.csv"


def split(reading: Reading) -> tuple[list[Attendance], list[Invitation]]:
    attended = [record for record in reading.records if isinstance(record, Attendance)]
    return attended, [record for record in reading.records if isinstance(record, Invitation)]


def truth_of(exports: Path) -> dict[str, int]:
    truth = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))
    return {person["email"]: person["union_seconds"] for person in truth["attendees"]}


def padded(text: str) -> str:
    return "\r\n".join(line + "," * (13 - line.count(",")) for line in text.splitlines())


@pytest.mark.parametrize("is_padded", [False, True])
def test_a_webinar_says_who_came_and_who_registered(exports: Path, is_padded: bool) -> None:
    text = (exports / WEBINAR).read_bytes().decode("utf-8-sig")
    source, reading = read(WEBINAR, padded(text) if is_padded else text)
    assert (source, reading.kind) == ("Zoom webinar attendee report", "attendance")
    attended, registered = split(reading)
    assert [(r.person.name, r.role) for r in attended] == [
        ("Mara Lindqvist", "host"),
        ("Ada Nova", "presenter"),
        ("Quinn Avery", "attendee"),
        ("Jo Blogs", "attendee"),
        ("14155550100", "attendee"),
    ]
    truth = truth_of(exports)
    for record in attended[:4]:
        assert union_seconds(record.intervals) == truth[record.person.email]
    assert [(r.person.name, r.response, r.basis) for r in registered] == [
        ("Quinn Avery", "accepted", "registration"),
        ("Jo Blogs", "accepted", "registration"),
        ("Omar Said", "accepted", "registration"),
    ]
    session = attended[0].session
    assert {r.session for r in (*attended, *registered)} == {session}
    assert (session.title, session.key) == ("Peer learning kickoff", "81234567890")
    assert session.started_at == datetime(2025, 10, 7, 15, 55, 4)
    assert session.ended_at == datetime(2025, 10, 7, 17, 3, 4)
    assert reading.stated == {"registered": 6, "cancelled": 1, "unique_viewers": 4}
    assert (reading.rows.read, reading.rows.left_out) == (7, 0)
    assert {"registrations", "count-differs"} <= codes(reading)


def test_the_spelling_of_2025(exports: Path) -> None:
    text = (exports / WEBINAR).read_bytes().decode("utf-8-sig")
    for spelled, again in (
        ("Report generated time,10/08/2025 09:00:00 AM", 'Report Generated:,"Oct 8, 2025 6:26 PM"'),
        ("# Registrants", "# Registered"),
        ("10/07/2025 03:55:04 PM", '"Oct 7, 2025 15:55:04"'),
        ("10/07/2025 05:02:10 PM", '"Oct 7, 2025 17:02:10"'),
    ):
        text = text.replace(spelled, again)
    attended, _ = split(read(WEBINAR, text)[1])
    assert union_seconds(attended[0].intervals) == 4026


def test_a_webinar_to_which_nobody_came() -> None:
    text = (
        "Attendee Report\nTopic,Webinar ID,Actual Start Time,Actual Duration (minutes)\n"
        "Kickoff,812 3456 7890,2025-10-07 16:00:00,60\nAttendee Details\n"
        "Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,"
        "Approval Status,Join Time,Leave Time,Time in Session (minutes)\n"
        "No,Omar Said,Omar,Said,omar@example.com,2025-09-29 10:00:00,approved,--,--,--\n"
        "No,Hana K,Hana,K,hana@example.com,2025-09-29 10:00:00,denied,--,--,--\n"
    )
    attended, registered = split(read("w.csv", text)[1])
    assert not attended
    assert [(r.person.name, r.response) for r in registered] == [
        ("Omar Said", "accepted"),
        ("Hana K", "cancelled"),
    ]
    assert registered[0].session.ended_at == datetime(2025, 10, 7, 17)


def test_titles_of_tables_in_a_language_nobody_knows_are_no_people() -> None:
    text = (
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes)\n"
        "Kickoff,812 3456 7890,2025-10-07 16:00:00,60\nEv sahibi\n"
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
        "Yes,Mara,mara@example.com,2025-10-07 16:00:00,2025-10-07 17:00:00,60\nKatılımcılar\n"
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,"
        "Time in Session (minutes),X\n"
        "Yes,Ada,ada@example.com,2025-10-07 16:00:00,2025-10-07 17:00:00,60,\n"
    )
    _, reading = read("w.csv", text)
    assert [r.person.name for r in split(reading)[0]] == ["Mara", "Ada"]
    assert reading.rows.left_out == 0


def test_a_registration_report(exports: Path) -> None:
    source, reading = read(REGISTRATION, (exports / REGISTRATION).read_bytes())
    assert (source, reading.kind) == ("Zoom registration report", "invitations")
    _, registered = split(reading)
    assert [(r.person.email.split(".")[0], r.response) for r in registered] == [
        ("ada", "accepted"), ("quinn", "accepted"), ("omar", "accepted"), ("hana", "cancelled"),
    ]  # fmt: skip
    session = registered[0].session
    assert (session.started_at, session.ended_at) == (
        datetime(2025, 10, 7, 16), datetime(2025, 10, 7, 17),
    )  # fmt: skip
    assert session.key == "81234567890"
    assert reading.stated == {"registered": 4, "cancelled": 1}
    assert reading.date_order == "mdy"


def test_a_cut_registration_report_is_refused(exports: Path) -> None:
    lines = (exports / REGISTRATION).read_bytes().splitlines(keepends=True)
    *_, nothing, problems = read_file(REGISTRATION, b"".join(lines[:8]), Answers(date_order="mdy"))
    assert nothing is None
    assert [(p.code, p.lines) for p in problems] == [("truncated", [8])]


def test_a_list_of_registrations_without_its_meeting_asks_for_the_day() -> None:
    text = (
        "First Name,Last Name,Email,Registration Time,Approval Status\n"
        "Ada,Nova,ada@example.com,2025-09-29 10:00:00,Approved\n"
        "Bo,Li,bo@example.com,2025-09-29 10:00:00,Denied\n"
    )
    *_, nothing, problems = read_file("clinic.csv", text.encode(), Answers())
    assert nothing is None
    assert [p.question for p in problems] == ["session_date"]
    answers = Answers(session_date=date(2025, 10, 7))
    _, registered = split(read("clinic.csv", text, answers)[1])
    assert [r.response for r in registered] == ["accepted", "cancelled"]
    assert registered[0].session.title == "clinic"


OLD_USAGE = (
    "Topic,Meeting ID,User Name,User Email,Department,Group,Has Zoom Rooms?,Creation Time,"
    "Start Time,End Time,Duration (Minutes),Participants,Name (Original Name),User Email,"
    "Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room\n"
)
NEW_USAGE = (
    "Topic,Type,ID,Host name,Host email,Start time,End time,Participants,Duration (minutes),"
    "Total participant minutes,Department,Group,Source,Unique viewers,Max concurrent views,"
    "Creation time,Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,"
    "Recording disclaimer response,In waiting room\n"
)


def old_row(day: str, name: str, email: str, join: str, leave: str, waiting: str = "No") -> str:
    return (
        f"Clinic,852 1848 6288,Mara,mara@example.com,HR,,No,14/08/2022 01:27,{day} 01:27,"
        f"{day} 02:30,63,3,{name},{email},{day} {join},{day} {leave},60,No,,{waiting}\n"
    )


def test_the_usage_report_holds_several_meetings() -> None:
    text = OLD_USAGE + "".join(
        (
            old_row("15/08/2022", "Mara", "mara@example.com", "01:27", "02:30"),
            old_row("15/08/2022", "Q (Quinn Avery)", "quinn@example.com", "01:28", "01:30", "Yes"),
            old_row("15/08/2022", "Q (Quinn Avery)", "quinn@example.com", "01:30", "02:30"),
            old_row("22/08/2022", "Quinn Avery", "quinn@example.com", "01:35", "02:30"),
        )
    )
    source, reading = read("usage.csv", text)
    assert source == "Zoom usage report"
    attended, _ = split(reading)
    assert [
        (r.person.name, r.person.email, r.role, r.session.started_at.day, len(r.intervals))
        for r in attended
    ] == [
        ("Mara", "mara@example.com", "host", 15, 1),
        ("Quinn Avery", "quinn@example.com", "attendee", 15, 1),
        ("Quinn Avery", "quinn@example.com", "attendee", 22, 1),
    ]
    assert {r.session.key for r in attended} == {"85218486288"}
    assert lines_with(reading, "waiting-room") == [3]


def test_the_usage_report_as_it_is_now() -> None:
    text = (
        f"{NEW_USAGE}Clinic,Meeting,896 1053 4856,Mara,mara@example.com,"
        "01/30/2025 06:54:02 PM,01/30/2025 08:37:29 PM,3,104,620,,,Zoom,-,-,"
        "09/12/2024 07:00:59 PM,Mara (Host),mara@example.com,01/30/2025 06:58:59 PM,"
        "01/30/2025 08:01:46 PM,63,No,,No\n"
    )
    source, reading = read("usage.csv", text)
    assert source == "Zoom usage report"
    (record,), _ = split(reading)
    assert (record.person.name, record.role) == ("Mara", "host")
    assert (record.session.key, record.session.title) == ("89610534856", "Clinic")
    assert record.session.started_at == datetime(2025, 1, 30, 18, 54, 2)
    assert union_seconds(record.intervals) == 62 * 60 + 47


def test_the_participants_report_as_it_is_now() -> None:
    text = (
        "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
        'Class,812 3456 7890,Mara,77,"10/27/2025 08:30:26 AM","10/27/2025 09:46:50 AM",1\n\n'
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,"
        "Recording disclaimer response,In waiting room\n"
        'Ada Nova,ada@example.com,"10/27/2025 08:29:00 AM","10/27/2025 08:30:26 AM",2,No,,Yes\n'
        'Ada Nova,ada@example.com,"10/27/2025 08:30:26 AM","10/27/2025 09:30:26 AM",60,No,OK,No\n'
    )
    source, reading = read("participants.csv", text)
    assert source == "Zoom participants report"
    (record,), _ = split(reading)
    assert union_seconds(record.intervals) == 3600
    assert (record.session.title, record.session.key) == ("Class", "81234567890")
    assert lines_with(reading, "waiting-room") == [5]


def test_two_days_in_one_list_without_meeting_data_are_two_sessions() -> None:
    header = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    text = header + "".join(
        f"Ada,ada@example.com,{day} 16:00:00,{day} 17:00:00,60,No\n"
        for day in ("2025-10-07", "2025-10-14")
    )
    attended, _ = split(read("participants_81234567890.csv", text)[1])
    assert [r.session.started_at.day for r in attended] == [7, 14]
    day = "2025-10-07"
    text = header + "".join(
        f"Ada,ada@example.com,{day} {at}:00:00,{day} {at}:30:00,30,No\n" for at in ("09", "16")
    )
    _, reading = read("participants_81234567890.csv", text)
    assert [r.session.started_at.hour for r in split(reading)[0]] == [9, 16]
    assert lines_with(reading, "split-at-gap")
