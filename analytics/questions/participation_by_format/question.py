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

from analytics.findings import Shares, TooFew
from analytics.formats import names
from analytics.questions import Context, Nouns, Question
from analytics.turnout_parts import answer_by


def answer(rows: pd.DataFrame, context: Context) -> Shares | TooFew:
    """rows: query.sql's, as participation's, with a format per session and a row per format."""
    return answer_by(
        rows, context, "format", "formats", names(),
        unnamed="no title of a session names its format: begin titles with it (“Problem clinic: …”)"
        " or add your own words to analytics/formats.toml",
    )  # fmt: skip


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
