"""One number under every definition: a dot each, on one line."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Defined, Strip
from analytics.tokens import Tokens
from analytics.verdicts.strips import choice_words, outcome_words, value_words
from app import text
from app.figures.base import LINE_PX, blank

DOT, DEFAULT_DOT, LEVEL_PX = 11, 17, 14
# What a phone leaves of the width for the plot.
_NARROWEST_PX = 320
# The interval is drawn no further than this beyond what else is shown: a very wide one would push
# all dots together.
_FURTHEST = 0.5
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
_MOST_TICKS = 4


def strip(answer: Strip, tokens: Tokens) -> go.Figure:
    """A dot per definition that counts, the one in use large and on the line with its interval as
    a band; filled where the verdict is that of the one in use, hollow where it is another."""
    rows = answer.judged
    low, high = _range(answer)
    levels = _levels(rows, DOT * (high - low) / _NARROWEST_PX * 1.15)
    above, below = max(levels), -min(levels)
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
                y=[levels[i] * LEVEL_PX for i in at],
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
    ticks = _ticks(low, high)
    fig.update_xaxes(
        range=[low, high],
        tickvals=ticks,
        ticktext=[_tick(answer, tick) for tick in ticks],
        showgrid=False,
        showline=True,
        ticks="outside",
    )
    return fig


def _fill(row: Defined, tokens: Tokens) -> str:
    if not row.agrees:
        return tokens.background
    return tokens.during if row.is_default else tokens.during_some


def _range(answer: Strip) -> tuple[float, float]:
    """The axis: every dot, the target, no change, and the interval as far as it is drawn."""
    values = [row.estimate.value for row in answer.judged if row.estimate]
    values += [] if answer.target is None else [answer.target]
    values += [0.0] if answer.unit == "faster" else []
    low, high = min(values), max(values)
    limits = answer.default.estimate
    if limits is not None:
        low = min(low, max(limits.low if limits.low is not None else -1e9, low - _FURTHEST))
        high = max(high, min(limits.high if limits.high is not None else 1e9, high + _FURTHEST))
    pad = 0.12 * (high - low or 0.1)  # a label under either end has room on a phone
    return low - pad, high + pad


def _levels(rows: Sequence[Defined], needed: float) -> list[int]:
    """How many dots above (or below) the line each is moved, so that none lies on another; the one
    in use stays on it. needed: what two dots side by side take of the axis."""
    placed: dict[int, list[float]] = {}
    levels = [0] * len(rows)
    order = sorted(
        range(len(rows)),
        key=lambda i: (not rows[i].is_default, not rows[i].agrees, _value(rows[i])),
    )
    for i in order:
        value, level = _value(rows[i]), 0
        while any(abs(value - other) < needed for other in placed.get(level, [])):
            level = -level if level > 0 else 1 - level
        placed.setdefault(level, []).append(value)
        levels[i] = level
    return levels


def _value(row: Defined) -> float:
    return row.estimate.value if row.estimate else 0.0


def _ground(
    fig: go.Figure, answer: Strip, span: tuple[float, float], half: float, tokens: Tokens
) -> None:
    """Band, line of no change and target, each named above the plot on a line of its own."""
    low, high = span
    limits = answer.default.estimate
    if limits is not None and (limits.low is not None or limits.high is not None):
        fig.add_shape(
            name="band",
            type="rect",
            x0=max(low, limits.low) if limits.low is not None else low,
            x1=min(high, limits.high) if limits.high is not None else high,
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
        _name(fig, answer.target, span, f"Target {fmt.percent(answer.target)}", 1, tokens.target)
    if limits is not None:
        _name(fig, limits.value, span, "<b>In use</b>", 0, tokens.during)


def _name(
    fig: go.Figure, at: float, span: tuple[float, float], words: str, line: int, colour: str
) -> None:
    share = (at - span[0]) / (span[1] - span[0])
    anchor = "left" if share < 0.15 else "right" if share > 0.85 else "center"
    fig.add_annotation(
        x=at, xanchor=anchor, yref="paper", y=1, yanchor="bottom", yshift=2 + line * LINE_PX,
        text=words, font={"color": colour}, showarrow=False,
    )  # fmt: skip


def _says(answer: Strip, row: Defined) -> str:
    """The definition, its number and its verdict, in short lines for a phone."""
    value = value_words(answer, _value(row))
    verdict = outcome_words(row)
    lines = [f"<b>{value}</b>" + (f", {verdict}" if verdict else "")]
    for phrase in choice_words(row):
        lines += [text.plotly(line) for line in text.lines(phrase, 40, 2)]
    return "<br>".join([*lines, "<b>In use</b>"] if row.is_default else lines)


def _ticks(low: float, high: float) -> list[float]:
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_TICKS), high - low)
    first = -int(-low // step)
    return [n * step for n in range(first, int(high // step) + 1)]


def _tick(answer: Strip, value: float) -> str:
    if answer.unit == "faster" and abs(value) < 1e-9:
        return "no change"
    return value_words(answer, value)
