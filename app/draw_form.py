"""Who begins when, drawn by lot in sight of everybody: names, groups, a seed, and the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from analytics.allocation import Allocation, allocate, in_steps, stepped
from analytics.exports import sign_off
from analytics.name_lists import NamesError, read_names
from analytics.verdicts.draw import (
    CHECK,
    HOW,
    TITLE,
    card_lines,
    draw_sentence,
    group_name,
    sheet,
)
from app.table import table
from app.text import md, plain

_OF_DATA, _LIST = "Departments", "A list of names"
_GROUPS, _STEPS = "Now and later", "In steps"
_PLACEHOLDER = "Name,Department\nAna Ruiz,Sales\nBen Ode,Support"


def draw_form(departments: Sequence[str]) -> None:
    """The whole of a draw. departments: of the data, to be drawn from."""
    with st.container(border=True, gap="small"):
        st.subheader(TITLE, anchor=False)
        st.markdown(HOW)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            whom = st.segmented_control("Drawn are", [_OF_DATA, _LIST], default=_OF_DATA,
                                        required=True)  # fmt: skip
            how = st.segmented_control("They begin", [_GROUPS, _STEPS], default=_GROUPS,
                                       required=True)  # fmt: skip
        try:
            names = _departments(departments) if whom == _OF_DATA else _listed()
            made = _drawn(names, how == _STEPS) if names else None
        except (NamesError, ValueError) as error:
            st.warning(md(str(error)), icon=":material/edit_note:")
            return
        if made:
            _result(made, is_of_departments=whom == _OF_DATA or how == _STEPS)


def _departments(known: Sequence[str]) -> Mapping[str, str]:
    """Those that are chosen, and all of them where none is."""
    names = [name for name in known if name]
    chosen = st.multiselect(
        "Departments to draw from",
        names,
        format_func=plain,
        accept_new_options=True,
        placeholder="All of them",
    )
    return dict.fromkeys(chosen or names, "")


def _listed() -> Mapping[str, str]:
    """Names that were pasted, or those of a file. Errors: NamesError."""
    with st.grid(2, min_column_width=280):
        pasted = st.text_area("Names, one a line, or a table", placeholder=_PLACEHOLDER, height=160)
        given = st.file_uploader("… or a file of them", type=["csv", "tsv", "txt", "xlsx"])
    if given:
        return read_names(given.name, given.getvalue())
    return read_names("The list", pasted.encode()) if pasted.strip() else {}


def _drawn(names: Mapping[str, str], is_stepped: bool) -> Allocation | None:
    """The draw, once there is a seed. Errors: ValueError where these cannot be drawn so."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if is_stepped:
            steps = st.number_input("Days on which some begin", 2, max(2, len(names)), 2, 1)
            weeks = st.number_input("Weeks from step to step", 1, 52, 4, 1)
            first = st.date_input("The first begin on", format="YYYY-MM-DD")
        seed = st.text_input("Seed", placeholder="Agreed on before the draw", max_chars=100).strip()
    if not seed:
        return None
    if not is_stepped:
        return allocate(names, seed)
    return stepped(in_steps(names), seed, first, steps, weeks)


def _result(made: Allocation, *, is_of_departments: bool) -> None:
    st.markdown(f"**{md(draw_sentence(made))}.** {CHECK}")
    found = sheet(made)
    shown = [(group_name(begins), *rest) for begins, *rest in found.rows]
    table(pd.DataFrame(shown, columns=list(found.columns)), alt=TITLE, key="drawn")
    st.caption(f"Digest (SHA-256) {md(made.digest)}")
    with st.container(horizontal=True):
        st.download_button(
            "Sheet to sign (Word)",
            partial(sign_off.as_document, made),
            "draw.docx",
            icon=":material/draw:",
            type="primary",
            on_click="ignore",
        )
        st.download_button(
            "Sheet (CSV)",
            partial(sign_off.as_csv, made),
            "draw.csv",
            "text/csv",
            icon=":material/table:",
            on_click="ignore",
        )
    if is_of_departments:
        st.markdown("For the pilot card, under `[pilot]` of its pilot.toml:")
        st.code(card_lines(made), language="toml", wrap_lines=True)
