"""Answers about turnout made by hand: formats side by side, reach, the grid, single sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from analytics.findings import (
    Estimate,
    Grid,
    Periods,
    Point,
    ShareRow,
    Shares,
    Step,
    Table,
    Trend,
)
from analytics.subtraction import Cells, in_order, table_rows

MONDAY = date(2026, 1, 12)
# Format, sessions, attended of invited, limits.
FORMATS = (
    ("Problem clinic", 4, 186, 274, 0.62, 0.74),
    ("Micro-lesson", 3, 159, 241, 0.59, 0.72),
    ("Peer coaching", 1, 58, 93, 0.52, 0.73),
    ("Skill swap", 3, 136, 234, 0.51, 0.65),
    ("Lunch-and-learn", 3, 131, 251, 0.46, 0.59),
    ("Shadowing", 1, 45, 92, 0.38, 0.60),
)
# Department, came at least once of those invited.
REACHED = (("Operations", 12, 19), ("Customer Support", 30, 33), ("Sales", 16, 16))


def made_formats() -> Shares:
    """Six formats; two of them with one session."""
    rows = tuple(
        ShareRow(name, Estimate(came / of, low, high), came, of, 90, sessions)
        for name, sessions, came, of, low, high in FORMATS
    )
    return Shares(
        estimate=Estimate(0.61, 0.57, 0.65),
        unit="share",
        n={"people": 96, "invitations": 1185, "attended": 715, "sessions": 15, "formats": 6},
        target=0.6,
        rows=rows,
        table=Table(("format", "share"), tuple((row.name, row.share.value) for row in rows)),
        details={"formats": [{"format": row.name} for row in rows]},
    )


def made_reach(regular: int | None = 21) -> Shares:
    """Three departments; regular None = too few weeks had a session."""
    rows = tuple(ShareRow(name, Estimate(came / of), came, of, of) for name, came, of in REACHED)
    n = {"people": 68, "came": 58, "came_again": 44, "walk_in_people": 11,
         "walk_in_attendances": 21, "weeks": 12}  # fmt: skip
    levels = [("Came at least once", 58, 10), ("Came twice or more", 44, 14)]
    if regular is not None:
        n["regular"] = regular
        levels.append(("Regularly: 3 of the last 4 weeks", regular, 44 - regular))
    return Shares(
        estimate=Estimate(58 / 68),
        unit="share",
        n=n,
        target=None,
        rows=rows,
        levels=tuple(Step(name, count, count / 68, lost) for name, count, lost in levels),
        table=Table(("department", "never_came"), tuple((r.name, r.of - r.count) for r in rows)),
        details={
            "never_came": 10,
            "repeat_rate": 44 / 58,
            "departments": [{"department": row.name} for row in rows],
        },
    )


def made_grid(people: int = 24, weeks: int = 12, whole: int = 96) -> Grid:
    """Rows in which every third cell or so is empty or absent."""
    starts = tuple(MONDAY + timedelta(weeks=n) for n in range(weeks))
    cells: list[Cells] = [
        tuple((None, False, True, True)[(person * 7 + week * 5 + person * week) % 4]
              for week in range(weeks))
        for person in range(people)
    ]  # fmt: skip
    rows = in_order(cells)
    return Grid(
        estimate=None,
        unit="count",
        n={"people": whole, "weeks": weeks, "came_in_most_weeks": 31},
        target=None,
        weeks=starts,
        people=(whole,) * weeks,
        rows=tuple(rows),
        table=Table(("participant", *(week.isoformat() for week in starts)), table_rows(rows)),
        details={"people_shown": people, "weeks_hidden": 0},
    )


def by_session(trend: Trend, title: str = "Problem clinic: a stuck case") -> Trend:
    """A weekly trend shown by session, two of them on one day."""
    points = tuple(replace(point, title=title) for point in trend.points)
    points = (points[0], replace(points[1], start=points[0].start), *points[2:])
    return replace(trend, points=points, gaps=(), grain="session")


def by_month(trend: Trend) -> Trend:
    """Three months, the last of them running."""
    months = [date(2026, n, 1) for n in (1, 2, 3)]
    points = tuple(
        Point(month, Estimate(share, share - 0.1, share + 0.1), 300, round(300 * share), 90,
              is_full=month.month < 3)
        for month, share in zip(months, (0.62, 0.55, 0.64), strict=True)
    )  # fmt: skip
    return replace(
        trend, points=points, gaps=(), grain="month", periods=Periods(trend.points, points)
    )
