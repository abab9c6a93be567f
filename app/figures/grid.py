"""Who came in which week: a cell per person and week, without names."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Grid
from analytics.tokens import Tokens
from app.figures.base import Sheet, blank

ROW_PX, TOP_PX = 15, 26
MOST_TICKS = 5  # of dates side by side on a phone
WIDE_WEEKS = 26  # more columns than these leave no gap between cells


def grid(answer: Grid, tokens: Tokens) -> Sheet:
    """Filled where somebody came, pale where they were invited and absent, blank where they were
    not invited; weeks above, people counted on the left."""
    height = TOP_PX + ROW_PX * len(answer.rows) + 6
    fig = blank(tokens, height, l=26, r=2, t=TOP_PX, b=6)
    shade = {True: 1, False: 0, None: None}
    says = {True: "came", False: "invited and absent", None: "not invited"}
    weeks = [fmt.day(week) for week in answer.weeks]
    fig.add_trace(
        go.Heatmap(
            name="weeks",
            x=list(range(len(answer.weeks))),
            y=list(range(1, len(answer.rows) + 1)),
            z=[[shade[cell] for cell in row] for row in answer.rows],
            text=[
                [
                    f"Person {n}, week of {week}: {says[cell]}"
                    for week, cell in zip(weeks, row, strict=True)
                ]
                for n, row in enumerate(answer.rows, start=1)
            ],
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
            showscale=False,
            zmin=0,
            zmax=1,
            colorscale=[[0, tokens.track], [1, tokens.during]],
            xgap=3 if len(answer.weeks) <= WIDE_WEEKS else 1,
            ygap=3,
        )
    )
    every = max(1, -(-len(answer.weeks) // MOST_TICKS))
    fig.update_xaxes(
        side="top",
        tickangle=0,
        range=[-0.5, len(answer.weeks) - 0.5],
        tickvals=list(range(0, len(answer.weeks), every)),
        ticktext=[fmt.short_day(week) for week in answer.weeks[::every]],
        showgrid=False,
    )
    numbered = [1, *range(5, len(answer.rows) + 1, 5)]
    fig.update_yaxes(
        range=[len(answer.rows) + 0.5, 0.5],
        tickvals=numbered,
        ticktext=[fmt.count(n) for n in numbered],
        ticks="",
        showgrid=False,
    )
    return fig
