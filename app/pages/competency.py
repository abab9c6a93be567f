"""Time to competency: the curves, and what can be said of them."""

import streamlit as st

from app import frame
from app.show import show, verdict_card
from app.workspace import find

competency = find("time-to-competency", frame.filters())

frame.headline(competency.title, [competency])
curves, verdict = st.columns([2, 1])
with curves:
    show(competency, has_title=False)
with verdict:
    verdict_card(competency)
