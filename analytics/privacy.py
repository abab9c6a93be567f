"""Who may be seen: the one gate between every answer and every reader.

Numbers about fewer than `Scope.smallest_group` people come out as TooFew; comments need
`Scope.smallest_comments`. What shows single people, named or not, is for analysts. A hidden part
can never be worked out as the whole less the rest: when weeks of a trend or departments of a forest
are hidden, the next smallest are hidden with them (subtraction.py holds the arithmetic).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from analytics.drawn import drawn_together
from analytics.findings import (
    Answer,
    Bubbles,
    Compared,
    Curve,
    Distribution,
    Dose,
    Dots,
    Forest,
    Grid,
    Hiding,
    Matrix,
    Plan,
    Quote,
    Quotes,
    Responses,
    Rotation,
    Shares,
    Slice,
    Strip,
    Table,
    Themes,
    TooFew,
    Trend,
)
from analytics.peers import with_enough_hosts, with_larger_departments, with_larger_levels
from analytics.responses import without_small_rows
from analytics.scope import EVERYBODY, Scope
from analytics.shapes import Series
from analytics.subtraction import (
    without_small_parts,
    without_small_periods,
    without_small_weeks,
)

_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]+(?:\.[^\s@<>().,;]+)*")
_LONG_NUMBER = re.compile(r"\+?\d[\d ()/.-]{5,}\d")
# In these a mark is a person.
_INDIVIDUALS = (Grid, Dots, Bubbles, Rotation)
_FOR_ANALYSTS = (
    "every mark in it is a person, so it is shown to analysts only",
    "Ask an analyst of the pilot for what you want to know of it.",
)


def protect(answer: Answer, scope: Scope = EVERYBODY, chosen: int | None = None) -> Answer:
    """The answer as `scope` may see it: the same, with small parts hidden, or TooFew.

    chosen: head count of the departments that were chosen, None when everybody is looked at.
    """
    people = answer.n.get("people")
    is_comments = isinstance(answer, Quotes | Themes)
    smallest = scope.smallest_comments if is_comments else scope.smallest_group
    if isinstance(answer, TooFew):
        if answer.reason == "few" and chosen is not None and chosen < smallest:
            return _hidden(answer, smallest)
        is_small = people and any(0 < count < smallest for count in answer.n.values())
        return _with_large_counts(answer, smallest, is_small=bool(is_small))
    if any(count is not None and count < smallest for count in (people, chosen)):
        return _hidden(answer, smallest)
    if isinstance(answer, _INDIVIDUALS) and not scope.sees_individuals:
        return not_shown(answer, "for-analysts", *_FOR_ANALYSTS)
    match answer:
        case Curve():
            if min(answer.before.n, answer.during.n) < smallest:
                return _hidden(answer, smallest)
        case Dose():
            if min(answer.fewer.n, answer.more.n) < smallest:
                return _hidden(answer, smallest)
        case Dots():  # a dot is a person: each cohort needs as many as comments do
            if min(answer.before.n, answer.during.n) < scope.smallest_comments:
                return _hidden(answer, scope.smallest_comments)
        case Trend():
            return without_small_periods(answer, smallest)
        case Shares():
            if answer.fewest is not None and answer.fewest < smallest:
                return _hidden(answer, smallest)
            found = without_small_parts(answer, smallest)
            if len(found.rows) < len(answer.rows) and any(row.effective for row in answer.rows):
                found = drawn_together(found)
            return found if found.rows or found.levels else _hidden(answer, smallest)
        case Grid():  # a row is a person
            if min(answer.n["people"], chosen or answer.n["people"]) < scope.smallest_grid:
                return _hidden(answer, scope.smallest_grid)
            grid = without_small_weeks(answer, smallest)
            return grid if grid.weeks else _hidden(answer, smallest)
        case Distribution():
            return _without_small_items(answer, smallest)
        case Quotes():
            return _without_small_themes_of_quotes(answer, scope.smallest_group)
        case Themes():
            return _without_small_themes(answer, scope.smallest_group)
        case Responses():
            return without_small_rows(answer, smallest)
        case Forest():
            return _without_small_departments(answer, smallest)
        case Strip():
            return _without_small_definitions(answer, smallest)
        case Matrix():
            return with_larger_departments(answer, smallest) or _hidden(answer, smallest)
        case Bubbles():
            return with_larger_levels(answer, smallest)
        case Rotation():
            return with_enough_hosts(answer, smallest)
        case Plan():
            return _without_small_comparison(answer, smallest)
        case Series():
            return _without_small_metrics(answer, smallest)
    return answer


def _with_large_counts(answer: TooFew, smallest: int, is_small: bool) -> TooFew:
    """Of an answer that is not to be had yet, the counts that may be shown: none where a group is
    small, and of its outcomes those that are not."""
    details = dict(answer.details)
    so_far = details.pop("so_far", None)
    if is_small:
        return replace(answer, n={}, details=details)
    if so_far is None:
        return answer
    counts = so_far["competent"] or {}
    large = {side: None if 0 < n < smallest else n for side, n in counts.items()}
    details["so_far"] = {**so_far, "competent": large or None}
    return replace(answer, details=details)


def _hidden(answer: Answer, smallest: int) -> TooFew:
    return not_shown(
        answer,
        "small-group",
        f"fewer than {smallest} people stand behind this number, so it is not shown",
        "Choose a larger group, or wait until more people are in it.",
    )


def not_shown(answer: Answer, reason: Hiding, missing: str, enough_when: str) -> TooFew:
    """In place of an answer that this reader may not see: nothing of it but unit and target."""
    return TooFew(
        estimate=None,
        unit=answer.unit,
        n={},
        target=answer.target,
        table=Table((), ()),
        reason=reason,
        missing=missing,
        enough_when=enough_when,
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


def _without_small_themes(themes: Themes, smallest: int) -> Answer:
    """A comment that speaks only of a hidden theme speaks of none that is shown: nothing is left
    to be worked out from those that speak of no theme."""
    kept = tuple(theme for theme in themes.themes if theme.people >= smallest)
    if not kept:
        return replace(
            _hidden(themes, smallest),
            missing=f"no theme is spoken of by {smallest} people or more, so none is shown",
        )
    names = {theme.name for theme in kept}
    shown = replace(
        themes,
        themes=tuple(
            replace(theme, quotes=tuple(_about(names, quote) for quote in theme.quotes))
            for theme in kept
        ),
        told=tuple((_only(names, spoken_of), rated) for spoken_of, rated in themes.told),
        n=dict(themes.n) | {"themes": len(kept)},
        table=replace(
            themes.table, rows=tuple(row for row in themes.table.rows if row[0] in names)
        ),
    )
    found = {
        "themes": [t for t in themes.details.get("themes", []) if t["theme"] in names],
        "in_no_theme": sum(shown.others),
        "themes_hidden": len(themes.themes) - len(kept),
    }
    return replace(shown, details=dict(themes.details) | found)


def _without_small_themes_of_quotes(quotes: Quotes, smallest: int) -> Quotes:
    people = {name: n for name, n in quotes.theme_people.items() if n >= smallest}
    shown = tuple(_about(people, quote) for quote in quotes.quotes)
    return replace(quotes, quotes=shown, theme_people=people)


def _about(names: Collection[str], quote: Quote) -> Quote:
    return replace(quote, themes=_only(names, quote.themes))


def _only(names: Collection[str], spoken_of: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in spoken_of if name in names)


def _without_small_departments(forest: Forest, smallest: int) -> Answer:
    """A department is small when a side of it is; what the whole less the others leaves is not."""
    whole_sizes = _sizes(forest.whole)
    if _is_small(whole_sizes, smallest):
        return _hidden(forest, smallest)
    by_size = sorted(forest.slices, key=lambda one: (sum(_sizes(one.found)), one.found.name))
    gone = [one for one in by_size if _is_small(_sizes(one.found), smallest)]
    rest = [one for one in by_size if one not in gone]
    # People without a department are in the whole too: they are part of what is left.
    while rest and _is_small(_left(whole_sizes, rest), smallest):
        gone.append(rest.pop(0))
    if not gone:
        return forest
    hidden = {one.found.name for one in gone}
    kept = tuple(one for one in forest.slices if one.found.name not in hidden)
    whole, *rows = forest.table.rows
    return replace(
        forest,
        slices=kept,
        n=dict(forest.n) | {"departments": len(kept)},
        table=replace(forest.table, rows=(whole, *(row for row in rows if row[0] not in hidden))),
        details=dict(forest.details)
        | {
            "departments": [
                d for d in forest.details["departments"] if d["department"] not in hidden
            ],
            "departments_hidden": len(hidden),
        },
    )


# Designs of a plan that are read beside other departments.
_BESIDE = ("comparison", "lot")


def _without_small_comparison(plan: Plan, smallest: int) -> Plan:
    if not 0 < plan.n["beside"] < smallest:
        return plan
    return replace(
        plan,
        n=dict(plan.n) | {"beside": 0},
        reaches=tuple(
            replace(one, detectable=None, needed=None) if one.design in _BESIDE else one
            for one in plan.reaches
        ),
        helps=() if plan.intent.design in _BESIDE else plan.helps,
        table=replace(
            plan.table, rows=tuple(row for row in plan.table.rows if row[0] not in _BESIDE)
        ),
        details=dict(plan.details) | ({"helps": []} if plan.intent.design in _BESIDE else {}),
    )


def _sizes(found: Compared) -> tuple[int, int]:
    return found.before, found.during


def _left(whole: tuple[int, int], shown: Sequence[Slice]) -> tuple[int, int]:
    """Hires before and during that the whole has and the shown departments do not."""
    before, during = whole
    for one in shown:
        before, during = before - one.found.before, during - one.found.during
    return before, during


def _is_small(sides: tuple[int, int], smallest: int) -> bool:
    """Nobody at all on a side gives nobody away."""
    return any(0 < side < smallest for side in sides)


def _without_small_definitions(strip: Strip, smallest: int) -> Answer:
    """Definitions are no parts of a whole: nothing follows from the others for a hidden one."""
    kept = [bool(row.missing) or row.fewest >= smallest for row in strip.rows]
    if all(kept):
        return strip
    if strip.default.fewest < smallest:
        return _hidden(strip, smallest)
    rows = tuple(row for row, is_kept in zip(strip.rows, kept, strict=True) if is_kept)
    listed = [d for d, is_kept in zip(strip.details["definitions"], kept, strict=True) if is_kept]
    strip = replace(
        strip,
        rows=rows,
        table=replace(
            strip.table,
            rows=tuple(row for row, keep in zip(strip.table.rows, kept, strict=True) if keep),
        ),
    )
    counts = {"definitions": listed, "agree": strip.agree, "of": strip.of}
    hidden = {"definitions_hidden": len(kept) - len(rows)}
    return replace(strip, details=dict(strip.details) | counts | hidden)


def _without_small_metrics(series: Series, smallest: int) -> Answer:
    """A metric is shown where every period of it that is shown has enough people: its change is
    made of all of them. Metrics are no parts of a whole."""
    kept = tuple(one for one in series.rows if one.fewest >= smallest)
    if len(kept) == len(series.rows):
        return series
    if series.rows[0] not in kept:
        return _hidden(series, smallest)
    names = {one.name for one in kept}
    return replace(
        series,
        rows=kept,
        n=dict(series.n) | {"metrics": len(kept)},
        table=replace(
            series.table, rows=tuple(row for row in series.table.rows if row[0] in names)
        ),
        details=dict(series.details)
        | {
            "metrics": [m for m in series.details["metrics"] if m["metric"] in names],
            "metrics_hidden": len(series.rows) - len(kept),
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
