"""Is it too early? Who is still learning, and from which day on a read is honest."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from analytics.cohorts.compare import FEWEST_COMPETENT
from analytics.cohorts.hires import Hires, Integers
from analytics.findings import Early
from analytics.pilots import Pilot
from analytics.stats.survival import Floats, Survival

_EPOCH = date(1970, 1, 1)
# A spreadsheet that leaves out those still learning is right once hardly anybody is left out.
_NEARLY_EVERYBODY = 0.98
_LONGEST_WAIT = 730


def too_early(during: Hires, before: Survival, pilot: Pilot, as_of: date) -> Early:
    """What is still open on the day the exports end.

    during: the pilot's hires; before: the curve of those before, by which the future is foreseen:
    hires go on at their pace until the pilot's end and become competent as fast as before.
    read_on: the planned read is reached, somebody hired during has been followed for the median
    before, and 10 of them can be expected to be competent. spreadsheet_on: 98% of the last hires
    can be. information: the log-rank test knows as much as it has events.
    """
    hired = _with_expected(during, pilot, as_of)
    so_far = during.count("competent")
    planned = max(_expected(hired, before, pilot.planned_read), so_far)
    slowest = before.quantile(_NEARLY_EVERYBODY).value
    return Early(
        learning=during.count("learning"),
        people=during.n,
        read_on=_read_on(hired, before, pilot.planned_read),
        spreadsheet_on=None if slowest is None else pilot.ends_on + _days(slowest),
        information=min(1.0, so_far / planned) if so_far else None,
    )


def first_read(pilot: Pilot, pace: float, before: Survival) -> date | None:
    """The same read_on, foreseen before the pilot: on each of its days `pace` people are hired."""
    days = np.arange((pilot.starts_on - _EPOCH).days, (pilot.ends_on - _EPOCH).days + 1)
    return _read_on((days, np.full(len(days), pace)), before, pilot.planned_read)


def _days(number: float) -> timedelta:
    return timedelta(days=math.ceil(number))


def _with_expected(during: Hires, pilot: Pilot, as_of: date) -> tuple[Integers, Floats]:
    """Hire days (since 1970) and people, with those still to come at the pace so far."""
    days, people = during.hired_on, during.people.astype(np.float64)
    watched = (min(as_of, pilot.ends_on) - pilot.starts_on).days + 1
    to_come = np.arange((as_of - _EPOCH).days + 1, (pilot.ends_on - _EPOCH).days + 1)
    if not len(to_come) or watched <= 0:
        return days, people
    pace = np.full(len(to_come), during.n / watched)
    return np.concatenate([days, to_come]), np.concatenate([people, pace])


def _expected(hired: tuple[Integers, Floats], curve: Survival, on: date) -> float:
    """People to be expected competent on a day if they are as fast as those before."""
    followed = (on - _EPOCH).days - hired[0]
    place = np.searchsorted(curve.day, followed, side="right") - 1
    share = np.where(place >= 0, curve.share[np.maximum(place, 0)], 0.0)
    return float((share * hired[1])[followed >= 0].sum())


def _read_on(hired: tuple[Integers, Floats], curve: Survival, planned_read: date) -> date | None:
    median = curve.median.value
    if median is None or not len(hired[0]):
        return None
    followed = _EPOCH + timedelta(days=int(hired[0].min())) + _days(median)
    earliest = max(planned_read, followed)
    for wait in range(_LONGEST_WAIT):
        day = earliest + timedelta(days=wait)
        if _expected(hired, curve, day) >= FEWEST_COMPETENT:
            return day
    return None
