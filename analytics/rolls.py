"""Tables of people who attended, found wherever they stand, with what stands above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.clock import day_in_name
from analytics.document import Document, Line, Sheet
from analytics.kept_texts import looked_up
from analytics.records import Role
from analytics.sources import Answers
from analytics.tables import Table, find_tables, key_values
from analytics.vocabulary import field_of, words

VOCABULARY = "attendance"
_WHO = ("email", "employee_id", "name", "last_name", "first_name", "upn")
_HOW_LONG = (("join", "leave"), ("join", "duration"), ("duration",), ("minutes",), ("present",))
NEEDS = tuple(frozenset({who, *how}) for who in _WHO for how in _HOW_LONG)
# A line or two above the people that says which meeting it was.
_BLOCKS = (frozenset({"title", "date"}), frozenset({"title", "start"}))
# What stands in a cell for nothing.
NOTHING = frozenset(("", "-", "--", "–"))
MEETING_FIELDS = ("title", "date", "start", "end", "planned_minutes", "meeting_key")
_TICKS = ("✓", "✔", "☑", "○", "◯")
_CROSSES = ("✗", "✘", "×", "☐")


@dataclass(frozen=True)
class Roll:
    """A table of people with what the lines above it say about the meeting.

    said: field (title, date, start, end, planned_minutes, meeting_key, host_email) -> text; role:
    of the people in it, unless their row says another.
    """

    table: Table
    said: Mapping[str, str] = field(default_factory=dict)
    role: Role = "attendee"


def find_rolls(document: Document, answers: Answers) -> list[Roll]:
    """Every table of people on every sheet, with a row under its header if any has one."""
    mapping = answers.mapping if answers.kind == "attendance" else {}
    found = [roll for sheet in document.sheets for roll in _rolls(sheet, mapping)]
    return [roll for roll in found if roll.table.lines] or found[:1]


def _rolls(sheet: Sheet, mapping: Mapping[str, str]) -> list[Roll]:
    tables = find_tables(sheet, VOCABULARY, (*NEEDS, *_BLOCKS), mapping=mapping)
    rolls: list[Roll] = []
    said: dict[str, str] = {}
    above = 0
    for table in tables:
        if not mapping and not any(need <= table.columns.keys() for need in NEEDS):
            if table.lines:
                said |= _texts(table, table.lines[0])
            continue
        if "action" not in table.columns:
            between = _between(sheet, above, table.header.number)
            rolls.append(Roll(table, _labelled(between) | said))
        last = table.lines[-1] if table.lines else table.header
        said, above = {}, last.number
    return rolls


def _texts(table: Table, line: Line) -> dict[str, str]:
    found = {name: " ".join(table.cell(line, name).split()) for name in MEETING_FIELDS}
    return {name: text for name, text in found.items() if text not in NOTHING}


def _between(sheet: Sheet, after: int, before: int) -> Sheet:
    """The lines of a sheet between two line numbers."""
    return Sheet(sheet.name, tuple(ln for ln in sheet.lines if after < ln.number < before))


def _labelled(sheet: Sheet) -> dict[str, str]:
    """What lines of a label and a value say: {"title": "Clinic", "date": "7 Oct 2025"}."""
    meeting, columns = words("meeting"), words(VOCABULARY)
    found: dict[str, str] = {}
    for label, value in key_values(sheet).items():
        name = {"key": "meeting_key"}.get(meeting.get(label, ""), meeting.get(label))
        name = name if name in MEETING_FIELDS else columns.get(label)
        if name in MEETING_FIELDS:
            found.setdefault(name, value)
    return found


def attendance_score(document: Document, answers: Answers) -> float:
    """How sure it is that a document is a list of attendance, by its columns."""
    rolls = find_rolls(document, answers)
    if not rolls:
        return 0.0
    if answers.kind == "attendance":
        return 1.0 if answers.mapping else 0.5
    return max(_likeness(roll, document, answers) for roll in rolls)


def _likeness(roll: Roll, document: Document, answers: Answers) -> float:
    table = roll.table
    columns = table.columns.keys()
    is_dated = bool(columns & {"date", "start", "join"} or roll.said.keys() & {"date", "start"})
    # "Status", "Title" and "Duration" are words of many lists; times and sessions are not.
    has_times = columns >= {"join", "leave"}
    is_certain = has_times or (
        "present" in columns
        and field_of(table.header.cells[table.columns["present"]], "presence") == "yes"
    )
    if is_certain and (is_dated or answers.session_date or day_in_name(document.name)):
        return 0.6
    is_likely = "minutes" in columns or bool(columns & {"title", "meeting_key"})
    return 0.45 if is_likely and (is_dated or answers.session_date) else 0.0


@looked_up(4096)
def says_present(text: str) -> bool | None:
    """Whether a word says that somebody was there ("yes", "✓", "anwesend"); None if it says
    neither."""
    said = "yes" if text in _TICKS else "no" if text in _CROSSES else field_of(text, "presence")
    return None if said is None else said == "yes"
