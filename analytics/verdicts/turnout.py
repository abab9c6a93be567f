"""Words for who came and how often: participation, the funnel, the cadence."""

from __future__ import annotations

from collections.abc import Mapping

from analytics import fmt
from analytics.findings import Calendar, Funnel, Grain, Month, Point, Step, Trend
from analytics.verdicts.rule import FEWEST_INVITATIONS, target_outcome, target_verdict
from analytics.verdicts.said import Said, dotted, listed

_INVITED_BY = {
    "invitation": "calendar invitations",
    "registration": "registrations",
    "roster": "the roster: everyone in the pilot counts as invited to every session",
}


# Of weeks without a session so many are named one by one.
MOST_NAMED = 4
_MEASURE = "Share of invited people who attended"


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
    return Said(
        title=title,
        subtitle="" if answer.grain == "week" else f"{_MEASURE}, by {answer.grain}",
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
                f"{'lines' if answer.grain == 'session' else 'band'} = 95% interval that knows the"
                " same people come again",
                _gaps(answer),
                _running(answer),
                _hidden(answer),
            ]
        ),
        alt=_trend_alt(answer),
    )


def period(point: Point, grain: Grain) -> str:
    """The name of a period in a sentence or a hover: "Week of 2 Feb 2026", "Feb 2026", or the day
    and title of a session. The title comes from data."""
    if grain == "month":
        return fmt.month_of(point.start)
    if grain == "session":
        return f"{fmt.day(point.start)}: {point.title}" if point.title else fmt.day(point.start)
    return f"Week of {fmt.day(point.start)}"


def _gaps(answer: Trend) -> str:
    if not answer.gaps:
        return ""
    if answer.grain == "month":
        return f"no session in {listed([fmt.month(start) for start in answer.gaps])}"
    return f"no session in the week of {listed([fmt.short_day(start) for start in answer.gaps])}"


def _running(answer: Trend) -> str:
    """Which periods are shown and not judged, for the data or the dates do not cover them."""
    part = sum(not point.is_full for point in answer.points if point.share)
    if not part:
        return ""
    is_one = part == 1
    return (
        f"{fmt.plural(part, answer.grain)} the exports or the chosen dates cover in part"
        f" {'is' if is_one else 'are'} marked grey and not judged"
    )


def _hidden(answer: Trend) -> str:
    hidden = sum(point.share is None for point in answer.points)
    if not hidden:
        return ""
    periods = fmt.plural(hidden, answer.grain)
    if answer.grain == "week":
        return f"{periods} with fewer than 5 people not shown"
    return f"{periods} not shown, so that no group of fewer than 5 people can be worked out"


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
    shown = [(point, point.share.value) for point in answer.points if point.share]
    if not shown:
        return f"No chart: every {answer.grain} has too few people to be shown."
    shares = [share for _, share in shown]
    last, _ = shown[-1]
    target = f" Target {fmt.percent(answer.target)}." if answer.target is not None else ""
    part = "" if last.is_full else f", of a {answer.grain} covered in part"
    return (
        f"Line chart of the share of invited people who attended, by {answer.grain},"
        f" {fmt.day(shown[0][0].start)} to {fmt.day(last.start)}, between"
        f" {fmt.percent(min(shares))} and {fmt.percent(max(shares))}.{target}"
        f" Last value {fmt.percent(shares[-1])}{part}."
    )


# Why people are lost on the way to a step, and where that is.
_LOSSES = {
    "not-accepted": ("did not accept", "before the session: {lost} of {all} were not accepted"),
    "accepted-absent": (
        "accepted but did not come",
        "on the day: {lost} of {all} were accepted and not kept",
    ),
    "absent": ("did not come", "on the day: {lost} of {all} were not kept"),
    "left-early": ("left early", "in the session: {lost} of {all} left early"),
}


def losses(step: Step) -> tuple[str, ...]:
    """What lies between the step before and this one: who was lost and why, and who joined."""
    parts = []
    if step.lost:
        why = _LOSSES[step.loss][0] if step.loss else "lost"
        parts.append(f"{fmt.MINUS}{fmt.count(step.lost)} {why}")
    if step.joined:
        parts.append(f"+{fmt.count(step.joined)} came without accepting")
    return tuple(parts)


def say_funnel(answer: Funnel) -> Said:
    first, *rest = answer.steps
    total = fmt.plural(first.count, "invitation")
    worst = max(rest, key=lambda step: step.lost)
    if worst.lost:
        where = _LOSSES[worst.loss][1].format(lost=fmt.count(worst.lost), all=total)
        title = f"The largest loss is {where}"
    else:
        title = f"Nobody is lost on the way: {total}"
    steps = "; ".join(
        ", ".join((f"{s.name.lower()} {fmt.count(s.count)} ({fmt.percent(s.share)})", *losses(s)))
        for s in answer.steps
    )
    attended = next(step for step in answer.steps if step.name == "Attended")
    return Said(
        title=title,
        headline=fmt.percent(attended.share),
        paragraphs=(("Step by step.", f"{steps[0].upper()}{steps[1:]}."),),
        footnote=dotted([total, "one per person and session; a count, so no interval"]),
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
    gap = _longest_gap(answer)
    return Said(
        title=title,
        headline=_cadence_headline(full, average_a_month) if outcome else average_a_month,
        verdicts=(target_verdict(outcome),) if outcome else (),
        caption=(limits, dotted([f"{average_a_month} on average", months, length])),
        footnote=dotted(
            [
                sessions,
                ", ".join(part for part in (length, intended) if part),
                _planned(answer),
                gap,
                _empty_weeks(answer),
                "a month the pilot or the data cover in part is not judged",
            ]
        ),
        alt=f"Calendar of sessions held per day, {fmt.span(answer.first_day, answer.last_day)}."
        f" By month: {months}.{target}" + (f" {gap[0].upper()}{gap[1:]}." if gap else ""),
    )


def _longest_gap(answer: Calendar) -> str:
    gap = answer.details.get("longest_gap")
    if not gap or not gap["days"]:
        return ""
    return (
        f"longest gap {fmt.days(gap['days'])}"
        f" ({fmt.short_day(gap['from'])} to {fmt.short_day(gap['to'])})"
    )


def _empty_weeks(answer: Calendar) -> str:
    """Weeks without a session, by their Mondays; of many the first few and how many in all."""
    weeks = [fmt.short_day(week) for week in answer.details.get("weeks_without", ())]
    if not weeks:
        return ""
    if len(weeks) > MOST_NAMED:
        named = f"{', '.join(weeks[:MOST_NAMED])} and {len(weeks) - MOST_NAMED} more"
    else:
        named = listed(weeks)
    return f"no session in the {'week' if len(weeks) == 1 else 'weeks'} of {named}"


def _planned(answer: Calendar) -> str:
    """What became of the sessions in the calendar."""
    planned = answer.details.get("planned")
    if not planned:
        return ""
    rest = [
        (planned["called_off"], "called off"),
        (planned["without_export"], "without an attendance export"),
        (
            planned["sessions"]
            - planned["held"]
            - planned["called_off"]
            - planned["without_export"],
            "with fewer than two people",
        ),
    ]
    parts = [f"{fmt.count(planned['held'])} held"]
    parts += [f"{fmt.count(count)} {what}" for count, what in rest if count]
    return f"{fmt.count(planned['sessions'])} planned in the calendar: {', '.join(parts)}"


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
