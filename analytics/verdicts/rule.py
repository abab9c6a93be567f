"""The fixed rules that turn an interval into an outcome, and the badge of each outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from analytics import fmt
from analytics.cohorts.compare import FEWEST_COMPETENT, FEWEST_PEOPLE, lack_of
from analytics.findings import Compared, Curve, Estimate, Flag, Verdict

FEWEST_INVITATIONS = 10
# One-sided p < 0.10: what "promising" asks for besides half of the target.
_LEANING = 1.2816

Tone = Literal["good", "bad", "open", "quiet"]

# outcome of the rule -> badges against no change and against the target
_CHANGE_BADGES: dict[str, tuple[str, Tone, str, Tone]] = {
    "faster-met": ("Clear gain", "good", "Target met", "good"),
    "faster-open": ("Clear gain", "good", "Target: too close to call", "open"),
    "faster-missed": ("Clear gain", "good", "Target missed", "bad"),
    "promising": ("Promising, not proven", "open", "Target: too close to call", "open"),
    "capped": ("Promising, not proven", "open", "Target: too close to call", "open"),
    "inconclusive": ("Inconclusive", "quiet", "Target: too close to call", "open"),
    "no-difference": ("No clear change", "quiet", "Target missed", "bad"),
    "slower": ("Clear loss", "bad", "Target missed", "bad"),
    "not-enough": ("Too little data", "quiet", "Too little data", "quiet"),
}
_TARGET_BADGES: dict[str, tuple[str, Tone]] = {
    "met": ("Target met", "good"),
    "open": ("Target: too close to call", "open"),
    "missed": ("Target missed", "bad"),
    "not-enough": ("Too little data", "quiet"),
}


def change_outcome(curve: Curve) -> str:
    """`outcome_of` a comparison with its own target and flags."""
    assert curve.target is not None
    return outcome_of(curve.in_short, curve.target, any(flag.caps for flag in curve.flags))


def outcome_of(found: Compared, target: float, is_capped: bool = False) -> str:
    """The verdict rule on percent faster, as one of the keys of the badges above.

    Not enough: fewer than 10 people or 10 competent on a side, or nobody during was followed as
    long as the median before. Faster/slower: z beyond its critical value, which is when the
    interval excludes 0; then the interval against the target. A flag that caps turns faster into
    capped, which reads as promising. Otherwise: no difference when the interval excludes the
    target; promising when the estimate is at least half the target and z > 1.2816; else
    inconclusive.
    """
    estimate = found.estimate
    if estimate is None or why_not_enough(found):
        return "not-enough"
    if found.z > found.critical[1]:
        return "capped" if is_capped else f"faster-{target_outcome(estimate, target)}"
    if found.z < found.critical[0]:
        return "slower"
    if estimate.high is not None and estimate.high < target:
        return "no-difference"
    if estimate.value >= target / 2 and found.z > _LEANING:
        return "promising"
    return "inconclusive"


def way_of(outcome: str) -> str:
    """The way an outcome of `outcome_of` points against no change: "gain", "loss", "neither"."""
    return {"good": "gain", "bad": "loss"}.get(_CHANGE_BADGES[outcome][1], "neither")


def why_not_enough(found: Compared) -> str:
    """What is missing for a verdict, as a sentence; "" when nothing is."""
    lack = lack_of(found)
    if lack in ("before", "during"):
        people, competent = found.before, found.competent_before
        if lack == "during":
            people, competent = found.during, found.competent_during
        by = " by its start" if lack == "before" else ""
        return (
            f"{fmt.count(people)} hired {lack} the pilot, {fmt.count(competent)}"
            f" competent{by}: a verdict needs at least {FEWEST_PEOPLE} people and"
            f" {FEWEST_COMPETENT} competent on each side."
        )
    if lack == "median":
        return "Fewer than half of the people hired before the pilot were competent by its start."
    if lack == "follow-up":
        return (
            "Half of the people hired before the pilot needed up to"
            f" {fmt.days(found.median_before)}, and nobody hired during it has been followed that"
            " long yet."
        )
    return ""


def target_outcome(estimate: Estimate, target: float) -> str:
    """ "met" when the whole interval reaches the target, "missed" when none of it does, else
    "open"."""
    if estimate.low is not None and estimate.low >= target:
        return "met"
    return "missed" if estimate.high is not None and estimate.high < target else "open"


def target_verdict(outcome: str) -> Verdict:
    """outcome: "met", "open", "missed" or "not-enough"."""
    label, tone = _TARGET_BADGES[outcome]
    return Verdict("target", outcome, label, tone)


def change_verdicts(
    outcome: str, estimate: Estimate | None = None, goal: float | None = None
) -> tuple[Verdict, Verdict]:
    """Against no change and against the target, from an outcome of `change_outcome`. estimate,
    goal: what a capped gain is held against; it may be short of the target for sure."""
    change, change_tone, target, target_tone = _CHANGE_BADGES[outcome]
    if outcome == "capped" and estimate and goal and target_outcome(estimate, goal) == "missed":
        target, target_tone = _TARGET_BADGES["missed"]
    return (
        Verdict("no_change", outcome, change, change_tone),
        Verdict("target", outcome, target, target_tone),
    )


_SIGNS = {
    ("target", "good"): "✓",
    ("target", "bad"): "✕",
    ("target", "open"): "≈",
    ("no_change", "good"): "▲",
    ("no_change", "bad"): "▼",
    ("no_change", "open"): "?",
    ("no_change", "quiet"): "=",
}


def sign(verdict: Verdict) -> str:
    """A mark before its words, where there are no icons: colour alone says nothing to many."""
    return _SIGNS.get((verdict.against, verdict.tone), "–")


REPEATED = "CI for repeated reading"


def is_read_repeatedly(confidence: float, flags: Sequence[Flag]) -> bool:
    """Whether the limits are those for any number of looks; departments that a reader picked out
    widen them too, to a confidence of their own."""
    return confidence != 0.95 and any(flag.code == "looks" for flag in flags)


def limits_name(confidence: float, flags: Sequence[Flag]) -> str:
    """ "95% CI", or what the limits are where they are wider than that."""
    if is_read_repeatedly(confidence, flags):
        return REPEATED
    return f"{fmt.confidence(confidence)} CI"
