"""A plain list of invitations: who was asked to which session, and what they answered.

A mapping may name the fields name, first_name, last_name, email, employee_id, upn; title, date,
start, end, meeting_key; response.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

from analytics.clock import day_in_name, has_clock, parse_clock
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only, latest_day, order_of_dates
from analytics.records import Identity, Invitation, Session
from analytics.registrations import response_of
from analytics.sources import Answers, Reading, Source
from analytics.stays import plain_name, title_from_name, valid_email
from analytics.tables import Table, bare, find_tables
from analytics.vocabulary import field_of
from analytics.wall_clock import WallClock, local_clock

_WHO = ("email", "name", "last_name", "employee_id")
_WHAT = ("title", "date", "start")
_NEEDS = tuple(frozenset({who, what}) for who in _WHO for what in _WHAT) + tuple(
    frozenset({who, "response"}) for who in _WHO
)
TIME_FIELDS = ("date", "start", "end")
PERSON_FIELDS = ("name", "first_name", "last_name", "email", "upn", "employee_id")
SESSION_FIELDS = ("title", *TIME_FIELDS, "meeting_key")
_OF_ATTENDANCE = {"join", "leave", "first_join", "minutes", "duration"}


def find_lists(document: Document, answers: Answers) -> list[Table]:
    mapping = answers.mapping if answers.kind == "invitations" else {}
    found = [
        table
        for sheet in document.sheets
        for table in find_tables(sheet, "attendance", _NEEDS, mapping=mapping)
        if mapping or not table.columns.keys() & _OF_ATTENDANCE
    ]
    return [table for table in found if table.lines] or found[:1]


def _recognises(document: Document, answers: Answers) -> float:
    tables = find_lists(document, answers)
    if not tables:
        return 0.0
    if answers.kind == "invitations":
        return 1.0 if answers.mapping else 0.5
    return max(_likeness(table) for table in tables)


def _likeness(table: Table) -> float:
    """An answer to an invitation in words makes a list of invitations."""
    if not {"title", "date", "start"} & table.columns.keys():
        return 0.0
    field = "response" if "response" in table.columns else "present"
    texts = [text for text in table.texts(field) if text]
    known = [text for text in texts if field_of(text, "responses")]
    if field == "present" and known:
        # "Status" may say who came: only words that are answers and nothing else count.
        known = [text for text in known if field_of(text, "presence") is None]
        if field_of(table.header.cells[table.columns["present"]], "presence"):
            return 0.0
    return 0.65 if known and 2 * len(known) >= len(texts) else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    ledger = Ledger(document)
    tables = find_lists(document, answers)
    if not tables:
        raise ledger.refusal("no-table", "there is no list of people and sessions in this file")
    lines = [line for table in tables for line in table.lines]
    if not lines:
        raise header_only(ledger, tables[0].header)
    texts = [text for table in tables for text in table.distinct(*TIME_FIELDS)]
    order = order_of_dates(ledger, answers, texts, lines)
    reader = Reader(local_clock(ledger, answers, order, texts), answers, ledger)
    records = [record for table in tables for record in reader.invitations(table)]
    return Reading(
        kind="invitations",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(lines)),
        stated={},
        date_order=order,
        data_until=latest_day(day.date() for day in {r.session.started_at for r in records}),
        timezone=reader.clock.zone,
    )


class Reader:
    """Rows of a list → invitations. Who and which session the same cells mean is worked out once,
    for a list repeats both thousands of times."""

    def __init__(self, clock: WallClock, answers: Answers, ledger: Ledger) -> None:
        self.clock = clock
        self.ledger = ledger
        name = ledger.document.name
        self.day = answers.session_date or day_in_name(name)
        self.title = title_from_name(name)

    def invitations(self, table: Table) -> list[Invitation]:
        """The invitations of a table, a row each; rows that cannot be read are left out."""
        people: dict[tuple[str, ...], Identity | None] = {}
        sessions: dict[tuple[str, ...], Session | None] = {}
        response = cache(response_of)
        answer = "response" if "response" in table.columns else "present"
        found = []
        rows = zip(
            table.lines,
            table.found(*map(table.columns.get, PERSON_FIELDS)),
            table.found(*map(table.columns.get, SESSION_FIELDS)),
            table.rows(answer),
            strict=True,
        )
        for line, who, which, (text,) in rows:
            if who not in people:
                person = _invited(*map(bare, who))
                people[who] = None if person == Identity() else person
            invited = people[who]
            if invited is None:
                self.ledger.leave_out("no-person", "the row names nobody; it was left out", line)
                continue
            answered = response(text)
            if answered is None:
                self.ledger.leave_out(
                    "response-unreadable",
                    f"“{text}” is no known answer to an invitation; write accepted, declined, "
                    "tentative or none",
                    line,
                )
                continue
            if which not in sessions:
                sessions[which] = self.session(table, line)
            session = sessions[which]
            if session is None:
                self.ledger.leave_out(
                    "date-unreadable", "the session's date cannot be read; correct it", line
                )
                continue
            found.append(Invitation(line.number, session, invited, answered))
        return found

    def session(self, table: Table, line: Line) -> Session | None:
        start_text, day_text = table.cell(line, "start"), table.cell(line, "date")
        start = self.clock.moment(start_text) if has_clock(start_text) else None
        if start is None:
            day = self._day(day_text, start_text, line)
            if day is None:
                return None
            start = self.clock.on(day, start_text) if parse_clock(start_text) else None
            start = start or self.clock.moment(day_text) or datetime.combine(day, time())
        end_text = table.cell(line, "end")
        end = self.clock.on(start.date(), end_text) if end_text else None
        if end is None and start.time() == time():
            end = start + timedelta(days=1)
        return Session(
            title=" ".join(table.cell(line, "title").split()) or self.title,
            started_at=start,
            ended_at=end if end is not None and end > start else None,
            timezone=self.clock.zone,
            key=table.cell(line, "meeting_key").replace(" ", ""),
        )

    def _day(self, day_text: str, start_text: str, line: Line) -> date | None:
        for text in (day_text, start_text):
            moment = self.clock.moment(text)
            if moment is not None:
                return moment.date()
        if day_text:
            return None
        if self.day is None:
            raise self.ledger.question(
                "no-date",
                "the list has no date; say the session's day with --session-date",
                "session_date",
                line,
            )
        return self.day


def invited_person(table: Table, line: Line) -> Identity:
    return _invited(*(table.cell(line, field) for field in PERSON_FIELDS))


def _invited(name: str, first: str, last: str, email: str, upn: str, employee_id: str) -> Identity:
    name, _ = plain_name(name or f"{first} {last}".strip())
    address = valid_email(name)
    return Identity(
        name="" if address else name,
        email=valid_email(email) or address,
        upn=upn,
        employee_id=employee_id.lstrip("'"),
    )


SOURCE = Source(
    name="Invitation list",
    kind="invitations",
    about=(
        "Any table with one row per invited person and session: a name, an e-mail or an employee "
        "id, the session's title or date, and what they answered, if anything."
    ),
    recognises=_recognises,
    read=_read,
)
