"""Words and patterns that find a theme in a text, none of which can take very long.

A plain word is found as a whole word in any case; one that ends in * at the beginning of a word;
what stands between slashes is a regular expression. Python tries the ways of a pattern one after
the other, and a careless pattern has billions of them ("(a+)+"): the ways are counted beforehand,
and one with too many is refused with a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MOST_LOOKED_AT = 2000  # characters of a text
LONGEST = 200  # characters of a word or pattern
# From one place of a text: 2,000 places times this many take about a second.
MOST_WAYS = 20_000

_COUNT = re.compile(r"\{(\d*)(,?)(\d*)\}")
_KNOWN_ESCAPES = "bBdDsSwW"
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


class PatternError(ValueError):
    """A word or pattern cannot be used; the message is one sentence that says what to change."""


def check(word: str) -> None:
    """Errors: PatternError where `word` is empty, too long, no regular expression, or slow."""
    if len(word) > LONGEST:
        raise PatternError(f"“{word[:30]}…” is longer than {LONGEST} characters.")
    if not _is_pattern(word):
        if not any(letter.isalnum() for letter in word):
            raise PatternError(f"“{word}” holds no letter, so it would never be found.")
        return
    inside = word[1:-1]
    ways = _Ways(inside)
    if ways.unknown:
        raise PatternError(
            f"{word} uses {ways.unknown}, which is not understood here; write it with letters,"
            " [ ], ( | ), ., ?, * and +."
        )
    try:
        is_everywhere = re.compile(inside).match("") is not None
    except (re.error, OverflowError) as error:
        raise PatternError(f"{word} is no regular expression: {error}.") from error
    if is_everywhere:
        raise PatternError(f"{word} would be found in every comment: it may match nothing at all.")
    if ways.count > MOST_WAYS:
        raise PatternError(
            f"{word} could take very long on some comments; repeat less, such as .{{0,30}} in place"
            " of .*, and no group that repeats inside another."
        )


def is_found(words: Sequence[str], text: str) -> bool:
    """Whether any of the checked words or patterns stands in the text's first 2,000 characters."""
    text = _plain(text[:MOST_LOOKED_AT])
    hints, plain, patterns = _compiled(tuple(words))
    small = text.lower()
    return (any(hint in small for hint in hints) and plain.search(text) is not None) or any(
        pattern.search(text) for pattern in patterns
    )


@lru_cache(maxsize=256)
def _compiled(
    words: tuple[str, ...],
) -> tuple[frozenset[str], re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """The plain words as one pattern, with the longest part of each, one of which must be there
    for it to be worth trying; and each regular expression."""
    plain = [_plain(word) for word in words if not _is_pattern(word)]
    patterns = [_plain(word[1:-1]) for word in words if _is_pattern(word)]
    hints = frozenset(max(word.rstrip("*").lower().split() or [""], key=len) for word in plain)
    together = re.compile("|".join(map(_whole, plain)) or r"(?!)", re.IGNORECASE)
    return hints, together, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _is_pattern(word: str) -> bool:
    return len(word) > 2 and word.startswith("/") and word.endswith("/")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES)


def _whole(word: str) -> str:
    """A plain word as a pattern; blanks may be any white space."""
    is_begin = word.endswith("*") and len(word) > 1
    word = word.rstrip("*") if is_begin else word
    escaped = r"\s+".join(re.escape(part) for part in word.split())
    if word.upper() == word.lower():  # a script without capitals may not part its words
        return escaped
    return rf"(?<!\w){escaped}" + ("" if is_begin else r"(?!\w)")


class _Ways:
    """How many ways a regular expression can be tried from one place, at most.

    Alternatives add up, what follows one another multiplies, and a repeat has a way per number of
    times. Only the parts of the language that are counted are known; `unknown` names the first
    other one. Of what is no regular expression the number means nothing.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self.unknown = ""
        self.count = self._alternatives()

    def _alternatives(self) -> int:
        ways = self._sequence()
        while self._taken("|"):
            ways = _most(ways + self._sequence())
        return ways

    def _sequence(self) -> int:
        ways = 1
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            ways = _most(ways * self._repeated(self._piece()))
        return ways

    def _piece(self) -> int:
        """One character, class or group; returns its ways."""
        if self._taken("("):
            if self._taken("?") and not self._taken(":"):
                self._refuse(f"(?{self._pattern[self._at : self._at + 1]}")
            ways = self._alternatives()
            self._taken(")")
            return ways
        if self._taken("["):
            self._class()
        elif self._taken("\\"):
            self._escape()
        else:
            self._at += 1
        return 1

    def _class(self) -> None:
        self._taken("^")
        self._taken("]")  # first in a class it stands for itself
        while self._at < len(self._pattern) and not self._taken("]"):
            if self._taken("\\"):
                self._escape()
                continue
            sign = self._pattern[self._at]
            if sign == "[" or (sign in "-&|~" and self._pattern.startswith(sign, self._at + 1)):
                self._refuse(f"{sign} in [ ]")  # Python may read it as a set within a set one day
            self._at += 1

    def _escape(self) -> None:
        letter = self._pattern[self._at : self._at + 1]
        if letter.isalnum() and letter not in _KNOWN_ESCAPES:
            self._refuse(f"\\{letter}")
        self._at += 1

    def _repeated(self, ways: int) -> int:
        """The ways of what came last with the repeat that follows it, if one does."""
        found = _COUNT.match(self._pattern, self._at)
        if self._taken("?"):
            least, most = 0, 1
        elif self._taken("*"):
            least, most = 0, MOST_LOOKED_AT
        elif self._taken("+"):
            least, most = 1, MOST_LOOKED_AT
        elif found and found[0] != "{}":
            self._at = found.end()
            least = int(found[1] or 0)
            most = int(found[3] or MOST_LOOKED_AT) if found[2] else least
        else:
            return ways
        self._taken("?")  # as few as possible: the same ways, in another order
        if self._pattern[self._at : self._at + 1] == "+":
            self._refuse("a + after a repeat")
        least, most = min(least, MOST_LOOKED_AT), min(most, MOST_LOOKED_AT)
        if ways == 1:
            return _most(most - least + 1)
        total, power = 0, 1
        for times in range(most + 1):
            total = _most(total + power) if times >= least else total
            power = _most(power * ways)
        return total

    def _taken(self, sign: str) -> bool:
        if not self._pattern.startswith(sign, self._at):
            return False
        self._at += 1
        return True

    def _refuse(self, what: str) -> None:
        self.unknown = self.unknown or what


def _most(ways: int) -> int:
    """No further than just beyond what is allowed: the rest need not be counted."""
    return min(ways, MOST_WAYS + 1)
