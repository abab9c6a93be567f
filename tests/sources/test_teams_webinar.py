"""Teams webinars: who attended and who registered; the registration report has no date."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from rewritten import codes, lines_with, read

from analytics.recognise import read_file
from analytics.records import Attendance, Invitation
from analytics.sources import Answers, Reading

WEBINAR = "teams_webinar_report_en-US.csv"
MDY = Answers(date_order="mdy")


def split(reading: Reading) -> tuple[list[Attendance], list[Invitation]]:
    attended = [record for record in reading.records if isinstance(record, Attendance)]
    return attended, [record for record in reading.records if isinstance(record, Invitation)]


def report(*rows: str, registered: int | None = None) -> bytes:
    """A registration report with these rows below its header."""
    lines = ["1. Summary", "Meeting title\tKickoff", "Registration page views\t44"]
    if registered is not None:
        lines += [f"Registered participants\t{registered}", "Canceled registrations\t1"]
    names = "Registration First Name\tRegistration Last Name\tRegistration Email"
    header = f"{names}\tRegistration Time\tRegistration Status\tWhat do you expect?"
    lines += ["", "2. Participants", header, *rows, ""]
    return b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le")


ROWS = (
    'Ada\tNova\tada@example.com\t9/29/25, 10:00:00 AM\tConfirmed\t"two\r\nlines"',
    "Omar\tSaid\tomar@example.com\t9/29/25, 10:00:00 AM\tPending approval\t",
    "Hana\tK\thana@example.com\t9/30/25, 10:00:00 AM\tCanceled\t",
)


def test_a_webinar_says_who_came_and_who_registered(exports: Path) -> None:
    source, reading = read(WEBINAR, (exports / WEBINAR).read_bytes(), MDY)
    assert (source, reading.kind) == ("Teams attendance report", "attendance")
    attended, registered = split(reading)
    assert {r.person.name for r in attended} == {
        "Mara Lindqvist", "Ada Nova", "Quinn Avery", "Jo Blogs",
    }  # fmt: skip
    assert [r.person.email.split(".")[0] for r in registered] == [
        "mara", "ada", "quinn", "jo", "omar", "hana",
    ]  # fmt: skip
    assert {(r.basis, r.response) for r in registered} == {("registration", "accepted")}
    assert {r.session for r in registered} == {r.session for r in attended}
    assert reading.stated == {"participants": 4, "registered": 6}
    assert (reading.rows.read, reading.rows.left_out) == (6, 0)
    assert lines_with(reading, "registrations") == [11]


def test_a_guest_is_told_by_the_address_of_the_registration(exports: Path) -> None:
    text = (exports / WEBINAR).read_bytes().decode("utf-16")
    row = next(line for line in text.splitlines() if line.startswith("Jo Blogs"))
    cells = row.split("\t")
    cells[0], cells[4], cells[5] = "Jo (Guest)", "", ""
    _, reading = read(WEBINAR, text.replace(row, "\t".join(cells)), MDY)
    attended, _ = split(reading)
    assert ("Jo", "jo.blogs@example.com") in {(r.person.name, r.person.email) for r in attended}


def test_who_came_without_registering_is_no_invitation(exports: Path) -> None:
    text = (exports / WEBINAR).read_bytes().decode("utf-16")
    row = next(line for line in text.splitlines() if line.startswith("Jo Blogs"))
    walked_in = "\t".join([*row.split("\t")[:7], *[""] * 5])
    attended, registered = split(read(WEBINAR, text.replace(row, walked_in), MDY)[1])
    assert (len(attended), len(registered)) == (4, 5)


def test_a_registration_report_asks_for_the_day() -> None:
    data = report(*ROWS, registered=3)
    *_, nothing, problems = read_file("Registration report (2).csv", data, Answers())
    assert nothing is None
    assert [(p.code, p.question, p.lines) for p in problems] == [("no-date", "session_date", [8])]
    answers = Answers(session_date=date(2025, 10, 7))
    source, reading = read("Registration report (2).csv", data, answers)
    assert (source, reading.kind) == ("Teams registration report", "invitations")
    attended, registered = split(reading)
    assert not attended
    assert [(r.person.name, r.response) for r in registered] == [
        ("Ada Nova", "accepted"),
        ("Omar Said", "none"),
        ("Hana K", "cancelled"),
    ]
    session = registered[0].session
    assert (session.title, session.started_at) == ("Kickoff", datetime(2025, 10, 7))
    assert session.ended_at == datetime(2025, 10, 8)
    assert reading.stated == {"registered": 3, "cancelled": 1}
    assert reading.date_order is None


def test_the_day_in_the_name_of_the_file_is_taken() -> None:
    _, reading = read("Kickoff 2025-10-07 - Registration report.csv", report(*ROWS))
    assert split(reading)[1][0].session.started_at == datetime(2025, 10, 7)


def test_a_cut_registration_report_is_refused() -> None:
    answers = Answers(session_date=date(2025, 10, 7))
    *_, nothing, problems = read_file("r.csv", report(ROWS[0], registered=9), answers)
    assert nothing is None
    assert [(p.code, p.severity) for p in problems] == [("truncated", "refused")]
    _, reading = read("r.csv", report(*ROWS, registered=4), answers)
    assert "truncated" not in codes(reading)


def test_an_unknown_status_counts_as_registered_and_is_named() -> None:
    row = "Ada\tNova\tada@example.com\t9/29/25, 10:00:00 AM\tPerhaps so\t"
    _, reading = read("r.csv", report(row), Answers(session_date=date(2025, 10, 7)))
    assert split(reading)[1][0].response == "accepted"
    assert lines_with(reading, "status-unknown") == [7]


def test_a_row_that_names_nobody_is_left_out() -> None:
    rows = (ROWS[0], "\t\tn/a\t9/29/25, 10:00:00 AM\tConfirmed\t")
    _, reading = read("r.csv", report(*rows), Answers(session_date=date(2025, 10, 7)))
    assert (reading.rows.read, reading.rows.left_out) == (2, 1)
    assert len(lines_with(reading, "no-person")) == 1
