"""The hires of a comparison, as counts of people who are alike in all that it looks at."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.pilots import Pilot
from analytics.stats.competing import CompetingGrid
from analytics.stats.survival import DayGrid

Factor = Literal["department", "role"]
Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, eq=False)
class Hires:
    """One element per row of counted hires, in every array.

    is_compared: in the comparison group. is_during: hired from the pilot's start on. department,
    role: "" where unknown. hired_on: days since 1970-01-01. outcome: "competent", "left",
    "learning" or "straddling" (watched up to the pilot's start). days: watched until then.
    whole_days, is_signed_off: the same without the pilot's start as an end. people: how many.
    """

    is_compared: Bools
    is_during: Bools
    department: Texts
    role: Texts
    hired_on: Integers
    outcome: Texts
    days: Integers
    whole_days: Integers
    is_signed_off: Bools
    people: Integers

    @classmethod
    def from_rows(cls, rows: pd.DataFrame) -> Hires:
        """From rows with side, cohort, department, role, hire_date, outcome, days, whole_days,
        is_signed_off and people; who is competent before the hire date is left out."""
        known = rows[(rows["outcome"] != "contradicting").to_numpy(bool)]
        hired_on = known["hire_date"].to_numpy("datetime64[D]")
        return cls(
            is_compared=(known["side"] == "comparison").to_numpy(bool),
            is_during=(known["cohort"] == "during").to_numpy(bool),
            department=_texts(known["department"]),
            role=_texts(known["role"]),
            hired_on=(hired_on - _EPOCH).astype(np.int64),
            outcome=_texts(known["outcome"]),
            days=known["days"].to_numpy(np.int64),
            whole_days=known["whole_days"].to_numpy(np.int64),
            is_signed_off=known["is_signed_off"].to_numpy(np.int64) == 1,
            people=known["people"].to_numpy(np.int64),
        )

    def where(self, chosen: Bools) -> Hires:
        """The rows that are chosen."""
        return Hires(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    @cached_property
    def pilot(self) -> Hires:
        return self.where(~self.is_compared)

    @cached_property
    def compared(self) -> Hires:
        return self.where(self.is_compared)

    @cached_property
    def before(self) -> Hires:
        return self.where(~self.is_during)

    @cached_property
    def during(self) -> Hires:
        return self.where(self.is_during)

    @cached_property
    def n(self) -> int:
        """People."""
        return int(self.people.sum())

    @property
    def last_day(self) -> date:
        """The last day on which anybody was watched."""
        return date(1970, 1, 1) + timedelta(days=int((self.hired_on + self.whole_days).max()))

    @property
    def followed(self) -> int:
        """The longest that anybody could have been watched, in days; 0 without people. People who
        are quick end their own watch, not the follow-up; who left was watched until then."""
        if not self.n:
            return 0
        last = (self.hired_on + self.days).max()
        return int(np.where(self.outcome == "left", self.days, last - self.hired_on).max())

    def limits(self, pilot: Pilot, as_of: date) -> Integers:
        """Per row the last day somebody could have been watched to: before, the day the pilot
        began for their department (where that has come); during, the last known day."""
        starts = np.full(len(self.days), pilot.starts_on, dtype="datetime64[D]")
        for name, starts_on in pilot.department_starts:
            starts[self.department == name] = starts_on
        last = np.datetime64(as_of, "D")
        until = np.where(self.is_during, last, np.minimum(starts, last))
        return (until.astype("datetime64[D]") - _EPOCH).astype(np.int64)

    def count(self, outcome: str) -> int:
        """People with this outcome."""
        return int(self.people[self.outcome == outcome].sum())

    @cached_property
    def grid(self) -> DayGrid:
        """Counts per day watched: events ("competent") and everybody else, who are censored."""
        return _grid(self.days, self.outcome == "competent", self.people)

    @property
    def grid_by_date(self) -> Mapping[Hashable, DayGrid]:
        """The grid of the people of each hire date."""
        if not len(self.days):
            return {}
        order = np.lexsort((self.days, self.hired_on))
        date, day, people = self.hired_on[order], self.days[order], self.people[order]
        first = np.flatnonzero(np.r_[True, (np.diff(date) != 0) | (np.diff(day) != 0)])
        is_event = self.outcome[order] == "competent"
        events = np.add.reduceat(np.where(is_event, people, 0), first)
        others = np.add.reduceat(people, first) - events
        dates, starts = np.unique(date[first], return_index=True)
        parts = (np.split(counted, starts[1:]) for counted in (day[first], events, others))
        return dict(zip(dates.tolist(), map(DayGrid, *parts), strict=True))

    @property
    def competing(self) -> CompetingGrid:
        """Counts per day watched with leaving as an end of its own."""
        day, place = np.unique(self.days, return_inverse=True)
        ends = [self.outcome == "competent", self.outcome == "left"]
        ends.append(~(ends[0] | ends[1]))
        return CompetingGrid(
            day,
            *(
                np.bincount(place, np.where(end, self.people, 0), len(day)).astype(np.int64)
                for end in ends
            ),
        )

    @property
    def signed_off_grid(self) -> DayGrid:
        """Those signed off by the last known day and their days: what a spreadsheet sees."""
        seen = self.where(self.is_signed_off)
        return _grid(seen.whole_days, seen.is_signed_off, seen.people)

    def split(self, keys: Sequence[Hashable] | npt.NDArray[Any]) -> dict[Hashable, Hires]:
        """The rows by their key, one key per row."""
        places: dict[Hashable, list[int]] = {}
        for place, key in enumerate(keys):
            places.setdefault(key, []).append(place)
        return {key: self.where(np.asarray(at)) for key, at in places.items()}

    def counts(self, factor: Factor) -> Mapping[str, int]:
        """People by department or role."""
        place, names = pd.factorize(getattr(self, factor), sort=True)
        counted = np.bincount(place, self.people, len(names))
        return {str(name): int(count) for name, count in zip(names, counted, strict=True)}

    def shares(self, factor: Factor) -> Mapping[str, float]:
        """Share of people by department or role; empty without people."""
        return {name: count / self.n for name, count in self.counts(factor).items()}


def _texts(column: pd.Series) -> Texts:
    return column.astype(object).where(column.notna(), "").to_numpy(object)


def _grid(days: Integers, is_event: Bools, people: Integers) -> DayGrid:
    day, place = np.unique(days, return_inverse=True)
    events, everybody = (
        np.bincount(place, weights, len(day)).astype(np.int64)
        for weights in (np.where(is_event, people, 0), people)
    )
    return DayGrid(day, events, everybody - events)
