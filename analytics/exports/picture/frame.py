"""What stands around a chart in a picture: title, verdicts, the number, the footnote."""

from __future__ import annotations

from matplotlib.figure import Figure

from analytics import fmt
from analytics.exports.picture import charts
from analytics.exports.picture.sheet import Box, Sheet
from analytics.findings import Finding
from analytics.plots.plot import Plot
from analytics.tokens import Tokens
from analytics.verdicts.grade import grade_badge
from analytics.verdicts.rule import sign
from analytics.verdicts.said import PRODUCT, SAMPLE

WIDTH, HEIGHT = 1920, 1080
POINTS = 0.5  # of a pixel, where a picture is as wide as a slide of 13.33 inches
SIDE, TOP, BOTTOM = 84.0, 60.0, 44.0
TITLES = (44.0, 40.0, 36.0, 32.0)  # the first size at which two lines hold the title
TITLE_LINE = 1.24
SUBTITLE, BADGE, TEXT, FOOTNOTE = 25.0, 22.0, 22.0, 17.0
LABEL, HEADLINE, CAPTION = 20.0, 46.0, 22.0
MOST_NOTES = 4  # lines of the footnote


def framed(
    finding: Finding, plot: Plot, tokens: Tokens, *, title: str | None = None, mark: str = ""
) -> Figure:
    """The whole picture as a figure of 1920 x 1080 pixels at its own resolution."""
    sheet = Sheet(WIDTH, HEIGHT, em=TEXT, points=POINTS, tokens=tokens)
    box = Box(SIDE, TOP, WIDTH - 2 * SIDE, HEIGHT - TOP - BOTTOM)
    top = _title(sheet, box, finding.title if title is None else title)
    top = _subtitle(sheet, box, top, finding, mark)
    top = _number(sheet, box, top, finding)
    bottom = _foot(sheet, box, finding)
    charts.draw(sheet, plot, Box(box.left, top + 14, box.width, bottom - 20 - top - 14))
    return sheet.figure


def source_day(finding: Finding) -> str:
    """The last day that the source knows of; "" without one."""
    return fmt.day(finding.known_until) if finding.known_until else ""


def _title(sheet: Sheet, box: Box, title: str) -> float:
    size = next(
        (size for size in TITLES if len(sheet.lines(title, box.width, size, "semibold")) <= 2),
        TITLES[-1],
    )
    at = box.top
    for line in sheet.lines(title, box.width, size, "semibold", most=2):
        sheet.write(box.left, at + size * TITLE_LINE / 2, line, size=size, weight="semibold")
        at += size * TITLE_LINE
    return at + 8


def _subtitle(sheet: Sheet, box: Box, top: float, finding: Finding, mark: str) -> float:
    """What is measured, and the mark of an edited title beside it; on the right the badges. They
    get a line of their own where one does not hold all."""
    badges = [(f"{sign(verdict)} {verdict.label}", verdict.tone) for verdict in finding.verdicts]
    if finding.grade:
        badges.append((grade_badge(finding.grade), "quiet"))
    wide = sum(_badge_width(sheet, text) + 12 for text, _ in badges)
    marks = [(mark, "mark")] if mark else []
    wanted = sheet.measure(finding.subtitle, SUBTITLE)
    marked = sum(_badge_width(sheet, text) + 24 for text, _ in marks)
    step = 1.75 * SUBTITLE
    middle = top + step / 2
    is_one = wanted + marked + wide + 30 <= box.width
    room = box.width - marked - (wide + 30 if is_one else 0)
    written = sheet.write(box.left, middle, finding.subtitle, size=SUBTITLE, ink="muted", room=room)
    left = box.left + written + (24 if written else 0)
    for text, tone in marks:
        left += _badge(sheet, left, middle, text, tone, box.right - left)
    if not badges:
        return top + step
    left = box.right - wide + 12
    if not is_one:
        middle, left = middle + step, box.left
    for text, tone in badges:
        left += _badge(sheet, left, middle, text, tone, box.right - left) + 12
    return middle + step / 2


def _badge_width(sheet: Sheet, text: str) -> float:
    return sheet.measure(text, BADGE, "semibold") + 1.3 * BADGE


def _badge(sheet: Sheet, left: float, middle: float, text: str, tone: str, room: float) -> float:
    """Words on their ground; returns its width."""
    colour, ground = sheet.tokens.badges[tone]
    wide = min(_badge_width(sheet, text), room)
    sheet.fill(Box(left, middle - 0.86 * BADGE, wide, 1.72 * BADGE), ground)
    sheet.write(left + 0.65 * BADGE, middle, text, size=BADGE, colour=colour, weight="semibold",
                room=wide - 1.29 * BADGE)  # fmt: skip
    return wide


def _number(sheet: Sheet, box: Box, top: float, finding: Finding) -> float:
    """The headline and its caption as a strip; nothing where the answer is that it cannot be
    given, which the words below say."""
    if not finding.headline or not finding.is_answered:
        return top
    top += 12
    lines = finding.caption[:3]
    high = max(HEADLINE * 2.2, len(lines) * 1.36 * CAPTION + 16)
    strip = Box(box.left, top, box.width, high)
    sheet.fill(strip, sheet.ink("cell"))
    sheet.fill(Box(strip.left, strip.top, 8, high), sheet.ink("during"))
    middle, left = top + high / 2, strip.left + 36
    room = 0.55 * box.width if lines else box.width - 72
    wide = sheet.write(
        left, middle - 0.62 * HEADLINE, finding.label, size=LABEL, ink="muted", room=room
    )
    number = sheet.write(
        left, middle + 0.3 * HEADLINE, finding.headline, size=HEADLINE, weight="semibold", room=room
    )
    left += max(wide, number) + 48
    at = middle - 1.36 * CAPTION * (len(lines) - 1) / 2
    for line in lines:
        sheet.write(left, at, line, size=CAPTION, ink="muted", room=strip.right - left - 24)
        at += 1.36 * CAPTION
    return top + high


def _foot(sheet: Sheet, box: Box, finding: Finding) -> float:
    """Rule, footnote, and on the right the product and the day; returns where it begins."""
    product = " · ".join(part for part in (PRODUCT, source_day(finding)) if part)
    sample = SAMPLE if finding.is_sample else ""
    wide = max(sheet.measure(product, FOOTNOTE), sheet.measure(sample, FOOTNOTE, "semibold"))
    lines = sheet.lines(finding.footnote, box.width - wide - 60, FOOTNOTE, most=MOST_NOTES)
    step = 1.42 * FOOTNOTE
    high = step * max(len(lines), 2 if sample else 1)
    top = box.bottom - high - 16
    sheet.stroke((box.left, box.right), (top, top), sheet.ink("line"), 1.5)
    first = top + 16 + step / 2
    for place, line in enumerate(lines):
        sheet.write(box.left, first + place * step, line, size=FOOTNOTE, ink="muted")
    sheet.write(box.right, first, product, size=FOOTNOTE, ink="muted", side="right")
    if sample:
        sheet.write(box.right, first + step, sample, size=FOOTNOTE, ink="target", side="right",
                    weight="semibold")  # fmt: skip
    return top
