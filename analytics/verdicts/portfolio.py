"""The words about all pilots of a workspace."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import fmt
from analytics.findings import Estimate, Finding
from analytics.kept_pilots import KeptPilot
from analytics.verdicts.promise import promise_line
from analytics.verdicts.said import dotted, listed

ALPHA = 0.05


def portfolio_title(
    findings: Sequence[Finding], adjusted: Sequence[float | None], *, is_shared: bool
) -> str:
    """How many pilots show a gain in time to competency, and how many do not; a gain that does not
    outlast the correction for several pilots is none. findings: of time to competency, one for each
    pilot; adjusted: p of each after the correction; is_shared: some ran on the same days for the
    same people, so that one gain may stand in several and none is counted."""
    if not findings:
        return "No pilot yet"
    if len(findings) == 1:
        return "One pilot so far"
    shown = [_stands(f, p) and _tone(f) for f, p in zip(findings, adjusted, strict=True)]
    gains, losses = shown.count("good"), shown.count("bad")
    rest = len(findings) - gains - losses
    if rest == len(findings):
        return f"None of {len(findings)} pilots shows faster onboarding yet"
    if is_shared:
        return f"{len(findings)} pilots, some of the same people: each is read by itself"
    parts = [f"{gains} {_shows(gains)} faster onboarding"] if gains else []
    parts += [f"{losses} {_shows(losses)} slower"] if losses else []
    parts += [f"{rest} {_shows(rest)} neither"] if rest else []
    return f"Of {len(findings)} pilots, {listed(parts)}"


def portfolio_notes(
    names: Sequence[str],
    findings: Sequence[Finding],
    adjusted: Sequence[float | None],
    drawn: Sequence[Estimate | None],
    *,
    is_shared: bool,
    away: str,
) -> tuple[str, ...]:
    """Which gains do not outlast the correction for several pilots, and what is left of each when
    all are drawn together. is_shared: some ran on the same days for the same people; away: of
    pilots that are shown no more."""
    notes = []
    lone = [
        name
        for name, finding, p in zip(names, findings, adjusted, strict=True)
        if _tone(finding) in ("good", "bad") and not _stands(finding, p)
    ]
    if lone:
        notes.append(
            f"By itself {listed(lone)} {_shows(len(lone))} a change; among"
            f" {fmt.count(len(names))} pilots that can be chance, so it is not counted above"
            " (Holm's correction)."
        )
    known = [(name, one) for name, one in zip(names, drawn, strict=True) if one]
    if len({round(one.value, 3) for _, one in known}) == 1:
        notes.append(
            f"Chance alone could make the {fmt.count(len(known))} pilots with enough data differ as"
            f" they do: drawn together, each is {_with_limits(known[0][1])}."
        )
    elif known:
        named = "; ".join(f"{name} {_with_limits(one)}" for name, one in known)
        notes.append(
            f"Drawn to the mean of all pilots by how little is known of each, so that a lucky small"
            f" one does not lead: {named}."
        )
    if is_shared:
        notes.append(
            "Pilots that share days and departments count some of the same people, so one gain can"
            " stand in several; how many show one is not counted."
        )
    if away:
        notes.append(away)
    if len(names) > 1:
        notes.append(
            "Pilots were not assigned at random: departments, seasons and people differ, so none of"
            " them wins."
        )
    return tuple(notes)


def _tone(finding: Finding) -> str:
    return next((v.tone for v in finding.verdicts if v.against == "no_change"), "quiet")


def _with_limits(one: Estimate) -> str:
    return f"{fmt.faster(one.value)} ({fmt.faster_range(one.low, one.high)})"


def _stands(finding: Finding, adjusted: float | None) -> bool:
    return adjusted is not None and adjusted < ALPHA


def _shows(n: int) -> str:
    return "shows" if n == 1 else "show"


def about_pilot(kept: KeptPilot) -> str:
    """When it ran, for whom, and what was promised."""
    card = kept.card
    whom = ", ".join(card.departments)
    return dotted([fmt.span(card.starts_on, card.ends_on), whom, promise_line(kept)])
