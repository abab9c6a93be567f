"""Answers without a chart: comments, and what stands in place of a number."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Quote, Quotes, Strip, TooFew
from analytics.plots.plot import Passage, Words
from analytics.verdicts.missing import NEVER_SHOWN, too_few_words
from analytics.verdicts.strips import say_strip

# So many are shown at once, and of each so many characters: about two lines.
QUOTES_SHOWN = 8
LONGEST = 220


def quotes(answer: Quotes) -> Words:
    """The first comments, with the rating of the same response; last how many there are, where
    that is not to be seen."""
    shown = answer.quotes[:QUOTES_SHOWN]
    passages = [_quote(quote) for quote in shown]
    if len(shown) < len(answer.quotes) or not shown:
        comments = fmt.plural(len(answer.quotes), "comment")
        passages.append(
            Passage(f"{comments}, the first {len(shown)} are shown" if shown else comments)
        )
    return Words(passages=tuple(passages))


def _quote(quote: Quote) -> Passage:
    under = "" if quote.rating is None else f"rated {quote.rating}"
    return Passage(cut(quote.text, LONGEST), under=under, is_quote=True)


def cut(text: str, longest: int) -> str:
    """The text on one line; what is longer ends with an ellipsis after a whole word, or within
    one that is long itself."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    start = text[: longest - 1]
    words = start.rpartition(" ")[0]
    return f"{(words if len(words) > longest // 2 else start).rstrip()}…"


def too_few(answer: TooFew) -> Words:
    """What is missing, and how it comes."""
    passages = [Passage(sentence, lead) for lead, sentence in too_few_words(answer)]
    if answer.reason == "small-group":
        passages.append(Passage(NEVER_SHOWN))
    return Words(passages=tuple(passages))


def unjudged(answer: Strip) -> Words:
    """A strip in which no verdict can be given yet: why."""
    return Words(
        passages=tuple(Passage(sentence, lead) for lead, sentence in say_strip(answer).paragraphs)
    )
