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
        split = _DATE_AND_REST.match(cell.strip())
        if split is None or not _is_moment(split["when"]):
            continue
        if at and header.cells[at - 1].strip() == cell.strip():
            continue
        found.append(SessionColumn(at, split["when"].strip(), (split["rest"] or "").strip()))
    return found


def _is_moment(text: str) -> bool:
    return any(parse_moment(text, order) is not None for order in ORDERS)
