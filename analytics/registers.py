"""Wide lists: one row per person and one column per session, its date in the header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.clock import ORDERS, parse_moment
from analytics.document import Line

# A session's date and time stand at the beginning of its header, the group after them.
_DATE_AND_REST = re.compile(
    r"^(?P<when>.*?\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?\s?m\.?)?|.*?\d{4})(?:\s+(?P<rest>\D.*))?$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class SessionColumn:
    """One session: where it stands, its date and time as written, and what follows them, such as
    a group."""

    at: int
    when: str
    group: str


def session_columns(header: Line) -> list[SessionColumn]:
    """The columns headed by a date; of equal headers in a row only the first, for merged cells
    spread a session over its remarks."""
    found: list[SessionColumn] = []
    for at, cell in enumerate(header.cells):
        if at and header.cells[at - 1].strip() == cell.strip():
            continue
        column = _session_column(at, " ".join(cell.split()))
        if column is not None:
            found.append(column)
    return found


def _session_column(at: int, text: str) -> SessionColumn | None:
    # Spanish and French Moodle put the day of the week first: "mar. 7 oct. 2025 16:00 Todos".
    for dated in (text, text.partition(" ")[2]):
        if _is_moment(dated):
            return SessionColumn(at, dated, "")
        split = _DATE_AND_REST.match(dated)
        if split is not None and _is_moment(split["when"]):
            return SessionColumn(at, split["when"], (split["rest"] or "").strip())
    return None


def _is_moment(text: str) -> bool:
    return any(parse_moment(text, order) is not None for order in ORDERS)
