"""Outcomes: what the pilot is to move, by week; what it took in hours, beside what it gave."""

import streamlit as st

from app import frame
from app.show import show, verdict_card
from app.workspace import find

outcomes = find("outcome-change", frame.filters())
seats = find("seat-time", frame.filters())

frame.headline(outcomes.title if outcomes.is_answered else seats.title, [outcomes, seats])
for finding in (outcomes, seats):
    drawn, meaning = st.columns([2, 1])
    with drawn:
        show(finding)
    with meaning:
        verdict_card(finding)
