"""The files that a workspace holds, and the way of each back out."""

from __future__ import annotations

import streamlit as st

from analytics import audit, fmt, recovery
from analytics.landing import take_back
from analytics.store import Store, StoreError
from app.sign_in import reader
from app.text import md, plain

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
    if store.read_only:
        return
    names = {row.file_id: plain(row.name) for row in files.itertuples(index=False)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Take a file back",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="Choose a file",
            help="What it alone brought goes; everything else stays exactly as it was.",
            key="take-back",
            width=480,
        )
        pressed = st.button("Take it back", icon=":material/undo:", disabled=chosen is None)
    if not pressed or chosen is None:
        return
    try:
        name = take_back(store, chosen)
        audit.note(store.folder, "took back", reader().who, count=1)
    except StoreError as error:
        st.error(md(str(error)), icon=":material/error:")
        return
    st.session_state["landed"] = [f"{name} was taken back."]
    del st.session_state["take-back"]
    st.rerun()


def snapshots(store: Store) -> None:
    """When the data were last copied, and a button to do it now."""
    if store.keeping is None or not store.version():
        return
    last = recovery.last_snapshot(store.keeping.folder)
    moment = f"{fmt.day(last[0].date())}, {last[0]:%H:%M} UTC" if last else "none yet"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(md(f"Last snapshot of the data: {moment}. One is made every day they change."))
        if st.button("Make a snapshot now", icon=":material/save:", key="snapshot"):
            try:
                store.keeping.snapshot()
            except StoreError as error:
                st.error(md(str(error)), icon=":material/error:")
                return
            st.rerun()
