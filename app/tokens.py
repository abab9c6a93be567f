"""Colours and type sizes of the charts, in step with .streamlit/config.toml, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

FONT = "Inter, sans-serif"
SIZE = 13


@dataclass(frozen=True)
class Tokens:
    """One theme. `during` is the focus colour and `before` its context, in every chart;
    likert runs from the worst answer to the best."""

    name: str
    background: str
    text: str
    muted: str
    grid: str
    line: str
    track: str
    cell: str
    during: str
    during_band: str
    during_some: str
    before: str
    before_band: str
    before_text: str
    target: str
    likert: tuple[str, str, str, str, str]


LIGHT = Tokens(
    name="light",
    background="#FFFFFF",
    text="#0E151D",
    muted="#4A5563",
    grid="#ECEFF2",
    line="#DFE4E9",
    track="#E9EDF0",
    cell="#F1F4F6",
    during="#0F6A73",
    during_band="rgba(15, 106, 115, 0.15)",
    during_some="#56999F",
    before="#8590A0",
    before_band="rgba(133, 144, 160, 0.19)",
    before_text="#5A6675",
    target="#B45309",
    likert=("#A65E1F", "#DDB48C", "#D5DAE0", "#8FC0C4", "#0F6A73"),
)

DARK = Tokens(
    name="dark",
    background="#10161D",
    text="#E8EDF2",
    muted="#A3B0BD",
    grid="#222D38",
    line="#2A3542",
    track="#222D38",
    cell="#18212B",
    during="#5AD1D7",
    during_band="rgba(90, 209, 215, 0.17)",
    during_some="#338288",
    before="#6C7989",
    before_band="rgba(108, 121, 137, 0.22)",
    before_text="#A3B0BD",
    target="#F2A65A",
    likert=("#D98A3D", "#8A6238", "#3A4653", "#2C7E85", "#5AD1D7"),
)


def current() -> Tokens:
    """The tokens of the theme the reader looks at; light until the browser has said."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def template(tokens: Tokens) -> go.layout.Template:
    """Plotly's defaults in our look: no title, no legend, no zoom, one size of type."""
    axis = {
        "fixedrange": True,
        "zeroline": False,
        "showline": False,
        "gridcolor": tokens.grid,
        "linecolor": tokens.line,
        "tickcolor": tokens.line,
        "tickfont": {"color": tokens.muted, "size": SIZE},
        "title": {"font": {"color": tokens.muted, "size": SIZE}},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": SIZE, "color": tokens.text},
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "colorway": [tokens.during, tokens.before, tokens.target],
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": tokens.background,
                "bordercolor": tokens.line,
                "font": {"family": FONT, "size": SIZE, "color": tokens.text},
                "align": "left",
            },
            "xaxis": axis,
            "yaxis": axis,
        }
    )
