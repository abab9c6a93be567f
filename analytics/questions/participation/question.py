"""Do the people who are invited show up?

Participation is attended person-sessions divided by invited person-sessions. Everyone invited to
a session that took place counts, whether they answered the invitation or not; people who had left
before the session do not, nor do organisers and rooms. Someone who came without an invitation is
a walk-in: reported beside the rate, never in its numerator. How many attendances are by names
that match nobody in the people list is said beside it too, for some of them may be people who were
invited under another spelling. Attended means present for the
minutes and the share of the session that the pilot card asks for, all stays united; where an
export lists names and no times at all, everyone on the list attended.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from analytics.findings import Estimate, Point, Table, TooFew, Trend
from analytics.questions import Context, Nouns, Question
from analytics.stats.proportion import ClusterTotals, wilson_clustered
from analytics.store import as_day

_WEEK = timedelta(weeks=1)


def answer(rows: pd.DataFrame, context: Context) -> Trend | TooFew:
    """rows: query.sql's (scope, week_start, people, invited, attended, sums of squares)."""
    target = context.pilot.participation if context.pilot else None
    whole = rows[rows["scope"] == "all"].iloc[0]
    sessions = rows[rows["scope"] == "sessions"].iloc[0]
    walk_in = rows[rows["scope"] == "walk-in"].iloc[0]
    unmatched = rows[rows["scope"] == "unmatched"].iloc[0]
    n = {
        "people": int(whole["people"]),
        "invitations": int(whole["invited"]),
        "attended": int(whole["attended"]),
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
    overall = _share(whole)
    points = tuple(
        Point(
            start=as_day(row.week_start),  # type: ignore[arg-type]
            share=_share(row._asdict()),
            invited=int(row.invited),
            attended=int(row.attended),
            people=int(row.people),
        )
        for row in rows[rows["scope"] == "week"].itertuples(index=False)
    )
    return Trend(
        estimate=overall,
        unit="share",
        n=n,
        target=target,
        points=points,
        gaps=_gaps(points),
        table=Table(
            ("week_start", "invited", "attended", "share", "low", "high", "people"),
            tuple(
                (p.start, p.invited, p.attended, p.share.value, p.share.low, p.share.high, p.people)
                for p in points
                if p.share
            ),
        ),
        details={
            "invited_by": context.invited_by,
            "walk_ins": n["walk_ins"],
            "weeks": [
                {"week_start": p.start, "share": p.share.value,
                 "interval": [p.share.low, p.share.high], "invited": p.invited,
                 "attended": p.attended, "people": p.people}
                for p in points if p.share
            ],
        },
    )  # fmt: skip


def _share(row: pd.Series | dict[str, float]) -> Estimate:
    share = wilson_clustered(
        ClusterTotals(
            int(row["people"]),
            int(row["invited"]),
            int(row["attended"]),
            int(row["attended_squared"]),
            int(row["attended_by_invited"]),
            int(row["invited_squared"]),
        )
    )
    return Estimate(share.value, share.low, share.high)


def _gaps(points: tuple[Point, ...]) -> tuple[pd.Timestamp, ...]:
    """Weeks between the first and the last session in which there was none."""
    if not points:
        return ()
    met = {point.start for point in points}
    weeks = (points[-1].start - points[0].start) // _WEEK
    every = (points[0].start + _WEEK * index for index in range(weeks))
    return tuple(week for week in every if week not in met)


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
    filters=("departments", "dates"),
    answer=answer,
)
