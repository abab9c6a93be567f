"""Which format a session has, by the words of its title; the words are in formats.toml."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from analytics.vocabulary import normal

FILE = Path(__file__).with_name("formats.toml")
OTHER = "other"
# The fields of a format's table that are no list of words.
_NAME, _APPROACH = "name", "approach"
PEER = "peer"
# Approach -> its name on pages.
APPROACHES = {PEER: "Peer learning", "formal": "Formal training", "mentoring": "Mentoring"}


@cache
def names() -> Mapping[str, str]:
    """Format -> its name on pages, in the order of the file; last those whose title says none."""
    named = {key: str(table[_NAME]) for key, table in _tables().items()}
    return MappingProxyType({**named, OTHER: "Other"})


def approach_of(format: str) -> str:
    """The approach of a format, "other" where its title names none."""
    table = _tables().get(format)
    return OTHER if table is None else str(table.get(_APPROACH, PEER))


@lru_cache(maxsize=4096)
def format_of(title: str) -> str:
    """The format that a title names, or "other".

    "Skill swap: pivot tables" -> "skill-swap". Of several words the one that stands first decides,
    of two that begin at the same place the longer one; and one of peer learning before any other,
    because what is called a training may well be one.
    """
    text = f" {normal(title)} "
    found = [
        (approach_of(key) != PEER, place, -len(word), key)
        for word, key in _words().items()
        if (place := text.find(f" {word} ")) >= 0
    ]
    return min(found)[-1] if found else OTHER


def formats_of(titles: pd.Series) -> pd.Series:
    """`format_of` of many titles: those that differ in numbers alone are read once, unless a word
    has a number in it."""
    alike = titles.astype("str")
    if not any(map(str.isdecimal, "".join(_words()))):
        alike = alike.str.replace("[0-9]+", "0", regex=True)
    return alike.map({title: format_of(title) for title in alike.unique()}).astype("str")


def title_formats(titles: pd.Series) -> pd.DataFrame:
    """The rows of title_format for these titles, each of them once."""
    formats = formats_of(titles)
    approaches = formats.map(approach_of).astype("str")
    return pd.DataFrame({"title": titles, "format": formats, "approach": approaches})


@cache
def words_digest() -> str:
    """A text that is another one when the words of the formats are."""
    words = sorted((word, key, approach_of(key)) for word, key in _words().items())
    return hashlib.sha256(repr(words).encode()).hexdigest()


@cache
def _tables() -> dict[str, dict[str, str | list[str]]]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def _words() -> Mapping[str, str]:
    """Word in its normal form -> the format it names. The first format that has a word keeps it."""
    found: dict[str, str] = {}
    for key, table in _tables().items():
        for field, words in table.items():
            for word in () if field in (_NAME, _APPROACH) else words:
                found.setdefault(normal(word), key)
    return MappingProxyType(found)
