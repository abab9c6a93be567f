"""A download that is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import audit
from analytics.claims import keep_said
from analytics.exports import ways
from analytics.findings import Finding
from analytics.portfolio import Portfolio, keep_all_said
from app import workspace
from app.filter_row import chosen
from app.sign_in import reader


def download(
    label: str,
    icon: str,
    name: str,
    form: str,
    made: Callable[[], bytes],
    said: Callable[[], Finding | Portfolio] | None = None,
    *,
    is_first: bool = False,
) -> None:
    """A download that is made when it is asked for, and noted then: who wrote out what, and what it
    says of time to competency, to be read again."""
    store, who = workspace.current(), reader().who
    filters, scope = chosen(), workspace.scope()

    def given() -> bytes:
        data = made()
        audit.note(store.folder, "gave out figures", who, reason=name)
        told = said() if said else None
        if isinstance(told, Portfolio):
            keep_all_said(store, told, scope, name)
        elif told:
            keep_said(store, told, filters, scope, name)
        return data

    st.download_button(
        label,
        given,
        name,
        ways.TYPES[form],
        icon=f":material/{icon}:",
        type="primary" if is_first else "secondary",
        on_click="ignore",
        key=f"share-{name}",
    )
