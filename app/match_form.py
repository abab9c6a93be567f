"""From a skills list to pairs or pods: drop it, choose, look, take it with you. Nothing is kept."""

from __future__ import annotations

from functools import partial
from typing import get_args

import pandas as pd
import streamlit as st

from analytics.exports import csv
from analytics.exports.ways import TYPES
from analytics.matched import Match, Way, match
from analytics.matching import SMALLEST_POD
from analytics.problems import Refused
from analytics.skills_list import SkillsList, read_skills
from analytics.together import SMALL, Known
from app import workspace
from app.meeting_form import meeting_form, series_download
from app.places import TEMPLATES_PAGE
from app.table import table
from app.text import md

_WAYS: dict[Way, str] = {"pairs": "Pairs", "pods": "Pods"}
assert tuple(_WAYS) == get_args(Way)
_SHOWN = {
    "first": "First",
    "first_department": "First’s department",
    "first_teaches": "First shows",
    "second": "Second",
    "second_department": "Second’s department",
    "second_teaches": "Second shows",
    "met_before": "Met before",
    "pod": "Pod",
    "role": "Role",
    "name": "Name",
    "department": "Department",
}
_USUAL_SIZE, _USUAL_MINUTES = 5, 45


def match_form() -> None:
    """The whole way; ends early where a step waits for the one before."""
    file = st.file_uploader("Skills list (CSV or XLSX)", key="skills-list")
    st.caption(
        "A row per person: name, e-mail, department, role, what they offer and what they want, many"
        " parted by semicolons; or a column per skill with levels. It is read for this session only"
        " and never kept."
    )
    if file is None:
        st.page_link(
            TEMPLATES_PAGE, label="An empty list to fill in", icon=":material/description:"
        )
        return
    try:
        found = _read(file.name, file.getvalue())
        made, way = _made(found, file.name)
    except Refused as refusal:
        st.warning(md(str(refusal)), icon=":material/block:")
        return
    st.header(md(made.title), anchor=False)
    for says in made.notes:
        st.caption(md(says))
    rows = pd.DataFrame(made.rows)
    shown = [name for name in _SHOWN if name in rows]
    table(
        rows[shown].rename(columns=_SHOWN),
        alt="The pairs, with what each shows the other"
        if way == "pairs"
        else "The pods, a row per person",
        key="matched",
    )
    st.download_button(
        "Download as CSV",
        partial(csv.write_frame, rows),
        f"{way}.csv",
        TYPES["csv"],
        icon=":material/download:",
        key="match-csv",
    )
    st.subheader("Invitations", anchor=False)
    st.caption("A calendar file with a series for each pair or pod, for every calendar to import.")
    _invitations(made, way)


@st.cache_resource(show_spinner="Reading the list", max_entries=3, scope="session", ttl="1h")
def _read(name: str, data: bytes) -> SkillsList:
    return read_skills(name, data)


def _made(found: SkillsList, name: str) -> tuple[Match, Way]:
    """What comes of the choices made here."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way: Way = (
            st.segmented_control(
                "Make", list(_WAYS), default="pairs", required=True, format_func=_WAYS.__getitem__,
                key="match-way",
            )
            or "pairs"
        )  # fmt: skip
        size = _USUAL_SIZE
        if way == "pods":
            size = st.number_input(
                "People in a pod", SMALLEST_POD, 12, _USUAL_SIZE, key="match-size", width=160
            )
        seed = st.number_input(
            "Seed", 1, 9999, 1, key="match-seed", width=160,
            help="The same list and seed always give the same result; another one draws anew among"
            " those that are equally good.",
        )  # fmt: skip
        is_apart = st.toggle(
            "Avoid those who have met",
            value=True,
            key="match-apart",
            help=f"Who was together in a session of at most {SMALL} people, as far as the loaded"
            " exports know.",
        )
    known = workspace.known_people(found.peers)
    if not is_apart:
        known = Known(left=known.left)
    return _matched(found, name, way, int(size), int(seed), known), way


@st.cache_resource(
    show_spinner="Matching", max_entries=5, scope="session", ttl="1h",
    hash_funcs={SkillsList: repr, Known: repr},
)  # fmt: skip
def _matched(found: SkillsList, name: str, way: Way, size: int, seed: int, known: Known) -> Match:
    return match(found, name, way, size, seed, known)


def _invitations(made: Match, way: Way) -> None:
    meeting = meeting_form("match", _USUAL_MINUTES)
    if meeting is None:
        return
    series_download(
        "Download the invitations", f"{way}.ics", "match-ics", lambda: made.series(meeting)
    )
