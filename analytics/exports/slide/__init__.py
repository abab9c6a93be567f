"""A finding as a native slide, and the pilot as a deck: charts, tables and texts that PowerPoint
edits, never pictures.

python-pptx is imported when the first slide is made, not when this package is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from analytics.findings import Answer, Finding
from analytics.plots.plot import Plot

if TYPE_CHECKING:
    from analytics.briefing import Briefing

__all__ = ["UnusableTemplate", "deck", "slide"]


class UnusableTemplate(ValueError):
    """The bytes given as a template are no PowerPoint file; its text is for a reader."""


def slide(
    finding: Finding,
    plot: Plot,
    *,
    template: bytes | None = None,
    title: str | None = None,
    mark: str = "",
    made_on: date | None = None,
) -> bytes:
    """A .pptx of one slide. template: a .pptx or .potx whose look is kept; title: an edited one,
    with mark visibly beside the subtitle; made_on: written on the slide, else the day its source
    reaches to. Errors: UnusableTemplate."""
    from analytics.exports.slide.slides import one_slide

    return one_slide(finding, plot, template, title, mark, made_on)


def deck(
    briefing: Briefing, plots: Callable[[Answer], Plot], *, template: bytes | None = None
) -> bytes:
    """A .pptx of the pilot: scorecard, main findings, what cannot be said yet, next steps.
    Errors: UnusableTemplate."""
    from analytics.exports.slide.slides import whole_deck

    return whole_deck(briefing, plots, template)
