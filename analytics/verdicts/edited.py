"""A title that somebody has written by hand: it carries a mark wherever it leaves.

The words of a hand are not the rule's: every edit says so, and one that claims more than the
verdicts and the evidence grade allow says that too. What is looked for are whole words of English,
so an edit in another language only says that it was made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.findings import Finding

MOST_LETTERS = 160

_CAUSE = (
    "because", "boost", "boosts", "boosted", "cause", "causes", "caused", "deliver", "delivers",
    "delivered", "drive", "drives", "drove", "due", "effect", "help", "helps", "helped", "impact",
    "led", "made", "makes", "prove", "proves", "proved", "proven", "result", "results",
    "significant", "significantly", "succeed", "succeeds", "succeeded", "success", "successful",
    "thanks", "through", "work", "works", "worked",
)  # fmt: skip
_GAIN = (
    "accelerate", "accelerates", "accelerated", "better", "cut", "cuts", "doubled", "down", "drop",
    "drops", "dropped", "earlier", "fall", "falls", "fast", "faster", "fell", "fewer", "gain",
    "gains", "grow", "grows", "grew", "half", "halve", "halves", "halved", "higher", "improve",
    "improves", "improved", "improvement", "increase", "increases", "increased", "less", "lower",
    "more", "quick", "quicker", "reduce", "reduces", "reduced", "rise", "rises", "rose", "save",
    "saves", "saved", "shorter", "sooner", "speed", "speeds", "twice", "up", "win", "wins",
)  # fmt: skip
_MET = (
    "above", "achieve", "achieves", "achieved", "beat", "beats", "exceed", "exceeds", "exceeded",
    "hit", "hits", "meet", "meets", "met", "on", "over", "reach", "reaches", "reached", "surpass",
    "surpasses", "surpassed",
)  # fmt: skip
_HEDGES = ("appear", "appears", "could", "may", "might", "perhaps", "possibly", "seem", "seems")
_NOT = ("cannot", "neither", "no", "none", "nor", "not", "too", "unclear", "whether")


@dataclass(frozen=True)
class Title:
    """text: on one line; mark: what must stand beside it, "" for the finding's own title."""

    text: str
    mark: str


def titled(finding: Finding, text: str | None) -> Title:
    """The title as edited; the finding's own where nothing (or the same) was written."""
    own = finding.title
    line = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text or "").split())
    if not line or _words(line) == _words(own):
        return Title(own, "")
    line = line[:MOST_LETTERS].strip()
    if says_more(finding, line):
        grade = f" ({finding.grade.letter})" if finding.grade else ""
        return Title(line, f"Title edited by hand: says more than the evidence{grade} allows")
    return Title(line, "Title edited by hand")


def says_more(finding: Finding, text: str) -> bool:
    """Whether it uses a stronger word than the finding's verdicts and grade allow.

    Words of cause need grade A; words of a gain a clear gain, and below grade C a hedge beside
    them; words of a target that is reached a target that is met. A word of the finding's own title
    is allowed, unless a word that took it back there (not, too close, appear) is gone; a word that
    is denied right before claims nothing.
    """
    words, own = _words(text), set(_words(finding.title))
    letter = finding.grade.letter if finding.grade else "C"  # as the titles do
    kept = own if own & {*_HEDGES, *_NOT} <= set(words) else set[str]()
    said = {
        word for at, word in enumerate(words) if not set(words[max(at - 2, 0) : at]) & set(_NOT)
    }
    is_gain = any(v.against == "no_change" and v.tone == "good" for v in finding.verdicts)
    is_met = any(v.against == "target" and v.tone == "good" for v in finding.verdicts)
    is_sure = letter in ("A", "B", "C") or bool(set(words) & set(_HEDGES))
    new = said - kept
    return (
        (bool(new & set(_CAUSE)) and letter != "A")
        or (bool(new & set(_GAIN)) and not (is_gain and is_sure))
        or (bool(new & set(_MET)) and not is_met)
        or _has_other_numbers(text, finding)
    )


def _has_other_numbers(text: str, finding: Finding) -> bool:
    """A number that neither the finding's title nor its headline says: the target, or a limit of
    the interval, is not what was found."""
    own = f"{finding.title} {finding.headline}"
    return bool(set(_numbers(text)) - set(_numbers(own)))


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
