"""For managers and viewers nothing that is shown or leaves holds an individual, or a number of a
group that is too small: over made-up pilots, every question and every choice that is offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import came, landed_together, moment

from analytics.asking import ask, questions
from analytics.briefing import brief
from analytics.choices import offered
from analytics.exports import csv, json, markdown, report
from analytics.filters import Filters
from analytics.findings import Answer, Bubbles, Dots, Grid, Quotes, Rotation, Themes, TooFew, Trend
from analytics.pilots import Pilot
from analytics.records import Competency, Identity, Invitation, Person, Session, SurveyAnswer
from analytics.scope import Scope
from analytics.store import Store
from analytics.teams import seen_by

K, COMMENTS = 5, 10
CARD = Pilot("Made up", date(2026, 1, 12), date(2026, 4, 12), sessions_per_month=3)
BOSS = Identity("Quirina Zebulon", "boss@example.com", "", "B1")
# Names of people, their addresses and ids.
SOMEBODY = re.compile(r"zebulon|quirin|\bnemo|@example|\bE\d{3}\b", re.IGNORECASE)


@st.composite
def pilots(draw: st.DrawFn) -> Store:
    """Departments of 1 to 14 people of whom some report to the boss; sessions that some of them are
    invited to; sign-offs and a survey that some of them answer."""
    sizes = draw(st.lists(st.integers(1, 14), min_size=1, max_size=3))
    of_boss = draw(st.integers(1, 4))  # every n-th person
    shares = draw(st.tuples(*[st.integers(2, 10)] * 3))  # in tenths: invited, signed off, answered
    people = [
        (Identity(f"Nemo{n} Zebulon", f"nemo{n}@example.com", "", f"E{n:03}"), f"Unit {d}")
        for n, d in enumerate(d for d, size in enumerate(sizes) for _ in range(size))
    ]
    listed: list[Any] = [Person(90, BOSS, date(2020, 1, 1))]
    signed: list[Any] = []
    calendar: list[Any] = []
    present: list[Any] = []
    survey: list[Any] = []
    for n, (person, department) in enumerate(people):
        hired = (date(2025, 6, 2) if n % 2 else date(2026, 1, 13)) + timedelta(days=n % 20)
        manager = BOSS.name if n % of_boss == 0 else ""
        listed.append(Person(n, person, hired, department=department, manager=manager))
        if n * 7 % 10 < shares[1]:
            signed.append(
                Competency(n, person, "Tickets", hired + timedelta(days=40 + n), "competent")
            )
        if n * 3 % 10 < shares[2]:
            said = f"{person.name} and {person.email} helped me"
            survey += [
                SurveyAnswer(n, f"r{n}", asked, scale, value, text, person, moment("03-20 09:00"))
                for asked, scale, value, text in (
                    ("Useful?", "agreement_5", 2 + n % 4, ""), ("Recommend?", "rating_10", 9, ""),
                    ("Comments", "text", None, said),
                )
            ]  # type: ignore[arg-type]  # fmt: skip
    for week in range(draw(st.integers(1, 6))):
        start = moment("01-13 09:00") + timedelta(weeks=week)
        session = Session("Clinic", start, start + timedelta(hours=1))
        invited = [p for n, (p, _) in enumerate(people) if (n + week) * 3 % 10 < shares[0]]
        calendar += [Invitation(n, session, p, "accepted") for n, p in enumerate(invited)]
        present += [
            came(session, p, role="host" if n == week else "attendee")
            for n, p in enumerate(invited)
            if n % 3
        ]
    store = landed_together(*filter(None, (listed, signed, calendar, present, survey)))
    store.save_pilot(CARD)
    return store


def head_counts(found: Any) -> Iterator[int]:
    """Every count of people behind an answer and behind its parts, wherever it stands. The periods
    beside shares are only counted with, and are in no way out."""
    if isinstance(found, Answer):
        yield found.n.get("people", 0)
        places = [n for n, name in enumerate(found.table.columns) if name == "people"]
        yield from (row[place] or 0 for row in found.table.rows for place in places)
    if is_dataclass(found) and not isinstance(found, type):
        for field in fields(found):
            part = getattr(found, field.name)
            if field.name == "people" and isinstance(part, int):
                yield part
            elif field.name not in ("details", "periods") or isinstance(found, Trend):
                yield from head_counts(part)
    elif isinstance(found, tuple | list):
        for part in found:
            yield from head_counts(part)


READERS = (Scope(role="viewer"), Scope(role="manager", team=BOSS.email))


@pytest.mark.slow
@given(pilots())
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_nothing_holds_an_individual_or_a_small_group(store: Store) -> None:
    for reader in READERS:
        theirs = seen_by(store, reader)
        team = len(theirs.ask("select person_id from person"))
        chosen = [(), *(one.departments for one in offered(theirs, reader))]
        for departments in chosen:
            for question in questions():
                finding = ask(theirs, question.name, Filters(departments=departments), reader)
                answer = finding.answer
                assert not isinstance(answer, Grid | Dots | Bubbles | Rotation)
                assert not any(0 < count < K for count in head_counts(answer)), question.name
                if isinstance(answer, Quotes | Themes):
                    assert answer.n["people"] >= COMMENTS
                if reader.team and not isinstance(answer, TooFew):
                    assert answer.n.get("people", 0) <= team
                for written in (
                    json.write(json.finding_object(finding)),
                    csv.write_finding(finding),
                ):
                    text = written if isinstance(written, str) else written.decode()
                    assert not SOMEBODY.search(text), question.name
        said = brief(theirs, scope=reader)
        for text in (markdown.write(said), report.write(said)):
            assert not SOMEBODY.search(text)
    store.close()


def test_the_walker_finds_a_small_group() -> None:
    """The counts that the property looks at are there: an analyst's answer has them."""
    from test_privacy import pilot_of_forty

    store = pilot_of_forty(Store.open(":memory:"))
    found = {q.name: list(head_counts(ask(store, q.name).answer)) for q in questions()}
    assert len(found["participation"]) > 24 and len(found["reach"]) > 1
    assert any(0 < count < K for count in found["teach-and-learn"])
    store.close()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.role)
def test_what_a_reader_may_not_choose_is_said(reader: Scope) -> None:
    from test_privacy import pilot_of_forty

    store = pilot_of_forty(Store.open(":memory:"))
    for filters in (Filters(("Skunkworks",)), Filters(first_day=date(2026, 2, 1))):
        finding = ask(store, "participation", filters, reader)
        assert isinstance(finding.answer, TooFew)
        assert finding.answer.reason in ("not-offered", "small-group")
        assert finding.answer.missing and not finding.answer.n
    store.close()
