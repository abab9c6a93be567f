"""Paragraphs and quotes as native text."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.exports.slide.shapes import Box, Canvas, Run, line, write
from analytics.exports.slide.text import LEADING, clean, cut, lines
from analytics.plots.plot import Passage, Words

_SIZES = (18.0, 16.0, 14.0, 13.0, 12.0, 11.0)
_GAP = 13.0
_QUOTE_INDENT = 16.0


def draw_words(canvas: Canvas, plot: Words, box: Box) -> None:
    write_passages(canvas, plot.passages, box)


def write_passages(canvas: Canvas, passages: Sequence[Passage], box: Box) -> None:
    """In the largest size in which all fit; what does not fit in the smallest is left out, and the
    one that goes beyond is cut."""
    size = next(
        (s for s in _SIZES if sum(_height(p, box.width, s) + _GAP for p in passages) < box.height),
        _SIZES[-1],
    )
    if not any(passage.is_quote for passage in passages):
        _write_all(canvas, passages, box, size)
        return
    top = box.top
    for passage in passages:
        room = box.bottom - top
        if room < size * LEADING * (1 + bool(passage.under)):
            return
        top += _write(canvas, passage, Box(box.left, top, box.width, room), size) + _GAP


def _write_all(canvas: Canvas, passages: Sequence[Passage], box: Box, size: float) -> None:
    """As one text, which a reader goes on writing in."""
    tokens = canvas.tokens
    said: list[list[Run]] = []
    room = box.height
    for passage in passages:
        tall = _height(passage, box.width, size)
        most = int(min(tall, room) / (size * LEADING) + 0.01)
        if most < 1:
            break
        lead = f"{clean(passage.lead)} " if passage.lead else ""
        text = cut(f"{lead}{passage.text}", box.width, size, most).removeprefix(lead)
        runs = [Run(lead, tokens.text, True)] if lead else []
        said.append([*runs, Run(text, tokens.text)])
        if passage.under:
            said.append([Run(passage.under, tokens.muted, size=size - 2)])
        room -= tall + _GAP
    write(canvas, box, said, size=size, name="Paragraphs", after=_GAP)


def _height(passage: Passage, wide: float, size: float) -> float:
    wide -= _QUOTE_INDENT if passage.is_quote else 0.0
    said = len(lines(f"{passage.lead} {passage.text}", wide, size))
    return (said * size + (size - 2) * bool(passage.under)) * LEADING


def _write(canvas: Canvas, passage: Passage, box: Box, size: float) -> float:
    """Its height."""
    tokens = canvas.tokens
    tall = min(_height(passage, box.width, size), box.height)
    indent = _QUOTE_INDENT if passage.is_quote else 0.0
    if passage.is_quote:
        line(canvas, (box.left + 2, box.top), (box.left + 2, box.top + tall), tokens.during_some,
             2.25, "Quote")  # fmt: skip
    wide = box.width - indent
    most = max(1, int((tall / LEADING - (size - 2) * bool(passage.under)) / size + 0.01))
    lead = f"{passage.lead} " if passage.lead else ""
    text = cut(f"{lead}{passage.text}", wide, size, most)
    shown = text.removeprefix(lead) if lead else text
    runs = [Run(lead, tokens.text, True)] if lead else []
    runs.append(Run(shown, tokens.text))
    paragraphs = [runs]
    if passage.under:
        paragraphs.append([Run(passage.under, tokens.muted, size=size - 2)])
    place = Box(box.left + indent, box.top, wide, tall)
    write(canvas, place, paragraphs, size=size, name="Quote" if passage.is_quote else "Paragraph")
    return tall
