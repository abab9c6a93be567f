"""Pilots: all of them side by side, formats and approaches compared."""

import streamlit as st

from app import frame, workspace
from app.portfolio import portfolio_cards, portfolio_downloads
from app.show import show
from app.workspace import find

found = workspace.portfolio()

frame.headline(found.title, [])
portfolio_cards(found)
portfolio_downloads(found)
with st.grid(2, min_column_width=420):
    show(find("participation-by-format", frame.filters()))
    show(find("participation-by-approach", frame.filters()))
