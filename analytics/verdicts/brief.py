"""The words of a pilot as a whole: its scorecard, what cannot be said yet, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics import fmt
from analytics.findings import Calendar, Curve, Finding, TooFew, Trend, Verdict
from analytics.questions import question
from analytics.verdicts.grade import STEPS, grade_badge
from analytics.verdicts.rule import is_read_repeatedly, limits_name
from analytics.verdicts.said import SAMPLE, dotted, listed, only, sentence
from analytics.verdicts.weekly import Week

A_COUNT = "a count"
_CANNOT = ("What we cannot say yet.", "What we cannot say.", "What this cannot say.")
_OUTCOMES = {"good": "met", "bad": "missed", "open": "too close to call", "quiet": "not judged yet"}
MOST_STEPS = 5


@dataclass(frozen=True)
class ScoreRow:
    """One measure beside its target, in words.

    measure, note: its name and what it is; target, result, interval: "—" where there is none;
    evidence: its grade, "" for what claims no change;
    last_period: of the last whole week (or month), with its name; percent_of_plan: the result as a
    share of the target, with its limits.
    """

    question: str
    measure: str
    note: str
    target: str
    result: str
    interval: str
    verdicts: tuple[Verdict, ...]
    evidence: str
    last_period: str
    percent_of_plan: str

    @property
    def says(self) -> str:
        """The verdicts and the evidence on one line, "—" for neither."""
        return "; ".join(filter(None, (*(v.label for v in self.verdicts), self.evidence))) or "—"


def scorecard(findings: Sequence[Finding]) -> tuple[ScoreRow, ...]:
    """A row for each finding; intervals are 95% ones unless they say otherwise."""
    return tuple(_row(finding) for finding in findings)


def scorecard_title(findings: Sequence[Finding]) -> str:
    """How many targets are met, missed and open; nothing about by how much."""
    found = [one.tone for f in findings for one in f.verdicts if one.against == "target"]
    counts = {says: sum(_OUTCOMES[tone] == says for tone in found) for says in _OUTCOMES.values()}
    if not found:
        return "No target can be judged yet"
    if len(found) == 1:
        return f"The one target that is set is {_OUTCOMES[found[0]]}"
    some = [
        f"{number} {'is' if number == 1 else 'are'} {says}"
        for says, number in counts.items()
        if number
    ]
    if len(some) == 1:
        which = "Both targets" if len(found) == 2 else f"All {len(found)} targets"
        return f"{which} are {_OUTCOMES[found[0]]}"
    return f"Of {len(found)} targets, {listed(some)}"


def cannot_say(findings: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    """(label, sentence) of what each finding leaves open, and of what could not be asked."""
    said = []
    for finding in findings:
        answer = finding.answer
        if isinstance(answer, TooFew):
            said.append((finding.label, sentence(answer.missing)))
            continue
        said += [(finding.label, says) for lead, says in finding.paragraphs if lead in _CANNOT]
        is_open = any(v.against == "target" and v.tone == "open" for v in finding.verdicts)
        if is_open and not any(label == finding.label for label, _ in said):
            said.append((finding.label, _open(finding)))
    return tuple(said)


def next_steps(findings: Sequence[Finding], week: Week | None = None) -> tuple[str, ...]:
    """What to do, the most urgent first: what is missing, this week's watch-outs, what raises the
    evidence, when to read again."""
    steps = [
        sentence(finding.answer.missing)
        for finding in findings
        if isinstance(finding.answer, TooFew) and finding.answer.needs
    ]
    for news in week.news if week else ():
        if news.kind == "watch-out":
            steps.append(f"Look into this: {news.fact}. {news.clause}")
    steps += [_raised(found) for found in findings if found.grade and found.grade.next_step]
    for finding in findings:
        early = finding.answer.early if isinstance(finding.answer, Curve) else None
        is_ahead = not finding.known_until or (
            early is not None and (early.spreadsheet_on or date.min) > finding.known_until
        )
        if early and early.learning and early.spreadsheet_on and is_ahead:
            steps.append(
                f"Read time to competency again when those still learning"
                f" ({fmt.count(early.learning)}) have finished: from about"
                f" {fmt.day(early.spreadsheet_on)} on nearly all will have."
            )
    return tuple(dict.fromkeys(steps))[:MOST_STEPS]


def looks_sentence(finding: Finding) -> str:
    """How often the comparison could have been read, "" where it is no comparison."""
    answer = finding.answer
    if not isinstance(answer, Curve):
        return ""
    times = int(answer.details.get("early", {}).get("looks", 1))
    says = f"Time to competency could have been read {fmt.plural(times, 'time')} so far"
    if answer.details.get("is_interim_look"):
        says += ", and its planned day is still to come"
    if is_read_repeatedly(answer.confidence, answer.flags):
        return f"{says}; its limits are widened for that."
    return f"{says}; its limits are those of a single reading."


def foot(briefed: Sequence[Finding], looks: str, about: str) -> tuple[str, ...]:
    """The lines under a report: looks, what an interval is, then per number its n, evidence and
    source. about: what was chosen, and whether it is sample data."""
    numbers = [
        dotted(
            [
                f"{found.label}: {found.caption[-1]}" if found.caption else found.label,
                grade_badge(found.grade) if found.grade else "",
            ]
        )
        for found in briefed
        if found.is_answered
    ]
    known = [found.known_until for found in briefed if found.known_until]
    asked = [question(found.question) for found in briefed if found.is_answered]
    named = dict.fromkeys(one.nouns.source for one in asked if one)
    sources = f"Sources: {'; '.join(named)}" if named else ""
    until = f"Data until {fmt.day(max(known))}" if known else ""
    return tuple(
        filter(
            None,
            (
                looks,
                "An interval holds the true figure in 95 of 100 such pilots. Groups of too few"
                " people are not shown.",
                "; ".join(numbers),
                dotted([about, sources, until]),
            ),
        )
    )


def about_line(filters: str, *, is_sample: bool) -> str:
    """What was chosen, and the mark of sample data, on one line."""
    return dotted([only(filters), SAMPLE if is_sample else ""])


def _row(finding: Finding) -> ScoreRow:
    return ScoreRow(
        question=finding.question,
        measure=finding.label,
        note=_note(finding),
        target=_target(finding),
        result=finding.headline,
        interval=_interval(finding),
        verdicts=finding.verdicts,
        evidence=grade_badge(finding.grade) if finding.grade else "",
        last_period=_last_period(finding),
        percent_of_plan=_of_plan(finding),
    )


def _note(finding: Finding) -> str:
    first = finding.caption[0] if finding.caption else ""
    return first if first.startswith("“") else finding.subtitle


def _target(finding: Finding) -> str:
    target = finding.answer.target
    if target is None:
        return fmt.NOT_KNOWN
    match finding.answer.unit:
        case "faster":
            return f"{fmt.percent(target)} faster"
        case "per_month":
            return f"{fmt.number(target)} a month"
        case _:
            return fmt.percent(target)


def _interval(finding: Finding) -> str:
    """The limits in words; those of a reading that is no verdict yet stay away."""
    estimate = finding.answer.estimate
    if not finding.is_answered or estimate is None or not _is_judged(finding):
        return fmt.NOT_KNOWN
    if finding.interval is None:
        return A_COUNT
    low, high = finding.interval
    match finding.answer.unit:
        case "faster":
            limits, answer = fmt.faster_range(low, high), finding.answer
            if isinstance(answer, Curve) and answer.confidence != 0.95:
                return f"{limits} ({limits_name(answer.confidence, answer.flags)})"
            return limits
        case "share":
            return fmt.percent_range(low, high)
        case _:
            return " to ".join(fmt.signed(v) if v is not None else "open" for v in (low, high))


def _is_judged(finding: Finding) -> bool:
    return not any(one.outcome == "not-enough" for one in finding.verdicts)


def _last_period(finding: Finding) -> str:
    answer = finding.answer
    if isinstance(answer, Trend):
        whole = [p for p in answer.points if p.is_full and p.share]
        if whole and whole[-1].share:
            return f"{fmt.percent(whole[-1].share.value)} ({_week(whole[-1].start)})"
    if isinstance(answer, Calendar):
        months = [month for month in answer.months if month.is_full]
        if months:
            return f"{fmt.count(months[-1].held)} ({fmt.month(months[-1].start)})"
    return fmt.NOT_KNOWN


def _week(start: date) -> str:
    return f"week of {fmt.short_day(start)}"


def _of_plan(finding: Finding) -> str:
    """Where it stands as a share of the plan, with its limits; nothing where no gain is shown."""
    answer = finding.answer
    if isinstance(answer, Calendar):
        judged = [month for month in answer.months if month.is_on_target is not None]
        on_target = sum(bool(month.is_on_target) for month in judged)
        return fmt.percent(on_target / len(judged)) if judged else fmt.NOT_KNOWN
    if answer.estimate is None or not answer.target or not _is_judged(finding):
        return fmt.NOT_KNOWN
    if isinstance(answer, Curve) and not any(
        one.against == "no_change" and one.tone == "good" for one in finding.verdicts
    ):
        return fmt.NOT_KNOWN
    low, high = (
        None if limit is None else limit / answer.target
        for limit in finding.interval or (None,) * 2
    )
    share = fmt.percent(answer.estimate.value / answer.target)
    return f"{share} ({fmt.percent_range(low, high)})"


def _open(finding: Finding) -> str:
    target = fmt.percent(finding.answer.target or 0)
    return f"Whether the {target} target is met: it lies inside the interval {_interval(finding)}."


def _raised(finding: Finding) -> str:
    grade = finding.grade
    assert grade is not None
    on = ""
    if isinstance(finding.answer, Curve) and finding.answer.early:
        read_on = finding.answer.early.read_on
        if read_on and finding.known_until and read_on <= finding.known_until:
            read_on = None  # that day has come
        on = f", from {fmt.day(read_on)} on" if read_on else " later"
    step = STEPS[grade.next_step].format(on=on)
    return f"To raise the evidence of “{finding.label}” ({grade.letter}): {step}."
