"""The only place that chooses words: verdicts, titles, caveats.

A title never says more than its numbers: the verb follows from the rule's outcome, never from the
estimate alone. Words for a gain (faster, sooner, gain) stand in a title only when the whole
interval lies above no change. Flat data yield "no clear change", wide data "inconclusive", few
data "too early to say".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from analytics import fmt
from analytics.findings import (
    Answer,
    Calendar,
    Curve,
    Distribution,
    Estimate,
    Finding,
    Funnel,
    Quotes,
    TooFew,
    Trend,
    Verdict,
)
from analytics.pilots import Pilot
from analytics.questions import Context, Question
from analytics.stats.power import times_as_many

FEWEST_PEOPLE = 10
FEWEST_COMPETENT = 10
FEWEST_INVITATIONS = 10
# One-sided p < 0.10: what "promising" asks for besides half of the target.
_LEANING = 1.2816

# outcome of the rule -> badges against no change and against target (ux.md section 0)
_BADGES = {
    "faster-met": ("Clear gain", "good", "Target met", "good"),
    "faster-open": ("Clear gain", "good", "Target: too close to call", "open"),
    "faster-missed": ("Clear gain", "good", "Target missed", "bad"),
    "promising": ("Promising, not proven", "open", "Target: too close to call", "open"),
    "inconclusive": ("Inconclusive", "quiet", "Target: too close to call", "open"),
    "no-difference": ("No clear change", "quiet", "Target missed", "bad"),
    "slower": ("Clear loss", "bad", "Target missed", "bad"),
    "not-enough": ("Too little data", "quiet", "Too little data", "quiet"),
}
_TARGET_BADGES = {
    "met": ("Target met", "good"),
    "open": ("Target: too close to call", "open"),
    "missed": ("Target missed", "bad"),
    "not-enough": ("Too little data", "quiet"),
}
_INVITED_BY = {
    "invitation": "calendar invitations",
    "registration": "registrations",
    "roster": "the roster: everyone in the pilot counts as invited to every session",
}
_FLAGS = {
    "no-comparison-group": "Before/after comparison: other changes in the same period are included"
    " in this number.",
    "straddlers-censored": "{n} hired before and still learning at the pilot's start are counted"
    " up to that day.",
    "competent-before-hire": "{n} with a competent date before the hire date are left out.",
    "sign-offs-without-hire": "{n} with a competent date match nobody with a hire date and are"
    " left out.",
    "many-left": "{n} of the people hired during the pilot left: more than one in ten.",
    "nobody-left": "Nobody in the people list has left: if it holds current staff only, people who"
    " left are missing from both sides.",
}


# the rule -----------------------------------------------------------------------------------------


def change_outcome(curve: Curve) -> str:
    """The verdict rule on percent faster (statistics.md section F), as one of _BADGES' keys.

    Not enough: fewer than 10 people or 10 competent on a side, or nobody during was followed as
    long as the median before, or an early look. Faster/slower: z beyond its critical value, which
    is when the interval excludes 0; then the interval against the target. Otherwise: no
    difference when the interval excludes the target; promising when the estimate is at least
    half the target and z > 1.2816; else inconclusive.
    """
    estimate, target = curve.estimate, curve.target
    assert estimate is not None and target is not None
    if _why_not_enough(curve):
        return "not-enough"
    if curve.z > curve.critical[1]:
        if estimate.low is not None and estimate.low >= target:
            return "faster-met"
        return "faster-missed" if estimate.high is not None and estimate.high < target else "faster-open"
    if curve.z < curve.critical[0]:
        return "slower"
    if estimate.high is not None and estimate.high < target:
        return "no-difference"
    if estimate.value >= target / 2 and curve.z > _LEANING:
        return "promising"
    return "inconclusive"


def _why_not_enough(curve: Curve) -> str:
    """What is missing for a verdict, as a sentence; "" when nothing is."""
    for name, cohort in (("before", curve.before), ("during", curve.during)):
        if cohort.n < FEWEST_PEOPLE or cohort.competent < FEWEST_COMPETENT:
            return (
                f"{fmt.plural(cohort.n, 'person', 'people')} hired {name} the pilot,"
                f" {cohort.competent} of them competent: a verdict needs {FEWEST_PEOPLE} and"
                f" {FEWEST_COMPETENT} on each side."
            )
    median = curve.before.median[0]
    if median is None:
        return "Half of the people hired before the pilot are not competent yet."
    if curve.during.longest < median:
        return (
            f"Nobody hired during the pilot has been followed for {fmt.days(median)} yet, which"
            " half of those before needed."
        )
    if curve.is_interim:
        return "The pilot is still running: the verdict is read once, at its planned end."
    return ""


def target_outcome(estimate: Estimate, target: float) -> str:
    """ "met" when the whole interval reaches the target, "missed" when none of it does."""
    if estimate.low is not None and estimate.low >= target:
        return "met"
    return "missed" if estimate.high is not None and estimate.high < target else "open"


# findings -----------------------------------------------------------------------------------------


def find(
    question: Question,
    answer: Answer,
    context: Context,
    *,
    filters: str = "",
    source_date: date | None = None,
    is_sample: bool = False,
) -> Finding:
    """The answer with its words. filters: what was filtered, in words; source_date: the last
    day the exports behind it know about."""
    match answer:
        case TooFew():
            said = _too_few(question, answer)
        case Trend():
            said = _trend(question, answer)
        case Funnel():
            said = _funnel(question, answer)
        case Calendar():
            said = _calendar(question, answer)
        case Curve():
            said = _curve(question, answer, context)
        case Distribution() if answer.unit == "score":
            said = _score(question, answer)
        case Distribution():
            said = _statements(question, answer)
        case Quotes():
            said = _quotes(question, answer)
        case _:
            raise TypeError(f"no words for {type(answer).__name__}")
    source = f"Source: {question.nouns.source}"
    if source_date:
        source += f", {fmt.day(source_date)}"
    parts = [said.footnote, f"Only {filters}" if filters else "", source]
    if is_sample:
        parts.append("Sample data")
    return Finding(
        question=question.name,
        label=question.label,
        title=said.title,
        subtitle=said.subtitle or question.nouns.measure,
        headline=said.headline,
        answer=answer,
        verdicts=said.verdicts,
        caption=said.caption,
        paragraphs=said.paragraphs,
        footnote=" · ".join(part for part in parts if part),
        alt=said.alt,
        is_sample=is_sample,
    )


class _Said:
    """The words of one finding, before they are put together."""

    def __init__(
        self,
        title: str,
        headline: str,
        footnote: str = "",
        alt: str = "",
        subtitle: str = "",
        verdicts: Sequence[Verdict] = (),
        caption: Sequence[str] = (),
        paragraphs: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.title = title
        self.headline = headline
        self.footnote = footnote
        self.alt = alt or title
        self.subtitle = subtitle
        self.verdicts = tuple(verdicts)
        self.caption = tuple(caption)
        self.paragraphs = tuple(paragraphs)


def _target_verdict(outcome: str) -> Verdict:
    label, tone = _TARGET_BADGES[outcome]
    return Verdict("target", outcome, label, tone)  # type: ignore[arg-type]


def _change_verdicts(outcome: str) -> tuple[Verdict, Verdict]:
    change, change_tone, target, target_tone = _BADGES[outcome]
    return (
        Verdict("no_change", outcome, change, change_tone),  # type: ignore[arg-type]
        Verdict("target", outcome, target, target_tone),  # type: ignore[arg-type]
    )


def _too_few(question: Question, answer: TooFew) -> _Said:
    missing = f"{answer.missing[:1].upper()}{answer.missing[1:]}"
    missing = missing if missing.endswith(".") else f"{missing}."
    title = {
        "no-data": f"Nothing to show yet on {question.nouns.subject}",
        "few": f"Too early to say anything about {question.nouns.subject}",
        "small-group": f"Too few people to show {question.nouns.subject}",
    }[answer.reason]
    verdicts: tuple[Verdict, ...] = ()
    if answer.unit == "faster":
        verdicts = _change_verdicts("not-enough")
    elif answer.target is not None:
        verdicts = (_target_verdict("not-enough"),)
    return _Said(
        title=title,
        headline=fmt.NOT_KNOWN,
        verdicts=verdicts,
        caption=(missing,),
        paragraphs=[("What is missing.", missing)]
        + ([("When it will be enough.", answer.enough_when)] if answer.enough_when else []),
        alt=f"No chart: {missing}",
    )


def _trend(question: Question, answer: Trend) -> _Said:
    share = answer.estimate
    assert share is not None
    came = fmt.percent(share.value)
    interval = fmt.percent_range(share.low, share.high)
    n = answer.n
    verdicts: tuple[Verdict, ...] = ()
    title = f"{came} of invited people came"
    caption = [f"95% CI {interval}"]
    if answer.target is not None:
        target = fmt.percent(answer.target)
        enough = n["invitations"] >= FEWEST_INVITATIONS
        outcome = target_outcome(share, answer.target) if enough else "not-enough"
        verdicts = (_target_verdict(outcome),)
        title = {
            "met": f"Participation is above the {target} target: {came} came",
            "open": f"Participation is too close to its {target} target to call: {came} came",
            "missed": f"Participation is below the {target} target: {came} came",
            "not-enough": "Too early to say whether people come",
        }[outcome]
        caption = [f"Target {target} · 95% CI {interval}"]
    shown = [p for p in answer.points if p.share]
    hidden = len(answer.points) - len(shown)
    people = fmt.plural(n["people"], "person", "people")
    footnote = [
        f"{fmt.plural(n['invitations'], 'invitation')} to {people}",
        f"invited by {_INVITED_BY.get(str(answer.details.get('invited_by')), 'invitations')}",
        f"{fmt.plural(n['walk_ins'], 'walk-in')} not counted" if n["walk_ins"] else "",
        "band = 95% interval that knows the same people come again",
        f"no session in the week of {_listed([fmt.short_day(w) for w in answer.gaps])}"
        if answer.gaps
        else "",
        f"{fmt.plural(hidden, 'week')} with fewer than 5 people not shown" if hidden else "",
    ]
    return _Said(
        title=title,
        headline=came,
        verdicts=verdicts,
        caption=[*caption, f"{fmt.plural(n['invitations'], 'invitation')}, {people}"],
        footnote=" · ".join(part for part in footnote if part),
        alt=_trend_alt(answer),
        paragraphs=[("What we can say.", _trend_says(answer))],
    )


def _trend_says(answer: Trend) -> str:
    share = answer.estimate
    assert share is not None
    came, interval = fmt.percent(share.value), fmt.percent_range(share.low, share.high)
    if answer.target is None:
        return f"{came} came (95% CI {interval})."
    target = fmt.percent(answer.target)
    if target_outcome(share, answer.target) == "open":
        return (
            f"{came} came. The target is {target}; the data fit anything from {interval}, so it is"
            " too close to call."
        )
    return f"{came} came (95% CI {interval}); the target is {target}."


def _trend_alt(answer: Trend) -> str:
    shown = [p for p in answer.points if p.share]
    if not shown:
        return "No chart: every week has too few people to be shown."
    shares = [p.share.value for p in shown if p.share]
    target = f" Target {fmt.percent(answer.target)}." if answer.target is not None else ""
    return (
        f"Line chart of the share of invited people who attended, by week, {fmt.day(shown[0].start)}"
        f" to {fmt.day(shown[-1].start)}, between {fmt.percent(min(shares))} and"
        f" {fmt.percent(max(shares))}.{target} Last value {fmt.percent(shares[-1])}."
    )


def _funnel(question: Question, answer: Funnel) -> _Said:
    first, *rest = answer.steps
    worst = max(rest, key=lambda step: step.lost, default=None)
    total = fmt.plural(first.count, "invitation")
    before = dict(zip([s.name for s in rest], answer.steps, strict=False))
    if worst is None or worst.lost == 0:
        title = f"Nobody is lost on the way: {total}"
    else:
        place = f"between “{before[worst.name].name.lower()}” and “{worst.name.lower()}”"
        title = f"Most people are lost {place}: {fmt.count(worst.lost)} of {total}"
    extra = answer.n["attended_without_accepting"]
    has_accepted = any(step.name == "Accepted" for step in answer.steps)
    footnote = [total, "person-sessions, a count, so no interval"]
    if has_accepted and extra:
        footnote.append(f"{fmt.count(extra)} came without having accepted")
    listed = "; ".join(
        f"{s.name.lower()} {fmt.count(s.count)} ({fmt.percent(s.share)})" for s in answer.steps
    )
    attended = next(s for s in answer.steps if s.name == "Attended")
    return _Said(
        title=title,
        headline=fmt.percent(attended.share),
        footnote=" · ".join(footnote),
        alt=f"Bars of person-sessions from invitation to staying: {listed}.",
    )


def _calendar(question: Question, answer: Calendar) -> _Said:
    assert answer.estimate is not None
    full = [month for month in answer.months if month.is_full]
    met = [month for month in full if month.is_on_target]
    average = answer.details.get("average_minutes")
    planned = answer.details.get("planned_minutes")
    listed = ", ".join(
        f"{fmt.month(m.start)} {m.held}{'' if m.is_full else ' (part of the month)'}"
        for m in answer.months
    )
    length = f"{fmt.number(round(average))} min on average" if average is not None else ""
    verdicts: tuple[Verdict, ...] = ()
    title = f"{fmt.plural(answer.n['sessions'], 'session')} were held"
    caption = ["A count, so no interval"]
    if answer.target is not None:
        target = fmt.number(answer.target)
        caption = [f"Target {target} · a count, so no interval"]
        if not full:
            verdicts = (_target_verdict("not-enough"),)
            title = "Too early to judge the cadence: no full month yet"
        else:
            verdicts = (_target_verdict("met" if len(met) == len(full) else "missed"),)
            short = [m for m in full if not m.is_on_target]
            title = (
                f"{len(met)} of {fmt.plural(len(full), 'full month')} reached"
                f" {fmt.plural(int(answer.target), 'session')}"
                if answer.target == int(answer.target)
                else f"{len(met)} of {fmt.plural(len(full), 'full month')} reached {target} sessions"
            )
            if short:
                title += f"; {_listed([f'{fmt.month(m.start)} had {m.held}' for m in short])}"
    footnote = [
        fmt.plural(answer.n["sessions"], "session"),
        f"{length}{f', planned {fmt.number(round(planned))} min' if planned else ''}" if length else "",
        "a month the pilot or the data cover in part is not judged",
    ]
    return _Said(
        title=title,
        headline=fmt.number(answer.estimate.value),
        verdicts=verdicts,
        caption=[*caption, " · ".join(part for part in (listed, length) if part)],
        footnote=" · ".join(part for part in footnote if part),
        alt=f"Calendar of sessions held per day, {fmt.span(answer.first_day, answer.last_day)}."
        f" By month: {listed}."
        + (f" Target {fmt.number(answer.target)} a month." if answer.target is not None else ""),
    )


def _curve(question: Question, answer: Curve, context: Context) -> _Said:
    estimate, target = answer.estimate, answer.target
    assert estimate is not None and target is not None
    outcome = change_outcome(answer)
    change = fmt.faster(estimate.value)
    interval = fmt.faster_range(estimate.low, estimate.high)
    goal = fmt.percent(target)
    title = {
        "faster": f"New hires reach competency {change}",
        "promising": "Time to competency: promising, not proven; no change is still possible",
        "inconclusive": "Time to competency: the data cannot tell yet between no change and the"
        f" {goal} target",
        "no-difference": "No clear change in time to competency",
        "slower": f"New hires take longer to reach competency: {change}",
        "not-enough": "Too early to say whether time to competency has changed",
    }[outcome.split("-")[0] if outcome.startswith("faster") else outcome]
    headline = {
        "promising": "Not proven",
        "inconclusive": "Inconclusive",
        "no-difference": "No clear change",
        "not-enough": fmt.NOT_KNOWN,
    }.get(outcome, change)
    before, during = answer.before, answer.during
    medians = f"Median {fmt.days(before.median[0])} → {fmt.days(during.median[0])}"
    hires = f"{fmt.count(before.n)} vs {fmt.count(during.n)} hires"
    footnote = [
        f"n = {fmt.count(before.n)} before, {fmt.count(during.n)} during"
        f" ({fmt.count(during.still_learning)} still learning)",
        "bands = 95% intervals (log-log)",
        f"log-rank {fmt.p_value(answer.p)}",
        f"hired since {fmt.day(context.pilot.baseline_start)}" if context.pilot else "",
        f"competent = “{context.competency}”" if context.competency else "",
    ]
    return _Said(
        title=title,
        headline=headline,
        verdicts=_change_verdicts(outcome),
        caption=[f"Target {goal} · 95% CI {interval}", f"{medians}, {hires}"],
        paragraphs=_curve_paragraphs(answer, outcome, interval, goal),
        footnote=" · ".join(part for part in footnote if part),
        alt=_curve_alt(answer),
    )


def _curve_paragraphs(
    answer: Curve, outcome: str, interval: str, goal: str
) -> list[tuple[str, str]]:
    test = f"log-rank {fmt.p_value(answer.p)}"
    estimate = answer.estimate
    assert estimate is not None and answer.target is not None
    can = {
        "faster-met": f"New hires are faster, and by at least {goal}: the data fit {interval}"
        f" ({test}).",
        "faster-open": f"New hires are faster: very unlikely to be chance ({test})."
        f" The data fit {interval}.",
        "faster-missed": f"New hires are faster ({test}), by less than {goal}: the data fit"
        f" {interval}.",
        "promising": f"The data lean towards faster ({fmt.faster(estimate.value)}), but no change"
        f" is still possible ({interval}).",
        "inconclusive": f"The data fit anything from {interval}, which includes no change.",
        "no-difference": f"If there is a gain it is smaller than {goal}: the data fit anything from"
        f" {interval}.",
        "slower": f"New hires take longer ({test}): the data fit {interval}.",
        "not-enough": _why_not_enough(answer),
    }[outcome]
    cannot = {
        "faster-met": "How much more than the target: the interval gives the range.",
        "faster-open": f"That the {goal} target is met: it lies inside the range.",
        "faster-missed": f"That the {goal} target can be reached: it lies outside the range.",
        "promising": "That anything has changed. " + _needed(answer),
        "inconclusive": "Whether anything has changed. " + _needed(answer),
        "no-difference": "That there is no effect at all: a smaller one would not show here.",
        "slower": "Why: a loss can come from the same other changes as a gain.",
        "not-enough": "Anything about the change: the curves and counts are shown, no verdict.",
    }[outcome]
    other = (
        "This compares two periods, not two random groups. Hiring mix, season or a changed sign-off"
        " rule could also move it. "
        + " ".join(flag_sentences(answer.details.get("flags", []), skip=("no-comparison-group",)))
    ).strip()
    paragraphs = [
        ("What we can say.", can),
        ("What we cannot say yet.", cannot.strip()),
        ("Other explanations.", other),
    ]
    naive = answer.details.get("naive", {})
    if naive.get("percent_faster") is not None:
        learning = fmt.plural(answer.during.still_learning, "person", "people")
        paragraphs.append(
            (
                "What a spreadsheet would say.",
                f"{fmt.faster(naive['percent_faster'])}, from the average of those who finished."
                f" It leaves out the {learning} still learning, who are the slower ones.",
            )
        )
    return paragraphs


def _needed(answer: Curve) -> str:
    if answer.detectable is None or answer.target is None:
        return "There are too few sign-offs to say what could be shown."
    says = (
        f"With this many hires only gains of about {fmt.percent(answer.detectable)} could be shown"
        " reliably"
    )
    factor = times_as_many(answer.detectable, answer.target)
    if factor > 1.2:
        says += (
            f"; about {fmt.number(round(factor, 1))} times as many are needed for"
            f" {fmt.percent(answer.target)}"
        )
    return f"{says}."


def flag_sentences(flags: Sequence[Mapping[str, object]], skip: Sequence[str] = ()) -> list[str]:
    """What the flags of a comparison mean, in words."""
    return [
        _FLAGS[str(flag["code"])].format(n=flag["n"]) for flag in flags if flag["code"] not in skip
    ]


def _curve_alt(answer: Curve) -> str:
    before, during = answer.before, answer.during
    return (
        "Step chart of the share of new hires competent by days since hire, before and during the"
        f" pilot, with 95% bands. Median before {fmt.days(before.median[0])}, during"
        f" {fmt.days(during.median[0])}. After {before.longest} days"
        f" {fmt.percent(before.curve[-1].share)} of those before are competent, after"
        f" {during.longest} days {fmt.percent(during.curve[-1].share)} of those during."
    )


def _statements(question: Question, answer: Distribution) -> _Said:
    best, worst = answer.items[0], answer.items[-1]
    lead = next(item for item in answer.items if item.text == answer.lead)
    if len(answer.items) == 1:
        title = f"{fmt.percent(best.share.value)} agree: “{best.text}”"
    else:
        title = (
            f"{fmt.percent(best.share.value)} agree: “{best.text}”; {fmt.percent(worst.share.value)}"
            f" agree: “{worst.text}”"
        )
    listed = "; ".join(
        f"{item.text}: {fmt.percent(item.share.value)}"
        f" ({fmt.percent_range(item.share.low, item.share.high)})"
        for item in answer.items
    )
    hidden = answer.details.get("statements_hidden", 0)
    return _Said(
        title=title,
        subtitle=f"Agreement with {fmt.plural(len(answer.items), 'statement')}; share in the top two",
        headline=fmt.percent(lead.share.value),
        caption=[
            f"“{lead.text}”",
            f"95% CI {fmt.percent_range(lead.share.low, lead.share.high)} ·"
            f" {fmt.plural(lead.n, 'answer')}",
        ],
        footnote=" · ".join(
            part
            for part in (
                f"{fmt.plural(max(i.n for i in answer.items), 'answer')} per statement at most",
                f"{fmt.plural(hidden, 'statement')} with fewer than 5 people not shown"
                if hidden
                else "",
            )
            if part
        ),
        alt=f"Stacked bars of answers per statement, share in the top two: {listed}.",
    )


def _score(question: Question, answer: Distribution) -> _Said:
    score, item = answer.estimate, answer.items[0]
    assert score is not None
    margin = ""
    if score.low is not None and score.high is not None:
        margin = f" (95% CI {fmt.signed(score.low)} to {fmt.signed(score.high)})"
    groups = "; ".join(
        f"{label.lower()}: {fmt.percent(count / item.n)}"
        for label, count in zip(item.labels, item.counts, strict=True)
    )
    return _Said(
        title=f"Recommendation score {fmt.signed(score.value)}{margin}",
        subtitle=f"“{item.text}”",
        headline=fmt.signed(score.value),
        caption=[f"Recommendation score{margin}", fmt.plural(item.n, "answer")],
        footnote=f"{fmt.plural(item.n, 'answer')} · a change smaller than the margin is noise",
        alt=f"One stacked bar: {groups}. Score {fmt.signed(score.value)}{margin}.",
    )


def _quotes(question: Question, answer: Quotes) -> _Said:
    return _Said(
        title=f"{fmt.plural(answer.n['comments'], 'comment')} from"
        f" {fmt.plural(answer.n['people'], 'person', 'people')}",
        headline=fmt.count(answer.n["comments"]),
        footnote="Names, e-mail addresses and numbers are masked",
        alt="A list of comments.",
    )


# the page's own words -----------------------------------------------------------------------------


def overview_title(findings: Sequence[Finding]) -> str:
    """The pilot in one sentence, from the verdicts of its findings and nothing else."""
    by_name = {finding.question: finding for finding in findings}
    parts = [
        part
        for part in (_change_part(by_name.get("time-to-competency")), _came_part(by_name.get("participation")))
        if part
    ]  # fmt: skip
    if not parts:
        return "Nothing to judge yet"
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _change_part(finding: Finding | None) -> str:
    if finding is None or not finding.verdicts:
        return ""
    outcome = finding.verdicts[0].outcome
    if outcome.startswith("faster"):
        return "new hires reach competency faster"
    return {
        "promising": "time to competency is promising, not proven",
        "inconclusive": "time to competency is inconclusive",
        "no-difference": "no clear change in time to competency",
        "slower": "new hires take longer to reach competency",
        "not-enough": "too early to say whether time to competency has changed",
    }[outcome]


def _came_part(finding: Finding | None) -> str:
    if finding is None or not finding.verdicts:
        return ""
    return {
        "met": "participation is above its target",
        "open": "participation is too close to its target to call",
        "missed": "participation is below its target",
        "not-enough": "too early to say whether people come",
    }[finding.verdicts[0].outcome]


def pilot_caption(pilot: Pilot | None, findings: Sequence[Finding], as_of: date | None) -> str:
    """Programme · dates (week n of N) · people and sessions."""
    parts = []
    if pilot:
        weeks = ((pilot.ends_on - pilot.starts_on).days + 7) // 7
        span = fmt.span(pilot.starts_on, pilot.ends_on)
        if as_of and as_of >= pilot.starts_on:
            week = min(((min(as_of, pilot.ends_on) - pilot.starts_on).days // 7) + 1, weeks)
            span += f" (week {week} of {weeks})"
        parts += [pilot.name, span]
    came = next((f for f in findings if f.question == "participation" and f.is_answered), None)
    if came:
        n = came.answer.n
        parts.append(
            f"{fmt.plural(n['people'], 'person', 'people')} invited,"
            f" {fmt.plural(n['sessions'], 'session')}"
        )
    return " · ".join(parts)


def _listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
