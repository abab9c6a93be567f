"""Reading a pilot more than once: how far out the limits lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.pilots import Pilot
from analytics.stats.sequential import any_look_confidence

# The last weekly export may come up to six days before the planned read: that is not early.
_REPORTING_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Looks:
    """How often the verdict could be read so far, and whether this is before the planned read."""

    times: int
    is_interim: bool


def is_interim(pilot: Pilot, as_of: date) -> bool:
    """Whether the exports end a reporting week or more before the planned read."""
    return as_of + _REPORTING_WEEK <= pilot.planned_read


def count_looks(known_until: Sequence[date], pilot: Pilot, until: date | None = None) -> int:
    """How often a result could have been read: the different last known days that the landings
    brought, one after the other, after the pilot's start and no later than `until`; at least 1."""
    seen = {day for day in known_until if day > pilot.starts_on and (until is None or day <= until)}
    return max(1, len(seen))


def confidence_of(looks: Looks, information: float | None, slices: int = 1) -> float | None:
    """Confidence of the interval at this look; None when nothing can be called yet.

    One look, at the planned read or later: 95%. With earlier looks, or before the planned read:
    the O'Brien-Fleming boundary for any number of looks, 2.2414 / sqrt(information). slices: of
    how many parts (departments) this is one that a reader picked out; each then has its share of
    the error (Bonferroni). information: competent so far as a share of those planned, 0 to 1.
    """
    confidence = 1 - 0.05 / slices
    if looks.times <= 1 and not looks.is_interim:
        return confidence
    if not information:
        return None
    return any_look_confidence(information if looks.is_interim else 1.0, confidence)
