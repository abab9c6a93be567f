"""Time to competency: the curves and what can be said of them, where, by whom, and how surely."""

import streamlit as st

from app import frame
from app.show import show, verdict_card
from app.workspace import find

competency = find("time-to-competency", frame.filters())
attendance = find("attendance-and-competency", frame.filters())

frame.headline(competency.title, [competency])
curves, verdict = st.columns([2, 1])
with curves:
    show(competency, has_title=False)
with verdict:
    verdict_card(competency)
with st.grid(2, min_column_width=420):
    show(find("competency-by-department", frame.filters()))
    show(find("days-per-hire", frame.filters()))
show(find("competency-definitions", frame.filters()))
linked, meaning = st.columns(2)
with linked:
    show(attendance)
with meaning:
    verdict_card(attendance)
