"""What is brought up to date file by file is what settling everything anew makes of the rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import read

from analytics import settle as rooms
from analytics.landing import land_reports, take_back
from analytics.pilots import Pilot
from analytics.records import (
    Attendance,
    Competency,
    Identity,
    Invitation,
    Outcome,
    Person,
    Session,
    union_seconds,
)
from analytics.review import decide
from analytics.store import Store
from analytics.union_of_stays import united_seconds

MADE = (
    "identity", "person", "competency", "session_member", "session", "invitation",
    "person_session", "roll_call", "person_turnout", "session_turnout", "turnout_rule",
    "invited_by", "title_format", "settled", "outcome",
)  # fmt: skip
AT_ONCE = rooms._ROWS_AT_ONCE
MONDAY = datetime(2026, 3, 30, 9)  # whose week holds the end of a month
# Spellings that join people in one way or another: by address, id, a sole name; and two of a name.
SPELLINGS = (
    Identity(name="Ada Lovelace", email="ada@example.org"),
    Identity(name="A. Lovelace", email="ADA@example.org"),
    Identity(name="Ada Lovelace"),
    Identity(name="Ben", email="ben@example.org", employee_id="7"),
    Identity(name="Benjamin", employee_id="7"),
    Identity(name="Chi", email="chi@example.org"),
    Identity(name="Chi", email="chi@example.net"),
    Identity(name="Chi"),
)

someone = st.sampled_from(SPELLINGS)


@st.composite
def a_session(draw: st.DrawFn) -> Session:
    # Apart by so much that exports overlap, are restarts, or lie in the window of a plan alone.
    minutes = draw(st.sampled_from([0, 20, 70, 85, 170]))
    start = MONDAY + timedelta(days=draw(st.integers(0, 3)), minutes=minutes)
    title = draw(st.sampled_from(["Clinic", "Skill swap 2", "All hands"]))
    return Session(title, start, start + timedelta(hours=1))


@st.composite
def attendance(draw: st.DrawFn, line: int) -> Attendance:
    session = draw(a_session())
    minutes = st.integers(0, 60)
    stays = draw(st.lists(st.tuples(minutes, minutes).map(sorted), max_size=4))
    intervals = tuple(
        (session.started_at + timedelta(minutes=a), session.started_at + timedelta(minutes=b))
        for a, b in stays
    )
    seconds = draw(st.none() | st.integers(0, 3600))
    role = draw(st.sampled_from(["attendee", "host"]))
    return Attendance(line, session, draw(someone), intervals, seconds, role)  # type: ignore[arg-type]


@st.composite
def invitation(draw: st.DrawFn, line: int) -> Invitation:
    response = draw(st.sampled_from(["accepted", "none", "cancelled"]))
    basis = draw(st.sampled_from(["invitation", "registration"]))
    return Invitation(line, draw(a_session()), draw(someone), response, basis)  # type: ignore[arg-type]


@st.composite
def person(draw: st.DrawFn, line: int) -> Person:
    days = st.sampled_from([date(2026, 1, 5), date(2026, 3, 31), date(2026, 4, 1)])
    department = draw(st.sampled_from(["", "Sales", "Support"]))
    return Person(line, draw(someone), draw(days), draw(st.none() | days), department=department)


@st.composite
def sign_off(draw: st.DrawFn, line: int) -> Competency:
    return Competency(line, draw(someone), "Tickets", date(2026, 3, draw(st.integers(1, 9))),
                      "competent", None)  # fmt: skip


@st.composite
def outcome(draw: st.DrawFn, line: int) -> Outcome:
    who, team = draw(
        st.tuples(someone, st.sampled_from(["", "Sales"])) | st.just((Identity(), "X"))
    )
    day, value = date(2026, 3, draw(st.integers(1, 3))), float(draw(st.integers(0, 3)))
    return Outcome(line, who, team, day, "Turnaround", value)


@st.composite
def some_files(draw: st.DrawFn) -> list[Any]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        row = draw(st.sampled_from([attendance, invitation, person, sign_off, outcome]))
        rows = [draw(row(line)) for line in range(1, draw(st.integers(2, 7)))]
        until = draw(st.none() | st.sampled_from([date(2026, 4, 1), date(2026, 4, 9)]))
        found.append(read(rows, f"{number}.csv", data_until=until))
    return found


_ROWS = "select * from {}"


def tables(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every derived table, as a set with counts."""
    with store.writing() as writer:
        return {t: sorted(writer.rows(_ROWS.format(t)), key=repr) for t in MADE}


def anew(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.trial() as trial, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "_ROWS_AT_ONCE", AT_ONCE)
        rooms.settle(trial.writer)
        return {t: sorted(trial.writer.rows(_ROWS.format(t)), key=repr) for t in MADE}


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [2, AT_ONCE])
@settings(max_examples=25, deadline=None)
@given(files=some_files(), data=st.data())
def test_file_by_file_is_everything_anew(
    at_once: int, files: list[Any], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "_ROWS_AT_ONCE", at_once)
        _file_by_file(files, data)


def _file_by_file(files: list[Any], data: st.DataObject) -> None:
    store = Store.open(":memory:")
    store.save_pilot(Pilot("Made", date(2026, 3, 1), date(2026, 4, 30)))
    for report in files:
        land_reports(store, [report])
        assert tables(store) == anew(store)
        aliases = list(store.ask("select alias_id from person_alias order by alias_id")["alias_id"])
        match data.draw(st.sampled_from(["nothing", "take back", "decide", "card"])):
            case "take back":
                landed = sorted(store.source_files()["file_id"])
                take_back(store, data.draw(st.sampled_from(landed)))
            case "decide" if len(aliases) > 1:
                one, other = data.draw(st.permutations(aliases))[:2]
                decide(store, int(one), data.draw(st.sampled_from([None, int(other)])))
            case "card":
                minutes = data.draw(st.sampled_from([5.0, 30.0]))
                by = data.draw(st.sampled_from(["invitations", "registrations", "roster"]))
                store.save_pilot(
                    Pilot("Made", date(2026, 3, 1), date(2026, 4, 30), attended_minutes=minutes,
                          invited_by=by)
                )  # fmt: skip
        assert tables(store) == anew(store)
    store.close()


stays_of_people = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 50), st.integers(0, 50)), max_size=25
)


@given(stays_of_people)
def test_united_seconds_are_those_in_any_stay(stays: list[tuple[int, int, int]]) -> None:
    stays = [(who, min(a, b), max(a, b)) for who, a, b in stays]
    numbers = sorted({who for who, _, _ in stays})
    columns = np.array([(numbers.index(who), a, b) for who, a, b in stays], dtype=np.int64).reshape(
        -1, 3
    )
    found = united_seconds(*columns.T)
    naive = [
        union_seconds(
            [(MONDAY + timedelta(seconds=a), MONDAY + timedelta(seconds=b))
             for w, a, b in stays if w == who]
        )
        for who in numbers
    ]  # fmt: skip
    assert list(found) == naive


@pytest.mark.parametrize("count", [2, 3])
def test_stays_of_two_devices_count_once(count: int) -> None:
    session = Session("Clinic", MONDAY, MONDAY + timedelta(hours=1))
    stay = (MONDAY, MONDAY + timedelta(minutes=40))
    store = Store.open(":memory:")
    land_reports(store, [read([Attendance(1, session, SPELLINGS[0], (stay,) * count, None)])])
    assert list(store.ask("select seconds_present from person_session")["seconds_present"]) == [
        2400
    ]
