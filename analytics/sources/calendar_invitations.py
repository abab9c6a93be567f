"""Calendar files (.ics): who was invited to which meeting, and what they answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import icalendar
import recurring_ical_events
from recurring_ical_events.errors import InvalidCalendar

from analytics.clock import to_pilot_clock
from analytics.document import Document, Line
from analytics.ledger import Ledger
from analytics.problems import Refused
from analytics.records import Identity, Invitation, Response, Session
from analytics.sources import Answers, Reading, Source
from analytics.stays import plain_name, valid_email

# A series without an end is read until a year after the last thing the file knows about.
_HORIZON = timedelta(days=366)
_MOST_OCCURRENCES = 20_000
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_NO_PERSON = {"RESOURCE", "ROOM"}
_NEEDED = {"DTSTART", "DTEND", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "ATTENDEE"}
_SINGLE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "SUMMARY"}
_RESPONSES: dict[str, Response] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
}
_UNTITLED = "Meeting without a title"


def _recognises(document: Document, answers: Answers) -> float:
    return 1.0 if document.form == "calendar" else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    ledger = Ledger(document)
    calendars = _parsed(document, ledger)
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if len(events) != len(_begins(document)):
        raise _damaged(ledger)
    if not events:
        raise ledger.refusal(
            "no-events", "the calendar has no events in it; export the calendar of the sessions"
        )
    if not any(_attendees(event) for event in events):
        raise ledger.refusal(
            "no-attendees",
            "no event in this calendar lists its attendees, so it does not say who was invited; "
            "export it from the organiser's calendar",
        )
    _refuse_broken(events, ledger)
    _refuse_endless(events, ledger)
    reader = _Reader(_places(document, events), answers, ledger)
    latest = _last_known(events)
    try:
        occurrences = [one for calendar in calendars for one in _expanded(calendar, latest)]
    except (InvalidCalendar, ZoneInfoNotFoundError, ValueError, OverflowError) as error:
        raise _damaged(ledger) from error
    if len(occurrences) > _MOST_OCCURRENCES:
        raise ledger.refusal(
            "too-many-events",
            f"the calendar has {len(occurrences)} meetings; export the pilot's months only",
        )
    records = [invitation for event in occurrences for invitation in reader.invitations(event)]
    reader.say_what_was_set_aside()
    _note_open_series(events, latest, reader, ledger)
    last_day = max((record.session.started_at.date() for record in records), default=None)
    stamps = [day for event in events if (day := _written_on(event)) is not None]
    return Reading(
        kind="invitations",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(records) + reader.left_out),
        stated={},
        date_order=None,
        data_until=min(last_day, max(stamps)) if last_day and stamps else last_day,
        timezone=answers.pilot_timezone or (records[0].session.timezone if records else ""),
    )


def _parsed(document: Document, ledger: Ledger) -> list[Any]:
    try:
        return list(icalendar.Calendar.from_ical(document.text, multiple=True))
    except (ValueError, KeyError, IndexError, TypeError):
        raise _damaged(ledger) from None


def _damaged(ledger: Ledger) -> Refused:
    return ledger.refusal(
        "calendar-damaged", "this calendar file is damaged and cannot be read; export it again"
    )


def _refuse_broken(events: Sequence[Any], ledger: Ledger) -> None:
    """Raise Refused for events whose times, repeats or attendees cannot be read."""
    for event in events:
        broken = {name for name, _ in event.errors} & _NEEDED
        broken |= {name for name in _SINGLE if isinstance(event.get(name), list)}
        if "RRULE" in event and not broken and "FREQ" not in event["RRULE"]:
            broken = {"RRULE"}
        if broken or "DTSTART" not in event:
            raise ledger.refusal(
                "calendar-damaged",
                f"“{event.get('SUMMARY', '')}” has a {min(broken, default='DTSTART')} that cannot "
                "be read; export the calendar again, or without this event",
            )


def _refuse_endless(events: Sequence[Any], ledger: Ledger) -> None:
    for event in events:
        frequency = str(event.get("RRULE", {}).get("FREQ", [""])[0]).upper()
        if frequency in _TOO_OFTEN:
            raise ledger.refusal(
                "repeats-too-often",
                f"“{event.get('SUMMARY', '')}” repeats every hour or more often; remove it from "
                "the calendar and export it again",
            )


def _as_date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _written_on(event: Any) -> date | None:
    """The day of an event's DTSTAMP; a damaged one is as good as none."""
    if "DTSTAMP" not in event or "DTSTAMP" in {name for name, _ in event.errors}:
        return None
    return _as_date(event["DTSTAMP"].dt)


def _last_known(events: Sequence[Any]) -> date:
    """The latest day that any event starts on or was written on."""
    starts = [_as_date(event["DTSTART"].dt) for event in events]
    return max([*starts, *(day for event in events if (day := _written_on(event)) is not None)])


def _expanded(calendar: Any, latest: date) -> list[Any]:
    """Every occurrence of every event, moved ones with their own attendees, in time order."""
    starts = [_as_date(event["DTSTART"].dt) for event in calendar.walk("VEVENT")]
    if not starts:
        return []
    query = recurring_ical_events.of(calendar)
    first = min(starts) - timedelta(days=2)
    return sorted(
        query.between(first, latest + _HORIZON),
        key=lambda event: (_as_date(event["DTSTART"].dt), str(event.get("UID", ""))),
    )


def _attendees(event: Any) -> list[Any]:
    found = event.get("ATTENDEE", [])
    return found if isinstance(found, list) else [found]


_Place = tuple[str, datetime | date | None]


def _place(event: Any) -> _Place:
    moved = event.get("RECURRENCE-ID")
    if moved is None:
        return str(event.get("UID", "")), None
    at = moved.dt
    return str(event.get("UID", "")), at.replace(tzinfo=None) if isinstance(at, datetime) else at


def _begins(document: Document) -> list[int]:
    """The line numbers on which events begin."""
    return [
        number
        for number, text in enumerate(document.text.splitlines(), start=1)
        if text.strip().upper() == "BEGIN:VEVENT"
    ]


def _places(document: Document, events: Sequence[Any]) -> Mapping[_Place, Line]:
    """Which line of the file each event begins on."""
    return {
        _place(event): Line(number, (str(event.get("SUMMARY", "")),))
        for event, number in zip(events, _begins(document), strict=True)
    }


def _note_open_series(events: Sequence[Any], latest: date, reader: _Reader, ledger: Ledger) -> None:
    lines = [
        reader.line(event)
        for event in events
        if (rule := event.get("RRULE")) is not None and not ({"COUNT", "UNTIL"} & set(rule))
    ]
    if lines:
        until = latest + _HORIZON
        ledger.note(
            "open-series",
            f"these meetings repeat without an end; they were read until {until.isoformat()}",
            *lines,
        )


@dataclass(frozen=True)
class _Invitee:
    person: Identity
    response: Response


class _Reader:
    """Occurrences → invitations."""

    def __init__(self, places: Mapping[_Place, Line], answers: Answers, ledger: Ledger) -> None:
        self.places = places
        self.answers = answers
        self.ledger = ledger
        self.left_out = 0
        self.groups: dict[str, list[Line]] = {}

    def line(self, event: Any) -> Line:
        """The line an event or its series begins on."""
        uid, at = _place(event)
        return self.places.get((uid, at)) or self.places.get((uid, None)) or Line(1, ("",))

    def invitations(self, event: Any) -> Iterator[Invitation]:
        """One invitation per invited person of one occurrence."""
        line = self.line(event)
        session = self._session(event)
        for invitee in self._invitees(event, line):
            yield Invitation(line.number, session, invitee.person, invitee.response)

    def _session(self, event: Any) -> Session:
        start = event["DTSTART"].dt
        end = event["DTEND"].dt if "DTEND" in event else None
        zone = _zone_of(start) or self.answers.timezone
        to_zone = self.answers.pilot_timezone if zone else ""
        started_at = to_pilot_clock(_wall_clock(start), zone, to_zone)
        ended_at = end and to_pilot_clock(_wall_clock(end), _zone_of(end) or zone, to_zone)
        return Session(
            title=" ".join(str(event.get("SUMMARY", "")).split()) or _UNTITLED,
            started_at=started_at,
            ended_at=ended_at if ended_at is not None and ended_at > started_at else None,
            timezone=to_zone or zone,
            key=str(event.get("UID", "")),
            is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        )

    def _invitees(self, event: Any, line: Line) -> list[_Invitee]:
        """The people invited: without the organiser, rooms, groups and people only informed."""
        organizer = valid_email(str(event.get("ORGANIZER", "")))
        found: dict[str, _Invitee] = {}
        for attendee in _attendees(event):
            kind = str(attendee.params.get("CUTYPE", "INDIVIDUAL")).upper()
            role = str(attendee.params.get("ROLE", "")).upper()
            email = valid_email(_address(attendee))
            name, _ = plain_name(str(attendee.params.get("CN", "")).strip("'\""))
            if kind in _NO_PERSON or role == "NON-PARTICIPANT" or (email and email == organizer):
                continue
            if kind == "GROUP":
                self.groups.setdefault(name or email, []).append(line)
                continue
            name = "" if valid_email(name) else name
            if not email and not name:
                self.left_out += 1
                self.ledger.leave_out(
                    "attendee-unreadable",
                    "an attendee has neither an e-mail address nor a name; it was left out",
                    Line(line.number, (str(attendee),)),
                )
                continue
            response = _RESPONSES.get(str(attendee.params.get("PARTSTAT", "")).upper(), "none")
            found.setdefault(email or name, _Invitee(Identity(name, email), response))
        return list(found.values())

    def say_what_was_set_aside(self) -> None:
        """Name the groups: nobody knows from this file who is in them."""
        for group, lines in self.groups.items():
            self.ledger.note(
                "group-invited",
                f"the group “{group}” is invited, and the calendar does not say who is in it; its "
                "members count as invited only where they are invited by name, so add them or "
                "use the roster rule",
                *lines,
            )


def _address(attendee: Any) -> str:
    """The e-mail of an attendee; some tools put it in a parameter instead of the value."""
    return str(attendee) if "@" in str(attendee) else str(attendee.params.get("EMAIL", ""))


def _wall_clock(value: date) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time())


def _zone_of(value: date) -> str:
    """The IANA name of a time's zone, "" for a floating time."""
    zone = value.tzinfo if isinstance(value, datetime) else None
    if zone is None:
        return ""
    name = getattr(zone, "key", None) or getattr(zone, "zone", None) or zone.tzname(None) or ""
    return "UTC" if str(name).upper() in ("UTC", "Z", "GMT", "ETC/UTC") else str(name)


SOURCE = Source(
    name="Calendar invitations (.ics)",
    kind="invitations",
    about=(
        "A calendar file with the attendees of each meeting and their answers. Series are written "
        "out, moved meetings keep their own answers; organisers, rooms and groups are no invitees."
    ),
    recognises=_recognises,
    read=_read,
)
