"""Which of several pilots the pages look at."""

from __future__ import annotations

import streamlit as st

from app import workspace
from app.text import plain


def pilot_choice() -> None:
    """A list of the pilots, where there are several; choosing one turns every page to it."""
    pilots = {one.number: one for one in workspace.own_pilots()}
    if not workspace.reads_own() or len(pilots) < 2:
        return
    looked_at = workspace.chosen_pilot()
    shown = looked_at.number if looked_at else next(iter(pilots))
    chosen = st.selectbox(
        "Pilot",
        list(pilots),
        index=list(pilots).index(shown),
        format_func=lambda number: plain(pilots[number].card.name),
        key=f"pilot-{shown}",  # a choice made elsewhere starts it anew
        width=320,
    )
    if chosen != shown:
        workspace.choose_pilot(chosen)
        st.rerun()
