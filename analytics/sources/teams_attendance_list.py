"""The Teams attendance list of 2020: one row per event, who joined or left and when."""

from __future__ import annotations

from datetime import timedelta

from analytics.document import Document, Line
from analytics.events import Event, meetings_of, stays_of
from analytics.ledger import Ledger, header_only, order_of_dates
from analytics.records import Attendance, Identity, Session
from analytics.sources import Answers, Reading, Source
from analytics.stays import gather, note_markers, plain_name, title_from_name, valid_email
from analytics.tables import Table, find_tables
from analytics.vocabulary import field_of, normal
from analytics.wall_clock import WallClock, local_clock

_NEEDS = frozenset({"name", "action", "stamp"})
_SPAN = timedelta(days=2)


def _table(document: Document) -> Table | None:
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            # A live event's report has ids and runs in UTC.
            if not table.columns.keys() & {"meeting_key", "device_session", "participant_id"}:
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
    texts = table.texts("stamp")
    order = order_of_dates(ledger, answers, texts, table.lines, span=_SPAN)
    clock = local_clock(ledger, answers, order, texts)
    events = _events(table, clock, ledger)
    if not events:
        raise ledger.refusal(
            "no-events", "no row can be read as somebody joining or leaving", *table.lines
        )
    records: list[Attendance] = []
    meetings = meetings_of(events)
    for held in meetings:
        session = Session(
            title=title_from_name(document.name),
            started_at=held[0].at,
            ended_at=held[-1].at,
            timezone=clock.zone,
        )
        records += gather(stays_of(held, ledger), session, ledger)
    if len(meetings) > 1:
        ledger.note(
            "split-at-gap",
            f"nobody came or went for more than six hours: the list holds {len(meetings)} "
            "meetings, and each is a session of its own",
            *(held[0].line for held in meetings[1:]),
        )
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=max(event.at for event in events).date(),
        timezone=clock.zone,
    )


def _events(table: Table, clock: WallClock, ledger: Ledger) -> list[Event]:
    """Every row that can be read; the others are left out."""
    events = []
    marked: list[tuple[Line, tuple[str, ...]]] = []
    before: list[Line] = []
    people: dict[str, Identity] = {}
    for line in table.lines:
        name, marks = plain_name(table.cell(line, "name"))
        action = field_of(table.cell(line, "action"), "actions")
        at = clock.moment(table.cell(line, "stamp"))
        if not name or action is None or at is None:
            ledger.leave_out(
                "event-unreadable",
                "the row needs a name, Joined or Left, and a date with a time; one of them cannot "
                "be read",
                line,
            )
            continue
        marked.append((line, marks))
        if action == "joined_before":
            before.append(line)
        key = normal(name)
        person = Identity(name, valid_email(table.cell(line, "email")))
        person = people.setdefault(key, person)
        events.append(Event(key, person, "attendee", at, action == "left", line))
    note_markers(marked, ledger)
    if before:
        ledger.note(
            "joined-before",
            "these people were there before the list was begun; their time counts from then on, "
            "so it is at least that long",
            *before,
        )
    return events


SOURCE = Source(
    name="Teams attendance list (2020)",
    kind="attendance",
    about=(
        "The list that Microsoft Teams wrote until 2021: full name, Joined or Left, and the time. "
        "No e-mail and no meeting title; people still present have no Left. A list that holds two "
        "meetings is split where nobody came or went for six hours."
    ),
    recognises=_recognises,
    read=_read,
)
