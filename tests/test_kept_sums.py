"""The kept roll and its sums answer as the plain SQL over people, sessions, invitations and stays
does: whatever the filters cut, by every basis and rule of attended.

tests/plain holds that SQL: the steps and the questions as they read without roll and sums.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from examples import as_text, filled_store
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics.asking import context_of, honoured, query_of, question, rows_of
from analytics.filters import Filters
from analytics.pilots import Pilot, write_card
from analytics.store import Store, shared_steps
from analytics.turnout_rule import FIRST, LAST, piece_end, whole_pieces

PLAIN = Path(__file__).parent / "plain"
STEPS = {path.stem: path.read_text("utf-8").strip() for path in (PLAIN / "shared").glob("*.sql")}
ORDER = ("taken", "planned", "presence", "visit", "led", "host", "learner", "seat", "turnout",
         "given_answer", "answer")  # fmt: skip
QUESTIONS = sorted(path.stem for path in (PLAIN / "questions").glob("*.sql"))
FRIDAY = date(2026, 3, 27)  # the month ends in the week after
DEPARTMENTS = ("Sales", "Support", None)
# On, below and above the minutes and the shares (of 20 minutes and an hour) of the rules.
SECONDS = (None, 0, 30, 60, 300, 600, 900, 1080, 1800, 2700, 3240, 3300)


def plainly(store: Store, name: str, filters: Filters) -> pd.DataFrame:
    """The rows of the plain SQL of a question, with the parameters of the other."""
    own = (PLAIN / "questions" / f"{name}.sql").read_text("utf-8")
    steps = ",\n".join(STEPS.get(step) or shared_steps()[step] for step in ORDER)
    text = re.sub(r"(?im)^with\s", f"with {steps},\n", own, count=1)
    everything = {"first_answer_day": FIRST, "last_answer_day": LAST, "as_of": LAST}
    found = question(name)
    assert found is not None
    _, params = query_of(store, name, filters)
    _, of_seats = query_of(store, "participation", filters)
    named = set(re.findall(r"\$(\w+)", re.sub(r"--[^\n]*", "", text)))
    given_all = everything | of_seats | params
    with store.writing() as writer:
        return writer.frame(text, {n: given_all[n] for n in named})


@st.composite
def made(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    days = st.integers(0, 9).map(lambda n: FRIDAY + timedelta(days=n))
    sessions = draw(st.lists(days, min_size=1, max_size=6))
    people = range(draw(st.integers(1, 5)))
    pairs = st.tuples(st.sampled_from(range(len(sessions))), st.sampled_from(people))
    some = st.lists(pairs, unique=True, max_size=12)
    bases = {basis: draw(some) for basis in ("invitation", "registration")}
    listed = [n for n in people if draw(st.booleans())]
    return {
        "source_file": [
            {"name": kind, "kind": kind, "data_until": "2026-05-01"}
            for kind in ("attendance", "invitations", "people", "survey")
        ],
        "session": [
            {"session_id": n, "title": "Clinic", "has_attendance": draw(st.booleans()) or n == 0,
             "meeting_seconds": draw(st.sampled_from([None, 1200, 3600])),
             "started_at": datetime.combine(day, datetime.min.time()), "is_cancelled": False}
            for n, day in enumerate(sessions)
        ],
        "person": [
            {"person_id": n, "department": draw(st.sampled_from(DEPARTMENTS)),
             "hire_date": draw(st.none() | days), "left_date": draw(st.none() | days)}
            for n in listed
        ],
        "invitation": [
            {"session_id": s, "person_id": p, "basis": basis,
             "response": draw(st.sampled_from(["accepted", "none", "cancelled"]))}
            for basis, found in bases.items() for s, p in found
        ],
        "person_session": [
            {"session_id": s, "person_id": p, "stays": 1, "is_host": draw(st.booleans()),
             "seconds_present": draw(st.sampled_from(SECONDS))}
            for s, p in draw(some)
        ],
    }  # fmt: skip


day = st.integers(-1, 11).map(lambda n: FRIDAY + timedelta(days=n))
cards = st.builds(
    Pilot,
    st.just("Made"),
    day,
    st.just(date(2026, 4, 30)),
    departments=st.sampled_from([(), ("Sales",)]),
    invited_by=st.sampled_from(["invitations", "registrations", "roster"]),
    attended_minutes=st.sampled_from([1.0, 5.0, 7.0]),
    attended_share=st.sampled_from([0.01, 0.5, 0.6]),
)
every_filter = st.builds(
    Filters,
    departments=st.sampled_from([(), ("Support",), ("Sales", "Support")]),
    first_day=st.none() | day,
    last_day=st.none() | day,
    as_of=st.none() | day,
)


def unordered(rows: pd.DataFrame) -> list[str]:
    """Rows as text; how an engine types a sum of nothing but whole numbers does not matter."""
    return sorted(str(row) for row in as_text(rows.astype(object).where(rows.notna(), None)))


@settings(
    max_examples=8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(made(), cards, st.lists(every_filter, min_size=2, max_size=2))
def test_the_sums_answer_as_the_plain_rows_do(
    tables: dict[str, list[dict[str, Any]]], card: Pilot, filters: list[Filters]
) -> None:
    store = filled_store({name: rows for name, rows in tables.items() if rows}, write_card(card))
    for name in QUESTIONS:
        asked = question(name)
        assert asked is not None
        for chosen in (honoured(asked, wanted) for wanted in filters):
            rows = rows_of(store, asked, context_of(store, asked, chosen), chosen)
            assert unordered(rows) == unordered(plainly(store, name, chosen)), name
    store.close()


@given(day, day)
def test_whole_pieces_are_those_between_the_days(first: date, last: date) -> None:
    starts = [d for n in range(-9, 40)
              if (d := FRIDAY + timedelta(days=n)).weekday() == 0 or d.day == 1]  # fmt: skip
    inside = [d for d in starts if d >= first and piece_end(d) <= last]
    kept_from, kept_until = whole_pieces(first, last)
    assert [d for d in starts if kept_from <= d <= kept_until] == inside


@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (FIRST, date(2026, 5, 31))])
def test_ends_of_time_and_of_months_cut_nothing(first: date, last: date) -> None:
    assert whole_pieces(first, last) == (first, last)
