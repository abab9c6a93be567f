"""A download that is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import audit
from analytics.exports import ways
from app import workspace
from app.sign_in import reader


def download(
    label: str,
    icon: str,
    name: str,
    form: str,
    made: Callable[[], bytes],
    *,
    is_first: bool = False,
) -> None:
    """A download that is made when it is asked for, and noted then: who wrote out what."""
    folder, who = workspace.current().folder, reader().who

    def given() -> bytes:
        data = made()
        audit.note(folder, "gave out figures", who, reason=name)
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
