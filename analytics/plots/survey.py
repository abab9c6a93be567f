"""What people answered: statements and a score in parts, themes of comments, who answered."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import RATED, Answer, Distribution, Item, Responses, ThemeCount, Themes
from analytics.plots.bars import MOST_ROWS, NARROWEST, limits_of, shortened
from analytics.plots.plot import Bar, Bars, Key, Part
from analytics.verdicts.survey import RATED_WORDS, no_theme_words

# In the order of RATED.
RATED_INKS = ("likert4", "likert2", "likert0", "before")

# statements ---------------------------------------------------------------------------------------


def distribution(answer: Distribution) -> Bars:
    """Stacked to 100%: statements, best answers from the left; or one score in its groups."""
    if answer.unit == "score":
        return _score(answer)
    bars = [
        Bar(
            item.text,
            parts=tuple(
                Part(part(item, place), answer_ink(item, place))
                for place in reversed(range(len(item.counts)))
                if item.counts[place]
            ),
            value=fmt.percent(item.share.value),
            more_value="agree" if is_agreement(item) else "top two",
            has_track=False,
        )
        for item in answer.items
    ]
    return Bars(full=1.0, rows=shortened(bars), key=answers_key(answer))


def part(item: Item, place: int) -> float:
    """Share of one answer, counted from the worst, or from the best with −1; 0 where the item has
    fewer answers than others."""
    if not -len(item.counts) <= place < len(item.counts):
        return 0.0
    return item.counts[place] / (sum(item.counts) or 1)


def answer_ink(item: Item, place: int) -> str:
    """From the scale of five, stretched over as many answers as the item has."""
    many = len(item.labels)
    at = place % many / (many - 1) * 4 if many > 1 else 4.0
    return f"likert{at:g}"


def is_agreement(item: Item) -> bool:
    return "agree" in item.labels[-1].casefold() if item.labels else False


def answers_key(answer: Answer) -> tuple[Key, ...]:
    """The answers to statements from best to worst; empty for other shapes."""
    if not isinstance(answer, Distribution) or answer.unit == "score" or not answer.items:
        return ()
    first = answer.items[0]
    if all(item.labels == first.labels for item in answer.items):
        places = reversed(range(len(first.labels)))
        return tuple(Key(answer_ink(first, place), first.labels[place]) for place in places)
    return (Key("likert4", "Best answer"), Key("likert0", "Worst answer"))


def _score(answer: Distribution) -> Bars:
    """One bar in groups, worst on the left. Each group's share stands in it, or beside its name
    where there is no room."""
    if not answer.items:
        return Bars(full=1.0, rows=())
    item = answer.items[0]
    groups = [
        (part(item, place), answer_ink(item, place), " ".join(name.split()))
        for place, name in enumerate(item.labels)
    ]
    bar = Bar(
        fmt.plural(item.n, "answer"),
        parts=tuple(
            Part(share, ink, fmt.percent(share) if share >= NARROWEST * 2 else "")
            for share, ink, _ in groups
            if share
        ),
        value=fmt.signed(item.share.value),
        more_value=_score_limits(item),
        has_track=False,
    )
    key = tuple(
        Key(ink, name if share >= NARROWEST * 2 else f"{name}: {fmt.percent(share)}")
        for share, ink, name in groups
    )
    return Bars(full=1.0, rows=(bar,), key=key)


def _score_limits(item: Item) -> str:
    low, high = item.share.low, item.share.high
    return "" if low is None or high is None else f"{fmt.signed(low)} to {fmt.signed(high)}"


# themes -------------------------------------------------------------------------------------------


def themes(answer: Themes) -> Bars:
    """A bar of comments per theme, stacked by rating, high from the left; last, pale and whole,
    those of no theme. The longest bar fills the width."""
    others = sum(answer.others)
    most = max([*(theme.comments for theme in answer.themes), others, 1])
    last = [
        Bar(
            no_theme_words(answer),
            parts=(Part(others, "track"),),
            value=fmt.plural(others, "comment"),
            has_track=False,
        )
    ] * (others > 0)
    bars = [_theme(theme, most) for theme in answer.themes]
    rows = (*shortened(bars, MOST_ROWS - len(last)), *last)
    return Bars(full=float(most), rows=rows, key=themes_key(answer))


def _theme(theme: ThemeCount, most: int) -> Bar:
    return Bar(
        theme.name,
        parts=tuple(
            Part(count, ink, fmt.count(count) if count / most >= NARROWEST else "")
            for count, ink in zip(theme.by_rating, RATED_INKS, strict=True)
            if count
        ),
        value=fmt.plural(theme.comments, "comment"),
        more_value=fmt.plural(theme.people, "person", "people"),
        has_track=False,
    )


def themes_key(answer: Themes) -> tuple[Key, ...]:
    """The ratings that there are."""
    present = [sum(theme.by_rating[place] for theme in answer.themes) for place in range(4)]
    return tuple(
        Key(ink, RATED_WORDS[rated].capitalize())
        for ink, rated, count in zip(RATED_INKS, RATED, present, strict=True)
        if count
    )


# who answered -------------------------------------------------------------------------------------


def responses(answer: Responses) -> Bars:
    """A bar of those who answered of those asked: everybody, then the departments, with the
    interval; its upper end is open where others may have answered without a name."""
    bars = [
        Bar(
            row.name,
            parts=(Part(row.share.value, "during_some" if place else "during"),),
            value=fmt.percent(row.share.value)
            + (" or more" if answer.is_least and not place else ""),
            more_value=f"{fmt.count(row.answered)} of {fmt.count(row.people)}",
            limits=limits_of(row.share),
        )
        for place, row in enumerate((answer.whole, *answer.rows))
    ]
    return Bars(full=1.0, rows=shortened(bars))
