"""Series that leave as .ics and come back through our own reader, and through icalendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from analytics.calendar_series import Invitee, Series, calendar
from analytics.recognise import read_file
from analytics.records import Invitation
from analytics.sources import Answers

NOW = datetime(2026, 1, 2, 8)
ANA, BEN = Invitee("Ana Ruiz", "ana@example.com"), Invitee("Ben Ong", "ben@example.com")
SERIES = Series("Problem clinic", datetime(2026, 3, 16, 10), 45, 4, "Europe/Berlin",
                organiser=ANA, invited=(ANA, BEN), about="Bring one problem.")  # fmt: skip


def test_a_series_keeps_its_clock_over_summer_time() -> None:
    found = Calendar.from_ical(calendar([SERIES], NOW))
    starts = [
        event["dtstart"].dt
        for event in recurring_ical_events.of(found).between((2026, 1, 1), (2026, 12, 31))
    ]
    assert [start.hour for start in starts] == [10] * 4
    assert [start.utcoffset() for start in starts] == [timedelta(hours=h) for h in (1, 1, 2, 2)]


def test_our_own_reader_knows_everybody_and_every_session() -> None:
    *_, reading, _ = read_file("series.ics", calendar([SERIES], NOW), Answers())
    assert reading is not None
    found = [record for record in reading.records if isinstance(record, Invitation)]
    assert {(one.session.title, one.session.started_at) for one in found} == {
        ("Problem clinic", datetime(2026, 3, 16, 10) + timedelta(weeks=week)) for week in range(4)
    }
    assert {one.person.email for one in found} == {"ben@example.com"}  # Ana organises


def test_the_same_series_is_the_same_event() -> None:
    first, again = (Calendar.from_ical(calendar([SERIES], now)).walk("VEVENT")[0]["uid"]
                    for now in (NOW, NOW + timedelta(days=1)))  # fmt: skip
    (other,) = Calendar.from_ical(calendar([replace(SERIES, invited=(ANA,))], NOW)).walk("VEVENT")
    assert first == again != other["uid"]


def test_what_is_no_series_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        calendar([replace(SERIES, sessions=0)], NOW)
    with pytest.raises(ZoneInfoNotFoundError):
        calendar([replace(SERIES, zone="Europe/Atlantis")], NOW)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


@settings(deadline=None, max_examples=30)
@given(texts, texts, st.integers(1, 60), st.integers(1, 4))
def test_any_text_comes_back(title: str, name: str, sessions: int, every: int) -> None:
    made = replace(SERIES, title=title, sessions=sessions, every=every,
                   invited=(Invitee(name, "ana@example.com"),))  # fmt: skip
    (event,) = Calendar.from_ical(calendar([made], NOW)).walk("VEVENT")
    assert str(event["summary"]) == title
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)
    if sessions > 1:
        assert event["rrule"]["COUNT"] == [sessions] and event["rrule"]["INTERVAL"] == [every]
