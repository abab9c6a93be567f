"""Every way out by its suffix: of one finding, of the whole pilot, and of all pilots.

The libraries that draw are imported when something is drawn, so that the app and the command line
start without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from analytics.briefing import Briefing
from analytics.exports import csv, json, markdown, report, workbook
from analytics.findings import Finding
from analytics.plots import plot_of
from analytics.portfolio import Portfolio
from analytics.tokens import DARK, LIGHT, Tokens
from analytics.verdicts.edited import titled


@dataclass(frozen=True)
class Style:
    """How something leaves. title: written by hand, None for the finding's own; template: a
    company's .pptx; is_dark, scale (2 for 4K): of pictures."""

    title: str | None = None
    template: bytes | None = None
    is_dark: bool = False
    scale: int = 1

    @property
    def tokens(self) -> Tokens:
        return DARK if self.is_dark else LIGHT


def _slide(finding: Finding, style: Style) -> bytes:
    from analytics.exports import slide

    title = titled(finding, style.title)
    return slide.slide(
        finding, plot_of(finding.answer), template=style.template, title=title.text, mark=title.mark
    )


def picture(finding: Finding, style: Style, form: str = "png") -> bytes:
    """The finding as a picture. form: "png", "svg" or "pdf"."""
    from analytics.exports import picture

    title = titled(finding, style.title)
    return picture.write(
        finding,
        plot_of(finding.answer),
        form=form,
        tokens=style.tokens,
        scale=style.scale,
        title=title.text,
        mark=title.mark,
    )


def _deck(briefing: Briefing, style: Style) -> bytes:
    from analytics.exports import slide

    return slide.deck(briefing, template=style.template)


def _portfolio(portfolio: Portfolio, style: Style) -> bytes:
    from analytics.exports import slide

    return slide.portfolio(portfolio, template=style.template)


def _pages(briefing: Briefing, style: Style) -> bytes:
    from analytics.exports import picture

    shown = [(finding, plot_of(finding.answer)) for finding in briefing.findings]
    return picture.pages(shown, tokens=style.tokens)


def pictures(briefing: Briefing, style: Style) -> Iterator[tuple[str, bytes]]:
    """(file name, PNG) of every finding, in the order of the pages."""
    for place, finding in enumerate(briefing.findings, start=1):
        yield f"{place:02}-{finding.question}.png", picture(finding, style)


OF_FINDING: Mapping[str, Callable[[Finding, Style], bytes]] = {
    "pptx": _slide,
    "png": picture,
    "svg": lambda finding, style: picture(finding, style, "svg"),
    "pdf": lambda finding, style: picture(finding, style, "pdf"),
    "csv": lambda finding, style: csv.write_finding(finding),
    "xlsx": lambda finding, style: workbook.write_finding(finding),
    "json": lambda finding, style: json.write(json.finding_object(finding)).encode(),
}
OF_PILOT: Mapping[str, Callable[[Briefing, Style], bytes]] = {
    "pptx": _deck,
    "html": lambda briefing, style: report.write(briefing).encode(),
    "md": lambda briefing, style: markdown.write(briefing).encode(),
    "xlsx": lambda briefing, style: workbook.write(briefing),
    "json": lambda briefing, style: json.write(json.briefing_object(briefing)).encode(),
    "pdf": _pages,
}
OF_PORTFOLIO: Mapping[str, Callable[[Portfolio, Style], bytes]] = {
    "pptx": _portfolio,
    "csv": lambda portfolio, style: csv.write_portfolio(portfolio),
    "json": lambda portfolio, style: json.write(json.portfolio_object(portfolio)).encode(),
}
TYPES: Mapping[str, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
}
