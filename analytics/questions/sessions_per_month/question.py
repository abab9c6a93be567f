"""Is the cadence kept?

Sessions held per calendar month against the target. A session counts as held when at least two
people attended it. Every month that lies wholly inside the pilot and the data is judged; a month
that has only begun, or that the pilot covers in part, is shown and never judged. It is a count of
everything that happened, so there is no interval. The average length runs from the second arrival
to the second-to-last departure; beside it stands the length planned for the same sessions.

A gap is the number of days from one held session to the next; the longest is named, and so is every
whole week of the pilot without a held session. Where a calendar is loaded, what was planned up to
the day before the last known one is held against it: held, called off, without an attendance
export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from analytics.findings import Calendar, Estimate, Month, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.stats.counts import poisson_rate
from analytics.store import as_day

MONTH_DAYS = 30.4375
_WEEK = timedelta(weeks=1)


def answer(rows: pd.DataFrame, context: Context) -> Calendar | TooFew:
    """rows: one per session with an attendance export or in the calendar (session_date, seconds,
    has_export, is_held, is_planned, is_called_off)."""
    target = context.pilot.sessions_per_month if context.pilot else None
    held = rows[rows["is_held"] == 1]
    n = {"sessions": len(held), "exports": int((rows["has_export"] == 1).sum())}
    if not len(held):
        return TooFew(
            estimate=None, unit="per_month", n=n, target=target, table=Table((), ()),
            reason="no-data", missing="no session with two people or more is in the exports",
        )  # fmt: skip
    days = Counter(held["session_date"].to_numpy("datetime64[D]").tolist())
    first, last = _window(days, context)
    months = tuple(_month(start, days, first, last, target) for start in _months(first, last))
    exposure = ((last - first).days + 1) / MONTH_DAYS
    rate = poisson_rate(len(held), exposure)
    actual, planned = _mean(held["meeting_seconds"]), _mean(held["planned_seconds"])
    gap = _longest_gap(days)
    full = [month for month in months if month.is_full]
    return Calendar(
        estimate=Estimate(rate.value),
        unit="per_month",
        n=n | {"full_months": len(full),
               "months_on_target": sum(bool(m.is_on_target) for m in full)},
        target=target,
        days=days,
        months=months,
        first_day=first,
        last_day=last,
        table=Table(
            ("month", "sessions_held", "is_full_month", "is_on_target"),
            tuple((m.start, m.held, m.is_full, m.is_on_target) for m in months),
        ),
        details={
            "months": [
                {"month": m.start, "held": m.held, "is_full": m.is_full,
                 "is_on_target": m.is_on_target}
                for m in months
            ],
            "rate_interval_if_chance": [rate.low, rate.high],
            "average_minutes": None if actual is None else actual / 60,
            "planned_minutes": None if planned is None else planned / 60,
            "longest_gap": gap and {"days": (gap[1] - gap[0]).days, "from": gap[0], "to": gap[1]},
            "weeks_without": _weeks_without(days, first, last),
            "planned": _planned(rows),
        },
    )  # fmt: skip


def _window(dates: Collection[date], context: Context) -> tuple[date, date]:
    """From the pilot's start to its end or the data's, whichever is first, and the days chosen."""
    pilot = context.pilot
    first = pilot.starts_on if pilot else min(dates)
    last = as_day(context.as_of) or max(dates)
    if pilot:
        last = min(last, pilot.ends_on)
    first = max(first, context.first_day or first)
    last = min(last, context.last_day or last)
    return min(first, min(dates)), max(last, max(dates))


def _longest_gap(days: Counter[date]) -> tuple[date, date] | None:
    """Two neighbouring days with a session, the first of those furthest apart; a day beside itself
    where all sessions were on one; None for one session alone."""
    met = sorted(days)
    if len(met) == 1:
        return (met[0], met[0]) if days[met[0]] > 1 else None
    return max(pairwise(met), key=lambda gap: gap[1] - gap[0], default=None)


def _months(first: date, last: date) -> list[date]:
    starts = pd.date_range(first.replace(day=1), last, freq="MS")
    return [start.date() for start in starts]


def _month(
    start: date, days: Counter[date], first: date, last: date, target: float | None
) -> Month:
    following = (start + timedelta(days=31)).replace(day=1)
    held = sum(count for day, count in days.items() if start <= day < following)
    is_full = first <= start and following - timedelta(days=1) <= last
    is_on_target = held >= target if is_full and target is not None else None
    return Month(start, held, is_full, is_on_target)


def _weeks_without(dates: Collection[date], first: date, last: date) -> list[date]:
    """Mondays of the weeks that lie wholly inside the window and saw no session."""
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = [monday + _WEEK * n for n in range(((last - monday).days + 1) // 7)]
    met = {day - timedelta(days=day.weekday()) for day in dates}
    return [week for week in weeks if week not in met]


def _planned(rows: pd.DataFrame) -> dict[str, int] | None:
    """What became of the sessions in the calendar; None where none was planned, for then no
    calendar is loaded."""
    planned = rows[rows["is_planned"] == 1]
    if not len(planned):
        return None
    is_missing = (planned["has_export"] == 0) & (planned["is_called_off"] == 0)
    return {
        "sessions": len(planned),
        "held": int(planned["is_held"].sum()),
        "called_off": int(planned["is_called_off"].sum()),
        "without_export": int(is_missing.sum()),
    }


def _mean(seconds: pd.Series) -> float | None:
    known = seconds.dropna().to_numpy(float)
    return float(known.mean()) if len(known) else None


QUESTION = Question(
    name="sessions-per-month",
    place=3,
    label="Sessions per month",
    nouns=Nouns(
        subject="the cadence",
        measure="Sessions held per day; month totals against the target",
        source="attendance exports and the calendar",
    ),
    formula="sessions held / (days from the pilot's start to its end or the data's / 30.4375);"
    " a month is on target when it has at least the target's number of sessions. The interval"
    " that chance alone would give (exact Poisson) is in the JSON for those who ask",
    literature="Garwood (1936) for the Poisson interval",
    needs=("attendance",),
    needs_pilot=False,
    filters=("dates",),
    answer=answer,
)
