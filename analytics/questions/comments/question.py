"""What do people write?

Free comments with names, e-mail addresses and numbers masked, beside the 0–10 rating that the
same response gave. No sentiment is computed. Nothing is shown from fewer than ten people.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Quote, Quotes, Table, TooFew
from analytics.privacy import mask
from analytics.questions import Context, Nouns, Question


def answer(rows: pd.DataFrame, context: Context) -> Quotes | TooFew:
    """rows: query.sql's, one per comment."""
    n = {"people": int(rows["respondent"].nunique()), "comments": len(rows)}
    if rows.empty:
        return TooFew(
            estimate=None, unit="count", n=n, target=None, table=Table((), ()),
            reason="no-data", missing="the survey has no free comments",
        )  # fmt: skip
    masked = mask(list(rows["answer_text"]), context.known_names)
    quotes = tuple(
        Quote(text, None if pd.isna(rating) else int(rating))
        for text, rating in zip(masked, rows["score"], strict=True)
    )
    return Quotes(
        estimate=None,
        unit="count",
        n=n,
        target=None,
        quotes=quotes,
        table=Table(("comment", "rating"), tuple((q.text, q.rating) for q in quotes)),
        details={"comments": [{"comment": q.text, "rating": q.rating} for q in quotes]},
    )


QUESTION = Question(
    name="comments",
    place=7,
    label="Comments",
    nouns=Nouns(
        subject="comments",
        measure="Free comments, with the rating the same person gave",
        source="survey export",
    ),
    formula="a list, not a number: every comment as written, with what could name a person masked",
    literature="minimum of ten for comments after Microsoft Viva Glint",
    needs=("survey",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
