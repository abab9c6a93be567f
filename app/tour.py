"""The tour: four steps over the sample pilot, in a dialog."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.filters import Filters
from app import bars, tokens, workspace
from app.places import DATA_PAGE
from app.show import badges
from app.text import md

_STEP = "tour-step"
_EVERYTHING = Filters()


def start_tour() -> None:
    """Opens the dialog at its first step."""
    st.session_state[_STEP] = 0
    _tour()


@st.dialog("The sample pilot in a minute", width="medium", icon=":material/play_circle:")
def _tour() -> None:
    place = st.session_state.get(_STEP, 0)
    is_last = place + 1 == len(_STEPS)
    title, says = _STEPS[place]
    st.caption(f"Step {place + 1} of {len(_STEPS)}")
    st.header(title, anchor=False)
    says()
    with st.container(horizontal=True, horizontal_alignment="distribute", key="tour-buttons"):
        st.button(
            "Back",
            on_click=_go,
            args=(place - 1,),
            disabled=not place,
            icon=":material/arrow_back:",
        )
        if not is_last:
            st.button("Next", type="primary", on_click=_go, args=(place + 1,), key="tour-next")
            return
        if st.button("Close the tour", key="tour-close"):
            st.rerun()
        if workspace.scope().sees_individuals and st.button(
            "Load your own exports",
            type="primary",
            icon=":material/upload_file:",
            key="tour-load",
        ):
            st.switch_page(DATA_PAGE)


def _go(place: int) -> None:
    st.session_state[_STEP] = place


def _what_it_says() -> None:
    found = workspace.find("participation", _EVERYTHING)
    st.markdown(
        "Every page opens with its finding as one sentence, made from the numbers and never typed"
        " in. This is the one of Participation:"
    )
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{md(found.title)}**")
        st.caption("  \n".join(md(line) for line in found.caption))
    st.markdown("Under it: the chart, how many people it is about, and where it comes from.")


def _how_sure_it_is() -> None:
    found = workspace.find("time-to-competency", _EVERYTHING)
    st.markdown(
        "Each number has a verdict in words and a band: the range that the data fit. The dashed"
        " line is the target. Where the band holds the target, it is too close to call, and that"
        " is an answer too."
    )
    with st.container(border=True, gap="xsmall"):
        st.metric(md(found.label), md(found.headline))
        badges(found.verdicts)
        bar = bars.change_bar(found, tokens.current())
        if bar:
            st.html(bar)
        st.caption("  \n".join(md(line) for line in found.caption))


def _what_to_doubt() -> None:
    found = workspace.find("time-to-competency", _EVERYTHING)
    st.markdown(
        "A pilot compares two periods: hiring mix, season or a changed sign-off rule could move a"
        " number too. So each claim comes with what it cannot say, and with a grade of its"
        " evidence:"
    )
    with st.container(border=True, gap="xsmall"):
        for lead, sentence in (*found.paragraphs[1:2], *found.paragraphs[-1:]):
            st.markdown(f"**{md(lead)}** {md(sentence)}")
    st.markdown(
        "**Check** lists every trouble in the files, and which number it moves by how much."
    )


def _load_your_own() -> None:
    st.markdown(
        "Drop the exports as the tools wrote them: attendance, calendar, people, sign-offs,"
        " surveys. Each file says what it was taken for and which rows need a look. What a file"
        " leaves open is asked, never guessed."
    )
    st.markdown("Nothing is sent anywhere. The sample ends with your first file.")


_STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("What it says", _what_it_says),
    ("How sure it is", _how_sure_it_is),
    ("What to doubt", _what_to_doubt),
    ("Load your own", _load_your_own),
)
