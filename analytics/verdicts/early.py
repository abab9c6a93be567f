"""The words of "too early?": who is still learning, the two readings, and the dates."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Curve, Early


def early_sentences(answer: Curve) -> str:
    """The naive and the honest number side by side, and from when on each is fit to be read."""
    early, estimate = answer.early, answer.estimate
    if early is None or estimate is None:
        return ""
    naive = answer.details.get("naive", {}).get("percent_faster")
    honest = fmt.faster_range(estimate.low, estimate.high)
    readings = ""
    if naive is not None:
        readings = f"; a spreadsheet would say {fmt.faster(naive)}, the honest answer is {honest}"
    return f"{_learning(early)}{readings}. {_dates(early)}"


def early_dates(answer: Curve) -> str:
    """Without a verdict there is no honest number to show: who is still learning, and the dates."""
    return f"{_learning(answer.early)}. {_dates(answer.early)}" if answer.early else ""


def _learning(early: Early) -> str:
    hires = fmt.plural(early.people, "person", "people")
    are = "is" if early.learning == 1 else "are"
    return f"{fmt.count(early.learning)} of {hires} hired during the pilot {are} still learning"


def _dates(early: Early) -> str:
    says = "From when on a read is honest cannot be foreseen yet."
    if early.read_on:
        says = f"Earliest honest read: {fmt.day(early.read_on)}."
    if early.spreadsheet_on:
        says += f" A spreadsheet would be safe from about {fmt.day(early.spreadsheet_on)} on."
    return says
