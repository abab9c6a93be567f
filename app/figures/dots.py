"""One dot per hire (where there are very many, per so many of them), two rows, with the bar of each
row's middle half."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import DotCohort, Dots
from analytics.plots.dots import CLOUD, cloud, last_day, middle_half, ticks
from analytics.tokens import SIZE, Tokens
from app.figures.base import LINE_PX, Sheet, blank

# Pixels: a row holds its label, its cloud of dots and its bar.
_BAR, _GAP, _TOP = 12, 26, 4
# Of one row: more are a blot, and the browser draws each by itself.
MOST_DOTS = 400

_Hires = tuple[int, bool, int]  # days, is_competent, people


def dots(answer: Dots, tokens: Tokens) -> Sheet:
    """Filled = competent, hollow = still learning; the bar runs from the first to the third
    quartile, its tick is the median."""
    rows = (
        ("Before pilot", answer.before, tokens.before, tokens.before_band, tokens.before_text),
        ("During pilot", answer.during, tokens.during, tokens.during_band, tokens.during),
    )
    height = 2 * (LINE_PX + 4 + CLOUD + _BAR + _GAP) + _TOP
    fig = blank(tokens, height + 46, l=8, r=8, t=0, b=46)
    end, hires = last_day(answer), hires_per_dot(answer)
    for place, (name, cohort, colour, band, words) in enumerate(rows):
        top = _TOP + place * (LINE_PX + 4 + CLOUD + _BAR + _GAP)
        _label(fig, name, cohort, words, top)
        middle = top + LINE_PX + 4 + CLOUD / 2
        for is_competent in (True, False):
            alike = [dot for dot in cohort.dots if dot[1] == is_competent]
            fig.add_trace(_cloud(alike, hires, end, middle, colour, is_competent, tokens))
        _quartiles(fig, cohort, end, top + LINE_PX + 4 + CLOUD + 2, colour, band)
    fig.update_xaxes(
        range=[0, end * 1.02],
        tickvals=list(ticks(end)),
        showgrid=True,
        ticks="outside",
        showline=True,
        title_text="Days since hire",
        title_standoff=6,
    )
    fig.update_yaxes(visible=False, range=[height, 0])
    return fig


def hires_per_dot(answer: Dots) -> int:
    """For how many hires a dot stands, so that neither row has more than MOST_DOTS."""
    rows = (answer.before, answer.during)
    return max(1, *(-(-sum(n for *_, n in row.dots) // MOST_DOTS) for row in rows))


def _some(alike: Sequence[_Hires], hires: int) -> list[_Hires]:
    """Every so many-th hire in order of days, so that the cloud keeps its shape."""
    found, passed = [], 0
    for day, is_competent, people in alike:
        dots = (passed + people) // hires - passed // hires
        passed += people
        if dots:
            found.append((day, is_competent, dots))
    return found


def _label(fig: Sheet, name: str, cohort: DotCohort, colour: str, top: float) -> None:
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
    alike: Sequence[_Hires],
    hires: int,
    end: int,
    middle: float,
    colour: str,
    is_competent: bool,
    tokens: Tokens,
) -> go.Scatter:
    are = "competent" if is_competent else "still learning"
    placed = cloud(_some(alike, hires), end)
    people = {day: count for day, _, count in alike}
    fill = colour if is_competent else tokens.background
    return go.Scatter(
        x=[one.day for one in placed],
        y=[middle + one.offset for one in placed],
        mode="markers",
        name=are,
        customdata=[fmt.plural(people[one.day], "person", "people") for one in placed],
        hovertemplate=f"%{{customdata}} {are} at day %{{x}}<extra></extra>",
        marker={
            "size": 7,
            "color": fill,
            "opacity": 0.75 if is_competent else 1,
            "line": {"color": colour, "width": 0 if is_competent else 1.4},
        },
    )


def _quartiles(fig: Sheet, cohort: DotCohort, end: int, top: float, colour: str, band: str) -> None:
    ends, median = middle_half(cohort, end), cohort.quartiles[1]
    if ends is not None:
        fig.add_shape(
            type="rect", x0=ends[0], x1=ends[1], y0=top, y1=top + _BAR,
            fillcolor=band, line={"width": 0}, layer="below",
        )  # fmt: skip
    if median is not None:
        fig.add_shape(
            type="line", x0=median, x1=median, y0=top - 3, y1=top + _BAR + 3,
            line={"color": colour, "width": 3},
        )  # fmt: skip
    fig.update_layout(font={"size": SIZE})
