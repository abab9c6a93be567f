"""Themes of comments and who answered, made by hand, for tests of words, figures and privacy."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.findings import (
    RATED,
    Quote,
    Rated,
    Responses,
    Table,
    ThemeCount,
    Themes,
)
from analytics.responses import EVERYBODY, asked, with_rows


def made_responses(parts: Sequence[tuple[int, int]], possible: int = 0) -> Responses:
    """Departments D0, D1, … of (people, answered) each; `possible` responses name nobody."""
    rows = [
        asked(f"D{n}", people, min(done, people), possible)
        for n, (people, done) in enumerate(parts)
    ]
    people, answered = sum(r.people for r in rows), sum(r.answered for r in rows)
    whole = asked(EVERYBODY, people, answered, possible)
    answer = Responses(
        estimate=whole.share,
        unit="share",
        n={"people": people, "answered": answered},
        target=None,
        whole=whole,
        rows=(),
        responses=answered + possible,
        unnamed=possible,
        possible=possible,
        table=Table((), ()),
    )
    return with_rows(answer, rows)


def made_themes(counts: Sequence[tuple[str, tuple[int, ...]]], others: int = 0) -> Themes:
    """Themes of comments by rating in the order of RATED, a person each; `others` of no theme."""
    told: list[tuple[tuple[str, ...], Rated]] = [
        ((name,), rated)
        for name, by_rating in counts
        for rated, count in zip(RATED, by_rating, strict=True)
        for _ in range(count)
    ]
    told += [((), "middle")] * others
    themes = tuple(
        ThemeCount(name, sum(c), sum(c), c, (Quote(f"About {name}", 9, "high", (name,)),))
        for name, c in counts
    )
    return Themes(
        estimate=None,
        unit="count",
        n={"people": len(told), "comments": len(told), "themes": len(themes)},
        target=None,
        themes=themes,
        told=tuple(told),
        nothing_said=2,
        table=Table(
            ("theme", "comments", "people", *RATED),
            tuple((t.name, t.comments, t.people, *t.by_rating) for t in themes),
        ),
        details={"themes": [{"theme": t.name} for t in themes], "in_no_theme": others},
    )
