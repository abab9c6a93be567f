"""Left truncation: people who are followed only from a later day on (entry days)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analytics.stats.survival import Integers, Survival, product_limit, whole_numbers


@dataclass(frozen=True, eq=False)
class LateEntryGrid:
    """A cohort some of whom come under observation late, as counts per day.

    day: whole days since the start, distinct and ascending. entries: people followed from the end
    of that day on; they are at risk from the next day. events, censored: as in `DayGrid`.
    from_start: people followed from the very start, at risk on day 0 already.

    Raises ValueError when more people leave than are there.
    """

    day: Integers
    entries: Integers
    events: Integers
    censored: Integers
    from_start: int

    def __post_init__(self) -> None:
        for name in ("day", "entries", "events", "censored"):
            values = whole_numbers(getattr(self, name), name)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if not len(self.day) == len(self.entries) == len(self.events) == len(self.censored):
            raise ValueError("day, entries, events and censored must have the same length")
        if np.any(np.diff(self.day) <= 0):
            raise ValueError("days must be distinct and ascending")
        if np.any(self.at_risk < self.events + self.censored):
            raise ValueError("more people leave on a day than are there")

    @classmethod
    def from_times(
        cls, entry: npt.ArrayLike, days: npt.ArrayLike, is_event: npt.ArrayLike
    ) -> LateEntryGrid:
        """Count people per day. entry: the day after which each is followed, 0 = from the start.

        Raises ValueError for broken days, or someone who leaves on or before the day of entry.
        """
        start, stop = whole_numbers(entry, "entry"), whole_numbers(days, "days")
        reached = np.asarray(is_event)
        if not start.shape == stop.shape == reached.shape:
            raise ValueError("entry, days and is_event must have the same length")
        if not np.all((reached == 0) | (reached == 1)):
            raise ValueError("is_event must be true or false for everyone")
        late = start[start > 0]
        if np.any((start > 0) & (stop <= start)):
            raise ValueError("someone leaves on or before the day of entry")
        # The day after an entry is a row of its own, so that people at risk are right on any day.
        day = np.unique(np.concatenate([stop, late, late + 1]))
        is_reached = reached.astype(bool)

        def count(values: Integers) -> Integers:
            return np.bincount(np.searchsorted(day, values), minlength=len(day))

        return cls(
            day,
            count(late),
            count(stop[is_reached]),
            count(stop[~is_reached]),
            int((start == 0).sum()),
        )

    @property
    def n(self) -> int:
        """People in the cohort."""
        return self.from_start + int(self.entries.sum())

    @cached_property
    def at_risk(self) -> Integers:
        """People followed and not yet competent at the start of each day of the grid."""
        change = self.entries - self.events - self.censored
        return np.asarray(self.from_start + np.cumsum(change) - change, dtype=np.int64)


def kaplan_meier_late_entry(
    grid: LateEntryGrid, since: int | None = None, confidence: float = 0.95
) -> Survival:
    """Kaplan-Meier curve with left truncation, as R's `survfit(Surv(entry, days, event))`.

    Each day compares its events with the people under observation on it, so nobody counts for days
    that could only be survived. since: the curve holds for people not yet competent at the end of
    that day; earlier days are left out, and so are days before anybody is at risk. The result is
    as in `kaplan_meier` from its first day on; n counts all people at risk on one of its days.

    Raises ValueError when, before the last day, nobody is at risk or everybody at risk becomes
    competent: with few early people the curve would say 100% whatever comes later. A later `since`
    is the remedy.
    Source: Tsai, Jewell & Wang (1987), Biometrika 74, 883-886.
    """
    at_risk = grid.at_risk
    if not np.any(at_risk > 0):
        raise ValueError("nobody in the cohort: there is no curve")
    first = int(np.argmax(at_risk > 0))
    if since is not None:
        first = max(first, int(np.searchsorted(grid.day, since, side="right")))
    kept = slice(first, None)
    day, risk, events = grid.day[kept], at_risk[kept], grid.events[kept]
    if not len(day):
        raise ValueError(f"nobody is followed beyond day {since}")
    is_stuck = (risk == 0) | ((risk == events) & (np.arange(len(day)) < len(day) - 1))
    if np.any(is_stuck):
        stuck = int(day[np.argmax(is_stuck)])
        raise ValueError(f"nobody is left at risk on day {stuck}: start the curve later")
    n = int(risk[0]) + int(grid.entries[kept].sum())
    return product_limit(day, risk, events, grid.censored[kept], n=n, confidence=confidence)
