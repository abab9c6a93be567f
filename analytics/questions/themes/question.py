"""What do the comments speak of?

Comments by theme. A theme is found by the words in a list that anybody can read and change on
the Data page; one comment may speak of several. Each theme is split by how high the same response
rated: high from 9 and low to 6 on the question from 0 to 10; without such a rating high from three
quarters of the scale on, and low below its middle, in the mean of its statements. No sentiment is
computed. What only fills the field ("-", "n/a", "none") is left out, and the share that no theme
catches is said. No theme of fewer than five people is shown, and nothing at all from fewer than
ten.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.findings import RATED, Quote, Table, ThemeCount, Themes, TooFew
from analytics.privacy import mask
from analytics.questions import Context, Nouns, Question
from analytics.themes import says_nothing, themes_in

QUOTES = 3


def answer(rows: pd.DataFrame, context: Context) -> Themes | TooFew:
    """rows: query.sql's, one per comment."""
    says = ~rows["answer_text"].map(says_nothing).astype(bool)
    nothing_said, rows = int((~says).sum()), rows[says].reset_index(drop=True)
    n = {"people": int(rows["respondent"].nunique()), "comments": len(rows)}
    if rows.empty:
        return TooFew(
            estimate=None, unit="count", n=n, target=None, table=Table((), ()),
            reason="no-data", missing="the survey has no free comments",
        )  # fmt: skip
    rows["themes"] = [themes_in(text, context.themes) for text in rows["answer_text"]]
    rows["masked"] = mask(list(rows["answer_text"]), context.known_names)
    counts = [
        _count(theme.name, rows[[theme.name in spoken_of for spoken_of in rows["themes"]]])
        for theme in context.themes
    ]
    found = tuple(sorted((c for c in counts if c.comments), key=lambda count: -count.comments))
    themes = Themes(
        estimate=None,
        unit="count",
        n=n | {"themes": len(found)},
        target=None,
        themes=found,
        told=tuple(zip(rows["themes"], rows["rated"], strict=True)),
        nothing_said=nothing_said,
        table=Table(
            ("theme", "comments", "people", *(f"rated_{rated}" for rated in RATED)),
            tuple((c.name, c.comments, c.people, *c.by_rating) for c in found),
        ),
        details={
            "themes": [
                {"theme": c.name, "comments": c.comments, "people": c.people,
                 "by_rating": dict(zip(RATED, c.by_rating, strict=True)),
                 "quotes": [{"comment": q.text, "rating": q.rating} for q in c.quotes]}
                for c in found
            ],
            "nothing_said": nothing_said,
        },
    )  # fmt: skip
    return replace(themes, details=dict(themes.details) | {"in_no_theme": sum(themes.others)})


def _count(name: str, rows: pd.DataFrame) -> ThemeCount:
    """One theme, from the rows of the comments that speak of it."""
    ratings = list(rows["rated"])
    return ThemeCount(
        name=name,
        comments=len(rows),
        people=int(rows["respondent"].nunique()),
        by_rating=tuple(ratings.count(rated) for rated in RATED),
        quotes=_quotes(rows),
    )


def _quotes(rows: pd.DataFrame) -> tuple[Quote, ...]:
    """The first comment of each rating, each by somebody else, then the first of the rest."""
    first, rest = [], []
    seen: set[str] = set()
    for row in rows.itertuples(index=False):
        if seen.isdisjoint((row.rated, row.respondent)):
            first.append(row)
            seen |= {row.rated, row.respondent}
        else:
            rest.append(row)
    chosen = sorted((first + rest)[:QUOTES], key=lambda row: RATED.index(row.rated))
    return tuple(
        Quote(row.masked, None if pd.isna(row.score) else int(row.score), row.rated, row.themes)
        for row in chosen
    )


QUESTION = Question(
    name="themes",
    place=31,
    label="Themes",
    nouns=Nouns(
        subject="what the comments speak of",
        measure="Comments by theme and by how high the same response rated",
        source="survey export",
    ),
    formula="comments in which one of a theme's words stands, and the people who wrote them, of all"
    " comments that say something; counts, so no interval",
    literature="codebook by keywords, after Stone et al. (1966), The General Inquirer; minimum of"
    " ten for comments after Microsoft Viva Glint",
    needs=("survey",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
