"""Words of a plan: what a pilot could show if there is something to be shown, never that it will.

The smallest gain is rounded up, so that nothing smaller than it is called within reach.
"""

from __future__ import annotations

import math

from analytics import fmt
from analytics.cohorts.compare import FEWEST_COMPETENT
from analytics.findings import Help, Plan, Reach
from analytics.intent import Design
from analytics.verdicts.said import Said, dotted, listed

DESIGNS: dict[Design, str] = {
    "before-after": "Before and during alone",
    "comparison": "Beside other departments",
    "stepped": "Departments start in steps",
    "lot": "Departments drawn by lot",
}
_MEANS: dict[Design, str] = {
    "before-after": "compares with those hired before; whatever else changed is included",
    "comparison": "takes off what changed in departments without the pilot",
    "stepped": "lets departments begin one after the other; it is read as before and during, each"
    " department from its own start",
    "lot": "lets chance say which departments begin and which wait, and takes off what changed in"
    " those that wait",
}
# So many times as many hires as are expected are out of reach.
_OUT_OF_REACH = 10


def say_plan(answer: Plan) -> Said:
    found, target = answer.intended, answer.intent.target
    can, about = _can(found, target), _about(answer)
    title = {
        "yes": f"{about}, a gain of {smallest(found)} could be shown if there is one",
        "larger": f"{about}, only a gain of {smallest(found)} could be shown; the target is"
        f" {fmt.percent(target)}",
        "none": f"{about}, too few would be competent by the reading to compare them",
    }[can]
    return Said(
        title=title,
        headline=smallest(found),
        caption=(
            "smallest gain that could be shown",
            f"target {fmt.percent(target)}",
            f"{fmt.plural(answer.n['people'], 'hire')} in {_months(answer.months)} of history",
        ),
        paragraphs=(
            ("What it could show.", _could_show(answer, can)),
            ("Which design.", _which_design(answer)),
            ("What helps most.", _what_helps(answer)),
            ("When to read it.", _when(answer)),
            ("What this rests on.", _rests_on(answer)),
        ),
        footnote=dotted(
            [
                f"n = {fmt.plural(answer.n['people'], 'hire')} in {_months(answer.months)}",
                "shown = 4 times out of 5, at 95% confidence, from one look",
                f"pilot {fmt.span(answer.intent.starts_on, answer.intent.ends_on)}, read on"
                f" {fmt.day(answer.intent.read_on)}",
                f"target {fmt.percent(target)}",
            ]
        ),
        alt=f"Smallest gain that each design could show: {_each(answer)}. Target"
        f" {fmt.percent(target)}.",
    )


def smallest(found: Reach) -> str:
    """The smallest gain that could be shown, rounded up to a whole percent."""
    if found.detectable is None:
        return fmt.NOT_KNOWN
    return fmt.percent(math.ceil(round(found.detectable * 100, 6)) / 100)


def is_within(found: Reach, target: float) -> bool:
    """Whether the target could be shown."""
    return found.detectable is not None and found.detectable <= target


def needs(found: Reach, target: float) -> str:
    """What the target would take, in short."""
    if is_within(found, target):
        return "shows the target"
    if found.needed is None or found.needed > _OUT_OF_REACH * found.during:
        return "target out of reach"
    return f"target needs {fmt.plural(found.needed, 'hire')}"


def competent(found: Reach) -> int:
    """People hired during who will be competent by the reading."""
    return round(found.during * found.seen)


def _can(found: Reach, target: float) -> str:
    if found.detectable is None:
        return "none"
    return "yes" if is_within(found, target) else "larger"


def _about(answer: Plan) -> str:
    found = answer.intended
    dealt = ", drawn into two groups" if found.is_halved else ""
    hires = fmt.plural(found.before, "hire")
    # Who has really been hired since is counted elsewhere.
    expected = " expected from history" if answer.has_begun else ""
    return f"With {hires} before and {fmt.count(found.during)} during{expected}{dealt}"


def _could_show(answer: Plan, can: str) -> str:
    found, target = answer.intended, fmt.percent(answer.intent.target)
    says = (
        f"About {fmt.plural(found.during, 'person', 'people')} would be hired during the pilot and"
        f" {fmt.count(competent(found))} of them be competent by"
        f" {fmt.day(answer.intent.read_on)}."
    )
    if can == "none":
        says += f" A comparison needs {FEWEST_COMPETENT} on each side."
    else:
        says += (
            f" A gain of {smallest(found)} or more would be shown four times out of five; a smaller"
            " one would mostly read as inconclusive."
        )
    if can == "yes":
        return says
    if found.needed is None or found.needed > _OUT_OF_REACH * found.during:
        return f"{says} However many were hired during it, {target} is out of reach this way."
    return f"{says} For {target} about {fmt.plural(found.needed, 'hire')} during it are needed."


def _which_design(answer: Plan) -> str:
    able = [one for one in answer.reaches if one.detectable is not None]
    if not able:
        return "None of them could show anything with so few."
    best = min(able, key=lambda one: one.grade)
    gains = [f"{DESIGNS[one.design].lower()}, {smallest(one)}" for one in able]
    if len(able) > 1 and len({one.grade for one in able}) == 1:
        return (
            f"Could show something: {'; '.join(gains)}. None of them carries more than the others"
            f" (evidence {best.grade} at best)."
        )
    most = "It" if len(able) == 1 else f"“{DESIGNS[best.design]}” carries most: it"
    return (
        f"Could show something: {'; '.join(gains)}. {most} {_MEANS[best.design]} (evidence"
        f" {best.grade} at best)."
    )


def why_not(found: Reach, beside: int) -> str:
    """Why a design could show nothing. beside: hires of departments to compare with."""
    if found.design == "comparison" and not beside:
        return "no departments beside it"
    return "too few to compare"


def _what_helps(answer: Plan) -> str:
    parts = [f"{_help(one)}: {smallest(one.reach)}" for one in answer.helps]
    says = f"In this order, {'; '.join(parts)}." if parts else "Nothing simple shows more."
    if answer.intent.design == "before-after" and answer.n["beside"]:
        says += (
            " Departments without the pilot to compare with do not show smaller gains, but raise"
            " what can be said of one: evidence B instead of C."
        )
    return says


def _help(one: Help) -> str:
    return {
        "baseline": f"comparing with all {_months(one.intent.baseline)} of hires that are known",
        "follow-up": f"reading it on {fmt.day(one.intent.read_on)}, two months later",
        "longer": f"a pilot of {_months(one.intent.months)}, twice as long",
    }[one.code]


def _when(answer: Plan) -> str:
    if answer.read_on is None:
        return (
            f"At this pace {FEWEST_COMPETENT} of those hired during the pilot would not be"
            " competent within two years of its reading: no honest day can be named."
        )
    planned = answer.intent.read_on
    if answer.read_on <= planned:
        target = answer.intent.target
        enough = {
            "yes": f"enough can be competent to show {fmt.percent(target)}",
            "larger": "enough can be competent to read it, not enough to show"
            f" {fmt.percent(target)}",
            "none": f"{FEWEST_COMPETENT} of those hired during can be competent, but not as many on"
            " each side",
        }[_can(answer.intended, target)]
        return f"Not before the planned {fmt.day(planned)}: by then {enough}."
    return (
        f"Not before {fmt.day(answer.read_on)}, though {fmt.day(planned)} is planned: only then can"
        f" {FEWEST_COMPETENT} of those hired during be expected to be competent, and the first be"
        " watched for as long as half of those before took."
    )


def _rests_on(answer: Plan) -> str:
    reached = "" if answer.median is None else f", of whom half took {fmt.days(answer.median)}"
    spread = (
        "How much they differ cannot be told from so short a history: the usual spread is taken"
        if answer.is_usual
        else "How much they differ is taken from them"
    )
    return (
        f"{fmt.plural(answer.n['people'], 'person', 'people')} hired in {_months(answer.months)}"
        f"{reached}. {spread}, and hires are expected to go on at that pace. Whole departments"
        " drawn by lot show less than this: people of one department are alike."
    )


def _each(answer: Plan) -> str:
    return listed(
        [
            f"{DESIGNS[one.design]} {smallest(one) if one.detectable is not None else 'nothing'}"
            for one in answer.reaches
        ]
    )


def _months(months: float) -> str:
    text = fmt.number(round(months))
    return "1 month" if text == "1" else f"{text} months"
