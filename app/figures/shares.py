"""The same share in parts side by side: formats as dots, departments as bars."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import ShareRow, Shares
from analytics.plots.shares import BY_PART, is_estimated, is_lone, row_ink, span, ticks
from analytics.tokens import Tokens, ink
from app import text
from app.figures.base import LINE_PX, Sheet, blank, soft, target_line
from app.figures.rows import LABEL_WIDTH, Rows

NAME_WIDTH = 26  # of a part's name beside its numbers, on a phone
TOP_PX, DOT_PX, GAP_PX, AXIS_PX = 24, 20, 12, 30
DRAWN_PX = 9  # from a part's dot to where it is drawn to
# Width of the target's label, as a share of the axis.
LABEL_ROOM = 0.24


def shares(answer: Shares, tokens: Tokens) -> Sheet:
    """Estimates as dots with their intervals against the target; where everybody is counted there
    is no interval, and bars on a pale track show how many."""
    if is_estimated(answer):
        return _dots(answer, tokens)
    return _bars(answer, tokens)


def _dots(answer: Shares, tokens: Tokens) -> Sheet:
    """A row per part: its name and sessions on the left, share and interval on the right, both
    above the dot; hollow and grey where one session is all there is."""
    names = [text.lines(row.name, NAME_WIDTH, 2) for row in answer.rows]
    tops, at = [], TOP_PX + 4
    for name in names:
        tops.append(at)
        at += len(name) * LINE_PX + DOT_PX + GAP_PX
    fig = blank(tokens, at + AXIS_PX, l=8, r=8, t=0, b=AXIS_PX)
    low, high = span(answer)
    fig.update_xaxes(
        range=[low, high],
        tickvals=ticks(low, high),
        tickformat=".0%",
        ticks="outside",
        showline=True,
    )
    fig.update_yaxes(visible=False, range=[at, 0])
    if answer.target is not None:
        _target(fig, answer.target, (low, high), at, tokens)
    middles = [
        top + len(name) * LINE_PX + DOT_PX / 2 for top, name in zip(tops, names, strict=True)
    ]
    for row, y in zip(answer.rows, middles, strict=True):
        fig.add_trace(
            go.Scatter(
                name="interval",
                x=[row.share.low, row.share.high],
                y=[y, y],
                mode="lines",
                line={"color": _colour(row, tokens), "width": 2.2},
                hoverinfo="skip",
            )
        )
    fig.add_trace(
        go.Scatter(
            name="share",
            x=[row.share.value for row in answer.rows],
            y=middles,
            mode="markers",
            marker={
                "size": 11,
                "color": [
                    tokens.background if is_lone(row) else tokens.during for row in answer.rows
                ],
                "line": {"color": [_colour(row, tokens) for row in answer.rows], "width": 2},
            },
            customdata=[_says(row) for row in answer.rows],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    _drawn(fig, answer, middles, tokens)
    for row, name, top in zip(answer.rows, names, tops, strict=True):
        label = "<br>".join(text.plotly(line) for line in name)
        sessions = soft(f"  {fmt.plural(row.sessions or 0, 'session')}", tokens)
        limits = soft(f"  {fmt.percent_range(row.share.low, row.share.high)}", tokens)
        _words(fig, top, label + sessions, f"<b>{fmt.percent(row.share.value)}</b>{limits}", tokens)
    return fig


def _drawn(fig: Sheet, answer: Shares, middles: list[float], tokens: Tokens) -> None:
    """Where each part goes when all are drawn together, a little below its dot."""
    known = [
        (row.drawn, middle + DRAWN_PX, row)
        for row, middle in zip(answer.rows, middles, strict=True)
        if row.drawn
    ]
    if not known:
        return
    fig.add_trace(
        go.Scatter(
            name="drawn together",
            x=[drawn.value for drawn, _, _ in known],
            y=[y for _, y, _ in known],
            mode="markers",
            marker={"symbol": "diamond", "size": 7, "color": tokens.muted},
            customdata=[
                f"{text.plotly(row.name)}<br>drawn to {fmt.percent(drawn.value)}"
                f" ({fmt.percent_range(drawn.low, drawn.high)})"
                for drawn, _, row in known
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _bars(answer: Shares, tokens: Tokens) -> Sheet:
    """First how often everybody came, then each part; who is missing stands in the label."""
    labels = [[text.plotly(level.name)] for level in answer.levels]
    heads = [""] * len(labels)
    values, counts, of = [], [], answer.n["people"]
    for level in answer.levels:
        values.append(level.share)
        counts.append((level.count, of))
    parts = answer.rows if len(answer.rows) > 1 else ()  # one part is the whole again
    for place, row in enumerate(parts):
        missing = row.of - row.count
        note = soft(f"  {fmt.count(missing)} never came", tokens) if missing else ""
        lines = [text.plotly(line) for line in text.lines(row.name, LABEL_WIDTH - 14, 2)]
        head = [soft(BY_PART, tokens)] if place == 0 and answer.levels else []
        labels.append([*head, *lines[:-1], lines[-1] + note])
        heads.append("&nbsp;<br>" * len(head))
        values.append(row.share.value)
        counts.append((row.count, row.of))
    rows = Rows(labels)
    fig = rows.figure(tokens)
    fig.add_trace(rows.bars([1.0] * len(labels), tokens.track))
    fig.add_trace(
        rows.bars(
            values,
            [tokens.during] * len(answer.levels) + [tokens.during_some] * len(parts),
            hover=[
                f"{label[-1]}: {fmt.count(count)} of {fmt.count(whole)}"
                for label, (count, whole) in zip(labels, counts, strict=True)
            ],
            name="share",
        )
    )
    rows.label(
        fig,
        [
            f"{head}<b>{fmt.percent(value)}</b>"
            + soft(f"  {fmt.count(count)} of {fmt.count(whole)}", tokens)
            for head, value, (count, whole) in zip(heads, values, counts, strict=True)
        ],
    )
    return fig


def _target(
    fig: Sheet, target: float, ends: tuple[float, float], height: float, tokens: Tokens
) -> None:
    low, high = ends
    fig.add_shape(
        type="line", x0=target, x1=target, y0=TOP_PX, y1=height, layer="between",
        line=target_line(tokens),
    )  # fmt: skip
    share, room = (target - low) / (high - low), LABEL_ROOM / 2
    anchor = "left" if share < room else "right" if share > 1 - room else "center"
    fig.add_annotation(
        x=target, xanchor=anchor, y=TOP_PX, yanchor="bottom",
        text=f"Target {fmt.percent(target)}", font={"color": tokens.target}, showarrow=False,
    )  # fmt: skip


def _words(fig: Sheet, top: float, label: str, value: str, tokens: Tokens) -> None:
    """Name on the left, numbers on the right; the lines behind them end at the words."""
    at = {
        "xref": "paper", "y": top, "yanchor": "top", "showarrow": False,
        "bgcolor": tokens.background, "borderpad": 1,
    }  # fmt: skip
    fig.add_annotation(x=0, xanchor="left", align="left", text=label, **at)
    fig.add_annotation(x=1, xanchor="right", align="right", text=value, **at)


def _colour(row: ShareRow, tokens: Tokens) -> str:
    return ink(tokens, row_ink(row))


def _says(row: ShareRow) -> str:
    limits = fmt.percent_range(row.share.low, row.share.high)
    return (
        f"{text.plotly(row.name)}<br><b>{fmt.percent(row.share.value)}</b> ({limits})"
        f"<br>{fmt.count(row.count)} of {fmt.count(row.of)} came"
        f"<br>{fmt.plural(row.sessions or 0, 'session')},"
        f" {fmt.plural(row.people, 'person', 'people')}"
    )
