"""Do people both teach and learn?

Of everybody who took part in a session with a known host: the share who led at least one and
attended at least one that somebody else led. Led means that the export marks the person as
organiser, host or co-host and that they were present; a co-host neither learns nor counts as a
learner in that session. It is a count of everybody, so there is no interval. People appear as
numbers only: how many led and attended so many sessions, and levels of leading that fewer than five
people reached are shown together with the next.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Bubbles, Level, TooFew
from analytics.peers import bubbles, nobody_learned
from analytics.questions import Context, Nouns, Question


def answer(rows: pd.DataFrame, context: Context) -> Bubbles | TooFew:
    """rows: query.sql's (scope, led, attended, counted)."""
    alike = rows[rows["scope"] == "people"].astype({"led": "int64", "attended": "int64"})
    counted = rows.groupby("scope")["counted"].sum()
    teaches, learns = alike["led"] > 0, alike["attended"] > 0

    def people(chosen: pd.Series) -> int:
        return int(alike.loc[chosen, "counted"].sum())

    n = {
        "people": int(alike["counted"].sum()),
        "both": people(teaches & learns),
        "teach_only": people(teaches & ~learns),
        "learn_only": people(~teaches & learns),
        "sessions": int(counted.get("sessions", 0)),
        "sessions_without_host": int(counted.get("without-host", 0)),
    }
    if not n["people"]:
        return nobody_learned("share", n)
    levels = (
        Level(
            int(led),
            int(led),
            tuple((int(row.attended), int(row.counted)) for row in of.itertuples(index=False)),
        )
        for led, of in alike.groupby("led")
    )
    return bubbles(levels, n, {name: n[name] for name in ("both", "teach_only", "learn_only")})


QUESTION = Question(
    name="teach-and-learn",
    place=42,
    label="Teach and learn",
    nouns=Nouns(
        subject="who teaches and who learns",
        measure="Participants by sessions led and sessions attended as a learner",
        source="attendance exports",
    ),
    formula="people with at least one session led and one attended as a learner / people with at"
    " least one of either",
    literature="our own definition",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
