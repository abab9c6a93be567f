"""Words for time to competency: what the comparison of two cohorts lets one say, and what not."""

from __future__ import annotations

from analytics import fmt
from analytics.findings import Curve
from analytics.questions import Context
from analytics.stats.power import times_as_many
from analytics.verdicts.early import early_dates, early_sentences
from analytics.verdicts.flags import flag_sentences
from analytics.verdicts.grade import gain_title, grade_badge, grade_sentence
from analytics.verdicts.rule import (
    change_outcome,
    change_verdicts,
    is_read_repeatedly,
    limits_name,
    why_not_enough,
)
from analytics.verdicts.said import Said, dotted

_HEADLINES = {
    "promising": "Not proven",
    "capped": "Not proven",
    "inconclusive": "Inconclusive",
    "no-difference": "No clear change",
    "not-enough": fmt.NOT_KNOWN,
}
CAVEATS = {
    "before-after": "This compares two periods, not two random groups. Hiring mix, season or a"
    " changed sign-off rule could also move it.",
    "comparison": "The comparison group was not drawn by lot: something else may have happened in"
    " one group and not in the other.",
    "lot": "Departments were drawn by lot; with few departments chance can still favour one side.",
}


def say_change(answer: Curve, context: Context) -> Said:
    """The verb of the title follows from the rule's outcome, never from the estimate alone."""
    estimate, target = answer.estimate, answer.target
    assert estimate is not None and target is not None
    outcome = change_outcome(answer)
    change, goal = fmt.faster(estimate.value), fmt.percent(target)
    before, during = answer.before, answer.during
    interval = fmt.faster_range(estimate.low, estimate.high)
    level = fmt.percent(answer.confidence) if outcome != "not-enough" else ""
    limits = (
        f"{limits_name(answer.confidence, answer.flags)} {interval}" if level else "no verdict yet"
    )
    medians = f"Median {fmt.days(before.median[0])} → {fmt.days(during.median[0])}"
    hires = f"{fmt.count(before.n)} vs {fmt.count(during.n)} hires"
    return Said(
        title=_title(outcome, change, goal, answer),
        headline=_HEADLINES.get(outcome, change),
        verdicts=change_verdicts(outcome, estimate, target),
        caption=(f"Target {goal} · {limits}", f"{medians}, {hires}"),
        paragraphs=tuple(_paragraphs(answer, outcome, context)),
        footnote=dotted(
            [
                f"n = {fmt.count(before.n)} before, {fmt.count(during.n)} during"
                f" ({fmt.count(during.still_learning)} still learning)",
                f"followed up to {fmt.days(before.longest)} before, {fmt.days(during.longest)}"
                " during",
                f"{goal} faster = {goal} fewer days",
                "bands = 95% intervals (log-log)",
                f"{_TESTS[_design(answer)]} {fmt.p_value(answer.p)}" if level else "",
                f"hired since {fmt.day(context.pilot.baseline_start)}" if context.pilot else "",
                f"competent = “{context.competency}”" if context.competency else "",
                grade_badge(answer.grade) if answer.grade else "",
            ]
        ),
        alt=_alt(answer),
    )


_TESTS = {
    "before-after": "log-rank",
    "comparison": "difference of two log time ratios",
    "lot": "difference of two log time ratios",
}


def _design(answer: Curve) -> str:
    return answer.grade.design if answer.grade else "before-after"


def _title(outcome: str, change: str, goal: str, answer: Curve) -> str:
    if outcome.startswith("faster") or outcome == "slower":
        return gain_title(answer.grade, change)
    return {
        "promising": "Time to competency: promising, not proven; no change is still possible",
        "capped": "Time to competency: promising, not proven; something else could explain it",
        "inconclusive": f"Time to competency: no change and the {goal} target are both still"
        " possible",
        "no-difference": "No clear change in time to competency",
        "not-enough": "Too early to say whether time to competency has changed",
    }[outcome]


def _paragraphs(answer: Curve, outcome: str, context: Context) -> list[tuple[str, str]]:
    estimate = answer.estimate
    assert estimate is not None and answer.target is not None
    goal = fmt.percent(answer.target)
    interval = fmt.faster_range(estimate.low, estimate.high)
    best = fmt.faster(estimate.value)
    test = _TESTS[_design(answer)]
    named = f"{fmt.confidence(answer.confidence)} interval"
    if is_read_repeatedly(answer.confidence, answer.flags):
        named = "interval for repeated reading"
    than = ", beyond the change in the comparison group" if answer.others else ""
    became = (
        f"People hired during the pilot became competent {interval}{than} ({named}; best estimate"
        f" {best}; {test} {fmt.p_value(answer.p)})"
    )
    fit = f"the data fit anything from {interval}{than}"
    caps = flag_sentences([flag for flag in answer.flags if flag.caps])
    can = {
        "faster-met": f"{became}. All of that range reaches the {goal} target.",
        "faster-open": f"{became}. {_chance(answer.p)}",
        "faster-missed": f"{became}. All of that range is short of the {goal} target.",
        "promising": "The data lean towards faster, but no change is still possible: they fit"
        f" anything from {interval}{than} (best estimate {best}).",
        "capped": f"The data lean towards faster ({interval}{than}; best estimate {best}), but no"
        f" more than that can be said. {' '.join(caps)}",
        "inconclusive": f"{_sentence(fit)}, so no change and the {goal} target are both possible.",
        "no-difference": f"{_sentence(fit)}: if there is a gain, it is smaller than {goal}.",
        "slower": f"{became}. {_chance(answer.p)}",
        "not-enough": why_not_enough(answer.in_short),
    }[outcome]
    cannot = {
        "faster-met": f"Where in the range of {interval} the true figure lies.",
        "faster-open": f"Whether the {goal} target is met: it lies inside the range of {interval}.",
        "faster-missed": f"Where in the range of {interval} the true figure lies.",
        "promising": f"Whether anything has changed. {_needed(answer)}",
        "capped": "Whether the pilot has changed anything: something else that was found in the"
        " data could have made the difference by itself.",
        "inconclusive": f"Whether anything has changed. {_needed(answer)}",
        "no-difference": "That nothing has changed: a smaller gain, or a loss, would not show with"
        " this many hires.",
        "slower": "Why: what could explain a gain without the pilot could explain a loss too.",
        "not-enough": "Whether anything has changed: the curves and the counts are shown without a"
        " verdict.",
    }[outcome]
    unsaid = [flag.code for flag in answer.flags if flag.caps] if outcome == "capped" else []
    if outcome == "not-enough":
        unsaid = ["mix-held-equal"]  # its sentence holds an estimate
    flags = flag_sentences(answer.flags, skip=("no-comparison-group", *unsaid))
    others = " ".join([CAVEATS[_design(answer)], *_compared(answer), *_left(answer), *flags])
    paragraphs = [
        ("What is missing." if outcome == "not-enough" else "What we can say.", can),
        ("What we cannot say yet.", cannot),
        ("Other explanations.", others),
    ]
    early = early_sentences(answer) if outcome != "not-enough" else early_dates(answer)
    if early:
        paragraphs.append(("Too early?", early))
    if answer.grade:
        read_on = answer.early.read_on if answer.early else None
        if read_on and context.as_of is not None and read_on <= context.as_of.date():
            read_on = None  # that day has come
        paragraphs.append(("How strong the evidence is.", grade_sentence(answer.grade, read_on)))
    return paragraphs


def _compared(answer: Curve) -> list[str]:
    """What the comparison group did by itself."""
    if answer.others is None:
        return []
    before, during, own = answer.others
    hires = f"{fmt.count(before.n)} and {fmt.plural(during.n, 'hire')}"
    return [f"In the comparison group ({hires}) people were {fmt.faster(own)} by themselves."]


def _left(answer: Curve) -> list[str]:
    """Leavers counted as never competent, beside the curves that leave them open."""
    if not answer.before.left and not answer.during.left:
        return []
    for day in sorted(answer.before.of_hired_by, reverse=True):
        before, during = (cohort.of_hired_by.get(day) for cohort in (answer.before, answer.during))
        if before and during:
            shares = f"{fmt.percent(before.value)} before and {fmt.percent(during.value)} during"
            return [
                f"Of everybody hired, leavers counted as never competent, {shares} were competent"
                f" by day {day}."
            ]
    return []


def _chance(p: float) -> str:
    """How surprising the difference would be by chance, no stronger than p."""
    if p < 0.001:
        return "That is very unlikely to be chance."
    if p < 0.01:
        return "That is unlikely to be chance."
    return "Chance alone would rarely give that."


def _needed(answer: Curve) -> str:
    if answer.detectable is None or answer.target is None:
        return "There are too few sign-offs to say what could be shown."
    says = (
        f"With this many hires only gains of about {fmt.percent(answer.detectable)} could be shown"
        " reliably"
    )
    factor = times_as_many(answer.detectable, answer.target) if answer.target < 1 else 0
    if factor > 1.2:
        says += (
            f"; about {fmt.number(round(factor, 1))} times as many are needed for"
            f" {fmt.percent(answer.target)}"
        )
    return f"{says}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _alt(answer: Curve) -> str:
    before, during = answer.before, answer.during
    return (
        "Step chart of the share of new hires competent by days since hire, before and during the"
        f" pilot, with 95% bands. Median before {fmt.days(before.median[0])}, during"
        f" {fmt.days(during.median[0])}. After {fmt.days(before.longest)}"
        f" {fmt.percent(before.curve[-1].share)} of those before are competent, after"
        f" {fmt.days(during.longest)} {fmt.percent(during.curve[-1].share)} of those during."
    )
