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

from analytics.drawn import drawn_together
from analytics.findings import Shares, Table, TooFew
from analytics.formats import APPROACHES, OTHER, names
from analytics.questions import Context, Nouns, Question
from analytics.turnout import periods_of, share_of
from analytics.turnout_parts import COLUMNS, as_details, cells, parts_of


def answer(rows: pd.DataFrame, context: Context) -> Shares | TooFew:
    """rows: query.sql's, as participation's, with an approach per session and a row for each."""
    target = context.pilot.participation if context.pilot else None
    whole = rows[rows["scope"] == "all"]
    found = parts_of(rows, "approach", {**APPROACHES, OTHER: names()[OTHER]})
    n = {
        "people": int(whole["people"].sum()),
        "invitations": int(whole["invited"].sum()),
        "attended": int(whole["attended"].sum()),
        "sessions": int((rows["scope"] == "session").sum()),
        "approaches": len(found),
    }
    missing = ""
    if not n["invitations"]:
        missing = "nobody who was invited has a session with an attendance export here"
    elif {row.name for row in found} == {names()[OTHER]}:
        missing = (
            "no title of a session names its approach: begin titles with the format (“Problem"
            " clinic: …”) or add your own words to analytics/formats.toml"
        )
    if missing:
        return TooFew(
            estimate=None, unit="share", n=n, target=target, table=Table((), ()),
            reason="no-data", missing=missing,
        )  # fmt: skip
    smallest = rows.loc[rows["scope"] == "smallest-format", "people"]
    return drawn_together(
        Shares(
            estimate=share_of(whole.iloc[0]),
            unit="share",
            n=n,
            target=target,
            rows=found,
            periods=periods_of(rows, context),
            fewest=int(smallest.iloc[0]),
            table=Table(("approach", *COLUMNS), tuple((row.name, *cells(row)) for row in found)),
            details={"approaches": [{"approach": row.name} | as_details(row) for row in found]},
        )
    )


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
