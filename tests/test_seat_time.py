"""Hours invested and days saved, by hand through the question, and what is never claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from examples import store_of
from hypothesis import given
from hypothesis import strategies as st
from made import came, landed, meeting, somebody
from made_effects import CONTEXT, PILOT, SAVED, made_returns

from analytics.asking import ask, context_of, rows_of
from analytics.findings import Curve, Estimate, Finding, TooFew
from analytics.pilots import CardError, Pilot, read_card, write_card
from analytics.plots.returns import returns
from analytics.questions import question
from analytics.records import Competency, Person
from analytics.returns import Saved
from analytics.seat_time import HOURS_A_DAY, read_returns
from analytics.shapes import Returns
from analytics.store import Store
from analytics.verdicts import find

ASKED = question("seat-time")
assert ASKED is not None


@pytest.fixture(scope="module")
def gain(sample: Store) -> Curve:
    """That of the sample pilot: before and during, without a comparison group."""
    answer = ask(sample, "time-to-competency").answer
    assert isinstance(answer, Curve)
    return answer


ROWS = pd.DataFrame(
    [
        ("seat", "time", 72, 12 * 3600 + 60 * 3000),
        ("seat", "nothing", 2, 0),
        ("seat", "plan", 4, 4 * 2700),
        ("led", None, 14, None),
        ("people", None, 40, None),
    ],
    columns=["scope", "known_by", "counted", "seconds"],
)
PRICED = replace(PILOT, cost_hour=50.0, cost_day=120.0, cost_other=300.0, currency="EUR")


def said(answer: Returns) -> Finding:
    return find(ASKED, answer, CONTEXT)


# what it took -------------------------------------------------------------------------------------


def test_the_worked_example_by_hand() -> None:
    """60, 30 and 60 minutes in session 1, thrice 45 in session 2, and an hour for 2 in session 4,
    of which nothing is known, and half an hour in session 5. Two sessions were led by a host of the
    department, one by nobody known, one by somebody of another: 6.25 hours and 4 of preparation."""
    store = store_of(ASKED)
    context = context_of(store, ASKED)
    answer = ASKED.answer(rows_of(store, ASKED, context), context)
    assert isinstance(answer, Returns)
    seats = answer.seats
    assert seats.hours == 6.25
    assert (seats.led, seats.unhosted, seats.by_plan, seats.guessed) == (4, 1, 4, 1)
    assert answer.estimate == Estimate(10.25) and answer.preparation == 4
    assert answer.n["people"] == 3
    assert "1 session without a known host counts as one host" in said(answer).footnote
    store.close()


def test_money_by_hand(gain: Curve) -> None:
    """12 + 50 + 3 hours, two of whom nothing is known, 14 of preparation: 81 h at 50 and 300 beside
    are 4,350; 12 to 34% of 50 days, 20% best, of 30 hires at 120 a day."""
    curve = replace(
        gain,
        estimate=Estimate(0.2, 0.12, 0.34),
        before=replace(gain.before, median=(50.0, 44.0, 56.0)),
        during=replace(gain.during, n=33, left=3),
    )
    answer = read_returns(ROWS, replace(CONTEXT, pilot=PRICED, gain=curve))
    assert isinstance(answer, Returns) and answer.saved
    assert (answer.seats.hours, answer.preparation) == (67, 14)
    found = answer.balance
    assert (found.hours, found.cost) == (81, 4350)
    assert found.benefit == pytest.approx((36_000, 21_600, 61_200))
    assert found.break_even == pytest.approx(4350 / (30 * 120))
    assert found.ratio and found.ratio[0] == pytest.approx(36_000 / 4350)
    assert (answer.saved.days, answer.saved.hires) == (pytest.approx(10), 30)
    finding = said(answer)
    assert finding.title == (
        "81 hours invested; breaks even at 1.2 days a hire; the gain of 6 to 17 days sooner is"
        " proven but nothing isolates it"
    )
    assert not found.may_claim
    # Nothing isolates it: what it would be worth, and no return of the pilot anywhere.
    [gave] = [text for lead, text in finding.paragraphs if lead == "What it gave."]
    assert gave.endswith(
        "That would be worth 21,600 EUR to 61,200 EUR, best estimate 36,000 EUR, if all of it were"
        " the pilot’s."
    )
    assert "728" not in repr((finding.paragraphs, finding.alt, finding.verdicts))
    assert answer.details["ratio"] is None and answer.details["roi"] is None
    assert finding.alt.endswith(", if all of it were the pilot’s.")
    assert returns(answer).rows[1].more == "if all of it were the pilot’s"


def test_without_rates_it_is_hours(gain: Curve) -> None:
    answer = read_returns(ROWS, replace(CONTEXT, gain=gain))
    assert isinstance(answer, Returns) and answer.saved and not answer.currency
    hires = answer.saved.hires
    assert answer.balance.break_even == pytest.approx(81 / (hires * HOURS_A_DAY))
    assert "ROI" not in repr(said(answer)) and "EUR" not in repr(said(answer))
    assert "a day until competent counts as 2.9 hours of output" in said(answer).footnote


def test_lists_without_a_host_are_prepared_all_the_same() -> None:
    """Two plain lists of names: preparation of one host each, else the return would be too high."""
    people = [Person(2, somebody(n), date(2023, 1, 1), department="Sales") for n in range(12)]
    there = [
        came(meeting("Clinic", f"{day} 10:00"), somebody(n))
        for day in ("02-03", "02-10")
        for n in range(12)
    ]
    store = landed(people, there)
    store.save_pilot(Pilot("Made up", date(2026, 1, 12), date(2026, 4, 12)))
    finding = ask(store, "seat-time")
    assert isinstance(finding.answer, Returns)
    assert (finding.answer.seats.led, finding.answer.seats.unhosted) == (2, 2)
    assert finding.headline == "26 hours"
    assert "2 sessions without a known host count as one host each" in finding.footnote
    store.close()


def test_nobody_there_is_too_few() -> None:
    assert isinstance(read_returns(ROWS[:0], CONTEXT), TooFew)


# what it gave -------------------------------------------------------------------------------------


def test_without_a_gain_only_the_hours_are_said() -> None:
    answer = read_returns(ROWS, CONTEXT)
    assert isinstance(answer, Returns) and answer.saved is None
    assert said(answer).title == "81 hours invested; what they saved cannot be said yet"
    assert answer.details["benefit"] is None and answer.details["ratio"] is None


def test_a_median_that_is_not_reached_is_no_number_of_days(gain: Curve) -> None:
    curve = replace(gain, before=replace(gain.before, median=(None, None, None)))
    answer = read_returns(ROWS, replace(CONTEXT, gain=curve))
    assert isinstance(answer, Returns) and answer.saved is None
    assert answer.unsaid in ("no-median", "not-enough")


def test_what_something_else_could_explain_is_worth_nothing(gain: Curve) -> None:
    capped = replace(gain, flags=tuple(replace(flag, caps=True) for flag in gain.flags))
    answer = read_returns(ROWS, replace(CONTEXT, gain=capped))
    assert isinstance(answer, Returns) and answer.saved and answer.saved.is_capped
    assert said(answer).title.endswith("no gain is proven, so none is counted")
    assert said(answer).verdicts[0].label == "No gain proven"


def test_a_comparison_isolates_it(gain: Curve) -> None:
    assert gain.grade
    compared = replace(gain, grade=replace(gain.grade, letter="B", design="comparison"))
    answer = read_returns(ROWS, replace(CONTEXT, gain=compared))
    assert isinstance(answer, Returns) and answer.balance.may_claim
    assert said(answer).title.endswith("is proven and worth more")
    assert said(answer).verdicts[0].tone == "good"
    priced = read_returns(ROWS, replace(CONTEXT, pilot=PRICED, gain=compared))
    assert isinstance(priced, Returns) and priced.details["roi"] and priced.details["ratio"]
    assert any("return on investment +" in text for _, text in said(priced).paragraphs)
    assert returns(priced).rows[1].more == "" and "if all" not in repr(said(priced).alt)


ends = st.floats(-60, 60)


@given(ends, ends, ends, st.sampled_from(["", "comparison"]), st.booleans())
def test_only_what_is_proven_isolated_and_worth_it_is_good(
    one: float, two: float, three: float, isolated_by: str, is_capped: bool
) -> None:
    low, days, high = sorted((one, two, three))
    saved = replace(SAVED, days=days, low=low, high=high, isolated_by=isolated_by,
                    is_capped=is_capped)  # fmt: skip
    answer = made_returns(saved)
    finding = said(answer)
    may = low > 0 and not is_capped and isolated_by != "" and 120 * 20 * low > answer.balance.cost
    assert (finding.verdicts[0].tone == "good") == may
    shown = repr((finding.paragraphs, finding.alt, finding.caption))
    assert ("return on investment" in shown) == answer.saved.is_return  # type: ignore[union-attr]
    if not (low > 0 and not is_capped):
        assert "proven and" not in finding.title and "gain of" not in finding.title
        assert not any(": worth " in text for _, text in finding.paragraphs)


def test_days_later_are_said_as_such() -> None:
    answer = made_returns(Saved(-2, -5, 1, 20))
    assert "5 days later to 1 day sooner" in said(answer).paragraphs[1][1]


# the card -----------------------------------------------------------------------------------------


def test_the_costs_of_a_card() -> None:
    card = read_card(write_card(PRICED))
    assert card == PRICED
    assert read_card(write_card(PILOT)) == PILOT
    text = write_card(PILOT) + "hour = 5\n"
    with pytest.raises(CardError, match="needs both hour and day"):
        read_card(text)
    with pytest.raises(CardError, match="worth more than nothing"):
        read_card(text + "day = 0\n")


# from the files to the finding --------------------------------------------------------------------


def test_from_the_files_to_the_finding() -> None:
    """Twelve learners and a host, an hour each, in two sessions: 26 hours and 2 of preparation;
    24 hires of 60 days before and 24 of 30 during."""
    people = [Person(2, somebody(n), date(2023, 1, 1), department="Sales") for n in range(13)]
    people += [Person(2, somebody(n), date(2025, 6, 1), department="Sales") for n in range(20, 44)]
    people += [Person(2, somebody(n), date(2026, 1, 20), department="Sales") for n in range(50, 74)]
    days = {n: date(2025, 7, 20 + n % 7) for n in range(20, 44)}
    days |= {n: date(2026, 2, 15 + n % 7) for n in range(50, 74)}
    signed = [Competency(2, somebody(n), "Sign-off", day, "competent") for n, day in days.items()]
    there = [
        came(meeting("Clinic", f"{day} 10:00"), somebody(n), role="host" if n == 0 else "attendee")
        for day in ("02-03", "02-10")
        for n in range(13)
    ]
    store = landed(people, signed, there)
    store.save_pilot(Pilot("Made up", date(2026, 1, 12), date(2026, 4, 12), cost_hour=50.0,
                           cost_day=100.0, currency="EUR"))  # fmt: skip
    answer = ask(store, "seat-time").answer
    assert isinstance(answer, Returns) and answer.saved
    assert (answer.seats.hours, answer.seats.led) == (26, 2)
    assert answer.balance.cost == 28 * 50
    curve = ask(store, "time-to-competency").answer
    assert isinstance(curve, Curve) and curve.estimate and curve.before.median[0]
    assert answer.saved.days == curve.estimate.value * curve.before.median[0]
    assert answer.saved.hires == 24
    assert answer.balance.break_even == pytest.approx(1400 / 2400)
    store.close()
