"""The only place that chooses words: verdicts, titles, caveats.

A title never says more than its numbers: the verb follows from the rule's outcome, never from the
estimate alone. Words for a gain (faster, sooner, gain) stand in a title only when the whole
interval lies above no change. Flat data yield "no clear change", wide data "both still possible",
few data "too early to say".

| module | holds |
|---|---|
| rule | from the interval to the outcome, and the badge of each outcome |
| change | time to competency |
| flags | what a reader must know of a comparison |
| grade | the evidence grade, and the verbs it allows |
| early | is it too early |
| turnout | participation, the funnel, the cadence |
| survey | statements, the recommendation score, comments |
| overview | the pilot in one sentence |
"""

from __future__ import annotations

from datetime import date

from analytics import fmt
from analytics.findings import (
    Answer,
    Calendar,
    Curve,
    Distribution,
    Finding,
    Funnel,
    Quotes,
    TooFew,
    Trend,
    Verdict,
)
from analytics.questions import Context, Question
from analytics.verdicts.change import say_change
from analytics.verdicts.flags import flag_sentences
from analytics.verdicts.overview import overview_title, pilot_caption
from analytics.verdicts.rule import (
    change_outcome,
    change_verdicts,
    outcome_of,
    target_outcome,
    target_verdict,
)
from analytics.verdicts.said import Said, dotted
from analytics.verdicts.survey import say_quotes, say_score, say_statements
from analytics.verdicts.turnout import say_calendar, say_funnel, say_trend

__all__ = [
    "change_outcome",
    "find",
    "flag_sentences",
    "outcome_of",
    "overview_title",
    "pilot_caption",
    "target_outcome",
]


def find(
    question: Question,
    answer: Answer,
    context: Context,
    *,
    filters: str = "",
    source_date: date | None = None,
    is_sample: bool = False,
) -> Finding:
    """The answer with its words. filters: what was filtered, in words; source_date: the last
    day the exports behind it know about."""
    said = _said(question, answer, context)
    source = f"Source: {question.nouns.source}"
    if source_date:
        source += f", {fmt.day(source_date)}"
    footnote = dotted(
        [
            said.footnote,
            f"Only {filters}" if filters else "",
            source,
            "Sample data" if is_sample else "",
        ]
    )
    return Finding(
        question=question.name,
        label=question.label,
        title=said.title,
        subtitle=said.subtitle or question.nouns.measure,
        headline=said.headline,
        answer=answer,
        verdicts=said.verdicts,
        caption=said.caption,
        paragraphs=said.paragraphs,
        footnote=footnote,
        alt=said.alt,
        is_sample=is_sample,
    )


def _said(question: Question, answer: Answer, context: Context) -> Said:
    match answer:
        case TooFew():
            return _too_few(question, answer)
        case Trend():
            return say_trend(answer)
        case Funnel():
            return say_funnel(answer)
        case Calendar():
            return say_calendar(answer)
        case Curve():
            return say_change(answer, context)
        case Distribution() if answer.unit == "score":
            return say_score(answer)
        case Distribution():
            return say_statements(answer)
        case Quotes():
            return say_quotes(answer)
        case _:
            raise TypeError(f"no words for {type(answer).__name__}")


def _too_few(question: Question, answer: TooFew) -> Said:
    missing = f"{answer.missing[:1].upper()}{answer.missing[1:]}"
    missing = missing if missing.endswith(".") else f"{missing}."
    title = {
        "no-data": f"Nothing to show yet on {question.nouns.subject}",
        "few": f"Too early to say anything about {question.nouns.subject}",
        "small-group": f"Too few people to show {question.nouns.subject}",
    }[answer.reason]
    paragraphs = [("What is missing.", missing)]
    if answer.enough_when:
        paragraphs.append(("When it will be enough.", answer.enough_when))
    verdicts: tuple[Verdict, ...] = ()
    if answer.unit == "faster":
        verdicts = change_verdicts("not-enough")
    elif answer.target is not None:
        verdicts = (target_verdict("not-enough"),)
    return Said(
        title=title,
        headline=fmt.NOT_KNOWN,
        verdicts=verdicts,
        caption=(missing,),
        paragraphs=tuple(paragraphs),
        alt=f"No chart: {missing}",
    )
