"""Text from data on its way to the screen: each place needs its own escape."""

from __future__ import annotations

import html
import re

_MARKDOWN = re.compile(r"""[\\`*_{}\[\]()<>#+\-.!|~$:"'&^=@/]""")
_LABEL = re.compile(r"[\\`*_\[\]<>~$:]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def md(text: str) -> str:
    """For Markdown: shown character by character, so that no image, link or colour comes of it."""
    return _MARKDOWN.sub(r"\\\g<0>", _unlinked(_CONTROL.sub(" ", text)))


def _unlinked(text: str) -> str:
    """Addresses are made into links after all escapes are read: an invisible mark inside them
    (a word joiner) keeps them text."""
    return re.sub(r"(?i)(?<=:)(?=//)|(?<=www)(?=\.)", "\u2060", text)


def label(text: str) -> str:
    """For the options of a widget, whose labels are also written into the address: only what
    could begin an image, a link, a formula or a directive is escaped."""
    return _LABEL.sub(r"\\\g<0>", _CONTROL.sub(" ", text))


def plain(text: str) -> str:
    """For the options of a list (selectbox, multiselect), which are no Markdown."""
    return _CONTROL.sub(" ", text)


def plotly(text: str) -> str:
    """For Plotly, which reads a few HTML tags: they come out as written."""
    return html.escape(_CONTROL.sub(" ", text), quote=False)


def attribute(text: str) -> str:
    """For HTML text and attributes."""
    return html.escape(_CONTROL.sub(" ", text), quote=True)


def lines(text: str, width: int, most: int) -> list[str]:
    """Text broken between words into at most `most` lines of about `width` characters; what is
    left over becomes an ellipsis, a single long word is cut."""
    found: list[str] = []
    for word in _CONTROL.sub(" ", text).split():
        while len(word) > width:
            found.append(word[:width])
            word = word[width:]
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > most:
        found = found[:most]
        found[-1] = f"{found[-1][: width - 1]}…"
    return found or [""]
