"""Google Meet attendance: the report that Workspace mails, forms of it with a block about the
meeting above, and the lists of the Meet Attendance browser extension."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from analytics.attendances import Manner, read_rolls
from analytics.document import Document, Sheet
from analytics.rolls import Roll, find_rolls
from analytics.sources import Answers, Reading, Source
from analytics.vocabulary import fields_of, labels

_MANNER = Manner(has_totals=True)
# Lines of this many before the table say what meeting it was.
_FIELD_OF = {"code": "meeting_key", "created": "start", "ended": "end", "title": "title"}


def _recognises(document: Document, answers: Answers) -> float:
    if len(document.sheets) != 1:
        return 0.0
    rolls = find_rolls(document, answers)
    if len(rolls) != 1:
        return 0.0
    (roll,) = rolls
    columns = roll.table.columns.keys()
    header = fields_of(roll.table.header.cells, "google_meet").keys()
    if columns & {"title", "date", "start", "upn", "role"} or "duration" not in columns:
        return 0.0
    if header >= {"joined", "exited"} or header >= {"seen", "in_call"}:
        return 0.85
    has_code = "meeting_key" in _about(document.sheets[0], roll)
    return 0.85 if has_code and header & {"joined", "seen"} else 0.0


def _read(document: Document, answers: Answers) -> Reading:
    rolls = find_rolls(document, answers)
    about = _about(document.sheets[0], rolls[0]) if rolls else {}
    told = [replace(roll, said=about | dict(roll.said)) for roll in rolls]
    return read_rolls(document, answers, told, _MANNER)


def _about(sheet: Sheet, roll: Roll) -> dict[str, str]:
    """What the lines above the table say: "* Meeting code: abc-defg-hij", "Created on 2026-…",
    in one cell or two, with or without the star."""
    found: dict[str, str] = {}
    for line in sheet.lines:
        if line.number >= roll.table.header.number:
            break
        text = " ".join(cell.strip() for cell in line.cells if cell.strip()).lstrip("* ")
        for field, label in _labels():
            match = label.match(text)
            if match and match[1].strip():
                found.setdefault(_FIELD_OF[field], match[1].strip())
                break
    return found


@cache
def _labels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(field, a label at the beginning of a line), longer labels first."""
    spelled = [
        (field, word)
        for field, words in labels("google_meet").items()
        if field in _FIELD_OF
        for word in words
    ]
    spelled.sort(key=lambda pair: -len(pair[1]))
    return tuple(
        (field, re.compile(rf"{re.escape(word)}(?:\s*[:\uff1a]\s*|\s+)(.+)", re.IGNORECASE))
        for field, word in spelled
    )


SOURCE = Source(
    name="Google Meet attendance",
    kind="attendance",
    about=(
        "The attendance of a Google Meet meeting: one row per person with the times joined and "
        "exited and the time in the call. Times have no date: it is taken from the lines above the "
        "table or from the file's name, else asked."
    ),
    recognises=_recognises,
    read=_read,
)
