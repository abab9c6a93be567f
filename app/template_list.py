"""The templates, group by group, each with its files; and a series for the calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from analytics.exports.ways import TYPES
from analytics.matched import Meeting
from analytics.templates import GROUPS, Template, series_of, templates
from analytics.templates.texts import Agenda, agendas
from app.meeting_form import meeting_form
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
    st.download_button(
        "Download the series",
        partial(_calendar, agenda, meeting),
        f"series-{agenda.format}.ics",
        TYPES["ics"],
        icon=":material/calendar_add_on:",
        key="series-download",
    )


def _calendar(agenda: Agenda, meeting: Meeting) -> bytes:
    from analytics.calendar_series import calendar

    return calendar([series_of(agenda, meeting)], datetime.now(UTC))
