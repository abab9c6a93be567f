"""Tables on the page: as many rows as somebody reads at a time, and only where they are open."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics import fmt
from app.text import md

ROWS = 200


def table(rows: pd.DataFrame, *, alt: str, key: str) -> None:
    """The rows; those of one page where there are more than ROWS."""
    pages = -(-len(rows) // ROWS)
    shown = rows
    if pages > 1:
        first = (st.pagination(pages, key=f"{key}-page") - 1) * ROWS
        shown = rows.iloc[first : first + ROWS]
        until = first + len(shown)
        st.caption(f"{fmt.count(first + 1)}–{fmt.count(until)} of {fmt.count(len(rows))} rows")
    st.dataframe(shown, hide_index=True, alt=alt)


def folded(
    label: str,
    rows: Callable[[], pd.DataFrame],
    *,
    alt: str,
    key: str,
    icon: str | None = None,
    says: str = "",
) -> None:
    """A table that is made when somebody opens it: a page's closed ones would cost more than
    everything that is seen of it. says: a caption above it; from data, escaped here."""
    fold = st.expander(label, type="compact", icon=icon, key=key, on_change="rerun")
    if fold.open:
        with fold:
            if says:
                st.caption(md(says))
            table(rows(), alt=alt, key=key)
