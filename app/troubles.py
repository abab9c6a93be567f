"""What is wrong with the landed exports: one card per trouble, the weightiest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from analytics import fmt
from analytics.doctor import Severity, Trouble
from app.places import DATA_PAGE
from app.table import folded
from app.text import md

HARMLESS_SHOWN = 30

_BADGES: dict[Severity, tuple[str, str, Literal["red", "orange", "gray"]]] = {
    "moves": ("Moves a number", ":material/priority_high:", "red"),
    "may-move": ("May move a number", ":material/help:", "orange"),
    "harmless": ("Harmless", ":material/check:", "gray"),
}


def troubles(found: Sequence[Trouble]) -> None:
    """The troubles that move a number as cards, the harmless ones folded away."""
    weighty = [trouble for trouble in found if trouble.severity != "harmless"]
    harmless = [trouble for trouble in found if trouble.severity == "harmless"]
    for place, trouble in enumerate(weighty):
        with st.container(border=True, gap="xsmall"):
            _trouble(trouble, f"trouble-{place}")
    if harmless:
        title = f"Harmless: {fmt.plural(len(harmless), 'note')}"
        with st.expander(title, icon=":material/check:", key="harmless"):
            for place, trouble in enumerate(harmless[:HARMLESS_SHOWN]):
                _trouble(trouble, f"harmless-{place}")
            if len(harmless) > HARMLESS_SHOWN:
                notes = fmt.count(len(harmless))
                st.caption(f"The first {HARMLESS_SHOWN} of {notes} notes are listed here.")


def _trouble(trouble: Trouble, key: str) -> None:
    label, icon, colour = _BADGES[trouble.severity]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(label, icon=icon, color=colour)
        st.markdown(f"**{md(trouble.effect())}**", width="content")
    st.markdown(md(trouble.says))
    if trouble.fix == "data":
        st.page_link(DATA_PAGE, label="Load it again on Data", icon=":material/upload_file:")
    if trouble.rows:
        folded(
            f"Show {fmt.plural(len(trouble.rows), 'row')}",
            partial(_frame, trouble),
            alt=f"Rows of: {trouble.says}",
            key=key,
        )


def _frame(trouble: Trouble) -> pd.DataFrame:
    return pd.DataFrame(
        [(file, row.line or None, row.text) for file, row in trouble.rows],
        columns=["File", "Line", "Row as found"],
    ).convert_dtypes()
