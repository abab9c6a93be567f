"""Who has been reached, and who never came?

Of the people invited to at least one session that took place: how many attended any session, how
many came again (two sessions or more), and how many come regularly, which is in at least three of
the last four weeks that had a session. Somebody who came without an invitation to that very session
has come all the same, and is no longer among those who never came; such walk-ins are named beside
it. Hosting without an invitation is leading, not coming. By department the count of those who never
came is shown where enough people were invited. Everybody is counted, so there is no interval.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Estimate, ShareRow, Shares, Step, Table, TooFew
from analytics.questions import Context, Nouns, Question

# As in the query: a habit is so many of the last weeks that had a session.
HABIT_WEEKS, OF_LAST_WEEKS = 3, 4
UNKNOWN = "Department not known"


def answer(rows: pd.DataFrame, context: Context) -> Shares | TooFew:
    """rows: query.sql's (scope, department, people, came, came_again, regular)."""
    departments = rows[rows["scope"] == "department"]
    walk_in = rows[rows["scope"] == "walk-in"].iloc[0]
    weeks = int(rows[rows["scope"] == "weeks"].iloc[0]["people"])
    n = {
        "people": int(departments["people"].sum()),
        "came": int(departments["came"].sum()),
        "came_again": int(departments["came_again"].sum()),
        "walk_in_people": int(walk_in["people"]),
        "walk_in_attendances": int(walk_in["came"]),
        "weeks": weeks,
    }
    if not n["people"]:
        return TooFew(
            estimate=None, unit="share", n=n, target=None, table=Table((), ()), reason="no-data",
            missing="nobody who was invited has a session with an attendance export here",
        )  # fmt: skip
    levels = [
        _level("Came at least once", n["came"], n["people"], n["people"]),
        _level("Came twice or more", n["came_again"], n["people"], n["came"]),
    ]
    if weeks >= OF_LAST_WEEKS:
        n["regular"] = int(departments["regular"].sum())
        name = f"Regularly: {HABIT_WEEKS} of the last {OF_LAST_WEEKS} weeks"
        levels.append(_level(name, n["regular"], n["people"], n["came_again"]))
    found = [
        ShareRow(
            name=UNKNOWN if pd.isna(row["department"]) else str(row["department"]),
            share=Estimate(row["came"] / row["people"]),
            count=int(row["came"]),
            of=int(row["people"]),
            people=int(row["people"]),
        )
        for row in departments.to_dict(orient="records")
    ]
    found.sort(key=lambda row: (row.count - row.of, row.name))
    return Shares(
        estimate=Estimate(n["came"] / n["people"]),
        unit="share",
        n=n,
        target=None,
        rows=tuple(found),
        levels=tuple(levels),
        table=Table(
            ("department", "people_invited", "came_at_least_once", "never_came"),
            tuple((row.name, row.of, row.count, row.of - row.count) for row in found),
        ),
        details={
            "never_came": n["people"] - n["came"],
            "repeat_rate": n["came_again"] / n["came"] if n["came"] else None,
            "regular_share": n["regular"] / n["people"] if "regular" in n else None,
            "departments": [
                {"department": row.name, "people": row.of, "came": row.count,
                 "never_came": row.of - row.count}
                for row in found
            ],
        },
    )  # fmt: skip


def _level(name: str, count: int, people: int, before: int) -> Step:
    return Step(name, count, count / people, before - count)


QUESTION = Question(
    name="reach",
    place=22,
    label="Reach",
    nouns=Nouns(
        subject="reach",
        measure="Invited people who came to any session; by department",
        source="attendance exports and invitations",
    ),
    formula="people with at least one attended session / people invited to at least one; came again"
    " = two sessions or more; regular = attended in at least 3 of the last 4 weeks that had a"
    " session",
    literature="reach and unique participants after TDRp's measures; habit after vivainsights'"
    " identify_habit (at least `width` of the last `max_window` weeks)",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
