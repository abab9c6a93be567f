"""Export files of made-up pilots, written as text and landed like any upload: one department, many,
and names that nobody means well."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from analytics.landing import land
from analytics.pilots import Pilot
from analytics.store import Store

STARTS, ENDS = date(2026, 1, 12), date(2026, 4, 12)
# Each would do something where it is taken for more than text.
HOSTILE = (
    'O\'Brien "Bo", the 5\\8',
    "<script>document.title = 'taken'</script>",
    "<b>bold</b> <img src=https://example.org/a.png>",
    "![x](https://example.org/b.png) [a link](https://example.org)",
    "🎉 👩🏽‍🏫 :material/home: :red[red]",
    "אבי כהן \u202eחזק\u202c مرحبا",
    "$x^2$ | {{ 7 * 7 }} | %s",
)
# What of it Markdown or HTML would act upon, and does not once it is escaped.
MARKUP = ("<script", "<b>bold", "<img src=https", "![x](", "[a link](", ":material/home:", ":red[")


@dataclass(frozen=True)
class Made:
    """What a pilot's exports are made of. tag: put into every name and title, by a running number;
    people, sessions: how many."""

    departments: tuple[str, ...]
    people: int = 120
    sessions: int = 9
    tags: tuple[str, ...] = ("",)

    def tag(self, number: int) -> str:
        return self.tags[number % len(self.tags)]


ONE_DEPARTMENT = Made(("Sales",))
FORTY_DEPARTMENTS = Made(tuple(f"Department {n}" for n in range(1, 41)), people=480)
HOSTILE_NAMES = Made(tuple(f"{tag} {n}" for n, tag in enumerate(HOSTILE)), 140, 9, HOSTILE)


def exports(made: Made) -> list[tuple[str, bytes]]:
    """People, sign-offs, attendance and a survey of one pilot."""
    people = [_person(made, number) for number in range(made.people)]
    return [
        ("people.csv", _people(made, people)),
        ("signed off.csv", _signed_off(made, people)),
        ("attendance.csv", _attendance(made, people)),
        ("survey.csv", _survey(made, people)),
    ]


def card(made: Made) -> Pilot:
    return Pilot(
        name=f"Made {made.tag(0)} {made.tag(1)}", starts_on=STARTS, ends_on=ENDS,
        invited_by="roster",
    )  # fmt: skip


def fill_with(workspace: Path, made: Made) -> None:
    """Lands the exports of a pilot and its card."""
    store = Store.open(workspace)
    assert {report.state for report in land(store, exports(made))} == {"landed"}
    store.save_pilot(card(made))
    store.close()


@dataclass(frozen=True)
class _Person:
    number: int
    name: str
    email: str
    hired_on: date


def _person(made: Made, number: int) -> _Person:
    """Two of three were hired in the year before the pilot."""
    if number % 3:
        hired_on = STARTS - timedelta(days=20 + (number * 7) % 300)
    else:
        hired_on = STARTS + timedelta(days=(number * 5) % 60)
    name = f"P{number} {made.tag(number)}".strip()
    return _Person(number, name, f"p{number}@example.org", hired_on)


def _people(made: Made, people: Sequence[_Person]) -> bytes:
    names = made.departments
    rows = [
        (1000 + p.number, p.name, p.email, p.hired_on, names[p.number % len(names)]) for p in people
    ]
    return _written(("Employee ID", "Name", "Email", "Hire Date", "Department"), rows)


def _signed_off(made: Made, people: Sequence[_Person]) -> bytes:
    rows = []
    for p in people:
        days = (30 if p.hired_on >= STARTS else 40) + (p.number * 11) % 40
        day = p.hired_on + timedelta(days=days)
        rows.append((p.name, p.email, f"Signed off {made.tag(2)}", day if day <= ENDS else ""))
    return _written(("Name", "Email", "Course", "Completed on"), rows)


def _attendance(made: Made, people: Sequence[_Person]) -> bytes:
    """A session each week; three of five come, the first of them leads."""
    rows = []
    for session in range(made.sessions):
        day = STARTS + timedelta(days=1 + 7 * session)
        starts = datetime(day.year, day.month, day.day, 10)
        here = [p for p in people[:80] if (p.number * 3 + session * 2) % 5 < 3]
        title = f"Problem clinic {made.tag(session)}"
        for place, p in enumerate(here):
            role = "Organizer" if place == session % 4 else "Attendee"
            left = starts + timedelta(minutes=45)
            rows.append((title, day, "10:00", p.name, p.email, role, starts, left))
    columns = (
        "Session", "Date", "Start time", "Name", "Email", "Role", "Join time", "Leave time"
    )  # fmt: skip
    return _written(columns, rows)


def _survey(made: Made, people: Sequence[_Person]) -> bytes:
    agree = ("Agree", "Strongly agree", "Neutral", "Disagree")
    rows = [
        (
            datetime(2026, 3, 2, 11, p.number % 60),
            p.email,
            agree[p.number % 4],
            agree[(p.number // 2) % 4],
            (p.number * 3) % 11,
            f"The clinic helped, more time please {made.tag(p.number)}",
        )
        for p in people[:60]
    ]
    columns = (
        "Timestamp", "Email Address", f"The session helped me {made.tag(3)}",
        f"The time was well spent {made.tag(1)}",
        "How likely are you to recommend these sessions to a colleague?", "Comments",
    )  # fmt: skip
    return _written(columns, rows)


def _written(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
