"""What was said of time to competency when it left: kept, so that it can be read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.findings import Curve, Finding
from analytics.pilots import CardError, Pilot, read_card, write_card
from analytics.scope import Scope
from analytics.verdicts.rule import change_outcome

if TYPE_CHECKING:
    from analytics.filters import Filters
    from analytics.store import Store

QUESTION = "time-to-competency"
Standing = Literal["confirmed", "strengthened", "partly", "withdrawn", "still-open", "now-clear"]
_DIGITS = 9  # of a number that has to be the same for a claim to be the same
# Of a card, with the baseline and the planned read: a cost or a goal makes no other claim.
_READ = (
    "starts_on", "ends_on", "departments", "comparison_departments", "department_starts",
    "is_randomised", "has_leavers", "competency", "percent_faster",
)  # fmt: skip
_KEEP = """
    insert into report_claim by name
    select
        $pilot as pilot, $question as question, $departments as departments, $as_of as as_of,
        $last_hired_on as last_hired_on, $outcome as outcome, $estimate as estimate, $low as low,
        $high as high, $target as target, $hired_before as hired_before,
        $hired_during as hired_during, $title as title, $competency as competency, $card as card,
        $digest as digest, $way as way, $made_at as made_at, $change as change
"""
_CLAIMS = "select * from report_claim order by change"
_VERSIONS = (
    "select coalesce(max(case when what <> 'claim' then number end), 0) as of_numbers,"
    " coalesce(max(number), 0) as of_all from change"
)


@dataclass(frozen=True)
class Claim:
    """What one report said, and of whom.

    pilot: its number; departments: the chosen ones, empty for everybody; as_of: the last day that
    the exports behind it knew of; last_hired_on: of the cohort during; outcome: of the verdict
    rule; estimate, low, high, target: percent faster; before, during: hires; card: the text of the
    pilot card in force, competency: what counted as one; way: the file that left; made_at: in UTC.
    """

    pilot: int
    departments: tuple[str, ...]
    as_of: date
    last_hired_on: date
    outcome: str
    estimate: float
    low: float | None
    high: float | None
    target: float
    before: int
    during: int
    title: str
    competency: str
    card: str
    way: str = ""
    made_at: datetime = datetime.min
    question: str = QUESTION

    @property
    def digest(self) -> str:
        """SHA-256 of what makes it the same claim: the same numbers of the same cohort, under a
        card that says the same of both."""
        said = write_claim(replace(self, title="", way="", card=_as_read(self.card)))
        for name in ("estimate", "low", "high"):
            said[name] = None if said[name] is None else round(said[name], _DIGITS)
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Again:
    """A claim read again. days: after the claim; on: the day it was read as of; outcome, estimate,
    low, high, before, during: as in Claim, estimate None where nothing could be compared."""

    days: int
    on: date
    outcome: str
    estimate: float | None
    low: float | None
    high: float | None
    before: int
    during: int
    standing: Standing


@dataclass(frozen=True)
class SecondLook:
    """A claim with its readings so far, the earliest first, and the day from which it is read
    next, None after the last."""

    claim: Claim
    again: tuple[Again, ...]
    due_on: date | None

    @property
    def last(self) -> Again | None:
        return self.again[-1] if self.again else None

    @property
    def is_withdrawn(self) -> bool:
        """Whether some of what was said does not stand any more."""
        return self.last is not None and self.last.standing in ("withdrawn", "partly")


def _as_read(text: str) -> str:
    """Of the text of a card what time to competency reads; all of it where it cannot be read."""
    try:
        card = read_card(text)
    except CardError:
        return text
    read = {name: getattr(card, name) for name in _READ}
    return write_card(
        Pilot(name="", baseline_from=card.baseline_start, read_on=card.planned_read, **read)
    )


def whom(card: Pilot) -> tuple[object, ...]:
    """What a card says of whom time to competency compares, and from which days on."""
    return (
        card.starts_on, card.ends_on, card.baseline_start, frozenset(card.departments),
        frozenset(card.comparison_departments), frozenset(card.department_starts), card.competency,
    )  # fmt: skip


def claim_of(store: Store, finding: Finding, filters: Filters, way: str = "") -> Claim | None:
    """What a finding says of time to competency; None where it is no claim of a pilot of one's
    own: of another question, without a comparison, of sample data."""
    kept, answer = store.chosen_pilot(), finding.answer
    if kept is None or finding.is_sample or finding.question != QUESTION:
        return None
    if not isinstance(answer, Curve) or answer.estimate is None or finding.known_until is None:
        return None
    assert answer.target is not None
    return Claim(
        pilot=kept.number,
        departments=filters.departments,
        as_of=finding.known_until,
        last_hired_on=min(finding.known_until, kept.card.ends_on),
        outcome=change_outcome(answer),
        estimate=answer.estimate.value,
        low=answer.estimate.low,
        high=answer.estimate.high,
        target=answer.target,
        before=answer.before.n,
        during=answer.during.n,
        title=finding.title,
        competency=str(answer.details.get("competency", "")),
        card=write_card(kept.card),
        way=way,
    )


def keep_said(store: Store, finding: Finding, filters: Filters, scope: Scope, way: str) -> None:
    """Keep what leaves, where it is a claim that can be kept."""
    claim = claim_of(store, finding, filters, way) if can_keep(store, scope) else None
    if claim:
        keep(store, claim)


def can_keep(store: Store, scope: Scope) -> bool:
    """Whether what is said can be read again: in a folder that is written to, and not of one
    team."""
    return store.folder is not None and not store.read_only and scope.team is None


def keep(store: Store, claim: Claim) -> None:
    """Keep a claim; the same one is kept once."""
    with store.writing() as writer:
        known = "select 1 from report_claim where digest = $digest"
        if writer.rows(known, {"digest": claim.digest}):
            return
        writer.note("claim", claim=write_claim(claim))
        row = {
            "pilot": claim.pilot, "question": claim.question,
            "departments": json.dumps(claim.departments), "as_of": claim.as_of,
            "last_hired_on": claim.last_hired_on, "outcome": claim.outcome,
            "estimate": claim.estimate, "low": claim.low, "high": claim.high,
            "target": claim.target, "hired_before": claim.before, "hired_during": claim.during,
            "title": claim.title, "competency": claim.competency, "card": claim.card,
            "digest": claim.digest, "way": claim.way, "made_at": writer.now,
            "change": writer.changed("claim"),
        }  # fmt: skip
        writer.run(_KEEP, row)


def versions(store: Store) -> tuple[int, int]:
    """(`Store.version` without the changes that keep a claim, which move no number; all of it)."""
    [found] = store.ask(_VERSIONS).itertuples(index=False, name=None)
    return int(found[0]), int(found[1])


def version_of_numbers(store: Store) -> int:
    """The first of both."""
    return versions(store)[0]


def kept_claims(store: Store, pilot: int) -> tuple[Claim, ...]:
    """The claims of one pilot, the earliest first."""
    found = store.ask(_CLAIMS)
    return tuple(_claim(row) for row in found.itertuples(index=False) if row.pilot == pilot)


def _claim(row: Any) -> Claim:
    return Claim(
        pilot=int(row.pilot),
        departments=tuple(json.loads(row.departments)),
        as_of=_day(row.as_of),
        last_hired_on=_day(row.last_hired_on),
        outcome=row.outcome,
        estimate=float(row.estimate),
        low=_limit(row.low),
        high=_limit(row.high),
        target=float(row.target),
        before=int(row.hired_before),
        during=int(row.hired_during),
        title=row.title,
        competency=row.competency,
        card=row.card,
        way=row.way,
        made_at=pd.Timestamp(row.made_at).to_pydatetime(),
        question=row.question,
    )


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()


def _limit(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def write_claim(claim: Claim) -> dict[str, Any]:
    """A claim as JSON has it, for the journal; when it was made is the journal's own to say."""
    said = asdict(claim)
    del said["made_at"]
    for name in ("as_of", "last_hired_on"):
        said[name] = said[name].isoformat()
    return said | {"departments": list(claim.departments)}


def read_claim(said: Mapping[str, Any]) -> Claim:
    """The other way round."""
    days = {name: date.fromisoformat(said[name]) for name in ("as_of", "last_hired_on")}
    known = {field.name for field in fields(Claim)}
    found = {name: value for name, value in said.items() if name in known}
    return Claim(**{**found, **days, "departments": tuple(said["departments"])})
