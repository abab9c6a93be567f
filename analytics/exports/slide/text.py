"""Texts made fit for a slide: what XML cannot hold taken out, and how much room they need.

Widths are those of Arial, wider than most fonts of a theme, so that a text that fits here fits.
Sizes and widths are in points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

LEADING = 1.2  # a line's height for its size
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"(])")
_NARROW = frozenset("iljItfr.,;:'’‘|!()[] ·-/")
_WIDE = frozenset("mwMW@%—→…✓✕≈")


def clean(text: str) -> str:
    """One line without control characters or halves of a character."""
    return " ".join(_NOT_XML.sub("", text.replace("\v", " ")).split())


def xml(text: str) -> str:
    """As the content or an attribute of an element; its blanks stay as they are."""
    text = re.sub(r"[\t\n\r\v]", " ", text)
    return escape(_NOT_XML.sub("", text), {'"': "&quot;"})


def width(text: str, size: float, is_bold: bool = False) -> float:
    em = sum(map(_em, text))
    return em * size * (1.06 if is_bold else 1.0)


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.3
    if character in _WIDE or ord(character) > 0x2E80:
        return 1.0 if ord(character) > 0x2E80 else 0.87
    return 0.69 if character.isupper() else 0.55


def lines(text: str, room: float, size: float, is_bold: bool = False) -> list[str]:
    """As it wraps in so much room; a word wider than that is parted."""
    found: list[str] = []
    line = ""
    for word in clean(text).split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, is_bold) <= room:
            line = longer
            continue
        if line:
            found.append(line)
        while width(word, size, is_bold) > room and len(word) > 1:
            fits = max(1, int(len(word) * room / width(word, size, is_bold)))
            found.append(word[:fits])
            word = word[fits:]
        line = word
    return [*found, line] if line else found


def cut(text: str, room: float, size: float, most_lines: int = 1, is_bold: bool = False) -> str:
    """The text as far as it fits so many lines, with "…" where it does not."""
    text = clean(text)
    wrapped = lines(text, room, size, is_bold)
    if len(wrapped) <= most_lines:
        return text
    last = wrapped[most_lines - 1]
    while last and width(f"{last}…", size, is_bold) > room:
        last = last[:-1]
    return " ".join([*wrapped[: most_lines - 1], f"{last.rstrip()}…"])


def fitted(text: str, room: float, sizes: Sequence[int], most_lines: int) -> tuple[str, int]:
    """The text and the largest of the sizes at which it fits; cut where none is small enough."""
    for size in sizes:
        if len(lines(text, room, size, is_bold=True)) <= most_lines:
            return clean(text), size
    return cut(text, room, sizes[-1], most_lines, is_bold=True), sizes[-1]


def shortened(text: str, lead: str, room: float, size: float, most_lines: int) -> str:
    """Whole sentences from the start, as many as fit behind their lead; "" where not one does."""
    kept = ""
    for sentence in _SENTENCE_END.split(clean(text)):
        longer = f"{kept} {sentence}".strip()
        if len(lines(f"{lead} {longer}", room, size)) > most_lines:
            break
        kept = longer
    return kept
