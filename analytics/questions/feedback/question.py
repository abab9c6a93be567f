"""What do people say about the sessions?

Each statement on its own scale, with the share of answers in the top two of five (agree or
strongly agree; six or seven of seven). "Prefer not to say" and empty answers are missing, never a
low mark. When the same people answered more than once, the interval knows it.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Distribution, Estimate, Item, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.proportion import ClusterTotals, wilson, wilson_clustered

_LABELS = {
    "agreement_5": ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"),
    "score_5": ("1", "2", "3", "4", "5"),
    "score_7": ("1", "2", "3", "4", "5", "6", "7"),
}


def answer(rows: pd.DataFrame, context: Context) -> Distribution | TooFew:
    """rows: query.sql's, one per statement and value."""
    if rows.empty:
        return TooFew(
            estimate=None, unit="share", n={"people": 0}, target=None, table=Table((), ()),
            reason="no-data", missing="the survey has no statement with a scale of agreement",
        )  # fmt: skip
    order: dict[str, int] = {}
    items: list[Item] = []
    people: dict[str, int] = {}
    for (text, scale), tally in rows.groupby(["question", "scale"], sort=False):
        total = tally.iloc[0]
        by_value = dict(zip(tally["score"].astype(int), tally["answers"].astype(int), strict=True))
        labels = _LABELS[str(scale)]
        n = int(total["all_answers"])
        share = (
            wilson(int(total["top"]), n)
            if int(total["people"]) == n
            else wilson_clustered(
                ClusterTotals(
                    int(total["people"]), n, int(total["top"]), int(total["top_squared"]),
                    int(total["top_by_answers"]), int(total["answers_squared"]),
                )
            )
        )  # fmt: skip
        items.append(
            Item(
                text=str(text),
                labels=labels,
                counts=tuple(by_value.get(value, 0) for value in range(1, len(labels) + 1)),
                share=Estimate(share.value, share.low, share.high),
                n=n,
                people=int(total["people"]),
            )
        )
        order[str(text)] = int(tally["question_order"].min())
        people[str(text)] = int(total["people"])
    # The statement that most people answered, first in the form, stands for the survey.
    lead = min(items, key=lambda item: (-item.n, order[item.text]))
    best_first = sorted(items, key=lambda item: (-item.share.value, order[item.text]))
    return Distribution(
        estimate=lead.share,
        unit="share",
        n={"people": max(people.values()), "answers": lead.n, "statements": len(items)},
        target=None,
        items=tuple(best_first),
        lead=lead.text,
        table=Table(
            ("statement", "top_two_share", "low", "high", "answers", "counts_worst_to_best"),
            tuple(
                (i.text, i.share.value, i.share.low, i.share.high, i.n,
                 " ".join(str(count) for count in i.counts))
                for i in best_first
            ),
        ),
        details={
            "lead_statement": lead.text,
            "statements": [
                {"statement": i.text, "top_two_share": i.share.value,
                 "interval": [i.share.low, i.share.high], "n": i.n,
                 "counts": dict(zip(i.labels, i.counts, strict=True))}
                for i in best_first
            ],
        },
    )  # fmt: skip


QUESTION = Question(
    name="feedback",
    place=5,
    label="Feedback",
    nouns=Nouns(
        subject="feedback",
        measure="Answers to each statement; share in the top two",
        source="survey export",
    ),
    formula="answers of 4 or 5 (6 or 7 of seven) / all answers with a mark; 95 % interval:"
    " Wilson's, at the effective sample size when people answered more than once",
    literature="Wilson (1927)",
    needs=("survey",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
