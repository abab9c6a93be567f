"""Where there is nothing to draw: passages and quotes, set as text."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.exports.picture.sheet import LINE, Box, Sheet
from analytics.plots.plot import Passage, Words

_SMALL = 0.86
_LONGEST = 62  # of a line, in the size of the text: longer ones are hard to read
_BETWEEN = 1.0


@dataclass(frozen=True)
class _Set:
    """A passage in lines. inset: in pixels, for the stroke beside a quote."""

    lead: tuple[str, ...]
    lines: tuple[str, ...]
    under: str
    is_quote: bool
    size: float

    @property
    def height(self) -> float:
        lines = len(self.lead) + len(self.lines) + _SMALL * bool(self.under)
        return lines * LINE * self.size


def height(sheet: Sheet, plot: Words, width: float) -> float:
    """How high it is best drawn at this width, in pixels."""
    found = [_set(sheet, passage, width, sheet.em) for passage in plot.passages]
    return _total(found, sheet.em) + 0.4 * sheet.em


def draw(sheet: Sheet, plot: Words, box: Box) -> None:
    """At a size at which all fit, if that can be read; else as many as fit, and "…"."""
    em = sheet.em
    for share in (1.25, 1.1, 1.0, 0.92, 0.84):
        size = share * em
        found = [_set(sheet, passage, box.width, size) for passage in plot.passages]
        if _total(found, size) <= box.height:
            break
    at = box.top
    for place, one in enumerate(found):
        is_last = place == len(found) - 1
        room = 0.0 if is_last else LINE * one.size
        if at + one.height + room > box.bottom + 1:
            sheet.write(box.left, at + 0.5 * one.size, "…", size=one.size, ink="muted")
            return
        _passage(sheet, one, box.left, at)
        at += one.height + _BETWEEN * one.size


def _passage(sheet: Sheet, one: _Set, left: float, top: float) -> None:
    size = one.size
    if one.is_quote:
        bar = Box(left, top + 0.1 * size, 0.16 * size, one.height - 0.2 * size)
        sheet.fill(bar, sheet.ink("during_some"))
        left += size
    at = top + 0.5 * LINE * size
    for line in one.lead:
        sheet.write(left, at, line, size=size, weight="semibold")
        at += LINE * size
    for line in one.lines:
        sheet.write(left, at, line, size=size)
        at += LINE * size
    if one.under:
        sheet.write(left, at - 0.1 * size, one.under, size=_SMALL * size, ink="muted")


def _set(sheet: Sheet, passage: Passage, width: float, size: float) -> _Set:
    room = min(width - (size if passage.is_quote else 0), _LONGEST * size)
    return _Set(
        tuple(sheet.lines(passage.lead, room, size, "semibold")) if passage.lead else (),
        tuple(sheet.lines(passage.text, room, size)) if passage.text else (),
        sheet.cut(passage.under, room, _SMALL * size) if passage.under else "",
        passage.is_quote,
        size,
    )


def _total(found: list[_Set], size: float) -> float:
    return sum(one.height for one in found) + _BETWEEN * size * max(len(found) - 1, 0)
