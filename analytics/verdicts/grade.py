"""The words of the evidence grade: what it rests on, what would raise it, and the verbs it allows.

A claim made by lot may say that the pilot did it; with a comparison group, that it goes with the
pilot; before against during, that it happened; with less, that it appears or may be so. Where
people chose what is compared, it only goes with what they chose (exposure).
"""

from __future__ import annotations

from datetime import date

from analytics import fmt
from analytics.findings import Grade
from analytics.verdicts.said import listed

_DESIGNS = {
    "lot": "departments drawn by lot",
    "comparison": "before and during, beside a comparison group",
    "before-after": "before and during, without a comparison group",
    "chosen": "people chose for themselves how often to come",
}
_FAULTS = {
    "sign-off-rhythm": "the rhythm of sign-offs changed",
    "comparison-rhythm": "the rhythm of sign-offs changed in the comparison group",
    "nobody-left": "those who left may be missing",
    "pre-trend": "things were already changing before",
    "mix-not-held": "a shifted mix that is not held equal",
    "classes-too-few": "few hiring classes",
    "many-left": "many left",
    "pre-trend-unknown": "whether things were changing before is not known",
    "small": "too few people to show the target",
    "still-learning": "most are still learning",
    "not-registered": "the target was not set down before the start",
    "one-team": "one department only",
}
STEPS = {
    "list-leavers": "add a people list that also holds those who left (or say in the pilot card"
    " that it does)",
    "longer-baseline": "compare with people hired further back",
    "wait": "read it again{on}",
    "competent-dates": "add the dates on which people became competent, not those of the meetings"
    " that signed them off",
    "comparison-group": "name departments without the pilot to compare with",
    "register-next": "save the next pilot's card before it starts",
    "draw-lots-next": "draw by lot which departments start first next time",
}


def grade_badge(grade: Grade) -> str:
    """ "Evidence C"."""
    return f"Evidence {grade.letter}"


def grade_sentence(grade: Grade, read_on: date | None = None) -> str:
    """What the grade rests on and the cheapest step that would raise it."""
    says = f"{grade.letter} on a scale from A to E: {_DESIGNS[grade.design]}"
    if grade.faults:
        says += f"; {listed([_FAULTS[fault] for fault in grade.faults])}"
    says += "."
    if grade.next_step:
        on = f", from {fmt.day(read_on)} on" if read_on else " later"
        says += f" To raise it: {STEPS[grade.next_step].format(on=on)}."
    return says


def gain_title(grade: Grade | None, change: str) -> str:
    """The title of a clear gain or loss, no stronger than its grade. change: "23% faster"."""
    amount, _, way = change.rpartition(" ")
    letter = grade.letter if grade else "C"
    if letter == "A":
        return f"The pilot made new hires reach competency {change}"
    if letter == "B":
        return f"With the pilot, new hires reach competency {change}"
    if letter == "C":
        return f"New hires reach competency {change}"
    if letter == "D":
        return f"New hires appear to reach competency {change}"
    return f"New hires may reach competency {way}: {amount} in these data"


def gain_clause(grade: Grade | None, way: str, who: str = "new hires") -> str:
    """The same within a sentence, without the number. way: "faster" or "slower"."""
    letter = grade.letter if grade else "C"
    verb = {"D": "appear to reach", "E": "may reach"}.get(letter, "reach")
    return f"{who} {verb} competency {way}"
