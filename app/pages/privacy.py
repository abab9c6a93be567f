"""Privacy: what is held about people, one person's rights, what is past its time, who did what."""

import pandas as pd
import streamlit as st

from analytics import audit, fmt
from analytics.inventory import inventory
from app import workspace
from app.analysts_only import with_reason
from app.person_form import age_form, person_form
from app.show import page_head
from app.table import table
from app.text import md, plain

own = workspace.own()
if own.read_only:
    page_head("Data of people are kept where they are loaded", own.read_only, is_sample=False)
    st.stop()
held = inventory(own)
names = next(holding.rows for holding in held if holding.what == "Names and addresses")
page_head(
    f"{fmt.plural(names, 'spelling')} of people’s names are held" if names else "Nobody is held",
    "Files stay on this computer. Figures are shown of groups only: at least"
    f" {fmt.count(workspace.scope().smallest_group)} people, and"
    f" {fmt.count(workspace.scope().smallest_comments)} for comments.",
    is_sample=False,
)
with_reason(own)
if said := st.session_state.pop("privacy-said", None):
    st.success(md(said), icon=":material/check_circle:")
table(
    pd.DataFrame(
        [(h.what, h.rows, h.fields, h.why, h.seen, h.until) for h in held],
        columns=["What", "Rows", "Says of a person", "What it is for", "Who sees it", "Kept"],
    ),
    alt="What is held about people, why, who sees it and for how long",
    key="held",
)
st.header("One person", anchor=False)
st.caption(
    "Whoever asks what is kept about them gets all of it as a file; whoever asks to be erased is"
    " taken out of every table, every text and every kept file."
)
person_form(own)
st.header("Past its time", anchor=False)
st.caption("Files that know of nothing newer than a day are taken back for good.")
age_form(own)
st.header("Who did what", anchor=False)
deeds = audit.read(own.folder)
if deeds:
    table(
        pd.DataFrame(
            [
                (f"{fmt.day(deed.at.date())}, {deed.at:%H:%M} UTC", plain(deed.who), deed.says)
                for deed in reversed(deeds)
            ],
            columns=["When", "Who", "What"],
        ),
        alt="Who loaded, saw, wrote out or erased data of people",
        key="deeds",
    )
else:
    st.markdown("Nothing has been noted yet.")
