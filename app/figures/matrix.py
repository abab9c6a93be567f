"""Who taught whom: counts in the cells of a heat map."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Matrix
from analytics.peers import OTHER
from analytics.plots.cells import shade
from analytics.tokens import SIZE, Tokens, mixed, readable
from app import text
from app.figures.base import LINE_PX, Sheet, blank, soft

# Up to here columns bear names, above numbers that stand before the same names in the rows: the
# narrowest phone leaves about this many pixels for all of them.
MOST_NAMED = 5
NAME_WIDTH = 34
PHONE_PX = 320
HEADING_LINES = 3
CELL_PX = 30
LABEL_PX = LINE_PX + 4
GAP_PX = 10


def matrix(answer: Matrix, tokens: Tokens) -> Sheet:
    """One row of cells per teaching department, its name above; what is taught within one
    department is outlined."""
    columns = len(answer.learners)
    names = [group.name for group in answer.learners]
    headings = [_heading(name, columns) for name in names]
    if columns > MOST_NAMED or any(heading[-1].endswith("…") for heading in headings):
        headings = [[fmt.count(number)] for number in range(1, columns + 1)]
    top = float(LINE_PX * (1 + max(map(len, headings))) + 8)  # where the line under them is
    edges, middles = [top], []
    for _ in answer.teachers:
        edges += [edges[-1] + GAP_PX + LABEL_PX, edges[-1] + GAP_PX + LABEL_PX + CELL_PX]
        middles.append(edges[-1] - CELL_PX / 2)
    height = edges[-1] + 6
    fig = blank(tokens, round(height), l=0, r=0, t=0, b=0)
    most = max(max(row) for row in answer.moments) or 1
    shades = [[shade(count, most) for count in row] for row in answer.moments]
    between = [None] * columns  # where the labels stand
    fig.add_trace(
        go.Heatmap(
            name="moments",
            x=list(range(columns)),
            y=edges,
            z=[line for row in shades for line in (between, row)],
            text=[line for row in _says(answer) for line in (between, row)],
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
            showscale=False,
            zmin=0,
            zmax=1,
            colorscale=[[0, tokens.cell], [1, tokens.during]],
            xgap=3,
        )
    )
    fig.add_trace(
        go.Scatter(
            name="counts",
            mode="text",
            x=[column for _ in answer.teachers for column in range(columns)],
            y=[middle for middle in middles for _ in range(columns)],
            text=[fmt.count(count) for row in answer.moments for count in row],
            textfont={
                "size": _size(fmt.count(most), columns),
                "color": [
                    readable(mixed(tokens.during, tokens.cell, step), tokens)
                    for row in shades
                    for step in row
                ],
            },
            hoverinfo="skip",
        )
    )
    _labels(fig, answer, headings, middles, top, tokens)
    fig.update_xaxes(visible=False, range=[-0.5, columns - 0.5])
    fig.update_yaxes(visible=False, range=[height, 0])
    return fig


def _says(answer: Matrix) -> list[list[str]]:
    return [
        [
            f"{text.plotly(teacher.name)} taught {text.plotly(learner.name)}"
            f" {fmt.plural(count, 'time')}"
            for learner, count in zip(answer.learners, row, strict=True)
        ]
        for teacher, row in zip(answer.teachers, answer.moments, strict=True)
    ]


def _labels(
    fig: Sheet,
    answer: Matrix,
    headings: list[list[str]],
    middles: list[float],
    top: float,
    tokens: Tokens,
) -> None:
    """Names of columns above them, of rows above their cells, with the row's total at the right."""
    learned = soft("Who learned", tokens)
    fig.add_annotation(
        xref="paper", x=0, xanchor="left", y=0, yanchor="top", text=learned, showarrow=False
    )
    for column, heading in enumerate(headings):
        fig.add_annotation(
            x=column, y=top - 2, yanchor="bottom", text="<br>".join(heading), showarrow=False
        )
    fig.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=top, y1=top,
        line={"color": tokens.line, "width": 1},
    )  # fmt: skip
    place = {group.name: i for i, group in enumerate(answer.learners)}
    for teacher, row, middle in zip(answer.teachers, answer.moments, middles, strict=True):
        name = text.plotly(text.lines(teacher.name, NAME_WIDTH, 1)[0])
        at = place.get(teacher.name)
        if at is not None and headings[at] == [fmt.count(at + 1)]:
            name = f"{fmt.count(at + 1)}  {name}"
        above = {"xref": "paper", "y": middle - CELL_PX / 2 - LABEL_PX, "yanchor": "top"}
        fig.add_annotation(
            x=0, xanchor="left", text=f"{name}{soft('  taught', tokens)}", showarrow=False, **above
        )
        fig.add_annotation(
            x=1, xanchor="right", text=soft(fmt.count(sum(row)), tokens), showarrow=False, **above
        )
        if at is not None and teacher.name != OTHER:
            fig.add_shape(
                type="rect",
                x0=at - 0.5,
                x1=at + 0.5,
                y0=middle - CELL_PX / 2,
                y1=middle + CELL_PX / 2,
                line={"color": tokens.text, "width": 1.5},
            )


def _heading(name: str, columns: int) -> list[str]:
    """A name in lines as wide as its column is on a phone; a longer word is parted into pieces of
    one length, with hyphens."""
    width = max(4, int(PHONE_PX / columns / 7))
    words = []
    for word in name.split():
        if len(word) > width:
            each = math.ceil(len(word) / math.ceil(len(word) / (width - 1)))
            while len(word) > each:
                words.append(f"{word[:each]}-")
                word = word[each:]
        words.append(word)
    return [text.plotly(line) for line in text.lines(" ".join(words), width, HEADING_LINES)]


def _size(longest: str, columns: int) -> int:
    """The type size at which the longest number still fits its cell on a phone."""
    fits = PHONE_PX / columns / (0.62 * len(longest))
    return max(9, min(SIZE, int(fits)))
