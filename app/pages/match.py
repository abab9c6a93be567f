"""Match: pairs whose skills complete each other, or pods of one role, from a skills list."""

import streamlit as st

from app import workspace
from app.analysts_only import with_reason
from app.match_form import match_form
from app.show import page_head

own = workspace.own()
if own.read_only:
    page_head("People are matched where the exports are loaded", own.read_only, is_sample=False)
    st.stop()
page_head(
    "Match peers on purpose",
    "Pairs in which each has what the other wants, or pods of one role, mixed over departments;"
    " whoever has met before comes last.",
    is_sample=False,
)
with_reason(own)
match_form()
