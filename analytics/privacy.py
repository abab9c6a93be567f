"""Who may be seen: the one gate between every answer and every reader.

Numbers about fewer than `Scope.smallest_group` people come out as TooFew; comments need
`Scope.smallest_comments`. A hidden part can never be worked out as the whole less the rest: when
weeks of a trend are hidden, the next smallest is hidden with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from analytics.findings import (
    Answer,
    Curve,
    Distribution,
    Point,
    Quotes,
    Table,
    TooFew,
    Trend,
)

_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]+(?:\.[^\s@<>().,;]+)*")
_LONG_NUMBER = re.compile(r"\+?\d[\d ()/.-]{5,}\d")


@dataclass(frozen=True)
class Scope:
    """How small a group this reader may see; never below 3, whatever is asked for."""

    smallest_group: int = 5
    smallest_comments: int = 10

    def __post_init__(self) -> None:
        if min(self.smallest_group, self.smallest_comments) < 3:
            raise ValueError("groups of fewer than 3 people are never shown")


EVERYBODY = Scope()


def protect(answer: Answer, scope: Scope = EVERYBODY, chosen: int | None = None) -> Answer:
    """The answer as `scope` may see it: the same, with small parts hidden, or TooFew.

    chosen: head count of the departments that were chosen, None when everybody is looked at.
    """
    people = answer.n.get("people")
    smallest = scope.smallest_comments if isinstance(answer, Quotes) else scope.smallest_group
    if isinstance(answer, TooFew):
        is_small = people and any(0 < count < smallest for count in answer.n.values())
        return replace(answer, n={}) if is_small else answer
    if any(count is not None and count < smallest for count in (people, chosen)):
        return _hidden(answer, smallest)
    match answer:
        case Curve():
            if min(answer.before.n, answer.during.n) < smallest:
                return _hidden(answer, smallest)
        case Trend():
            return _without_small_weeks(answer, smallest)
        case Distribution():
            return _without_small_items(answer, smallest)
    return answer


def _hidden(answer: Answer, smallest: int) -> TooFew:
    return TooFew(
        estimate=None,
        unit=answer.unit,
        n={},
        target=answer.target,
        table=Table((), ()),
        reason="small-group",
        missing=f"fewer than {smallest} people stand behind this number, so it is not shown",
        enough_when="Choose a larger group, or wait until more people are in it.",
    )


def _without_small_weeks(trend: Trend, smallest: int) -> Trend:
    by_size = sorted(trend.points, key=lambda point: (point.people, point.start))
    small = sum(point.people < smallest for point in by_size)
    if not small:
        return trend
    # The same few people may come week after week: only one large week more makes the hidden
    # weeks, which are the whole less the rest, a group that is large enough.
    gone = {point.start for point in by_size[: small + 1]}
    return replace(
        trend,
        points=tuple(Point(p.start, None, 0, 0, 0) if p.start in gone else p for p in trend.points),
        table=replace(
            trend.table, rows=tuple(row for row in trend.table.rows if row[0] not in gone)
        ),
        details=dict(trend.details)
        | {
            "weeks": [w for w in trend.details.get("weeks", []) if w["week_start"] not in gone],
            "weeks_hidden": len(gone),
        },
    )


def _without_small_items(distribution: Distribution, smallest: int) -> Answer:
    kept = tuple(item for item in distribution.items if item.people >= smallest)
    if len(kept) == len(distribution.items):
        return distribution
    texts = {item.text for item in kept}
    if distribution.lead not in texts:
        return _hidden(distribution, smallest)
    return replace(
        distribution,
        items=kept,
        n=dict(distribution.n) | {"statements": len(kept)},
        table=replace(
            distribution.table,
            rows=tuple(row for row in distribution.table.rows if row[0] in texts),
        ),
        details=dict(distribution.details)
        | {
            "statements": [
                s for s in distribution.details.get("statements", []) if s["statement"] in texts
            ],
            "statements_hidden": len(distribution.items) - len(kept),
        },
    )


def mask(texts: Sequence[str], names: Sequence[str]) -> list[str]:
    """The texts with addresses, long numbers and the given people's names masked.

    A full name is masked in any case; a part of one (three letters or more) only where it is
    capitalised, so that "may" stays and "May" of May Lindqvist goes. Names in a script without
    capitals (two letters or more) are masked wherever they stand: it may not part its words.
    """
    words = {part for name in names for part in re.split(r"[\s,()-]+", name)}
    full = {name for name in names if " " in name.strip()}
    parts = {word for word in words if len(word) >= 3}
    caseless = {w for w in words if len(w) >= 2 and w[0].isalpha() and w.upper() == w.lower()}
    patterns = [(_ADDRESS, "[e-mail]"), (_LONG_NUMBER, "[number]")]
    if full:
        patterns.append((re.compile(_any_of(full), re.IGNORECASE), "[name]"))
    if caseless:
        patterns.append((re.compile("|".join(map(re.escape, caseless))), "[name]"))
    part = re.compile(_any_of(parts), re.IGNORECASE) if parts else None
    masked = []
    for text in texts:
        for pattern, instead in patterns:
            text = pattern.sub(instead, text)
        if part:
            text = part.sub(lambda found: "[name]" if found[0][0].isupper() else found[0], text)
        masked.append(text)
    return masked


def _any_of(words: Collection[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"
