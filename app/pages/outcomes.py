"""Outcomes: what the pilot is to move, by week; what it took in hours, beside what it gave."""

import streamlit as st

from app import frame
from app.show import show, verdict_card
from app.workspace import find

outcomes = find("outcome-change", frame.filters())
seats = find("seat-time", frame.filters())
first = outcomes if outcomes.is_answered else seats

frame.headline(first.title, [outcomes, seats])
for finding in (outcomes, seats):
    drawn, meaning = st.columns([2, 1])
    with drawn:
        show(finding, has_title=finding is not first)
    with meaning:
        verdict_card(finding)
