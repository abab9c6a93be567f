"""The pilot in all its findings, for a deck, a weekly report or a workbook."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from analytics import fmt, verdicts
from analytics.alerts import alerts
from analytics.asking import as_of, ask, questions
from analytics.claims import can_keep, claim_of
from analytics.filters import Filters
from analytics.findings import Finding
from analytics.progress import Step, left
from analytics.scope import EVERYBODY, Scope
from analytics.second_look import second_looks
from analytics.store import Store
from analytics.teams import seen_by
from analytics.verdicts.alerts import Told, tell, without_repeats
from analytics.verdicts.brief import (
    ScoreRow,
    about_line,
    cannot_say,
    foot,
    looks_sentence,
    next_steps,
    scorecard,
    scorecard_title,
)
from analytics.verdicts.promise import Amended, amended, promise_sentences, promise_title
from analytics.verdicts.second_look import Shown, in_words
from analytics.verdicts.weekly import Week
from analytics.weekly import this_week

# What the headline and the scorecard are made of.
MAIN = ("participation", "sessions-per-month", "time-to-competency", "feedback")


@dataclass(frozen=True)
class Briefing:
    """Everything that is said of a pilot, in words and numbers that may leave.

    name: of the pilot; title: the pilot in one sentence; caption: dates, people and sessions;
    findings: of every question, in the order of the pages; scorecard: a row for each target, with
    scorecard_title; cannot_say: (lead, sentence); alerts: what needs somebody now; week: the news
    of the last reporting week, without what an alert says, None without a pilot or data; looks: how
    often the comparison was read, in words, "" where it was not; second_looks: what was said of
    time to competency, here and before, read again or due, the most telling first; promised: what
    was locked before and how far it stands, with promised_title, and amended: each change since,
    all empty where nothing is locked; filters: what was chosen, in words; as_of: the last day the
    exports know of; foot: the lines under a report.
    """

    name: str
    title: str
    caption: str
    findings: tuple[Finding, ...]
    scorecard: tuple[ScoreRow, ...]
    scorecard_title: str
    cannot_say: tuple[tuple[str, str], ...]
    next_steps: tuple[str, ...]
    week: Week | None
    looks: str
    promised: tuple[str, ...]
    promised_title: str
    amended: tuple[Amended, ...]
    filters: str
    as_of: date | None
    is_sample: bool
    foot: tuple[str, ...]
    alerts: tuple[Told, ...] = ()
    second_looks: tuple[Shown, ...] = ()

    @property
    def about(self) -> str:
        """What was chosen, and the mark of sample data, on one line."""
        return about_line(self.filters, is_sample=self.is_sample)

    def finding(self, question: str) -> Finding:
        return next(found for found in self.findings if found.question == question)

    @property
    def main(self) -> tuple[Finding, ...]:
        """The findings of the scorecard."""
        return tuple(self.finding(name) for name in MAIN)


def _asked(
    store: Store, filters: Filters, scope: Scope, told: Callable[[Step], None] | None
) -> Iterator[Finding]:
    asked, started = questions(), time.monotonic()
    for done, question in enumerate(asked, start=1):
        yield ask(store, question.name, filters, scope)
        if told:
            share = done / len(asked)
            says = f"{fmt.count(done)} of {fmt.plural(len(asked), 'question')} answered"
            told(Step(f"{says}{left(time.monotonic() - started, share)}", share))


def brief(
    store: Store,
    filters: Filters | None = None,
    scope: Scope = EVERYBODY,
    told: Callable[[Step], None] | None = None,
) -> Briefing:
    """Every finding of the store, as `scope` may see it, and the words about all of them; told of
    every question that is answered."""
    store = seen_by(store, scope)
    chosen = filters or Filters()
    findings = tuple(_asked(store, chosen, scope, told))
    main = [found for name in MAIN for found in findings if found.question == name]
    judged = [found for found in findings if found.question in MAIN or found.grade]
    kept = store.chosen_pilot()
    pilot = kept.card if kept else None
    known = min(filter(None, (as_of(store), chosen.as_of)), default=None)
    asked = {found.question: found for found in findings}
    told_alerts = tuple(map(tell, alerts(store, chosen, scope, asked)))
    week = this_week(store, chosen, scope, {found.question: found for found in main})
    week = without_repeats(week, told_alerts)
    filters_said, is_sample = chosen.describe(), store.is_sample()
    [competency] = [found for found in findings if found.question == "time-to-competency"]
    looks = looks_sentence(competency)
    claim = claim_of(store, competency, chosen) if can_keep(store, scope) else None
    return Briefing(
        name=pilot.name if pilot else "",
        title=verdicts.overview_title(main),
        caption=verdicts.pilot_caption(pilot, main, known),
        findings=findings,
        scorecard=scorecard(main),
        scorecard_title=scorecard_title(main),
        cannot_say=cannot_say(judged),
        next_steps=next_steps(judged, week),
        week=week,
        looks=looks,
        promised=promise_sentences(kept),
        promised_title=promise_title(kept),
        amended=amended(kept),
        filters=filters_said,
        as_of=known,
        is_sample=is_sample,
        foot=foot(main, looks, about_line(filters_said, is_sample=is_sample)),
        alerts=told_alerts,
        second_looks=in_words(second_looks(store, scope, chosen.as_of, claim)),
    )
