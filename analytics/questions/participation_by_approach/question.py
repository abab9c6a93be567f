"""Do people come to peer learning as they come to formal training and mentoring?

The approach of a session follows from its format, which is read from its title: courses, trainings
and webinars are formal, mentoring is its own, the formats of a pilot are peer learning; which is
which stands in `analytics/formats.toml` and can be edited. For each approach: its sessions, its
invitations, and the share of invited people who attended, counted as in participation. Coming is
all that can be compared where the exports hold several approaches: who is invited to which, and
whether they have a choice, differs, so the rows stand side by side and none of them wins.

From three approaches on each is also drawn towards the mean of all by how little it knows. Nothing
is shown while any format has too few people: its share could be worked out.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Shares, TooFew
from analytics.formats import APPROACHES, OTHER, names
from analytics.questions import Context, Nouns, Question
from analytics.turnout_parts import answer_by


def answer(rows: pd.DataFrame, context: Context) -> Shares | TooFew:
    """rows: query.sql's, as participation's, with an approach per session and a row for each."""
    smallest = rows.loc[rows["scope"] == "smallest-format", "people"].dropna()
    return answer_by(
        rows, context, "approach", "approaches", {**APPROACHES, OTHER: names()[OTHER]},
        unnamed="no title of a session names its approach: begin titles with the format (“Problem"
        " clinic: …”) or add your own words to analytics/formats.toml",
        fewest=int(smallest.iloc[0]) if len(smallest) else None,
    )  # fmt: skip


QUESTION = Question(
    name="participation-by-approach",
    place=24,
    label="Participation by approach",
    nouns=Nouns(
        subject="approaches",
        measure="Share of invited people who attended: peer learning, formal training, mentoring",
        source="attendance exports and invitations",
    ),
    formula="attended person-sessions / invited person-sessions of the sessions of an approach; 95"
    " % interval as in participation, from the sums of squares of each person's invitations to that"
    " approach; drawn = w × own + (1 − w) × mean, w = τ² / (τ² + SE²), on log-odds",
    literature="Wilson (1927); Franco, Little, Louis & Slud (2019) on Wilson at the effective"
    " sample size; DerSimonian & Laird (1986) and Efron & Morris (1975) on drawing together",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
