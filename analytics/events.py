"""Lists of events, somebody joined or left, → stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.document import Line
from analytics.ledger import Ledger
from analytics.records import Identity, Role
from analytics.stays import GAP, Stay

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One row: who (any text that tells people apart), when, and whether they left."""

    key: str
    person: Identity
    role: Role
    at: datetime
    is_left: bool
    line: Line


def meetings_of(events: Sequence[Event]) -> list[list[Event]]:
    """The events of each meeting, in order of time: more than six hours without any end one."""
    found: list[list[Event]] = []
    for event in sorted(events, key=lambda one: one.at):
        if not found or event.at - found[-1][-1].at > GAP:
            found.append([])
        found[-1].append(event)
    return found


def stays_of(events: Sequence[Event], ledger: Ledger) -> list[Stay]:
    """The stays of one meeting's events, person by person in the order of the rows.

    The list may run newest first, and may mix devices; only the order of the times counts.
    """
    until = max((event.at for event in events), default=datetime.min)
    by_person: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda one: one.line.number):
        by_person.setdefault(event.key, []).append(event)
    return [stay for found in by_person.values() for stay in _stays(found, until, ledger)]


def _stays(events: Sequence[Event], until: datetime, ledger: Ledger) -> list[Stay]:
    """One person's events → stays: present from the first Joined until as many have Left."""
    changed = _over_clock_change(events, ledger)
    if changed is not None:
        return [changed]
    stays = []
    inside: list[Event] = []
    opened: Event | None = None
    for event in sorted(events, key=lambda one: (one.at, one.is_left)):
        if not event.is_left:
            opened = opened or event
            inside.append(event)
        elif opened is None:
            ledger.leave_out(
                "left-only",
                "somebody left who had not joined before; the row was left out",
                event.line,
            )
        else:
            inside.pop()
            if not inside:
                stays.append(_stay(opened, event.at))
                opened = None
    if opened is not None:
        ledger.repair(
            "open-stay",
            "there is no Left for this Joined: the person was still there when the list was "
            "made; the stay ends with the last event in the list",
            inside[-1].line,
        )
        stays.append(_stay(opened, until))
    return stays


def _stay(opened: Event, left: datetime) -> Stay:
    return Stay(opened.line, opened.person, opened.role, opened.at, left)


def _over_clock_change(events: Sequence[Event], ledger: Ledger) -> Stay | None:
    """One Joined and one Left less than an hour before it, early on a Sunday: the clocks went
    back in between."""
    joined = [event for event in events if not event.is_left]
    left = [event for event in events if event.is_left]
    if len(joined) != 1 or len(left) != 1:
        return None
    begin, end = joined[0].at, left[0].at
    if not (begin - _HOUR < end < begin and end.weekday() == 6 and end.hour < 4):
        return None
    ledger.repair(
        "clock-change",
        "the clocks went back between the join and the leave time; the hour between was added",
        left[0].line,
    )
    return _stay(joined[0], end + _HOUR)
