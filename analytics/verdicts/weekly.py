"""The week's wins, watch-outs and withdrawn wins: chosen by rule from the verdicts, never by eye.

A win is a verdict that this week's limits allow and last week's did not. A week's higher number is
no win, nor is one week by itself. Participation is looked at every week, so its limits lie as far
out as those of any number of looks: one in four useless pilots had a "win" without that. What was
called last week and cannot be called any more is withdrawn, in public.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from analytics import fmt
from analytics.findings import Calendar, Curve, Estimate, Finding, Trend
from analytics.stats.critical import normal_critical
from analytics.stats.sequential import any_look_critical
from analytics.verdicts.grade import gain_title
from analytics.verdicts.rule import REPEATED, target_outcome

Kind = Literal["win", "watch-out", "withdrawn", "note"]
MOST_OF_A_KIND = 3
_WEEK = timedelta(days=6)


_KINDS = {"withdrawn": "Withdrawn: ", "win": "Win: ", "watch-out": "Watch out: ", "note": ""}


@dataclass(frozen=True)
class News:
    """One fact of the week. fact: what happened, in a few words; clause: what it rests on."""

    kind: Kind
    fact: str
    clause: str

    @property
    def lead(self) -> str:
        """Its kind in words, to stand before the fact; "" for a note."""
        return _KINDS[self.kind]


@dataclass(frozen=True)
class Week:
    """The reporting week, Monday to the last day the exports know of, and its news: withdrawn
    wins first, then wins, watch-outs and notes (what happened, with no verdict on it), the
    weightiest of each kind first. no_win: the sentence for a week without a win, else "".
    changes: (label, as of the day before, now, n) of each number, as a reader sees them."""

    first: date
    last: date
    news: tuple[News, ...]
    no_win: str
    changes: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def label(self) -> str:
        return fmt.span(self.first, self.last)

    @property
    def before(self) -> str:
        """The day that `changes` compares with."""
        return f"As of {fmt.short_day(self.first - timedelta(days=1))}"


def week_of(
    last: date,
    now: Mapping[str, Finding],
    before: Mapping[str, Finding],
    done: tuple[float, float] = (1.0, 1.0),
) -> Week:
    """The news of the week that ends on `last`.

    now, before: the findings by question, as they are and as they were read at the end of the
    week before (without those that could not be asked then); done: the share of the pilot's days
    that had passed then, now and a week ago.
    """
    first = last - timedelta(days=last.weekday())
    found = [
        *_change(now.get("time-to-competency"), before.get("time-to-competency")),
        *_turnout(now.get("participation"), before.get("participation"), first, done),
        *_cadence(now.get("sessions-per-month"), first, last),
    ]
    news: list[News] = []
    for kind in ("withdrawn", "win", "watch-out", "note"):
        of_kind = [one for one in found if one.kind == kind]
        news += of_kind if kind == "withdrawn" else of_kind[:MOST_OF_A_KIND]
    has_win = any(one.kind == "win" for one in news)
    changes = tuple(
        (found.label, before[name].headline, found.headline, (found.caption or ("",))[-1])
        for name, found in now.items()
        if name in before
    )
    return Week(first, last, tuple(news), "" if has_win else "No real win this week.", changes)


def _outcome(finding: Finding | None, against: str) -> str:
    if finding is None:
        return ""
    return next((v.outcome for v in finding.verdicts if v.against == against), "")


def _change(now: Finding | None, before: Finding | None) -> Iterator[News]:
    """A clear gain or loss that is new, or is gone."""
    if now is None or not isinstance(now.answer, Curve) or now.answer.estimate is None:
        return
    outcome, last_week = _outcome(now, "no_change"), _outcome(before, "no_change")
    estimate = now.answer.estimate
    change = fmt.faster(estimate.value)
    limits = fmt.faster_range(estimate.low, estimate.high)
    was_gain, is_gain = last_week.startswith("faster"), outcome.startswith("faster")
    if is_gain and not was_gain:
        yield News("win", gain_title(now.grade, change), f"This week's limits allow it: {limits}.")
    if was_gain and not is_gain:
        yield News(
            "withdrawn",
            "Time to competency: last week's gain is withdrawn",
            _why_gone(now, outcome, limits),
        )
    if was_gain and is_gain and "met" in last_week and "met" not in outcome:
        goal = fmt.percent(now.answer.target or 0)
        yield News(
            "withdrawn",
            f"The {goal} target for time to competency is no longer shown to be met",
            f"The interval is now {limits}.",
        )
    if outcome == "slower":
        yield News("watch-out", gain_title(now.grade, change), f"The interval is {limits}.")
    elif outcome == "no-difference":
        goal = fmt.percent(now.answer.target or 0)
        yield News(
            "watch-out",
            f"A gain of {goal} in time to competency is ruled out so far",
            f"The data fit anything from {limits}.",
        )
    yield from _signed_off(now.answer, before)


def _why_gone(now: Finding, outcome: str, limits: str) -> str:
    """Why a gain cannot be called any more."""
    if outcome == "capped":
        return "Something else that was found in the data could have made it by itself."
    if outcome == "not-enough":
        return dict(now.paragraphs).get(
            "What is missing.", "There is too little data for a verdict."
        )
    return f"The data now fit anything from {limits}."


def _signed_off(now: Curve, before: Finding | None) -> Iterator[News]:
    """How many of those hired during were signed off this week: a count, so no verdict."""
    if before is None or not isinstance(before.answer, Curve):
        return
    more = now.during.competent - before.answer.during.competent
    if more > 0:
        yield News(
            "note",
            f"{fmt.plural(more, 'more new hire')} signed off",
            f"{fmt.count(now.during.competent)} of {fmt.count(now.during.n)} hired during the"
            f" pilot are competent, {fmt.count(now.during.still_learning)} still learning.",
        )


def _widened(share: Estimate, done: float) -> Estimate:
    """Limits for any number of looks at this share of the planned days (O'Brien–Fleming, 2.2414
    standard errors over the root of it, in place of 1.96); within 0 and 1."""
    factor = any_look_critical(min(max(done, 0.01), 1.0)) / normal_critical(0.95)
    low, high = (
        None if limit is None else min(max(share.value + factor * (limit - share.value), 0.0), 1.0)
        for limit in (share.low, share.high)
    )
    return Estimate(share.value, low, high)


def _so_far(finding: Finding | None, done: float) -> tuple[str, Estimate | None]:
    """(outcome against the target at this look, the share with the limits of this look)."""
    if finding is None or not isinstance(finding.answer, Trend) or not finding.answer.estimate:
        return "", None
    if finding.answer.target is None or _outcome(finding, "target") == "not-enough":
        return "", None
    share = _widened(finding.answer.estimate, done)
    return target_outcome(share, finding.answer.target), share


def _turnout(
    now: Finding | None, before: Finding | None, first: date, done: tuple[float, float]
) -> Iterator[News]:
    """Participation so far against its target, new or gone, and this week by itself."""
    outcome, share = _so_far(now, done[0])
    last_week, _ = _so_far(before, done[1])
    if now is None or share is None or not isinstance(now.answer, Trend):
        return
    answer, target = now.answer, now.answer.target
    assert target is not None
    goal = fmt.percent(target)
    limits = f"{REPEATED} {fmt.percent_range(share.low, share.high)}"
    so_far = f"{fmt.percent(share.value)} came so far ({limits})."
    if outcome == "met" and last_week != "met":
        yield News("win", f"Participation is above its {goal} target", so_far)
    if last_week == "met" and outcome != "met":
        yield News("withdrawn", f"Participation is no longer above its {goal} target", so_far)
    if outcome == "missed":
        yield News("watch-out", f"Participation is below its {goal} target", so_far)
    point = next((p for p in answer.points if p.start == first and p.share), None)
    if point is None or point.share is None:
        return
    alone = target_outcome(point.share, target)
    came = f"{fmt.count(point.attended)} of {fmt.count(point.invited)} invited came this week"
    by_itself = f"{fmt.percent(point.share.value)}, 95% CI " + fmt.percent_range(
        point.share.low, point.share.high
    )
    where = {
        "met": f"above the {goal} target, this week by itself",
        "missed": f"below the {goal} target, this week by itself",
        "open": f"too close to the {goal} target to call",
    }[alone]
    yield News("note", came, f"{by_itself}: {where}.")


def _cadence(now: Finding | None, first: date, last: date) -> Iterator[News]:
    """A month that was completed this week, and a week without a session."""
    if now is None or not isinstance(now.answer, Calendar):
        return
    answer = now.answer
    for month in answer.months:
        ended = _last_day(month.start)
        if month.is_on_target is None or answer.target is None or not first <= ended <= last:
            continue
        name, wanted = fmt.month(month.start), fmt.number(answer.target)
        held = f"{name} had {fmt.plural(month.held, 'session')}"
        if month.is_on_target:
            yield News("win", held, f"The target of {wanted} is reached.")
        else:
            yield News("watch-out", held, f"The target is {wanted}.")
    is_whole_week = last - first >= _WEEK
    if is_whole_week and not any(first <= day <= last for day in answer.days):
        yield News("watch-out", "No session was held this week", f"{fmt.span(first, last)}.")


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
