"""Names that match nobody in the people list: who is it? Nothing is merged without a word."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics import fmt
from analytics.review import Unmatched, decide
from analytics.store import Store
from app.text import label, md, plain

MOST_SHOWN = 50

_DECIDED = {"same": "taken for somebody in the list", "apart": "somebody else"}


def review_list(store: Store, found: Sequence[Unmatched]) -> None:
    """One line per spelling, with the likeliest people and a button for each decision."""
    open_ones = [someone for someone in found if someone.decision is None]
    decided = [someone for someone in found if someone.decision is not None]
    if not open_ones:
        st.markdown("Everybody in the exports is matched or decided.")
    for someone in open_ones[:MOST_SHOWN]:
        with st.container(border=True, gap="xsmall"):
            _someone(store, someone)
    if len(open_ones) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {fmt.count(len(open_ones))} names are listed.")
    if decided:
        title = f"Decided: {fmt.plural(len(decided), 'name')}"
        with st.expander(title, icon=":material/task_alt:", key="decided"):
            for someone in decided:
                said = _DECIDED[str(someone.decision)]
                st.markdown(f"{md(someone.spelling)}: {said}")


def _someone(store: Store, someone: Unmatched) -> None:
    st.markdown(md(someone.describe()))
    people = {s.alias_id: plain(s.describe()) for s in someone.suggestions}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        key = f"who-{someone.alias_id}"
        chosen = None
        if people:
            chosen = st.selectbox(
                f"Who is {label(someone.spelling)}?",
                list(people),
                index=None,
                format_func=people.__getitem__,
                placeholder="Choose a person",
                key=key,
                width=360,
                label_visibility="collapsed",
            )
        same = people and st.button("It is this person", key=f"same-{key}", disabled=chosen is None)
        apart = st.button("Somebody else", key=f"apart-{key}", icon=":material/person_off:")
    if same and chosen is not None:
        decide(store, someone.alias_id, chosen)
        st.rerun()
    if apart:
        decide(store, someone.alias_id, None)
        st.rerun()
