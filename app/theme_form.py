"""The list of themes as a form: a name and its words, one on each line."""

from __future__ import annotations

import streamlit as st

from analytics import fmt
from analytics.store import Store
from analytics.themes import Theme, ThemesError, make_themes, usual_themes
from app.text import md

_NUMBER = "themes-number"  # grows when the list is replaced, so that the fields begin anew
_SAID = "themes-said"
_HELP = (
    "One on each line. A plain word is found as a whole word, in any case; `word*` is found at the"
    " beginning of a word; `/…/` is a regular expression."
)


def theme_form(store: Store) -> None:
    """Shows the themes in force in `store` and saves them there; a list that cannot be used is
    said in a sentence and nothing is saved."""
    themes = store.themes()
    if said := st.session_state.pop(_SAID, ""):
        st.success(said, icon=":material/check_circle:")
    is_usual = themes == usual_themes()
    whose = "the usual list" if is_usual else "your own list"
    title = f"Edit the themes: {fmt.plural(len(themes), 'theme')}, {whose}"
    with st.expander(title, icon=":material/sell:", key="themes"):
        with st.form("themes-form", border=False):
            fields = _fields(themes)
            pressed = st.form_submit_button("Save the themes", icon=":material/save:")
        start_over = not is_usual and st.button(
            "Start over with the usual themes", icon=":material/undo:", key="themes-usual"
        )
        if pressed:
            _save(store, fields)
        elif start_over:
            store.save_themes(())
            _again("The usual themes are in force again.")


def _fields(themes: tuple[Theme, ...]) -> list[tuple[str, list[str]]]:
    """(name, words) of each theme as the fields say, and of one more that is empty at first."""
    number = st.session_state.get(_NUMBER, 0)
    found = []
    with st.grid(3, min_column_width=260):
        for place, theme in enumerate((*themes, Theme("", ()))):
            key = f"theme-{number}-{place}"
            is_new = place == len(themes)
            with st.container(gap="xsmall"):
                name = st.text_input(
                    "Another theme" if is_new else f"Theme {place + 1}",
                    theme.name,
                    key=f"{key}-name",
                    placeholder="Its name",
                )
                words = st.text_area(
                    "Found by",
                    "\n".join(theme.words),
                    key=f"{key}-words",
                    height=160,
                    help=_HELP,
                )
            found.append((name, words.splitlines()))
    return found


def _save(store: Store, fields: list[tuple[str, list[str]]]) -> None:
    try:
        themes = make_themes(fields)
    except ThemesError as error:
        st.error(md(str(error)), icon=":material/error:")
        return
    store.save_themes(() if themes == usual_themes() else themes)
    _again("The themes are saved, and every comment is read by them.")


def _again(said: str) -> None:
    st.session_state[_SAID] = said
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    st.rerun()
