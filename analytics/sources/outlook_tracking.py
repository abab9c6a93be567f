"""Outlook's "Copy status to clipboard": who was asked to one meeting, and what they answered."""

from __future__ import annotations

from analytics.columns import first_last
from analytics.document import Document, Line
from analytics.ledger import Ledger, header_only
from analytics.records import Identity, Invitation
from analytics.registrations import meeting_said, response_of
from analytics.sources import Answers, Reading, Source
from analytics.stays import plain_name, valid_email
from analytics.tables import Table, find_tables, key_values
from analytics.vocabulary import field_of, words
from analytics.wall_clock import local_clock

_NEEDS = (frozenset({"name", "response"}), frozenset({"email", "response"}))
_SAID = ("title", "start", "end")


def _table(document: Document) -> tuple[Table | None, str]:
    """(the table, the field of the column that says as what somebody was asked)."""
    for sheet in document.sheets:
        for table in find_tables(sheet, "attendance", _NEEDS):
            for field in ("present", "role"):
                if _is_kind(table, field):
                    return table, field
    return None, ""


def _is_kind(table: Table, field: str) -> bool:
    texts = [text for text in table.texts(field) if text]
    known = [text for text in texts if field_of(text, "invited_as")]
    return bool(known) and 2 * len(known) >= len(texts)


def _recognises(document: Document, answers: Answers) -> float:
    return 0.9 if _table(document)[0] is not None else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    table, kind_field = _table(document)
    ledger = Ledger(document)
    if table is None:
        raise ledger.refusal("no-table", "there is no list of people and their answers")
    if not table.lines:
        raise header_only(ledger, table.header)
    said = _said(document)
    clock = local_clock(ledger, answers, answers.date_order)
    session = meeting_said(document, answers, said, clock, ledger, table.header)
    records = []
    set_aside: list[Line] = []
    for line in table.lines:
        kind = field_of(table.cell(line, kind_field), "invited_as")
        if kind in ("organizer", "resource"):
            set_aside.append(line)
            continue
        email = valid_email(table.cell(line, "email"))
        name, _ = plain_name(table.cell(line, "name"))
        if valid_email(name):
            name, email = "", email or valid_email(name)
        person = Identity(first_last(name) if name else "", email)
        response = response_of(table.cell(line, "response"))
        if person == Identity() or response is None:
            ledger.leave_out(
                "invitation-unreadable",
                "the row needs a name and an answer such as Accepted, Declined or None; one of "
                "them cannot be read",
                line,
            )
            continue
        records.append(Invitation(line.number, session, person, response))
    if set_aside:
        ledger.note("not-invited", "the organiser and rooms are not counted as invited", *set_aside)
    return Reading(
        kind="invitations",
        records=tuple(records),
        problems=ledger.problems(),
        rows=ledger.rows(len(table.lines)),
        stated={},
        date_order=answers.date_order,
        data_until=session.started_at.date(),
        timezone=clock.zone,
    )


def _said(document: Document) -> dict[str, str]:
    known = words("meeting")
    found: dict[str, str] = {}
    for sheet in document.sheets:
        for label, value in key_values(sheet).items():
            if known.get(label) in _SAID:
                found.setdefault(known[label], value)
    return found


SOURCE = Source(
    name="Outlook tracking list",
    kind="invitations",
    about=(
        "What Outlook copies with “Copy status to clipboard”: name, attendance, response. It names "
        "no meeting: the title comes from the file's name, the day too, or it is asked. The "
        "organiser and rooms are no invitees."
    ),
    recognises=_recognises,
    read=_read,
)
