"""What the product says of a made-up pilot whose truth is known, beside what a spreadsheet says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from analytics.cohorts.hires import Hires
from analytics.findings import Answer, Compared, Curve, Dose, Estimate, Forest, Trend
from analytics.questions.attendance_and_competency.question import QUESTION as ATTENDANCE
from analytics.questions.competency_by_department.question import QUESTION as BY_DEPARTMENT
from analytics.questions.participation.question import QUESTION as PARTICIPATION
from analytics.questions.time_to_competency.question import QUESTION as TIME_TO_COMPETENCY
from analytics.stats.logrank import logrank
from analytics.stats.proportion import wilson
from analytics.stats.survival import DayGrid
from analytics.stats.timeratio import time_ratio
from analytics.verdicts.departments import department_outcome
from analytics.verdicts.rule import change_outcome
from analytics.verdicts.turnout import say_trend
from benchmarks.threats import Attenders, Invited, MadePilot

# What a spreadsheet takes for a finding.
LEVEL = 0.05


@dataclass(frozen=True)
class Reading:
    """One pilot, read by the product and by a spreadsheet.

    is_answered: the product gives an interval at all. excludes: it excludes no change (the target,
    for participation). is_called: the verdict says faster or slower (met or missed); None where
    the product has no verdict for it. covered of intervals: those that hold the truth. estimate,
    naive_estimate: fractions. naive: the spreadsheet calls it at p < 0.05.
    """

    is_answered: bool
    excludes: bool
    is_called: bool | None
    covered: int
    intervals: int
    estimate: float | None
    naive: bool
    naive_estimate: float | None


@dataclass(frozen=True)
class Naive:
    is_called: bool
    estimate: float | None


Spreadsheet = Callable[[MadePilot, pd.DataFrame, Answer], Naive]


def finished_only(made: MadePilot, rows: pd.DataFrame, answer: Answer) -> Naive:
    """Welch's t test of the mean days of those who are competent already."""
    found = answer.details.get("naive")
    if found is None:
        return Naive(False, None)
    return Naive(found["p"] is not None and found["p"] < LEVEL, found["percent_faster"])


def plain_test(made: MadePilot, rows: pd.DataFrame, answer: Answer) -> Naive:
    """The log-rank test of the pilot's two cohorts as they stand, p < 0.05."""
    pilot = Hires.from_rows(rows[rows["scope"] == "hire"]).pilot
    return _plain(pilot.before.grid, pilot.during.grid)


def plain_call(made: MadePilot, rows: pd.DataFrame, answer: Answer) -> Naive:
    """As `plain_test`, without an estimate: quicker where looks are many."""
    pilot = Hires.from_rows(rows[rows["scope"] == "hire"]).pilot
    test = logrank(pilot.before.grid, pilot.during.grid)
    return Naive(test is not None and test.p < LEVEL, None)


def without_straddlers(made: MadePilot, rows: pd.DataFrame, answer: Answer) -> Naive:
    """The plain test after leaving out who was hired before and competent after the start."""
    pilot = Hires.from_rows(rows[rows["scope"] == "hire"]).pilot
    kept = pilot.where(pilot.outcome != "straddling")
    return _plain(kept.before.grid, kept.during.grid)


def read_change(made: MadePilot, truth: float, naive: Spreadsheet = plain_test) -> Reading:
    """The question "time to competency", answered as the app answers it."""
    rows = made.rows()
    found = TIME_TO_COMPETENCY.answer(rows, made.context)
    beside = naive(made, rows, found)
    if not isinstance(found, Curve):
        return Reading(False, False, False, 0, 0, None, beside.is_called, beside.estimate)
    assert found.estimate is not None
    return Reading(
        True,
        _excludes(found.in_short),
        _is_called(change_outcome(found)),
        int(_holds(found.in_short, truth)),
        1,
        found.estimate.value,
        beside.is_called,
        beside.estimate,
    )


def read_weekly(looks: Sequence[MadePilot], truth: float) -> Reading:
    """The same at every look: a call at any of them counts, and all intervals must hold."""
    read = [read_change(look, truth, plain_call) for look in looks[:-1]]
    read.append(read_change(looks[-1], truth))
    answered = [one for one in read if one.is_answered]
    return Reading(
        bool(answered),
        any(one.excludes for one in read),
        any(one.is_called for one in read),
        int(all(one.covered for one in answered)),
        min(1, len(answered)),
        read[-1].estimate,
        any(one.naive for one in read),
        read[-1].naive_estimate,
    )


def read_departments(made: MadePilot, truth: float) -> Reading:
    """Every department by itself, after the correction for all of them: a call in any of them
    counts, and all intervals must hold. Beside it a plain test of each."""
    rows = made.rows()
    found = BY_DEPARTMENT.answer(rows, made.context)
    hires = Hires.from_rows(rows[rows["scope"] == "hire"])
    parts = hires.split(hires.department).values()
    plain = [_plain(part.before.grid, part.during.grid) for part in parts]
    naive = any(one.is_called for one in plain)
    naive_estimate = _middle([one.estimate for one in plain])
    if not isinstance(found, Forest):
        return Reading(False, False, False, 0, 0, None, naive, naive_estimate)
    compared = [one for one in found.slices if one.found.estimate is not None]
    return Reading(
        bool(compared),
        any(one.adjusted is not None and one.adjusted < LEVEL for one in compared),
        any(department_outcome(found, one) in ("faster", "slower") for one in compared),
        int(all(_holds(one.found, truth) for one in compared)),
        min(1, len(compared)),
        _middle([one.found.estimate.value for one in compared if one.found.estimate]),
        naive,
        naive_estimate,
    )


def read_attenders(made: Attenders, truth: float) -> Reading:
    """The question "attendance and competency", beside "came at all" against "never came"."""
    found = ATTENDANCE.answer(made.rows(), made.context)
    came, is_competent = ~np.isnan(made.first_session), made.outcome == "competent"
    never, ever = (DayGrid.from_times(made.days[who], is_competent[who]) for who in (~came, came))
    naive = _plain(never, ever)
    if not isinstance(found, Dose):
        return Reading(False, False, None, 0, 0, None, naive.is_called, naive.estimate)
    assert found.estimate is not None
    return Reading(
        True,
        not found.critical[0] <= found.z <= found.critical[1],
        None,
        int(_is_within(found.estimate, truth)),
        1,
        found.estimate.value,
        naive.is_called,
        naive.estimate,
    )


def read_turnout(made: Invited, truth: float) -> Reading:
    """The question "participation" against its target, beside Wilson's plain interval."""
    context = made.context
    found = PARTICIPATION.answer(made.rows(), context)
    assert isinstance(found, Trend) and found.estimate is not None and context.pilot is not None
    target = context.pilot.participation
    share = wilson(int(made.attended.sum()), int(made.invited.sum()))
    return Reading(
        True,
        not _is_within(found.estimate, target),
        say_trend(found).verdicts[0].outcome in ("met", "missed"),
        int(_is_within(found.estimate, truth)),
        1,
        found.estimate.value,
        not share.low <= target <= share.high,
        share.value,
    )


def _excludes(found: Compared) -> bool:
    return not found.critical[0] <= found.z <= found.critical[1]


def _is_called(outcome: str) -> bool:
    return outcome == "slower" or outcome.startswith("faster")


def _holds(found: Compared, truth: float) -> bool:
    assert found.estimate is not None
    return _is_within(found.estimate, truth)


def _is_within(estimate: Estimate, value: float) -> bool:
    low, high = estimate.low, estimate.high
    return (low is None or low <= value) and (high is None or high >= value)


def _middle(estimates: Sequence[float | None]) -> float | None:
    known = [value for value in estimates if value is not None]
    return median(known) if known else None


def _plain(first: DayGrid, second: DayGrid) -> Naive:
    test = logrank(first, second)
    if test is None:
        return Naive(False, None)
    ratio = time_ratio(first, second)
    assert ratio is not None
    return Naive(test.p < LEVEL, ratio.percent_faster.estimate)
