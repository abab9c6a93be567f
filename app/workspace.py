"""Which data this session reads: one's own workspace, or, while it is empty, the sample pilot."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import streamlit as st

from analytics.asking import ask, honoured
from analytics.briefing import Briefing, brief
from analytics.doctor import Trouble, examine
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.questions import question as find_question
from analytics.sample import land_sample, sample_files
from analytics.store import Store, StoreError, default_workspace
from analytics.verdicts.weekly import Week
from analytics.weekly import QUESTIONS, this_week
from app.loading import PAGE, reading
from app.text import md

_CHOSEN = "sample-chosen"
_ADDRESS = "pilot", "sample"


def current() -> Store:
    """The store that the pages read. Where it cannot be opened the page says so and ends."""
    store = own()
    return _sample() if store.source_files().empty or has_chosen_sample() else store


def has_chosen_sample() -> bool:
    """Whether this session looks at the sample pilot though it has data of its own."""
    return bool(st.session_state.get(_CHOSEN)) and not own().source_files().empty


def see_sample(is_chosen: bool) -> None:
    """Turns this session to the sample pilot, or back; the workspace stays as it is."""
    st.session_state[_CHOSEN] = is_chosen
    _write()


def follow_address(*, is_new_page: bool) -> None:
    """The address says which pilot is looked at: it opens a session, brings back an earlier view,
    and otherwise follows. is_new_page: the last run was for another page; an address that does not
    name a pilot then says nothing, for the links between pages do not carry it."""
    key, name = _ADDRESS
    is_named = st.query_params.get(key) == name
    if is_named or not is_new_page or _CHOSEN not in st.session_state:
        st.session_state[_CHOSEN] = is_named
    _write()


def _write() -> None:
    key, name = _ADDRESS
    if has_chosen_sample():
        if st.query_params.get(key) != name:
            st.query_params[key] = name
    elif key in st.query_params:
        del st.query_params[key]


def own() -> Store:
    """The workspace that uploads land in: the folder IMPACT_WORKSPACE, else the per-user one."""
    folder = os.environ.get("IMPACT_WORKSPACE") or default_workspace()
    try:
        return _opened(Path(folder).absolute())
    except StoreError as error:
        st.title("This workspace cannot be opened", anchor=False)
        st.warning(md(str(error)), icon=":material/lock:")
        st.stop()


def find(question: str, filters: Filters) -> Finding:
    """The finding of a question in this session's data, computed once per version of the data."""
    store = current()
    asked = find_question(question)
    if asked is not None:
        filters = honoured(asked, filters)  # what it does not know makes it no other finding
    return _found(store, store.name, store.version(), question, filters)


def week(filters: Filters) -> Week | None:
    """The news of the week in this session's data, computed once per version of the data."""
    store = current()
    asked = {name: find(name, filters) for name in QUESTIONS}
    return _week(store, store.name, store.version(), filters, asked)


def briefing(store: Store, filters: Filters) -> Briefing:
    """Everything that is said of a pilot, computed once per version of the data. It takes the
    store because a download is made outside of the session."""
    return _briefed(store, store.name, store.version(), filters)


def examined() -> tuple[Trouble, ...]:
    """Every trouble of this session's data, computed once per version of the data."""
    store = current()
    return _examined(store, store.name, store.version())


@st.cache_resource(show_spinner="Looking at the exports", max_entries=20)
def _examined(_store: Store, name: str, version: int) -> tuple[Trouble, ...]:
    return examine(_store)


@st.cache_resource(show_spinner=False, max_entries=200)
def _week(
    _store: Store, name: str, version: int, filters: Filters, _asked: Mapping[str, Finding]
) -> Week | None:
    return this_week(_store, filters, asked=_asked)


@st.cache_resource(show_spinner=False, max_entries=20)
def _briefed(_store: Store, name: str, version: int, filters: Filters) -> Briefing:
    return brief(_store, filters)


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _opened(folder: Path) -> Store:
    return Store.open(folder)


class _Sample:
    """The sample pilot, once somebody has asked for it. It is read outside of the cache, because
    what a cached function writes on the page is written again whenever it is asked."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.store: Store | None = None

    def close(self) -> None:
        if self.store:
            self.store.close()


@st.cache_resource(show_spinner=False, on_release=_Sample.close)
def _shared_sample() -> _Sample:
    return _Sample()


def _sample() -> Store:
    shared = _shared_sample()
    if shared.store is None:
        with shared.lock:
            if shared.store is None:
                shared.store = _read_sample()
    return shared.store


def _read_sample() -> Store:
    store = Store.open(":memory:")
    try:
        with reading("Reading the sample pilot", len(sample_files()), PAGE) as told:
            land_sample(store, told)
    except BaseException:  # the reader has left the page meanwhile
        store.close()
        raise
    return store


# A Finding is frozen, so one object serves every session.
@st.cache_resource(show_spinner=False, max_entries=500)
def _found(_store: Store, name: str, version: int, question: str, filters: Filters) -> Finding:
    return ask(_store, question, filters)
