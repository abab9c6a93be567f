"""Method: how each number is made, from the folder of its question."""

import streamlit as st

from analytics.questions import questions
from analytics.store import compose
from app.show import page_head
from app.text import md

page_head(
    "How every number is made",
    "One question at a time: what is counted, by which formula, after whom, and the SQL itself.",
    is_sample=False,
)
by_label = {question.label: question for question in questions()}
name = st.pills(
    "Question",
    list(by_label),
    default=questions()[0].label,
    required=True,
    key="about",
    bind="query-params",
    wrap=True,
)
chosen = by_label[name]
with st.container(border=True):
    asked, _, definition = chosen.about.partition("\n\n")
    st.subheader(md(asked), anchor=False)
    st.markdown(md(definition))
    st.markdown("**Formula**")
    st.markdown(md(chosen.formula))
    st.markdown("**After**")
    st.markdown(md(chosen.literature))
    st.markdown("**Needs**")
    st.markdown(md(", ".join(chosen.needs)))
    st.markdown("**SQL**")
    st.code(compose(chosen.sql), language="sql", wrap_lines=True)
