"""Percent faster by department, with the whole on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Compared, Forest
from analytics.plots.forest import hires, is_clear, span, ticks
from analytics.tokens import Tokens
from app import text
from app.figures.base import LINE_PX, Sheet, blank, soft, target_line

# Of a department's name beside its estimate, on a phone.
NAME_WIDTH = 34
NAME_LINES = 2
TOP_PX = 24  # the target's label
BAND_PX = 18  # dot and line
LINE_GAP_PX = 2
GAP_PX, GAP_AFTER_WHOLE_PX = 12, 20
AXIS_PX = 46
# Room that the target's label needs to the right of its line, as a share of the axis.
LABEL_ROOM = 0.24


@dataclass(frozen=True)
class _Row:
    """One row: its lines on the left and on the right are escaped; top of them and middle of its
    dot in pixels from the top."""

    found: Compared
    label: tuple[str, ...]
    value: tuple[str, ...]
    hover: str
    is_whole: bool
    is_clear: bool
    top: float
    middle: float


def forest(answer: Forest, tokens: Tokens) -> Sheet:
    """A dot with its interval for each department, a diamond for all of them together, against no
    change and the target; coloured where the change is clear. Labels stand above their rows, so
    that nothing is needed at the sides; those with counts only have no dot."""
    rows = _rows(answer, tokens)
    last = rows[-1]
    height = max(last.middle + BAND_PX / 2, last.top + len(last.label) * LINE_PX) + 8
    fig = blank(tokens, round(height) + AXIS_PX, l=8, r=8, t=0, b=AXIS_PX)
    low, high = span([row.found for row in rows], answer.target)
    _axes(fig, low, high, height, tokens)
    fig.add_shape(type="line", x0=0, x1=0, y0=TOP_PX, y1=height, layer="between",
                  line={"color": tokens.before, "width": 1.2})  # fmt: skip
    if answer.target is not None:
        _target(fig, answer.target, low, high, height, tokens)
    for row in rows:
        if row.found.estimate is not None:
            _interval(fig, row, low, high, tokens)
    for is_whole in (False, True):
        _dots(fig, [row for row in rows if row.is_whole == is_whole and row.found.estimate], tokens)
    for row in rows:
        _label(fig, row, tokens)
    return fig


def _rows(answer: Forest, tokens: Tokens) -> list[_Row]:
    whole = answer.whole
    rows = [_row(whole, "All departments", None, is_clear(answer), TOP_PX + 4, tokens)]
    at = rows[0].middle + BAND_PX / 2 + GAP_AFTER_WHOLE_PX
    for one in answer.slices:
        found = one.found
        rows.append(_row(found, found.name, one.adjusted, is_clear(answer, one), at, tokens))
        at = rows[-1].middle + BAND_PX / 2 + GAP_PX
    return rows


def _row(
    found: Compared, name: str, adjusted: float | None, clear: bool, top: float, tokens: Tokens
) -> _Row:
    """Name and estimate on the first line, the hires and the interval on the last."""
    is_whole, estimate = not found.name, found.estimate
    lines = [text.plotly(line) for line in text.lines(name, NAME_WIDTH, NAME_LINES)]
    bottom = top + (len(lines) + 1) * LINE_PX
    hover = _hover(found, text.plotly(name), adjusted)
    if estimate is None:
        shown = [soft(line, tokens) for line in lines]
        value, middle = [soft("counts only", tokens)], bottom - BAND_PX / 2
    else:
        shown = [f"<b>{line}</b>" if is_whole else line for line in lines]
        limits = soft(fmt.change_range(estimate.low, estimate.high), tokens)
        value = [f"<b>{fmt.change(estimate.value)}</b>", *("&nbsp;" for _ in lines[1:]), limits]
        middle = bottom + LINE_GAP_PX + BAND_PX / 2
    label = (*shown, soft(hires(found), tokens))
    return _Row(found, label, tuple(value), hover, is_whole, clear, top, middle)


def _hover(found: Compared, name: str, adjusted: float | None) -> str:
    counts = (
        f"{fmt.count(found.before)} hired before, {fmt.count(found.competent_before)} competent<br>"
        f"{fmt.count(found.during)} hired during, {fmt.count(found.competent_during)} competent"
    )
    if found.estimate is None:
        return f"{name}<br>{counts}"
    estimate = found.estimate
    interval = fmt.faster_range(estimate.low, estimate.high)
    corrected = f", {fmt.p_value(adjusted)} after the correction" if adjusted is not None else ""
    return (
        f"{name}<br><b>{fmt.faster(estimate.value)}</b><br>{interval}"
        f" ({fmt.confidence(found.confidence)} interval)<br>{fmt.p_value(found.p)}{corrected}"
        f"<br>{counts}"
    )


# what is drawn ------------------------------------------------------------------------------------


def _axes(fig: Sheet, low: float, high: float, height: float, tokens: Tokens) -> None:
    places = ticks(low, high)
    fig.update_xaxes(
        range=[low, high],
        tickvals=places,
        ticktext=[fmt.change(place) for place in places],
        ticks="outside",
        showgrid=True,
        showline=True,
        title_text="← slower · faster →",
        title_standoff=4,
    )
    fig.update_yaxes(visible=False, range=[height, 0])


def _target(
    fig: Sheet, target: float, low: float, high: float, height: float, tokens: Tokens
) -> None:
    fig.add_shape(type="line", x0=target, x1=target, y0=TOP_PX, y1=height, layer="between",
                  line=target_line(tokens))  # fmt: skip
    is_room = (high - target) / (high - low) >= LABEL_ROOM
    fig.add_annotation(
        x=target, xanchor="left" if is_room else "right", xshift=-5 if is_room else 5,
        y=TOP_PX, yanchor="bottom", text=f"Target {fmt.percent(target)}",
        font={"color": tokens.target}, showarrow=False,
    )  # fmt: skip


def _interval(fig: Sheet, row: _Row, low: float, high: float, tokens: Tokens) -> None:
    """A line over the interval; where a limit is open or beyond the axis it ends in an arrow."""
    estimate = row.found.estimate
    assert estimate is not None
    is_cut = [
        estimate.low is None or estimate.low < low,
        estimate.high is None or estimate.high > high,
    ]
    ends = [low if is_cut[0] else estimate.low, high if is_cut[1] else estimate.high]
    colour = _colour(row, tokens)
    fig.add_trace(
        go.Scatter(
            name="interval",
            x=ends,
            y=[row.middle, row.middle],
            mode="lines+markers" if any(is_cut) else "lines",
            line={"color": colour, "width": 3.4 if row.is_whole else 2.2},
            marker={
                "symbol": ["triangle-left", "triangle-right"],
                "size": [9 if cut else 0 for cut in is_cut],
                "color": colour,
                "line": {"width": 0},
            },
            cliponaxis=False,
            hoverinfo="skip",
        )
    )


def _dots(fig: Sheet, rows: list[_Row], tokens: Tokens) -> None:
    if not rows:
        return
    is_whole = rows[0].is_whole
    fig.add_trace(
        go.Scatter(
            name="whole" if is_whole else "departments",
            x=[row.found.estimate.value for row in rows if row.found.estimate],
            y=[row.middle for row in rows],
            mode="markers",
            marker={
                "symbol": "diamond" if is_whole else "circle",
                "size": 15 if is_whole else 11,
                "color": [_colour(row, tokens) for row in rows],
                "line": {"color": tokens.background, "width": 1.5},
            },
            customdata=[row.hover for row in rows],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _colour(row: _Row, tokens: Tokens) -> str:
    return tokens.during if row.is_clear else tokens.before


def _label(fig: Sheet, row: _Row, tokens: Tokens) -> None:
    """Name on the left, numbers on the right; the lines behind them end at the words."""
    at: dict[str, Any] = {
        "xref": "paper", "y": row.top, "yanchor": "top", "showarrow": False,
        "bgcolor": tokens.background, "borderpad": 1,
    }  # fmt: skip
    fig.add_annotation(x=0, xanchor="left", align="left", text="<br>".join(row.label), **at)
    fig.add_annotation(x=1, xanchor="right", align="right", text="<br>".join(row.value), **at)
