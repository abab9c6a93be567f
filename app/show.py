"""How a finding looks: as a card with its chart, as a KPI card, as a verdict in words.

Every word comes from the Finding; what stands here are the names of buttons and folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from analytics.findings import Answer, Finding, Quotes, TooFew, Verdict
from app import bars, figures, tokens
from app.text import attribute, md

DATA_PAGE = "app/pages/data.py"
METHOD_PAGE = "app/pages/method.py"
QUOTES_SHOWN = 8

_COLOURS: dict[str, Literal["green", "red", "blue", "gray"]] = {
    "good": "green",
    "bad": "red",
    "open": "blue",
    "quiet": "gray",
}
_ICONS = {
    ("target", "good"): ":material/check_circle:",
    ("target", "bad"): ":material/cancel:",
    ("target", "open"): ":material/balance:",
    ("no_change", "good"): ":material/trending_up:",
    ("no_change", "bad"): ":material/trending_down:",
    ("no_change", "open"): ":material/help:",
    ("no_change", "quiet"): ":material/drag_handle:",
}


def show(finding: Finding, *, has_title: bool = True) -> None:
    """A card: title, subtitle, chart, footnote, its numbers and how they are made.

    has_title=False where the page's own headline is this finding's title already.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        if has_title:
            st.subheader(md(finding.title), anchor=False)
        if isinstance(finding.answer, TooFew):
            _cannot_answer(finding, finding.answer)
            return
        if finding.subtitle:
            st.caption(md(finding.subtitle))
        _picture(finding)
        if finding.footnote:
            st.caption(md(finding.footnote))
        _folds(finding)


def kpi(finding: Finding) -> None:
    """The contents of a KPI card, for one cell of a grid with borders."""
    look = tokens.current()
    with st.container(gap="xsmall"):
        st.metric(md(finding.label), md(finding.headline), help=md(finding.subtitle) or None)
        if isinstance(finding.answer, TooFew):
            badges(finding.verdicts)
            _captions(finding)
            return
        st.html(bars.spark(finding.answer, look))
        badges(finding.verdicts)
        bar = bars.change_bar(finding, look)
        if bar:
            st.html(bar)
        _captions(finding)


def verdict_card(finding: Finding) -> None:
    """A card that says what the numbers mean: badges, the number, the bar, the paragraphs."""
    with st.container(border=True, height="stretch"):
        badges(finding.verdicts)
        st.metric(md(finding.label), md(finding.headline))
        bar = bars.change_bar(finding, tokens.current())
        if bar:
            st.html(bar)
        _captions(finding)
        for lead, sentence in finding.paragraphs:
            st.markdown(f"**{md(lead)}** {md(sentence)}")


def badges(verdicts: Sequence[Verdict]) -> None:
    """Verdicts side by side: an icon, the words, and only then a colour."""
    if not verdicts:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for verdict in verdicts:
            icon = _ICONS.get((verdict.against, verdict.tone), ":material/hourglass_empty:")
            st.badge(md(verdict.label), icon=icon, color=_COLOURS[verdict.tone])


def page_head(title: str, caption: str, is_sample: bool) -> None:
    """The page's finding as its headline, and under it what it is about."""
    mark = ":material/science: Sample data"
    with st.container(gap=None):
        st.title(md(title), anchor=False)
        st.caption(" · ".join(filter(None, (md(caption), mark if is_sample else ""))))


def sample_banner(is_sample: bool) -> None:
    """Says that the data are made up and where to load one's own, until it is hidden."""
    if not is_sample or st.session_state.get("banner-hidden"):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            ":material/science: **Sample data: this pilot is made up.** Load your own exports to"
            " see yours. They stay on this computer."
        )
        load = st.button("Load your own exports", type="primary", icon=":material/upload_file:")
        hide = st.button("Hide", type="tertiary", icon=":material/close:")
    if load:
        st.switch_page(DATA_PAGE)
    if hide:
        st.session_state["banner-hidden"] = True
        st.rerun()


def _captions(finding: Finding) -> None:
    st.caption("  \n".join(md(line) for line in finding.caption))


def _cannot_answer(finding: Finding, answer: TooFew) -> None:
    badges(finding.verdicts)
    for line in finding.caption:
        st.markdown(md(line))
    if answer.enough_when:
        st.caption(md(answer.enough_when))
    if answer.reason != "small-group":
        key = f"add-{finding.question}"
        if st.button("Add files", key=key, type="primary", icon=":material/upload_file:"):
            st.switch_page(DATA_PAGE)


def _picture(finding: Finding) -> None:
    answer = finding.answer
    if isinstance(answer, Quotes):
        _quotes(answer)
    elif figures.is_drawn(answer):
        look = tokens.current()
        _key(answer, look)
        st.plotly_chart(
            figures.figure(answer, look),
            theme=None,
            height="stretch" if figures.grows(answer) else "content",
            config=figures.CONFIG,
            alt=finding.alt,
            key=f"chart-{finding.question}",
        )


def _key(answer: Answer, look: tokens.Tokens) -> None:
    """What the colours of stacked bars mean; it wraps where a phone is too narrow for one line."""
    names = figures.key(answer, look)
    if names:
        st.html(
            '<div style="display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px">'
            + "".join(
                '<span style="display:inline-flex;align-items:center;gap:6px">'
                f'<span style="width:10px;height:10px;border-radius:2px;background:{colour}">'
                f"</span>{attribute(name)}</span>"
                for colour, name in names
            )
            + "</div>"
        )


def _quotes(answer: Quotes) -> None:
    with st.grid(2, min_column_width=280, gap="xsmall"):
        for quote in answer.quotes[:QUOTES_SHOWN]:
            rating = f"  \n:small[rated {quote.rating}]" if quote.rating is not None else ""
            st.markdown(f"> {md(quote.text)}{rating}")


def _folds(finding: Finding) -> None:
    with st.container(gap=None, key=f"folds-{finding.question}"):
        with st.expander("Full table", type="compact", icon=":material/table:"):
            st.dataframe(frame(finding), hide_index=True, alt=f"The numbers of: {finding.title}")
        st.page_link(
            METHOD_PAGE,
            label="How this is calculated",
            icon=":material/function:",
            query_params=address(about=finding.label),
        )


def frame(finding: Finding) -> pd.DataFrame:
    """The finding's numbers as a table; whole numbers stay whole where some are missing."""
    table = finding.answer.table
    return pd.DataFrame(list(table.rows), columns=list(table.columns)).convert_dtypes()


def address(**more: str) -> Mapping[str, list[str]]:
    """What the address says now, so that filters survive a link, and more."""
    now = {key: st.query_params.get_all(key) for key in st.query_params}
    return {**now, **{key: [value] for key, value in more.items()}}
