"""Templates: what a session, its host and its forms need, to download."""

import streamlit as st

from app.show import page_head
from app.template_list import series_form, template_list

page_head(
    "Templates to run the pilot with",
    "A page each, to print or to change. Answers to the forms are read back as they are, from the"
    " sheets here and from Microsoft Forms or Google Forms with the same wording.",
    is_sample=False,
)
template_list()
st.header("Calendar series", anchor=False)
st.caption(
    "The sessions of a format for every calendar to import, with the agenda in the invitation."
    " Invite people to it there."
)
series_form()
