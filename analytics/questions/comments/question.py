"""What do people write?

Free comments with names, e-mail addresses and numbers masked, beside the 0–10 rating that the
same response gave. No sentiment is computed. What only fills the field ("-", "n/a", "none") comes
last. Nothing is shown from fewer than ten people.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Quote, Quotes, Table, TooFew
from analytics.privacy import mask
from analytics.questions import Context, Nouns, Question
from analytics.themes import says_nothing, themes_in


def answer(rows: pd.DataFrame, context: Context) -> Quotes | TooFew:
    """rows: query.sql's, one per comment."""
    nothing = rows["answer_text"].map(says_nothing).astype(bool)
    rows = pd.concat([rows[~nothing], rows[nothing]])
    n = {"people": int(rows["respondent"].nunique()), "comments": len(rows)}
    if rows.empty:
        return TooFew(
            estimate=None, unit="count", n=n, target=None, table=Table((), ()),
            reason="no-data", missing="the survey has no free comments",
        )  # fmt: skip
    masked = mask(list(rows["answer_text"]), context.known_names)
    themes = [themes_in(text, context.themes) for text in rows["answer_text"]]
    quotes = tuple(
        Quote(text, None if pd.isna(rating) else int(rating), rated, spoken_of)
        for text, rating, rated, spoken_of in zip(
            masked, rows["score"], rows["rated"], themes, strict=True
        )
    )
    who: dict[str, set[str]] = {theme.name: set() for theme in context.themes}
    for respondent, spoken_of in zip(rows["respondent"], themes, strict=True):
        for theme in spoken_of:
            who[theme].add(respondent)
    return Quotes(
        estimate=None,
        unit="count",
        n=n,
        target=None,
        quotes=quotes,
        theme_people={theme: len(people) for theme, people in who.items() if people},
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
