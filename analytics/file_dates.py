"""What a whole file says about its dates: the order it writes them in, the day it is as of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from analytics.clock import DateOrder, decide_order, parse_day
from analytics.document import Line
from analytics.ledger import Ledger, answered_order, open_order
from analytics.sources import Answers
from analytics.vocabulary import field_of, normal, words

# One row can hold a mistyped date; two that contradict an order are evidence against it.
_CONTRADICTIONS = 2
_ZONE_NAME = re.compile(r"(?<=[\d.mM])\s+(?![AaPp][Mm]$)(?:[A-Z]{3,5}|[A-Z]\w+/[\w/+-]+)$")
_ZONE_IN_HEADER = re.compile(
    r"[(\[\uff08]\s*([A-Za-z_]+(?:/[A-Za-z_+-]+\d*)*)(?:[\s_]*time\s?zone)?\s*[)\]\uff09]\s*$",
    re.IGNORECASE,
)
_DATE_AT_END = re.compile(
    r"(\d{4}年\d{1,2}月\d{1,2}日|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\d{1,2}\.?[ -][^\W\d_]{3,}\.?[ -,]+\d{4}|[^\W\d_]{3,}\.? \d{1,2}, \d{4})"
    r"(?:[ T]\d{1,2}:\d{2}.*)?\W*$"
)


def file_order(
    ledger: Ledger,
    answers: Answers,
    texts: Sequence[str],
    lines: Iterable[Line],
    *,
    main: Iterable[str] = (),
    pairs: Iterable[tuple[str, str]] = (),
    hints: Iterable[date] = (),
    earliest: date = date(2019, 1, 1),
) -> DateOrder | None:
    """The order of a file's dates; None where every date settles itself.

    texts: every date cell of the file; lines: its rows, for the example in the question; main:
    the cells of the column the file is likely sorted by; pairs: cells of which the first cannot
    be later than the second (hired, left); hints: days that the file is likely to contain.
    Raises Refused with the question where it is open.
    """
    decision = decide_order(texts, hints=hints, earliest=earliest)
    if answer := answered_order(ledger, answers, decision):
        return answer
    if not decision.is_open:
        return decision.order
    sorted_by = decide_order(main, earliest=earliest).order
    if sorted_by in decision.candidates:
        return sorted_by
    kept = _uncontradicted(decision.candidates, pairs)
    if kept is None:
        raise open_order(ledger, decision, lines)
    return kept


def _uncontradicted(
    candidates: Sequence[DateOrder], pairs: Iterable[tuple[str, str]]
) -> DateOrder | None:
    """The only order in which nothing ends before it begins."""
    pairs = list(dict.fromkeys(pairs))
    wrong = {
        order: sum(
            1
            for one, other in pairs
            if (first := parse_day(one, order)) is not None
            and (second := parse_day(other, order)) is not None
            and second < first
        )
        for order in candidates
    }
    kept = [order for order, count in wrong.items() if count == 0]
    rejected = [count for count in wrong.values() if count]
    if len(kept) == 1 and rejected and min(rejected) >= _CONTRADICTIONS:
        return kept[0]
    return None


@cache
def zone_in_header(header: str) -> str:
    """The zone that a header names in brackets: "Completion Date (Asia/Calcutta TimeZone)" ->
    "Asia/Calcutta", "Submit Date (UTC)" -> "UTC"; "" if it names none that is known."""
    found = _ZONE_IN_HEADER.search(header)
    if found is None:
        return ""
    name = {"GMT": "UTC", "Z": "UTC"}.get(found[1], found[1])
    return name if name in available_timezones() else ""


def without_zone(text: str) -> str:
    """A moment without the name of its zone ("MEZ", "OEZ", "Europe/Berlin"), which tools write in
    words of their own: the wall clock is what is kept."""
    return _ZONE_NAME.sub("", text)


def as_of_text(lines: Iterable[Line]) -> str:
    """The date in a title line such as "Worker Report - as of 12/15/2025", as text; "" if none."""
    marks = sorted(words("as_of"), key=len, reverse=True)
    for line in lines:
        filled = [cell.strip() for cell in line.cells if cell.strip()]
        if len(filled) == 2 and field_of(filled[0].rstrip(":"), "as_of"):
            return filled[1]
        for cell in filled:
            found = _DATE_AT_END.search(cell)
            if found is None:
                continue
            before = f" {normal(cell[: found.start()])} "
            if any(f" {mark} " in before for mark in marks):
                return found[1]
    return ""
