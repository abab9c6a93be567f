"""The share drawer: what leaves, under which title, and exactly what it will look like."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from analytics.claims import QUESTION
from analytics.exports import bundle, ways
from analytics.exports.slide import UnusableTemplate, check_template
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.scope import Scope
from analytics.tokens import DARK
from analytics.verdicts.edited import MOST_LETTERS, titled
from app import tokens, workspace
from app.download import download
from app.filter_row import chosen
from app.text import md

_CHART, _ALL, _WEEK = "This chart", "All findings", "Weekly report"
_WIDTH = 820
_TEMPLATE, _ROUND = "company-template", "company-template-round"


@st.dialog("Share this view", width=_WIDTH, position="right", icon=":material/ios_share:")
def drawer(finding: Finding | None) -> None:
    """Opens on a finding, or on the whole pilot."""
    what = [_CHART, _ALL, _WEEK] if finding else [_ALL, _WEEK]
    part = st.segmented_control(
        "What to share", what, default=what[0], required=True, label_visibility="collapsed",
        key="share-what",
    )  # fmt: skip
    if part == _CHART and finding:
        _chart(finding)
    elif part == _ALL:
        _everything()
    else:
        _weekly()
    _link()


def _chart(finding: Finding) -> None:
    """The title, the exact picture, and every way out of one finding."""
    text = st.text_input(
        "Slide title", finding.title, max_chars=max(MOST_LETTERS, len(finding.title)),
        key=f"share-title-{finding.question}",
        help="Whatever is written here, the number, its interval and its verdict stay beside it. An"
        " edited title is marked as edited.",
    )  # fmt: skip
    title = titled(finding, text)
    with st.container(horizontal=True, vertical_alignment="center"):
        is_dark = st.toggle("Dark", tokens.current() is DARK, key="share-dark")
        st.toggle(
            "Sample-data mark", finding.is_sample, disabled=True, key="share-sample",
            help="It stands on everything made from the sample pilot and cannot be switched off.",
        )  # fmt: skip
    if title.mark:
        st.caption(f":material/edit: {md(title.mark)}")
    style = ways.Style(title=text, is_dark=is_dark)
    template = _template()
    with st.container(horizontal=True):
        slide = ways.Style(title=text, template=template)
        _download("PowerPoint slide", "slideshow", "pptx", finding, slide, is_first=True)
        _download("Picture", "image", "png", finding, style)
        big = ways.Style(title=text, is_dark=is_dark, scale=2)
        _download("Picture 4K", "image", "png", finding, big, more="-4k")
        _download("Numbers (CSV)", "table", "csv", finding, style)
        with st.popover("More", icon=":material/more_horiz:"):
            _download("Workbook (XLSX)", "table_view", "xlsx", finding, style)
            _download("Picture (SVG)", "image", "svg", finding, style)
            _download("Picture (PDF)", "picture_as_pdf", "pdf", finding, style)
            _download("Numbers (JSON)", "data_object", "json", finding, style)
            if workspace.scope().sees_individuals:  # it names the files, and asks the workspace
                asked = workspace.current(), finding, chosen(), workspace.scope()
                name = f"{finding.question}-replay.zip"
                download("Replay bundle", "replay", name, "zip", partial(bundle.write, *asked))
    with st.container(border=True):
        store = workspace.current()
        version = (store.name, workspace.view().version, chosen(), workspace.scope())
        st.image(_preview(finding, finding.question, version, style), width="stretch",
                 alt=finding.alt)  # fmt: skip


def _everything() -> None:
    st.caption(
        "The scorecard, a slide for each main finding, what we cannot say yet, and next steps. The"
        " workbook and the PDF hold every finding."
    )
    style = ways.Style(template=_template())
    with st.container(horizontal=True):
        _of_pilot("PowerPoint deck", "slideshow", "pptx", style, is_first=True)
        _of_pilot("Workbook (XLSX)", "table_view", "xlsx", style)
        _of_pilot("Pictures (PDF)", "picture_as_pdf", "pdf", style)
        _of_pilot("Numbers (JSON)", "data_object", "json", style)


def _weekly() -> None:
    st.caption(
        "One file without scripts that opens anywhere and prints to two pages; or a few lines for a"
        " chat."
    )
    with st.container(horizontal=True):
        _of_pilot("Report (HTML)", "article", "html", ways.Style(), is_first=True)
        _of_pilot("For a chat (Markdown)", "chat", "md", ways.Style())


def _template() -> bytes | None:
    """A company's slides, for their fonts and header; kept for the session until taken off. Files
    are brought by analysts only."""
    if not workspace.scope().sees_individuals:
        return None
    kept: tuple[str, bytes] | None = st.session_state.get(_TEMPLATE)
    number = st.session_state.setdefault(_ROUND, 0)
    says = f"Company template: {md(kept[0])}" if kept else "Company template"
    with st.expander(says, type="compact", icon=":material/style:"):
        given = st.file_uploader(
            "A PowerPoint file (.pptx) whose fonts and header the slides take over",
            type=["pptx", "potx"], key=f"share-template-{number}",
        )  # fmt: skip
        if given and (kept is None or (given.name, given.getvalue()) != kept):
            kept = _checked(given.name, given.getvalue())
        st.session_state[_TEMPLATE] = kept
        if kept:
            st.button(
                "Use none",
                icon=":material/close:",
                key="share-no-template",
                on_click=_without_template,
            )
    return kept[1] if kept else None


def _without_template() -> None:
    """A new number lets go of the file that was uploaded."""
    st.session_state[_TEMPLATE] = None
    st.session_state[_ROUND] += 1


def _checked(name: str, template: bytes) -> tuple[str, bytes] | None:
    """The template, or the sentence that says why it cannot be used."""
    try:
        check_template(template)
    except UnusableTemplate as error:
        st.warning(md(f"{name}: {error}"), icon=":material/block:")
        return None
    return name, template


def _link() -> None:
    st.markdown("**Link to this view** · filters are part of the address")
    names = {name: st.query_params.get_all(name) for name in st.query_params}
    query = urlencode(names, doseq=True)
    st.code(f"{st.context.url or ''}{'?' + query if query else ''}", language=None, wrap_lines=True)


def _download(
    label: str,
    icon: str,
    form: str,
    finding: Finding,
    style: ways.Style,
    *,
    more: str = "",
    is_first: bool = False,
) -> None:
    name = f"{finding.question}{more}.{form}"
    made = partial(ways.OF_FINDING[form], finding, style)
    download(label, icon, name, form, made, lambda: finding, is_first=is_first)


def _of_pilot(
    label: str, icon: str, form: str, style: ways.Style, *, is_first: bool = False
) -> None:
    store, filters, scope = workspace.current(), chosen(), workspace.scope()

    def made() -> bytes:
        return ways.OF_PILOT[form](workspace.briefing(store, filters, scope), style)

    def said() -> Finding:
        return workspace.briefing(store, filters, scope).finding(QUESTION)

    download(label, icon, f"pilot.{form}", form, made, said, is_first=is_first)


@st.cache_resource(show_spinner=False, max_entries=20)
def _preview(
    _finding: Finding, question: str, version: tuple[str, int, Filters, Scope], style: ways.Style
) -> bytes:
    """The exact picture, drawn once for each version of the data."""
    return ways.picture(_finding, style)
