"""The simulation: that its pilots are what they claim, and a slice of it held against the bar."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from examples import as_text, filled_store
from scipy.stats import binom, ks_2samp

from analytics.asking import ask, context_of, rows_of
from analytics.cohorts.hires import Hires
from analytics.pilots import write_card
from analytics.questions.time_to_competency.question import QUESTION as TIME_TO_COMPETENCY
from analytics.store import Store
from benchmarks import readings, simulate, threats
from benchmarks.readings import Reading
from benchmarks.simulate import COVERAGE, FALSE_ALARMS, THREATS, Piece, Tally
from benchmarks.threats import MadePilot

# A share this far out happens by chance once in a thousand slices.
_RARE = 0.001

MAKERS: dict[str, Callable[[np.random.Generator, float], MadePilot]] = {
    "early": partial(threats.early, hires=100),
    "straddling": partial(threats.straddling, hires=100),
    "peeked": partial(threats.peeked, before=60, during=30),
    "classes": partial(threats.classes, hires=100, size=5, icc=0.1),
    "monthly": partial(threats.cadence, hires=60, is_monthly_during=True),
    "weekly": partial(threats.cadence, hires=60, is_monthly_during=False),
    "role_mix": partial(threats.role_mix, hires=100),
    "company_trend": partial(threats.company_trend, hires=60),
    "departments": partial(threats.departments, number=3, before=20, during=15),
    "staggered": partial(threats.staggered, hires=60),
}


def made(name: str, gain: float = 0.0, number: int = 0) -> MadePilot:
    return MAKERS[name](np.random.default_rng([7, number]), gain)


# the rows ---------------------------------------------------------------------------------------


def store_of(pilot: MadePilot) -> Store:
    """The same people in a store, as exports of the pilot's last known day tell of them."""
    people, epoch = pilot.people, date(1970, 1, 1)
    persons, signed = [], []
    for number in range(people.n):
        hired_on = epoch + timedelta(days=int(people.hired_on[number]))
        left_on = hired_on + timedelta(days=int(people.left_after[number]))
        competent_on = hired_on + timedelta(days=int(people.days[number]))
        if hired_on > pilot.as_of:
            continue
        persons.append(
            {
                "person_id": number,
                "hire_date": hired_on.isoformat(),
                "left_date": left_on.isoformat() if left_on <= pilot.as_of else None,
                "department": people.department[number],
                "title": people.role[number],
            }
        )
        if competent_on <= min(pilot.as_of, left_on):
            signed.append(
                {
                    "person_id": number,
                    "competency": threats.COMPETENCY,
                    "competent_on": competent_on.isoformat(),
                    "status": "competent",
                }
            )
    for number in range(threats.LONG_STANDING):
        has_left = number < threats.LONG_GONE
        persons.append(
            {
                "person_id": 100_000 + number,
                "hire_date": "2015-03-02",
                "left_date": "2019-07-31" if has_left else None,
                "department": "Sales",
                "title": "Agent",
            }
        )
    files = [
        {"name": f"{kind}.csv", "kind": kind, "data_until": pilot.as_of.isoformat()}
        for kind in ("people", "competency")
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "person": persons, "competency": signed, "source_file": files,
    }  # fmt: skip
    return filled_store(tables, write_card(pilot.pilot))


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "peeked"])
def test_the_rows_are_those_of_the_questions_own_sql(name: str) -> None:
    pilot = made(name, 0.2)
    store = store_of(pilot)
    rows = rows_of(store, TIME_TO_COMPETENCY, context_of(store, TIME_TO_COMPETENCY))
    columns = list(rows.columns)

    def in_order(found: list[dict[str, Any]]) -> list[tuple[str, ...]]:
        return sorted(tuple(str(row[column]) for column in columns) for row in found)

    assert in_order(as_text(pilot.rows())) == in_order(as_text(rows))
    answer = TIME_TO_COMPETENCY.answer(pilot.rows(), pilot.context)
    assert ask(store, TIME_TO_COMPETENCY.name).answer.estimate == answer.estimate


def test_an_earlier_look_sees_no_later_day() -> None:
    first, *_, last = threats.weekly_looks(made("peeked"))
    assert last.as_of == last.pilot.planned_read and last.looks == 15
    hires = Hires.from_rows(first.rows()[first.rows()["scope"] == "hire"])
    assert hires.last_day == first.as_of == first.pilot.starts_on + timedelta(days=7)
    assert hires.before.n == 60 and hires.during.n < 10


# the makers -------------------------------------------------------------------------------------


def days_by_cohort(
    name: str, gain: float, part: Callable[[MadePilot], npt.NDArray[np.bool_]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Days to competent of everybody, before and during, over many pilots; nobody cut short."""
    before, during = [], []
    for number in range(60):
        pilot = made(name, gain, number)
        chosen = part(pilot)
        before.append(pilot.people.days[chosen & ~pilot.is_during])
        during.append(pilot.people.days[chosen & pilot.is_during])
    return np.concatenate(before), np.concatenate(during)


def everybody(pilot: MadePilot) -> npt.NDArray[np.bool_]:
    return np.ones(pilot.people.n, dtype=bool)


def engineers(pilot: MadePilot) -> npt.NDArray[np.bool_]:
    return pilot.people.role == "Engineer"


def support(pilot: MadePilot) -> npt.NDArray[np.bool_]:
    return pilot.people.department == "Support"


def sales(pilot: MadePilot) -> npt.NDArray[np.bool_]:
    return pilot.people.department == "Sales"


def service(pilot: MadePilot) -> npt.NDArray[np.bool_]:
    return pilot.people.department == "Service"


ALIKE = [
    ("early", everybody), ("straddling", everybody), ("peeked", everybody),
    ("monthly", everybody), ("role_mix", engineers), ("departments", everybody),
    ("staggered", support),
]  # fmt: skip


@pytest.mark.parametrize(("name", "part"), ALIKE)
def test_without_a_gain_both_cohorts_have_one_distribution(
    name: str, part: Callable[[MadePilot], npt.NDArray[np.bool_]]
) -> None:
    before, during = days_by_cohort(name, 0.0, part)
    assert min(len(before), len(during)) > 500
    assert ks_2samp(before, during).pvalue > _RARE


@pytest.mark.parametrize(("name", "part"), [one for one in ALIKE if one[0] != "monthly"])
def test_a_gain_is_a_fifth_of_the_days(
    name: str, part: Callable[[MadePilot], npt.NDArray[np.bool_]]
) -> None:
    before, during = days_by_cohort(name, 0.2, part)
    assert np.mean(during) / np.mean(before) == pytest.approx(0.8, abs=0.05)
    assert ks_2samp(before, during).pvalue < 1e-6


def test_classes_start_together_and_are_alike() -> None:
    of_class, within = [], []
    for number in range(200):
        pilot = threats.classes(
            np.random.default_rng([7, number]), 0.0, hires=100, size=10, icc=0.2
        )
        dates, counts = np.unique(pilot.people.hired_on, return_counts=True)
        assert len(dates) == 20 and set(counts) == {10}
        logs = np.log(pilot.people.days.reshape(20, 10))
        of_class.append(logs.mean(axis=1).var(ddof=1))
        within.append(logs.var(axis=1, ddof=1).mean())
    between = np.mean(of_class) - np.mean(within) / 10
    assert between / (between + np.mean(within)) == pytest.approx(0.2, abs=0.02)


def test_sign_offs_keep_their_rhythm() -> None:
    for name, every in (("weekly", "week"), ("monthly", "month")):
        pilot = made(name)
        signed_on = (pilot.people.hired_on + pilot.people.days).astype("datetime64[D]")
        ends = np.busday_offset(signed_on.astype("datetime64[M]") + 1, -1, roll="forward")
        is_friday = (signed_on.astype(np.int64) + 3) % 7 == 4
        assert np.array_equal(signed_on[~pilot.is_during], ends[~pilot.is_during])
        if every == "week":
            assert is_friday[pilot.is_during].all()
            assert np.any(signed_on[pilot.is_during] != ends[pilot.is_during])
        else:
            assert np.array_equal(signed_on, ends)


def test_half_and_three_in_ten_have_the_slow_role() -> None:
    pilots = [made("role_mix", number=number) for number in range(60)]
    slow = [[engineers(pilot)[pilot.is_during == during].mean() for pilot in pilots]
            for during in (False, True)]  # fmt: skip
    assert np.mean(slow[0]) == pytest.approx(0.5, abs=0.03)
    assert np.mean(slow[1]) == pytest.approx(0.3, abs=0.03)


def test_the_whole_company_needs_a_tenth_less() -> None:
    for part in (sales, service):
        before, during = days_by_cohort("company_trend", 0.0, part)
        assert np.mean(during) / np.mean(before) == pytest.approx(0.9, abs=0.03)


def test_departments_begin_one_after_the_other() -> None:
    pilot = made("staggered")
    for place, name in enumerate(("Sales", "Support", "Service", "Field")):
        hired_on = pilot.people.hired_on[(pilot.people.department == name) & pilot.is_during]
        start = pilot.pilot.starts_on + timedelta(weeks=3 * place)
        assert hired_on.min() >= (start - date(1970, 1, 1)).days


def test_nobody_comes_after_competent_and_the_count_stops_at_the_landmark() -> None:
    made_up = threats.attenders(np.random.default_rng(3), 0.0, hires=2000)
    came = ~np.isnan(made_up.first_session)
    assert np.all(made_up.first_session[came] < made_up.days[came])
    assert np.all((made_up.sessions > 0) <= came)
    assert np.all(made_up.sessions[np.nan_to_num(made_up.first_session, nan=99) > 28] == 0)
    # who is watched for long has had the time to come
    assert made_up.days[came].mean() > made_up.days[~came].mean() + 10


def test_invited_people_come_by_the_share_and_are_alike() -> None:
    made_up = threats.invited(np.random.default_rng(3), 0.6, people=20_000, sessions=8, icc=0.2)
    shares = made_up.attended / made_up.invited
    assert shares.mean() == pytest.approx(0.6, abs=0.01)
    # var of a person's share = p(1 - p)(1 + (m - 1) icc) / m
    assert shares.var() == pytest.approx(0.6 * 0.4 * (1 + 7 * 0.2) / 8, rel=0.05)


def test_a_monthly_wait_makes_a_gain_smaller() -> None:
    assert threats.monthly_gain(0.0) == pytest.approx(0.0, abs=0.01)
    # 30 days of waiting for a month's end, 15 on average, beside 45 and 36 days
    assert 0.13 < threats.monthly_gain(0.2) < 0.18


# a slice of the simulation ------------------------------------------------------------------------

# Threat, size, pilots; of which a spreadsheet calls at least this share with nothing changed, and
# in which the product sees at least this share of gains.
SLICE = [
    ("early-reading", 0, 120, 0.75, 0.6),
    ("hiring-classes", 1, 100, 0.12, 0.25),
    ("waiting-time", 0, 150, 0.85, 0.1),
    ("company-wide-change", 0, 100, 0.15, 0.4),
    ("repeated-people", 0, 150, 0.1, 0.15),
    ("staggered-starts", 0, 100, 0.2, 0.7),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "case", "pilots", "misled", "seen"), SLICE)
def test_a_slice_keeps_within_the_bar(
    name: str, case: int, pilots: int, misled: float, seen: float
) -> None:
    threat = [one.name for one in THREATS].index(name)
    nothing, gain = (
        simulate.run(Piece(threat, case, has_gain, 0, pilots, simulate.SEED))
        for has_gain in (False, True)
    )
    assert nothing.answered == gain.answered == pilots
    assert nothing.excluded <= binom.ppf(1 - _RARE, pilots, FALSE_ALARMS[1])
    assert nothing.called <= nothing.excluded
    for tally in (nothing, gain):
        assert tally.covered >= binom.ppf(_RARE, tally.intervals, COVERAGE[0])
    # the spreadsheet walks into it, and the product is not just blind
    assert nothing.naive >= binom.ppf(_RARE, pilots, misled)
    assert gain.excluded >= binom.ppf(_RARE, pilots, seen)


def test_a_piece_is_the_sum_of_its_parts() -> None:
    threat = [one.name for one in THREATS].index("repeated-people")
    whole = simulate.run(Piece(threat, 0, True, 0, 7, 1))
    parts = [
        simulate.run(Piece(threat, 0, True, first, count, 1)) for first, count in ((0, 3), (3, 4))
    ]
    assert parts[0] + parts[1] == whole
    assert simulate.run(Piece(threat, 0, True, 0, 7, 2)) != whole


def test_a_run_is_the_same_whatever_the_workers(tmp_path: Path) -> None:
    # As it is really run: a process of its own, whose workers start from its main module.
    texts = []
    for workers in ("1", "2"):
        out = tmp_path / f"{workers}.md"
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.simulate", "--pilots", "12", "--threats",
             "repeated-people", "--workers", workers, "--out", str(out)],
            cwd=simulate.VALIDATION.parents[1], capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert "100% after" in ran.stderr
        texts.append(out.read_bytes())
    assert texts[0] == texts[1]
    assert b'make simulate ARGS="--pilots 12 --threats repeated-people"' in texts[0]


# what is told -------------------------------------------------------------------------------------


def read(**changed: Any) -> Reading:
    usual = Reading(True, False, False, 1, 1, 0.1, True, 0.3)
    return Reading(**{**vars(usual), **changed})


def test_readings_are_counted() -> None:
    tally = Tally.of(read()) + Tally.of(read(excludes=True, is_called=None, covered=0))
    tally += Tally.of(read(is_answered=False, intervals=0, covered=0, estimate=None, naive=False))
    assert (tally.pilots, tally.answered, tally.excluded, tally.judged) == (3, 2, 1, 2)
    assert (tally.called, tally.naive, tally.covered, tally.intervals) == (0, 2, 1, 2)
    assert tally.estimates == (0.1, 0.1)


def test_a_share_is_outside_only_with_its_limits() -> None:
    # exact 95% limits of 90 in 1000: 7.3-10.9%; of 80: 6.4-9.9%; of 15: 0.8-2.5%
    assert simulate.side_of_bar(90, 1000, FALSE_ALARMS) == "above"
    assert simulate.side_of_bar(80, 1000, FALSE_ALARMS) == ""
    assert simulate.side_of_bar(15, 1000, FALSE_ALARMS) == "below"


def test_what_is_outside_the_bar_is_told() -> None:
    good = Tally(1000, 1000, 50, 1000, 40, 800, 950, 1000, (0.1,), (0.3,))
    bad = Tally(1000, 1000, 200, 1000, 40, 800, 850, 1000, (-0.001,), (0.3,))
    text = simulate.document({(2, 0, False): good, (2, 0, True): good}, 1000, 1, "make simulate")
    assert text.endswith("Nothing.\n")
    text = simulate.document({(2, 0, False): bad, (2, 0, True): good}, 1000, 1, "make simulate")
    outside = text.partition("## Outside the bar")[2]
    assert "false alarms 20.0% (17.6–22.6), above 3–7%" in outside
    assert "without a gain 85.0% (82.6–87.2), below 92–97%" in outside
    assert "with a gain" not in outside.replace("without a gain", "")
    assert "| 0% | 85.0% (82.6–87.2) | 0% | 30% | 20% |" in text


def test_the_document_tells_of_the_threats_that_are_declared() -> None:
    text = simulate.VALIDATION.read_text(encoding="utf-8")
    assert text.startswith("# How often it would mislead\n")
    assert f"Written by `make simulate`, seed {simulate.SEED}: {simulate.PILOTS:,} made" in text
    told = re.findall(r"^- \*\*(.+)\*\* \(`(.+)`\)\. (.+)$", text, re.MULTILINE)
    assert told == [(one.title, one.name, one.says) for one in THREATS]
    cases = [(one.title, case.label) for one in THREATS for case in one.cases]
    alarms, coverage = text.split("## Coverage")
    assert rows_told(alarms) == cases
    assert rows_told(coverage) == [case for case in cases for _ in range(2)]


def rows_told(part: str) -> list[tuple[str, str]]:
    """(threat, size) of each row of a table."""
    found = re.findall(r"^\| (.+?) \| (.+?) \| .*%", part, re.MULTILINE)
    return [(name, label) for name, label in found if name != "threat"]


def test_a_spreadsheet_is_fooled_by_an_early_reading() -> None:
    pilot = made("early")
    rows = pilot.rows()
    naive = readings.finished_only(pilot, rows, TIME_TO_COMPETENCY.answer(rows, pilot.context))
    hires = Hires.from_rows(rows[rows["scope"] == "hire"])
    done = hires.where(hires.is_signed_off)
    before, during = (
        np.repeat(cohort.whole_days, cohort.people).mean() for cohort in (done.before, done.during)
    )
    assert naive.is_called and naive.estimate is not None and naive.estimate > 0.1
    assert naive.estimate == pytest.approx(1 - during / before)
