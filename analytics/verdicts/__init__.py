"""The only place that chooses words: verdicts, titles, caveats.

A title never says more than its numbers: the verb follows from the rule's outcome, never from the
estimate alone. Words for a gain (faster, sooner, gain) stand in a title only when the whole
interval lies above no change. Flat data yield "no clear change", wide data "both still possible",
few data "too early to say".

| module | holds |
|---|---|
| rule | from the interval to the outcome, and the badge of each outcome |
| change | time to competency |
| departments | the same by department |
| spread | the days of each new hire |
| flags | what a reader must know of a comparison |
| grade | the evidence grade, and the verbs it allows |
| early | is it too early |
| exposure | attendance and competency |
| strips | one number under every definition |
| turnout | participation, the funnel, the cadence |
| reach | formats side by side, reach, who keeps coming |
| survey | statements, the recommendation score, comments and their themes, who answered |
| plan | what a pilot could show, before it begins |
| outcomes | any exported series before and after the start |
| returns | hours invested beside the days saved |
| peers | who teaches whom, who does both, how hosting rotates |
| overview | the pilot in one sentence |
| brief | its scorecard, what cannot be said yet, what to do next |
| weekly | the news of a week |
| promise | what was promised before, and what was changed since |
| second_look | what was said before, read again |
| alerts | what needs somebody now |
| edited | a title written by hand, and its mark |
| missing | what cannot be answered yet |
"""

from __future__ import annotations

from datetime import date

from analytics import fmt
from analytics.findings import (
    Answer,
    Bubbles,
    Calendar,
    Curve,
    Distribution,
    Dose,
    Dots,
    Finding,
    Forest,
    Funnel,
    Grid,
    Matrix,
    Plan,
    Quotes,
    Responses,
    Rotation,
    Shares,
    Strip,
    Themes,
    TooFew,
    Trend,
)
from analytics.questions import Context, Question
from analytics.shapes import Returns, Series
from analytics.verdicts.change import say_change
from analytics.verdicts.departments import department_outcome, say_departments
from analytics.verdicts.exposure import say_dose, with_refusal
from analytics.verdicts.flags import flag_sentences
from analytics.verdicts.missing import add_label, say_too_few
from analytics.verdicts.outcomes import say_series
from analytics.verdicts.overview import overview_title, pilot_caption
from analytics.verdicts.peers import peers_title, say_bubbles, say_matrix, say_rotation
from analytics.verdicts.plan import say_plan
from analytics.verdicts.promise import promise_line
from analytics.verdicts.reach import say_grid, say_parts, say_reach
from analytics.verdicts.returns import say_returns
from analytics.verdicts.rule import (
    change_outcome,
    outcome_of,
    target_outcome,
)
from analytics.verdicts.said import SAMPLE, Said, dotted, only
from analytics.verdicts.second_look import withdrawn_notes, withdrawn_paragraphs
from analytics.verdicts.spread import say_dots
from analytics.verdicts.strips import say_strip
from analytics.verdicts.survey import (
    say_quotes,
    say_responses,
    say_score,
    say_statements,
    say_themes,
)
from analytics.verdicts.turnout import say_calendar, say_funnel, say_trend

__all__ = [
    "add_label",
    "change_outcome",
    "department_outcome",
    "find",
    "flag_sentences",
    "outcome_of",
    "overview_title",
    "peers_title",
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
            withdrawn_notes(context.withdrawn),
            said.footnote,
            only(filters),
            promise_line(context.kept) if question.needs_pilot or answer.target else "",
            source,
            SAMPLE if is_sample else "",
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
        paragraphs=(*withdrawn_paragraphs(context.withdrawn), *said.paragraphs),
        footnote=footnote,
        alt=said.alt,
        is_sample=is_sample,
        filters=filters,
        known_until=source_date,
    )


def _said(question: Question, answer: Answer, context: Context) -> Said:
    match answer:
        case TooFew() if question.name == "attendance-and-competency":
            return with_refusal(say_too_few(question, answer), answer)
        case TooFew():
            return say_too_few(question, answer)
        case Trend():
            return say_trend(answer)
        case Funnel():
            return say_funnel(answer)
        case Calendar():
            return say_calendar(answer)
        case Curve():
            return say_change(answer, context)
        case Forest():
            return say_departments(answer)
        case Dose():
            return say_dose(answer, context)
        case Dots():
            return say_dots(answer)
        case Distribution() if answer.unit == "score":
            return say_score(answer)
        case Distribution():
            return say_statements(answer, context.responded)
        case Quotes():
            return say_quotes(answer)
        case Themes():
            return say_themes(answer)
        case Responses():
            return say_responses(answer)
        case Strip():
            return say_strip(answer)
        case Shares() if question.name == "reach":
            return say_reach(answer)
        case Shares() if question.name == "participation-by-approach":
            return say_parts(answer, "approach", "approaches")
        case Shares():
            return say_parts(answer, "format", "formats")
        case Grid():
            return say_grid(answer)
        case Matrix():
            return say_matrix(answer)
        case Bubbles():
            return say_bubbles(answer)
        case Rotation():
            return say_rotation(answer)
        case Plan():
            return say_plan(answer)
        case Series():
            return say_series(answer, context)
        case Returns():
            return say_returns(answer)
        case _:
            raise TypeError(f"no words for {type(answer).__name__}")
