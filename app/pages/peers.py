"""Peers: who teaches whom, who does both, how hosting rotates, who could lead next."""

import streamlit as st

from analytics.verdicts import peers_title
from app import frame
from app.next_hosts import next_hosts_fold
from app.show import show, verdict_card
from app.workspace import find

both = find("teach-and-learn", frame.filters())
matrix = find("teaching-matrix", frame.filters())
rotation = find("host-rotation", frame.filters())

frame.headline(peers_title([both, matrix, rotation]), [find("participation", frame.filters())])
with st.grid(2, min_column_width=420):
    show(matrix)
    show(both)
hosts, meaning = st.columns([2, 1])
with hosts:
    show(rotation)
with meaning:
    verdict_card(rotation)
next_hosts_fold(frame.filters())
