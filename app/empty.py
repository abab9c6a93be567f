"""What stands in place of a finding that is not to be had: why, what it needs, and the ways on."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from analytics.findings import Finding, Hiding, TooFew
from analytics.verdicts import add_label
from analytics.verdicts.missing import NEVER_SHOWN
from app import workspace
from app.places import DATA_PAGE
from app.text import md


def cannot_answer(finding: Finding, answer: TooFew) -> None:
    """The sentences of the finding, and buttons for what a reader can do about it."""
    for place, (lead, sentence) in enumerate(finding.paragraphs):
        is_absent = answer.needs and not place
        if is_absent:
            st.caption(md(f"{lead} {sentence}"))
        elif answer.needs:
            st.markdown(md(sentence))
        else:
            st.markdown(f"**{md(lead)}** {md(sentence)}")
    if answer.reason == "small-group":
        st.caption(NEVER_SHOWN)
    if answer.reason in get_args(Hiding) or not workspace.scope().sees_individuals:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            add_label(answer.needs),
            key=f"add-{finding.question}",
            type="primary",
            icon=":material/upload_file:",
        ):
            st.switch_page(DATA_PAGE)
        if finding.is_sample or answer.reason != "no-data":
            return
        if st.button(
            "See it with sample data",
            key=f"sample-{finding.question}",
            type="tertiary",
            icon=":material/science:",
        ):
            workspace.see_sample(True)
            st.rerun()
