"""The registration report of a Teams webinar: who registered, without a date of the meeting."""

from __future__ import annotations

from analytics.document import Document, Sheet
from analytics.ledger import Ledger
from analytics.registrations import FIELDS, read_registrations, whole_numbers
from analytics.sources import Answers, Reading, Source
from analytics.tables import Table, find_tables, key_values
from analytics.vocabulary import words

_NEEDS = tuple(
    frozenset({who, registered})
    for who in ("registration_email", "email", "first_name", "last_name")
    for registered in sorted(FIELDS)
)


def _parts(document: Document) -> tuple[Table | None, dict[str, str]]:
    """(the table of registrations, the values of the summary by field)."""
    for sheet in document.sheets:
        tables = find_tables(sheet, "attendance", _NEEDS)
        if len(tables) == 1 and not tables[0].columns.keys() & {"first_join", "join", "present"}:
            return tables[0], _summary(sheet, tables[0])
    return None, {}


def _summary(sheet: Sheet, table: Table) -> dict[str, str]:
    known = words("meeting")
    above = Sheet("", tuple(ln for ln in sheet.lines if ln.number < table.header.number))
    found: dict[str, str] = {}
    for label, value in key_values(above).items():
        if label in known:
            found.setdefault(known[label], value)
    return found


def _recognises(document: Document, answers: Answers) -> float:
    table, summary = _parts(document)
    if table is None:
        return 0.0
    return 0.95 if summary.keys() & {"registered", "cancelled", "page_views"} else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    table, summary = _parts(document)
    if table is None:
        raise Ledger(document).refusal("no-table", "there is no list of registrations")
    said = {field: text for field, text in summary.items() if field in ("title", "start", "end")}
    counts = {field: summary.get(field, "") for field in ("registered", "cancelled")}
    return read_registrations(document, answers, table, said, whole_numbers(counts))


SOURCE = Source(
    name="Teams registration report",
    kind="invitations",
    about=(
        "The registration report of a Microsoft Teams webinar: registered people and their "
        "answers. It does not say when the webinar was: the day is asked if the name of the file "
        "does not tell it."
    ),
    recognises=_recognises,
    read=_read,
)
