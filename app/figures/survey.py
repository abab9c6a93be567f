"""What comments speak of, and who answered: bars whose labels stand above them."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics import fmt
from analytics.findings import RATED, Asked, Estimate, Responses, ThemeCount, Themes
from analytics.plots import survey
from analytics.tokens import Tokens, ink, readable
from analytics.verdicts.survey import RATED_WORDS, no_theme_words
from app import text
from app.figures.base import Sheet, soft
from app.figures.rows import LABEL_WIDTH, Rows

NAME_LINES = 2
# Narrower parts, as a share of the longest bar, have no room for their number.
NARROWEST = 0.06


def themes(answer: Themes, tokens: Tokens) -> Sheet:
    """A bar of comments per theme, stacked by rating, high from the left; last, pale and whole,
    those of no theme. The longest bar fills the width."""
    others = sum(answer.others)
    names = [theme.name for theme in answer.themes] + [no_theme_words(answer)] * (others > 0)
    most = max([theme.comments for theme in answer.themes] + [others])
    rows = Rows([_lines(name) for name in names])
    fig = rows.figure(tokens)
    colours = _colours(tokens)
    for place, colour in enumerate(colours):
        counts = [theme.by_rating[place] for theme in answer.themes] + [0] * (others > 0)
        bars = rows.bars(
            [count / most for count in counts],
            colour,
            hover=[_says(theme, place) for theme in answer.themes] + [""] * (others > 0),
            is_stacked=True,
            edge=tokens.background,
            name="comments",
        )
        bars.text = [fmt.count(n) if n / most >= NARROWEST else "" for n in counts]
        bars.update(
            textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"size": 12, "color": readable(colour, tokens)},
        )  # fmt: skip
        fig.add_trace(bars)
    if others:
        value = [0.0] * len(answer.themes) + [others / most]
        hover = [""] * len(answer.themes) + [f"{names[-1]}: {fmt.plural(others, 'comment')}"]
        fig.add_trace(rows.bars(value, tokens.track, hover=hover, name="no theme"))
    values = [
        f"<b>{fmt.plural(theme.comments, 'comment')}</b>"
        + soft(f"  {fmt.plural(theme.people, 'person', 'people')}", tokens)
        for theme in answer.themes
    ]
    rows.label(fig, values + [f"<b>{fmt.plural(others, 'comment')}</b>"] * (others > 0))
    return fig


def themes_key(answer: Themes, tokens: Tokens) -> list[tuple[str, str]]:
    """(colour, rating) of the ratings that there are."""
    return [(ink(tokens, one.ink), one.text) for one in survey.themes_key(answer)]


def responses(answer: Responses, tokens: Tokens) -> Sheet:
    """A bar of those who answered on a pale track of those asked: everybody, then the departments,
    with the interval as a line, dotted as far as others may have answered without a name."""
    listed = [answer.whole, *answer.rows]
    rows = Rows([_lines(row.name) for row in listed])
    fig = rows.figure(tokens)
    fig.add_trace(rows.bars([1.0] * len(listed), tokens.track))
    drawn = rows.bars(
        [row.share.value for row in listed],
        [tokens.during] + [tokens.during_some] * len(answer.rows),
        hover=[_answered(row) for row in listed],
        name="answered",
    )
    fig.add_trace(drawn)
    for row, middle in zip(listed, drawn.y, strict=True):
        _interval(fig, row.share, middle, tokens)
    more = " or more" if answer.is_least else ""
    rows.label(
        fig,
        [
            f"<b>{fmt.percent(row.share.value)}{more if row is answer.whole else ''}</b>"
            + soft(f"  {fmt.count(row.answered)} of {fmt.count(row.people)}", tokens)
            for row in listed
        ],
    )
    return fig


def _lines(name: str) -> list[str]:
    return [text.plotly(line) for line in text.lines(name, LABEL_WIDTH, NAME_LINES)]


def _colours(tokens: Tokens) -> tuple[str, ...]:
    """In the order of RATED."""
    return tuple(ink(tokens, name) for name in survey.RATED_INKS)


def _says(theme: ThemeCount, place: int) -> str:
    return (
        f"{text.plotly(theme.name)}: {fmt.count(theme.by_rating[place])} of"
        f" {fmt.plural(theme.comments, 'comment')} {RATED_WORDS[RATED[place]]}"
    )


def _answered(row: Asked) -> str:
    limits = fmt.percent_range(row.share.low, row.share.high)
    counts = f"{fmt.count(row.answered)} of {fmt.count(row.people)}"
    answered = f"{fmt.percent(row.share.value)} answered, {counts} (95% interval {limits})"
    return f"{text.plotly(row.name)}: {answered}"


def _interval(fig: Sheet, share: Estimate, y: float, tokens: Tokens) -> None:
    """A line with an end at each limit; where the upper one is open it goes on, dotted, to all."""
    low, high = share.low or 0.0, share.high
    width = {"color": tokens.text, "width": 1.5}
    look = {"hoverinfo": "skip", "name": "95% interval"}
    solid = [low, share.value if high is None else high]
    fig.add_trace(go.Scatter(x=solid, y=[y, y], mode="lines", line=width, **look))
    if high is None:
        dotted = {**width, "dash": "2px,3px"}
        x = [share.value, 1.0]
        fig.add_trace(go.Scatter(x=x, y=[y, y], mode="lines", line=dotted, **look))
    ends = solid[: 1 if high is None else 2]
    marker = {"symbol": "line-ns", "size": 8, "line": width}
    fig.add_trace(go.Scatter(x=ends, y=[y] * len(ends), mode="markers", marker=marker, **look))
