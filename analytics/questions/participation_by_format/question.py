"""Do people come to one format as they come to another?

The format of a session is read from its title: the words of each format stand in
`analytics/formats.toml`, in several languages, and can be edited; a title that names none is
"Other". For each format: its sessions, its invitations, and the share of invited people who
attended, counted as in participation. Formats were not assigned at random: they differ in topic,
hour and audience as well, so the rows stand side by side and none of them wins. Intervals are each
format's own; two that overlap may well be alike, and of many one stands apart by chance.

From three formats on each is also drawn towards the mean of all by how little it knows, and the
rows stand in the order of that: a format of six people who happened to come does not lead the list.
"Other" is no format and takes no part.
"""

from __future__ import annotations

import pandas as pd

from analytics.drawn import drawn_together
from analytics.findings import Shares, Table, TooFew
from analytics.formats import OTHER, names
from analytics.questions import Context, Nouns, Question
from analytics.turnout import periods_of, share_of
from analytics.turnout_parts import COLUMNS, as_details, cells, parts_of


def answer(rows: pd.DataFrame, context: Context) -> Shares | TooFew:
    """rows: query.sql's, as participation's, with a format per session and a row per format."""
    target = context.pilot.participation if context.pilot else None
    whole = rows[rows["scope"] == "all"]
    sessions = rows[rows["scope"] == "session"].reset_index(drop=True)
    n = {
        "people": int(whole["people"].sum()),
        "invitations": int(whole["invited"].sum()),
        "attended": int(whole["attended"].sum()),
        "sessions": len(sessions),
    }
    missing = ""
    if not n["invitations"]:
        missing = "nobody who was invited has a session with an attendance export here"
    elif set(sessions["format"].unique()) == {OTHER}:
        missing = (
            "no title of a session names its format: begin titles with it (“Problem clinic: …”)"
            " or add your own words to analytics/formats.toml"
        )
    if missing:
        return TooFew(
            estimate=None, unit="share", n=n, target=target, table=Table((), ()),
            reason="no-data", missing=missing,
        )  # fmt: skip
    found = parts_of(rows, "format", names())
    return drawn_together(
        Shares(
            estimate=share_of(whole.iloc[0]),
            unit="share",
            n=n | {"formats": len(found)},
            target=target,
            rows=found,
            periods=periods_of(rows, context),
            table=Table(("format", *COLUMNS), tuple((row.name, *cells(row)) for row in found)),
            details={"formats": [{"format": row.name} | as_details(row) for row in found]},
        )
    )


QUESTION = Question(
    name="participation-by-format",
    place=21,
    label="Participation by format",
    nouns=Nouns(
        subject="formats",
        measure="Share of invited people who attended, by format of the session",
        source="attendance exports and invitations",
    ),
    formula="attended person-sessions / invited person-sessions of the sessions of a format; 95 %"
    " interval as in participation, from the sums of squares of each person's invitations to that"
    " format; drawn = w × own + (1 − w) × mean, w = τ² / (τ² + SE²), on log-odds",
    literature="Wilson (1927); Franco, Little, Louis & Slud (2019) on Wilson at the effective"
    " sample size; DerSimonian & Laird (1986) and Efron & Morris (1975) on drawing together",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
