"""A list of names to be drawn from: one a line, or a table with a name and a department."""

from __future__ import annotations

from analytics.document import open_document
from analytics.layout import is_blank
from analytics.problems import Refused
from analytics.vocabulary import fields_of, normal

MOST_NAMES = 10_000
_HEADERS = ("name", "department")
# What a list of names may be evened out over, beside the words for a department.
_GROUPS = frozenset({"team", "group", "stratum"})


class NamesError(ValueError):
    """The list cannot be drawn from; the message is one sentence that says what to change."""


def read_names(name: str, data: bytes) -> dict[str, str]:
    """Name → its department ("" without one), in the order of the list.

    Without a header every line is a name; with one, as a people list has it, the column of names
    (or e-mail addresses, or ids) and that of departments. Errors: NamesError.
    """
    try:
        document = open_document(name, data)
    except Refused as refused:
        raise NamesError(f"{str(refused).rstrip('.')}.") from refused
    lines = [
        (line.number, [cell.strip() for cell in line.cells])
        for sheet in document.sheets[:1]
        for line in sheet.lines
        if not is_blank(line.cells)
    ]
    names_at, department_at, is_header = _columns(lines[0][1]) if lines else (0, None, False)
    found: dict[str, str] = {}
    for number, cells in lines[is_header:]:
        if not is_header and len(list(filter(None, cells))) > 1:
            raise NamesError(
                f"{name}, line {number} has several columns and none of them is named; put"
                f" “{','.join(_HEADERS)}” above them."
            )
        drawn = cells[names_at] if names_at < len(cells) else ""
        if not drawn:
            raise NamesError(f"{name}, line {number} has no name; fill it in or take it out.")
        if drawn in found:
            raise NamesError(
                f"{name}, line {number}: “{drawn}” stands twice; write what tells them apart, or"
                " take one out."
            )
        is_known = department_at is not None and department_at < len(cells)
        found[drawn] = cells[department_at] if is_known and department_at is not None else ""
    if not 2 <= len(found) <= MOST_NAMES:
        raise NamesError(f"{name} holds {len(found)} names; a draw takes 2 to {MOST_NAMES:,}.")
    return found


def _columns(cells: list[str]) -> tuple[int, int | None, bool]:
    """Where names and departments stand, and whether this line is a header."""
    fields = fields_of(cells, "people")
    names_at = next((fields[one] for one in ("name", "email", "employee_id") if one in fields), 0)
    groups = (at for at, cell in enumerate(cells) if normal(cell) in _GROUPS)
    department_at = fields.get("department", next(groups, None))
    return names_at, department_at, bool(fields)
