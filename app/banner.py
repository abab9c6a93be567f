"""Says that the data are made up, and leads on: to a tour, to one's own exports, back to them."""

from __future__ import annotations

import streamlit as st

from app import workspace
from app.places import DATA_PAGE
from app.tour import start_tour


def banner(*, is_first_page: bool) -> None:
    """Nothing where one's own data are shown. Whoever has none is told on the first page, until
    it is closed; whoever has chosen the sample is told on every page, with the way back."""
    if workspace.has_chosen_sample():
        _chosen()
    elif is_first_page and workspace.known().is_sample:
        _first_run()


def _first_run() -> None:
    if st.session_state.get("banner-hidden"):
        return
    is_analyst = workspace.scope().sees_individuals
    yours = " Load your own exports to see yours. They stay on this computer." if is_analyst else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="banner"):
        st.markdown(
            f":material/science: **Sample data: this pilot is made up.**{yours}", width="stretch"
        )
        tour = st.button("Take the 1-minute tour", icon=":material/play_circle:")
        load = is_analyst and st.button(
            "Load your own exports", type="primary", icon=":material/upload_file:"
        )
        hide = st.button("Close", type="tertiary", icon=":material/close:", key="close-banner")
    if tour:
        start_tour()
    if load:
        st.switch_page(DATA_PAGE)
    if hide:
        st.session_state["banner-hidden"] = True
        st.rerun()


def _chosen() -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="banner"):
        st.markdown(
            ":material/science: **Sample data: this pilot is made up.** Your own files are loaded"
            " and untouched.",
            width="stretch",
        )
        back = st.button("Back to your own data", type="primary", icon=":material/undo:")
    if back:
        workspace.see_sample(False)
        st.rerun()
