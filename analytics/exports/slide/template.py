"""The presentation to begin with: our own plain 16:9 one, or a company's template emptied; and
the bytes it is saved to, which say nothing of when they were made."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics import archives
from analytics.exports.slide import UnusableTemplate
from analytics.exports.slide.shapes import EMU, Box
from analytics.tokens import DARK, LIGHT, Tokens
from analytics.verdicts.said import PRODUCT

_WIDTH, _HEIGHT = 960.0, 540.0
_TITLE = Box(43, 22, 874, 68)
_ACCENTS = ("0F6A73", "8590A0", "B45309", "8FC0C4", "DDB48C", "26348B")
_TEMPLATE_TYPE = b"presentationml.template.main+xml"
_PRESENTATION_TYPE = b"presentationml.presentation.main+xml"
_CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")
_EARLIEST = date(1980, 1, 1)  # that a zip archive can hold
# Placeholders that a slide does not get from its layout by itself.
_OF_MASTER = ("dt", "ftr", "sldNum")


@dataclass(frozen=True)
class Stage:
    """Where slides are made. layout: of every slide; title: where its title stands, None for the
    layout without one; top, bottom: between which the slide is free; is_own: no company's."""

    presentation: Any
    layout: Any
    title: Box | None
    top: float
    bottom: float
    width: float
    tokens: Tokens
    is_own: bool


def staged(template: bytes | None) -> Stage:
    """Errors: UnusableTemplate."""
    presentation = _own() if template is None else _emptied(template)
    width, height = presentation.slide_width / EMU, presentation.slide_height / EMU
    layout = _layout(presentation)
    title = _title_of(layout)
    top, bottom = _free(layout, width, height)
    if title is not None and title.bottom > 0.4 * height:
        title = Box(0.045 * width, max(top, 22), 0.91 * width, 68)
    return Stage(
        presentation=presentation,
        layout=layout,
        title=title,
        top=max(top, title.bottom if title else 0),
        bottom=bottom,
        width=width,
        tokens=DARK if _is_dark(layout) else LIGHT,
        is_own=template is None,
    )


def _own() -> Any:
    """python-pptx's presentation made wide, with our title and accents in its master."""
    presentation = Presentation()
    stretch = _WIDTH * EMU / presentation.slide_width
    presentation.slide_width, presentation.slide_height = Pt(_WIDTH), Pt(_HEIGHT)
    master = presentation.slide_master
    for page in (master, *master.slide_layouts):
        for shape in page.placeholders:
            if shape.element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = int(shape.left * stretch), int(shape.width * stretch)
    layout = _layout(presentation)
    for page in (master, layout):
        [title] = [s for s in page.placeholders if s.element.ph.get("type") == "title"]
        title.left, title.top, title.width, title.height = _TITLE.emu
        body = title.element.txBody.find(qn("a:bodyPr"))
        for side in ("lIns", "rIns", "tIns", "bIns"):
            body.set(side, "0")
        body.set("anchor", "b")
    first = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    first.set("algn", "l")
    first.find(qn("a:defRPr")).set("sz", "2600")
    first.find(qn("a:defRPr")).set("b", "1")
    theme = master.part.part_related_by(RT.THEME)
    blob = theme.blob
    for place, accent in enumerate(_ACCENTS, 1):
        blob = re.sub(
            rb"(<a:accent%d><a:srgbClr val=\")[0-9A-F]{6}" % place,
            rb"\g<1>" + accent.encode(),
            blob,
        )
    theme._blob = blob.replace(
        b'<a:sysClr val="windowText" lastClr="000000"/>', b'<a:srgbClr val="0E151D"/>'
    )
    return presentation


def _emptied(template: bytes) -> Any:
    """The template without its slides, and without what would still name them."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as given:
            too_large = archives.beyond(given.infolist(), len(template))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        too_large = ""  # said below
    if too_large:
        raise UnusableTemplate(
            f"The template cannot be used: it is too large to read safely ({too_large});"
            " use one with fewer pictures."
        )
    try:
        presentation = Presentation(io.BytesIO(_as_presentation(template)))
        layouts = [layout for m in presentation.slide_masters for layout in m.slide_layouts]
    except Exception as error:  # whatever a broken or foreign file makes the library say
        raise UnusableTemplate(
            "The template cannot be used: it is not a PowerPoint file (.pptx or .potx)."
        ) from error
    if not layouts:
        raise UnusableTemplate("The template cannot be used: it has no slide layouts.")
    slides = presentation.slides._sldIdLst
    for entry in list(slides):
        slides.remove(entry)
        presentation.part.drop_rel(entry.rId)
    root = presentation.element
    for name in ("p:custShowLst", "p:extLst"):  # shows, and sections of slides that are gone
        for found in root.findall(qn(name)):
            root.remove(found)
    return presentation


def _as_presentation(template: bytes) -> bytes:
    """A .potx is a .pptx under another content type."""
    with zipfile.ZipFile(io.BytesIO(template)) as given:
        if _TEMPLATE_TYPE not in given.read("[Content_Types].xml"):
            return template
        found = io.BytesIO()
        with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
            for name in dict.fromkeys(given.namelist()):
                content = given.read(name)
                if name == "[Content_Types].xml":
                    content = content.replace(_TEMPLATE_TYPE, _PRESENTATION_TYPE)
                made.writestr(name, content)
    return found.getvalue()


def _layout(presentation: Any) -> Any:
    """ "Title Only" by name; else the one with a title and the least besides; else the first."""
    layouts = [layout for m in presentation.slide_masters for layout in m.slide_layouts]
    named = [layout for layout in layouts if layout.name.strip().casefold() == "title only"]
    with_title = [layout for layout in named or layouts if _title(layout) is not None]
    return min(with_title, key=_others) if with_title else layouts[0]


def _title(layout: Any) -> Any:
    return next((s for s in layout.placeholders if s.element.ph.get("type") == "title"), None)


def _others(layout: Any) -> int:
    kinds = [shape.element.ph.get("type") for shape in layout.placeholders]
    return len([kind for kind in kinds if kind not in ("title", *_OF_MASTER)])


def _title_of(layout: Any) -> Box | None:
    title = _title(layout)
    if title is None or title.width is None:
        return None
    return Box.of(title)


def _free(layout: Any, width: float, height: float) -> tuple[float, float]:
    """Between a header and a footer that layout and master draw on every slide."""
    top, bottom = 0.0, height
    for shape in (*layout.shapes, *layout.slide_master.shapes):
        if shape.is_placeholder or shape.width is None:
            continue
        box = Box.of(shape)
        if box.bottom <= 0.25 * height and box.width > 0.5 * width:
            top = max(top, box.bottom)
        elif box.top >= 0.8 * height:
            bottom = min(bottom, box.top)
    return top, bottom


def _is_dark(layout: Any) -> bool:
    """Whether text on the background has to be light; a picture as background counts as light."""
    master = layout.slide_master
    for page in (layout, master):
        background = page.element.find(f".//{qn('p:bg')}")
        if background is None:
            continue
        colour = background.find(f".//{qn('a:srgbClr')}")
        if colour is not None:
            return _luminance(colour.get("val")) < 0.4
        scheme = background.find(f".//{qn('a:schemeClr')}")
        if scheme is not None:
            return _luminance(_theme_colour(master, scheme.get("val"))) < 0.4
    return False


def _theme_colour(master: Any, name: str) -> str:
    """RRGGBB of a name such as "bg1", white where it is not found."""
    mapped = master.element.find(qn("p:clrMap")).get(name, name)
    theme = master.part.part_related_by(RT.THEME).blob
    found = re.search(
        rb"<a:%s>\s*<a:\w+Clr [^>]*?(?:lastClr|val)=\"([0-9A-Fa-f]{6})\"" % mapped.encode(), theme
    )
    return found[1].decode() if found else "FFFFFF"


def _luminance(rgb: str) -> float:
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def saved(stage: Stage, title: str, made_on: date | None) -> bytes:
    """The same slides give the same bytes: dates are those of the source."""
    day = max(made_on or _EARLIEST, _EARLIEST)
    when = datetime(day.year, day.month, day.day)
    properties = stage.presentation.core_properties
    properties.title, properties.subject = title[:250], ""
    properties.author = properties.last_modified_by = PRODUCT
    properties.created = properties.modified = when
    properties.keywords = properties.comments = ""
    properties.revision = 1
    relations = stage.presentation.part.package._rels
    for name in [key for key, one in relations.items() if one.reltype == RT.THUMBNAIL]:
        relations.pop(name)  # a picture of other slides
    stream = io.BytesIO()
    stage.presentation.save(stream)
    return pinned(stream.getvalue(), when)


def pinned(archive: bytes, when: datetime) -> bytes:
    """A zip archive with one date for all in it, also for workbooks inside."""
    stream = io.BytesIO()
    stamp = (when.year, when.month, when.day, 0, 0, 0)
    iso = when.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name.endswith(".xlsx"):
                content = pinned(content, when)
            elif name == "docProps/core.xml":
                content = _CREATED.sub(rb"\g<1>" + iso + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, content)
    return stream.getvalue()
