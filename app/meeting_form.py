"""When a series of sessions is held: a row of fields, for invitations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import streamlit as st

from analytics.exports.ways import TYPES
from analytics.matched import Meeting
from app import workspace

if TYPE_CHECKING:
    from analytics.calendar_series import Series

_USUAL_TIMES = 4
_WEEK = 7
_NOON = time(12)


def meeting_form(key: str, minutes: int) -> Meeting | None:
    """The meeting as it was filled in; None while a day is missing. minutes: what is usual."""
    pilot = workspace.known().pilot
    zones = sorted(available_timezones())
    usual = pilot.timezone if pilot and pilot.timezone in zones else "UTC"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            "First day", _next_monday(date.today()), format="YYYY-MM-DD", key=f"{key}-day",
            width=160,
        )  # fmt: skip
        at = st.time_input("At", _NOON, key=f"{key}-at", width=120)
        long = st.number_input("Minutes", 5, 480, minutes, key=f"{key}-minutes", width=130)
        times = st.number_input("Sessions", 1, 52, _USUAL_TIMES, key=f"{key}-times", width=130)
        every = st.number_input("Weeks between", 1, 12, 1, key=f"{key}-every", width=140)
        zone = st.selectbox("Time zone", zones, zones.index(usual), key=f"{key}-zone", width=260)
    if not isinstance(day, date):
        return None
    return Meeting(datetime.combine(day, at), int(long), int(times), zone, int(every))


def series_download(label: str, file: str, key: str, made: Callable[[], Iterable[Series]]) -> None:
    """A download of invitations as a calendar file."""
    st.download_button(
        label,
        lambda: _calendar(made()),
        file,
        TYPES["ics"],
        icon=":material/calendar_add_on:",
        key=key,
    )


def _calendar(series: Iterable[Series]) -> bytes:
    from analytics.calendar_series import calendar

    return calendar(series, datetime.now(UTC))


def _next_monday(today: date) -> date:
    return today + timedelta(days=_WEEK - today.weekday())
