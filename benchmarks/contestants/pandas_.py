"""What a good analyst writes with pandas: vectorised, no loop over rows."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


def run(folder: Path) -> dict[str, Any]:
    card = tomllib.loads((folder / "pilot.toml").read_text("utf-8"))["pilot"]
    people = pd.read_csv(folder / "people.csv", parse_dates=["Hire Date"])
    people["key"] = people["Email"].str.strip().str.lower()
    seats = pd.read_csv(folder / "invitations.csv")
    stays = pd.read_csv(folder / "attendance.csv", parse_dates=["Join time", "Leave time"])
    for table in (seats, stays):
        table["key"] = table["Email"].str.strip().str.lower()
        table["starts"] = pd.to_datetime(table["Date"] + " " + table["Start time"])
    came = _present(stays)
    seats = seats.drop_duplicates(["Session", "starts", "key"])
    joined = seats.merge(came, how="left", on=["Session", "starts", "key"])
    joined = joined.merge(people[["key", "Department"]], how="left", on="key")
    joined["attended"] = joined["attended"].fillna(False).astype(bool)
    joined["week"] = joined["starts"].dt.to_period("W")
    joined["month"] = joined["starts"].dt.to_period("M")
    for by in (["week"], ["month"], ["Department"], ["week", "Department"], ["Session", "starts"]):
        joined.groupby(by, observed=True)["attended"].agg(["sum", "count"])
    joined.groupby("key")["attended"].agg(["sum", "count"])
    seats.groupby(seats["starts"].dt.to_period("M"))["Session"].nunique()
    before, during = _medians(folder, people, card)
    return {
        "attended": int(joined["attended"].sum()), "invited": len(joined),
        "before": before, "during": during,
    }  # fmt: skip


def _present(stays: pd.DataFrame) -> pd.DataFrame:
    """Each person of a session with the union of the stays, against half of the session."""
    by = ["Session", "starts", "key"]
    stays = stays.sort_values([*by, "Join time", "Leave time"])
    left = stays["Leave time"].astype("int64")
    covered = left.groupby([stays[name] for name in by]).cummax()
    covered = covered.groupby([stays[name] for name in by]).shift()
    begins = np.maximum(stays["Join time"].astype("int64"), covered.fillna(0).astype("int64"))
    unit = 10 ** {"ns": 9, "us": 6, "ms": 3, "s": 0}[stays["Leave time"].dt.unit]
    stays = stays.assign(seconds=np.maximum(left - begins, 0) / unit)
    present = stays.groupby(by, as_index=False)["seconds"].sum()
    ends = stays.groupby(["Session", "starts"], as_index=False)["Leave time"].max()
    present = present.merge(ends, on=["Session", "starts"])
    length = (present["Leave time"] - present["starts"]).dt.total_seconds()
    present["attended"] = (present["seconds"] >= 300) & (present["seconds"] >= 0.5 * length)
    return present[[*by, "attended"]]


def _medians(
    folder: Path, people: pd.DataFrame, card: dict[str, Any]
) -> tuple[float | None, float | None]:
    """Kaplan–Meier medians of those hired before, counted up to the start, and during."""
    done = pd.read_csv(folder / "signed off.csv", parse_dates=["Completed on"])
    done["key"] = done["Email"].str.strip().str.lower()
    hires = people.merge(done[["key", "Completed on"]], on="key")
    starts, ends = pd.Timestamp(card["starts_on"]), pd.Timestamp(card["ends_on"])
    hired = hires["Hire Date"]
    before = hires[(hired >= pd.Timestamp(card["baseline_from"])) & (hired < starts)]
    during = hires[(hired >= starts) & (hired <= ends)]
    as_of = done["Completed on"].max()
    return _median(before, starts), _median(during, as_of)


def _median(hires: pd.DataFrame, until: pd.Timestamp) -> float | None:
    is_done = hires["Completed on"] <= until
    last = hires["Completed on"].where(is_done, until)
    days = (last - hires["Hire Date"]).dt.days
    counts = pd.DataFrame({"days": days, "done": is_done}).groupby("days")["done"]
    events, gone = counts.sum(), counts.count()
    at_risk = gone[::-1].cumsum()[::-1]
    share = 1 - (1 - events / at_risk).cumprod()
    reached = share.index[share >= 0.5]
    return float(reached[0]) if len(reached) else None
