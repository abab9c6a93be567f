"""What was promised before the pilot, and what has been changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics import fmt
from analytics.kept_pilots import Amendment, KeptPilot, Lock
from analytics.pilots import Pilot
from analytics.verdicts.said import listed

# Each field of the card as a reader calls it.
FIELDS = {
    "name": "name",
    "goal": "goal",
    "metric": "main metric",
    "better": "which way of it is better",
    "starts_on": "first day",
    "ends_on": "last day",
    "departments": "departments in the pilot",
    "comparison_departments": "departments compared with",
    "baseline_from": "start of the baseline",
    "read_on": "day of reading",
    "department_starts": "departments that began on another day",
    "is_randomised": "drawn by lot",
    "has_leavers": "people list holds leavers",
    "invited_by": "who counts as invited",
    "timezone": "time zone",
    "participation": "target: participation",
    "sessions_per_month": "target: sessions a month",
    "percent_faster": "target: faster to competency",
    "attended_minutes": "attended: minutes",
    "attended_share": "attended: share of the session",
    "competency": "what counts as competent",
    "cost_hour": "cost of an hour",
    "cost_day": "cost of a day",
    "preparation_hours": "hours of preparation",
    "cost_other": "other costs",
    "currency": "currency",
}
_SHARES = frozenset({"participation", "percent_faster", "attended_share"})
_NONE = {"departments": "everyone"}
# Letters of the digest that a reader compares.
_SHORT = 8
_MOST_NAMED = 3


@dataclass(frozen=True)
class Amended:
    """One change of a locked card, in words."""

    field: str
    was: str
    now: str
    since: str


def amended(kept: KeptPilot | None) -> tuple[Amended, ...]:
    """What is not as it was promised, in the order of the card."""
    changes = {one.field: one for one in kept.amendments} if kept else {}
    return tuple(_amended(changes[name]) for name in FIELDS if name in changes)


def promise_line(kept: KeptPilot | None) -> str:
    """For a footnote; "" where nothing is locked."""
    if kept is None or kept.lock is None:
        return ""
    changes = amended(kept)
    if not changes:
        return f"{_locked(kept.lock)}, unchanged since"
    named = [one.field for one in changes[:_MOST_NAMED]]
    if rest := len(changes) - len(named):
        named.append(f"{fmt.count(rest)} more")
    return f"{_locked(kept.lock)}; changed since: {listed(named)}"


def promise_sentences(kept: KeptPilot | None) -> tuple[str, ...]:
    """What was promised and how far it still stands, a sentence each; none where nothing is
    locked."""
    if kept is None or kept.lock is None:
        return ()
    lock, card = kept.lock, kept.lock.card
    said = []
    if card.goal:
        said.append(f"Goal: {card.goal.rstrip('.')}.")
    day = fmt.day(lock.at.date())
    late = (lock.at.date() - card.starts_on).days
    when = f", {fmt.plural(late, 'day')} after the pilot began" if late > 0 else ""
    said.append(f"The pilot card was locked on {day}{when} (SHA-256 {lock.digest[:_SHORT]}).")
    if not lock.is_whole:
        said.append("The locked text is not the one that was locked: it no longer has that digest.")
    if not kept.amendments:
        said.append("Nothing in it has been changed since.")
    said += [
        f"Changed on {one.since}: {one.field}, from {one.was} to {one.now}."
        for one in amended(kept)
    ]
    return tuple(said)


def promise_title(kept: KeptPilot | None) -> str:
    """How far the promise stands, "" where nothing is locked."""
    if kept is None or kept.lock is None:
        return ""
    changes = len(kept.amendments)
    if not changes:
        return "The pilot is judged by what was promised"
    is_are = "is" if changes == 1 else "are"
    return f"{fmt.plural(changes, 'thing')} {is_are} not as promised"


def put_away_sentence(kept: Sequence[KeptPilot]) -> str:
    """How many pilots are shown no more, "" for none."""
    if not kept:
        return ""
    locked = sum(one.lock is not None for one in kept)
    was = "was" if len(kept) == 1 else "were"
    more = f", {fmt.count(locked)} of them with a locked card" if locked else ""
    return f"{fmt.plural(len(kept), 'pilot')} {was} put away{more}."


def _locked(lock: Lock) -> str:
    late = ", after the pilot began" if lock.at.date() > lock.card.starts_on else ""
    return f"Card locked {fmt.day(lock.at.date())}{late} ({lock.digest[:_SHORT]})"


def _amended(one: Amendment) -> Amended:
    was, now = field_words(one.field, one.was), field_words(one.field, one.now)
    if was == now:  # they differ by less than is written
        was, now = repr(one.was), repr(one.now)
    return Amended(FIELDS[one.field], was, now, fmt.day(one.since))


def field_words(field: str, value: Any) -> str:
    """A field of the card in words."""
    match value:
        case None | "" | ():
            return _NONE.get(field, "none")
        case bool():
            return "yes" if value else "no"
        case date():
            return fmt.day(value)
        case tuple() if field == "department_starts":
            return ", ".join(f"{name} on {fmt.day(day)}" for name, day in value)
        case tuple():
            return ", ".join(value)
        case str():
            return value
        case _ if field in _SHARES:
            return fmt.percent(value)
        case _:
            return fmt.number(value)


def card_words(card: Pilot) -> tuple[tuple[str, str], ...]:
    """Every field of a card with what it says."""
    return tuple((says, field_words(name, getattr(card, name))) for name, says in FIELDS.items())
