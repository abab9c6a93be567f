"""Teams reports in every layout and language seen give each person's true time."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import Attendance
from analytics.sources import Answers, DateOrder, Reading

REPORTS = {
    "teams_v2_2021_meeting_summary_en-US.csv": "mdy",
    "teams_v3_2022_report_en-US.csv": "mdy",
    "teams_v3_excel_resaved_semicolon_cp1252.csv": "mdy",
    "teams_v3_report_de-DE.csv": None,
    "teams_v3_report_es-ES.csv": "dmy",
    "teams_v3_report_ja-JP.csv": None,
    "teams_v3_report_pl-PL_us-dates.csv": "mdy",
    "teams_v4_engagement_en-US.csv": "mdy",
}


def union_seconds(record: Attendance) -> int:
    """The length of the union of a record's intervals."""
    total, end = 0.0, datetime.min
    for joined, left in sorted(record.intervals):
        total += max(0.0, (left - max(joined, end)).total_seconds())
        end = max(end, left)
    return round(total)


def read(name: str, data: bytes, answers: Answers | None = None) -> Reading:
    _, _, reading, problems = read_file(name, data, answers or Answers())
    assert reading is not None, [problem.describe() for problem in problems]
    return reading


def attendances(reading: Reading) -> list[Attendance]:
    found = [record for record in reading.records if isinstance(record, Attendance)]
    assert len(found) == len(reading.records)
    return found


def by_code(reading: Reading) -> dict[str, Problem]:
    return {problem.code: problem for problem in reading.problems}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_gives_the_true_union(exports: Path, name: str) -> None:
    truth = json.loads((exports / "_truth.json").read_text(encoding="utf-8"))
    order: DateOrder | None = REPORTS[name]  # type: ignore[assignment]
    reading = read(name, (exports / name).read_bytes(), Answers(date_order=order))
    records = {record.person.email: record for record in attendances(reading)}
    for person in truth["attendees"]:
        assert union_seconds(records[person["email"]]) == person["union_seconds"], person
    session = records["ada.nova@example.com"].session
    assert session.title == truth["session"]["title"]
    assert session.started_at == datetime.fromisoformat(truth["session"]["start_local"])
    assert session.ended_at == datetime.fromisoformat(truth["session"]["end_local"])
    assert reading.data_until == date(2025, 10, 7)
    assert records["mara.lindqvist@example.com"].role == "host"
    assert records["ada.nova@example.com"].role == "presenter"
    assert records["grace.kim@example.com"].role == "attendee"
    people = int(reading.stated["participants"])
    assert len(reading.records) == people
    assert "count-differs" not in by_code(reading)


def test_the_order_is_decided_by_evidence_or_asked(exports: Path) -> None:
    for name, order in {
        "teams_v3_report_de-DE.csv": "dmy",
        "teams_v3_report_ja-JP.csv": "ymd",
    }.items():
        assert read(name, (exports / name).read_bytes()).date_order == order
    data = (exports / "teams_v3_2022_report_en-US.csv").read_bytes()
    *_, reading, problems = read_file("report.csv", data, Answers())
    assert reading is None
    (held,) = problems
    assert (held.severity, held.question, held.lines) == ("held", "date_order", [4])
    assert "10 July 2025 (dmy) or 7 October 2025 (mdy)" in held.says
    named = read("Lunch - Attendance report 10-7-25.csv", data)
    assert named.date_order == "mdy"
    assert read("report.csv", data, Answers(session_date=date(2025, 10, 7))).date_order == "mdy"


def test_an_answer_does_not_overrule_dates_that_settle_themselves(exports: Path) -> None:
    name = "teams_v3_report_de-DE.csv"
    reading = read(name, (exports / name).read_bytes(), Answers(date_order="mdy"))
    assert reading.date_order == "dmy"
    assert "date-order-answer" in by_code(reading)


def test_the_report_with_engagement(exports: Path) -> None:
    name = "teams_v4_engagement_en-US.csv"
    reading = read(name, (exports / name).read_bytes(), Answers(date_order="mdy"))
    records = {record.person.name: record for record in attendances(reading)}
    assert records["Noor Haddad"].intervals == ()
    assert records["Noor Haddad"].seconds is None
    assert by_code(reading)["no-times"].lines == [23]
    phone = records["15550100123"].person
    assert (phone.email, phone.upn) == ("", "")
    assert by_code(reading)["outside-people"].lines == [21, 22]
    assert reading.rows.read == 14


def test_people_of_one_name_stay_two(exports: Path) -> None:
    name = "teams_v3_2022_report_en-US.csv"
    reading = read(name, (exports / name).read_bytes(), Answers(date_order="mdy"))
    jos = [r.person for r in attendances(reading) if r.person.name == "Jo Blogs"]
    assert {(p.email, p.upn) for p in jos} == {
        ("jo.blogs@example.com", "jo.blogs@example.com"),
        ("jo.blogs2@example.com", "jo.blogs2@example.com"),
    }


def test_a_session_over_midnight(exports: Path) -> None:
    name = "pitfall_midnight_crossing.csv"
    reading = read(name, (exports / name).read_bytes())
    assert reading.date_order == "mdy"
    assert [union_seconds(record) for record in attendances(reading)] == [61 * 60, 39 * 60]
    assert reading.data_until == date(2025, 10, 8)


def test_a_report_without_times_says_who_was_there(exports: Path) -> None:
    name = "teams_v3_identity_only_policy_en-US.csv"
    reading = read(name, (exports / name).read_bytes(), Answers(date_order="mdy"))
    assert [record.intervals for record in reading.records] == [(), (), ()]  # type: ignore[union-attr]
    assert by_code(reading)["no-times"].lines == [10, 11, 12]


def test_the_list_of_2020(exports: Path) -> None:
    name = "teams_v1_2020_attendance_list_en-US.csv"
    reading = read(name, (exports / name).read_bytes(), Answers(date_order="mdy"))
    records = {record.person.name: record for record in attendances(reading)}
    assert union_seconds(records["Rita Rejoin"]) == 3570
    assert union_seconds(records["Zoë O'Connor-Müller"]) == 20
    assert records["Mara Lindqvist"].intervals == (
        (datetime(2025, 10, 7, 15, 58), datetime(2025, 10, 7, 17, 1)),
    )
    assert by_code(reading)["open-stay"].severity == "repaired"


def test_ambiguous_dates_hold_the_file_back(exports: Path) -> None:
    name = "pitfall_ambiguous_dates_only.csv"
    *_, reading, problems = read_file(name, (exports / name).read_bytes(), Answers())
    assert reading is None
    assert [(p.code, p.severity, p.lines, p.question) for p in problems] == [
        ("date-order", "held", [2], "date_order")
    ]


def report(rows: list[str], stated: int | None = None) -> bytes:
    """A Teams report of the 2022 layout with these rows of activities."""
    summary = ["1. Summary", "Meeting title\tClinic", "Start time\t10/27/25, 4:00:00 PM"]
    if stated is not None:
        summary.insert(2, f"Attended participants\t{stated}")
    summary += ["End time\t10/27/25, 5:00:00 PM", "", "3. In-Meeting Activities"]
    header = "Name\tJoin Time\tLeave Time\tDuration\tEmail\tParticipant ID (UPN)\tRole"
    return b"\xff\xfe" + "\r\n".join([*summary, header, *rows, ""]).encode("utf-16-le")


def test_what_can_be_mended_is_and_what_cannot_stays_out() -> None:
    rows = [
        "Ada\t10/27/25, 4:00:00 PM\t\t\tada@example.com\t\tAttendee",
        "Bo\t\t10/27/25, 4:30:00 PM\t\tbo@example.com\t\tAttendee",
        "Cy\t10/27/25, 4:10:00 PM\t\t20m\tcy@example.com\t\tAttendee",
        "Di\t10/27/25, 11:50:00 PM\t10/27/25, 12:20:00 AM\t30m\tdi@example.com\t\tAttendee",
        "Ed\t10/27/25, 2:40:00 AM\t10/27/25, 2:10:00 AM\t30m\ted@example.com\t\tAttendee",
        "Fi\t10/27/25, 4:30:00 PM\t10/27/25, 4:10:00 PM\t5m\tfi@example.com\t\tAttendee",
        "Gus\tnoon\t10/27/25, 4:10:00 PM\t5m\tgus@example.com\t\tAttendee",
        "Hal\t10/27/25, 4:00:00 PM\t10/29/25, 4:10:00 PM\t\thal@example.com\t\tAttendee",
        "\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\t\t\tAttendee",
        "Ida\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tanonymous\t\tAttendee",
    ]
    reading = read("report.csv", report(rows))
    lengths = {r.person.name: union_seconds(r) // 60 for r in attendances(reading)}
    assert lengths == {"Ada": 60, "Bo": 30, "Cy": 20, "Di": 30, "Ed": 30, "Ida": 10}
    found = by_code(reading)
    assert found["leave-before-join"].lines == [13]
    assert found["time-unreadable"].lines == [14]
    assert found["stay-too-long"].lines == [15]
    assert found["no-person"].lines == [16]
    assert found["over-midnight"].lines == [11]
    assert found["clock-change"].lines == [12]
    assert found["email-not-valid"].lines == [17]
    assert found["time-unreadable"].rows[0].text == rows[6]
    rows_counted = reading.rows
    assert rows_counted.read == rows_counted.usable + rows_counted.left_out
    assert (rows_counted.left_out, rows_counted.repaired) == (4, 5)


def test_names_lose_their_markers_and_people_are_told_by_upn() -> None:
    stay = "10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m"
    later = "10/27/25, 4:20:00 PM\t10/27/25, 4:30:00 PM\t10m"
    rows = [
        f"[Acme] Jane Doe (External)\t{stay}\t\tjane@acme.example.com\tPresenter",
        f"Jane D\t{later}\t\tJANE@acme.example.com\tAttendee",
        f"Li (Gast)\t{stay}\tli@example.com\t\tAttendee",
        f"Ann (Sales)\t{stay}\t\t\tAttendee",
    ]
    records = attendances(read("report.csv", report(rows)))
    assert [(r.person.name, union_seconds(r), r.role) for r in records] == [
        ("Jane Doe", 1200, "presenter"),
        ("Li", 600, "attendee"),
        ("Ann (Sales)", 600, "attendee"),
    ]


def test_a_download_that_was_cut_is_refused_with_its_last_line() -> None:
    rows = ["Ada\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tada@example.com\t\tAttendee"]
    *_, reading, problems = read_file("report.csv", report(rows, stated=11), Answers())
    assert reading is None
    (problem,) = problems
    assert (problem.code, problem.severity, problem.lines) == ("truncated", "refused", [9])
    assert "states 11 participants, but the list ends after 1" in problem.says


def test_stated_and_found_people_are_compared() -> None:
    row = "Ada\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tada@example.com\t\tAttendee"
    reading = read("report.csv", report([row, row.replace("4:10", "4:20")], stated=2))
    assert reading.stated == {"participants": 2}
    assert "its rows give 1" in by_code(reading)["count-differs"].says


def test_a_zone_moves_the_times_to_the_pilots_clock() -> None:
    row = "Ada\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tada@example.com\t\tAttendee"
    answers = Answers(timezone="America/New_York", pilot_timezone="Europe/Berlin")
    (record,) = attendances(read("report.csv", report([row]), answers))
    assert record.session.started_at == datetime(2025, 10, 27, 21)
    assert record.session.timezone == "Europe/Berlin"
    assert record.intervals[0][0] == datetime(2025, 10, 27, 21)
    unasked = Answers(pilot_timezone="Europe/Berlin")
    (record,) = attendances(read("report.csv", report([row]), unasked))
    assert record.session.started_at == datetime(2025, 10, 27, 16)


def test_a_title_that_is_missing_comes_from_the_files_name() -> None:
    row = "Ada\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tada@example.com\t\tAttendee"
    data = report([row]).replace("Meeting title\tClinic\r\n".encode("utf-16-le"), b"")
    reading = read("Pods & more - Attendance report 10-27-25.csv", data)
    assert attendances(reading)[0].session.title == "Pods & more"


@given(st.integers(0, 2000), st.sampled_from([0x00, 0x22, 0x41, 0xFF]))
def test_a_damaged_report_gives_problems_and_never_an_error(at: int, byte: int) -> None:
    row = "Ada\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tada@example.com\t\tAttendee"
    data = bytearray(report([row, row.replace("Ada", "Bo").replace("ada", "bo")], stated=2))
    data[at % len(data)] = byte
    for damaged in (bytes(data), bytes(data[: at % len(data)])):
        *_, reading, problems = read_file("report.csv", damaged, Answers())
        assert reading is not None or any(p.severity in ("refused", "held") for p in problems)
        assert "reader-failed" not in {p.code for p in problems}


def cut_after(exports: Path, lines: int) -> bytes:
    data = (exports / "teams_v3_2022_report_en-US.csv").read_bytes()
    text = data.decode("utf-16")
    return (
        text.encode("utf-16")
        if not lines
        else "".join(text.splitlines(keepends=True)[:lines]).encode("utf-16")
    )


@pytest.mark.parametrize("lines", [12, 20, 23, 24, 27, 35])
def test_a_download_cut_at_the_end_of_a_line_is_noticed(exports: Path, lines: int) -> None:
    *_, reading, problems = read_file("r.csv", cut_after(exports, lines), Answers(date_order="mdy"))
    assert reading is None
    (problem,) = problems
    assert (problem.code, problem.severity) == ("truncated", "refused")


def test_a_person_cut_off_in_the_middle_is_noticed(exports: Path) -> None:
    rows = [
        "Ada\t10/27/25, 4:00:00 PM\t10/27/25, 4:10:00 PM\t10m\tada@example.com\tAttendee",
    ]
    text = report(rows).decode("utf-16")
    people = (
        "2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\t"
        "Participant ID (UPN)\tRole\r\nAda\t10/27/25, 4:00:00 PM\t10/27/25, 5:00:00 PM\t50m\t"
        "ada@example.com\t\tAttendee\r\n\r\n3. In-Meeting"
    )
    reading = read("r.csv", text.replace("3. In-Meeting", people).encode("utf-16"))
    assert by_code(reading)["stays-shorter"].lines == [8]


def test_the_hour_of_a_change_of_clocks_counts() -> None:
    rows = [
        "Ada\t10/26/25, 1:50:00 AM\t10/26/25, 2:10:00 AM\t1h 20m\tada@example.com\t\tAttendee",
        "Bo\t10/27/25, 1:50:00 AM\t10/27/25, 2:10:00 AM\t1h 20m\tbo@example.com\t\tAttendee",
    ]
    reading = read("r.csv", report(rows))
    lengths = {r.person.name: union_seconds(r) // 60 for r in attendances(reading)}
    assert lengths == {"Ada": 80, "Bo": 20}
    assert len(by_code(reading)["clock-change"].lines) == 1


def test_hidden_people_are_counted_and_are_nobody(exports: Path) -> None:
    name = "teams_v3_identity_only_policy_en-US.csv"
    text = (
        (exports / name).read_bytes().decode("utf-16").replace("participants\t3", "participants\t4")
    )
    hidden = "Participant not shown\t\t\tAttendee\r\n"
    assert hidden in text
    data = text.replace(hidden, 2 * hidden).encode("utf-16")
    reading = read(name, data, Answers(date_order="mdy"))
    assert len(reading.records) == 4
    assert by_code(reading)["anonymous"].lines == [12, 13]
