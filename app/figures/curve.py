"""Kaplan–Meier curves of two cohorts."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Curve
from analytics.plots.curve import (
    QUARTERS,
    at_risk,
    band_runs,
    days_shown,
    half_reach,
    known_medians,
    steps,
)
from analytics.tokens import SIZE, Tokens
from app.figures.base import LINE_PX, Sheet, area, blank, line


def curve(answer: Curve, tokens: Tokens) -> Sheet:
    """Kaplan–Meier curves of both cohorts with bands, medians, and those still learning."""
    fig = blank(tokens, 430, l=68, r=16, t=12, b=118)
    end, step = days_shown(answer)
    looks = (
        ("Before pilot", answer.before, tokens.before, tokens.before_band, 1.8),
        ("During pilot", answer.during, tokens.during, tokens.during_band, 2.4),
    )
    for _, cohort, _, band, _ in looks:
        for run in band_runs(cohort, end):
            fig.add_trace(area(run.x, run.low, run.high, band))
    reach = half_reach(answer, end)
    if reach is not None:
        line(fig, 0, 0.5, reach, 0.5, tokens.muted)
    for name, cohort, colour, _, width in looks:
        x, y = steps(cohort, end)
        fig.add_trace(
            go.Scatter(
                name=name,
                x=x,
                y=y,
                mode="lines",
                line={"color": colour, "width": width, "shape": "hv"},
                hovertemplate=f"{name}: %{{y:.0%}} by day %{{x}}<extra></extra>",
            )
        )
    _medians(fig, answer, end, tokens)
    _key(fig, answer, tokens)
    ticks = list(range(0, end + 1, step))
    _still_learning(fig, answer, ticks, tokens)
    fig.update_xaxes(
        range=[0, end * 1.002],
        tickvals=ticks,
        showgrid=False,
        showline=True,
        ticks="outside",
        title_text="Days since hire",
        title_standoff=6,
    )
    fig.update_yaxes(range=[0, 1.01], tickvals=QUARTERS, tickformat=".0%")
    return fig


def _medians(fig: Sheet, answer: Curve, end: float, tokens: Tokens) -> None:
    """A hollow dot at each median, a line down to its day, and the day: the sooner one named on
    the left above, the later one on the right below, where the curves leave room."""
    colours = {
        "before": (tokens.before, tokens.before_text),
        "during": (tokens.during, tokens.during),
    }
    for place, (when, day) in enumerate(known_medians(answer, end)):
        colour, text_colour = colours[when]
        is_sooner = place == 0
        line(fig, day, 0, day, 0.5, colour)
        fig.add_trace(
            go.Scatter(
                x=[day],
                y=[0.5],
                mode="markers",
                name="median",
                marker={
                    "size": 10,
                    "color": tokens.background,
                    "line": {"color": colour, "width": 2.2},
                },
                hovertemplate=f"Half are competent by day {fmt.number(day)}<extra></extra>",
            )
        )
        fig.add_annotation(
            x=day,
            y=0.5,
            ax=-34 if is_sooner else 34,
            ay=-30 if is_sooner else 32,
            text=f"<b>{fmt.days(day)}</b>",
            font={"color": text_colour, "size": SIZE},
            arrowcolor=colour,
            arrowwidth=1,
            arrowhead=0,
            standoff=6,
            showarrow=True,
            xanchor="right" if is_sooner else "left",
        )


def _key(fig: Sheet, answer: Curve, tokens: Tokens) -> None:
    """In the top left corner, which a cumulative curve never enters."""
    for place, (name, colour) in enumerate(
        (("During pilot", tokens.during), ("Before pilot", tokens.before_text))
    ):
        fig.add_annotation(
            xref="paper",
            yref="paper",
            x=0,
            y=1,
            xanchor="left",
            yanchor="top",
            xshift=12,
            yshift=-8 - LINE_PX * place,
            text=f"<b>━ {name}</b>",
            font={"color": colour},
            showarrow=False,
        )


def _still_learning(fig: Sheet, answer: Curve, ticks: Sequence[int], tokens: Tokens) -> None:
    """How many of each cohort are still being followed, under the ticks they belong to."""
    below = {"yref": "paper", "y": 0, "yanchor": "top", "showarrow": False}
    fig.add_annotation(
        xref="paper", x=0, xanchor="left", xshift=-66, yshift=-54, align="left",
        text="Still learning", font={"color": tokens.muted}, **below,
    )  # fmt: skip
    for place, (name, cohort, colour) in enumerate(
        (
            ("Before", answer.before, tokens.before_text),
            ("During", answer.during, tokens.during),
        )
    ):
        shift = -74 - LINE_PX * place
        fig.add_annotation(
            xref="paper", x=0, xanchor="left", xshift=-66, yshift=shift,
            text=f"<b>{name}</b>", font={"color": colour}, **below,
        )  # fmt: skip
        for tick in ticks:
            fig.add_annotation(
                x=tick, yshift=shift, text=fmt.count(at_risk(cohort, tick)),
                font={"color": tokens.text}, **below,
            )  # fmt: skip
