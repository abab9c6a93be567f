"""The calendar that classic Outlook exports as CSV: invited people by their shown names only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache

from analytics.clock import DateOrder, parse_clock
from analytics.columns import first_last
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, order_of_dates
from analytics.records import Identity, Invitation, Session
from analytics.rolls import says_present
from analytics.sources import Answers, Reading, Source
from analytics.stays import person_key, plain_name, valid_email
from analytics.tables import Table, find_tables
from analytics.vocabulary import columns_of, labels, normal
from analytics.wall_clock import WallClock, local_clock

_NEEDS = (frozenset({"subject", "start_date", "required"}),)
_BRACKETED_ADDRESS = re.compile(r"^(.*?)\s*[<(]\s*([^<>()\s]+@[^<>()\s]+)\s*[>)]$")
_UNTITLED = "Meeting without a title"


def _table(document: Document) -> Table | None:
    for sheet in document.sheets:
        for table in find_tables(sheet, "outlook", _NEEDS):
            return _with_times(table)
    return None


def _with_times(table: Table) -> Table:
    """French Outlook heads a date and its time by one word: the second column is the time."""
    found = columns_of(table.header.cells, "outlook")
    columns = dict(table.columns)
    for day, clock in (("start_date", "start_time"), ("end_date", "end_time")):
        if len(found.get(day, ())) > 1 and clock not in columns:
            columns[clock] = found[day][1]
    return replace(table, columns=columns)


def _recognises(document: Document, answers: Answers) -> float:
    return 0.95 if _table(document) is not None else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    table = _table(document)
    ledger = Ledger(document)
    if table is None:
        raise ledger.refusal("no-table", "there is no list of meetings in this file")
    if not table.lines:
        raise header_only(ledger, table.header)
    texts = table.texts("start_date", "end_date")
    order: DateOrder | None = order_of_dates(ledger, answers, texts, table.lines)
    reader = _Reader(table, local_clock(ledger, answers, order), ledger)
    records = [record for line in table.lines for record in reader.invitations(line)]
    if not records and reader.alone == len(table.lines):
        raise ledger.refusal(
            "no-attendees",
            "no meeting in this calendar lists its attendees, so it does not say who was invited; "
            "export it from the organiser's calendar",
        )
    reader.say_what_is_missing()
    return Reading(
        kind="invitations",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=order,
        data_until=max((r.session.started_at.date() for r in records), default=None),
        timezone=reader.clock.zone,
    )


class _Reader:
    """Rows of a calendar → invitations."""

    def __init__(self, table: Table, clock: WallClock, ledger: Ledger) -> None:
        self.table = table
        self.clock = clock
        self.ledger = ledger
        self.alone = 0

    def invitations(self, line: Line) -> list[Invitation]:
        """One invitation per person asked to one meeting; none for a time of one's own."""
        names = [*self._names(line, "required"), *self._names(line, "optional")]
        if not names:
            self.alone += 1
            return []
        session = self._session(line)
        if session is None:
            self.ledger.leave_out(
                "date-unreadable", "the meeting's date cannot be read; correct it", line
            )
            return []
        rooms = {normal(name) for name in self._names(line, "resources")}
        hosts = {normal(first_last(name)) for name in self._names(line, "organizer")}
        found: dict[str, Invitation] = {}
        for name in names:
            person = _person(name)
            if normal(name) in rooms or normal(person.name or person.email) in hosts:
                continue
            key = person_key(person)
            found.setdefault(key, Invitation(line.number, session, person))
        return list(found.values())

    def _names(self, line: Line, field: str) -> list[str]:
        text = self.table.cell(line, field)
        return [name for part in text.split(";") if (name := " ".join(part.split()))]

    def _session(self, line: Line) -> Session | None:
        start = self._moment(line, "start")
        if start is None:
            return None
        end = self._moment(line, "end")
        if says_present(self.table.cell(line, "all_day")) and (end is None or end <= start):
            end = start + timedelta(days=1)
        title, is_off = _title(" ".join(self.table.cell(line, "subject").split()))
        return Session(
            title=title or _UNTITLED,
            started_at=start,
            ended_at=end if end is not None and end > start else None,
            timezone=self.clock.zone,
            is_cancelled=is_off,
        )

    def _moment(self, line: Line, which: str) -> datetime | None:
        day = self.clock.moment(self.table.cell(line, f"{which}_date"))
        if day is None:
            return None
        clock = parse_clock(self.table.cell(line, f"{which}_time"))
        if clock is None and day.time() != time():
            return day
        return self.clock.moved(datetime.combine(day.date(), clock or time()))

    def say_what_is_missing(self) -> None:
        """Name what such an export does not have: answers, and people in groups."""
        self.ledger.note(
            "no-responses",
            "this export has no answers and no addresses: everybody in it counts as invited, is "
            "told by name, and a group counts as one person; an .ics file says more",
            self.table.header,
        )
        if self.alone:
            self.ledger.note(
                "no-attendees",
                f"{self.alone} entries have no attendees: they are no meetings with others, and "
                "were not used",
            )


def _person(text: str) -> Identity:
    """ "Girard, Amélie" → Amélie Girard; addresses stand for themselves."""
    match = _BRACKETED_ADDRESS.match(text)
    email = valid_email(match[2]) if match else valid_email(text)
    shown = match[1].strip("'\" ") if match else "" if email else text
    name, _ = plain_name(shown)
    return Identity(first_last(name) if name else "", email)


@cache
def _called_off() -> Sequence[str]:
    return tuple(normal(word) for word in labels("outlook")["called_off"])


def _title(text: str) -> tuple[str, bool]:
    """(the title, whether the meeting was called off): "Canceled: Clinic" → ("Clinic", True)."""
    before, colon, rest = text.partition(":")
    if colon and normal(before) in _called_off():
        return rest.strip(), True
    return text, False


SOURCE = Source(
    name="Outlook calendar export",
    kind="invitations",
    about=(
        "The CSV export of classic Outlook's calendar: one row per meeting with the shown names of "
        "required and optional attendees, without addresses and answers. The organiser and rooms "
        "are no invitees."
    ),
    recognises=_recognises,
    read=_read,
)
