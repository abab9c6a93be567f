"""What a person may ask for, and what becomes too old: written out, erased, retired."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from analytics import audit, erasure, fmt, recovery, subject
from analytics.exports.json import write as as_json
from analytics.store import Store, StoreError, replacing
from app import workspace
from app.sign_in import reader
from app.text import md

_SAID = "privacy-said"


def person_form(store: Store) -> None:
    """Finds one person, says what is kept of them, and offers it as a file or to erase it."""
    wanted = st.text_input(
        "E-mail address, employee id or whole name", key="person-wanted", width=420
    )
    if not wanted.strip():
        return
    try:
        whom = subject.find(store, wanted)
    except StoreError as error:
        st.warning(md(str(error)), icon=":material/person_search:")
        return
    found = subject.everything_about(store, whom)
    rows = sum(map(len, found.values()))
    st.markdown(
        md(f"{whom.name} is in {fmt.plural(rows, 'row')} of {fmt.plural(len(found), 'table')}.")
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Everything about them",
            partial(_as_file, found),
            "person.json",
            "application/json",
            icon=":material/download:",
            key="person-download",
            on_click=partial(audit.note, store.folder, "gave out a person", reader().who),
        )
        is_sure = st.checkbox("Erase this person for good", key="person-sure")
        pressed = st.button(
            "Erase", icon=":material/person_remove:", disabled=not is_sure, key="person-erase"
        )
    if pressed:
        _for_good(store, lambda: erasure.erase(store, whom).says, "erased", texts=whom.texts)


def _as_file(found: Mapping[str, list[dict[str, Any]]]) -> bytes:
    return as_json(dict(found)).encode()


def age_form(store: Store) -> None:
    """Takes back the files that know of nothing newer than a day, by the setting or one chosen."""
    before = st.date_input(
        "Nothing from this day on", value=erasure.oldest_kept(date.today()), key="age", width=260,
        format="YYYY-MM-DD",
    )  # fmt: skip
    if before is None:
        return
    names = [name for _, name in erasure.too_old(store, before)]
    if not names:
        st.markdown(f"Every file knows of {fmt.day(before)} or later.")
        return
    st.markdown(md(f"{fmt.plural(len(names), 'file')}: {', '.join(names)}"))
    is_sure = st.checkbox("Take these files back for good", key="age-sure")
    if st.button(
        "Take back", icon=":material/auto_delete:", disabled=not is_sure, key="age-retire"
    ):
        _for_good(
            store,
            lambda: f"{fmt.plural(len(erasure.retire(store, before)), 'file')} taken back.",
            "retired",
            count=len(names),
        )


def _for_good(
    store: Store,
    change: Callable[[], str],
    did: audit.Did,
    *,
    count: int = 0,
    texts: Sequence[str] = (),
) -> None:
    """Makes a change after which no byte of what was there before is left, then the page anew.
    texts: names of who is gone."""
    folder, who = store.folder, reader().who
    try:
        says = change()
        if folder:
            with replacing(folder):
                with store.nobody_writing():
                    workspace.let_go()
                recovery.rewrite(folder)
                audit.forget(folder, texts)
        audit.note(folder, did, who, count=count)
    except StoreError as error:
        st.error(md(str(error)), icon=":material/error:")
        return
    st.session_state[_SAID] = f"{says} {erasure.BEYOND}"
    for key in ("person-wanted", "person-sure", "age", "age-sure"):
        st.session_state.pop(key, None)
    st.rerun()
