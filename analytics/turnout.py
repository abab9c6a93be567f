"""Rows of the shared step `turnout` as points with their intervals, by week, month and session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from analytics.findings import Estimate, Grain, Periods, Point
from analytics.questions import Context
from analytics.stats.proportion import ClusterTotals, wilson_clustered
from analytics.store import as_day

_WEEK = timedelta(weeks=1)


def share_of(row: Mapping[str, Any] | pd.Series) -> Estimate:
    """Attended of invited with its 95 % interval, from one row of sums over people (people,
    invited, attended, attended_squared, attended_by_invited, invited_squared)."""
    return _share(*(int(row[name]) for name in _SUMS))


_SUMS = (
    "people", "invited", "attended", "attended_squared", "attended_by_invited", "invited_squared",
)  # fmt: skip


@lru_cache(maxsize=65536)
def _share(*sums: int) -> Estimate:
    # Of thousands of sessions most have the sums of another.
    share = wilson_clustered(ClusterTotals(*sums))
    return Estimate(share.value, share.low, share.high)


def periods_of(rows: pd.DataFrame, context: Context) -> Periods:
    """Every week, month and session of the rows (scope, period_start, title, sums over people)."""
    return Periods(
        weeks=_points(rows, "week", context),
        months=_points(rows, "month", context),
        sessions=_points(rows, "session", context),
    )


def gaps_of(points: tuple[Point, ...], grain: Grain) -> tuple[date, ...]:
    """First days of the weeks or months between the first and the last in which no session was."""
    if not points or grain == "session":
        return ()
    met = {point.start for point in points}
    found, start = [], points[0].start
    while start < points[-1].start:
        if start not in met:
            found.append(start)
        start = after(start, grain)
    return tuple(found)


def after(start: date, grain: Grain) -> date:
    """The first day after a period that begins on `start`."""
    if grain == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + (_WEEK if grain == "week" else timedelta(days=1))


def _points(rows: pd.DataFrame, grain: Grain, context: Context) -> tuple[Point, ...]:
    found = rows[rows["scope"] == grain]
    if found.empty:
        return ()
    starts = pd.to_datetime(found["period_start"]).dt.date
    sums = zip(*(found[name].astype("int64").tolist() for name in _SUMS), strict=True)
    return tuple(
        Point(
            start=start,
            share=_share(*counted),
            invited=counted[1],
            attended=counted[2],
            people=counted[0],
            title=str(title) if grain == "session" else "",
            is_full=grain == "session" or _is_full(start, after(start, grain), context),
        )
        for start, title, counted in zip(starts, found["title"], sums, strict=True)
    )


def _is_full(start: date, end: date, context: Context) -> bool:
    """Whether nothing of [start, end) is still to come or was cut off by the dates chosen. What
    lies outside the pilot is no part of it: a pilot's own first and last month are whole."""
    begins = context.pilot.starts_on if context.pilot else date.min
    ends = context.pilot.ends_on if context.pilot else date.max
    known = [day for day in (context.last_day, as_day(context.as_of)) if day]
    return max(start, begins) >= (context.first_day or date.min) and min(
        end - timedelta(days=1), ends
    ) <= min(known, default=date.max)
