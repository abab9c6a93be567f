"""Pages for analysts: others do not find them in the navigation, and are told so at their address;
and the reason that is asked for before single people are shown."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.individuals import LONGEST, ReasonError, ask_for
from analytics.store import Store
from app.sign_in import Reader, reader
from app.text import md

_GIVEN = "reason-given"


def for_reader(pages: Sequence[st.Page], someone: Reader) -> list[st.Page]:
    """The pages as this reader finds them."""
    if someone.scope.sees_individuals:
        return list(pages)
    return [
        st.Page(_for_analysts, title=page.title, url_path=page.url_path, visibility="hidden")
        for page in pages
    ]


def _for_analysts() -> None:
    st.title("For analysts only", anchor=False)
    st.markdown(
        "This page holds rows and names of single people, so it is open to analysts of the pilot"
        " only."
    )


def with_reason(store: Store) -> None:
    """Comes back where this reader may see single people now; else the page ends here."""
    if not may_see(store):
        st.stop()


def may_see(store: Store) -> bool:
    """Whether this reader may see single people now. Where people sign in, they say why first, once
    a session, and it is kept with their name."""
    someone = reader()
    if not someone.is_signed_in or st.session_state.get(_GIVEN) == someone:
        return someone.scope.sees_individuals
    with st.form("reason", width=620):
        st.markdown(
            "This page shows rows and names of single people. Say why you look at them: it is kept"
            " with your name and the time, and with nothing of what you see."
        )
        said = st.text_input("Reason", max_chars=LONGEST, key="reason-text")
        pressed = st.form_submit_button("Show them", type="primary")
    if pressed:
        try:
            ask_for(store, someone.scope, someone.who, said)
        except ReasonError as error:
            st.warning(md(str(error)), icon=":material/edit_note:")
        else:
            st.session_state[_GIVEN] = someone
            st.rerun()
    return False
