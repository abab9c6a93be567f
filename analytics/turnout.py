"""Rows of the shared step `turnout` as points with their intervals, by week, month and session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

import pandas as pd

from analytics.findings import Estimate, Grain, Periods, Point
from analytics.later import Later
from analytics.questions import Context
from analytics.stats.proportion import ClusterTotals, wilson_clustered
from analytics.store import as_day

_WEEK = timedelta(weeks=1)


def share_of(row: Mapping[str, Any] | pd.Series) -> Estimate:
    """Attended of invited with its 95 % interval, from one row of sums over people (people,
    invited, attended, attended_squared, attended_by_invited, invited_squared)."""
    return _share(*(int(row[name]) for name in _SUMS))


def effective_of(row: Mapping[str, Any] | pd.Series) -> float:
    """As many independent invitations would say as much as those of one row of sums."""
    return wilson_clustered(ClusterTotals(*(int(row[name]) for name in _SUMS))).n_effective


_SUMS = (
    "people", "invited", "attended", "attended_squared", "attended_by_invited", "invited_squared",
)  # fmt: skip


@lru_cache(maxsize=65536)
def _share(*sums: int) -> Estimate:
    # Of thousands of sessions most have the sums of another.
    share = wilson_clustered(ClusterTotals(*sums))
    return Estimate(share.value, share.low, share.high)


def periods_of(rows: pd.DataFrame, context: Context) -> Periods:
    """Every week, month and session of the rows (scope, period_start, title, sums over people).
    Sessions can be hundreds of thousands: they are made when somebody looks at them."""
    weeks, months, sessions = (rows[rows["scope"] == grain] for grain in _GRAINS)
    return Periods(
        weeks=_points(weeks, "week", context),
        months=_points(months, "month", context),
        sessions=Later(len(sessions), partial(_points, sessions, "session", context)),
        fewest=int(sessions["people"].min()) if len(sessions) else None,
    )


_GRAINS: tuple[Grain, ...] = ("week", "month", "session")


def gaps_of(points: Sequence[Point], grain: Grain) -> tuple[date, ...]:
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


def _points(found: pd.DataFrame, grain: Grain, context: Context) -> tuple[Point, ...]:
    if found.empty:
        return ()
    starts = found["period_start"].to_numpy("datetime64[D]").tolist()
    titles = found["title"].tolist() if grain == "session" else [""] * len(starts)
    sums = zip(*(found[name].to_numpy("int64").tolist() for name in _SUMS), strict=True)
    full = {
        start: grain == "session" or _is_full(start, after(start, grain), context)
        for start in set(starts)
    }
    return tuple(
        Point(start, _share(*counted), counted[1], counted[2], counted[0], title, full[start])
        for start, title, counted in zip(starts, titles, sums, strict=True)
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
