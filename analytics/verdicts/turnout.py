"""Words for who came and how often: participation, the funnel, the cadence."""

from __future__ import annotations

from collections.abc import Mapping

from analytics import fmt
from analytics.findings import Calendar, Funnel, Month, Trend
from analytics.verdicts.rule import FEWEST_INVITATIONS, target_outcome, target_verdict
from analytics.verdicts.said import Said, dotted, listed

_INVITED_BY = {
    "invitation": "calendar invitations",
    "registration": "registrations",
    "roster": "the roster: everyone in the pilot counts as invited to every session",
}


def say_trend(answer: Trend) -> Said:
    share, n = answer.estimate, answer.n
    assert share is not None
    came = fmt.percent(share.value)
    people = fmt.plural(n["people"], "person", "people")
    invitations = fmt.plural(n["invitations"], "invitation")
    title, limits = f"{came} of those invited came", f"95% CI {_range(answer)}"
    outcome = ""
    if answer.target is not None:
        target = fmt.percent(answer.target)
        enough = n["invitations"] >= FEWEST_INVITATIONS
        outcome = target_outcome(share, answer.target) if enough else "not-enough"
        title = {
            "met": f"Participation is above the {target} target: {came} came",
            "open": f"Participation is too close to its {target} target to call: {came} came",
            "missed": f"Participation is below the {target} target: {came} came",
            "not-enough": "Too early to say whether people come",
        }[outcome]
        limits = f"Target {target} · {limits}"
    hidden = sum(point.share is None for point in answer.points)
    gaps = [fmt.short_day(week) for week in answer.gaps]
    return Said(
        title=title,
        headline=came,
        verdicts=(target_verdict(outcome),) if outcome else (),
        caption=(limits, f"{invitations}, {people}"),
        paragraphs=(("What we can say.", _trend_says(answer, outcome)),),
        footnote=dotted(
            [
                f"{invitations} to {people}",
                f"invited by {_INVITED_BY[str(answer.details['invited_by'])]}",
                f"{fmt.plural(n['walk_ins'], 'walk-in')} not counted" if n["walk_ins"] else "",
                _unmatched(n),
                "band = 95% interval that knows the same people come again",
                f"no session in the week of {listed(gaps)}" if gaps else "",
                f"{fmt.plural(hidden, 'week')} with fewer than 5 people not shown"
                if hidden
                else "",
            ]
        ),
        alt=_trend_alt(answer),
    )


def _unmatched(n: Mapping[str, int]) -> str:
    if not n["unmatched_attended"]:
        return ""
    came = fmt.plural(n["unmatched_attended"], "attendance")
    if n["unmatched_names"] == 1:
        return f"{came} by 1 name that matches nobody in the people list"
    names = fmt.count(n["unmatched_names"])
    return f"{came} by {names} names that match nobody in the people list"


def _range(answer: Trend) -> str:
    share = answer.estimate
    return fmt.percent_range(share.low, share.high) if share else fmt.NOT_KNOWN


def _trend_says(answer: Trend, outcome: str) -> str:
    share = answer.estimate
    assert share is not None
    came, interval = fmt.percent(share.value), _range(answer)
    assert share.low is not None and share.high is not None  # Wilson's always exist
    if answer.target is None:
        return f"{came} came (95% CI {interval})."
    target = fmt.percent(answer.target)
    if outcome == "open":
        return (
            f"{came} came. The target is {target}; the data fit anything from"
            f" {fmt.percent(share.low)} to {fmt.percent(share.high)}, so it is too close to call."
        )
    if outcome == "not-enough":
        return f"{came} came (95% CI {interval}), which is too few invitations for a verdict."
    return f"{came} came (95% CI {interval}); the target is {target}."


def _trend_alt(answer: Trend) -> str:
    shown = [(point.start, point.share.value) for point in answer.points if point.share]
    if not shown:
        return "No chart: every week has too few people to be shown."
    shares = [share for _, share in shown]
    target = f" Target {fmt.percent(answer.target)}." if answer.target is not None else ""
    return (
        f"Line chart of the share of invited people who attended, by week, {fmt.day(shown[0][0])}"
        f" to {fmt.day(shown[-1][0])}, between {fmt.percent(min(shares))} and"
        f" {fmt.percent(max(shares))}.{target} Last value {fmt.percent(shares[-1])}."
    )


def say_funnel(answer: Funnel) -> Said:
    first, *rest = answer.steps
    total = fmt.plural(first.count, "invitation")
    worst = max(rest, key=lambda step: step.lost)
    if worst.lost:
        previous = answer.steps[answer.steps.index(worst) - 1]
        title = (
            f"The largest drop is from “{previous.name.lower()}” to “{worst.name.lower()}”:"
            f" {fmt.count(worst.lost)} of {total}"
        )
    else:
        title = f"Nobody is lost on the way: {total}"
    extra = answer.n["attended_without_accepting"]
    has_accepted = any(step.name == "Accepted" for step in answer.steps)
    steps = "; ".join(
        f"{s.name.lower()} {fmt.count(s.count)} ({fmt.percent(s.share)})" for s in answer.steps
    )
    attended = next(step for step in answer.steps if step.name == "Attended")
    return Said(
        title=title,
        headline=fmt.percent(attended.share),
        footnote=dotted(
            [
                total,
                "one per person and session; a count, so no interval",
                f"{fmt.count(extra)} came without having accepted"
                if has_accepted and extra
                else "",
            ]
        ),
        alt=f"Bars from invitation to staying, one per person and session: {steps}.",
    )


def say_calendar(answer: Calendar) -> Said:
    assert answer.estimate is not None
    full = [month for month in answer.months if month.is_full]
    sessions = fmt.plural(answer.n["sessions"], "session")
    months = ", ".join(
        f"{fmt.month(m.start)} {m.held}{'' if m.is_full else ' (part)'}" for m in answer.months
    )
    average, planned = answer.details["average_minutes"], answer.details["planned_minutes"]
    length = f"{fmt.number(round(average))} min each" if average is not None else ""
    intended = f"planned {fmt.number(round(planned))} min" if planned is not None else ""
    average_a_month = f"{fmt.number(answer.estimate.value)} a month"
    outcome, title, limits = "", f"{sessions} held", "A count, so no interval"
    target = f" Target {fmt.number(answer.target)} a month." if answer.target is not None else ""
    if answer.target is not None:
        is_met = all(month.is_on_target for month in full)
        outcome = ("met" if is_met else "missed") if full else "not-enough"
        title = _cadence_title(full, answer.target)
        limits = f"Target {fmt.number(answer.target)} · a count, so no interval"
    return Said(
        title=title,
        headline=_cadence_headline(full, average_a_month) if outcome else average_a_month,
        verdicts=(target_verdict(outcome),) if outcome else (),
        caption=(limits, dotted([f"{average_a_month} on average", months, length])),
        footnote=dotted(
            [
                sessions,
                ", ".join(part for part in (length, intended) if part),
                "a month the pilot or the data cover in part is not judged",
            ]
        ),
        alt=f"Calendar of sessions held per day, {fmt.span(answer.first_day, answer.last_day)}."
        f" By month: {months}.{target}",
    )


def _cadence_headline(full: list[Month], average: str) -> str:
    """Months on target, which is what the verdict is about; the average before there is one."""
    if not full:
        return average
    met = sum(bool(month.is_on_target) for month in full)
    return f"{met} of {fmt.plural(len(full), 'month')}"


def _cadence_title(full: list[Month], target: float) -> str:
    if not full:
        return "Too early to judge the cadence: no full month yet"
    met = sum(bool(month.is_on_target) for month in full)
    wanted = f"{fmt.number(target)} {'session' if target == 1 else 'sessions'}"
    title = f"{met} of {fmt.plural(len(full), 'full month')} reached {wanted}"
    short = [f"{fmt.month(m.start)} had {m.held}" for m in full if not m.is_on_target]
    return f"{title}; {listed(short)}" if short else title
