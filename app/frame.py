"""What stands around the findings on every page about them: a place for the headline, the sample
banner, the filters.

streamlit_app.py draws it, not the page: Streamlit then takes the filters for the same widgets on
every page.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.asking import as_of
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.verdicts import pilot_caption
from app import workspace
from app.filter_row import filter_row
from app.show import page_head, sample_banner

_HEAD, _FILTERS, _PAGE = "frame-head", "frame-filters", "frame-page"


def draw(page: str, *, is_about_findings: bool, has_banner: bool) -> None:
    """The frame of a page; called before the page runs, on every page."""
    is_new_page = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    if not is_about_findings:
        return
    store = workspace.current()
    st.session_state[_HEAD] = st.container()
    if has_banner:
        sample_banner(store.is_sample())
    st.session_state[_FILTERS] = filter_row(store, is_new_page=is_new_page)


def filters() -> Filters:
    """What the reader has chosen in the filter row."""
    chosen: Filters = st.session_state[_FILTERS]
    return chosen


def headline(title: str, findings: Sequence[Finding]) -> None:
    """Puts the page's headline in its place above the filters. findings: those the line under it
    counts people and sessions from."""
    store = workspace.current()
    with st.session_state[_HEAD]:
        page_head(title, pilot_caption(store.pilot(), findings, as_of(store)), store.is_sample())
