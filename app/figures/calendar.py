"""Sessions held, by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Calendar
from analytics.plots.calendar import WEEKDAYS, days_shown, held_words
from analytics.tokens import Tokens, ink
from app.figures.base import Sheet, blank, soft

WEEKS_PER_BLOCK = 26
CELL_PX = 27


def calendar(answer: Calendar, tokens: Tokens) -> Sheet:
    """Sessions by weekday and week, month totals above; long pilots go on in further blocks."""
    monday = answer.first_day - timedelta(days=answer.first_day.weekday())
    weeks = (answer.last_day - monday).days // 7 + 1
    shown = days_shown(answer)
    blocks = -(-weeks // WEEKS_PER_BLOCK)
    columns = min(weeks, WEEKS_PER_BLOCK)
    block_rows = shown + 2  # two rows of room for the month labels
    fig = blank(tokens, blocks * block_rows * CELL_PX + 12, l=42, r=4, t=4, b=8)

    def place(day: date) -> tuple[int, int]:
        week = (day - monday).days // 7
        block, column = divmod(week, WEEKS_PER_BLOCK)
        return column, block * block_rows + 2 + day.weekday()

    z: list[list[float | None]] = [[None] * columns for _ in range(blocks * block_rows)]
    hover = [[""] * columns for _ in range(blocks * block_rows)]
    day = answer.first_day
    while day <= answer.last_day:
        if day.weekday() < shown:
            column, row = place(day)
            held = answer.days.get(day, 0)
            z[row][column] = min(held, 2)
            hover[row][column] = f"{fmt.day(day)}: {fmt.plural(held, 'session')}"
        day += timedelta(days=1)
    fig.add_trace(
        go.Heatmap(
            name="sessions",
            z=z,
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
            showscale=False,
            zmin=0,
            zmax=2,
            colorscale=[[0, tokens.cell], [0.5, tokens.during_some], [1, tokens.during]],
            xgap=3,
            ygap=3,
        )
    )
    for month in answer.months:
        _month(fig, answer, month.start, place, shown, tokens)
    names = WEEKDAYS[:shown]
    fig.update_xaxes(visible=False, range=[-0.5, max(columns, 4) - 0.5])
    fig.update_yaxes(
        range=[blocks * block_rows - 0.5, -0.5],
        tickvals=[b * block_rows + 2 + i for b in range(blocks) for i in range(shown)],
        ticktext=names * blocks,
        ticks="",
        showgrid=False,
    )
    return fig


def _month(
    fig: Sheet,
    answer: Calendar,
    start: date,
    place: Callable[[date], tuple[int, int]],
    shown: int,
    tokens: Tokens,
) -> None:
    """The label over a month, and the line between it and the month before."""
    month = next(m for m in answer.months if m.start == start)
    first = max(start, answer.first_day)
    last = min((start + timedelta(days=31)).replace(day=1) - timedelta(days=1), answer.last_day)
    column, row = place(first)
    top = row - first.weekday()
    end, end_row = place(last)
    if end_row - last.weekday() != top:  # the month goes on in the next block
        end = WEEKS_PER_BLOCK - 1
    held, more, name = held_words(answer, month)
    says = f"<b>{held}</b>{more}"
    if month.is_on_target is None:
        says = soft(says, tokens)
    fig.add_annotation(
        x=(column + end) / 2,
        y=top - 0.5,
        yanchor="bottom",
        text=f"{fmt.month(start)}<br>{says}",
        font={"color": ink(tokens, name)},
        showarrow=False,
    )
    if first > answer.first_day and column > 0:
        weekday = first.weekday()
        right, left = column + 0.5, column - 0.5
        bend = top + min(weekday, shown) - 0.5
        path = f"M {left if weekday == 0 else right},{top - 0.5} "
        if 0 < weekday < shown:
            path += f"L {right},{bend} L {left},{bend} "
        path += f"L {right if weekday >= shown else left},{top + shown - 0.5}"
        fig.add_shape(type="path", path=path, line={"color": tokens.muted, "width": 1})
