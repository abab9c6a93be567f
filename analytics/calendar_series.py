"""Sessions as calendar invitations (.ics, RFC 5545), for every calendar to import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True)
class Invitee:
    name: str
    email: str


@dataclass(frozen=True)
class Series:
    """Sessions of so many minutes, `every` weeks apart. starts_at: the first, on the clock of
    `zone` (IANA), which the others keep over summer time; sessions: how many."""

    title: str
    starts_at: datetime
    minutes: int
    sessions: int
    zone: str
    every: int = 1
    organiser: Invitee | None = None
    invited: Sequence[Invitee] = ()
    about: str = ""


def calendar(series: Iterable[Series], now: datetime) -> bytes:
    """One calendar with all series, an event each with its rule.

    The same series always has the same UID, so that importing twice makes no second one. now: in
    UTC. Raises ValueError for a series of no sessions, minutes or weeks between, or a zone that
    nobody knows (ZoneInfoNotFoundError).
    """
    made = Calendar()
    made.add("prodid", "-//Pilot Impact//peer learning//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in series:
        made.add_component(_event(one, now))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(series: Series, now: datetime) -> Event:
    if min(series.minutes, series.sessions, series.every) < 1:
        raise ValueError("a series has sessions, minutes and weeks of 1 or more")
    starts_at = series.starts_at.replace(tzinfo=ZoneInfo(series.zone))
    event = Event()
    event.add("uid", _uid(series))
    event.add("dtstamp", now.replace(tzinfo=UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=series.minutes))
    event.add("summary", series.title)
    if series.about:
        event.add("description", series.about)
    if series.sessions > 1:
        event.add("rrule", {"freq": "weekly", "interval": series.every, "count": series.sessions})
    if series.organiser:
        event["organizer"] = _address(series.organiser)
    for invitee in series.invited:
        address = _address(invitee)
        address.params["partstat"] = vText("NEEDS-ACTION")
        address.params["rsvp"] = vText("TRUE")
        event.add("attendee", address, encode=False)
    return event


def _address(invitee: Invitee) -> vCalAddress:
    address = vCalAddress(f"mailto:{invitee.email}")
    address.params["cn"] = vText(invitee.name)
    return address


def _uid(series: Series) -> str:
    said = (series.title, series.starts_at.isoformat(), series.zone,
            *sorted(one.email for one in series.invited))  # fmt: skip
    digest = hashlib.sha256("\x1f".join(said).encode()).hexdigest()
    return f"{digest[:32]}@pilot-impact"
