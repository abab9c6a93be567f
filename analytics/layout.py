"""Lines that are no data: blank ones, section titles and footers, told by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.vocabulary import field_of, normal, words

_NUMBERED = re.compile(r"^\d{1,2} (?=\D)")
_PAGE = re.compile(r"^\w+ \d+( \w+ \d+)?$")


def is_blank(cells: Sequence[str]) -> bool:
    """True for an empty line, also one of delimiters only."""
    return all(not cell or cell.isspace() for cell in cells)


def filled_cells(cells: Sequence[str]) -> int:
    """How many cells hold more than blanks."""
    return len(cells) - [*map(str.strip, cells)].count("")


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell and not cell.isspace()]


def section_of(cells: Sequence[str]) -> str | None:
    """The section ("participants", "activities", …) that a line opens, "" if its title is only
    numbered, None if the line is no section title."""
    filled = _filled(cells)
    if len(filled) != 1:
        return None
    text = normal(filled[0])
    bare = _NUMBERED.sub("", text)
    section = words("sections").get(bare)
    if section is not None:
        return section
    return "" if bare != text and len(text) < 60 else None


def is_footer(cells: Sequence[str]) -> bool:
    """True for a line that closes a table and is no data: a total, a page number, a stamp."""
    filled = _filled(cells)
    if not filled or len(filled) > max(2, len(cells) // 2):
        return False
    first = filled[0]
    kind = field_of(first.split(":")[0], "footers")
    if kind is not None and ":" in first and len(filled) <= 2:
        return True
    if kind == "page" or kind is None:
        text = normal(first)
        start = text.split(" ")[0]
        if len(filled) == 1 and words("footers").get(start) == "page" and _PAGE.match(text):
            return True
        return len(filled) <= 2 and _opens_with_stamp(text)
    # A person may be called Summe: a total has most of its cells empty, and no e-mail.
    return not any("@" in cell for cell in filled)


def _opens_with_stamp(text: str) -> bool:
    known = words("footers")
    pieces = text.split(" ")
    return any(
        known.get(" ".join(pieces[:count])) == "generated" for count in range(2, len(pieces) + 1)
    )
