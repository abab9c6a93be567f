"""Zoom participant reports: with or without the block of meeting data, row per stay or per user."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analytics.clock import (
    DateOrder,
    days_in_name,
    parse_duration,
    parse_moment,
    to_pilot_clock,
)
from analytics.document import Document, Line, Sheet
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Identity, Session
from analytics.sources import Answers, Reading, Source
from analytics.stays import (
    Stay,
    gather,
    mend,
    note_duplicates,
    note_invalid_emails,
    original_name,
    plain_name,
    title_from_name,
    valid_email,
)
from analytics.tables import Table, find_tables
from analytics.vocabulary import normal

_BLOCK = frozenset({"meeting_key", "title", "start"})
_STAYS = frozenset({"name", "join", "leave", "minutes"})
_USERS = frozenset({"name", "minutes", "guest"})
_SPAN = timedelta(days=2)
_NUMBER_IN_NAME = re.compile(r"(?<!\d)(\d{9,12})(?!\d)")
_NO_TEXT = ("--", "-")


@dataclass(frozen=True)
class _Layout:
    """The block of meeting data, if there is one, and the table of people."""

    sheet: Sheet
    block: Table | None
    people: Table

    def meeting(self, field: str) -> str:
        """A field of the meeting data, "" where there is none."""
        if self.block is None or not self.block.lines:
            return ""
        return " ".join(self.block.cell(self.block.lines[0], field).split())


def _layout(document: Document) -> _Layout | None:
    for sheet in document.sheets:
        tables = find_tables(sheet, "attendance", (_BLOCK, _STAYS, _USERS))
        people = [t for t in tables if any(need <= t.columns.keys() for need in (_STAYS, _USERS))]
        if len(people) == 1:
            block = next((t for t in tables if t is not people[0]), None)
            return _Layout(sheet, block, people[0])
    return None


def _recognises(document: Document, answers: Answers) -> float:
    layout = _layout(document)
    if layout is None:
        return 0.0
    if "title" in layout.people.columns or "present" in layout.people.columns:
        return 0.0  # a usage report or a webinar: another layout
    header = layout.people.header.cells
    named = "original" in normal(header[layout.people.columns["name"]])
    guest = "guest" in layout.people.columns
    if layout.block is not None and (named or guest):
        return 0.95
    return 0.9 if named and guest else 0.7 if named or guest else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    layout = _layout(document)
    ledger = Ledger(document)
    if layout is None:
        raise ledger.refusal("no-table", "there is no list of participants in this report")
    if not layout.people.lines:
        raise header_only(ledger, layout.people.header)
    stated = _stated(layout)
    _refuse_missing_rows(layout, stated, ledger)
    order = _order(document, layout, answers, ledger)
    reader = _Reader(layout, order, answers, ledger)
    session = reader.session(document.name, answers)
    stays = reader.stays(session)
    records = gather(stays, session)
    expected = stated.get("participants")
    if expected is not None and expected != len(records):
        ledger.note(
            "count-differs",
            f"the report states {expected} participants, and its rows give {len(records)} people; "
            "second devices and guests without an e-mail count as people of their own",
            layout.people.header,
        )
    days = [session.started_at.date(), *(left.date() for r in records for _, left in r.intervals)]
    return Reading(
        kind="attendance",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(layout.people.lines)),
        stated=stated,
        date_order=order,
        data_until=latest_day(days),
        timezone=session.timezone,
    )


def _stated(layout: _Layout) -> dict[str, int | str]:
    text = layout.meeting("participants")
    return {"participants": int(text)} if text.isdigit() else {}


def _refuse_missing_rows(layout: _Layout, stated: dict[str, int | str], ledger: Ledger) -> None:
    """Every participant has a row or more, so fewer rows than participants mean a cut file."""
    expected = stated.get("participants")
    lines = layout.people.lines
    if isinstance(expected, int) and len(lines) < expected:
        raise ledger.refusal(
            "truncated",
            f"the report states {expected} participants, but the list ends after {len(lines)} "
            "rows: it was not downloaded completely; download it again",
            lines[-1],
        )


def _order(
    document: Document, layout: _Layout, answers: Answers, ledger: Ledger
) -> DateOrder | None:
    texts = [layout.meeting(field) for field in ("start", "end")]
    texts += [
        layout.people.cell(line, field)
        for line in layout.people.lines
        for field in ("join", "leave")
    ]
    hints = days_in_name(document.name)
    if answers.session_date:
        hints.append(answers.session_date)
    return order_of_dates(ledger, answers, texts, layout.sheet.lines, hints=hints, span=_SPAN)


class _Reader:
    """Rows of one report → stays of people."""

    def __init__(
        self, layout: _Layout, order: DateOrder | None, answers: Answers, ledger: Ledger
    ) -> None:
        self.layout = layout
        self.order = order
        self.ledger = ledger
        self.from_zone = answers.timezone
        self.to_zone = answers.pilot_timezone if answers.timezone else ""

    def session(self, file_name: str, answers: Answers) -> Session:
        table = self.layout.people
        joins = [self._moment(table.cell(line, "join")) for line in table.lines]
        leaves = [self._moment(table.cell(line, "leave")) for line in table.lines]
        start = self._moment(self.layout.meeting("start")) or min(
            (moment for moment in joins if moment), default=None
        )
        end = self._moment(self.layout.meeting("end")) or max(
            (moment for moment in leaves if moment), default=None
        )
        if start is None and answers.session_date:
            start = datetime.combine(answers.session_date, datetime.min.time())
        if start is None:
            raise self.ledger.question(
                "no-date",
                "the report has no date in it; say the meeting's day with --session-date",
                "session_date",
                table.header,
            )
        key = self.layout.meeting("meeting_key").replace(" ", "")
        number = _NUMBER_IN_NAME.search(file_name)
        return Session(
            title=self.layout.meeting("title") or title_from_name(file_name),
            started_at=start,
            ended_at=end if end is not None and end >= start else None,
            timezone=self.to_zone or self.from_zone,
            key=key or (number[1] if number else ""),
        )

    def stays(self, session: Session) -> list[Stay]:
        table = self.layout.people
        stays = []
        odd_emails: list[Line] = []
        for line in table.lines:
            email = valid_email(table.cell(line, "email"))
            if table.cell(line, "email") and not email:
                odd_emails.append(line)
            name, _ = plain_name(table.cell(line, "name"))
            person = Identity(name=original_name(name), email=email)
            stay = self._stay(line, person)
            mended = mend(stay, session, self.ledger) if stay is not None else None
            if mended is not None:
                stays.append(self._within(mended, session))
        note_invalid_emails(odd_emails, self.ledger)
        note_duplicates(stays, self.ledger)
        return stays

    def _stay(self, line: Line, person: Identity) -> Stay | None:
        """The row as a stay, None if it is left out."""
        table = self.layout.people
        if person == Identity():
            self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
            return None
        times: list[datetime | None] = []
        for field in ("join", "leave"):
            text = table.cell(line, field)
            moment = None if text in _NO_TEXT else self._moment(text)
            if moment is None and text and text not in _NO_TEXT:
                self.ledger.leave_out(
                    "time-unreadable",
                    "the join or leave time cannot be read as a date and time; correct it",
                    line,
                )
                return None
            times.append(moment)
        seconds = parse_duration(table.cell(line, "minutes"), bare_unit=60)
        return Stay(line, person, "attendee", times[0], times[1], seconds)

    def _within(self, stay: Stay, session: Session) -> Stay:
        """A total without times is a sum over devices: it cannot be longer than the meeting."""
        if stay.joined is not None or stay.seconds is None or session.ended_at is None:
            return stay
        length = int((session.ended_at - session.started_at).total_seconds())
        if stay.seconds - 60 <= length:
            return replace(stay, seconds=min(stay.seconds, length))
        self.ledger.repair(
            "sum-of-devices",
            "the total is longer than the meeting, because it adds up devices that ran at the "
            "same time; the meeting's length was used",
            stay.line,
        )
        return replace(stay, seconds=length)

    def _moment(self, text: str) -> datetime | None:
        moment = parse_moment(text, self.order)
        return moment and to_pilot_clock(moment, self.from_zone, self.to_zone)


SOURCE = Source(
    name="Zoom participants report",
    kind="attendance",
    about=(
        "The participant report of a Zoom meeting, exported with its meeting data, without it, or "
        "with unique users. One row per stay; local time of the account without a zone."
    ),
    recognises=_recognises,
    read=_read,
)
