"""All pilots of a workspace side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from analytics.asking import ask
from analytics.claims import QUESTION, keep_said
from analytics.filters import Filters
from analytics.findings import Curve, Estimate, Finding
from analytics.kept_pilots import KeptPilot
from analytics.one_pilot import OnePilot
from analytics.pilot_choices import offered_pilots
from analytics.pilots import Pilot
from analytics.scope import EVERYBODY, Scope
from analytics.stats.critical import normal_critical
from analytics.stats.multiplicity import holm
from analytics.stats.shrinkage import shrink
from analytics.store import Store
from analytics.teams import seen_by
from analytics.verdicts.brief import ScoreRow, scorecard
from analytics.verdicts.portfolio import about_pilot, portfolio_notes, portfolio_title
from analytics.verdicts.promise import put_away_sentence

# What stands beside each pilot, in this order.
MEASURES = ("participation", "sessions-per-month", "time-to-competency")


@dataclass(frozen=True)
class PilotRow:
    """One pilot. about: its dates and what was promised, on one line; findings: of `MEASURES`;
    scores: the same in words; adjusted: p of its change in time to competency after the correction
    for several pilots; drawn: percent faster after all were drawn together; None where they are not
    known."""

    number: int
    name: str
    goal: str
    about: str
    findings: tuple[Finding, ...]
    scores: tuple[ScoreRow, ...]
    adjusted: float | None
    drawn: Estimate | None


@dataclass(frozen=True)
class Portfolio:
    """rows: one for each pilot, the one whose card was saved last first; title: all of them in a
    sentence; notes: what a reader has to know of several pilots side by side."""

    title: str
    rows: tuple[PilotRow, ...]
    notes: tuple[str, ...]
    is_sample: bool


# Answers one question of one pilot, by its number.
Asked = Callable[[int, str], Finding]


def portfolio(store: Store, scope: Scope = EVERYBODY, asked: Asked | None = None) -> Portfolio:
    """Every pilot with its main numbers, as `scope` may see them. asked: where answers are at hand
    already."""
    kept = offered_pilots(seen_by(store, scope), scope)
    asked = asked or (lambda number, name: ask(OnePilot(store, number), name, Filters(), scope))
    found = [tuple(asked(one.number, name) for name in MEASURES) for one in kept]
    changes = [findings[-1] for findings in found]
    more = zip(kept, found, adjusted_for_several(changes), drawn_gains(changes), strict=True)
    rows = tuple(_row(*one) for one in more)
    return Portfolio(
        title=portfolio_title(
            changes, [row.adjusted for row in rows], is_shared=_overlap([one.card for one in kept])
        ),
        rows=rows,
        notes=portfolio_notes(
            [row.name for row in rows], changes, [row.adjusted for row in rows],
            [row.drawn for row in rows], is_shared=_overlap([one.card for one in kept]),
            away=put_away_sentence(store.put_away_pilots()),
        ),
        is_sample=store.is_sample(),
    )  # fmt: skip


def keep_all_said(store: Store, found: Portfolio, scope: Scope, way: str) -> None:
    """Keep what leaves of each pilot, as a report of it would. way: the file."""
    for row in found.rows:
        said = row.findings[MEASURES.index(QUESTION)]
        keep_said(OnePilot(store, row.number), said, Filters(), scope, way)


def _row(
    kept: KeptPilot,
    findings: tuple[Finding, ...],
    adjusted: float | None,
    drawn: Estimate | None,
) -> PilotRow:
    return PilotRow(
        number=kept.number,
        name=kept.card.name,
        goal=kept.card.goal,
        about=about_pilot(kept),
        findings=findings,
        scores=scorecard(findings),
        adjusted=adjusted,
        drawn=drawn,
    )


def adjusted_for_several(findings: Sequence[Finding]) -> list[float | None]:
    """p of each comparison of hires after Holm's correction over all pilots; None for a finding
    that is none, or has too little data."""
    places = [n for n, f in enumerate(findings) if isinstance(f.answer, Curve) and _is_judged(f)]
    tests = [findings[n].answer for n in places]
    found: list[float | None] = [None] * len(findings)
    if tests:
        corrected = holm([test.p for test in tests if isinstance(test, Curve)])
        for place, p in zip(places, corrected, strict=True):
            found[place] = p
    return found


def drawn_gains(findings: Sequence[Finding]) -> list[Estimate | None]:
    """Percent faster of each pilot, drawn towards the mean of all by how little it knows, so that a
    lucky small one does not lead: `shrink` on log(1 - faster), the standard error from the width of
    the interval at its own confidence. None for a pilot with too little data or an interval that is
    open, and for all where fewer than three are left. Pilots that share a baseline are not quite
    independent."""
    found: list[Estimate | None] = [None] * len(findings)
    values, errors, places = [], [], []
    for place, finding in enumerate(findings):
        answer = finding.answer
        if not isinstance(answer, Curve) or answer.estimate is None or not _is_judged(finding):
            continue
        low, high = answer.estimate.low, answer.estimate.high
        if low is None or high is None or not low < high < 1:
            continue
        width = math.log1p(-low) - math.log1p(-high)
        values.append(math.log1p(-answer.estimate.value))
        errors.append(width / 2 / normal_critical(answer.confidence))
        places.append(place)
    together = shrink(values, errors) if values else None
    for place, one in zip(places, together.each if together else (), strict=False):
        value, low, high = (-math.expm1(v) for v in (one.value, one.high, one.low))
        found[place] = Estimate(value, low, high)
    return found


def _is_judged(finding: Finding) -> bool:
    return not any(verdict.outcome == "not-enough" for verdict in finding.verdicts)


def _overlap(cards: Sequence[Pilot]) -> bool:
    """Whether two pilots ran on the same days for the same people."""
    return any(
        one.starts_on <= other.ends_on
        and other.starts_on <= one.ends_on
        and not (
            one.departments
            and other.departments
            and set(one.departments).isdisjoint(other.departments)
        )
        for one, other in combinations(cards, 2)
    )
