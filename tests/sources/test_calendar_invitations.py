"""Calendar files say who was invited to which occurrence, and what they answered."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.problems import Problem
from analytics.recognise import read_file
from analytics.records import Invitation
from analytics.sources import Answers, Reading


def read(text: str | bytes, answers: Answers | None = None) -> Reading:
    data = text.encode() if isinstance(text, str) else text
    _, _, reading, problems = read_file("sessions.ics", data, answers or Answers())
    assert reading is not None, [problem.describe() for problem in problems]
    return reading


def refused(text: str) -> Problem:
    *_, reading, problems = read_file("sessions.ics", text.encode(), Answers())
    assert reading is None
    return problems[-1]


def invitations(reading: Reading) -> list[Invitation]:
    return [record for record in reading.records if isinstance(record, Invitation)]


def calendar(*events: str, head: str = "") -> str:
    """A calendar of these events, with the line ends of the format."""
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    parts += [head] * bool(head)
    for number, event in enumerate(events):
        parts += ["BEGIN:VEVENT", f"UID:e{number}@example.com", "DTSTAMP:20251215T101010Z"]
        parts += [*event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*parts, "END:VCALENDAR", ""])


ADA = "ATTENDEE;CN=Ada Nova;PARTSTAT=ACCEPTED:mailto:ada@example.com"


def test_the_series_with_a_moved_meeting(exports: Path) -> None:
    name = "google_calendar_invites.ics"
    reading = read((exports / name).read_bytes())
    found = invitations(reading)
    starts = sorted({record.session.started_at for record in found})
    assert len(starts) == 8
    assert datetime(2025, 10, 28, 16, 30) in starts
    assert datetime(2025, 10, 28, 16) not in starts
    first = [r for r in found if r.session.started_at == datetime(2025, 10, 7, 16)]
    assert {r.person.email: r.response for r in first} == {
        "ada.nova@example.com": "accepted",
        "quinn.avery@example.com": "tentative",
        "rita.rejoin@example.com": "none",
        "omar.said@example.com": "declined",
        "grace.kim@example.com": "accepted",
    }
    moved = [r for r in found if r.session.started_at == datetime(2025, 10, 28, 16, 30)]
    assert {r.person.email: r.response for r in moved} == {
        "ada.nova@example.com": "declined",
        "quinn.avery@example.com": "accepted",
    }
    assert moved[0].session.title == "Lunch & Learn: Debugging customer tickets (moved)"
    assert {r.line for r in first} == {6}
    assert {r.line for r in moved} == {32}
    assert {r.session.key for r in found} == {"pl0001@example.com"}
    assert {r.session.timezone for r in found} == {"Europe/Berlin"}
    assert {r.basis for r in found} == {"invitation"}
    assert (reading.rows.read, reading.rows.usable) == (37, 37)
    (group,) = reading.problems
    assert (group.code, group.severity, group.lines) == ("group-invited", "note", [6])
    assert "“support-team”" in group.says


def test_wall_clock_of_the_event_or_of_the_pilot(exports: Path) -> None:
    data = (exports / "google_calendar_invites.ics").read_bytes()
    record = invitations(read(data, Answers(pilot_timezone="America/New_York")))[0]
    assert record.session.started_at == datetime(2025, 10, 7, 10)
    assert record.session.timezone == "America/New_York"


def test_times_in_utc_and_floating_times() -> None:
    utc = calendar(f"DTSTART:20251007T140000Z\nDTEND:20251007T150000Z\nSUMMARY:Clinic\n{ADA}")
    (record,) = invitations(read(utc))
    assert (record.session.started_at.hour, record.session.timezone) == (14, "UTC")
    (record,) = invitations(read(utc, Answers(pilot_timezone="Europe/Berlin")))
    assert record.session.started_at == datetime(2025, 10, 7, 16)
    floating = calendar(f"DTSTART:20251007T140000\nDURATION:PT45M\nSUMMARY:Clinic\n{ADA}")
    (record,) = invitations(read(floating, Answers(pilot_timezone="Europe/Berlin")))
    assert record.session.started_at == datetime(2025, 10, 7, 14)
    assert record.session.ended_at == datetime(2025, 10, 7, 14, 45)


def test_who_is_no_invitee() -> None:
    reading = read(
        calendar(
            "DTSTART:20251007T140000Z\nSUMMARY:Clinic\n"
            "ORGANIZER;CN=Mara:mailto:Mara@example.com\n"
            "ATTENDEE;ROLE=CHAIR:mailto:mara@example.com\n"
            "ATTENDEE;CUTYPE=ROOM:mailto:room@example.com\n"
            "ATTENDEE;ROLE=NON-PARTICIPANT:mailto:boss@example.com\n"
            "ATTENDEE;CN=No Address:invalid:nomail\n"
            "ATTENDEE:invalid:nobody\n"
            "ATTENDEE;CN=Ada Nova;PARTSTAT=TENTATIVE:MAILTO:Ada@example.com\n"
            "ATTENDEE;CN=Ada Nova;PARTSTAT=ACCEPTED:mailto:ada@example.com"
        )
    )
    found = invitations(reading)
    assert [(r.person.name, r.person.email, r.response) for r in found] == [
        ("No Address", "", "none"),
        ("Ada Nova", "ada@example.com", "tentative"),
    ]
    assert (reading.rows.read, reading.rows.left_out) == (3, 1)
    assert reading.problems[0].code == "attendee-unreadable"


def test_cancelled_meetings_are_marked_and_excluded_dates_are_gone() -> None:
    reading = read(
        calendar(
            f"DTSTART:20251007T140000Z\nSUMMARY:Clinic\nSTATUS:CANCELLED\n{ADA}",
            "DTSTART:20251014T140000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20251021T140000Z\n"
            f"SUMMARY:Pods\n{ADA}",
        )
    )
    assert [
        (r.session.title, r.session.started_at.day, r.session.is_cancelled)
        for r in invitations(reading)
    ] == [("Clinic", 7, True), ("Pods", 14, False), ("Pods", 28, False)]


def test_a_series_without_an_end_is_read_for_a_year_and_says_so() -> None:
    reading = read(calendar(f"DTSTART:20251007T140000Z\nRRULE:FREQ=MONTHLY\nSUMMARY:Clinic\n{ADA}"))
    days = [record.session.started_at.date() for record in invitations(reading)]
    assert (days[0], days[-1]) == (date(2025, 10, 7), date(2026, 12, 7))
    assert [(p.code, p.lines) for p in reading.problems] == [("open-series", [4])]
    assert reading.data_until == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (calendar(), "no-events"),
        (calendar("DTSTART:20251007T140000Z\nSUMMARY:Mine"), "no-attendees"),
        (calendar(f"SUMMARY:Clinic\n{ADA}"), "calendar-damaged"),
        (calendar(f"DTSTART:yesterday\nSUMMARY:Clinic\n{ADA}"), "calendar-damaged"),
        (
            calendar(f"DTSTART:20251007T140000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:C\n{ADA}"),
            "repeats-too-often",
        ),
        (
            calendar(f"DTSTART:20251007T140000Z\n{ADA}").replace("END:VEVENT", ""),
            "calendar-damaged",
        ),
        (calendar(f"DTSTART:20251007T140000Z\n{ADA}")[:-30], "truncated"),
    ],
)
def test_calendars_that_cannot_be_used_say_why(text: str, code: str) -> None:
    problem = refused(text)
    assert (problem.code, problem.severity) == (code, "refused")
