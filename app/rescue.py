"""What stands in the place of every page while the database cannot be read: the ways back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from analytics import audit, fmt, recovery
from analytics.store import StoreError, replacing
from app import workspace
from app.loading import steps
from app.sign_in import reader
from app.text import md


def rescue(folder: Path, found: str) -> None:
    """Offers to rebuild the workspace in `folder` or to restore its last snapshot. found: what is
    wrong, in a sentence."""
    if not reader().scope.sees_individuals:
        st.title("The data cannot be shown just now", anchor=False)
        st.markdown("An analyst of the pilot can bring them back; nothing was changed.")
        return
    title = st.empty()
    title.title("The data of this workspace are damaged", anchor=False)
    place = st.empty()
    with place.container():
        st.warning(
            "The database cannot be read any more. Nothing is ever deleted: whichever way back you"
            " choose, the damaged file is set aside next to it, under a name with the date.",
            icon=":material/healing:",
        )
        is_rebuilding = _rebuilding(folder)
        is_restoring = _restoring(folder)
        with st.expander("What is wrong with it", type="compact"):
            st.markdown(md(found))
            st.caption(md(f"It lies in {folder}."))
    if not (is_rebuilding or is_restoring):
        return
    try:
        with replacing(folder):
            workspace.let_go()
            if is_rebuilding:
                with steps("Rebuilding the data") as show:
                    done = recovery.rebuild(folder, show)
            else:
                done = recovery.restore(folder)
        audit.note(folder, "rebuilt" if is_rebuilding else "restored", reader().who)
    except StoreError as error:
        st.error(md(str(error)), icon=":material/error:")
        return
    title.title("The data of this workspace are back", anchor=False)
    place.empty()
    aside = f" The damaged file is kept as {done.aside.name}." if done.aside else ""
    st.success(md(f"{done.says}{aside}"), icon=":material/check_circle:")
    st.button("Go on", type="primary", icon=":material/arrow_forward:", key="rescued")


def _rebuilding(folder: Path) -> bool:
    """The way that loses nothing, where it can be gone."""
    with st.container(border=True):
        st.subheader("Rebuild from the kept uploads", anchor=False)
        try:
            plan = recovery.plan(folder)
        except StoreError as error:
            st.markdown(md(str(error)))
            return False
        start = "the last snapshot, then " if plan.start else ""
        st.markdown(
            f"Everything that was loaded and decided is done again, row for row: {start}"
            f"{fmt.plural(plan.files, 'file')} in {fmt.plural(len(plan.changes), 'step')}. Nothing"
            " is lost."
        )
        return st.button(
            "Rebuild the data", type="primary", icon=":material/build:", key="rescue-rebuild"
        )


def _restoring(folder: Path) -> bool:
    with st.container(border=True):
        st.subheader("Restore the last snapshot", anchor=False)
        last = recovery.last_snapshot(folder)
        if last is None:
            st.markdown("There is no snapshot yet: one is made on every day with new data.")
            return False
        moment = f"{fmt.day(last[0].date())}, {last[0]:%H:%M} UTC"
        st.markdown(f"The data as they were on {md(moment)}. What was done after that is lost.")
        return st.button(
            f"Restore the snapshot of {fmt.day(last[0].date())}",
            icon=":material/history:",
            key="rescue-restore",
        )
