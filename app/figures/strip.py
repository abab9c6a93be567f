"""One number under every definition: a dot each, on one line."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Defined, Strip
from analytics.plots.strip import band_ends, levels, side, span, tick, ticks, value_of
from analytics.tokens import Tokens
from analytics.verdicts.strips import choice_words, outcome_words, value_words
from app import text
from app.figures.base import LINE_PX, Sheet, blank

DOT, DEFAULT_DOT, LEVEL_PX = 11, 17, 14
# What a phone leaves of the width for the plot.
_NARROWEST_PX = 320
_MOST_TICKS = 4


def strip(answer: Strip, tokens: Tokens) -> Sheet:
    """A dot per definition that counts, the one in use large and on the line with its interval as
    a band; filled where the verdict is that of the one in use, hollow where it is another."""
    rows = answer.judged
    low, high = span(answer)
    heights = levels(rows, DOT * (high - low) / _NARROWEST_PX * 1.15)
    above, below = max(heights), -min(heights)
    half = LEVEL_PX * (max(above, below) + 0.5) + 10
    top = 2 * LINE_PX + 8
    fig = blank(tokens, round(2 * half + top + 34), l=2, r=2, t=top, b=34)
    fig.update_yaxes(visible=False, range=[-half, half])
    _ground(fig, answer, (low, high), half, tokens)
    for is_default in (False, True):
        at = [i for i, row in enumerate(rows) if row.is_default == is_default]
        fig.add_trace(
            go.Scatter(
                name="in use" if is_default else "definitions",
                x=[row.estimate.value for i in at if (row := rows[i]).estimate],
                y=[heights[i] * LEVEL_PX for i in at],
                mode="markers",
                marker={
                    "size": DEFAULT_DOT if is_default else DOT,
                    "color": [_fill(rows[i], tokens) for i in at],
                    "line": {"color": tokens.during if is_default else tokens.during_some,
                             "width": 2},
                    "opacity": 1,
                },
                cliponaxis=False,
                customdata=[_says(answer, rows[i]) for i in at],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    places = ticks(low, high, _MOST_TICKS)
    fig.update_xaxes(
        range=[low, high],
        tickvals=places,
        ticktext=[tick(answer, place) for place in places],
        showgrid=False,
        showline=True,
        ticks="outside",
    )
    return fig


def _fill(row: Defined, tokens: Tokens) -> str:
    if not row.agrees:
        return tokens.background
    return tokens.during if row.is_default else tokens.during_some


def _ground(
    fig: Sheet, answer: Strip, within: tuple[float, float], half: float, tokens: Tokens
) -> None:
    """Band, line of no change and target, each named above the plot on a line of its own."""
    ends = band_ends(answer, within)
    if ends is not None:
        fig.add_shape(
            name="band",
            type="rect",
            x0=ends[0],
            x1=ends[1],
            y0=-half,
            y1=half,
            line={"width": 0},
            fillcolor=tokens.during_band,
            layer="below",
        )
    marks = [(0.0, tokens.before, "solid")] if answer.unit == "faster" else []
    if answer.target is not None:
        marks.append((answer.target, tokens.target, "5px,4px"))
    for at, colour, dash in marks:
        fig.add_shape(
            type="line", x0=at, x1=at, y0=-half, y1=half, layer="below",
            line={"color": colour, "width": 1.6 if at else 1.2, "dash": dash},
        )  # fmt: skip
    if answer.target is not None:
        _name(fig, answer.target, within, f"Target {fmt.percent(answer.target)}", 1, tokens.target)
    in_use = answer.default.estimate
    if in_use is not None:
        _name(fig, in_use.value, within, "<b>In use</b>", 0, tokens.during)


def _name(
    fig: Sheet, at: float, within: tuple[float, float], words: str, line: int, colour: str
) -> None:
    anchor = side(at, within).replace("middle", "center")
    fig.add_annotation(
        x=at, xanchor=anchor, yref="paper", y=1, yanchor="bottom", yshift=2 + line * LINE_PX,
        text=words, font={"color": colour}, showarrow=False,
    )  # fmt: skip


def _says(answer: Strip, row: Defined) -> str:
    """The definition, its number and its verdict, in short lines for a phone."""
    value = value_words(answer, value_of(row))
    verdict = outcome_words(row)
    lines = [f"<b>{value}</b>" + (f", {verdict}" if verdict else "")]
    for phrase in choice_words(row):
        lines += [text.plotly(line) for line in text.lines(phrase, 40, 2)]
    return "<br>".join([*lines, "<b>In use</b>"] if row.is_default else lines)
