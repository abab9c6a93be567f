"""What every slide has around its exhibit: title, subtitle, the sample tag, callout, footnote and
notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pptx.oxml import parse_xml
from pptx.util import Pt

from analytics import fmt
from analytics.exports.slide.shapes import (
    NAMES,
    Box,
    Canvas,
    Run,
    line,
    rectangle,
    write,
)
from analytics.exports.slide.template import Stage
from analytics.exports.slide.text import (
    LEADING,
    clean,
    cut,
    fitted,
    lines,
    shortened,
    width,
)
from analytics.findings import Finding, Verdict
from analytics.questions import question
from analytics.tokens import Tokens
from analytics.verdicts.grade import grade_badge
from analytics.verdicts.rule import sign
from analytics.verdicts.said import PRODUCT, SAMPLE

_TITLE_SIZES = (26, 24, 22, 20, 18, 16)
_MARGIN = 0.045  # of the slide's width
_SUBTITLE, _FOOTNOTE, _CALLOUT = 13.0, 9.0, 11.0
_MOST_FOOTNOTE_LINES = 4
_MOST_PARAGRAPHS = 3
_AFTER = 4.0  # a paragraph of the callout
_HEADLINE_SIZES = (28, 24, 20, 18, 16)


@dataclass(frozen=True)
class Head:
    """What stands above and below an exhibit. mark: what a reader must know of the title; day: of
    the source, None where unknown."""

    title: str
    subtitle: str
    footnote: str
    day: date | None
    is_sample: bool
    notes: str = ""
    mark: str = ""


def new_slide(stage: Stage, head: Head) -> tuple[Canvas, Box]:
    """A slide with all but its exhibit, and the room for that."""
    slide = stage.presentation.slides.add_slide(stage.layout)
    canvas = Canvas(slide, stage.tokens)
    for placeholder in list(slide.placeholders):
        if placeholder.element.ph.get("type") != "title":
            placeholder.element.getparent().remove(placeholder.element)
    side = _MARGIN * stage.width
    title = _title(canvas, stage, head.title, side)
    top = max(title.bottom, stage.top) + 5
    _subtitle(canvas, head, Box(side, top, stage.width - 2 * side, 18))
    bottom = _foot(canvas, stage, head, side)
    if head.notes:
        slide.notes_slide.notes_text_frame.text = head.notes
    return canvas, Box(side, top + 30, stage.width - 2 * side, bottom - top - 40)


def _title(canvas: Canvas, stage: Stage, text: str, side: float) -> Box:
    """In the placeholder of the layout; without one, a text box that is marked as the title."""
    placeholder = canvas.slide.shapes.title
    if placeholder is None:
        box = Box(side, stage.top + 20, stage.width - 2 * side, 68)
        said, size = fitted(text, box.width, _TITLE_SIZES, 2)
        write(canvas, box, [[Run(said, canvas.tokens.text, True)]], size=size, name="Title",
              anchor="bottom")  # fmt: skip
        made = canvas.slide.shapes[-1].element
        properties = made.find(".//{*}nvPr")
        properties.append(parse_xml(f'<p:ph {NAMES} type="title"/>'))
        return box
    box = stage.title or Box(side, 22, stage.width - 2 * side, 68)
    moved = Box.of(placeholder) if placeholder.width is not None else None
    if moved != box:
        placeholder.left, placeholder.top, placeholder.width, placeholder.height = box.emu
    sizes = [size for size in _TITLE_SIZES if 2 * size * LEADING <= box.height + 8]
    padding = 0 if stage.is_own else 15
    said, size = fitted(text, box.width - padding, sizes or _TITLE_SIZES[-1:], 2)
    frame = placeholder.text_frame
    frame.text = said
    for run in frame.paragraphs[0].runs:
        run.font.size = Pt(size)
    return box


def _subtitle(canvas: Canvas, head: Head, box: Box) -> None:
    tokens = canvas.tokens
    room = box.width
    if head.is_sample:
        wide = width(SAMPLE, 10, True) + 16
        tag = Box(box.right - wide, box.top, wide, 17)
        rectangle(canvas, tag, tokens.background, "Sample data tag", tokens.target)
        write(canvas, tag, [[Run(SAMPLE, tokens.target, True)]], size=10, name=SAMPLE,
              align="middle", anchor="middle")  # fmt: skip
        room -= wide + 16
    mark = f"   {clean(head.mark)}" if head.mark else ""
    said = cut(head.subtitle, room - width(mark, _SUBTITLE, True), _SUBTITLE)
    runs = [Run(said, tokens.muted)] if said else []
    runs += [Run(mark, tokens.target, True)] if mark else []
    if runs:
        write(canvas, replace(box, width=room), [runs], size=_SUBTITLE, name="Subtitle",
              anchor="middle")  # fmt: skip


def _foot(canvas: Canvas, stage: Stage, head: Head, side: float) -> float:
    """Rule, footnote, and product with its day; where they begin."""
    tokens = canvas.tokens
    wide = stage.width - 2 * side
    made = " · ".join(filter(None, (PRODUCT, fmt.day(head.day) if head.day else "")))
    right = width(made, _FOOTNOTE) + 6
    room = wide - right - 24
    said = cut(head.footnote, room, _FOOTNOTE, _MOST_FOOTNOTE_LINES)
    tall = max(2, len(lines(said, room, _FOOTNOTE))) * _FOOTNOTE * LEADING
    top = stage.bottom - 16 - tall
    line(canvas, (side, top - 6), (side + wide, top - 6), tokens.line, 0.75, "Rule")
    if said:
        write(canvas, Box(side, top, room, tall), [[Run(said, tokens.muted)]], size=_FOOTNOTE,
              name="Footnote")  # fmt: skip
    place = Box(side + wide - right, top, right, _FOOTNOTE * LEADING)
    write(canvas, place, [[Run(made, tokens.muted)]], size=_FOOTNOTE, name="Made by",
          align="right", wraps=False)  # fmt: skip
    return top - 6


# the callout --------------------------------------------------------------------------------------


def verdict_run(verdict: Verdict, tokens: Tokens) -> Run:
    """A glyph, the word, and only then a colour."""
    glyph = sign(verdict)
    return Run(f"{glyph} {verdict.label}", tone(verdict, tokens), True)


def tone(verdict: Verdict | None, tokens: Tokens) -> str:
    return tokens.badges[verdict.tone if verdict else "quiet"][0]


def has_callout(finding: Finding) -> bool:
    return bool(finding.headline or finding.verdicts or finding.caption or finding.paragraphs)


def write_callout(canvas: Canvas, finding: Finding, box: Box) -> None:
    """Verdicts, the number, its interval and target, and the paragraphs as far as they fit."""
    tokens = canvas.tokens
    rectangle(canvas, box, tokens.surface, "Callout")
    # What the target says colours the edge: it is the stronger of two verdicts.
    first = max(finding.verdicts, key=lambda v: v.against == "target", default=None)
    rectangle(canvas, Box(box.left, box.top, 4, box.height), tone(first, tokens), "Callout edge")
    inner = Box(box.left + 18, box.top + 12, box.width - 32, box.height - 20)
    said = [[verdict_run(verdict, tokens)] for verdict in finding.verdicts]
    if finding.grade:
        said.append([Run(grade_badge(finding.grade), tokens.muted, True)])
    said.append([Run(cut(finding.label, inner.width, _CALLOUT, 2), tokens.muted)])
    headline, size = fitted(finding.headline or "—", inner.width, _HEADLINE_SIZES, 1)
    said.append([Run(headline, tokens.text, True, size)])
    said += [[Run(cut(text, inner.width, _CALLOUT, 3), tokens.muted)] for text in finding.caption]
    used = sum(_tall(runs, inner.width, _CALLOUT) + _AFTER for runs in said) + size
    said.append([Run(" ", tokens.muted, size=5)])
    used += 5 + _AFTER
    left = Box(inner.left, inner.top + used, inner.width, inner.height - used)
    said += _paragraphs(finding, tokens, left)
    # One text, so that a wider font of a template moves what follows instead of covering it.
    write(canvas, inner, said, size=_CALLOUT, name="Callout text", after=_AFTER)


def _paragraphs(finding: Finding, tokens: Tokens, room: Box) -> list[list[Run]]:
    """The first paragraphs in whole sentences; the notes hold all of them."""
    if not finding.is_answered:
        return []  # the exhibit says what is missing
    found = []
    left = room.height
    shown = finding.paragraphs[:_MOST_PARAGRAPHS]
    for place, (lead, sentence) in enumerate(shown):
        # Each of those to come needs room for a short one.
        kept = left - 3.5 * _CALLOUT * LEADING * (len(shown) - place - 1)
        most = int(max(kept, left / (len(shown) - place)) / (_CALLOUT * LEADING))
        text = shortened(sentence, lead, room.width, _CALLOUT, most)
        if not text:
            continue
        found.append([Run(f"{clean(lead)} ", tokens.text, True), Run(text, tokens.text)])
        left -= _tall(found[-1], room.width, _CALLOUT) + _AFTER
    return found


def _tall(runs: Sequence[Run], wide: float, size: float) -> float:
    said = "".join(run.text for run in runs)
    return len(lines(said, wide, size, any(run.is_bold for run in runs))) * size * LEADING


# words --------------------------------------------------------------------------------------------


def notes_of(finding: Finding) -> str:
    """What the number is, how it is made, and in full what the slide shortens."""
    asked: Any = question(finding.question)
    parts = []
    if asked is not None:
        what, _, about = asked.about.partition("\n\n")
        parts += [f"Question: {clean(what)}", *(clean(part) for part in about.split("\n\n"))]
        parts.append(f"How it is calculated: {clean(asked.formula)}")
        parts.append(f"Literature: {clean(asked.literature)}")
        names = {"departments": "departments", "dates": "dates", "by": "period"}
        names["intent"] = "the pilot intended"
        knows = ", ".join(names[one] for one in asked.filters) or "none"
        parts.append(f"Filters it follows: {knows}. Those in use are in the footnote.")
    parts += [f"{clean(lead)} {clean(sentence)}" for lead, sentence in finding.paragraphs]
    parts.append(f"Footnote: {clean(finding.footnote)}" if finding.footnote else "")
    return "\n".join(part for part in parts if part.strip())
