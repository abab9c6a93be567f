"""All pilots side by side: a row of cards for each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.exports import ways
from analytics.portfolio import PilotRow, Portfolio
from app import workspace
from app.download import download
from app.places import OVERVIEW_PAGE
from app.show import kpi
from app.text import md


def portfolio_cards(found: Portfolio) -> None:
    """Each pilot with its main numbers, and what has to be known of several side by side."""
    for row in found.rows:
        _pilot(row, has_choice=len(found.rows) > 1)
    for note in found.notes:
        st.caption(md(note))


def _pilot(row: PilotRow, *, has_choice: bool) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap=None, width="stretch"):
                st.subheader(md(row.name), anchor=False)
                st.caption("  \n".join(md(says) for says in (row.about, row.goal) if says))
            look = has_choice and st.button(
                "Look at it", icon=":material/visibility:", key=f"look-{row.number}",
                type="tertiary", help=md(f"All pages on {row.name}"),
            )  # fmt: skip
        with st.grid(len(row.findings), min_column_width=230):
            for finding in row.findings:
                kpi(finding)
    if look:
        workspace.choose_pilot(row.number)
        st.switch_page(OVERVIEW_PAGE)


def portfolio_downloads(found: Portfolio) -> None:
    """The pilots side by side as slides, a table or data."""
    if not found.rows:
        return
    kinds = (
        ("PowerPoint slide", "slideshow", "pptx"),
        ("Numbers (CSV)", "table", "csv"),
        ("Numbers (JSON)", "data_object", "json"),
    )
    with st.container(horizontal=True):
        for label, icon, suffix in kinds:
            made = partial(ways.OF_PORTFOLIO[suffix], found, ways.Style())
            download(label, icon, f"pilots.{suffix}", suffix, made, lambda: found)
