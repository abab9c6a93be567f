"""Is what we said still true? Each claim of a report is read again 60 and 90 days later.

The same cohort (hired until the claim's last hire day, in the same departments) is read under the
card of that day with what the exports know 60 and 90 days after the claim, by the code that made
the claim. What a claim says for sure is a change (a clear gain or loss) and where it stands to the
target (met or missed); each of the two stands when the new reading says the same for sure.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from analytics.asking import answered, context_of, question
from analytics.claims import (
    QUESTION,
    Again,
    Claim,
    SecondLook,
    Standing,
    kept_claims,
    version_of_numbers,
    whom,
)
from analytics.filters import Filters
from analytics.findings import Answer, Curve, Estimate, TooFew
from analytics.kept_pilots import KeptPilot
from analytics.pilot_choices import is_offered
from analytics.pilots import CardError, Pilot, read_card
from analytics.questions import Context
from analytics.scope import EVERYBODY, Scope
from analytics.store import Store, as_day
from analytics.verdicts.rule import change_outcome, change_verdicts

AFTER = (60, 90)  # days
_READ: WeakKeyDictionary[Store, dict[tuple[Any, ...], Answer]] = WeakKeyDictionary()


class _Then(Store):
    """A store under the card of a claim; it must not be written to."""

    def __init__(self, store: Store, card: Pilot, claim: Claim) -> None:
        self._store = store
        self.name = store.name
        self._clock = store._clock
        self._kept = KeptPilot(claim.pilot, ((card, claim.made_at),))

    def ask(self, sql: str, params: Any = None) -> pd.DataFrame:
        return self._store.ask(sql, params)

    def pilots(self) -> tuple[KeptPilot, ...]:
        return (self._kept,)


def second_looks(
    store: Store,
    scope: Scope = EVERYBODY,
    until: date | None = None,
    also: Claim | None = None,
) -> tuple[SecondLook, ...]:
    """Every claim of the pilot that is looked at, the earliest first, with its readings so far.

    until: the day the data are read as of, None for all of them; also: a claim that is being made
    and may not be kept yet. A team's manager is shown none, for they are of everybody; who sees no
    single people is shown those of a pilot that is offered to them, without a choice of
    departments, and only of the people whom the card in force is of: two that differ by a few would
    give those few away; and nobody is shown one of too few people.
    """
    kept = store.chosen_pilot()
    if kept is None or scope.team is not None or not is_offered(store, scope):
        return ()
    claims = {claim.digest: claim for claim in kept_claims(store, kept.number)}
    if also:
        claims.setdefault(also.digest, also)
    known = _known_until(store, until) if claims else None
    if known is None:
        return ()
    found = (
        _looked(store, claim, scope, known)
        for claim in claims.values()
        if claim.as_of <= known and _may_be_shown(store, claim, kept.card, scope)
    )
    return tuple(look for look in found if look is not None)


def withdrawn(store: Store, filters: Filters, scope: Scope) -> tuple[SecondLook, ...]:
    """Of the claims under the same choice of departments those that do not stand any more."""
    looks = second_looks(store, scope, filters.as_of)
    return tuple(
        look
        for look in looks
        if look.is_withdrawn and look.claim.departments == filters.departments
    )


def standing_of(
    said: tuple[str, Estimate | None, float], found: tuple[str, Estimate | None, float]
) -> Standing:
    """What became of a claim. said, found: (outcome, estimate, target), then and now.

    Withdrawn: the change that was said is not shown any more, or nothing that was said for sure
    is. Partly: only one of two things that were. Confirmed: all of it; strengthened: and something
    that was open is clear now. Nothing said for sure: still open, or clear now.
    """
    (change, target), (change_now, target_now) = _sure(*said), _sure(*found)
    parts = [(then, now) for then, now in ((change, change_now), (target, target_now)) if then]
    if not parts:
        return "now-clear" if change_now or target_now else "still-open"
    stands = [then == now for then, now in parts]
    if (change and change != change_now) or not any(stands):
        return "withdrawn"
    if not all(stands):
        return "partly"
    is_more = (change_now and not change) or (target_now and not target)
    return "strengthened" if is_more else "confirmed"


def _sure(outcome: str, estimate: Estimate | None, target: float) -> tuple[str, str]:
    """(change, target) as far as a verdict says them for sure, "" where it leaves them open."""
    change, goal = change_verdicts(outcome, estimate, target)
    return tuple(one.tone if one.tone in ("good", "bad") else "" for one in (change, goal))  # type: ignore[return-value]


def _known_until(store: Store, until: date | None) -> date | None:
    return as_day(_context(store, until).as_of)


def _context(store: Store, until: date | None = None) -> Context:
    asked = question(QUESTION)
    assert asked is not None
    return context_of(store, asked, Filters(as_of=until))


def _may_be_shown(store: Store, claim: Claim, in_force: Pilot, scope: Scope) -> bool:
    if min(claim.before, claim.during) < scope.smallest_group:
        return False
    if scope.sees_individuals:
        return True
    if claim.departments or claim.competency != _context(store).competency:
        return False
    try:
        return whom(read_card(claim.card)) == whom(in_force)
    except CardError:  # a name in it was erased where it was needed
        return False


def _looked(store: Store, claim: Claim, scope: Scope, known: date) -> SecondLook | None:
    """None where its people are not shown to this reader any more, or its card cannot be read."""
    days = [claim.as_of + timedelta(days=after) for after in AFTER]
    due_on = next((day for day in days if day > known), None)
    again = []
    for after, day in zip(AFTER, days, strict=True):
        if day > known:
            break
        answer = _read(store, claim, scope, day)
        if answer is None or (isinstance(answer, TooFew) and answer.reason != "few"):
            return None
        again.append(_again(claim, after, day, answer))
    return SecondLook(claim, tuple(again), due_on)


def _read(store: Store, claim: Claim, scope: Scope, day: date) -> Answer | None:
    """The answer as of a day, found out once for each version of the data."""
    kept = _READ.setdefault(store, {})
    key = (version_of_numbers(store), claim.digest, scope, day)
    if key not in kept:
        try:
            card = read_card(claim.card)
        except CardError:  # a name in it was erased where it was needed
            return None
        card = replace(
            card,
            ends_on=claim.last_hired_on,
            read_on=card.planned_read,
            competency=claim.competency,
        )
        asked = question(claim.question)
        assert asked is not None
        filters = Filters(departments=claim.departments, as_of=day)
        kept[key] = answered(_Then(store, card, claim), asked, filters, scope)[1]
    return kept[key]


def _again(claim: Claim, after: int, day: date, answer: Answer) -> Again:
    outcome, estimate = "not-enough", None
    before, during = answer.n.get("before", 0), answer.n.get("during", 0)
    if isinstance(answer, Curve):
        outcome, estimate = change_outcome(answer), answer.estimate
        before, during = answer.before.n, answer.during.n
    said = (claim.outcome, Estimate(claim.estimate, claim.low, claim.high), claim.target)
    return Again(
        days=after,
        on=day,
        outcome=outcome,
        estimate=estimate.value if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        before=before,
        during=during,
        standing=standing_of(said, (outcome, estimate, claim.target)),
    )
