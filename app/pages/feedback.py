"""Feedback: what people answer, whether they would recommend it, what they write."""

import streamlit as st

from app import frame
from app.show import show
from app.workspace import find

feedback = find("feedback", frame.filters())

frame.headline(feedback.title, [feedback])
statements, score = st.columns([3, 2])
with statements:
    show(feedback, has_title=False)
with score:
    show(find("nps", frame.filters()))
show(find("comments", frame.filters()))
