"""Who was invited: Outlook's calendar and tracking list, Calendly, and any list."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from rewritten import codes, lines_with, read, rows_of, text_of

from analytics.recognise import read_file
from analytics.records import Invitation
from analytics.sources import Answers, Reading

CALENDAR = "outlook_calendar_export.csv"
TRACKING = "outlook_tracking_copy_status.tsv"
CALENDLY = "calendly_events_export.csv"
DAY = Answers(session_date=date(2025, 10, 7))


def invitations(reading: Reading) -> list[Invitation]:
    assert reading.kind == "invitations"
    return [record for record in reading.records if isinstance(record, Invitation)]


def test_outlook_calendar(exports: Path) -> None:
    source, reading = read(CALENDAR, (exports / CALENDAR).read_bytes())
    assert source == "Outlook calendar export"
    first = [i for i in invitations(reading) if i.session.started_at.day == 7]
    assert [i.person.name or i.person.email for i in first] == [
        "Ada Nova", "Quinn Avery", "Rita Rejoin", "Omar Said", "Grace Kim", "Amélie Girard",
        "Jo Blogs", "partner@example.org",
    ]  # fmt: skip
    assert {i.response for i in first} == {"none"}
    session = first[0].session
    assert session.title == "Lunch & Learn: Debugging customer tickets"
    assert (session.started_at, session.ended_at) == (
        datetime(2025, 10, 7, 16),
        datetime(2025, 10, 7, 17),
    )
    assert [i.line for i in invitations(reading)] == [2] * 8 + [4] * 5
    assert "no-responses" in codes(reading)
    assert (reading.rows.read, reading.rows.left_out) == (2, 0)


HEADER = (
    "Subject,Start Date,Start Time,End Date,End Time,All day event,Meeting Organizer,"
    "Required Attendees,Optional Attendees,Meeting Resources\n"
)


def test_outlook_entries_that_are_no_invitation() -> None:
    text = HEADER + (
        "Dentist,2025-10-07,4:00:00 PM,2025-10-07,5:00:00 PM,False,Mara,,,\n"
        "Canceled: Clinic,2025-10-08,4:00:00 PM,2025-10-08,5:00:00 PM,False,Mara,Mara;Ada,,\n"
        'Away day,2025-10-09,12:00:00 AM,2025-10-09,12:00:00 AM,True,"Lind, Mara",'
        "Mara Lind;Ada Nova <ada@example.com>;Room 4,,Room 4\n"
        "Clinic,soon,4:00:00 PM,,,False,Mara,Ada,,\n"
    )
    _, reading = read("x.csv", text)
    off, away = invitations(reading)
    assert (off.session.title, off.session.is_cancelled) == ("Clinic", True)
    assert (away.person.name, away.person.email) == ("Ada Nova", "ada@example.com")
    assert (away.session.started_at, away.session.ended_at) == (
        datetime(2025, 10, 9),
        datetime(2025, 10, 10),
    )
    assert lines_with(reading, "date-unreadable") == [5]
    assert (reading.rows.read, reading.rows.left_out) == (4, 1)


def test_a_calendar_of_ones_own_says_nobody_was_invited() -> None:
    text = HEADER + "Dentist,2025-10-07,4:00:00 PM,2025-10-07,5:00:00 PM,False,Mara,,,\n"
    *_, nothing, problems = read_file("x.csv", text.encode(), Answers())
    assert nothing is None
    assert [(p.code, p.severity) for p in problems] == [("no-attendees", "refused")]


def test_french_outlook_heads_a_date_and_its_time_alike() -> None:
    text = (
        "Objet,Début,Début,Fin,Fin,Organisateur de la réunion,Participants obligatoires\n"
        "Atelier,28/10/2025,16:00:00,28/10/2025,17:00:00,Mara,Ada;Bo\n"
    )
    _, reading = read("x.csv", text)
    session = invitations(reading)[0].session
    assert (session.started_at, session.ended_at) == (
        datetime(2025, 10, 28, 16),
        datetime(2025, 10, 28, 17),
    )


def test_outlook_tracking(exports: Path) -> None:
    data = (exports / TRACKING).read_bytes()
    *_, nothing, problems = read_file(TRACKING, data, Answers())
    assert nothing is None
    assert [p.question for p in problems] == ["session_date"]
    source, reading = read("Clinic.tsv", data, DAY)
    assert source == "Outlook tracking list"
    assert [(i.person.name, i.response) for i in invitations(reading)] == [
        ("Ada Nova", "accepted"),
        ("Quinn Avery", "tentative"),
        ("Rita Rejoin", "none"),
        ("Omar Said", "declined"),
        ("Jo Blogs", "none"),
    ]
    assert lines_with(reading, "not-invited") == [2, 8]
    session = invitations(reading)[0].session
    assert (session.title, session.started_at) == ("Clinic", datetime(2025, 10, 7))
    assert reading.rows.usable == 7


@pytest.mark.parametrize(
    "rows",
    [
        "Name\tTeilnahme\tAntwort\nMara\tBesprechungsorganisator\tKeine\n"
        "Ada\tErforderlicher Teilnehmer\tZugesagt\nBo\tOptionaler Teilnehmer\tAbgelehnt\n",
        "Nom\tPrésence\tRéponse\nMara\tOrganisateur de la réunion\tAucune\n"
        "Ada\tParticipant obligatoire\tAccepté\nBo\tParticipant facultatif\tRefusé\n",
        "名前\t出席\t返信\nMara\t会議の開催者\tなし\nAda\t必須出席者\t承諾\nBo\t任意出席者\t辞退\n",
    ],
)
def test_outlook_tracking_in_other_languages(rows: str) -> None:
    _, reading = read("Clinic.tsv", rows, DAY)
    assert [(i.person.name, i.response) for i in invitations(reading)] == [
        ("Ada", "accepted"),
        ("Bo", "declined"),
    ]


def test_calendly(exports: Path) -> None:
    source, reading = read(CALENDLY, (exports / CALENDLY).read_bytes())
    assert source == "Calendly events"
    assert [(i.person.email.split(".")[0], i.response) for i in invitations(reading)] == [
        ("quinn", "accepted"), ("omar", "accepted"), ("hana", "cancelled"), ("grace", "accepted"),
        ("li", "accepted"), ("noor", "accepted"),
    ]  # fmt: skip
    hana = invitations(reading)[2].session
    assert hana.started_at == datetime(2025, 10, 14, 15, 30)
    assert len({i.session.key for i in invitations(reading)}) == 4
    assert lines_with(reading, "cancelled-bookings") == [4]
    assert (reading.rows.read, reading.rows.left_out) == (4, 0)


def test_calendly_when_the_host_books_and_other_spellings_of_true(exports: Path) -> None:
    rows = rows_of((exports / CALENDLY).read_bytes())
    at = {text: column for column, text in enumerate(rows[0])}
    rows[1][at["Canceled"]] = "Yes"
    rows[2][at["Invitee Email"]] = rows[2][at["User Email"]]
    rows[4][at["Start Date & Time"]] = "later"
    _, reading = read("x.csv", text_of(rows))
    assert [i.response for i in invitations(reading)] == ["cancelled", "cancelled"]
    assert lines_with(reading, "no-person") == [3]
    assert lines_with(reading, "date-unreadable") == [5]


LIST = (
    "Session,Date,Start,End,Name,Email,Response\n"
    "Clinic,2025-10-07,16:00,17:00,Ada,ada@example.com,Accepted\n"
    "Clinic,2025-10-07,16:00,17:00,Bo,bo@example.com,\n"
    "Clinic,2025-10-14,16:00,17:00,Ada,ada@example.com,Declined\n"
    "Clinic,2025-10-14,16:00,17:00,,,Accepted\n"
    "Clinic,2025-10-14,16:00,17:00,Cy,cy@example.com,who knows\n"
    "Clinic,someday,16:00,17:00,Cy,cy@example.com,Accepted\n"
)


def test_a_plain_list() -> None:
    source, reading = read("x.csv", LIST)
    assert source == "Invitation list"
    found = invitations(reading)
    assert [(i.person.name, i.session.started_at, i.response, i.basis) for i in found] == [
        ("Ada", datetime(2025, 10, 7, 16), "accepted", "invitation"),
        ("Bo", datetime(2025, 10, 7, 16), "none", "invitation"),
        ("Ada", datetime(2025, 10, 14, 16), "declined", "invitation"),
    ]
    assert found[0].session.ended_at == datetime(2025, 10, 7, 17)
    assert lines_with(reading, "no-person") == [5]
    assert lines_with(reading, "response-unreadable") == [6]
    assert lines_with(reading, "date-unreadable") == [7]
    assert (reading.rows.read, reading.rows.usable) == (6, 3)


def test_any_list_is_read_by_its_mapping() -> None:
    text = "Kto;Kiedy;Co;Odpowiada\nAda;2025-10-07;Klinika;Tak\nBo;2025-10-07;Klinika;Nie\n"
    *_, nothing, problems = read_file("x.csv", text.encode(), Answers(kind="invitations"))
    assert nothing is None
    assert [p.question for p in problems] == ["mapping"]
    mapping = {"name": "Kto", "date": "Kiedy", "title": "Co", "response": "Odpowiada"}
    source, reading = read("x.csv", text, Answers(kind="invitations", mapping=mapping))
    assert source == "Invitation list"
    assert [(i.person.name, i.response) for i in invitations(reading)] == [
        ("Ada", "accepted"),
        ("Bo", "declined"),
    ]
    session = invitations(reading)[0].session
    assert (session.title, session.started_at) == ("Klinika", datetime(2025, 10, 7))


def test_a_list_of_names_is_read_as_invitations_if_it_is_said_to_be_one() -> None:
    text = "Name,Email,Session\nAda,ada@example.com,Clinic\n"
    answers = Answers(kind="invitations")
    *_, nothing, problems = read_file("x.csv", text.encode(), answers)
    assert nothing is None
    assert [p.question for p in problems] == ["session_date"]
    said = Answers(kind="invitations", session_date=date(2025, 10, 7))
    assert [i.person.name for i in invitations(read("x.csv", text, said)[1])] == ["Ada"]
    _, reading = read("Clinic 2025-10-07.csv", text, answers)
    assert invitations(reading)[0].session.started_at == datetime(2025, 10, 7)
