"""A figure as the bytes of a file: the same for the same figure, without dates and random ids."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal

from analytics.verdicts.said import PRODUCT

_LEFT_OUT = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL)
_LINK = re.compile(r'(?<=xlink:href="#)[^"]+|(?<=url\(#)[^)]+')
_ID = re.compile(r'\sid="([^"]+)"')
_SIZE = re.compile(r'(?<=\s)(width|height)="([\d.]+)pt"')
# Where numbers say places; those of a scale are left as they are.
_PLACES = re.compile(r'\s(?:d|x|y)="[^"]*"|translate\([^)]*\)')
_PATH = re.compile(r'\sd="([^"]*)"')
_STEP = re.compile(r"\s*([A-Za-z])\s*")
_LONG = re.compile(r"-?\d+\.\d{3,}")


def as_bytes(figure: Figure, form: str, scale: float = 1) -> bytes:
    """The file. form: "png", "svg" or "pdf"; scale: of its pixels, SVG and PDF have none."""
    match form:
        case "png":
            return _as_png(figure, scale)
        case "svg":
            return as_svg(figure, "p").encode()
        case "pdf":
            return as_pdf([figure])
        case _:
            raise ValueError(form)


def as_pdf(figures: Iterable[Figure]) -> bytes:
    """A page for each figure."""
    out = io.BytesIO()
    about = {"Creator": PRODUCT, "Producer": None, "CreationDate": None}
    with PdfPages(out, metadata=about) as file:
        for figure in figures:
            FigureCanvasPdf(figure).print_pdf(file)
    return out.getvalue()


def _as_png(figure: Figure, scale: float) -> bytes:
    out = io.BytesIO()
    figure.set_dpi(figure.dpi * scale)
    # As outlines: hinted letters are up to 3% wider or narrower than they were measured.
    for text in figure.texts:
        text.set_path_effects([Normal()])
    FigureCanvasAgg(figure).print_png(out, metadata={"Software": PRODUCT})
    return out.getvalue()


def as_svg(figure: Figure, prefix: str, *, is_inline: bool = False) -> str:
    """SVG with letters as outlines. is_inline: to stand in a page, its sizes in pixels, nothing
    before `<svg>`. prefix: of its ids."""
    out = io.StringIO()
    FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None})
    text = _LEFT_OUT.sub("", out.getvalue())
    # A style sheet would hold for the whole page: what it says goes to the drawing itself.
    text = text.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    if is_inline:
        text = _SIZE.sub(r'\1="\2"', text[text.index("<svg") :], count=2)
    text = _PLACES.sub(lambda found: _short(found[0]), _named_anew(text, prefix))
    return re.sub(r"\s*\n\s*", "\n", text)


def _named_anew(text: str, prefix: str) -> str:
    """matplotlib makes some ids by chance and gives every group one: only what is pointed at
    keeps one, numbered in its order."""
    wanted = dict.fromkeys(_LINK.findall(text))
    names = {name: f"{prefix}{place}" for place, name in enumerate(wanted)}
    text = _LINK.sub(lambda found: names[found[0]], text)
    return _ID.sub(lambda found: f' id="{names[found[1]]}"' if found[1] in names else "", text)


def _short(places: str) -> str:
    """Places to a hundredth of a pixel, on one line."""
    places = _LONG.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), places)
    path = _PATH.match(places)
    return ' d="' + _STEP.sub(r"\1", path[1]) + '"' if path else places
