"""Reports in every language whose words are known, in any delimiter, encoding and date order, give
back what was put into them."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rewritten import read

from analytics.records import Attendance, Invitation, Role
from analytics.vocabulary import FOLDER

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ja")
# Its numbers can only be read in one order.
DAY = datetime(2025, 10, 31)
PEOPLE = (
    ("Ada Nova", "ada@example.com", "host"),
    ("Zoë O'Connor", "zoe@example.com", "presenter"),
    ("Łukasz Nowak", "lukasz@example.com", "attendee"),
    ("李 娜", "li.na@example.com", "attendee"),
)
STAMPS = ("%m/%d/%y, %I:%M:%S %p", "%d.%m.%y, %H:%M:%S", "%y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S")
FORMS = (
    ("\t", "utf-16"), ("\t", "utf-16-be"), (";", "utf-8-sig"), (",", "utf-8"), ("|", "utf-8"),
)  # fmt: skip


@cache
def spelled(vocabulary: str, language: str) -> Mapping[str, Sequence[str]]:
    """Field -> its words in a language, the English ones where it has none."""
    with (FOLDER / f"{vocabulary}.toml").open("rb") as file:
        fields = tomllib.load(file)
    return {field: words.get(language, words.get("en", [])) for field, words in fields.items()}


class Writer:
    """Words and forms of one report, drawn."""

    def __init__(self, draw: st.DrawFn, language: str) -> None:
        self.draw = draw
        self.language = language
        self.stamp = draw(st.sampled_from(STAMPS))
        self.delimiter, self.encoding = draw(st.sampled_from(FORMS))

    def word(self, vocabulary: str, field: str) -> str:
        return self.draw(st.sampled_from(spelled(vocabulary, self.language)[field]))

    def words(self, vocabulary: str, *fields: str) -> list[str]:
        return [self.word(vocabulary, field) for field in fields]

    def when(self, minutes: int) -> str:
        return (DAY + timedelta(hours=16, minutes=minutes)).strftime(self.stamp)

    def lasting(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        if self.language == "ja":
            return f"{hours}時間{rest}分"
        unit = self.word("durations", "hours")
        return f"{hours} {unit} {rest} {self.word('durations', 'minutes')}"

    def data(self, rows: Sequence[Sequence[str]]) -> bytes:
        found = io.StringIO(newline="")
        csv.writer(found, delimiter=self.delimiter, lineterminator="\r\n").writerows(rows)
        mark = "\ufeff" if self.encoding == "utf-16-be" else ""
        return (mark + found.getvalue()).encode(self.encoding)


Stays = list[tuple[str, str, Role, list[tuple[int, int]]]]


@st.composite
def stays(draw: st.DrawFn) -> Stays:
    """Who was there in what role, and from which minute to which."""
    found: Stays = []
    for name, email, role in PEOPLE[: draw(st.integers(1, len(PEOPLE)))]:
        begin = draw(st.integers(0, 30))
        pause = draw(st.integers(begin + 1, 60))
        stays = [(begin, pause)]
        if draw(st.booleans()):
            again = draw(st.integers(pause + 1, 80))
            stays.append((again, draw(st.integers(again + 1, 90))))
        found.append((name, email, role, stays))  # type: ignore[arg-type]
    return found


def at(minutes: int) -> datetime:
    return DAY + timedelta(hours=16, minutes=minutes)


def expected(people: Stays) -> dict[str, tuple[tuple[datetime, datetime], ...]]:
    return {email: tuple((at(a), at(b)) for a, b in found) for _, email, _, found in people}


def teams_2022(writer: Writer, people: Stays) -> bytes:
    title, stated, start, end = writer.words("meeting", "title", "participants", "start", "end")
    first, second, third = writer.words("sections", "summary", "participants", "activities")
    head = ("name", "first_join", "last_leave", "duration", "email", "upn", "role")
    rows = [
        [f"1. {first}"],
        [title, "Clinic"],
        [stated, str(len(people))],
        [start, writer.when(0)],
        [end, writer.when(90)],
        [],
        [f"2. {second}"],
        writer.words("attendance", *head),
    ]
    for name, email, role, found in people:
        total = writer.lasting(sum(b - a for a, b in found))
        shown = writer.word("roles", role)
        rows.append(
            [name, writer.when(found[0][0]), writer.when(found[-1][1]), total, email, email, shown]
        )
    rows += [[], [f"3. {third}"]]
    rows.append(writer.words("attendance", "name", "join", "leave", "duration", "email", "role"))
    for name, email, role, found in people:
        shown = writer.word("roles", role)
        rows += [
            [name, writer.when(a), writer.when(b), writer.lasting(b - a), email, shown]
            for a, b in found
        ]
    return writer.data(rows)


def teams_2021(writer: Writer, people: Stays) -> bytes:
    rows = [
        writer.words("sections", "summary"),
        [writer.word("meeting", "participants"), str(len(people))],
        [writer.word("meeting", "title"), "Clinic"],
        [writer.word("meeting", "start"), writer.when(0)],
        [writer.word("meeting", "end"), writer.when(90)],
        [],
        writer.words("attendance", "name", "join", "leave", "duration", "email", "role", "upn"),
    ]
    for name, email, role, found in people:
        rows += [
            [name, writer.when(a), writer.when(b), writer.lasting(b - a), email,
             writer.word("roles", role), email]
            for a, b in found
        ]  # fmt: skip
    return writer.data(rows)


def zoom(writer: Writer, people: Stays) -> bytes:
    head = ("title", "meeting_key", "start", "end", "email", "minutes", "participants")
    rows = [
        writer.words("attendance", *head),
        ["Clinic", "812 3456 7890", writer.when(0), writer.when(90), PEOPLE[0][1], "90",
         str(len(people))],
        [],
        [writer.word("zoom", "original_name"),
         *writer.words("attendance", "email", "join", "leave", "minutes", "guest")],
    ]  # fmt: skip
    for name, email, _, found in people:
        rows += [[name, email, writer.when(a), writer.when(b), str(b - a), "No"] for a, b in found]
    return writer.data(rows)


def plain_list(writer: Writer, people: Stays) -> bytes:
    rows = [writer.words("attendance", "title", "email", "name", "join", "leave", "start", "end")]
    for name, email, _, found in people:
        rows += [
            ["Clinic", email, name, writer.when(a), writer.when(b), writer.when(0), writer.when(90)]
            for a, b in found
        ]
    return writer.data(rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("report", "source"),
    [
        (teams_2022, "Teams attendance report"),
        (teams_2021, "Teams attendance report"),
        (zoom, "Zoom participants report"),
        (plain_list, "Attendance list"),
    ],
)
@settings(deadline=None, max_examples=10, phases=(Phase.generate,))
@given(st.data())
def test_attendance(language: str, report: object, source: str, data: st.DataObject) -> None:
    writer = Writer(data.draw, language)  # type: ignore[arg-type]
    people = data.draw(stays())
    name, reading = read("x.csv", report(writer, people))  # type: ignore[operator]
    assert name == source
    records = [record for record in reading.records if isinstance(record, Attendance)]
    assert {r.person.email: r.intervals for r in records} == expected(people)
    assert {r.session.title for r in records} == {"Clinic"}
    assert {(r.session.started_at, r.session.ended_at) for r in records} == {(at(0), at(90))}
    if source.startswith("Teams"):
        assert {r.person.email: r.role for r in records} == {p[1]: p[2] for p in people}
    assert reading.rows.left_out == 0


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=10, phases=(Phase.generate,))
@given(st.data())
def test_the_list_of_2020(language: str, data: st.DataObject) -> None:
    writer = Writer(data.draw, language)  # type: ignore[arg-type]
    people = data.draw(stays())
    rows = []
    for name, _, _, found in people:
        for a, b in found:
            rows.append([name, writer.word("actions", "joined"), writer.when(a)])
            rows.append([name, writer.word("actions", "left"), writer.when(b)])
    rows = data.draw(st.permutations(rows))
    header = writer.words("attendance", "name", "action", "stamp")
    name, reading = read("x.csv", writer.data([header, *rows]))
    assert name == "Teams attendance list (2020)"
    records = [record for record in reading.records if isinstance(record, Attendance)]
    by_name = {name: tuple((at(a), at(b)) for a, b in found) for name, _, _, found in people}
    assert {r.person.name: r.intervals for r in records} == by_name


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=10, phases=(Phase.generate,))
@given(st.data())
def test_registrations(language: str, data: st.DataObject) -> None:
    writer = Writer(data.draw, language)  # type: ignore[arg-type]
    head = ("first_name", "last_name", "email", "registration_time", "registration_status")
    rows = [
        writer.words("attendance", "title", "meeting_key", "start", "planned_minutes"),
        ["Clinic", "812 3456 7890", writer.when(0), "90"],
        writer.words("attendance", *head),
    ]
    responses = [data.draw(st.sampled_from(["accepted", "cancelled", "none"])) for _ in PEOPLE]
    for (name, email, _), response in zip(PEOPLE, responses, strict=True):
        first, last = name.split(" ")
        status = writer.word("responses", response)
        rows.append([first, last, email, writer.when(-600), status])
    name, reading = read("x.csv", writer.data(rows))
    assert name == "Zoom registration report"
    invitations = [r for r in reading.records if isinstance(r, Invitation)]
    assert [(i.person.email, i.response, i.basis) for i in invitations] == [
        (email, response, "registration")
        for (_, email, _), response in zip(PEOPLE, responses, strict=True)
    ]
    assert invitations[0].session.started_at == at(0)
    assert invitations[0].session.ended_at == at(90)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=10, phases=(Phase.generate,))
@given(st.data())
def test_an_outlook_calendar(language: str, data: st.DataObject) -> None:
    writer = Writer(data.draw, language)  # type: ignore[arg-type]
    day, clock = writer.stamp.replace(",", "").split(" ", 1)
    head = ("subject", "start_date", "start_time", "end_date", "end_time", "all_day")
    people = ("organizer", "required", "optional", "resources")
    rows = [
        writer.words("outlook", *head, *people),
        ["Clinic", at(0).strftime(day), at(0).strftime(clock), at(90).strftime(day),
         at(90).strftime(clock), "False", "Ada Nova", "Ada Nova;Nowak, Łukasz", "li@example.com",
         "Room 4"],
    ]  # fmt: skip
    name, reading = read("x.csv", writer.data(rows))
    assert name == "Outlook calendar export"
    invitations = [r for r in reading.records if isinstance(r, Invitation)]
    assert [(i.person.name, i.person.email) for i in invitations] == [
        ("Łukasz Nowak", ""),
        ("", "li@example.com"),
    ]
    session = invitations[0].session
    assert (session.started_at, session.ended_at) == (at(0), at(90))
