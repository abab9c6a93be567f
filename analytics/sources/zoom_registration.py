"""Zoom's registration report, and any list of people with the time and status of a registration."""

from __future__ import annotations

from analytics.document import Document
from analytics.ledger import Ledger
from analytics.registrations import FIELDS, meeting_in, read_registrations, stated_in
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table, find_tables

_PEOPLE = tuple(
    frozenset({who, registered})
    for who in ("email", "name", "last_name")
    for registered in sorted(FIELDS)
)
_BLOCK = (frozenset({"title", "start"}), frozenset({"title", "meeting_key"}))
_ATTENDED = {"join", "first_join", "present", "minutes", "duration"}


def _tables(document: Document) -> tuple[Table | None, Table | None]:
    """(the block about the meeting, the table of registrations)."""
    for sheet in document.sheets:
        tables = find_tables(sheet, "attendance", (*_PEOPLE, *_BLOCK))
        people = [t for t in tables if any(need <= t.columns.keys() for need in _PEOPLE)]
        if len(people) == 1 and not people[0].columns.keys() & _ATTENDED:
            block = next((t for t in tables if t is not people[0] and t.lines), None)
            return block, people[0]
    return None, None


def _recognises(document: Document, answers: Answers) -> float:
    block, people = _tables(document)
    if people is None:
        return 0.0
    found = len(FIELDS & people.columns.keys())
    # "Registration date" is a word of other lists too; with a status or a meeting it is ours.
    return 0.9 if block is not None else 0.8 if found > 1 else 0.4


def _read(document: Document, answers: Answers) -> Reading:
    block, people = _tables(document)
    if people is None:
        raise Ledger(document).refusal("no-table", "there is no list of registrations")
    said: dict[str, str] = {}
    stated: dict[str, int | str] = {}
    if block is not None:
        said = meeting_in(block)
        stated = stated_in(block)
    return read_registrations(document, answers, people, said, stated)


SOURCE = Source(
    name="Zoom registration report",
    kind="invitations",
    about=(
        "The people who registered for a Zoom meeting or webinar, with the time and the status of "
        "their registration: approved counts as accepted; denied and cancelled have no seat. Any "
        "list with such columns is read the same way."
    ),
    recognises=_recognises,
    read=_read,
)
