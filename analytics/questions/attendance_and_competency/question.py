"""Do people who come more become competent sooner?

Counting the sessions somebody attended up to the day they were competent is refused: people who
take long have more time to attend, so with no effect at all such a count "shows" those who attended
slower in 10 to 54 of 100 pilots (simulated at 5% allowed). What is offered is a landmark: everyone
hired during the pilot and still learning after day 28 is split by the sessions attended from the
hire date up to that day, fewer than two against two or more, and days are counted from it. Attended
is what the pilot card calls attended; hosting is not attending. Both the day and the split were set
before any data. Who was competent, had left or was not followed beyond that day is left out, and
their number is said. People choose how often to come, so a difference goes with coming; it does not
say that coming made it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.cohorts.compare import FEWEST_COMPETENT, FEWEST_PEOPLE
from analytics.cohorts.grade import grade_where_chosen
from analytics.cohorts.looks import Looks, confidence_of, is_interim
from analytics.findings import Dose, DoseGroup, Estimate, Table, TooFew
from analytics.pilots import Pilot
from analytics.questions import Context, Nouns, Question
from analytics.stats.exposure import landmark, time_dependent_logrank
from analytics.stats.permutation import logrank_test
from analytics.stats.power import detectable_effect
from analytics.stats.risksets import GroupComparison, RiskTable, compare_groups
from analytics.stats.survival import DayGrid, ShareBy, kaplan_meier

# Set here, before any data; query.sql counts up to the same day.
LANDMARK_DAY = 28
FEWEST_SESSIONS = 2
# Days after the landmark.
SHARE_BY = (30, 60)


def answer(rows: pd.DataFrame, context: Context) -> Dose | TooFew:
    """rows: counts of hires (sessions, first_attended_day, outcome, days, people) of query.sql."""
    pilot = context.pilot
    assert pilot is not None  # needs_pilot
    sessions, days = _each(rows, "sessions"), _each(rows, "days").astype(np.int64)
    outcome = np.repeat(rows["outcome"].to_numpy(object), rows["people"].to_numpy(np.int64))
    reached, has_left = outcome == "competent", outcome == "left"
    is_more = sessions >= FEWEST_SESSIONS
    split = landmark(days, reached, np.where(is_more, 0.0, np.nan), LANDMARK_DAY)
    stays = days > LANDMARK_DAY
    grids = {"fewer": split.without, "more": split.exposed}
    n = {
        "people": split.without.n + split.exposed.n,
        **{name: grid.n for name, grid in grids.items()},
        **{f"competent_{name}": grid.n_events for name, grid in grids.items()},
        "left_out": split.left_out,
    }
    if any(grid.n < FEWEST_PEOPLE or grid.n_events < FEWEST_COMPETENT for grid in grids.values()):
        return _too_few(n)
    looks = Looks(context.looks, _is_interim(pilot, context))
    so_far = split.without.n_events + split.exposed.n_events
    information = so_far / _planned(len(days), pilot, context)
    confidence = confidence_of(looks, information, context.slices)
    assert confidence is not None  # somebody is competent
    test = logrank_test(split.without, split.exposed, confidence=confidence)
    if test is None or test.estimate is None:
        return _too_few(n)
    low, high = test.interval
    fewer = _group(split.without, int((stays & ~is_more & has_left).sum()))
    more = _group(split.exposed, int((stays & is_more & has_left).sum()))
    detectable = None
    if low is not None and high is not None:
        detectable = detectable_effect(1 - high, 1 - low, confidence)
    return Dose(
        estimate=Estimate(test.estimate, low, high),
        unit="faster",
        n=n,
        target=None,
        landmark_day=LANDMARK_DAY,
        fewest_sessions=FEWEST_SESSIONS,
        fewer=fewer,
        more=more,
        left_out=split.left_out,
        z=test.z,
        critical=test.critical,
        p=test.p,
        confidence=confidence,
        detectable=detectable,
        grade=grade_where_chosen(
            fewest_competent=min(fewer.competent, more.competent),
            detectable=detectable,
            target=pilot.percent_faster,
            share_learning=(fewer.still_learning + more.still_learning) / n["people"],
        ),
        table=_table({"fewer": fewer, "more": more}),
        details={
            "landmark_day": LANDMARK_DAY,
            "fewest_sessions": FEWEST_SESSIONS,
            "left_out": split.left_out,
            "fewer": _machine(fewer),
            "more": _machine(more),
            "logrank": {"z": test.z, "chi2": test.chi2, "p": test.p, "method": test.method,
                        "critical": list(test.critical)},
            "percent_faster": {"estimate": test.estimate, "interval": [low, high],
                               "confidence": confidence},
            "time_dependent": _in_short(
                time_dependent_logrank(days, reached, _each(rows, "first_attended_day"))
            ),
            "by_sessions": _in_short(_by_sessions(sessions[stays], days[stays], reached[stays])),
            "mde": detectable,
            "refused": ["sessions-until-competent"],
            "competency": context.competency,
            "as_of": None if context.as_of is None else context.as_of.date(),
        },
    )  # fmt: skip


def _each(rows: pd.DataFrame, column: str) -> npt.NDArray[np.float64]:
    """A column with one element per person."""
    return np.repeat(rows[column].to_numpy(np.float64), rows["people"].to_numpy(np.int64))


def _is_interim(pilot: Pilot, context: Context) -> bool:
    return context.as_of is not None and is_interim(pilot, context.as_of.date())


def _planned(people: int, pilot: Pilot, context: Context) -> float:
    """Hires by the pilot's end at the pace so far: no fewer than will be competent, so an early
    look is never taken for a later one."""
    until = min(context.as_of.date(), pilot.ends_on) if context.as_of is not None else pilot.ends_on
    return people * _days(pilot.starts_on, pilot.ends_on) / max(_days(pilot.starts_on, until), 1)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _too_few(n: dict[str, int]) -> TooFew:
    return TooFew(
        estimate=None, unit="faster", n=n, target=None, table=Table((), ()), reason="few",
        missing=f"a comparison needs {FEWEST_PEOPLE} people still learning after day"
        f" {LANDMARK_DAY}, and {FEWEST_COMPETENT} competent since, both among those who had come to"
        f" {FEWEST_SESSIONS} sessions or more by then and among those who had come to fewer",
        enough_when="When more people hired during the pilot have been followed beyond day"
        f" {LANDMARK_DAY}.",
    )  # fmt: skip


def _group(grid: DayGrid, left: int) -> DoseGroup:
    curve = kaplan_meier(grid)
    median = curve.median
    return DoseGroup(
        n=grid.n,
        competent=grid.n_events,
        still_learning=grid.n_censored - left,
        left=left,
        longest=curve.longest,
        median=(median.value, median.low, median.high),
        share_by={day: _share(curve.at(day)) for day in SHARE_BY},
    )


def _share(by: ShareBy | None) -> Estimate | None:
    return None if by is None else Estimate(by.value, by.low, by.high)


def _by_sessions(
    sessions: npt.NDArray[np.float64], days: npt.NDArray[np.int64], reached: npt.NDArray[np.bool_]
) -> GroupComparison | None:
    """The same people by 0, 1, 2, 3, 4 or more sessions, without an order among them."""
    groups = [sessions == count for count in np.unique(sessions)]
    return compare_groups(
        [RiskTable.from_grids([DayGrid.from_times(days[g], reached[g]) for g in groups])]
    )


def _in_short(found: GroupComparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"chi2": found.chi2, "degrees": found.degrees, "z": found.z, "p": found.p}


def _machine(group: DoseGroup) -> dict[str, Any]:
    """A group as the JSON of `impact ask` gives it; days count from the landmark."""
    median, low, high = group.median
    return {
        "n": group.n,
        "competent": group.competent,
        "still_learning": group.still_learning,
        "left": group.left,
        "longest": group.longest,
        "median": median,
        "median_interval": [low, high],
        "share_by": {str(day): found.value if found else None
                     for day, found in group.share_by.items()},
        "share_by_interval": {str(day): [found.low, found.high] if found else None
                              for day, found in group.share_by.items()},
    }  # fmt: skip


def _table(groups: dict[str, DoseGroup]) -> Table:
    return Table(
        ("sessions", "people", "competent", "still_learning", "left", "days_after_landmark",
         "share_competent", "low", "high"),
        tuple(
            (name, group.n, group.competent, group.still_learning, group.left, day,
             *((share.value, share.low, share.high) if share else (None, None, None)))
            for name, group in groups.items()
            for day, share in group.share_by.items()
        ),
    )  # fmt: skip


QUESTION = Question(
    name="attendance-and-competency",
    place=12,
    label="Attendance and competency",
    nouns=Nouns(
        subject="attendance and competency",
        measure=f"Share competent since day {LANDMARK_DAY} after hire, by sessions attended up to"
        " that day",
        source="attendance exports, people list and competency dates",
    ),
    formula="landmark: people with more than 28 days of follow-up, two groups by sessions attended"
    " by day 28, days − 28; log-rank test and percent faster = 1 − θ by inverting it, as in time to"
    " competency. Beside it in the JSON: the time-dependent log-rank test, in which attending is a"
    " state that begins on its day, and the test of all numbers of sessions.",
    literature="Anderson, Cain & Gelber (1983) for the landmark; Mantel & Byar (1974) for the"
    " time-dependent test; Suissa (2008) for the time that waiting lends to those who come",
    needs=("attendance", "people", "competency"),
    needs_pilot=True,
    filters=("departments",),
    answer=answer,
)
