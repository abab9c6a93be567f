"""Who keeps coming, week after week?

One row per person, without a name or an id, and one column per week: came, invited and absent, or
not invited, which is something else than absent. Somebody came in a week when they attended one of
its sessions that they were invited to. Of more than 40 people 40 are drawn at even distances from
those who came most to those who came least, so that the picture is of everybody and not of the
regulars. Such a picture of persons is shown for groups of ten or more. Who came in more than half
of the weeks they were invited to is counted over everybody, not over those drawn.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Grid, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.store import as_day
from analytics.subtraction import Cells, in_order, table_rows


def answer(rows: pd.DataFrame, context: Context) -> Grid | TooFew:
    """rows: query.sql's (scope, place, week_start, is_attended, people)."""
    whole = rows[rows["scope"] == "all"].iloc[0]
    by_week = rows[rows["scope"] == "week"].sort_values("week_start")
    weeks = [day for value in by_week["week_start"] if (day := as_day(value))]
    n = {"people": int(whole["people"]), "weeks": len(weeks)}
    if not n["people"]:
        return TooFew(
            estimate=None, unit="count", n=n, target=None, table=Table((), ()), reason="no-data",
            missing="nobody who was invited has a session with an attendance export here",
        )  # fmt: skip
    n["came_in_most_weeks"] = int(whole["is_attended"])
    columns = {week: column for column, week in enumerate(weeks)}
    cells: dict[int, list[bool | None]] = {}
    for row in rows[rows["scope"] == "person"].to_dict(orient="records"):
        week = as_day(row["week_start"])
        assert week is not None
        person = cells.setdefault(int(row["place"]), [None] * len(weeks))
        person[columns[week]] = bool(row["is_attended"])
    drawn: list[Cells] = in_order([tuple(row) for row in cells.values()])
    return Grid(
        estimate=None,
        unit="count",
        n=n,
        target=None,
        weeks=tuple(weeks),
        people=tuple(int(people) for people in by_week["people"]),
        rows=tuple(drawn),
        table=Table(("participant", *(week.isoformat() for week in weeks)), table_rows(drawn)),
        details={"people_shown": len(drawn), "weeks_hidden": 0},
    )


QUESTION = Question(
    name="attendance-grid",
    place=23,
    label="Person by week",
    nouns=Nouns(
        subject="who keeps coming",
        measure="One row per person, one column per week: filled = came, pale = invited and absent,"
        " blank = not invited",
        source="attendance exports and invitations",
    ),
    formula="per person and week: came when at least one invited session of the week was attended;"
    " most weeks = more than half of the weeks with an invitation",
    literature="the person-by-week view of vivainsights' identify_habit; every 40th part of the"
    " order is a systematic sample (Cochran 1977, chapter 8)",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
