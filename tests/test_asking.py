"""What an answer knows besides its rows: looks, slices, since when the card stands, both sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from examples import filled_store

from analytics.asking import ask, context_of
from analytics.filters import Filters
from analytics.findings import Curve, Finding
from analytics.questions import question
from analytics.store import Store

START, END = date(2026, 1, 12), date(2026, 4, 12)
CARD = f'[pilot]\nname = "P"\nstarts_on = {START}\nends_on = {END}\nbaseline_from = 2025-07-01\n'
ASKED = question("time-to-competency")
assert ASKED is not None


def file(name: str, kind: str, until: date, landing: int) -> dict[str, Any]:
    return {
        "name": name, "kind": kind, "data_until": until, "landing": landing,
        "landed_at": datetime(2026, 12, 31),
    }  # fmt: skip


def hire(number: int, hired: date, department: str, days: int, until: date) -> dict[str, Any]:
    competent = hired + timedelta(days=days)
    return {
        "person_id": number, "hire_date": hired, "left_date": None, "department": department,
        "competent_on": competent if competent <= until else None,
    }  # fmt: skip


def store_with(
    people: list[dict[str, Any]], files: list[dict[str, Any]] | None = None, card: str = CARD
) -> Store:
    gone = {
        "person_id": 9_999, "hire_date": date(2020, 1, 1), "left_date": date(2024, 1, 1),
        "department": "Sales",
    }  # fmt: skip
    persons = [{k: v for k, v in one.items() if k != "competent_on"} for one in people]
    return filled_store(
        {
            "source_file": files or [file("all.csv", "people", END, 1)],
            "person": [*persons, gone],
            "competency": [
                {
                    "person_id": one["person_id"],
                    "competency": "Signed off",
                    "competent_on": one["competent_on"],
                    "status": "competent" if one["competent_on"] else "learning",
                }
                for one in people
            ],
        },
        card,
    )


def company(seed: int, effect: dict[str, float], until: date = END) -> list[dict[str, Any]]:
    """60 hires before and 40 during per department, whose days during are multiplied."""
    rng = np.random.default_rng(seed)
    people: list[dict[str, Any]] = []
    for department, ratio in effect.items():
        for n, first, span, factor in ((60, START - timedelta(days=180), 180, 1.0),
                                       (40, START, 60, ratio)):  # fmt: skip
            for offset, need in zip(
                rng.integers(0, span, n), 30 * np.exp(0.4 * rng.normal(size=n)), strict=True
            ):
                people.append(
                    hire(len(people), first + timedelta(days=int(offset)), department,
                         max(1, round(need * factor)), until)
                )  # fmt: skip
    return people


def curve_of(store: Store, filters: Filters | None = None) -> tuple[Finding, Curve]:
    finding = ask(store, "time-to-competency", filters or Filters())
    assert isinstance(finding.answer, Curve)
    return finding, finding.answer


def test_looks_are_landings_that_brought_a_new_last_day() -> None:
    files = [
        file("people_1.csv", "people", date(2026, 1, 20), 1),  # no sign-offs yet: nothing to read
        file("signed_1.csv", "competency", date(2026, 2, 1), 2),
        file("signed_2.csv", "competency", date(2026, 2, 8), 3),
        file("people_2.csv", "people", date(2026, 2, 8), 4),  # nothing newer
        file("teams.csv", "attendance", date(2026, 3, 30), 5),  # says nothing about hires
        file("people_3.csv", "people", END, 6),
    ]
    store = store_with(company(1, {"Sales": 0.9}), files)
    assert context_of(store, ASKED).looks == 3
    earlier = context_of(store, ASKED, Filters(as_of=date(2026, 2, 5)))
    assert earlier.looks == 1


def test_repeated_reading_widens_the_limits_and_is_said() -> None:
    people = company(2, {"Sales": 0.7, "Ops": 0.7})
    once = curve_of(store_with(people))[1]
    weekly = [
        file(f"people_{week}.csv", "people", START + timedelta(weeks=week), week)
        for week in range(1, 13)
    ] + [file("last.csv", "people", END, 13)]
    finding, often = curve_of(store_with(people, weekly))
    assert once.estimate and often.estimate and once.estimate.low and often.estimate.low
    assert often.estimate.value == once.estimate.value
    assert often.estimate.low < once.estimate.low
    assert often.confidence > once.confidence == 0.95
    assert "Read 13 times so far" in dict(finding.paragraphs)["Other explanations."]


def test_an_early_look_may_call_only_what_its_boundary_allows() -> None:
    """Half-way, with a share of the sign-offs still to come: 1.96 would do, the boundary not."""
    people = company(5, {"Sales": 0.8, "Ops": 0.8}, until=END)
    store = store_with(people)
    finding, early = curve_of(store, Filters(as_of=date(2026, 3, 8)))
    assert early.early and early.early.information and early.early.information < 1
    assert early.critical[1] > 2.2414 / early.early.information**0.5 - 0.35  # by permutation
    assert early.details["is_interim_look"] is True
    if early.z <= early.critical[1]:
        assert "Clear gain" not in [verdict.label for verdict in finding.verdicts]


def test_a_department_that_is_picked_out_has_its_share_of_the_error() -> None:
    store = store_with(company(3, {"Sales": 0.7, "Ops": 1.0, "Support": 1.0, "Legal": 1.0}))
    assert context_of(store, ASKED, Filters(departments=("Sales",))).slices == 4
    assert context_of(store, ASKED, Filters(departments=("Sales", "Ops"))).slices == 4
    everybody = ("Sales", "Ops", "Support", "Legal")
    assert context_of(store, ASKED, Filters(departments=everybody)).slices == 1
    assert curve_of(store, Filters(departments=("Sales",)))[1].confidence == pytest.approx(0.9875)


def test_the_card_counts_as_registered_since_its_last_change() -> None:
    store = store_with(company(4, {"Sales": 1.0}))
    with store.writing() as writer:
        writer.run("update pilot_card set saved_at = timestamp '2026-01-02 09:00:00'")
    assert context_of(store, ASKED).registered_on == date(2026, 1, 2)
    pilot = store.pilot()
    assert pilot is not None
    store.save_pilot(pilot)  # saved again as it was: nothing has changed
    assert context_of(store, ASKED).registered_on == date(2026, 1, 2)
    finding, _ = curve_of(store)
    assert finding.grade and "not-registered" not in finding.grade.faults
    with store.writing() as writer:
        writer.run(
            "insert into pilot_card select replace(card, '0.2', '0.1'), saved_at, change + 1,"
            " pilot from pilot_card order by change desc limit 1"
        )
        writer.run(
            "update pilot_card set saved_at = timestamp '2026-03-01 09:00:00'"
            " where card like '%= 0.1%'"
        )
    assert context_of(store, ASKED).registered_on == date(2026, 3, 1)
    finding, _ = curve_of(store)
    assert finding.grade and "not-registered" in finding.grade.faults


def test_a_comparison_department_becomes_the_headline() -> None:
    """Everybody became faster by a tenth; the pilot by no more than that."""
    people = company(6, {"Sales": 0.85, "Ops": 0.85, "Legal": 0.85, "Finance": 0.85})
    card = CARD + 'departments = ["Sales", "Ops"]\ncomparison_departments = ["Legal", "Finance"]\n'
    finding, curve = curve_of(store_with(people, card=card))
    assert curve.grade and curve.grade.design == "comparison" and curve.others
    assert (curve.before.n, curve.during.n) == (120, 80)
    assert (curve.others[0].n, curve.others[1].n) == (120, 80)
    assert curve.estimate and curve.estimate.low is not None and curve.estimate.high is not None
    assert curve.estimate.low < 0 < curve.estimate.high
    alone = curve.details["comparison_group"]
    assert alone["pilot_estimate"] > 0.05 and alone["estimate"] > 0.05
    assert "In the comparison group" in dict(finding.paragraphs)["Other explanations."]
    # A department that a reader picks is held against the same group.
    picked = curve_of(store_with(people, card=card), Filters(departments=("Ops",)))[1]
    assert picked.before.n == 60 and picked.others and picked.others[0].n == 120


def test_a_department_begins_on_its_own_day() -> None:
    people = company(7, {"Sales": 1.0, "Ops": 1.0})
    own = date(2026, 2, 9)
    card = CARD + f"department_starts = {{ Ops = {own} }}\n"
    curve = curve_of(store_with(people, card=card))[1]
    before = sum(
        one["hire_date"] < (own if one["department"] == "Ops" else START) for one in people
    )
    assert curve.before.n == before > 120
    straddling = sum(
        one["hire_date"] < (begin := own if one["department"] == "Ops" else START)
        and (one["competent_on"] is None or one["competent_on"] > begin)
        for one in people
    )
    told = {flag.code: flag.n for flag in curve.flags}
    assert told["straddlers-censored"] == straddling


def test_a_leaving_date_before_the_hire_date_leaves_the_person_out() -> None:
    people = company(8, {"Sales": 0.9})
    people[0]["left_date"] = people[0]["hire_date"] - timedelta(days=10)
    _, curve = curve_of(store_with(people))
    assert curve.before.n + curve.during.n == len(people) - 1
    assert {flag.code: flag.n for flag in curve.flags}["competent-before-hire"] == 1
    for name in ("competency-by-department", "competency-definitions", "days-per-hire",
                 "attendance-and-competency"):  # fmt: skip
        assert ask(store_with(people), name).title
