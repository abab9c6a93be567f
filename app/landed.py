"""The files that a workspace holds, as a table."""

from __future__ import annotations

import streamlit as st

from analytics.store import Store

_COLUMNS = {
    "name": "File",
    "recognised_as": "Taken for",
    "rows_read": "Rows",
    "rows_usable": "Usable",
    "rows_left_out": "Left out",
    "rows_repaired": "Repaired",
    "data_until": "Knows until",
}


def landed_files(store: Store) -> None:
    """Every landed file, or nothing while there is none."""
    files = store.source_files()
    if files.empty:
        return
    st.header("What is loaded", anchor=False)
    st.dataframe(
        files[list(_COLUMNS)].rename(columns=_COLUMNS),
        hide_index=True,
        alt="Landed files",
        column_config={"Knows until": st.column_config.DateColumn(format="D MMM YYYY")},
    )
