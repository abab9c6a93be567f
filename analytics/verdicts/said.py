"""The words of one finding, before they are put together with its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.findings import Verdict

PRODUCT = "Pilot Impact"
SAMPLE = "Sample data"


@dataclass(frozen=True, kw_only=True)
class Said:
    """As in Finding; an empty subtitle stands for the question's own measure."""

    title: str
    headline: str
    alt: str
    footnote: str = ""
    subtitle: str = ""
    verdicts: tuple[Verdict, ...] = ()
    caption: tuple[str, ...] = ()
    paragraphs: tuple[tuple[str, str], ...] = ()


def dotted(parts: Iterable[str]) -> str:
    """The parts that are not empty, on one line."""
    return " · ".join(part for part in parts if part)


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def only(filters: str) -> str:
    """What was chosen, in a footnote: "Only Sales", "As of 22 Mar 2026", "" for nothing."""
    if not filters:
        return ""
    return sentence(filters).rstrip(".") if filters.startswith("as of ") else f"Only {filters}"
