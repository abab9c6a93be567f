"""The words of a claim that was read again: what was said then, what the same hires show now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analytics import fmt
from analytics.findings import Estimate
from analytics.verdicts.rule import Tone, change_verdicts
from analytics.verdicts.said import listed

if TYPE_CHECKING:
    from analytics.claims import Again, Claim, SecondLook

MOST_SHOWN = 4
TITLE = "Second look"
ABOUT = (
    "What was said of time to competency is read again 60 and 90 days later, with the same hires."
)
_LABELS: dict[str, tuple[str, Tone]] = {
    "confirmed": ("Confirmed", "good"),
    "strengthened": ("Confirmed, and clearer", "good"),
    "partly": ("Withdrawn in part", "bad"),
    "withdrawn": ("Withdrawn", "bad"),
    "still-open": ("Still open", "quiet"),
    "now-clear": ("Clear now", "open"),
    "due": ("Not read again yet", "quiet"),
}
_SIGNS = {"good": "✓", "bad": "✕", "open": "!", "quiet": "…"}


@dataclass(frozen=True)
class Shown:
    """A second look in words. lead: its standing; says: the sentence; tone: its colour, sign: the
    mark before it where there are no icons. said, found: percent faster then and read again, as
    far as it was, said_on, found_on: their days in short; target: then."""

    lead: str
    says: str
    tone: Tone
    sign: str
    said: Estimate
    found: Estimate | None
    target: float
    said_on: str
    found_on: str


def shown(look: SecondLook) -> Shown:
    """One claim: said then, read again, what became of it."""
    lead, tone = _LABELS[look.last.standing if look.last else "due"]
    if tone == "good" and look.claim.outcome == "slower":
        tone = "quiet"
    claim, last = look.claim, look.last
    return Shown(
        lead=lead,
        says=look_sentence(look),
        tone=tone,
        sign=_SIGNS[tone],
        said=_of_claim(claim),
        found=_of_again(last) if last else None,
        target=claim.target,
        said_on=fmt.short_day(claim.as_of),
        found_on=fmt.short_day(last.on) if last else "",
    )


def look_sentence(look: SecondLook) -> str:
    """ "On 31 Mar 2026 we said … Read again on 30 May 2026 with the same 145 hires …": the last
    reading, and what became of the claim in an earlier one where that was something else."""
    claim = look.claim
    of = ""
    if claim.departments:
        of = f" of {listed([name or 'no department' for name in claim.departments])}"
    claimed = _found(claim.outcome, _of_claim(claim), claim.target)
    said = [f"On {fmt.day(claim.as_of)} we said{of}: {claimed}."]
    if look.last:
        said.append(_read_again(claim, look.last))
        said += [
            f"On {fmt.day(again.on)} it was {_lower(_LABELS[again.standing][0])}."
            for again in look.again
            if again.standing != look.last.standing
        ]
    if look.due_on:
        said.append(due_sentence(look.due_on, is_first=not look.again))
    return " ".join(said)


def due_sentence(due_on: date, *, is_first: bool = True) -> str:
    """When a claim is read again."""
    return f"This claim is read {'again' if is_first else 'once more'} from {fmt.day(due_on)} on."


def in_words(looks: Sequence[SecondLook]) -> tuple[Shown, ...]:
    """All of them in words, the most telling first: what is withdrawn, what was read again last,
    and the claim that is due next within the first `MOST_SHOWN`, which a page has room for."""

    def place(look: SecondLook) -> tuple[int, int]:
        kind = 0 if look.is_withdrawn else 1 if look.again else 2
        return kind, -look.claim.as_of.toordinal()

    ordered = sorted(looks, key=place)
    read = [look for look in ordered if look.again]
    waiting = [look for look in ordered if not look.again]
    room = MOST_SHOWN - len(waiting[:1])
    return tuple(map(shown, (*read[:room], *waiting[:1], *read[room:], *waiting[1:])))


def summary(looks: Sequence[Shown]) -> str:
    """All on one line: "Second look: 2 confirmed, 1 withdrawn", "" for none."""
    counts = {lead: sum(one.lead == lead for one in looks) for lead, _ in _LABELS.values()}
    parts = [f"{fmt.count(n)} {_lower(lead)}" for lead, n in counts.items() if n]
    return f"{TITLE}: {', '.join(parts)}" if parts else ""


def rest_sentence(looks: Sequence[Shown]) -> str:
    """How many more there are than a page shows, "" for none."""
    more = len(looks) - MOST_SHOWN
    return f"{fmt.plural(more, 'more claim')}: impact second-look lists all." if more > 0 else ""


def withdrawn_notes(looks: Sequence[SecondLook]) -> str:
    """For a footnote: what was said last and does not stand any more, "" for nothing."""
    if not looks:
        return ""
    *others, look = looks
    assert look.last is not None
    claimed = _found(look.claim.outcome, _of_claim(look.claim), look.claim.target)
    more = f", and {fmt.plural(len(others), 'earlier claim')}" if others else ""
    return (
        f"{shown(look).lead} on {fmt.day(look.last.on)}: what was said on"
        f" {fmt.day(look.claim.as_of)}, {claimed}{more}"
    )


def withdrawn_paragraphs(looks: Sequence[SecondLook]) -> tuple[tuple[str, str], ...]:
    """The same as a paragraph, with what it rests on."""
    return tuple((f"{shown(look).lead}.", look_sentence(look)) for look in looks[-1:])


def _lower(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _read_again(claim: Claim, again: Again) -> str:
    found = _found(again.outcome, _of_again(again), claim.target)
    with_whom = f"Read again on {fmt.day(again.on)} with {_hires(claim, again)}"
    return f"{with_whom}: {found}."


def _hires(claim: Claim, again: Again) -> str:
    """The same hires; or how many more or fewer there are, where the exports changed their mind."""
    number = fmt.count(again.before + again.during)
    parts = f"{fmt.count(again.before)} before, {fmt.count(again.during)} during"
    if (claim.before, claim.during) == (again.before, again.during):
        return f"the same {number} hires ({parts})"
    then = f"{fmt.count(claim.before)} and {fmt.count(claim.during)} then"
    return f"{number} hires of those days ({parts}; {then})"


def _of_claim(claim: Claim) -> Estimate:
    return Estimate(claim.estimate, claim.low, claim.high)


def _of_again(again: Again) -> Estimate | None:
    return None if again.estimate is None else Estimate(again.estimate, again.low, again.high)


def _found(outcome: str, estimate: Estimate | None, target: float) -> str:
    """What a reading said, with its limits: a gain or a loss by its size, anything else by its
    badge; and where it stands to the target, where that is sure."""
    change, goal = change_verdicts(outcome, estimate, target)
    if outcome == "not-enough" or estimate is None:
        return "too early to say"
    is_sure = change.tone in ("good", "bad")
    said = fmt.faster(estimate.value) if is_sure else change.label.lower()
    limits = fmt.faster_range(estimate.low, estimate.high)
    where = f", {fmt.percent(target)} {goal.label.lower()}" if goal.tone in ("good", "bad") else ""
    return f"{said} ({limits}){where}"
