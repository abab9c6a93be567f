"""Pictures without a browser: a finding as PNG, SVG or PDF, and a chart alone as inline SVG.

Drawn by matplotlib, with its objects and never through pyplot, whose state all threads share. It is
loaded on the first call only. The same finding gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.findings import Finding
from analytics.plots.plot import Plot
from analytics.tokens import LIGHT, Tokens

__all__ = ["chart_svg", "pages", "write"]


def write(
    finding: Finding,
    plot: Plot,
    *,
    form: str,
    tokens: Tokens = LIGHT,
    scale: float = 1,
    title: str | None = None,
    mark: str = "",
) -> bytes:
    """The finding as a picture of 1920 x 1080 pixels, times `scale`.

    form: "png", "svg" or "pdf", else ValueError; title: an edited one, instead of the finding's;
    mark: what is said beside the subtitle then.
    """
    from analytics.exports.picture.files import as_bytes
    from analytics.exports.picture.frame import framed

    return as_bytes(framed(finding, plot, tokens, title=title, mark=mark), form, scale)


def pages(shown: Sequence[tuple[Finding, Plot]], *, tokens: Tokens = LIGHT) -> bytes:
    """A PDF with a page for each finding."""
    from analytics.exports.picture.files import as_pdf
    from analytics.exports.picture.frame import framed

    return as_pdf(framed(finding, plot, tokens) for finding, plot in shown)


def chart_svg(plot: Plot, tokens: Tokens = LIGHT, width: int = 864, prefix: str = "c") -> str:
    """Only the chart, to stand in an HTML page: `<svg>` of that width in pixels with text of 13,
    letters as outlines, transparent. prefix: of its ids, another one for each chart of a page."""
    from analytics.exports.picture.charts import chart
    from analytics.exports.picture.files import as_svg

    return as_svg(chart(plot, tokens, width), prefix, is_inline=True)
