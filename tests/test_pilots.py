"""The pilot card: what it means, its round trip, and each sentence that says what to change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.pilots import Better, CardError, InvitedBy, Pilot, make_card, read_card, write_card
from analytics.store import Store

START, END = date(2026, 1, 12), date(2026, 4, 12)
LEAST: dict[str, Any] = {"name": "Spring", "starts_on": START, "ends_on": END}
LEAST_TEXT = '[pilot]\nname = "Spring"\nstarts_on = 2026-01-12\nends_on = 2026-04-12\n'

texts = st.text(max_size=20).map(str.strip)
names = st.lists(texts.filter(bool), max_size=4, unique=True)
shares = st.floats(0, 1, exclude_min=True)
numbers = st.floats(0, 1e6) | st.integers(0, 100)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@st.composite
def cards(draw: st.DrawFn) -> Pilot:
    baseline, start, end = sorted(draw(st.tuples(days, days, days)))
    assume(baseline < start)
    departments = draw(names)
    cut = draw(st.integers(0, len(departments)))
    return Pilot(
        name=draw(texts.filter(bool)),
        starts_on=start,
        ends_on=end,
        departments=tuple(departments[:cut]),
        comparison_departments=tuple(departments[cut:]),
        baseline_from=draw(st.sampled_from([None, baseline])),
        read_on=draw(st.sampled_from([None, start, end])),
        department_starts=tuple((name, end) for name in dict.fromkeys(departments[:cut])),
        is_randomised=draw(st.booleans()),
        has_leavers=draw(st.booleans()),
        invited_by=draw(st.sampled_from(get_args(InvitedBy))),
        timezone=draw(st.sampled_from(["", "Europe/Berlin", "America/Argentina/Ushuaia"])),
        participation=draw(shares),
        sessions_per_month=draw(numbers),
        percent_faster=draw(shares),
        attended_minutes=draw(numbers),
        attended_share=draw(shares),
        competency=draw(texts),
        goal=draw(texts),
        metric=draw(texts.filter(bool)),
        better=draw(st.sampled_from(get_args(Better))),
    )


@given(cards())
def test_a_card_reads_back_as_it_was_written(card: Pilot) -> None:
    assert read_card(write_card(card)) == card


@given(cards())
def test_a_form_and_a_file_make_the_same_card(card: Pilot) -> None:
    assert make_card(vars(card)) == card


def test_hostile_text_stays_text_in_the_store() -> None:
    card = make_card(LEAST | {"name": 'a"\\\x00\x7f\x1f\n[targets]\nparticipation = 1 ’'})
    store = Store.open(":memory:")
    store.save_pilot(card)
    assert store.pilot() == card
    store.close()


def test_only_three_values_are_needed() -> None:
    card = read_card(LEAST_TEXT)
    assert card == Pilot("Spring", START, END)
    assert (card.participation, card.sessions_per_month, card.percent_faster) == (0.6, 4, 0.2)
    assert (card.attended_minutes, card.attended_share) == (5, 0.5)
    assert (card.departments, card.invited_by) == ((), "invitations")


def test_the_baseline_is_a_year_unless_the_card_says_otherwise() -> None:
    assert Pilot(**LEAST).baseline_start == date(2025, 1, 12)
    named = Pilot(**LEAST, baseline_from=date(2025, 5, 1))
    assert named.baseline_start == date(2025, 5, 1)


def test_departments_may_start_on_days_of_their_own() -> None:
    card = read_card(LEAST_TEXT + "department_starts = { Sales = 2026-02-02 }\n")
    assert card.department_starts == (("Sales", date(2026, 2, 2)),)


def test_the_result_is_read_on_the_last_day_unless_the_card_says_otherwise() -> None:
    assert Pilot(**LEAST).planned_read == END
    assert Pilot(**LEAST, read_on=date(2026, 6, 1)).planned_read == date(2026, 6, 1)


def test_values_are_tidied() -> None:
    card = make_card(
        LEAST
        | {
            "name": " Spring ",
            "starts_on": datetime(2026, 1, 12, 9, 30),
            "departments": [" Sales", "", "Ops "],
            "baseline_from": None,
        }
    )
    assert card == Pilot("Spring", START, END, departments=("Sales", "Ops"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[pilot", "pilot.toml is not valid TOML: "),
        ("[pilot]\nname = 'a'\nname = 'b'", "pilot.toml is not valid TOML: "),
        ('name = "Spring"', "“name” stands outside a section; put it under [pilot]."),
        (
            "[targets]\nfaster = 0.2",
            "[targets] faster is not known (known there: participation, sessions_per_month,"
            " percent_faster).",
        ),
        ("[goals]\nfaster = 0.2", "[goals] faster is not known (known there: no such section)."),
        ("", "The pilot card needs name under [pilot]."),
        ('[pilot]\nname = " "', "The pilot card needs name under [pilot]."),
        ('[pilot]\nname = "Spring"', "The pilot card needs starts_on under [pilot]."),
        (
            '[pilot]\nname = "Spring"\nstarts_on = 2026-01-12',
            "The pilot card needs ends_on under [pilot].",
        ),
        (
            '[pilot]\nname = "Spring"\nstarts_on = "12.1.2026"',
            "[pilot] starts_on should be a date such as 2026-01-12 (without quotes);"
            " found '12.1.2026'.",
        ),
        ("[pilot]\nname = 5", "[pilot] name should be text in quotes; found 5."),
        (
            '[pilot]\ndepartments = "Sales"',
            '[pilot] departments should be a list such as ["Sales", "Support"]; found \'Sales\'.',
        ),
        (
            "[pilot]\ndepartments = [1]",
            '[pilot] departments should be a list such as ["Sales", "Support"]; found [1].',
        ),
        (
            '[targets]\nparticipation = "60%"',
            "[targets] participation should be a share such as 0.6; found '60%'.",
        ),
        (
            "[targets]\nparticipation = true",
            "[targets] participation should be a share such as 0.6; found True.",
        ),
        (
            "[targets]\nparticipation = 60",
            "[targets] participation is a share between 0 and 1, such as 0.6; found 60.",
        ),
        (
            "[targets]\npercent_faster = nan",
            "[targets] percent_faster is a share between 0 and 1, such as 0.6; found nan.",
        ),
        (
            "[targets]\nsessions_per_month = -1",
            "[targets] sessions_per_month is a number of 0 or more; found -1.",
        ),
        (
            "[targets]\nsessions_per_month = nan",
            "[targets] sessions_per_month is a number of 0 or more; found nan.",
        ),
        (
            "[attended]\nminutes = inf",
            "[attended] minutes is a number of 0 or more; found inf.",
        ),
        (
            '[attended]\nminutes = "five"',
            "[attended] minutes should be a number; found 'five'.",
        ),
        (
            LEAST_TEXT.replace("2026-04-12", "2026-01-11"),
            "The pilot ends before it starts: check starts_on and ends_on.",
        ),
        (LEAST_TEXT + "baseline_from = 2026-01-12", "baseline_from must lie before starts_on."),
        (
            LEAST_TEXT + "read_on = 2026-01-11",
            "read_on lies before starts_on: there is nothing to read yet.",
        ),
        (
            LEAST_TEXT + "department_starts = { Sales = 2026-04-13 }",
            "Sales cannot start on 2026-04-13, outside the pilot's dates.",
        ),
        (
            LEAST_TEXT + 'departments = ["Ops"]\ndepartment_starts = { Sales = 2026-02-02 }',
            "Sales has a start of its own but is not among the departments.",
        ),
        (
            LEAST_TEXT + 'department_starts = ["Sales"]',
            "[pilot] department_starts should be names with dates such as { Sales = 2026-02-02 };"
            " found ['Sales'].",
        ),
        (
            LEAST_TEXT + 'randomised = "yes"',
            "[pilot] randomised should be true or false; found 'yes'.",
        ),
        (
            LEAST_TEXT + 'invited_by = "e-mail"',
            "invited_by is one of invitations, registrations, roster.",
        ),
        (
            LEAST_TEXT + 'better = "more"',
            "better is “lower”, “higher” or empty; found “more”.",
        ),
        (
            LEAST_TEXT + 'timezone = "CEST"',
            "timezone “CEST” is not an IANA name such as Europe/Berlin.",
        ),
        (
            LEAST_TEXT + 'departments = ["Ops", "HR"]\ncomparison_departments = ["Ops", "HR"]',
            "HR, Ops cannot be in the pilot and in the comparison.",
        ),
    ],
)  # fmt: skip
def test_a_card_that_cannot_be_is_said_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(CardError) as error:
        read_card(text)
    said = str(error.value)
    assert said.startswith(says) if says.endswith(": ") else said == says
    assert said.endswith(".") and "\n" not in said


@pytest.mark.parametrize(
    "wrong",
    [{"participation": 60}, {"attended_share": -0.1}, {"sessions_per_month": float("nan")},
     {"departments": "Sales"}, {"starts_on": "2026-01-12"}, {"name": None}],
)  # fmt: skip
def test_a_form_is_checked_like_a_file(wrong: dict[str, Any]) -> None:
    with pytest.raises(CardError):
        make_card(LEAST | wrong)
