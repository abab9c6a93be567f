"""Calendly's export of scheduled events: one row per invitee, cancelled ones included."""

from __future__ import annotations

import re

from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, order_of_dates
from analytics.records import Identity, Invitation, Response, Session
from analytics.rolls import says_present
from analytics.sources import Answers, Reading, Source
from analytics.stays import plain_name, valid_email
from analytics.tables import Table, find_tables
from analytics.wall_clock import WallClock, local_clock

_NEEDS = (
    frozenset({"event", "start", "name", "cancelled"}),
    frozenset({"event", "start", "email", "cancelled"}),
)
_BETWEEN_ADDRESSES = re.compile(r"[;,\s]+")


def _tables(document: Document) -> list[Table]:
    return [t for sheet in document.sheets for t in find_tables(sheet, "calendly", _NEEDS)]


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _tables(document) else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    ledger = Ledger(document)
    tables = _tables(document)
    if not tables:
        raise ledger.refusal("no-table", "there is no list of invitees in this file")
    lines = [line for table in tables for line in table.lines]
    if not lines:
        raise header_only(ledger, tables[0].header)
    texts = [text for table in tables for text in table.texts("start", "end")]
    order = order_of_dates(ledger, answers, texts, lines)
    clock = local_clock(ledger, answers, order, texts)
    records: list[Invitation] = []
    cancelled: list[Line] = []
    for table in tables:
        for line in table.lines:
            found = _invitations(table, line, clock, ledger)
            records += found
            if found and found[0].response == "cancelled":
                cancelled.append(line)
    if cancelled:
        ledger.note(
            "cancelled-bookings",
            "these bookings were cancelled: they stay in the list and do not count as invited",
            *cancelled,
        )
    return Reading(
        kind="invitations",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(lines)),
        stated={},
        date_order=order,
        data_until=max((r.session.started_at.date() for r in records), default=None),
        timezone=clock.zone,
    )


def _invitations(table: Table, line: Line, clock: WallClock, ledger: Ledger) -> list[Invitation]:
    """The invitee and their guests; the host is in the meeting and was not invited to it."""
    start = clock.moment(table.cell(line, "start"))
    if start is None:
        ledger.leave_out("date-unreadable", "the event's date cannot be read; correct it", line)
        return []
    end = clock.moment(table.cell(line, "end"))
    session = Session(
        title=" ".join(table.cell(line, "event").split()),
        started_at=start,
        ended_at=end if end is not None and end > start else None,
        timezone=clock.zone,
        key=table.cell(line, "event_key"),
    )
    host = valid_email(table.cell(line, "host_email"))
    first, last = table.cell(line, "first_name"), table.cell(line, "last_name")
    name, _ = plain_name(table.cell(line, "name") or f"{first} {last}".strip())
    invitee = Identity(name, valid_email(table.cell(line, "email")))
    guests = (valid_email(text) for text in _BETWEEN_ADDRESSES.split(table.cell(line, "guests")))
    people = [invitee, *(Identity("", guest) for guest in guests if guest)]
    people = [p for p in people if p != Identity() and not (p.email and p.email == host)]
    if not people:
        ledger.leave_out("no-person", "the row names nobody but the host; it was left out", line)
        return []
    response: Response = "accepted"
    if says_present(table.cell(line, "cancelled")):
        response = "cancelled"
    return [Invitation(line.number, session, person, response) for person in people]


SOURCE = Source(
    name="Calendly events",
    kind="invitations",
    about=(
        "Calendly's export of scheduled events: who booked with whom and when. A booking counts as "
        "accepted; cancelled ones stay in the list with that answer; guests are invited too, the "
        "host is not."
    ),
    recognises=_recognises,
    read=_read,
)
