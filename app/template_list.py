"""The templates, group by group, each with its files; and a series for the calendar."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.exports.ways import TYPES
from analytics.templates import GROUPS, Template, series_of, templates
from analytics.templates.texts import agendas
from app.meeting_form import meeting_form, series_download
from app.text import md

_NAMES = {"docx": "Word", "xlsx": "Excel", "csv": "CSV"}


def template_list() -> None:
    for group in GROUPS:
        st.header(md(group), anchor=False)
        with st.grid(3, min_column_width=300):
            for template in templates():
                if template.group == group:
                    _card(template)


def _card(template: Template) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{md(template.name)}**")
        with st.container(height="stretch"):
            st.caption(md(template.purpose))
        with st.container(horizontal=True, gap="xsmall"):
            for suffix, write in template.files.items():
                st.download_button(
                    _NAMES[suffix],
                    write,
                    f"{template.key}.{suffix}",
                    TYPES[suffix],
                    icon=":material/download:",
                    key=f"template-{template.key}-{suffix}",
                )


def series_form() -> None:
    """A format's sessions as a calendar file."""
    agenda = st.selectbox(
        "Format", agendas(), format_func=lambda one: one.name, key="series-format", width=300
    )
    meeting = meeting_form(f"series-{agenda.format}", agenda.minutes)
    if meeting is None:
        return
    file = f"series-{agenda.format}.ics"
    made = partial(series_of, agenda, meeting)
    series_download("Download the series", file, "series-download", lambda: [made()])
