"""The words of an alert: what was found, what it rests on, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics import fmt
from analytics.verdicts.weekly import Week

if TYPE_CHECKING:
    from analytics.alerts import Alert, Carrying, Falling, Gap, Stopped, Unwatched

TITLE = "Needs somebody now"
NOTHING = "Nothing needs anybody now."
_EXPORTS = {
    "attendance": "attendance exports",
    "survey": "survey exports",
    "people": "people lists",
    "competency": "sign-off exports",
}
_NEW = {"attendance": "attendance", "people": "people list", "competency": "sign-offs"}
# Of the week's news, what says the same as an alert in fewer words.
_SAID_BY = {"gap": "No session was held this week"}


@dataclass(frozen=True)
class Told:
    """An alert in words. kind: its code; fact: what was found, in a few words; clause: what it
    rests on; do: the next step."""

    kind: str
    fact: str
    clause: str
    do: str

    @property
    def says(self) -> str:
        return f"{self.fact}. {self.clause} {self.do}"


def tell(alert: Alert) -> Told:
    """The words of one alert."""
    match alert.kind:
        case "falling":
            return _falling(alert)
        case "gap":
            return _gap(alert)
        case "stopped":
            return _stopped(alert)
        case "host":
            return _carrying(alert)


def tell_unwatched(why: Unwatched) -> Told:
    """Why nothing is looked at, in the place of alerts."""
    if why.ended_on:
        fact = f"The pilot ended on {fmt.day(why.ended_on)}; nothing is watched"
    else:
        assert why.begins_on is not None
        fact = f"The pilot begins on {fmt.day(why.begins_on)}; nothing is watched yet"
    return Told("unwatched", fact, "", "")


def without_repeats(week: Week | None, told: Sequence[Told]) -> Week | None:
    """The week without the news that an alert says better."""
    if week is None:
        return None
    said = {_SAID_BY[one.kind] for one in told if one.kind in _SAID_BY}
    return replace(week, news=tuple(news for news in week.news if news.fact not in said))


def _falling(alert: Falling) -> Told:
    slope = alert.slope
    low, high = fmt.number(-slope.high * 100), fmt.number(-slope.low * 100)
    return Told(
        alert.kind,
        f"Participation falls: about {fmt.percent(slope.first)} came in the week of"
        f" {fmt.short_day(alert.first)}, {fmt.percent(slope.last)} in that of"
        f" {fmt.short_day(alert.last)}",
        f"Over {fmt.plural(slope.weeks, 'whole week')} that is {fmt.number(-slope.per_week * 100)}"
        f" points a week ({low} to {high}), more than chance and uneven weeks give.",
        "Ask those who stopped coming why; look at the time of day, and at the formats of late.",
    )


def _gap(alert: Gap) -> Told:
    held = "f sessions were held, load their attendance exports."
    return Told(
        alert.kind,
        f"No session since {fmt.day(alert.since)}",
        f"That is {fmt.days(alert.days)} until {fmt.day(alert.until)}; usually it is"
        f" {fmt.days(alert.usual)} from one session to the next.",
        f"I{held}" if alert.is_over else f"Set the next date; i{held}",
    )


def _stopped(alert: Stopped) -> Told:
    if alert.usual is None:
        return Told(
            alert.kind,
            f"No new {_NEW[alert.of]} since {fmt.day(alert.known_until)}",
            f"What is loaded knows of nothing later, and that is {fmt.days(alert.days)} ago.",
            "Export it again and load it.",
        )
    name = _EXPORTS[alert.of]
    return Told(
        alert.kind,
        f"{name[:1].upper()}{name[1:]} have stopped coming",
        f"The last one knows of {fmt.day(alert.known_until)}, {fmt.days(alert.days)} ago; usually"
        f" {fmt.days(alert.usual)} lie between two.",
        "Export it again and load it, or look at what used to do so.",
    )


def _carrying(alert: Carrying) -> Told:
    held = fmt.plural(alert.sessions, "session")
    if alert.led is None:
        who = "One person leads" if alert.hosts == 1 else f"{fmt.count(alert.hosts)} people lead"
        fact, clause = f"{who} all sessions", f"{held} had a known host."
    else:
        fact = (
            f"One host led {fmt.count(alert.led)} of {held}"
            f" ({fmt.percent(alert.led / alert.sessions)})"
        )
        clause = f"{fmt.plural(alert.hosts, 'person has', 'people have')} led at all."
    do = "Ask somebody else to lead the next one"
    if alert.could_lead:
        ready = fmt.plural(alert.could_lead, "learner knows", "learners know")
        do += f": {ready} the sessions well and never led"
    return Told(alert.kind, fact, clause, f"{do}.")
