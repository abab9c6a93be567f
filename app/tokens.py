"""The theme a reader looks at, and Plotly's defaults in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.tokens import DARK, FONT, LIGHT, SIZE, Tokens


def current() -> Tokens:
    """The tokens of the theme the reader looks at; light until the browser has said."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def template(tokens: Tokens) -> dict[str, Any]:
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
    return {
        "layout": {
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
    }
