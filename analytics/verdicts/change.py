"""Words for time to competency: what the comparison of two cohorts lets one say, and what not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics import fmt
from analytics.findings import Curve
from analytics.questions import Context
from analytics.stats.power import times_as_many
from analytics.verdicts.rule import change_outcome, change_verdicts, why_not_enough
from analytics.verdicts.said import Said, dotted

_HEADLINES = {
    "promising": "Not proven",
    "inconclusive": "Inconclusive",
    "no-difference": "No clear change",
    "not-enough": fmt.NOT_KNOWN,
}
_CAVEAT = (
    "This compares two periods, not two random groups. Hiring mix, season or a changed sign-off"
    " rule could also move it."
)
_FLAGS = {
    "no-comparison-group": "Before/after comparison: other changes in the same period are included"
    " in this number.",
    "straddlers-censored": "{people} hired before the pilot and still learning at its start:"
    " counted up to that day.",
    "competent-before-hire": "{people} with a competent date before the hire date: left out.",
    "sign-offs-without-hire": "{people} with a competent date but no hire date: left out.",
    "many-left": "{people} hired during the pilot left, more than one in ten.",
    "nobody-left": "Nobody in the people list has left: if it holds current staff only, people who"
    " left are missing from both sides.",
}


def say_change(answer: Curve, context: Context) -> Said:
    """The verb of the title follows from the rule's outcome, never from the estimate alone."""
    estimate, target = answer.estimate, answer.target
    assert estimate is not None and target is not None
    outcome = change_outcome(answer)
    change, goal = fmt.faster(estimate.value), fmt.percent(target)
    before, during = answer.before, answer.during
    interval = fmt.faster_range(estimate.low, estimate.high)
    is_judged = outcome != "not-enough"
    limits = f"95% CI {interval}" if is_judged else "no verdict yet"
    medians = f"Median {fmt.days(before.median[0])} → {fmt.days(during.median[0])}"
    hires = f"{fmt.count(before.n)} vs {fmt.count(during.n)} hires"
    return Said(
        title=_title(outcome, change, goal),
        headline=_HEADLINES.get(outcome, change),
        verdicts=change_verdicts(outcome),
        caption=(f"Target {goal} · {limits}", f"{medians}, {hires}"),
        paragraphs=tuple(_paragraphs(answer, outcome, context)),
        footnote=dotted(
            [
                f"n = {fmt.count(before.n)} before, {fmt.count(during.n)} during"
                f" ({fmt.count(during.still_learning)} still learning)",
                f"{goal} faster = {goal} fewer days",
                "bands = 95% intervals (log-log)",
                f"log-rank {fmt.p_value(answer.p)}" if is_judged else "",
                f"hired since {fmt.day(context.pilot.baseline_start)}" if context.pilot else "",
                f"competent = “{context.competency}”" if context.competency else "",
            ]
        ),
        alt=_alt(answer),
    )


def _title(outcome: str, change: str, goal: str) -> str:
    if outcome.startswith("faster") or outcome == "slower":
        return f"New hires reach competency {change}"
    return {
        "promising": "Time to competency: promising, not proven; no change is still possible",
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
    became = (
        f"People hired during the pilot became competent {interval} (95% interval; best estimate"
        f" {best}; log-rank {fmt.p_value(answer.p)})"
    )
    fit = f"the data fit anything from {interval}"
    ends_on = context.pilot.ends_on if context.pilot else None
    can = {
        "faster-met": f"{became}. All of that range reaches the {goal} target.",
        "faster-open": f"{became}. {_chance(answer.p)}",
        "faster-missed": f"{became}. All of that range is short of the {goal} target.",
        "promising": "The data lean towards faster, but no change is still possible: they fit"
        f" anything from {interval} (best estimate {best}).",
        "inconclusive": f"{_sentence(fit)}, so no change and the {goal} target are both possible.",
        "no-difference": f"{_sentence(fit)}: if there is a gain, it is smaller than {goal}.",
        "slower": f"{became}. {_chance(answer.p)}",
        "not-enough": why_not_enough(answer, ends_on),
    }[outcome]
    cannot = {
        "faster-met": "Where in that range the true figure lies.",
        "faster-open": f"Whether the {goal} target is met: it lies inside that range.",
        "faster-missed": "Where in that range the true figure lies.",
        "promising": f"Whether anything has changed. {_needed(answer)}",
        "inconclusive": f"Whether anything has changed. {_needed(answer)}",
        "no-difference": "That nothing has changed: a smaller gain, or a loss, would not show with"
        " this many hires.",
        "slower": "Why: what could explain a gain without the pilot could explain a loss too.",
        "not-enough": "Whether anything has changed: the curves and the counts are shown without a"
        " verdict.",
    }[outcome]
    flags = flag_sentences(answer.details.get("flags", []), skip=("no-comparison-group",))
    paragraphs = [
        ("What is missing." if outcome == "not-enough" else "What we can say.", can),
        ("What we cannot say yet.", cannot),
        ("Other explanations.", " ".join([_CAVEAT, *flags])),
    ]
    naive = answer.details.get("naive", {}).get("percent_faster")
    if naive is not None:
        paragraphs.append(("What a spreadsheet would say.", _spreadsheet(naive, answer)))
    return paragraphs


def _chance(p: float) -> str:
    """How surprising the difference would be by chance, no stronger than p."""
    if p < 0.001:
        return "That is very unlikely to be chance."
    if p < 0.01:
        return "That is unlikely to be chance."
    return "Chance alone would rarely give that."


def _spreadsheet(naive: float, answer: Curve) -> str:
    says = f"{fmt.faster(naive)}, from the average days of those who are competent already."
    learning = answer.during.still_learning
    if learning:
        says += (
            f" That leaves out {fmt.plural(learning, 'person', 'people')} hired during the pilot"
            " and still learning, who tend to be the slower ones."
        )
    return says


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


def flag_sentences(flags: Sequence[Mapping[str, object]], skip: Sequence[str] = ()) -> list[str]:
    """What the flags of a comparison mean, in words. flags: code and n, the people concerned."""
    return [
        _FLAGS[str(flag["code"])].format(people=fmt.plural(int(str(flag["n"])), "person", "people"))
        for flag in flags
        if flag["code"] not in skip
    ]


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
