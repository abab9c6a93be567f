"""How long did each new hire take?

One dot per hire of the pilot's departments, at the days until they were signed off; a hollow dot is
somebody who had not been when last seen: still learning, gone, or, hired before the pilot, still
learning at its start. So a hollow dot would have gone on to the right. The bar is where the middle
half of the cohort finishes and its tick the median, from the Kaplan-Meier curve, which counts the
hollow dots too: a bar of those who have finished would favour whoever was watched for less time.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import DotCohort, Dots, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.survival import DayGrid, kaplan_meier


def answer(rows: pd.DataFrame, context: Context) -> Dots | TooFew:
    """rows: query.sql's (cohort, outcome, days, people)."""
    assert context.pilot is not None  # needs_pilot
    parts = {name: rows[rows["cohort"] == name] for name in ("before", "during")}
    n = {name: int(part["people"].sum()) for name, part in parts.items()}
    counts = {"people": sum(n.values()), **n}
    missing = [name for name, people in n.items() if not people]
    if missing:
        return TooFew(
            estimate=None, unit="count", n=counts, target=None, table=Table((), ()), reason="few",
            missing=f"nobody hired {' or '.join(missing)} the pilot is in the data",
        )  # fmt: skip
    cohorts = {name: _cohort(part) for name, part in parts.items()}
    return Dots(
        estimate=None,
        unit="count",
        n=counts,
        target=None,
        before=cohorts["before"],
        during=cohorts["during"],
        table=Table(
            ("cohort", "days", "is_competent", "people"),
            tuple((name, *dot) for name, cohort in cohorts.items() for dot in cohort.dots),
        ),
        details={
            name: {"n": cohort.n, "quartiles": list(cohort.quartiles)}
            for name, cohort in cohorts.items()
        },
    )


def _cohort(rows: pd.DataFrame) -> DotCohort:
    is_competent = rows["outcome"] == "competent"
    by_day = (
        pd.DataFrame(
            {
                "days": rows["days"].astype("int64"),
                "events": rows["people"].where(is_competent, 0).astype("int64"),
                "censored": rows["people"].where(~is_competent, 0).astype("int64"),
            }
        )
        .groupby("days", sort=True)
        .sum()
        .reset_index()
    )
    grid = DayGrid(*(by_day[name].to_numpy() for name in ("days", "events", "censored")))
    curve = kaplan_meier(grid)
    first, middle, third = (curve.quantile(share).value for share in (0.25, 0.5, 0.75))
    dots = [
        (int(day), is_event, int(people))
        for day, events, censored in by_day.itertuples(index=False)
        for is_event, people in ((True, events), (False, censored))
        if people
    ]
    return DotCohort(grid.n, tuple(dots), (first, middle, third))


QUESTION = Question(
    name="days-per-hire",
    place=20,
    label="Days per new hire",
    nouns=Nouns(
        subject="the days each new hire took",
        measure="Days to competency of each new hire; hollow = still learning when last seen",
        source="people list and competency dates",
    ),
    formula="bar: the days by which 25% and 75% of the cohort are competent, tick: 50%, from"
    " 1 − Kaplan–Meier; a quartile that the curve does not reach is not reached yet",
    literature="Kaplan & Meier (1958)",
    needs=("people", "competency"),
    needs_pilot=True,
    filters=("departments",),
    answer=answer,
)
