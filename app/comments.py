"""Comments on the page: a few of one theme, and the list that a theme and a rating narrow down."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics import fmt
from analytics.findings import RATED, Quote, Quotes, Themes
from analytics.plots.words import QUOTES_SHOWN
from analytics.verdicts.survey import RATED_WORDS
from app.text import label, md, plain


def theme_quotes(answer: Themes) -> None:
    """A few comments of the theme that is chosen; the choice is in the address as `theme`."""
    by_name = {label(theme.name): theme.quotes for theme in answer.themes}
    chosen = st.pills(
        "Read comments on", list(by_name), key="theme", bind="query-params", wrap=True
    )
    if chosen in by_name:
        _grid(by_name[chosen])


def comment_list(answer: Quotes) -> None:
    """The comments, of one theme or with one rating where that is chosen; `about` a theme and
    `rated` in the address."""
    themes = {plain(name): name for name in answer.theme_people}
    ratings = {
        RATED_WORDS[rated].capitalize(): rated
        for rated in RATED
        if any(quote.rated == rated for quote in answer.quotes)
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        theme = rating = None
        if themes:
            theme = st.selectbox(
                "Theme", list(themes), index=None, placeholder="Every theme",
                key="comments-about", bind="query-params", width=280,
            )  # fmt: skip
        if len(ratings) > 1:
            rating = st.pills("Rating", list(ratings), key="comments-rated", bind="query-params")
    chosen = [
        quote
        for quote in answer.quotes
        if (theme is None or themes[theme] in quote.themes)
        and (rating is None or ratings[rating] == quote.rated)
    ]
    _grid(chosen[:QUOTES_SHOWN])
    st.caption(_how_many(len(chosen), len(answer.quotes), is_narrowed=bool(theme or rating)))


def _how_many(chosen: int, all_of_them: int, *, is_narrowed: bool) -> str:
    found = fmt.plural(chosen, "comment")
    if is_narrowed:
        found = f"{fmt.count(chosen)} of {fmt.plural(all_of_them, 'comment')} chosen"
    if chosen > QUOTES_SHOWN:
        return f"{found}, the first {QUOTES_SHOWN} are shown; the full table holds every comment"
    return found


def _grid(quotes: Sequence[Quote]) -> None:
    with st.grid(2, min_column_width=280, gap="xsmall"):
        for quote in quotes:
            rating = f"  \n:small[rated {quote.rating}]" if quote.rating is not None else ""
            st.markdown(f"> {md(quote.text)}{rating}")
