"""The overview's own words: the pilot in one sentence, and the line under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analytics import fmt
from analytics.findings import Finding, Responses
from analytics.pilots import Pilot
from analytics.verdicts.grade import gain_clause
from analytics.verdicts.said import dotted
from analytics.verdicts.survey import responses_words

_CHANGED = {
    "promising": "time to competency is promising, not proven",
    "capped": "time to competency is promising, not proven",
    "inconclusive": "time to competency is inconclusive",
    "no-difference": "no clear change in time to competency",
    "not-enough": "too early to say whether time to competency has changed",
}
_CAME = {
    "met": "participation is above its target",
    "open": "participation is too close to its target to call",
    "missed": "participation is below its target",
    "not-enough": "too early to say whether people come",
}


def overview_title(findings: Sequence[Finding]) -> str:
    """The pilot in one sentence, from the verdicts of its findings and nothing else."""
    outcomes = {found.question: found.verdicts[0].outcome for found in findings if found.verdicts}
    parts = []
    if "time-to-competency" in outcomes:
        outcome = outcomes["time-to-competency"]
        grade = next(f.grade for f in findings if f.question == "time-to-competency")
        way = "slower" if outcome == "slower" else "faster"
        parts.append(_CHANGED.get(outcome) or gain_clause(grade, way))
    if "participation" in outcomes:
        parts.append(_CAME[outcomes["participation"]])
    sentence = "; ".join(parts) or "nothing to judge yet"
    return sentence[:1].upper() + sentence[1:]


def pilot_caption(pilot: Pilot | None, findings: Sequence[Finding], as_of: date | None) -> str:
    """Programme · dates (week n of N) · people and sessions, or responses."""
    parts = []
    if pilot:
        weeks = ((pilot.ends_on - pilot.starts_on).days + 7) // 7
        span = fmt.span(pilot.starts_on, pilot.ends_on)
        if as_of and as_of >= pilot.starts_on:
            week = min(((min(as_of, pilot.ends_on) - pilot.starts_on).days // 7) + 1, weeks)
            span += f" (week {week} of {weeks})"
        parts += [pilot.name, span]
    came = next((f for f in findings if f.question == "participation" and f.is_answered), None)
    if came:
        n = came.answer.n
        people = fmt.plural(n["people"], "person", "people")
        parts.append(f"{people} invited, {fmt.plural(n['sessions'], 'session')}")
    parts += [responses_words(f.answer) for f in findings if isinstance(f.answer, Responses)]
    return dotted(parts)
