"""Do the people who are invited show up?

Participation is attended person-sessions divided by invited person-sessions. Everyone invited to
a session that took place counts, whether they answered the invitation or not; people who had left
before the session do not, nor do organisers and rooms. Someone who came without an invitation is
a walk-in: reported beside the rate, never in its numerator. How many attendances are by names
that match nobody in the people list is said beside it too, for some of them may be people who were
invited under another spelling. Attended means present for the
minutes and the share of the session that the pilot card asks for, all stays united; where an
export lists names and no times at all, everyone on the list attended.

It is shown by week, by month or by session; the same person-sessions are counted each time. A week
or month that the exports or the chosen dates do not cover to its end is marked and never judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pandas as pd

from analytics.findings import Grain, Point, Table, TooFew, Trend
from analytics.later import Later
from analytics.questions import Context, Nouns, Question
from analytics.turnout import gaps_of, periods_of, share_of

_COLUMNS = ("invited", "attended", "share", "low", "high", "people")


def answer(rows: pd.DataFrame, context: Context) -> Trend | TooFew:
    """rows: query.sql's (scope, period_start, title, people, invited, attended, and squares)."""
    target = context.pilot.participation if context.pilot else None
    whole = rows[rows["scope"] == "all"]
    sessions = rows[rows["scope"] == "sessions"].iloc[0]
    walk_in = rows[rows["scope"] == "walk-in"].iloc[0]
    unmatched = rows[rows["scope"] == "unmatched"].iloc[0]
    n = {
        "people": int(whole["people"].sum()),
        "invitations": int(whole["invited"].sum()),
        "attended": int(whole["attended"].sum()),
        "sessions": int(sessions["people"]),
        "walk_ins": int(walk_in["attended"]),
        "unmatched_attended": int(unmatched["attended"]),
        "unmatched_names": int(unmatched["people"]),
    }
    if not n["invitations"]:
        return TooFew(
            estimate=None, unit="share", n=n, target=target, table=Table((), ()),
            reason="no-data",
            missing="nobody who was invited has a session with an attendance export here",
        )  # fmt: skip
    periods = periods_of(rows, context)
    points = periods.by(context.by)
    return Trend(
        estimate=share_of(whole.iloc[0]),
        unit="share",
        n=n,
        target=target,
        points=points,
        gaps=gaps_of(points, context.by),
        grain=context.by,
        periods=periods,
        table=_table(points, context.by),
        details={
            "invited_by": context.invited_by,
            "walk_ins": n["walk_ins"],
            "weeks": [*_listed(periods.weeks, "week")],
            "months": [*_listed(periods.months, "month")],
            "sessions": Later(len(periods.sessions), partial(_listed, periods.sessions, "session")),
        },
    )


def _table(points: Sequence[Point], grain: Grain) -> Table:
    first = ("session_date", "session") if grain == "session" else (f"{grain}_start",)
    return Table(
        (*first, *_COLUMNS),
        tuple(
            ((p.start, p.title) if grain == "session" else (p.start,))
            + (p.invited, p.attended, p.share.value, p.share.low, p.share.high, p.people)
            for p in points
            if p.share
        ),
    )


def _listed(points: Sequence[Point], grain: Grain) -> Iterator[dict[str, Any]]:
    return (_point(point, grain) for point in points)


def _point(point: Point, grain: Grain) -> dict[str, Any]:
    assert point.share is not None
    named = (
        {"session_date": point.start, "session": point.title}
        if grain == "session"
        else {f"{grain}_start": point.start, "is_full": point.is_full}
    )
    return named | {
        "share": point.share.value,
        "interval": [point.share.low, point.share.high],
        "invited": point.invited,
        "attended": point.attended,
        "people": point.people,
    }


QUESTION = Question(
    name="participation",
    place=1,
    label="Participation",
    nouns=Nouns(
        subject="participation",
        measure="Share of invited people who attended, by week",
        source="attendance exports and invitations",
    ),
    formula="attended person-sessions / invited person-sessions; 95 % interval: Wilson's at the"
    " effective sample size n / deff, because the same people are invited again and again"
    " (deff from the differences between people, at least 1; t quantile with people − 1 df)",
    literature="Wilson (1927); Korn & Graubard (1998); Franco, Little, Louis & Slud (2019) on"
    " Wilson at the effective sample size",
    needs=("attendance",),
    needs_pilot=False,
    filters=("departments", "dates", "by"),
    answer=answer,
)
