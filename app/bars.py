"""The small pictures of a KPI card: where the estimate stands to its target, and a sparkline.

Both are HTML for st.html, which drops <svg>: the bar is made of boxes, the sparkline is an
<img> that holds its SVG.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator

from analytics import fmt
from analytics.findings import (
    Answer,
    Calendar,
    Cohort,
    Curve,
    Distribution,
    Dose,
    Estimate,
    Finding,
    Funnel,
    Trend,
    Unit,
)
from analytics.shapes import Returns, Series
from analytics.tokens import Tokens
from analytics.verdicts.second_look import Shown
from app import text

# Half the width of the bar's scale at the least, in the estimate's own unit: a bar that zoomed in
# on every interval would make a wide one and a narrow one look alike.
_HALF_SCALE: dict[Unit, float] = {
    "share": 0.25,
    "faster": 0.3,
    "per_month": 3,
    "score": 40,
    "count": 10,
}


def change_bar(finding: Finding, tokens: Tokens) -> str:
    """Interval (thick), estimate (tick) and target (dashed) on one line, as HTML with its words
    as a spoken sentence; "" where there is no estimate."""
    answer = finding.answer
    if answer.estimate is None or isinstance(answer, Series | Returns):
        return ""  # in units of their own, which no scale is for
    if isinstance(answer, Calendar):
        return _bar(finding, _months(answer, tokens))
    place = _scale(answer.estimate, answer.target, answer.unit)
    low, high = answer.estimate.low, answer.estimate.high
    boxes = [_box(0, 100, 3, tokens.track, radius=2)]
    if low is not None or high is not None:
        start = place(low) if low is not None else 0.0
        end = place(high) if high is not None else 100.0
        boxes.append(_box(start, max(end - start, 1), 11, tokens.during, radius=6, opacity=0.32))
    if answer.unit == "faster" and 0 < place(0) < 100:
        boxes.append(_tick(place(0), 11, f"1px solid {tokens.before}"))
    if answer.target is not None:
        boxes.append(_tick(place(answer.target), 24, f"2px dashed {tokens.target}"))
    boxes.append(_tick(place(answer.estimate.value), 18, f"4px solid {tokens.during}"))
    return _bar(finding, boxes)


def look_bar(look: Shown, tokens: Tokens) -> str:
    """What was said (above) over what the same hires show now (below), on one scale with no change
    and the target; "" while it was not read again. Its numbers stand beside it as words."""
    if look.found is None:
        return ""
    ends = [v for one in (look.said, look.found) for v in (one.low, one.high) if v is not None]
    widest = Estimate(look.said.value, min(ends, default=None), max(ends, default=None))
    place = _scale(widest, look.target, "faster")
    boxes = [_tick(place(look.target), 26, f"2px dashed {tokens.target}")]
    if 0 < place(0) < 100:
        boxes.append(_tick(place(0), 26, f"1px solid {tokens.before}"))
    rows = ((look.said, tokens.before, 7), (look.found, tokens.during, 19))
    for one, colour, middle in rows:
        start = place(one.low) if one.low is not None else 0.0
        end = place(one.high) if one.high is not None else 100.0
        boxes += [
            _box(start, max(end - start, 1), 9, colour, radius=5, opacity=0.32, middle=middle),
            _tick(place(one.value), 9, f"4px solid {colour}", middle=middle),
        ]
    days = "".join(f"<div>{text.attribute(day)}</div>" for day in (look.said_on, look.found_on))
    return (
        '<div aria-hidden="true" style="display:flex;gap:10px">'
        f'<div style="position:relative;height:26px;flex:1">{"".join(boxes)}</div>'
        f'<div style="font-size:11px;line-height:13px;color:{tokens.muted}">{days}</div></div>'
    )


def early_bar(answer: Curve, tokens: Tokens) -> str:
    """Of those hired during: competent, gone, and still learning, as one bar with its key."""
    cohort = answer.during
    parts = [
        (cohort.competent, tokens.during, "competent"),
        (cohort.left, tokens.before, "left"),
        (cohort.still_learning, tokens.track, "still learning"),
    ]
    shown = [
        (people, colour, f"{fmt.count(people)} {name}") for people, colour, name in parts if people
    ]
    boxes = "".join(
        f'<div style="flex:{people};background:{colour};min-width:3px"></div>'
        for people, colour, _ in shown
    )
    key = "".join(
        '<span style="display:inline-flex;align-items:center;gap:6px">'
        f'<span style="width:10px;height:10px;border-radius:2px;background:{colour};'
        f'border:1px solid {tokens.line}"></span>{counted}</span>'
        for _, colour, counted in shown
    )
    says = text.attribute(", ".join(counted for *_, counted in shown))
    return (
        f'<div role="img" aria-label="Of those hired during the pilot: {says}"'
        f' style="display:flex;height:12px;border-radius:6px;overflow:hidden;gap:2px">{boxes}</div>'
        f'<div aria-hidden="true" style="display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px;'
        f'margin-top:6px">{key}</div>'
    )


def _bar(finding: Finding, boxes: list[str]) -> str:
    says = text.attribute(". ".join((f"{finding.label}: {finding.headline}", *finding.caption)))
    return (
        f'<div role="img" aria-label="{says}" style="position:relative;height:26px">'
        + "".join(boxes)
        + "</div>"
    )


def _months(answer: Calendar, tokens: Tokens) -> list[str]:
    """Each full month as a dot on one line: the target is asked of every one of them, and an
    average would hide the month that missed it."""
    full = [month for month in answer.months if month.is_on_target is not None]
    estimate = Estimate(
        answer.estimate.value if answer.estimate else 0.0,
        min((month.held for month in full), default=None),
        max((month.held for month in full), default=None),
    )
    place = _scale(estimate, answer.target, answer.unit)
    boxes = [_box(0, 100, 3, tokens.track, radius=2)]
    if answer.target is not None:
        boxes.append(_tick(place(answer.target), 24, f"2px dashed {tokens.target}"))
    for month in full:
        fill = tokens.during if month.is_on_target else tokens.background
        boxes.append(
            f'<div style="position:absolute;left:{place(month.held):.2f}%;top:7px;width:12px;'
            f"height:12px;box-sizing:border-box;border:2.5px solid {tokens.during};"
            f'border-radius:50%;background:{fill};transform:translateX(-50%)"></div>'
        )
    return boxes


def _scale(estimate: Estimate, target: float | None, unit: Unit) -> Callable[[float], float]:
    """Value → position in %, with the target (else the estimate) in the middle."""
    middle = estimate.value if target is None else target
    ends = [v for v in (estimate.value, estimate.low, estimate.high) if v is not None]
    half = max(_HALF_SCALE[unit], 1.15 * max(abs(v - middle) for v in ends))
    return lambda value: min(max(50 + 50 * (value - middle) / half, 0.0), 100.0)


def _box(
    left: float, width: float, height: int, colour: str, *, radius: int, opacity: float = 1,
    middle: int = 13,
) -> str:  # fmt: skip
    return (
        f'<div style="position:absolute;left:{left:.2f}%;width:{width:.2f}%;height:{height}px;'
        f"top:{middle - height / 2}px;background:{colour};border-radius:{radius}px;"
        f'opacity:{opacity}"></div>'
    )


def _tick(left: float, height: int, border: str, middle: int = 13) -> str:
    return (
        f'<div style="position:absolute;left:{left:.2f}%;height:{height}px;'
        f"top:{middle - height / 2}px;border-left:{border};"
        'transform:translateX(-50%)"></div>'
    )


# sparklines ---------------------------------------------------------------------------------------

_WIDTH, _HEIGHT = 240, 44


def spark(answer: Answer, tokens: Tokens) -> str:
    """The answer's own numbers as a small picture without labels; "" where it has none. It is
    decoration: everything in it is said elsewhere, so screen readers pass over it."""
    drawn = "".join(_spark(answer, tokens))
    if not drawn:
        return f'<div style="height:{_HEIGHT}px"></div>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' preserveAspectRatio="none" fill="none">{drawn}</svg>'
    )
    source = b64encode(svg.encode()).decode()
    return (
        f'<img alt="" src="data:image/svg+xml;base64,{source}"'
        f' style="display:block;width:100%;height:{_HEIGHT}px">'
    )


def _spark(answer: Answer, tokens: Tokens) -> Iterator[str]:
    match answer:
        case Trend():
            shares = [p.share.value for p in answer.points if p.share]
            if len(shares) > 1:
                low, high = min(shares), max(shares)
                across = _WIDTH / (len(shares) - 1)
                points = [
                    (i * across, 4 + (_HEIGHT - 8) * (1 - (s - low) / ((high - low) or 1)))
                    for i, s in enumerate(shares)
                ]
                yield _path(points, tokens.muted)
        case Calendar():
            held = _by_week(answer)
            weeks = (answer.last_day - answer.first_day).days // 7 + 1
            most = max(held.values(), default=0)
            for week, count in held.items():
                x = (week + 0.5) * _WIDTH / weeks
                yield _path([(x, _HEIGHT), (x, _HEIGHT - 40 * count / most)], tokens.muted, 4)
        case Curve():
            end = max(1.0, min(answer.before.longest, 1.5 * (answer.before.median[0] or 60)))
            yield _path(_corners(answer.before, end), tokens.before)
            yield _path(_corners(answer.during, end), tokens.during)
        case Funnel():
            for i, step in enumerate(answer.steps):
                y = 6 + i * (_HEIGHT - 12) / max(len(answer.steps) - 1, 1)
                yield _path([(0, y), (_WIDTH * step.share, y)], tokens.muted, 6)
        case Dose():
            first = answer.days_shown[0]
            for y, group in ((14, answer.more), (_HEIGHT - 14, answer.fewer)):
                share = group.share_by[first]
                if share is not None:
                    yield _path([(0, y), (_WIDTH * share.value, y)], tokens.muted, 6)
        case Distribution() if answer.items:
            item = next((i for i in answer.items if i.text == answer.lead), answer.items[0])
            most = max(item.counts, default=0) or 1
            for i, count in enumerate(item.counts):
                x = (i + 0.5) * _WIDTH / len(item.counts)
                yield _path([(x, _HEIGHT), (x, _HEIGHT - 2 - 38 * count / most)], tokens.muted, 22)


def _by_week(answer: Calendar) -> Counter[int]:
    held: Counter[int] = Counter()
    for day, count in answer.days.items():
        held[(day - answer.first_day).days // 7] += count
    return held


def _corners(cohort: Cohort, end: float) -> list[tuple[float, float]]:
    points, last = [(0.0, 0.0)], 0.0
    for step in cohort.curve:
        if step.day <= end:
            points += [(step.day, last), (step.day, step.share)]
            last = step.share
    points.append((min(cohort.longest, end), last))
    return [(x / end * _WIDTH, 42 - 40 * y) for x, y in points]


def _path(points: list[tuple[float, float]], colour: str, width: float = 1.8) -> str:
    """Lines keep their width however the picture is stretched."""
    corners = " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        f'<path d="M {corners}" stroke="{colour}" stroke-width="{width}"'
        ' vector-effect="non-scaling-stroke" stroke-linejoin="round"/>'
    )
