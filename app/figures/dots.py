"""One dot per hire, two rows, with the bar of each row's middle half."""

from __future__ import annotations

from collections import defaultdict

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import DotCohort, Dots
from analytics.tokens import SIZE, Tokens
from app.figures.base import LINE_PX, blank

# Pixels: a row holds its label, its cloud of dots and its bar.
_CLOUD, _BAR, _GAP, _TOP = 92, 12, 26, 4
_STACK = 7


def dots(answer: Dots, tokens: Tokens) -> go.Figure:
    """Filled = competent, hollow = still learning; the bar runs from the first to the third
    quartile, its tick is the median."""
    rows = (
        ("Before pilot", answer.before, tokens.before, tokens.before_band, tokens.before_text),
        ("During pilot", answer.during, tokens.during, tokens.during_band, tokens.during),
    )
    height = 2 * (LINE_PX + 4 + _CLOUD + _BAR + _GAP) + _TOP
    fig = blank(tokens, height + 46, l=8, r=8, t=0, b=46)
    end = _end(answer)
    for place, (name, cohort, colour, band, words) in enumerate(rows):
        top = _TOP + place * (LINE_PX + 4 + _CLOUD + _BAR + _GAP)
        _label(fig, name, cohort, words, top)
        middle = top + LINE_PX + 4 + _CLOUD / 2
        for is_competent in (True, False):
            fig.add_trace(_cloud(cohort, is_competent, end, middle, colour, tokens))
        _quartiles(fig, cohort, end, top + LINE_PX + 4 + _CLOUD + 2, colour, band)
    step = next((s for s in (10, 20, 30, 60, 90) if end / s <= 7), 180)
    fig.update_xaxes(
        range=[0, end * 1.02],
        tickvals=list(range(0, end + 1, step)),
        showgrid=True,
        ticks="outside",
        showline=True,
        title_text="Days since hire",
        title_standoff=6,
    )
    fig.update_yaxes(visible=False, range=[height, 0])
    return fig


def _end(answer: Dots) -> int:
    """The last day drawn: the whole of the shorter row and nearly all of the longer one."""
    days = sorted(day for c in (answer.before, answer.during) for day, _, n in c.dots for _ in [n])
    usual = days[int(0.98 * (len(days) - 1))]
    wanted = max(usual, *(q or 0 for c in (answer.before, answer.during) for q in c.quartiles), 10)
    return int(-(-wanted // 10) * 10)


def _label(fig: go.Figure, name: str, cohort: DotCohort, colour: str, top: float) -> None:
    at = {"y": top, "yanchor": "top", "showarrow": False, "xref": "paper"}
    fig.add_annotation(x=0, xanchor="left", text=f"<b>{name}</b>", font={"color": colour}, **at)
    first, median, third = cohort.quartiles
    half = (
        f"{fmt.number(first)}–{fmt.number(third)}, "
        if first is not None and third is not None
        else ""
    )
    words = f"{half}median <b>{fmt.days(median)}</b>"
    fig.add_annotation(x=1, xanchor="right", text=words, font={"color": colour}, **at)


def _cloud(
    cohort: DotCohort, is_competent: bool, end: int, middle: float, colour: str, tokens: Tokens
) -> go.Scattergl | go.Scatter:
    """The dots of a day stand above each other, around the middle; several people of one day
    where a cloud would grow too high share a dot, which the hover says."""
    x, y, says = [], [], []
    stacked: dict[int, int] = defaultdict(int)
    for day, competent, people in cohort.dots:
        if competent != is_competent or day > end:
            continue
        for _ in range(min(people, int(_CLOUD / _STACK))):
            level = stacked[day]
            stacked[day] += 1
            offset = (level + 1) // 2 * (1 if level % 2 else -1)
            x.append(day)
            # Neighbouring days are set off by a little, always the same, so that dots do not hide.
            y.append(middle + offset * _STACK + (day * 37 % 23 - 11) * 1.6)
            are = "competent" if competent else "still learning"
            says.append(f"{fmt.plural(people, 'person', 'people')} {are} at day {day}")
    fill = colour if is_competent else tokens.background
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        name="competent" if is_competent else "still learning",
        customdata=says,
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "size": 7,
            "color": fill,
            "opacity": 0.75 if is_competent else 1,
            "line": {"color": colour, "width": 0 if is_competent else 1.4},
        },
    )


def _quartiles(
    fig: go.Figure, cohort: DotCohort, end: int, top: float, colour: str, band: str
) -> None:
    first, median, third = cohort.quartiles
    if first is not None:
        fig.add_shape(
            type="rect", x0=first, x1=min(third if third is not None else end, end), y0=top,
            y1=top + _BAR, fillcolor=band, line={"width": 0}, layer="below",
        )  # fmt: skip
    if median is not None:
        fig.add_shape(
            type="line", x0=median, x1=median, y0=top - 3, y1=top + _BAR + 3,
            line={"color": colour, "width": 3},
        )  # fmt: skip
    fig.update_layout(font={"size": SIZE})
