"""Would people recommend the sessions?

The share who answer 9 or 10 minus the share who answer 0 to 6, on the question from 0 to 10: a
score from −100 to +100, with its margin. A change smaller than the margin is noise.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.findings import Distribution, Estimate, Item, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.scores import nps

_GROUPS = ("Detractors 0–6", "Passives 7–8", "Promoters 9–10")


def answer(rows: pd.DataFrame, context: Context) -> Distribution | TooFew:
    """rows: query.sql's, one per question and score."""
    if rows.empty:
        return TooFew(
            estimate=None, unit="score", n={"people": 0}, target=None, table=Table((), ()),
            reason="no-data", missing="the survey has no question from 0 to 10",
        )  # fmt: skip
    asked = rows.groupby("question").agg(
        answers=("answers", "sum"), order=("question_order", "min"), people=("people", "max")
    )
    text = str(asked.sort_values(["answers", "order"], ascending=[False, True]).index[0])
    mine = rows[rows["question"] == text]
    counts = mine["answers"].astype(int).to_numpy()
    score = nps(np.repeat(mine["score"].astype(int).to_numpy(), counts))
    groups = (score.detractors, score.passives, score.promoters)
    n = sum(groups)
    people = int(asked["people"][text])
    return Distribution(
        estimate=Estimate(score.value, score.low, score.high),
        unit="score",
        n={"people": people, "answers": n},
        target=None,
        items=(
            Item(text, _GROUPS, groups, Estimate(score.value, score.low, score.high), n, people),
        ),
        lead=text,
        table=Table(
            ("group", "answers", "share"),
            tuple((group, count, count / n) for group, count in zip(_GROUPS, groups, strict=True)),
        ),
        details={
            "asked": text,
            "promoters": score.promoters,
            "passives": score.passives,
            "detractors": score.detractors,
        },
    )


QUESTION = Question(
    name="nps",
    place=6,
    label="Would recommend",
    nouns=Nouns(
        subject="the recommendation score",
        measure="Would you recommend the sessions? 0 to 10",
        source="survey export",
    ),
    formula="100 × (answers of 9–10 − answers of 0–6) / all answers; 95 % t interval on the values"
    " 100, 0 and −100",
    literature="Reichheld (2003)",
    needs=("survey",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
