"""Series of any metric by week or month, and what came after the pilot's start beside their trend.

A week counts by the mean of all its values. One with values of fewer than five people counts as
without; up to one in ten of those may be missing and stand on the line between their neighbours.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from analytics.cohorts.grade import grade_of_series
from analytics.cohorts.looks import is_interim
from analytics.findings import Estimate, Flag, Grain, Table, TooFew
from analytics.pilots import Pilot
from analytics.questions import Context
from analytics.shapes import Measured, Series, SeriesPoint
from analytics.stats.interrupted import FEWEST_AFTER, FEWEST_BEFORE, Interrupted, interrupted
from analytics.stats.multiplicity import decided_at, holm
from analytics.vocabulary import labels, normal

FEWEST_PEOPLE = 5
MOST_MISSING = 0.1
_GRAINS: tuple[Grain, ...] = ("week", "month")
# What the cells add to the name of a metric, or a heading says in brackets.
_UNIT = re.compile(
    r"(?:, (?:hours|%)"
    r"| ?\((?:%|h|hrs?|hours|days?|min|minutes|Stunden|Tage|heures|jours|horas|días)\))$",
    re.IGNORECASE,
)


def better_way(name: str, pilot: Pilot | None = None) -> Literal["lower", "higher", ""]:
    """Which way of a metric is better: what the pilot card says of the one that decides, else its
    name, where that is a known one with no more than neutral words beside it; else ""."""
    if pilot is not None and pilot.better and _decides(name, pilot):
        return pilot.better
    bare = f" {normal(_UNIT.sub('', name))} "
    known = labels("better")
    neutral = {normal(word) for word in known["neutral"]}
    ways: list[Literal["lower", "higher"]] = ["lower", "higher"]
    found = [
        way
        for way in ways
        for phrase in map(normal, known[way])
        if f" {phrase} " in bare and neutral.issuperset(bare.replace(f" {phrase} ", " ", 1).split())
    ]
    return found[0] if len({*found}) == 1 else ""


def _decides(name: str, pilot: Pilot) -> bool:
    """Whether a metric is the one that the card names, with its unit or without."""
    return normal(pilot.metric) in (normal(name), normal(_UNIT.sub("", name)))


def read_series(rows: pd.DataFrame, context: Context) -> Series | TooFew:
    """rows: of the question's query.sql (grain, metric, side, period_start, counted, total,
    people, teams, departments). TooFew where no metric has enough weeks, or months, on both sides
    of the start."""
    pilot = context.pilot
    assert pilot is not None  # needs_pilot
    counted = _counted(rows)
    grain, found = _first_grain(rows, pilot)
    if not found:
        return _too_few(rows, counted, pilot)
    # the one that the card names leads, then what has most values
    names = sorted(found, key=lambda name: (not _decides(name, pilot), -counted[name], name))
    p = {name: found[name].fit.p for name in names}
    adjusted = dict(zip(names, holm(list(p.values())), strict=True))
    levels = dict(zip(names, decided_at(list(p.values()), "holm"), strict=True))
    measured = tuple(_measured(found[name], pilot, adjusted[name], levels[name]) for name in names)
    first = measured[0]
    as_of = context.as_of.date() if context.as_of is not None else first.points[-1].start
    design = "before-after"
    if first.is_compared:
        design = "lot" if pilot.is_randomised else "comparison"
    flags = tuple(_flags(first, rows[rows["grain"] == grain], pilot, as_of))
    since = context.registered_on
    people = [point.people for point in first.points]
    thin = rows[(rows["grain"] == grain) & (rows["side"] == "pilot")]["people"]
    return Series(
        estimate=first.change,
        unit="count",
        n={
            "people": max(people), "fewest_people": int(thin.min()), "values": counted[first.name],
            "metrics": len(measured), "periods_before": first.before, "periods_since": first.after,
        },
        target=None,
        table=_table(measured),
        rows=measured,
        grain=grain,
        starts_on=pilot.starts_on,
        flags=flags,
        grade=grade_of_series(
            design=design,
            flags=flags,
            is_registered=since is not None and since <= pilot.starts_on,
        ),
        details=_details(measured, found, grain),
    )  # fmt: skip


def _flags(first: Measured, rows: pd.DataFrame, pilot: Pilot, as_of: date) -> Iterator[Flag]:
    """What a reader must know of a change, those that cap first. rows: of the grain in use."""
    if is_interim(pilot, as_of):
        yield Flag("early-read", caps=True)
    later = [name for name, start in pilot.department_starts if start != pilot.starts_on]
    if later:
        yield Flag("stepped-starts", n=len(later), caps=True)
    own = rows[(rows["metric"] == first.name) & (rows["side"] == "pilot")]
    if own["departments"].max() == 1:  # 0: not known, which is not one
        yield Flag("one-team", n=first.fewest)


@dataclass(frozen=True)
class _Run:
    """A metric without gaps, in order of time. values, beside: of the pilot and of the comparison;
    known: places with values of their own; start: the place of the first period after."""

    name: str
    starts: tuple[date, ...]
    values: tuple[float, ...]
    beside: tuple[float, ...] | None
    known: frozenset[int]
    people: tuple[int, ...]
    fewest: int
    teams: int
    start: int
    fit: Interrupted

    def at(self, confidence: float) -> Interrupted:
        """The same fit with the limits of another confidence."""
        again = interrupted(self.values, self.start, self.beside, confidence)
        assert again is not None  # it was one
        return again


def _counted(rows: pd.DataFrame) -> Mapping[str, int]:
    """How many values of the pilot each metric has."""
    own = rows[(rows["side"] == "pilot") & (rows["grain"] == "week")]
    return {str(name): int(count) for name, count in own.groupby("metric")["counted"].sum().items()}


def _first_grain(rows: pd.DataFrame, pilot: Pilot) -> tuple[Grain, dict[str, _Run]]:
    """Weeks where any metric has enough of them, else months."""
    found: dict[str, _Run] = {}
    for grain in _GRAINS:
        of_grain = rows[rows["grain"] == grain]
        for name, of_metric in of_grain.groupby("metric"):
            run = _run(str(name), of_metric, grain, pilot)
            if run is not None:
                found[str(name)] = run
        if found:
            return grain, found
    return "week", found


def _run(name: str, rows: pd.DataFrame, grain: Grain, pilot: Pilot) -> _Run | None:
    own = _by_period(rows[rows["side"] == "pilot"])
    other = _by_period(rows[rows["side"] == "comparison"])
    both = own.keys() & other.keys()
    tried = [(own, other)] * bool(both) + [(own, None)]
    for mine, beside in tried:
        found = _filled(name, mine, beside, grain, pilot)
        if found is not None:
            return found
    return None


# A period's mean, how many people stand behind it, and how many teams (0: rows name people).
_Mean = tuple[float, int, int]


def _by_period(rows: pd.DataFrame) -> dict[date, _Mean]:
    """Periods that enough people stand behind."""
    return {
        pd.Timestamp(row.period_start).date(): (
            float(row.total) / int(row.counted),
            int(row.people),
            int(row.teams),
        )
        for row in rows.itertuples(index=False)
        if row.people >= FEWEST_PEOPLE
    }


def _filled(
    name: str,
    own: Mapping[date, _Mean],
    other: Mapping[date, _Mean] | None,
    grain: Grain,
    pilot: Pilot,
) -> _Run | None:
    known = sorted(own.keys() & other.keys() if other is not None else own)
    if len(known) < FEWEST_BEFORE + FEWEST_AFTER:
        return None
    starts = _periods(known[0], known[-1], grain)
    missing = len(starts) - len(known)
    if missing > MOST_MISSING * len(starts):
        return None
    places = [starts.index(day) for day in known]
    every = np.arange(len(starts))
    values = np.interp(every, places, [own[day][0] for day in known])
    beside = None if other is None else np.interp(every, places, [other[day][0] for day in known])
    start = sum(_last_day(day, grain) < pilot.starts_on for day in starts)
    fit = interrupted(values.tolist(), start, None if beside is None else beside.tolist())
    if fit is None:
        return None
    people = [own[day][1] if day in own else 0 for day in starts]
    behind = [side[day] for side in (own, other) if side is not None for day in known]
    return _Run(
        name=name,
        starts=tuple(starts),
        values=tuple(values.tolist()),
        beside=None if beside is None else tuple(beside.tolist()),
        known=frozenset(places),
        people=tuple(people),
        fewest=min(people for _, people, _ in behind),
        teams=min(teams for *_, teams in behind),
        start=start,
        fit=fit,
    )


def _periods(first: date, last: date, grain: Grain) -> list[date]:
    found = [first]
    while found[-1] < last:
        found.append(_last_day(found[-1], grain) + timedelta(days=1))
    return found


def _last_day(start: date, grain: Grain) -> date:
    if grain == "week":
        return start + timedelta(days=6)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


def _measured(run: _Run, pilot: Pilot, adjusted: float, confidence: float) -> Measured:
    fit = run.at(confidence)
    points = tuple(
        SeriesPoint(
            start=day,
            value=run.values[place] if place in run.known else None,
            expected=fit.expected[place - run.start] if place >= run.start else None,
            people=run.people[place],
        )
        for place, day in enumerate(run.starts)
    )
    return Measured(
        name=run.name,
        better=better_way(run.name, pilot),
        points=points,
        before=run.start,
        after=len(points) - run.start,
        change=Estimate(fit.change, fit.low, fit.high),
        relative=fit.relative,
        p=fit.p,
        adjusted=adjusted,
        confidence=confidence,
        is_compared=run.beside is not None,
        fewest=run.fewest,
        teams=run.teams,
    )


def _too_few(rows: pd.DataFrame, counted: Mapping[str, int], pilot: Pilot) -> TooFew:
    """What the metric with most values has, in weeks that enough people stand behind."""
    own = rows[(rows["side"] == "pilot") & (rows["grain"] == "week")]
    n = {"people": int(own["people"].max()) if len(own) else 0}
    missing = "no value of the pilot's departments lies between the baseline and today"
    if counted:
        most = max(sorted(counted), key=lambda name: counted[name])
        weeks = _by_period(own[own["metric"] == most])
        before = sum(_last_day(day, "week") < pilot.starts_on for day in weeks)
        missing = (
            f"“{most}” has {before} weeks before the pilot and {len(weeks) - before} since with"
            f" values of {FEWEST_PEOPLE} people or more"
        )
        n |= {"fewest_people": int(own["people"].min()), "values": counted[most]}
    return TooFew(
        estimate=None, unit="count", n=n, target=None, table=Table((), ()), reason="few",
        missing=missing,
        enough_when=f"A trend needs {FEWEST_BEFORE} weeks (or months) before the start and"
        f" {FEWEST_AFTER} since, nine in ten of them with values that move.",
    )  # fmt: skip


def _table(measured: Sequence[Measured]) -> Table:
    return Table(
        ("metric", "period_start", "mean", "expected", "people"),
        tuple(
            (one.name, point.start, point.value, point.expected,
             point.people if point.value is not None else None)
            for one in measured
            for point in one.points
        ),
    )  # fmt: skip


def _details(
    measured: Sequence[Measured], found: Mapping[str, _Run], grain: Grain
) -> dict[str, object]:
    return {
        "grain": grain,
        "metrics": [
            {
                "metric": one.name, "better": one.better, "before": one.before, "after": one.after,
                "change": one.change.value if one.change else None,
                "interval": [one.change.low, one.change.high] if one.change else None,
                "relative": one.relative, "p": one.p, "adjusted_p": one.adjusted,
                "confidence": one.confidence, "compared": one.is_compared,
                "trend": found[one.name].fit.trend, "alike": found[one.name].fit.alike,
                "without_values": len(one.points) - len(found[one.name].known),
            }
            for one in measured
        ],
    }  # fmt: skip
