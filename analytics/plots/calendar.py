"""Sessions held, by day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from analytics import fmt
from analytics.findings import Calendar, Month
from analytics.plots.plot import Cell, Cells, Heading

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# One session on a day is shaded so much, more are full.
ONE_SESSION = 0.6
# More columns are too narrow; longer pilots have a row per month, the last ones of very many.
MOST_COLUMNS, MOST_MONTHS = 66, 36
# As a share of all columns, what the words over a month need.
LEAST_HEADING = 0.045


def calendar(answer: Calendar) -> Cells:
    """Sessions by weekday and week, month totals above. A week in two months has a column in
    each, so that every session stands under its month; long pilots have a row per month."""
    columns = list(dict.fromkeys(_column(day) for day in _days(answer)))
    if len(columns) > MOST_COLUMNS:
        return _by_month(answer)
    widths = Counter(month for month, _ in columns)
    rows = tuple(
        (
            WEEKDAYS[weekday],
            tuple(
                _cell(answer, monday + timedelta(days=weekday), month) for month, monday in columns
            ),
            "",
        )
        for weekday in range(days_shown(answer))
    )
    headings = [
        _heading(answer, month, widths[month.start], len(columns))
        for month in answer.months
        if month.start in widths
    ]
    return Cells(headings=tuple(headings), rows=rows)


def days_shown(answer: Calendar) -> int:
    """Of the week: all seven where any session was at a weekend."""
    return 7 if any(day.weekday() > 4 for day in answer.days) else 5


def held_words(answer: Calendar, month: Month) -> tuple[str, str, str]:
    """(sessions held, what follows, its ink): " ✓" on target, " of 4" below it, " part" of a month
    that is not judged."""
    held = fmt.count(month.held)
    if month.is_on_target is None:
        return held, " part", "muted"
    if month.is_on_target:
        return held, " ✓", "text"
    return held, f" of {fmt.number(answer.target)}" if answer.target is not None else "", "target"


def _days(answer: Calendar) -> list[date]:
    many = (answer.last_day - answer.first_day).days + 1
    days = [answer.first_day + timedelta(days=n) for n in range(many)]
    return [day for day in days if day.weekday() < days_shown(answer)]


def _column(day: date) -> tuple[date, date]:
    """The month and the Monday of a day, by their first days."""
    return day.replace(day=1), day - timedelta(days=day.weekday())


def _cell(answer: Calendar, day: date, month: date) -> Cell:
    is_there = (
        answer.first_day <= day <= answer.last_day
        and day.replace(day=1) == month
        and day.weekday() < days_shown(answer)
    )
    return Cell(_shade(answer.days.get(day, 0)) if is_there else None)


def _shade(held: int) -> float:
    return 1.0 if held > 1 else ONE_SESSION * held


def _heading(answer: Calendar, month: Month, width: int, columns: int) -> Heading:
    is_first = month == answer.months[0]
    held, more, ink = held_words(answer, month)
    if width / columns < LEAST_HEADING:  # a part of a month at either end of a long pilot
        return Heading("", width, has_line_before=not is_first)
    return Heading(fmt.month(month.start), width, f"{held}{more}", ink, not is_first)


def _by_month(answer: Calendar) -> Cells:
    """A row per month, a column per day of it, the total at the end."""
    months = answer.months[-MOST_MONTHS:]
    rows = tuple(
        (
            fmt.month_of(month.start),
            tuple(_cell(answer, month.start + timedelta(days=n), month.start) for n in range(31)),
            "".join(held_words(answer, month)[:2]),
        )
        for month in months
    )
    is_cut = len(months) < len(answer.months)
    title = f"The last {fmt.count(MOST_MONTHS)} months" if is_cut else ""
    headings = tuple(Heading(fmt.count(n)) for n in range(1, 32))
    return Cells(headings=headings, rows=rows, rows_title=title)
