"""The words that exports use, in several languages, kept in data files.

Each file under sources/vocabulary/ is one vocabulary: a table per field, in it the words of each
language; or one table `fields` with a list of words per field. Words are compared in their normal
form, so that case, accents, brackets, punctuation and the odd blank of a vendor do not matter.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from analytics.kept_texts import looked_up

FOLDER = Path(__file__).parent / "sources" / "vocabulary"

# Letters that Unicode does not decompose into a plain letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


class _WithoutMarks(dict[int, int | None]):
    """For str.translate: no accents and no invisible letters. Learns a letter when it is met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) in ("Mn", "Cf") else code
        return self[code]


# Japanese voicing marks are letters, not accents: dropping them would make words collide.
_WITHOUT_MARKS = _WithoutMarks({0x3099: 0x3099, 0x309A: 0x309A})
_BETWEEN_WORDS = re.compile(r"[^\w#%]+|_+")
_IN_BRACKETS = re.compile(r"(?<!\s)\s*[(\[\uff08][^()\[\]\uff08\uff09]*[)\]\uff09]\s*$")
# ASCII as words are compared: lower case, a blank for what is between words. A text with "_" goes
# the general way, which keeps two blanks where it stands beside other punctuation.
_PLAIN = str.maketrans(
    {
        letter: letter.lower() if letter.isalnum() or letter in "#%" else " "
        for letter in map(chr, range(128))
    }
)
# Shorter words run together would collide with others.
_RUN_TOGETHER = 6
# No word is so long.
_LONG = 80


@looked_up(65536)
def normal(text: str) -> str:
    """The form in which words are compared: lower case, no accents, no punctuation, one blank.

    "Participant ID (UPN)" -> "participant id upn"; "Dołączenie" -> "dolaczenie". `#` and `%`
    stay, because "Employee #" and "Employee" are different columns.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN_LETTERS)
        text = unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARKS)
        text = unicodedata.normalize("NFC", text)
    if text.isascii() and "_" not in text:
        return " ".join(text.translate(_PLAIN).split())
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


@cache
def labels(vocabulary_name: str) -> Mapping[str, tuple[str, ...]]:
    """Field -> its words as written in the data file."""
    with (FOLDER / f"{vocabulary_name}.toml").open("rb") as file:
        tables = tomllib.load(file)
    return MappingProxyType(
        {
            field: tuple(_flat(spellings))
            for field, spellings in tables.get("fields", tables).items()
        }
    )


def _flat(spellings: list[str] | dict[str, list[str]]) -> list[str]:
    if isinstance(spellings, list):
        return spellings
    return [word for words in spellings.values() for word in words]


@cache
def words(vocabulary_name: str) -> Mapping[str, str]:
    """Word in its normal form -> the field it names. The first field that has a word keeps it.

    Words of several parts are also known run together, as databases write them ("HireDate").
    """
    found: dict[str, str] = {}
    together: dict[str, str] = {}
    for field, spellings in labels(vocabulary_name).items():
        for spelling in spellings:
            word = normal(spelling)
            found.setdefault(word, field)
            if " " in word and len(word) > _RUN_TOGETHER:
                together.setdefault(word.replace(" ", ""), field)
    return MappingProxyType(together | found)


def beginnings(known: Iterable[str]) -> frozenset[str]:
    """The first three letters of words in their normal form."""
    return frozenset(word[:3] for word in known)


def begins_otherwise(text: str, begun: Collection[str]) -> bool:
    """Whether a text is none of the words that have these beginnings, told at a glance and only
    where it is plain: what is in most cells of a table."""
    begins = text[:3]
    return begins.isalnum() and begins.lower() not in begun and text.isascii()


@cache
def _beginnings(vocabulary_name: str) -> frozenset[str]:
    return beginnings(words(vocabulary_name))


def words_among(cells: Iterable[str], vocabulary_name: str) -> set[str]:
    """Those of some cells that are words of a vocabulary."""
    known, begun = words(vocabulary_name), _beginnings(vocabulary_name)
    return {
        cell
        for cell in cells
        if not begins_otherwise(cell, begun) and 0 < len(cell) < _LONG and normal(cell) in known
    }


def field_of(text: str, vocabulary_name: str) -> str | None:
    """The field that a word names, or None."""
    return words(vocabulary_name).get(normal(text))


def columns_of(cells: Sequence[str], vocabulary_name: str) -> dict[str, tuple[int, ...]]:
    """Field -> every column whose header names it, left to right.

    Where no header names a field as it stands, one that does without what it says in brackets
    does: "Completion Date (UTC)", "Employee Name (Last, First)".
    """
    known = words(vocabulary_name)
    found: dict[str, tuple[int, ...]] = {}
    explained: dict[str, tuple[int, ...]] = {}
    for index, cell in enumerate(cells):
        field = known.get(normal(cell)) if cell else None
        if field is not None:
            found[field] = (*found.get(field, ()), index)
        elif cell and (bare := _IN_BRACKETS.sub("", cell)) != cell and normal(bare) in known:
            field = known[normal(bare)]
            explained[field] = (*explained.get(field, ()), index)
    return explained | found


def fields_of(cells: Sequence[str], vocabulary_name: str) -> dict[str, int]:
    """Field -> the first column whose header names it."""
    return {field: at[0] for field, at in columns_of(cells, vocabulary_name).items()}
