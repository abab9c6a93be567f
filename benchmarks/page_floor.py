"""The floor: an otherwise empty page with a filter and as many trivial charts and tables as the
address asks for. Run by Streamlit, from benchmarks/pages.py."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

WEEKS = list(range(13))

st.set_page_config(layout="wide")
chosen = st.pills("Department", list("ABCDEF"), selection_mode="multi", key="dept")
for number in range(int(st.query_params.get("charts", "1"))):
    heights = [week + len(chosen) + number for week in WEEKS]
    st.plotly_chart(
        go.Figure(go.Scatter(x=WEEKS, y=heights), {"height": 340}),
        theme=None,
        key=f"chart-{number}",
    )
for _ in range(int(st.query_params.get("tables", "0"))):
    st.dataframe(pd.DataFrame({"week": WEEKS, "chosen": [len(chosen)] * len(WEEKS)}))
