"""The words of one finding, before they are put together with its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.findings import Verdict


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
