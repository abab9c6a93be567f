"""How a finding looks: as a card with its chart, as a KPI card, as a verdict in words.

Every word comes from the Finding; what stands here are the names of buttons and folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.findings import Answer, Curve, Finding, Grade, Quotes, Themes, TooFew, Verdict
from analytics.tokens import DARK, LIGHT, Tokens
from analytics.verdicts import alerts, analyst, second_look
from analytics.verdicts.alerts import Told
from analytics.verdicts.grade import grade_badge
from analytics.verdicts.second_look import Shown
from analytics.verdicts.weekly import Week
from app import bars, figures, tokens
from app.comments import comment_list, theme_quotes
from app.empty import cannot_answer
from app.places import METHOD_PAGE
from app.share_button import share_button
from app.table import folded
from app.text import attribute, md

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


_NEWS = {
    "withdrawn": (":material/undo:", "Withdrawn:"),
    "win": (":material/trophy:", "Win:"),
    "watch-out": (":material/visibility:", "Watch out:"),
    "note": (":material/info:", ""),
}
MOST_NEWS = 6
_ALERTS = {
    "falling": ":material/trending_down:",
    "gap": ":material/event_busy:",
    "stopped": ":material/cloud_off:",
    "host": ":material/co_present:",
}
_LOOKS = {
    "good": ":green[:material/verified:]",
    "bad": ":red[:material/undo:]",
    "open": ":blue[:material/lightbulb:]",
    "quiet": ":material/schedule:",
}


def show(finding: Finding, *, has_title: bool = True) -> None:
    """A card: title, subtitle, chart, footnote, its numbers and how they are made.

    has_title=False where the page's own headline is this finding's title already.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        _head(finding, has_title=has_title)
        if isinstance(finding.answer, TooFew):
            badges(finding.verdicts)
            cannot_answer(finding, finding.answer)
            return
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
        badges(finding.verdicts, finding.grade)
        st.metric(md(finding.label), md(finding.headline))
        bar = bars.change_bar(finding, tokens.current())
        if bar:
            st.html(bar)
        _captions(finding)
        if isinstance(finding.answer, TooFew):
            return  # the card beside it has said the rest
        if isinstance(finding.answer, Curve):
            st.html(bars.early_bar(finding.answer, tokens.current()))
        for lead, sentence in finding.paragraphs:
            st.markdown(f"**{md(lead)}** {md(sentence)}")
        if isinstance(finding.answer, Curve) and "analyst" in finding.answer.details:
            _analyst_fold(finding.answer)


def week_card(week: Week) -> None:
    """The week's withdrawn wins, wins, watch-outs and notes, each with its icon and its word."""
    with st.container(border=True, gap="small"):
        st.markdown(f"**This week's wins and watch-outs** · {md(week.label)}")
        shown = week.news[:MOST_NEWS]
        if week.no_win:
            st.markdown(f":material/horizontal_rule: {md(week.no_win)}")
        if not shown:
            return
        with st.grid(min(len(shown), 3), min_column_width=260):
            for news in shown:
                icon, name = _NEWS[news.kind]
                mark = f"{icon} {name} " if name else f"{icon} "
                st.markdown(f"{mark}**{md(news.fact)}.** {md(news.clause)}")


def alerts_card(told: Sequence[Told]) -> None:
    """What needs somebody now, each with what it rests on and what to do; no card without any."""
    if not told:
        return
    with st.container(border=True, gap="small"):
        st.markdown(f"**{md(alerts.TITLE)}**")
        with st.grid(min(len(told), 3), min_column_width=260):
            for one in told:
                icon = _ALERTS[one.kind]
                st.markdown(f"{icon} **{md(one.fact)}.** {md(one.clause)} {md(one.do)}")


def second_look_card(looks: Sequence[Shown]) -> None:
    """What was said of time to competency before, and what became of it; no card while nothing
    was said."""
    if not looks:
        return
    with st.container(border=True, gap="small"):
        st.markdown(f"**{md(second_look.TITLE)}** · {md(second_look.ABOUT)}")
        for one in looks[: second_look.MOST_SHOWN]:
            icon = _LOOKS[one.tone]
            words, bar = st.columns([3, 1], vertical_alignment="center", gap="medium")
            words.markdown(f"{icon} **{md(one.lead)}.** {md(one.says)}")
            if drawn := bars.look_bar(one, tokens.current()):
                bar.html(drawn)
        if rest := second_look.rest_sentence(looks):
            st.caption(md(rest))


def _analyst_fold(answer: Curve) -> None:
    """Other methods on the same two cohorts, for those who want to check; closed at first."""
    folded(
        "For analysts",
        lambda: pd.DataFrame(analyst.analyst_rows(answer), columns=["what", "found"]),
        alt="Other methods on the same two cohorts",
        key="analysts",
        icon=":material/query_stats:",
        says=analyst.CAVEAT,
    )


def badges(verdicts: Sequence[Verdict], grade: Grade | None = None) -> None:
    """Verdicts side by side: an icon, the words, and only then a colour; then the grade."""
    if not verdicts and not grade:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for verdict in verdicts:
            icon = _ICONS.get((verdict.against, verdict.tone), ":material/hourglass_empty:")
            st.badge(md(verdict.label), icon=icon, color=_COLOURS[verdict.tone])
        if grade:
            st.badge(grade_badge(grade), icon=":material/fact_check:", color="gray")


def page_head(title: str, caption: str, is_sample: bool) -> None:
    """The page's finding as its headline, and under it what it is about."""
    mark = ":material/science: Sample data"
    with st.container(gap=None):
        st.title(md(title), anchor=False)
        st.caption(" · ".join(filter(None, (md(caption), mark if is_sample else ""))))


def _head(finding: Finding, *, has_title: bool) -> None:
    """Title and subtitle, and at their right the way out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None, width="stretch"):
            if has_title:
                st.subheader(md(finding.title), anchor=False)
            if finding.subtitle:
                st.caption(md(finding.subtitle))
        share_button(finding)


def _captions(finding: Finding) -> None:
    st.caption("  \n".join(md(line) for line in finding.caption))


def _picture(finding: Finding) -> None:
    answer = finding.answer
    if isinstance(answer, Quotes):
        comment_list(answer)
    elif figures.is_drawn(answer):
        look = tokens.current()
        _key(answer, look)
        st.plotly_chart(
            _drawn(finding, look is DARK)[1],
            theme=None,
            height="stretch" if figures.grows(answer) else "content",
            config=figures.CONFIG,
            alt=finding.alt,
            key=f"chart-{finding.question}",
        )
        if part := figures.part(answer):
            st.caption(part)
    if isinstance(answer, Themes):
        theme_quotes(answer)


@st.cache_resource(show_spinner=False, max_entries=500, hash_funcs={Finding: id})
def _drawn(finding: Finding, is_dark: bool) -> tuple[Finding, go.Figure]:
    """A finding's figure, made once. The finding is kept with it: while it lives, no other can have
    its id."""
    look = DARK if is_dark else LIGHT
    return finding, figures.figure(finding.answer, look, is_short=True)


def _key(answer: Answer, look: Tokens) -> None:
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


def _folds(finding: Finding) -> None:
    with st.container(gap=None, key=f"folds-{finding.question}"):
        folded(
            "Full table",
            partial(frame, finding),
            alt=f"The numbers of: {finding.title}",
            key=f"table-{finding.question}",
            icon=":material/table:",
        )
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
