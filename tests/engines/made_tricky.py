"""A small pilot of what engines see differently: letters and their order, midnight, nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product

from made import came, landed_together, read

from analytics.pilots import Pilot
from analytics.records import (
    Competency,
    Identity,
    Invitation,
    Outcome,
    Person,
    Record,
    Response,
    Session,
    SurveyAnswer,
)
from analytics.store import Store

STARTS_ON, ENDS_ON, KNOWN_UNTIL = date(2026, 1, 12), date(2026, 4, 12), date(2026, 5, 4)
# English order puts "ops" beside "Ops" and passes over the hyphen; bytes do neither.
DEPARTMENTS = ("Ops", "ops", "Ops-EU", "OpsA", "Öl & Gas", "R&D 🧪", "O'Brien 100 %p", "")
RESPONSES: tuple[Response, ...] = ("accepted", "declined", "tentative", "none", "cancelled")
CARD = Pilot(
    "Tricky", STARTS_ON, ENDS_ON, baseline_from=date(2025, 7, 1),
    comparison_departments=("Ops-EU", "Öl & Gas"),
    department_starts=(("ops", date(2026, 2, 2)),), competency="Signed off", has_leavers=True,
)  # fmt: skip
_PEOPLE = 80


def tricky() -> Store:
    """The whole of it in memory, with its card."""
    people = [Identity(f"Person {n}", f"p{n}@example.com") for n in range(_PEOPLE)]
    sessions = _sessions()
    files: list[list[Record]] = [
        list(_listed(people)),
        list(_signed_off(people)),
        [
            Invitation(1 + n, session, person, RESPONSES[(n * 7 + s) % 5])
            for (s, session), (n, person) in product(enumerate(sessions), enumerate(people))
            if (n + s) % 3
        ],
        [
            record
            for (s, session), (n, person) in product(enumerate(sessions), enumerate(people))
            if (n * 5 + s * 3) % 4
            for record in [_present(session, person, n, s)]
        ],
        _answers(people),
        _outcomes(people),
    ]
    store = landed_together(*(read(records, data_until=KNOWN_UNTIL) for records in files))
    store.save_pilot(CARD)
    return store


def _sessions() -> list[Session]:
    """Weekly, around midnight and with parts of a second; the days between count midnights."""
    begins = datetime(2026, 1, 12, 23, 50, 0, 250_000)
    titles = ("Skill swap: Ops", "skill swap: ops", "Öl clinic", "Lunch-and-learn", "Training 1")
    return [
        Session(
            titles[week % len(titles)],
            begins + timedelta(days=7 * week, minutes=25 if week % 2 else 0),
            begins + timedelta(days=7 * week, minutes=85 if week % 2 else 60, microseconds=700_000),
            key=f"week {week}",
        )
        for week in range(12)
    ]


def _present(session: Session, person: Identity, n: int, s: int) -> Record:
    """Whole, in three overlapping stays, briefly, without times, or as the host."""
    start, end = session.started_at, session.ended_at
    assert end is not None
    role = "host" if n % 10 == s % 10 else "attendee"
    if n % 9 == 4:
        return came(session, person, stays=[], role=role)
    if n % 9 == 5:
        return came(session, person, [(start, start + timedelta(minutes=4.5))], role=role)
    if n % 9 == 6:
        middle = start + (end - start) / 2
        parts = [(start, middle), (middle - timedelta(seconds=90), end), (start, start)]
        return came(session, person, parts, role=role)
    return came(session, person, role=role)


def _listed(people: list[Identity]) -> list[Record]:
    return [
        Person(
            1 + n, person, date(2025, 7, 1) + timedelta(days=4 * n),
            left_date=date(2026, 3, 1) if n % 17 == 16 else None,
            department=DEPARTMENTS[n % len(DEPARTMENTS)], title=("Agent", "agent", "")[n % 3],
            manager="" if n < 8 else people[n % 8].email,
        )
        for n, person in enumerate(people)
        if n % 13  # the others are in no list
    ]  # fmt: skip


def _signed_off(people: list[Identity]) -> list[Record]:
    hired = {person: date(2025, 7, 1) + timedelta(days=4 * n) for n, person in enumerate(people)}
    return [
        Competency(
            1 + n, person, name, hired[person] + timedelta(days=30 + n % 41) if n % 5 else None,
            "competent" if n % 5 else "learning",
        )
        for n, person in enumerate(people)
        for name in (("Signed off", "signed off") if n % 2 else ("Signed off",))
    ]  # fmt: skip


def _answers(people: list[Identity]) -> list[Record]:
    found: list[Record] = []
    for n, person in enumerate(people[:60]):
        at = datetime(2026, 3, 1 + n % 28, 23, 59, 59)
        who = person if n % 4 else Identity()
        given = (
            ("Would you recommend it?", "rating_10", n % 11, ""),
            ("I learned something — “really”?", "agreement_5", 1 + n % 5, ""),
            ("i learned something — “really”?", "score_7", 1 + n % 7, ""),
            ("What else?", "text", None, f"Ünfug {n}: it's 100 % 'fine' 🧪, too long, no time"),
        )
        found += [
            SurveyAnswer(1 + n, f"r{n}", question, scale, value, text, who, at)  # type: ignore[arg-type]
            for question, scale, value, text in given
        ]
    return found


def _outcomes(people: list[Identity]) -> list[Record]:
    metric = "Bug turnaround (hours)"
    return [
        Outcome(
            1, person, "", date(2025, 10, 6) + timedelta(days=7 * week), metric,
            20 + (n * 7 + week * 3) % 11 / 3 - (3 if week > 14 else 0),
        )
        for n, person in enumerate(people[:24])
        for week in range(30)
    ]  # fmt: skip
