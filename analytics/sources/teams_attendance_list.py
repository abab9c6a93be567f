"""The Teams attendance list of 2020: one row per event, who joined or left and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from analytics.clock import days_in_name, parse_moment, to_pilot_clock
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, order_of_dates
from analytics.records import Identity, Session
from analytics.sources import Answers, Reading, Source
from analytics.stays import Stay, gather, note_markers, plain_name, title_from_name, valid_email
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, normal

_NEEDS = frozenset({"name", "action", "stamp"})
_SPAN = timedelta(days=2)


def _table(document: Document) -> Table | None:
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            if "meeting_key" not in table.columns:  # a live event's report has ids and runs in UTC
                return table
    return None


def _recognises(document: Document, answers: Answers) -> float:
    return 0.9 if _table(document) is not None else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    table = _table(document)
    ledger = Ledger(document)
    if table is None:
        raise ledger.refusal("no-table", "there is no list of people who joined and left")
    if not table.lines:
        raise header_only(ledger, table.header)
    hints = days_in_name(document.name)
    if answers.session_date:
        hints.append(answers.session_date)
    texts = [table.cell(line, "stamp") for line in table.lines]
    order = order_of_dates(ledger, answers, texts, table.lines, hints=hints, span=_SPAN)
    to_zone = answers.pilot_timezone if answers.timezone else ""
    events: dict[str, list[_Event]] = {}
    people: dict[str, Identity] = {}
    marked: list[tuple[Line, tuple[str, ...]]] = []
    for line in table.lines:
        name, marks = plain_name(table.cell(line, "name"))
        action = field_of(table.cell(line, "action"), "actions")
        at = parse_moment(table.cell(line, "stamp"), order)
        if not name or action is None or at is None:
            ledger.leave_out(
                "event-unreadable",
                "the row needs a name, Joined or Left, and a date with a time; one of them cannot "
                "be read",
                line,
            )
            continue
        marked.append((line, marks))
        people.setdefault(normal(name), Identity(name, valid_email(table.cell(line, "email"))))
        at = to_pilot_clock(at, answers.timezone, to_zone)
        events.setdefault(normal(name), []).append((at, action == "left", line))
    moments = [at for found in events.values() for at, _, _ in found]
    if not moments:
        raise ledger.refusal(
            "no-events", "no row can be read as somebody joining or leaving", *table.lines
        )
    session = Session(
        title=title_from_name(document.name),
        started_at=min(moments),
        ended_at=max(moments),
        timezone=to_zone or answers.timezone,
    )
    stays = [
        stay
        for key, found in events.items()
        for stay in _stays(found, people[key], session, ledger)
    ]
    note_markers(marked, ledger)
    return Reading(
        kind="attendance",
        records=tuple(gather(stays, session, ledger)),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=max(moments).date(),
        timezone=session.timezone,
    )


_Event = tuple[datetime, bool, Line]


def _stays(
    events: Sequence[_Event], person: Identity, session: Session, ledger: Ledger
) -> list[Stay]:
    """One person's events → stays: present from the first Joined until as many have Left.

    The list may run newest first, and may mix devices; only the order of the times counts.
    """
    stays = []
    inside: list[_Event] = []
    opened: _Event | None = None
    for event in sorted(events, key=lambda one: (one[0], one[1])):
        at, is_left, line = event
        if not is_left:
            opened = opened or event
            inside.append(event)
        elif opened is None:
            ledger.leave_out(
                "left-only", "somebody left who had not joined before; the row was left out", line
            )
        else:
            inside.pop()
            if not inside:
                stays.append(Stay(opened[2], person, "attendee", opened[0], at))
                opened = None
    if opened is not None:
        ledger.repair(
            "open-stay",
            "there is no Left for this Joined: the person was still there when the list was "
            "made; the stay ends with the last event in the list",
            inside[-1][2],
        )
        stays.append(Stay(opened[2], person, "attendee", opened[0], session.ended_at))
    return stays


SOURCE = Source(
    name="Teams attendance list (2020)",
    kind="attendance",
    about=(
        "The list that Microsoft Teams wrote until 2021: full name, Joined or Left, and the time. "
        "No e-mail and no meeting title; people still present have no Left."
    ),
    recognises=_recognises,
    read=_read,
)
