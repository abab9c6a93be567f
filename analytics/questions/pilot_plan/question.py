"""What could the pilot show?

Asked before it begins, of everybody hired in the two years before it, beginning with whoever was
the first to be signed off (who was hired before sign-offs were kept would seem never to have
learned): how many are hired, how long they took and by how much that differs. Hires are expected to
go on at that pace, and those hired during the pilot to be watched until the day the result is read;
who is not competent by then tells little. The smallest gain is the one that would be shown four
times out of five. Start, length, months compared with, day of the reading, target and departments
are those of the pilot card; without a card three months from the day after the last known, a year
before it and 20%. Designs count as they will be read: departments that start in steps as before and
during; departments drawn by lot as beside those that wait, change against change, so that all four
groups count; where it is not known who waits, the pilot's own are dealt into two halves. The
evidence grade is the best that the design can have.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from analytics.cohorts.compare import FEWEST_COMPETENT, FEWEST_PEOPLE
from analytics.cohorts.early import first_read
from analytics.findings import Plan, Reach, Table, TooFew
from analytics.intent import MONTH_DAYS
from analytics.planning import GRADES, History, helps, reach
from analytics.questions import Context, Nouns, Question
from analytics.stats.survival import DayGrid, kaplan_meier


def answer(rows: pd.DataFrame, context: Context) -> Plan | TooFew:
    """rows: query.sql's (side, hire_date, outcome, days, people)."""
    intent, pilot = context.intent, context.pilot
    hires = rows.astype({"days": "int64", "people": "int64"})
    is_competent = (hires["outcome"] == "competent") & (hires["side"] == "pilot")
    hired, beside = hires[:0], hires[:0]
    if is_competent.any():
        signed_on = hires["hire_date"] + pd.to_timedelta(hires["days"], unit="D")
        first = signed_on[is_competent].idxmin()
        known = hires[hires["hire_date"] >= hires.loc[first, "hire_date"]]
        hired, beside = (known[known["side"] == side] for side in ("pilot", "comparison"))
    n = {"people": int(hired["people"].sum()), "beside": int(beside["people"].sum())}
    competent = int(hired.loc[hired["outcome"] == "competent", "people"].sum())
    is_enough = n["people"] >= FEWEST_PEOPLE and competent >= FEWEST_COMPETENT
    if intent is None or pilot is None or context.as_of is None or not is_enough:
        return TooFew(
            estimate=None, unit="count", n=n, target=intent.target if intent else None,
            table=Table((), ()), reason="few",
            missing="too few people hired before the pilot are known to be competent to plan from",
            enough_when=f"A plan needs {FEWEST_PEOPLE} people hired before the pilot and"
            f" {FEWEST_COMPETENT} sign-offs of theirs.",
        )  # fmt: skip
    last = min(context.as_of.date(), intent.starts_on - timedelta(days=1))
    days = (last - hired["hire_date"].min().date()).days + 1
    history = History(days / MONTH_DAYS, n["people"], n["beside"], kaplan_meier(_grid(hired)))
    others = [design for design in GRADES if design != intent.design]
    reaches = tuple(reach(history, intent, design) for design in (intent.design, *others))
    helping = helps(history, intent)
    read_on = first_read(pilot, history.hired / days, history.curve)
    return Plan(
        estimate=None,
        unit="count",
        n=n,
        target=intent.target,
        intent=intent,
        reaches=reaches,
        helps=helping,
        months=history.months,
        median=history.curve.median.value,
        spread=history.sigma,
        is_usual=history.is_usual,
        read_on=read_on,
        has_begun=context.as_of.date() >= intent.starts_on,
        table=Table(
            ("design", "evidence", "hired_before", "hired_during", "competent_by_reading",
             "smallest_gain_shown", "hires_during_for_target"),
            tuple(map(_row, reaches)),
        ),
        details={
            "intent": {
                "starts_on": intent.starts_on, "ends_on": intent.ends_on,
                "read_on": intent.read_on, "months": intent.months,
                "baseline_months": intent.baseline, "design": intent.design,
            },
            "history": {
                "months": history.months, "median_days": history.curve.median.value,
                "spread_of_log_days": history.sigma, "is_usual_spread": history.is_usual,
            },
            "helps": [
                {"what": one.code, "smallest_gain_shown": one.reach.detectable} for one in helping
            ],
            "earliest_read": read_on,
        },
    )  # fmt: skip


def _row(found: Reach) -> tuple[str, str, int, int, int, float | None, int | None]:
    return (
        found.design, found.grade, found.before, found.during, round(found.during * found.seen),
        found.detectable, found.needed,
    )  # fmt: skip


def _grid(hires: pd.DataFrame) -> DayGrid:
    is_competent = hires["outcome"] == "competent"
    by_day = (
        pd.DataFrame(
            {
                "days": hires["days"],
                "events": hires["people"].where(is_competent, 0),
                "censored": hires["people"].where(~is_competent, 0),
            }
        )
        .groupby("days", sort=True)
        .sum()
        .reset_index()
    )
    return DayGrid(*(by_day[name].to_numpy() for name in ("days", "events", "censored")))


QUESTION = Question(
    name="pilot-plan",
    place=51,
    label="Pilot plan",
    nouns=Nouns(
        subject="what the pilot could show",
        measure="Smallest gain that each design could show, in fewer days to competency",
        source="people list and competency dates",
    ),
    formula="smallest gain = 1 − exp(−2.80 × spread × √(Σ 1/n)), spread = ln(day of 75% / day of"
    " 25%) / 1.349, n = the people of each group who are expected to be competent by the reading",
    literature="Schoenfeld (1983); checked against 1,500 simulated pilots of each size",
    needs=("people", "competency"),
    needs_pilot=False,
    filters=("departments", "intent"),
    answer=answer,
)
