"""Answers to a Google or Microsoft form, told by the columns that stand before the questions.

A form filled in about somebody else (a sign-off) is told from a survey by its questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analytics.columns import is_no_date, looks_like_day
from analytics.document import Document, Line
from analytics.identity import address_key
from analytics.layout import is_blank
from analytics.vocabulary import field_of, labels, normal

Tool = Literal["google", "microsoft"]
# A title may have been put above the answers.
_HEADER_WITHIN = 5


@dataclass(frozen=True)
class Form:
    """The header of a form's answers, its rows, and the column of the moment of sending."""

    tool: Tool
    header: Line
    lines: tuple[Line, ...]
    recorded: int

    def values(self, at: int) -> list[str]:
        """The texts of one column that are not empty."""
        cells = (line.cells[at].strip() for line in self.lines if at < len(line.cells))
        return [cell for cell in cells if cell]


def find_form(document: Document) -> Form | None:
    """The answers to a form, if the document holds them: Google's begin with a timestamp,
    Microsoft's with a start and a completion time. None for anything else."""
    for sheet in document.sheets:
        lines = [line for line in sheet.lines if not is_blank(line.cells)]
        for at, line in enumerate(lines[:_HEADER_WITHIN]):
            found = _columns(line)
            if found is None:
                continue
            form = Form(found[0], line, tuple(lines[at + 1 :]), found[1])
            # Without the time: a zone's name in another language may stand behind it.
            days = [text.split()[0].rstrip(",") for text in form.values(form.recorded)]
            if sum(map(looks_like_day, days)) * 2 >= len(days):
                return form
    return None


def _columns(header: Line) -> tuple[Tool, int] | None:
    first = next((at for at, cell in enumerate(header.cells) if cell.strip()), 0)
    fields: list[str | None] = [None] * first
    fields += [field_of(cell, "forms") for cell in header.cells[first : first + 4]]
    if fields[first:] and fields[first] == "timestamp" and len(header.cells) > first + 2:
        return "google", first
    if "started" in fields and "completed" in fields:
        return "microsoft", fields.index("completed")
    return None


def sign_off_columns(form: Form) -> dict[str, int]:
    """Field of the vocabulary "competency" -> column, if the form signs somebody off; else {}.

    Such a form asks whom it is about and for a day; the tool's own e-mail and name columns are
    those of the one who filled it in.
    """
    headers = [normal(cell) for cell in form.header.cells]
    named = {at: field_of(cell, "competency") for at, cell in enumerate(form.header.cells)}
    questions = range(_first_question(form), len(headers))
    days = [at for at in questions if _holds_days(form, at) and not _is_start(headers[at])]
    dated = [at for at in days if named[at] == "competent_on" or _has(headers[at], "since")]
    # Where nobody has a day yet the words of the header alone decide.
    if not dated:
        dated = [at for at in questions if named[at] == "competent_on" and not form.values(at)]
    found: dict[str, int] = {}
    for at in questions:
        if at in days:
            continue
        field = named[at] or ""
        is_about = field.startswith("subject_") or _has(headers[at], "about")
        if is_about:
            wanted = "subject_email" if _holds_addresses(form, at) else field or "subject_name"
            if wanted in ("subject_name", "name") and _has(headers[at], "mail"):
                wanted = "subject_email"
            found.setdefault(wanted.replace("subject_", ""), at)
    is_about_somebody = bool(found)
    for at in questions:
        own = named[at]
        if own in ("name", "first_name", "last_name", "email", "employee_id", "competency"):
            found.setdefault(own, at)
    if is_about_somebody and not dated and len(days) == 1:
        dated = days
    if not dated or not found.keys() & {"name", "last_name", "email", "employee_id"}:
        return {}
    status = next((at for at in questions if named[at] == "status"), None)
    found |= {"competent_on": dated[0], "recorded_at": form.recorded}
    return found if status is None else {**found, "status": status}


def _first_question(form: Form) -> int:
    """Google puts "Email Address" right after the timestamp; Microsoft its own e-mail and name."""
    own = {"email", "email_address", "name", "upn"}
    at = form.recorded + 1
    limit = form.recorded + 2 if form.tool == "google" else len(form.header.cells)
    while at < min(limit, len(form.header.cells)):
        cell = form.header.cells[at]
        if field_of(cell, "competency") not in own and field_of(cell, "survey") != "modified_at":
            break
        at += 1
    return at


def _holds_days(form: Form, at: int) -> bool:
    texts = [text for text in form.values(at) if not is_no_date(text)]
    return bool(texts) and sum(map(looks_like_day, texts)) * 5 >= len(texts) * 4


def _holds_addresses(form: Form, at: int) -> bool:
    texts = form.values(at)
    return bool(texts) and sum(bool(address_key(text)) for text in texts) * 2 > len(texts)


def _is_start(header: str) -> bool:
    return field_of(header, "people") in ("hire_date", "start_date", "original_hire_date")


def _has(header: str, group: str) -> bool:
    return any(normal(word) in header for word in labels("forms")[group])
