"""The filters under the title: department and dates, kept in the address.

The same keys on every page make a filter survive a page switch, and a copied address restore it.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.filters import Filters
from analytics.store import Store
from app.text import label

# More than these do not fit in rows of pills.
MOST_PILLS = 12


def filter_row(store: Store) -> Filters:
    """Draws the row and returns what is chosen; nothing where there is nothing to choose."""
    names = {label(name): name for name in store.departments()}
    with st.container(horizontal=True, vertical_alignment="top", key="filters"):
        departments = _departments(list(names)) if len(names) > 1 else []
        first_day, last_day = _dates(store)
    return Filters(
        departments=tuple(names[name] for name in departments if name in names),
        first_day=first_day,
        last_day=last_day,
    )


def _departments(names: list[str]) -> list[str]:
    """Options are the labels themselves, because the address shows labels."""
    says = "None chosen means everyone."
    if len(names) <= MOST_PILLS:
        return st.pills(
            "Department",
            names,
            selection_mode="multi",
            key="dept",
            bind="query-params",
            wrap=True,
            help=says,
        )
    return st.multiselect(
        "Department",
        names,
        key="dept",
        bind="query-params",
        placeholder="Everyone",
        help=says,
        width=420,
    )


def _dates(store: Store) -> tuple[date | None, date | None]:
    """(first, last) day of the sessions to look at; (None, None) for the whole pilot."""
    pilot = store.pilot()
    if pilot is None:
        return None, None
    whole = (pilot.starts_on, pilot.ends_on)
    chosen = st.date_input(
        "Sessions between",
        value=whole,
        min_value=pilot.starts_on,
        max_value=pilot.ends_on,
        format="YYYY-MM-DD",
        key="dates",
        bind="query-params",
        help="New hires and their time to competency are never cut by these dates.",
        width=260,
    )
    # While only the first of the two days is picked, nothing is filtered yet.
    if not isinstance(chosen, tuple) or len(chosen) != 2 or chosen == whole:
        return None, None
    return chosen
