"""Feedback: what people answer, what they write of, how many did, and their own words."""

import streamlit as st

from app import frame
from app.show import show
from app.workspace import find

feedback = find("feedback", frame.filters())
answered = find("response-rate", frame.filters())

frame.headline(feedback.title, [feedback, answered])
statements, score = st.columns([3, 2])
with statements:
    show(feedback, has_title=False)
with score:
    show(find("nps", frame.filters()))
themes, rate = st.columns([3, 2])
with themes:
    show(find("themes", frame.filters()))
with rate:
    show(answered)
show(find("comments", frame.filters()))
