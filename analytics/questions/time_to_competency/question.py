"""Do new hires become competent sooner?

Days from the hire date to the day someone was signed off as competent. Everyone hired in the
pilot's departments counts, whether they came to sessions or not: hired before the pilot's start
is "before", hired from the start to the end of the pilot is "during". People who are not competent
yet are counted as still learning up to the day of the export, people who left up to the day they
left; people hired before and still learning when the pilot began are counted up to its start.
Percent faster is the share of days saved: 20% faster means 20% fewer days.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analytics.findings import Cohort, Curve, CurveStep, Estimate, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.permutation import logrank_test
from analytics.stats.power import detectable_effect
from analytics.stats.scores import Spreadsheet, spreadsheet
from analytics.stats.survival import DayGrid, Survival, kaplan_meier

SHARE_BY = (30, 60, 90)
# The last weekly export may come up to six days before the end: that is not an early look.
_REPORTING_WEEK = pd.Timedelta(days=7)


def answer(rows: pd.DataFrame, context: Context) -> Curve | TooFew:
    """rows: the day grid (scope, cohort, outcome, days, people) of query.sql."""
    pilot = context.pilot
    assert pilot is not None  # needs_pilot
    honest = rows[(rows["scope"] == "honest") & (rows["outcome"] != "contradicting")]
    grids = {name: _grid(honest[honest["cohort"] == name]) for name in ("before", "during")}
    n = {
        "people": grids["before"].n + grids["during"].n,
        "before": grids["before"].n,
        "during": grids["during"].n,
    }
    flags = _flags(rows, grids)
    missing = [name for name, grid in grids.items() if grid.n == 0]
    if missing:
        return _too_few(n, context, f"nobody hired {' or '.join(missing)} the pilot is in the data")
    test = logrank_test(grids["before"], grids["during"])
    if test is None or test.estimate is None:
        return _too_few(n, context, "too few people are competent yet to compare the two periods")
    low, high = test.interval
    curves = {name: kaplan_meier(grid) for name, grid in grids.items()}
    cohorts = {name: _cohort(honest, name, grids[name], curves[name]) for name in grids}
    naive = _naive(rows)
    detectable = detectable_effect(test.time_ratio.low, test.time_ratio.high)
    return Curve(
        estimate=Estimate(test.estimate, low, high),
        unit="faster",
        n=n,
        target=pilot.percent_faster,
        before=cohorts["before"],
        during=cohorts["during"],
        z=test.z,
        critical=test.critical,
        p=test.p,
        is_interim=_is_interim(context),
        detectable=detectable,
        table=_table(cohorts),
        details={
            "before": _machine(cohorts["before"]),
            "during": _machine(cohorts["during"]),
            "logrank": {"z": test.z, "chi2": test.chi2, "p": test.p, "method": test.method,
                        "critical": list(test.critical)},
            "percent_faster": {"estimate": test.estimate, "interval": [low, high]},
            "mde": detectable,
            "naive": {"before_mean": naive.before_mean, "during_mean": naive.during_mean,
                      "percent_faster": naive.percent_faster, "p": naive.p},
            "flags": flags,
            "competency": context.competency,
            "baseline_from": pilot.baseline_start,
            "as_of": None if context.as_of is None else context.as_of.date(),
            "is_interim_look": _is_interim(context),
        },
    )  # fmt: skip


def _too_few(n: dict[str, int], context: Context, missing: str) -> TooFew:
    pilot = context.pilot
    return TooFew(
        estimate=None, unit="faster", n=n, target=pilot.percent_faster if pilot else None,
        table=Table((), ()), reason="few", missing=missing,
        enough_when="A comparison needs 10 people and 10 sign-offs on each side.",
    )  # fmt: skip


def _is_interim(context: Context) -> bool:
    assert context.pilot is not None
    if context.as_of is None:
        return False
    return bool(context.as_of + _REPORTING_WEEK <= pd.Timestamp(context.pilot.ends_on))


def _grid(rows: pd.DataFrame) -> DayGrid:
    """Counts per day of events ("competent") and of everybody else, who are censored."""
    known = rows[rows["days"].notna()]
    if known.empty:
        return DayGrid.from_times([], [])
    is_event = known["outcome"] == "competent"
    by_day = pd.DataFrame(
        {
            "day": known["days"].astype("int64"),
            "events": known["people"].where(is_event, 0).astype("int64"),
            "censored": known["people"].where(~is_event, 0).astype("int64"),
        }
    )
    summed = by_day.groupby("day", sort=True).sum().reset_index()
    return DayGrid(
        summed["day"].to_numpy(), summed["events"].to_numpy(), summed["censored"].to_numpy()
    )


def _naive(rows: pd.DataFrame) -> Spreadsheet:
    naive = rows[rows["scope"] == "naive"]
    return spreadsheet(
        _grid(naive[naive["cohort"] == "before"]), _grid(naive[naive["cohort"] == "during"])
    )


def _cohort(honest: pd.DataFrame, name: str, grid: DayGrid, curve: Survival) -> Cohort:
    mine = honest[honest["cohort"] == name]
    by_outcome = mine.groupby("outcome")["people"].sum()
    median = curve.median
    left = int(by_outcome.get("left", 0))
    return Cohort(
        n=grid.n,
        competent=grid.n_events,
        still_learning=grid.n - grid.n_events - left,
        left=left,
        longest=curve.longest,
        median=(median.value, median.low, median.high),
        share_by={
            day: Estimate(found.value, found.low, found.high) if (found := curve.at(day)) else None
            for day in SHARE_BY
        },
        curve=tuple(
            CurveStep(int(day), float(share), _limit(low), _limit(high), int(at_risk))
            for day, share, low, high, at_risk in zip(
                curve.day, curve.share, curve.low, curve.high, curve.at_risk, strict=True
            )
        ),
    )


def _limit(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _machine(cohort: Cohort) -> dict[str, Any]:
    """A cohort as the JSON of `impact ask` gives it."""
    median, low, high = cohort.median
    return {
        "n": cohort.n,
        "competent": cohort.competent,
        "still_learning": cohort.still_learning,
        "left": cohort.left,
        "median": median,
        "median_interval": [low, high],
        "share_by": {str(day): found.value if found else None
                     for day, found in cohort.share_by.items()},
        "share_by_interval": {str(day): [found.low, found.high] if found else None
                              for day, found in cohort.share_by.items()},
        "curve": {
            "day": [step.day for step in cohort.curve],
            "share": [step.share for step in cohort.curve],
            "low": [step.low for step in cohort.curve],
            "high": [step.high for step in cohort.curve],
            "at_risk": [step.at_risk for step in cohort.curve],
        },
    }  # fmt: skip


def _table(cohorts: dict[str, Cohort]) -> Table:
    return Table(
        ("cohort", "day", "share_competent", "low", "high", "still_learning"),
        tuple(
            (name, step.day, step.share, step.low, step.high, step.at_risk)
            for name, cohort in cohorts.items()
            for step in cohort.curve
        ),
    )


def _flags(rows: pd.DataFrame, grids: dict[str, DayGrid]) -> list[dict[str, Any]]:
    """What a reader must know about the comparison, by its measured trigger; verdicts say it."""
    honest = rows[rows["scope"] == "honest"]

    def people(scope: str, outcome: str, cohort: str | None = None) -> int:
        found = rows[(rows["scope"] == scope) & (rows["outcome"] == outcome)]
        if cohort:
            found = found[found["cohort"] == cohort]
        return int(found["people"].sum())

    flags: list[dict[str, Any]] = [{"code": "no-comparison-group", "n": 0}]
    for code, n in (
        ("straddlers-censored", people("honest", "straddling")),
        ("competent-before-hire", people("honest", "contradicting")),
        ("sign-offs-without-hire", people("unmatched", "competent")),
    ):
        if n:
            flags.append({"code": code, "n": n})
    left = people("honest", "left", "during")
    if grids["during"].n and left > 0.1 * grids["during"].n:
        flags.append({"code": "many-left", "n": left})
    if len(honest) and not people("honest", "left") and grids["before"].n + grids["during"].n >= 30:
        flags.append({"code": "nobody-left", "n": 0})
    return flags


QUESTION = Question(
    name="time-to-competency",
    place=4,
    label="Time to competency",
    nouns=Nouns(
        subject="time to competency",
        measure="Share of new hires signed off as competent, by days since hire",
        source="people list and competency dates",
    ),
    formula="percent faster = 1 − θ, where θ is the factor on the days before at which the log-rank"
    " test sees no difference; the interval holds every θ it does not reject, so estimate, interval"
    " and test agree. Curves: 1 − Kaplan–Meier with log-log bands; medians: Brookmeyer–Crowley.",
    literature="Kaplan & Meier (1958); Mantel (1966); Wei & Gail (1983) and Wang, Lagakos & Gray"
    " (2010) for inverting the log-rank test; Brookmeyer & Crowley (1982)",
    needs=("people", "competency"),
    needs_pilot=True,
    filters=("departments",),
    answer=answer,
)
