"""Bars on a track: what is lost step by step, two groups side by side, how hosting rotates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics import fmt
from analytics.findings import Dose, Estimate, Funnel, Hosting, Rotation
from analytics.plots.plot import Bar, Bars, Key, Part
from analytics.verdicts.turnout import losses

# More rows cannot be read at the height of a slide.
MOST_ROWS = 12
# Narrower parts, as a share of the width, have no room for their number.
NARROWEST = 0.03


def shortened(bars: Sequence[Bar], most: int = MOST_ROWS) -> tuple[Bar, ...]:
    """The first `most` bars, and in a last line how many more there are: the table holds them."""
    rest = len(bars) - most
    return tuple(bars) if rest <= 0 else (*bars[:most], heading(and_more(rest)))


def heading(name: str, more: str = "") -> Bar:
    return Bar(name, more, has_track=False)


def and_more(rest: int) -> str:
    return f"and {fmt.count(rest)} more"


# a funnel -----------------------------------------------------------------------------------------


def funnel(answer: Funnel) -> Bars:
    """A bar per step; who was lost, and why, stands beside its name."""
    bars = [
        Bar(
            step.name,
            " · ".join(losses(step)),
            (Part(step.share, "during" if place else "before"),),
            fmt.percent(step.share),
            fmt.count(step.count),
        )
        for place, step in enumerate(answer.steps)
    ]
    return Bars(full=1.0, rows=shortened(bars))


# attended more often, or less ---------------------------------------------------------------------


@dataclass(frozen=True)
class DoseBar:
    """The share of one group that is competent by a day, None = not known yet."""

    day: str
    group: str
    share: Estimate | None
    ink: str


def dose_bars(answer: Dose) -> list[DoseBar]:
    """Both groups by each day, those who had come more often first. Both are of the pilot: neither
    has the colour of "before"."""
    enough = fmt.count(answer.fewest_sessions)
    groups = (
        (f"{enough} or more sessions", answer.more, "during"),
        (f"fewer than {enough}", answer.fewer, "during_some"),
    )
    return [
        DoseBar(
            f"By day {fmt.count(answer.landmark_day + after)}", name, group.share_by[after], ink
        )
        for after in answer.days_shown
        for name, group, ink in groups
    ]


def dose(answer: Dose) -> Bars:
    """Bars of the share competent by each day, with their intervals."""
    return Bars(full=1.0, rows=shortened([_dose_bar(bar) for bar in dose_bars(answer)]))


def _dose_bar(bar: DoseBar) -> Bar:
    if bar.share is None:
        return Bar(bar.day, bar.group, value="not known yet")
    return Bar(
        bar.day,
        bar.group,
        (Part(bar.share.value, bar.ink),),
        fmt.percent(bar.share.value),
        fmt.percent_range(bar.share.low, bar.share.high),
        limits_of(bar.share),
    )


def limits_of(share: Estimate) -> tuple[float | None, float | None] | None:
    """Limits to draw; None where the data set neither."""
    return None if share.low is None and share.high is None else (share.low, share.high)


# hosts --------------------------------------------------------------------------------------------


def host_ink(hosting: Hosting, place: int) -> str:
    """Those who led half, the busiest first, are darker."""
    return "during" if place < hosting.half else "during_pale"


def rotation(answer: Rotation) -> Bars:
    """All hostings as one bar with a part per host, the busiest first; below it the learners of
    each department who could lead, of all its learners."""
    hosts = [_hosts(answer.hosting)] if answer.hosting else []
    ready = [
        Bar(
            one.name,
            parts=(Part(one.could_lead / (one.learners or 1), "during_some"),),
            value=fmt.count(one.could_lead),
            more_value=f"of {fmt.count(one.learners)}",
        )
        for one in answer.ready
    ]
    could = fmt.plural(answer.n["could_lead"], "person", "people")
    rows = [*hosts, heading("Could lead next", could)] if ready else hosts
    return Bars(
        full=1.0,
        rows=(*rows, *shortened(ready, MOST_ROWS - len(hosts))),
        key=_hosts_key(answer.hosting) if answer.hosting else (),
    )


def _hosts(hosting: Hosting) -> Bar:
    times = sum(hosting.led)
    parts = tuple(
        Part(
            led / times,
            host_ink(hosting, place),
            fmt.count(led) if led / times >= NARROWEST else "",
        )
        for place, led in enumerate(hosting.led)
    )
    return Bar("Sessions led", "by each host, busiest first", parts)


def _hosts_key(hosting: Hosting) -> tuple[Key, ...]:
    key = (Key("during", "Led half of the sessions"), Key("during_pale", "The other hosts"))
    return key if hosting.half < len(hosting.led) else key[:1]
