"""On which scale a question was answered, told from all its answers.

Words ("Strongly agree", in nine languages), numbers (1–5, 1–7, 0–10) and both together
("5 - Strongly agree") become values; "prefer not to say" is missing, never 0. What cannot be told
for sure, such as "1 = Strongly agree", is left as a choice.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from analytics.records import Scale
from analytics.vocabulary import FOLDER, labels, normal

_NOT_SCALES = ("missing", "likely", "recommend", "comment", "count")
_KINDS: Mapping[str, Scale] = {
    "agreement": "agreement_5",
    "agreement, plain ends": "agreement_5",
    "agreement in seven steps": "score_7",
}
_NUMBER = re.compile(r"^(\d{1,2})(?:[.,]0+)?$")
_RATIO = re.compile(r"^(\d{1,2})\s*(?:/|of|von|sur|de|out of)\s*(5|7|10)$", re.IGNORECASE)
_STARS = re.compile(r"^(\d)\s*(?:stars?|Sterne?|étoiles?|estrellas?|estrelas?|stelle?|★)$", re.I)
_DRAWN_STARS = re.compile(r"^(★{1,5})☆{0,4}$")
_NUMBER_FIRST = re.compile(r"^(\d{1,2})\s*(?:[-–—:.)=]|\s)\s*([^\d\s].*)$")
_NUMBER_LAST = re.compile(r"^([^\d\s].*?)\s*[(\[]\s*(\d{1,2})\s*[)\]]$")
_RANGE = re.compile(
    r"(?<!\d)([01])\s*(?:[-–—]|to|bis|à|a|al|au|até|tot|do|through|…|\.\.\.?)\s*(5|7|10)(?!\d)"
)
# A multiple choice as forms write it: no blank after the semicolon, unlike prose.
_SEVERAL = re.compile(r"\S;(?=\S|$)")
_LONG_CHOICE = 60
_LONG_LIST = 300
# More different answers than all languages of one scale have together.
_MOST_OPTIONS = 100
# With so many answers, none above 5 on a scale up to 10 is not believable.
_ENOUGH_TO_TELL = 8


@dataclass(frozen=True)
class Scaled:
    """The scale of a question and the value of each of its answers (None: not on the scale).

    doubt: what made the scale uncertain, for a note; "" if nothing did.
    """

    scale: Scale
    values: Mapping[str, int]
    doubt: str = ""

    def value(self, text: str) -> int | None:
        return self.values.get(text)


@cache
def _tables() -> Mapping[str, Mapping[str, int]]:
    """Name of a scale -> its words in normal form -> their values."""
    with (FOLDER / "scales.toml").open("rb") as file:
        found = tomllib.load(file)
    return MappingProxyType(
        {
            name: {normal(word): int(value) for value, words in steps.items() for word in words}
            for name, steps in found.items()
            if name not in _NOT_SCALES
        }
    )


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(normal(word) for word in labels("scales")[group])


def is_missing(text: str) -> bool:
    """Whether an answer says that there is none: "", "--", "N/A", "Prefer not to say"."""
    words = normal(text)
    is_blank = not any(map(str.isalnum, words)) and "★" not in text
    return is_blank or words in _words("missing")


def is_worded(texts: Iterable[str]) -> bool:
    """Whether all answers are words of one scale."""
    answers = [text for text in dict.fromkeys(texts) if not is_missing(text)]
    return 0 < len(answers) <= _MOST_OPTIONS and _by_words(answers) is not None


def scaled(question: str, texts: Iterable[str]) -> Scaled:
    """The scale of a question, from its wording and all its answers."""
    counts = {text: n for text, n in Counter(texts).items() if not is_missing(text)}
    answers, answered = list(counts), sum(counts.values())
    if not answers:
        return Scaled("text" if is_comment(question) else "choice", {})
    if len(answers) <= _MOST_OPTIONS:
        numbers = {text: found for text in answers if (found := _number(text)) is not None}
        if len(numbers) == len(answers):
            return _numeric(question, numbers, answered)
        worded = _by_words(answers)
        # "Good" under "What should we change?" is a comment
        if worded is not None and (worded.scale == "agreement_5" or not is_comment(question)):
            return worded
        labelled = _by_labelled_numbers(question, answers, answered)
        if labelled is not None:
            return labelled
    return Scaled(_choice_or_text(question, answers, answered), {})


def is_comment(question: str) -> bool:
    """Whether a question asks for free words."""
    return _asks(question, "comment")


def is_recommendation(question: str) -> bool:
    """Whether a question is the one of the net promoter score: how likely to recommend."""
    words = normal(question).split(" ")
    is_nps = "nps" in words or "enps" in words
    return is_nps or (_asks(question, "likely") and _asks(question, "recommend"))


def _asks(question: str, group: str) -> bool:
    """Whether a question has one of a group's words; they begin a word of the question."""
    text = f" {normal(question)}"
    return any((f" {word}" if word.isascii() else word) in text for word in _words(group))


# numbers ------------------------------------------------------------------------------------------


def _number(text: str) -> int | None:
    text = text.strip()
    for pattern in (_NUMBER, _RATIO, _STARS):
        if match := pattern.match(text):
            return int(match[1])
    if match := _DRAWN_STARS.match(text):
        return len(match[1])
    return None


def _numeric(question: str, numbers: Mapping[str, int], answered: int) -> Scaled:
    """The scale of whole numbers, by what the question or the answers say of its ends."""
    if _asks(question, "count"):
        return Scaled("choice", {})
    low, high = min(numbers.values()), max(numbers.values())
    top = _stated_top(question, numbers)
    if top is None:
        if high > 7:
            top = 10
        elif is_recommendation(question):
            top = 10
            if answered >= _ENOUGH_TO_TELL and low >= 1 and high <= 5:
                return Scaled(
                    "score_5", numbers, "no answer is above 5: read as a scale from 1 to 5"
                )
        elif high > 5:
            top = 7
        else:
            top = 5
    bottom = 0 if top == 10 else 1
    if low == 0 and high <= 1 and top != 10:
        return Scaled("choice", {})  # no and yes
    if low < bottom or high > top:
        return Scaled("choice", {}, f"its numbers run from {low} to {high}: on no known scale")
    scales: Mapping[int, Scale] = {5: "score_5", 7: "score_7", 10: "rating_10"}
    return Scaled(scales[top], numbers)


def _stated_top(question: str, texts: Iterable[str]) -> int | None:
    """The upper end that the question ("on a scale of 0-10") or the answers ("4/5") name."""
    ratios = {match[2] for text in texts if (match := _RATIO.match(text.strip()))}
    if len(ratios) == 1:
        return int(ratios.pop())
    found = _RANGE.search(question)
    return int(found[2]) if found else None


# words --------------------------------------------------------------------------------------------


def _split(text: str) -> tuple[int | None, str]:
    """ "5 - Strongly agree" -> (5, "strongly agree"); (None, words) where there is no number."""
    text = text.strip()
    if match := _NUMBER_FIRST.match(text):
        return int(match[1]), normal(match[2])
    if match := _NUMBER_LAST.match(text):
        return int(match[2]), normal(match[1])
    return None, normal(text)


def _by_words(answers: Sequence[str]) -> Scaled | None:
    """The scale whose words hold every answer, with the values of the words."""
    parts = {text: _split(text) for text in answers}
    fitting: list[tuple[int, Scaled]] = []
    for name, words in _tables().items():
        values = {text: words.get(word) for text, (_, word) in parts.items()}
        found = {text: value for text, value in values.items() if value is not None}
        if len(found) < len(answers):
            continue
        scale = _KINDS.get(name, "score_5")
        numbered = [(parts[text][0], value) for text, value in found.items()]
        if _runs_backwards(numbered):
            fitting.append((-1, Scaled("choice", {}, "its numbers and its words disagree")))
        elif all(number in (None, value) for number, value in numbered) or _rises(numbered):
            fitting.append((_told_apart(parts, found), Scaled(scale, found)))
    # max takes the first of equals: the tables stand in order of preference
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _told_apart(parts: Mapping[str, tuple[int | None, str]], values: Mapping[str, int]) -> int:
    """How many differently worded answers keep different values."""
    words = {word for _, word in parts.values()}
    return len(set(values.values())) - len(words)


def _runs_backwards(numbered: Sequence[tuple[int | None, int]]) -> bool:
    """Whether the numbers fall where the words rise: "1 - Strongly agree"."""
    pairs = sorted({(value, number) for number, value in numbered if number is not None})
    if len(pairs) == 1:
        value, number = pairs[0]
        return (value - 3) * (number - 3) < 0
    return len(pairs) > 1 and any(after <= before for (_, before), (_, after) in pairwise(pairs))


def _rises(numbered: Sequence[tuple[int | None, int]]) -> bool:
    """ "4 - Strongly agree" of four steps: every answer has its number, and they rise together."""
    numbers = {number for number, _ in numbered}
    return None not in numbers and max(n for n in numbers if n is not None) <= 5


def _by_labelled_numbers(question: str, answers: Sequence[str], answered: int) -> Scaled | None:
    """Numbers of which some have words: "10 - Extremely likely", 9, 8 … "0 - Not at all likely"."""
    numbers: dict[str, int] = {}
    for text in answers:
        bare = _number(text)
        number, word = (bare, "") if bare is not None else _split(text)
        if number is None:
            return None
        numbers[text] = number
        known = {words[word] for words in _tables().values() if word in words}
        if number <= 5 and known and all((value - 3) * (number - 3) < 0 for value in known):
            return Scaled("choice", {}, "its numbers and its words disagree")
    if len(set(numbers.values())) < len(answers):
        return None  # "3 sessions", "3 people": no scale
    if not any(_number(text) is not None for text in answers) and max(numbers.values()) < 8:
        return None
    return _numeric(question, numbers, answered)


# neither ------------------------------------------------------------------------------------------


def _share_options(answers: Collection[str]) -> bool:
    """Whether answers are put together from the same few options: "Shadowing / Learning pods",
    or with commas, where nearly all of them come again."""
    if max(map(len, answers)) > _LONG_LIST:
        return False
    for mark, needed in ((" / ", 0.3), (", ", 0.8)):
        counts = Counter(
            part.strip() for text in answers for part in dict.fromkeys(text.split(mark))
        )
        if len(counts) == len(answers) and all(mark not in text for text in answers):
            continue
        again = sum(count > 1 for count in counts.values())
        if again and again >= needed * len(counts) and max(map(len, counts)) <= _LONG_CHOICE:
            return True
    return False


def _choice_or_text(question: str, answers: Collection[str], answered: int) -> Scale:
    """Free words, or options to tick: options are short and come again."""
    if is_comment(question):
        return "text"
    if any(_SEVERAL.search(text) for text in answers) or _share_options(answers):
        return "choice"
    if max(map(len, answers)) > _LONG_CHOICE:
        return "text"
    comes_again = len(answers) * 2 <= answered
    return "choice" if comes_again or not any(" " in text.strip() for text in answers) else "text"
