"""A metric by week before and after the pilot began, beside where its trend was going."""

from __future__ import annotations

from datetime import timedelta

import plotly.graph_objects as go

from analytics import fmt
from analytics.plots.series import ends, months, runs, value_axis
from analytics.shapes import Series
from analytics.tokens import Tokens, ink
from app.figures.base import LINE_PX, Sheet, blank

_WIDTHS = {"thin": 1.2, "normal": 1.8, "bold": 2.4}
_MOST_MONTHS = 6  # side by side on a phone
_APART = 0.16  # of two labels at the right end, as a share of the axis


def series(answer: Series, tokens: Tokens) -> Sheet:
    """The first metric: grey before the pilot, blue since, and dashed where the trend before was
    going; a period without enough people parts its line."""
    one = answer.rows[0]
    fig = blank(tokens, 340, l=54, r=92, t=60, b=34)
    low, high, step = value_axis(one)
    for name, colour, weight, is_dashed, run in runs(one):
        fig.add_trace(
            go.Scatter(
                name=name,
                x=[day for day, _ in run],
                y=[value for _, value in run],
                mode="lines" if len(run) > 1 else "markers",
                line={
                    "color": ink(tokens, colour), "width": _WIDTHS[weight],
                    "dash": "5px,4px" if is_dashed else "solid",
                },
                marker={"color": ink(tokens, colour), "size": 5},
                customdata=[
                    f"{fmt.day(day)}: {fmt.measured(value)}{' expected' if is_dashed else ''}"
                    for day, value in run
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    _start(fig, answer, tokens)
    _key(fig, tokens)
    _ends(fig, answer, (low, high), tokens)
    room = max(timedelta(days=3), (one.points[-1].start - one.points[0].start) * 0.03)
    fig.update_xaxes(
        type="date",
        range=[one.points[0].start - room, one.points[-1].start + room],
        tickvals=months(one, _MOST_MONTHS),
        ticktext=[fmt.month(day) for day in months(one, _MOST_MONTHS)],
        tickangle=0,
        ticks="outside",
        showgrid=False,
        showline=True,
    )
    ticks = [n * step for n in range(round(low / step), round(high / step) + 1)]
    fig.update_yaxes(
        range=[low, high], tickvals=ticks, ticktext=[fmt.measured(tick) for tick in ticks]
    )
    return fig


def _start(fig: Sheet, answer: Series, tokens: Tokens) -> None:
    fig.add_shape(
        type="line", x0=answer.starts_on, x1=answer.starts_on, yref="y domain", y0=0, y1=1,
        line={"color": tokens.muted, "width": 1},
    )  # fmt: skip
    fig.add_annotation(
        x=answer.starts_on, yref="paper", y=1, yanchor="bottom", text="Pilot begins",
        font={"color": tokens.muted}, showarrow=False,
    )  # fmt: skip


def _key(fig: Sheet, tokens: Tokens) -> None:
    """Above the plot, one under the other, where no line comes."""
    names = (
        ("━ Since the pilot began", tokens.during),
        ("╌ Where its trend was going", tokens.before_text),
    )
    for place, (name, colour) in enumerate(names):
        fig.add_annotation(
            xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom",
            yshift=24 + LINE_PX * (1 - place), text=f"<b>{name}</b>", font={"color": colour},
            showarrow=False,
        )  # fmt: skip


def _ends(fig: Sheet, answer: Series, axis: tuple[float, float], tokens: Tokens) -> None:
    """The last mean and what was expected, one moved away where both would meet."""
    value, expected = ends(answer.rows[0])
    room = _APART * (axis[1] - axis[0])
    labels = [(value, fmt.measured(value), "last", tokens.during)]
    if expected is not None:
        place = expected
        if abs(expected - value) < room:
            place = value + (room if expected >= value else -room)
        labels.append((place, fmt.measured(expected), "expected", tokens.before_text))
    for place, number, name, colour in labels:
        fig.add_annotation(
            xref="paper", x=1, xanchor="left", xshift=8, y=min(max(place, axis[0]), axis[1]),
            text=f"<b>{number}</b><br>{name}", font={"color": colour}, align="left",
            showarrow=False,
        )  # fmt: skip
