"""Which data this session reads: one's own workspace, or, while it is empty, the sample pilot."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from analytics.asking import ask
from analytics.doctor import Trouble, examine
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.sample import land_sample
from analytics.store import Store, StoreError, default_workspace
from app.text import md


def current() -> Store:
    """The store that the pages read. Where it cannot be opened the page says so and ends."""
    store = own()
    return _sample() if store.source_files().empty else store


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
    return _found(store, store.name, store.version(), question, filters)


def examined() -> tuple[Trouble, ...]:
    """Every trouble of this session's data, computed once per version of the data."""
    store = current()
    return _examined(store, store.name, store.version())


@st.cache_resource(show_spinner="Looking at the exports", max_entries=20)
def _examined(_store: Store, name: str, version: int) -> tuple[Trouble, ...]:
    return examine(_store)


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _opened(folder: Path) -> Store:
    return Store.open(folder)


@st.cache_resource(show_spinner="Reading the sample pilot", on_release=Store.close)
def _sample() -> Store:
    store = Store.open(":memory:")
    land_sample(store)
    return store


# A Finding is frozen, so one object serves every session.
@st.cache_resource(show_spinner=False, max_entries=500)
def _found(_store: Store, name: str, version: int, question: str, filters: Filters) -> Finding:
    return ask(_store, question, filters)
