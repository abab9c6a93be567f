"""The themes of comments: a list that anybody can read and change, found by words.

No model and no score of a mood: a comment speaks of a theme when one of the theme's words stands
in it. The usual list is themes.toml beside this module; a workspace may keep its own.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analytics import patterns
from analytics.vocabulary import field_of, normal

USUAL = Path(__file__).with_name("themes.toml")
MOST_THEMES, MOST_WORDS, LONGEST_NAME = 30, 500, 60


class ThemesError(ValueError):
    """The list cannot be used; the message is one sentence that says what to change."""


@dataclass(frozen=True)
class Theme:
    """words: plain words, words with a * at the end, or /regular expressions/ (patterns.py)."""

    name: str
    words: tuple[str, ...]


@cache
def usual_themes() -> tuple[Theme, ...]:
    """The list that is used until a workspace has its own."""
    return read_themes(USUAL.read_text("utf-8"))


def themes_in(text: str, themes: Sequence[Theme]) -> tuple[str, ...]:
    """Names of the themes that a comment speaks of, in the order of the list."""
    return tuple(theme.name for theme in themes if patterns.is_found(theme.words, text))


def says_nothing(text: str) -> bool:
    """True for what only fills the field: "-", "n/a", "none", "keine"."""
    return not normal(text) or field_of(text, "no_comment") is not None


def make_themes(found: Iterable[tuple[str, Iterable[str]]]) -> tuple[Theme, ...]:
    """A checked list from names and words; blank words go, and a theme that is blank altogether.

    Errors: ThemesError (a name or words missing, a name twice, a pattern that cannot be used, too
    much of anything).
    """
    themes: list[Theme] = []
    for given, entries in found:
        name = " ".join(given.split())
        words = tuple(dict.fromkeys(word.strip() for word in entries if word.strip()))
        if not name and not words:
            continue
        _check(name, words)
        if name.casefold() in {theme.name.casefold() for theme in themes}:
            raise ThemesError(f"Two themes are called “{name}”; give one of them another name.")
        themes.append(Theme(name, words))
    if not themes:
        raise ThemesError("A list needs at least one theme with a name and words.")
    if len(themes) > MOST_THEMES:
        raise ThemesError(f"A list holds at most {MOST_THEMES} themes; this one has {len(themes)}.")
    return tuple(themes)


def _check(name: str, words: tuple[str, ...]) -> None:
    if not name:
        raise ThemesError(f"The theme with the word “{words[0]}” has no name.")
    if len(name) > LONGEST_NAME:
        raise ThemesError(f"“{name[:30]}…” is longer than {LONGEST_NAME} characters.")
    if not words:
        raise ThemesError(f"“{name}” has no words by which it could be found.")
    if len(words) > MOST_WORDS:
        raise ThemesError(f"“{name}” has {len(words)} words; {MOST_WORDS} is the most.")
    if not "".join((name, *words)).isprintable():
        raise ThemesError(f"“{name}” holds a sign that cannot be printed.")
    for word in words:
        try:
            patterns.check(word)
        except patterns.PatternError as error:
            raise ThemesError(f"“{name}”: {error}") from error


def read_themes(text: str) -> tuple[Theme, ...]:
    """The list in the text of a themes.toml.

    Errors: ThemesError with one sentence.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemesError(f"themes.toml is not valid TOML: {error}.") from error
    entries = found.pop("theme", [])
    if found or not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise ThemesError('Each theme is a [[theme]] with name = "…" and words = ["…", "…"].')
    return make_themes((entry["name"], entry["words"]) for entry in entries)


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {"name", "words"}
        and isinstance(entry["name"], str)
        and isinstance(entry["words"], list)
        and all(isinstance(word, str) for word in entry["words"])
    )


def write_themes(themes: Sequence[Theme]) -> str:
    """The list as the text of a themes.toml; read_themes reads it back equal."""
    parts = []
    for theme in themes:
        lines = ["[[theme]]", f"name = {_quoted(theme.name)}", "words = ["]
        lines += [f"  {_quoted(word)}," for word in theme.words]
        parts.append("\n".join([*lines, "]", ""]))
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """As a TOML string; a pattern with backslashes as it is, where its signs allow it."""
    if "\\" in text and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
