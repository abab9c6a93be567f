"""A finding as a native slide, and the pilot as a deck: charts, tables and texts that PowerPoint
edits, never pictures.

python-pptx is imported when the first slide is made, not when this package is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.findings import Finding
from analytics.plots.plot import Plot

if TYPE_CHECKING:
    from analytics.briefing import Briefing
    from analytics.portfolio import Portfolio

__all__ = ["UnusableTemplate", "check_template", "deck", "portfolio", "slide"]


class UnusableTemplate(ValueError):
    """The bytes given as a template are no PowerPoint file; its text is for a reader."""


def slide(
    finding: Finding,
    plot: Plot,
    *,
    template: bytes | None = None,
    title: str | None = None,
    mark: str = "",
) -> bytes:
    """A .pptx of one slide. template: a .pptx or .potx whose look is kept; title: an edited one,
    with mark visibly beside the subtitle. Errors: UnusableTemplate."""
    from analytics.exports.slide.slides import one_slide

    return one_slide(finding, plot, template, title, mark)


def deck(briefing: Briefing, *, template: bytes | None = None) -> bytes:
    """A .pptx of the pilot: scorecard, main findings, what cannot be said yet, next steps.
    Errors: UnusableTemplate."""
    from analytics.exports.slide.slides import whole_deck

    return whole_deck(briefing, template)


def portfolio(found: Portfolio, *, template: bytes | None = None) -> bytes:
    """A .pptx of all pilots side by side. Errors: UnusableTemplate."""
    from analytics.exports.slide.slides import portfolio_slides

    return portfolio_slides(found, template)


def check_template(template: bytes) -> None:
    """Nothing for a template that can be used. Errors: UnusableTemplate."""
    from analytics.exports.slide.template import staged

    staged(template)
