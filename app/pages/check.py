"""Check: what is wrong with the exports, which number it moves, and who matches nobody."""

from functools import partial

import streamlit as st

from analytics import audit, doctor
from analytics.exports import csv
from app import workspace
from app.analysts_only import with_reason
from app.review_list import review_list
from app.show import page_head
from app.sign_in import reader
from app.text import md
from app.troubles import troubles

if why := workspace.current().read_only:
    page_head("Exports are checked where they are loaded", why, is_sample=False)
    st.stop()
found = workspace.examined()
page_head(
    doctor.headline(found),
    "Every trouble in the loaded files, and which number it moves by how much.",
    workspace.known().is_sample,
)
with_reason(workspace.own())
troubles(found)
rows = workspace.left_out()
if len(rows):
    st.download_button(
        "Download the left-out rows",
        partial(csv.write_frame, rows),
        "left-out-rows.csv",
        "text/csv",
        icon=":material/download:",
        on_click=partial(audit.note, workspace.current().folder, "gave out rows", reader().who),
    )
st.header("Who is it?", anchor=False)
st.caption(
    md(
        "Names in the exports that match nobody in the people list for sure. What you decide is"
        " remembered, and every number follows it."
    )
)
review_list(workspace.current(), workspace.unmatched())
