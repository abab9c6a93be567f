"""Participation: do invited people come, where are they lost, to what, and who keeps coming."""

import streamlit as st

from app import frame
from app.show import show
from app.workspace import find

participation = find("participation", frame.filters())

frame.headline(participation.title, [participation])
show(participation, has_title=False)
with st.grid(2, min_column_width=420):
    show(find("funnel", frame.filters()))
    show(find("participation-by-format", frame.filters()))
    show(find("reach", frame.filters()))
    show(find("sessions-per-month", frame.filters()))
show(find("attendance-grid", frame.filters()))
show(find("attended-rules", frame.filters()))
