"""Forms and lists as ready sheets: a header that the product reads back, and nothing under it."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from analytics.exports import csv
from analytics.templates.texts import Asked, Form, SkillsSheet
from analytics.tokens import LIGHT

# By these columns the answers of a form are known: when, and, of feedback, on which session.
WHEN, SESSION = "Timestamp", "Session"
_ROWS = 500  # for which answers are offered to choose from
_WIDE, _NARROW = 34, 18
# Excel takes no longer list of choices as text.
_LONGEST_LIST = 255


def columns_of(form: Form) -> tuple[str, ...]:
    """The header of a form's sheet."""
    about = (WHEN, SESSION) if form.is_feedback else (WHEN,)
    return (*about, *(asked.text for asked in form.questions))


def as_csv(sheet: Form | SkillsSheet) -> bytes:
    return csv.write_frame(pd.DataFrame(columns=list(_header(sheet))))


def as_workbook(sheet: Form | SkillsSheet) -> bytes:
    """One sheet; a click into a cell says what belongs there, and offers the answers of a scale."""
    import xlsxwriter  # only here: it takes a while to import

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet.name.replace(":", " ")[:31])
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": LIGHT.track,
         "font_color": LIGHT.text, "bottom": 1, "bottom_color": LIGHT.line}
    )  # fmt: skip
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    asked = {one.text: one for one in sheet.questions} if isinstance(sheet, Form) else {}
    for at, name in enumerate(_header(sheet)):
        one = asked.get(name)
        is_day = name == WHEN or (one is not None and one.kind == "day")
        page.set_column(at, at, _width(name, one), day if is_day else None)
        page.write_string(0, at, name, head)
        if says := _says(name, one):
            page.data_validation(1, at, _ROWS, at, says)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _header(sheet: Form | SkillsSheet) -> tuple[str, ...]:
    return columns_of(sheet) if isinstance(sheet, Form) else sheet.columns


def _width(name: str, one: Asked | None) -> int:
    return _WIDE if one is not None and len(name) > _NARROW else _NARROW


def _says(name: str, one: Asked | None) -> dict[str, Any]:
    """What the cells of a column tell whoever fills them in."""
    if name == WHEN:
        return {"validate": "any", "input_title": WHEN, "input_message": "The day, as 2026-05-04"}
    if name in ("Offers", "Wants"):
        return {
            "validate": "any", "input_title": name,
            "input_message": "Several skills are parted by semicolons",
        }  # fmt: skip
    if one is None:
        return {}
    if one.kind == "day":
        return {"validate": "any", "input_title": "Day", "input_message": "As 2026-05-04"}
    if one.options and len(",".join(one.options)) <= _LONGEST_LIST:
        return {"validate": "list", "source": list(one.options), "ignore_blank": True}
    return {}
