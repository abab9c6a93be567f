"""The attendee report of a Teams live event: who joined or left, in UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from analytics.document import Document, Line
from analytics.events import Event, meetings_of, stays_of
from analytics.ledger import Ledger, header_only, order_of_dates
from analytics.records import Attendance, Identity, Session
from analytics.sources import Answers, Reading, Source
from analytics.stays import (
    Stay,
    gather,
    is_anonymous,
    note_anonymous,
    note_markers,
    plain_name,
    role_of,
    title_from_name,
    valid_email,
)
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, normal
from analytics.wall_clock import WallClock, utc_clock

_EVENT = {"action", "stamp", "name"}
_NEEDS = (frozenset({*_EVENT, "participant_id"}), frozenset({*_EVENT, "device_session"}))
_SPAN = timedelta(days=2)


def _table(document: Document) -> Table | None:
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            return table
    return None


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _table(document) is not None else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    table = _table(document)
    ledger = Ledger(document)
    if table is None:
        raise ledger.refusal("no-table", "there is no list of people who joined and left")
    if not table.lines:
        raise header_only(ledger, table.header)
    texts = table.texts("stamp")
    order = order_of_dates(ledger, answers, texts, table.lines, span=_SPAN)
    clock = utc_clock(ledger, answers, order)
    # Stays are worked out in UTC, where no hour comes twice, and moved to the wall clock then.
    events = _events(table, WallClock(order), ledger)
    if not events:
        raise ledger.refusal(
            "no-events", "no row can be read as somebody joining or leaving", *table.lines
        )
    records: list[Attendance] = []
    every_stay: list[Stay] = []
    for held in meetings_of(events):
        stays = [_on_the_wall(stay, clock) for stay in stays_of(held, ledger)]
        start = clock.moved(held[0].at)
        session = Session(
            title=title_from_name(document.name),
            started_at=start,
            ended_at=start + (held[-1].at - held[0].at),
            timezone=clock.zone,
        )
        records += gather(stays, session, ledger)
        every_stay += stays
    note_anonymous(every_stay, ledger)
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=clock.moved(max(event.at for event in events)).date(),
        timezone=clock.zone,
    )


def _on_the_wall(stay: Stay, clock: WallClock) -> Stay:
    """The same stay on the wall clock: its length does not change."""
    if stay.joined is None or stay.left is None:
        return stay
    joined = clock.moved(stay.joined)
    return replace(stay, joined=joined, left=joined + (stay.left - stay.joined))


def _events(table: Table, clock: WallClock, ledger: Ledger) -> list[Event]:
    """Every row that can be read, in UTC; the others are left out."""
    events = []
    marked: list[tuple[Line, tuple[str, ...]]] = []
    for line in table.lines:
        name, marks = plain_name(table.cell(line, "name"))
        account = table.cell(line, "participant_id")
        action = field_of(table.cell(line, "action"), "actions")
        at = clock.moment(table.cell(line, "stamp"))
        person = Identity(name, valid_email(account), upn=account)
        if person == Identity() or action is None or at is None:
            ledger.leave_out(
                "event-unreadable",
                "the row needs a name, Joined or Left, and a date with a time; one of them cannot "
                "be read",
                line,
            )
            continue
        marked.append((line, marks))
        # Nobody knows who an anonymous visitor is, but a session of the player is one visitor.
        device = table.cell(line, "device_session") or table.cell(line, "meeting_key")
        key = device if is_anonymous(person) and device else account.lower() or normal(name)
        role = role_of(table.cell(line, "role"))
        events.append(Event(key, person, role, at, action == "left", line))
    note_markers(marked, ledger)
    return events


SOURCE = Source(
    name="Teams live event attendee report",
    kind="attendance",
    about=(
        "The attendee engagement report of a Microsoft Teams live event: one row per Joined and "
        "Left, in UTC, which is turned into the pilot's time zone. Anonymous visitors are counted "
        "and are nobody's attendance."
    ),
    recognises=_recognises,
    read=_read,
)
