"""The data sets of the reference values, read as they are; nothing but the counting is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.stats.proportion import ClusterTotals
from analytics.stats.survival import DayGrid

PILOT_START = pd.Timestamp("2024-07-01")
EXPORTED_ON = pd.Timestamp("2024-10-28")


class Data:
    """One folder of CSV files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, **options: Any) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", **options)

    def grids(
        self, name: str, time: str, status: str, group: str, first: Any
    ) -> tuple[DayGrid, DayGrid]:
        """The rows whose group is `first`, and all others. Times that are not whole become ranks,
        which changes no log-rank test."""
        data = self.read(name)
        days = data[time].to_numpy()
        if not np.all(days == np.floor(days)):
            days = np.unique(days, return_inverse=True)[1]
        is_first = (data[group] == first).to_numpy()
        event = (data[status] == 1).to_numpy()
        return (
            DayGrid.from_times(days[is_first], event[is_first]),
            DayGrid.from_times(days[~is_first], event[~is_first]),
        )

    def aml(self) -> tuple[DayGrid, DayGrid]:
        return self.grids("aml", "time", "status", "x", "Maintained")

    def lung(self) -> tuple[DayGrid, DayGrid]:
        return self.grids("lung", "time", "status", "sex", 1)

    def gehan(self) -> tuple[DayGrid, DayGrid]:
        return self.grids("gehan_6mp", "time", "cens", "treat", "6-MP")

    def demo(self) -> tuple[DayGrid, DayGrid]:
        return self.grids("onboarding_demo", "days", "competent", "cohort", "before")

    def null(self) -> tuple[DayGrid, DayGrid]:
        return self.grids("null_demo", "days", "competent", "cohort", "before")

    def melanoma(self) -> DayGrid:
        data = self.read("melanoma")
        return DayGrid.from_times(data["time"], data["status"] == 1)

    def hires(self) -> pd.DataFrame:
        """Cohort by hire date; is_straddler: hired before, still onboarding at the start."""
        hires = self.read("hires_demo", parse_dates=["hire_date", "competent_date", "left_date"])
        seen_until = hires["competent_date"].fillna(hires["left_date"]).fillna(EXPORTED_ON)
        during = hires["hire_date"] >= PILOT_START
        return hires.assign(
            during=during,
            is_event=hires["competent_date"].notna(),
            days=(seen_until - hires["hire_date"]).dt.days,
            days_to_start=(PILOT_START - hires["hire_date"]).dt.days,
            is_straddler=~during & (seen_until > PILOT_START),
        )

    def dated(self, *, censor_straddlers: bool) -> tuple[DayGrid, DayGrid]:
        hires = self.hires()
        if censor_straddlers:
            days = hires["days"].where(~hires["is_straddler"], hires["days_to_start"])
            hires = hires.assign(days=days, is_event=hires["is_event"] & ~hires["is_straddler"])
        before, during = hires[~hires["during"]], hires[hires["during"]]
        return (
            DayGrid.from_times(before["days"], before["is_event"]),
            DayGrid.from_times(during["days"], during["is_event"]),
        )

    def participation(self) -> ClusterTotals:
        return cluster(self.read("participation_demo"), "person", "attended")

    def bacteria(self) -> ClusterTotals:
        data = self.read("bacteria")
        return cluster(data.assign(seen=(data["y"] == "y").astype(int)), "ID", "seen")

    def survey(self, wave: str, column: str) -> np.ndarray:
        data = self.read("survey_demo")
        return data.loc[data["wave"] == wave, column].to_numpy()


def cluster(data: pd.DataFrame, person: str, attended: str) -> ClusterTotals:
    people = data.groupby(person)[attended]
    return ClusterTotals.from_people(people.sum(), people.count())
