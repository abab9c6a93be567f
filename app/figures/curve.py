"""Kaplan–Meier curves of two cohorts."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Cohort, Curve, CurveStep
from analytics.tokens import SIZE, Tokens
from app.figures.base import LINE_PX, area, blank, line


def curve(answer: Curve, tokens: Tokens) -> go.Figure:
    """Kaplan–Meier curves of both cohorts with bands, medians, and those still learning."""
    fig = blank(tokens, 430, l=68, r=16, t=12, b=118)
    end, step = _days_shown(answer)
    looks = (
        ("Before pilot", answer.before, tokens.before, tokens.before_band, 1.8),
        ("During pilot", answer.during, tokens.during, tokens.during_band, 2.4),
    )
    for _, cohort, _, band, _ in looks:
        for run in _bands(cohort, end):
            fig.add_trace(run.area(band))
    if any(cohort.median[0] is not None for _, cohort, *_ in looks):
        reach = max(c.median[0] or 0 for c in (answer.before, answer.during))
        line(fig, 0, 0.5, min(reach, end), 0.5, tokens.muted)
    for name, cohort, colour, _, width in looks:
        x, y = _steps(cohort, end)
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
    fig.update_yaxes(range=[0, 1.01], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")
    return fig


def _days_shown(answer: Curve) -> tuple[int, int]:
    """(last day drawn, days between ticks): past both medians, but not the whole long tail."""
    medians = [c.median[0] for c in (answer.before, answer.during) if c.median[0] is not None]
    wanted = max([answer.during.longest, 30, *(1.5 * m for m in medians)])
    longest = max(answer.before.longest, answer.during.longest, 1)
    end = min(wanted, longest)
    step = next((s for s in (5, 10, 15, 30, 60, 90) if end / s <= 7), 180)
    return int(-(-end // step) * step), step


class _Band:
    """A stretch of a curve where its band is known, as the corners of an area."""

    def __init__(self) -> None:
        self.x: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, start: float, end: float, step: CurveStep) -> None:
        self.x += [start, end]
        self.low += [step.low or 0.0] * 2
        self.high += [1.0 if step.high is None else step.high] * 2

    def area(self, colour: str) -> go.Scatter:
        return area(self.x, self.low, self.high, colour)


def _bands(cohort: Cohort, end: float) -> list[_Band]:
    steps = [s for s in cohort.curve if s.day < end]
    ends = [float(s.day) for s in steps[1:]] + [float(min(cohort.longest, end))]
    runs: list[_Band] = []
    is_open = False
    for step, until in zip(steps, ends, strict=True):
        if step.low is None or step.high is None:
            is_open = False
            continue
        if not is_open:
            runs.append(_Band())
            is_open = True
        runs[-1].add(step.day, until, step)
    return runs


def _steps(cohort: Cohort, end: float) -> tuple[list[float], list[float]]:
    """Corners of the curve from (0, 0) to the end of follow-up, or of the chart."""
    x, y = [0.0], [0.0]
    for step in cohort.curve:
        if step.day <= end:
            x.append(step.day)
            y.append(step.share)
    last = float(min(max(cohort.longest, x[-1]), end))
    if last > x[-1]:
        x.append(last)
        y.append(y[-1])
    return x, y


def _medians(fig: go.Figure, answer: Curve, end: float, tokens: Tokens) -> None:
    """A hollow dot at each median, a line down to its day, and the day: the sooner one named on
    the left above, the later one on the right below, where the curves leave room."""
    found = [
        (cohort.median[0], colour, text_colour)
        for cohort, colour, text_colour in (
            (answer.before, tokens.before, tokens.before_text),
            (answer.during, tokens.during, tokens.during),
        )
        if cohort.median[0] is not None and cohort.median[0] <= end
    ]
    for place, (day, colour, text_colour) in enumerate(sorted(found, key=lambda m: m[0])):
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


def _key(fig: go.Figure, answer: Curve, tokens: Tokens) -> None:
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


def _still_learning(fig: go.Figure, answer: Curve, ticks: Sequence[int], tokens: Tokens) -> None:
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


def at_risk(cohort: Cohort, day: float) -> int:
    """People of the cohort not yet competent and still followed at the start of that day."""
    if day <= 0:
        return cohort.n
    return next((step.at_risk for step in cohort.curve if step.day >= day), 0)
