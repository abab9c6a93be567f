"""Data: load exports, see what is loaded, say what the pilot promised, edit the themes."""

import streamlit as st

from analytics import fmt
from app import workspace
from app.card_form import card_form
from app.landed import landed_files, snapshots
from app.places import PRIVACY_PAGE
from app.show import page_head
from app.theme_form import theme_form
from app.upload import upload

is_sample = workspace.known().is_sample
own = workspace.own()

if own.read_only:
    page_head("Exports are loaded elsewhere", own.read_only, is_sample=False)
elif is_sample:
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
if own.read_only:
    landed_files(own)
else:
    upload(own)
    landed_files(own)
    snapshots(own)
    st.header("The pilot", anchor=False)
    st.caption("What was promised, for whom and when, and what the words mean.")
    card_form(own)
    st.header("Themes of comments", anchor=False)
    st.caption(
        "What comments speak of is found by words that anybody can read and change. To take a"
        " theme away, empty both of its fields."
    )
    if is_sample:
        st.caption("The sample pilot is read by the usual themes.")
    theme_form(own)
st.header("Privacy", anchor=False)
scope = workspace.scope()
st.markdown(
    ":material/visibility_off: Names are off. Groups of fewer than"
    f" {fmt.count(scope.smallest_group)} people and comments from fewer than"
    f" {fmt.count(scope.smallest_comments)} are not shown."
)
st.page_link(PRIVACY_PAGE, label="What is held about people, and their rights")
