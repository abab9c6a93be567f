"""What stands around every page: the sample banner, on pages about findings a place for the
headline and the filters, and a calm sentence where a page fails.

streamlit_app.py draws it, not the page: Streamlit then takes the filters for the same widgets on
every page.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.filters import Filters
from analytics.findings import Finding
from analytics.verdicts import pilot_caption
from app import workspace
from app.banner import banner
from app.crash import caught
from app.filter_row import chosen, filter_row, forget
from app.loading import drawing
from app.pilot_choice import pilot_choice
from app.share_button import share_button
from app.show import page_head
from app.sign_in import reader, signed_in_as
from app.text import md

_HEAD, _PAGE = "frame-head", "frame-page"


def run(
    page: st.Page, *, is_about_findings: bool, is_first: bool, has_periods: bool = False
) -> None:
    """A page in its frame. is_first: the page on which a new reader arrives; has_periods: it lets
    choose whether time is shown by week, by month or by session."""
    with caught(page.title):
        workspace.look()
        signed_in_as(reader())
        is_new_page = st.session_state.get(_PAGE) != page.title
        st.session_state[_PAGE] = page.title
        workspace.follow_address(is_new_page=is_new_page)
        if is_about_findings:
            known = workspace.known()
            st.session_state[_HEAD] = st.empty()
        banner(is_first_page=is_first)
        if not is_about_findings:
            forget()
            page.run()
        else:
            pilot_choice()
            filters = filter_row(
                known.choices,
                known.pilot,
                is_new_page=is_new_page,
                has_periods=has_periods,
                is_free=workspace.scope().sees_individuals,
            )
            for says in known.says:
                st.caption(md(says))
            drawn = workspace.drawn(page.title, filters)
            is_new = is_new_page and not drawn.is_whole
            with drawing(st.session_state[_HEAD], is_new=is_new):
                page.run()
            drawn.is_whole = True


def filters() -> Filters:
    """What the reader has chosen in the filter row."""
    return chosen()


def headline(title: str, findings: Sequence[Finding]) -> None:
    """Puts the page's headline in its place above the filters. findings: those the line under it
    counts people and sessions from."""
    known = workspace.known()
    with st.session_state[_HEAD].container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        page_head(title, pilot_caption(known.pilot, findings, known.as_of), known.is_sample)
        share_button()
