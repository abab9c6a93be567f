"""People by how often they led and how often they learned, as dots of their number."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import Bubbles, Level
from analytics.plots.bubbles import (
    attended,
    by_place,
    counts,
    diameter,
    is_both,
    led,
    number,
    places_of,
)
from analytics.tokens import Tokens, readable
from app.figures.base import LINE_PX, Sheet, blank, soft

MOST_PLACES = 20  # across a phone
PHONE_PX = 320
BAND_PX = 38
LABEL_PX = LINE_PX + 4
GAP_PX = 12
AXIS_PX = 46
LARGEST_PX = 30.0


def bubbles(answer: Bubbles, tokens: Tokens) -> Sheet:
    """One band per level of leading, its name above; sessions attended run to the right. A dot's
    area is its number of people, and it is filled where they both teach and learn."""
    places, each = places_of(answer, MOST_PLACES)
    bands = [by_place(level, each) for level in answer.levels]
    largest = max(max(band.values()) for band in bands)
    room = min(LARGEST_PX, PHONE_PX / places)
    step = BAND_PX + LABEL_PX + GAP_PX
    height = step * len(bands)
    fig = blank(tokens, height + AXIS_PX, l=0, r=0, t=0, b=AXIS_PX)
    for row, (level, band) in enumerate(zip(answer.levels, bands, strict=True)):
        middle = row * step + LABEL_PX + BAND_PX / 2
        fig.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=middle, y1=middle, layer="below",
            line={"color": tokens.grid, "width": 1},
        )  # fmt: skip
        sizes = [diameter(n, largest, room) for n in band.values()]
        fills = [tokens.during if is_both(level, place) else tokens.background for place in band]
        fig.add_trace(
            go.Scatter(
                name="people",
                mode="markers+text",
                x=list(band),
                y=[middle] * len(band),
                marker={
                    "size": sizes,
                    "color": fills,
                    "line": {"color": tokens.during, "width": 1.6},
                    "opacity": 1,
                },
                text=[number(n, size) for n, size in zip(band.values(), sizes, strict=True)],
                textfont={"size": 10.5, "color": [readable(fill, tokens) for fill in fills]},
                customdata=[
                    f"{fmt.plural(n, 'person', 'people')}: led"
                    f" {counts(level.led_from, level.led_to)}, attended {attended(place, each)}"
                    for place, n in band.items()
                ],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
        _label(fig, level, row * step, tokens)
    _axis(fig, places, each)
    fig.update_yaxes(visible=False, range=[height, 0])
    return fig


def _label(fig: Sheet, level: Level, top: float, tokens: Tokens) -> None:
    people = "person" if level.people == 1 else "people"
    for x, anchor, words in (
        (0, "left", led(level)),
        (1, "right", f"<b>{fmt.count(level.people)}</b>{soft(f'  {people}', tokens)}"),
    ):
        fig.add_annotation(
            xref="paper", x=x, xanchor=anchor, y=top, yanchor="top", text=words, showarrow=False
        )


def _axis(fig: Sheet, places: int, each: int) -> None:
    """A number at every place, or at every few; where a place is several sessions, its span."""
    every = math.ceil(places / (MOST_PLACES if each == 1 else 6))
    shown = range(0, places, every)
    fig.update_xaxes(
        range=[-0.8, places - 0.2],
        tickvals=list(shown),
        ticktext=[attended(place, each) for place in shown],
        tickangle=0,
        showgrid=False,
        showline=True,
        title_text="Sessions attended as a learner",
        title_standoff=6,
    )
