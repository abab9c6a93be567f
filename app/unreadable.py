"""A file of which nothing can be used: where, what stands there, why mostly, and the ways on."""

from __future__ import annotations

import streamlit as st

from analytics.excerpt import excerpt
from analytics.intake import Report
from analytics.problems import LIKELY_CAUSES, SKIPPABLE, where
from analytics.sources import Answers
from app.text import md


def instead(key: str) -> None:
    """The way for another file into a place, once the reader has asked for it; drawn whatever
    stands there now, for a widget that is not drawn forgets its file."""
    if name := st.session_state.get("replaced", {}).get(key):
        st.file_uploader(f"The file instead of {md(name)}", key=f"instead-{key}")


def unreadable(report: Report, data: bytes, given: Answers, key: str) -> int | None:
    """Says what is wrong and shows the lines. Returns the line to leave out, once the reader has
    said so; offered only where the file can be read without it. key: of its place among the files.
    """
    [problem, *_] = [p for p in report.problems if p.severity == "refused"]
    place = where(problem.lines).removeprefix(", ").capitalize()
    cause = LIKELY_CAUSES.get(problem.code, "")
    says = f"{place}: {problem.says}." if place else f"{problem.says.capitalize()}."
    st.error(
        f"**{md(report.file)} could not be read.** {md(says)} {md(cause)}".strip(),
        icon=":material/error:",
    )
    found = excerpt(problem, data)
    if found:
        st.code(found.drawn(), language=None)
    line = problem.lines[0] if problem.lines else None
    can_skip = problem.code in SKIPPABLE and line is not None and line not in given.skipped_lines
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_skipped = can_skip and st.button(
            "Skip this line and go on", type="primary", key=f"skip-{key}"
        )
        if st.button("Choose another file", key=f"other-{key}", type="tertiary"):
            st.session_state.setdefault("replaced", {})[key] = report.file
    return line if is_skipped else None
