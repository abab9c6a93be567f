"""Method: how each number is made, from the folder of its question."""

import pandas as pd
import streamlit as st

from analytics import fmt, method
from analytics.filters import Filters
from analytics.questions import questions
from analytics.store import compose
from app import workspace
from app.places import CHECK_PAGE
from app.show import badges, page_head
from app.table import folded
from app.text import md
from app.workspace import find


def _worked(example: method.WorkedExample) -> None:
    """A tiny pilot, row by row, and what must come out of it."""
    st.caption("A tiny pilot, worked by hand; a test runs it. The notes say why.")
    for name, rows in example.tables:
        if name != "source_file":
            st.markdown(f"`{name}`")
            st.dataframe(rows, hide_index=True, alt=f"The rows of {name} in the example")
    if example.card:
        st.code(example.card, language="toml")
    st.markdown("What the SQL finds")
    st.dataframe(example.expected, hide_index=True, alt="The rows that the SQL must find")


page_head(
    "How every number is made",
    "One question at a time: what is counted, by which formula, after whom, and the SQL itself.",
    is_sample=workspace.known().is_sample,
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
    answered = find(chosen.name, Filters())
    st.markdown("**In the data at hand**")
    badges(answered.verdicts, answered.grade)
    st.markdown(md(answered.title))
    st.caption(md(answered.footnote))
    is_analyst = workspace.scope().sees_individuals
    files = method.files_behind(workspace.current(), chosen)
    if is_analyst and len(files):
        st.caption("The files it is read from. The hash is of the content: the same file again has"
                   " the same.")  # fmt: skip
        st.dataframe(files, hide_index=True, alt="The files behind this number, with their hashes")
    left_out = workspace.left_out(method.kinds_behind(chosen)) if is_analyst else pd.DataFrame()
    if len(left_out):
        says = f"Left-out rows of these files: {fmt.count(len(left_out))}"
        # without the rows as found, which hold names: those are downloaded on Check
        folded(
            says,
            lambda: left_out[["file", "line", "why"]],
            alt="The left-out rows of these files, and why",
            key=f"left-out-{chosen.name}",
            icon=":material/filter_alt_off:",
        )
        st.page_link(CHECK_PAGE, label="The rows themselves", icon=":material/stethoscope:")
    example = st.expander(
        "Worked example", type="compact", icon=":material/calculate:", key=f"worked-{chosen.name}",
        on_change="rerun",
    )  # fmt: skip
    if example.open:
        with example:
            _worked(method.worked_example(chosen))
    st.markdown("**SQL**")
    st.code(compose(chosen.sql), language="sql", wrap_lines=True)
