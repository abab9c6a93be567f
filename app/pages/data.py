"""Data: load exports, see what is loaded, say what the pilot promised."""

import streamlit as st

from app import workspace
from app.card_form import card_form
from app.landed import landed_files
from app.show import page_head
from app.upload import upload

is_sample = workspace.current().is_sample()
own = workspace.own()

if is_sample:
    page_head(
        "Load your own exports",
        "Files stay on this computer, nothing is sent anywhere. Until you use files of your own,"
        " you are looking at sample data.",
        is_sample=False,
    )
else:
    page_head(
        "Your data", "Files stay on this computer, nothing is sent anywhere.", is_sample=False
    )
upload(own)
landed_files(own)
st.header("The pilot", anchor=False)
st.caption("What was promised, for whom and when, and what the words mean.")
card_form(own)
st.header("Privacy", anchor=False)
st.markdown(
    ":material/visibility_off: Names are off. Groups of fewer than five people and comments from"
    " fewer than ten are not shown."
)
