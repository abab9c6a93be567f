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

from analytics.cohorts.analyst import analyst_view
from analytics.cohorts.compare import Comparison
from analytics.cohorts.hires import Hires
from analytics.cohorts.reading import Reading, detectable, read_cohorts
from analytics.findings import Cohort, Curve, CurveStep, Estimate, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.competing import cumulative_incidence
from analytics.stats.scores import Spreadsheet, spreadsheet
from analytics.stats.survival import ShareBy, kaplan_meier

SHARE_BY = (30, 60, 90)


def answer(rows: pd.DataFrame, context: Context) -> Curve | TooFew:
    """rows: the counted hires and what stands beside them, of query.sql."""
    reading = read_cohorts(rows, context)
    if isinstance(reading, TooFew):
        return reading
    found, offered, hires = reading.comparison, reading.offered.pilot, reading.read.hires
    before, during = hires.pilot.before, hires.pilot.during
    cohorts = {"before": _cohort(before), "during": _cohort(during)}
    naive = spreadsheet(offered.before.signed_off_grid, offered.during.signed_off_grid)
    could_show = detectable(found.low, found.high, found.confidence)
    return Curve(
        estimate=Estimate(found.estimate, found.low, found.high),
        unit="faster",
        n=reading.n,
        target=reading.pilot.percent_faster,
        before=cohorts["before"],
        during=cohorts["during"],
        z=found.z,
        critical=found.critical,
        p=found.p,
        confidence=found.confidence,
        detectable=could_show,
        flags=reading.flags,
        early=reading.early,
        grade=reading.grade(min(cohort.competent for cohort in cohorts.values()), could_show),
        others=_others(found, hires),
        table=_table(cohorts),
        details=_details(reading, cohorts, naive, could_show, context)
        | {"analyst": analyst_view(before, during)},
    )


def _others(found: Comparison, hires: Hires) -> tuple[Cohort, Cohort, float] | None:
    if found.others is None or found.did is None or found.others.test.estimate is None:
        return None
    compared = hires.compared
    return _cohort(compared.before), _cohort(compared.during), found.others.test.estimate


def _details(
    reading: Reading, cohorts: dict[str, Cohort], naive: Spreadsheet, could_show: float | None,
    context: Context,
) -> dict[str, Any]:  # fmt: skip
    """The numbers as the JSON of `impact ask` gives them."""
    found, read, looks = reading.comparison, reading.read, reading.looks
    test, plain, others = found.pilot.test, found.pilot.plain, found.others
    return {
        "before": _machine(cohorts["before"]),
        "during": _machine(cohorts["during"]),
        "logrank": {"z": test.z, "chi2": test.chi2, "p": test.p, "method": test.method,
                    "critical": list(test.critical), "within": list(found.pilot.within),
                    "classes": found.pilot.classes},
        "percent_faster": {"estimate": found.estimate, "interval": [found.low, found.high],
                           "confidence": found.confidence, "p": found.p},
        "nothing_held_equal": {"estimate": plain.estimate, "interval": list(plain.interval),
                               "p": plain.p},
        "mix": dict(found.pilot.mix),
        "comparison_group": None if others is None or found.did is None else {
            "estimate": others.test.estimate, "interval": list(others.test.interval),
            "pilot_estimate": test.estimate, "pilot_interval": list(test.interval)},
        "mde": could_show,
        "naive": {"before_mean": naive.before_mean, "during_mean": naive.during_mean,
                  "percent_faster": naive.percent_faster, "p": naive.p},
        "rhythm": {"before": read.before.every, "during": read.during.every,
                   "is_aligned": read.is_aligned},
        "competency": context.competency,
        "baseline_from": reading.pilot.baseline_start,
        "registered_on": context.registered_on,
        "as_of": None if context.as_of is None else context.as_of.date(),
        "flags": [{"code": flag.code, "n": flag.n, "caps": flag.caps} for flag in reading.flags],
        "early": vars(reading.early) | {"looks": looks.times},
        "is_interim_look": looks.is_interim,
    }  # fmt: skip


def _cohort(hires: Hires) -> Cohort:
    grid, curve, left = hires.grid, kaplan_meier(hires.grid), hires.count("left")
    of_hired = cumulative_incidence(hires.competing)
    median = curve.median
    return Cohort(
        n=grid.n,
        competent=grid.n_events,
        still_learning=grid.n - grid.n_events - left,
        left=left,
        longest=curve.longest,
        followed=hires.followed,
        median=(median.value, median.low, median.high),
        share_by={day: _share(curve.at(day)) for day in SHARE_BY},
        of_hired_by={day: _share(of_hired.at(day)) for day in SHARE_BY},
        curve=tuple(
            CurveStep(int(day), float(share), _limit(low), _limit(high), int(at_risk))
            for day, share, low, high, at_risk in zip(
                curve.day, curve.share, curve.low, curve.high, curve.at_risk, strict=True
            )
        ),
    )


def _share(by: ShareBy | None) -> Estimate | None:
    return None if by is None else Estimate(by.value, by.low, by.high)


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
        "share_of_hired_by": {str(day): found.value if found else None
                              for day, found in cohort.of_hired_by.items()},
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
