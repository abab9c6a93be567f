"""The same with polars."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl

_BY = ["Session", "starts", "key"]


def run(folder: Path) -> dict[str, Any]:
    card = tomllib.loads((folder / "pilot.toml").read_text("utf-8"))["pilot"]
    people = pl.read_csv(folder / "people.csv", try_parse_dates=True).with_columns(_key())
    seats = _dated(pl.read_csv(folder / "invitations.csv", infer_schema=False))
    stays = _dated(pl.read_csv(folder / "attendance.csv", infer_schema=False)).with_columns(
        pl.col("Join time", "Leave time").str.to_datetime("%Y-%m-%dT%H:%M:%S")
    )
    seats = seats.unique(_BY, keep="first")
    joined = (
        seats.join(_present(stays), on=_BY, how="left")
        .join(people.select("key", "Department"), on="key", how="left")
        .with_columns(
            pl.col("attended").fill_null(False),
            week=pl.col("starts").dt.truncate("1w"),
            month=pl.col("starts").dt.truncate("1mo"),
        )
    )
    for by in (["week"], ["month"], ["Department"], ["week", "Department"], _BY[:2], ["key"]):
        joined.group_by(by).agg(pl.col("attended").sum(), pl.len())
    seats.group_by(pl.col("starts").dt.truncate("1mo")).agg(pl.col("Session").n_unique())
    before, during = _medians(folder, people, card)
    return {
        "attended": int(joined["attended"].sum()), "invited": joined.height,
        "before": before, "during": during,
    }  # fmt: skip


def _key() -> pl.Expr:
    return pl.col("Email").str.strip_chars().str.to_lowercase().alias("key")


def _dated(table: pl.DataFrame) -> pl.DataFrame:
    when = pl.col("Date") + " " + pl.col("Start time")
    return table.with_columns(_key(), when.str.to_datetime("%Y-%m-%d %H:%M").alias("starts"))


def _present(stays: pl.DataFrame) -> pl.DataFrame:
    ordered = stays.sort([*_BY, "Join time", "Leave time"]).with_columns(
        covered=pl.col("Leave time").cum_max().shift().over(_BY)
    )
    begins = pl.max_horizontal("Join time", "covered")
    seconds = (pl.col("Leave time") - begins).dt.total_seconds().clip(0)
    present = ordered.group_by(_BY).agg(seconds.sum().alias("seconds"))
    ends = stays.group_by(_BY[:2]).agg(pl.col("Leave time").max())
    length = (pl.col("Leave time") - pl.col("starts")).dt.total_seconds()
    return present.join(ends, on=_BY[:2]).select(
        *_BY, ((pl.col("seconds") >= 300) & (pl.col("seconds") >= 0.5 * length)).alias("attended")
    )


def _medians(
    folder: Path, people: pl.DataFrame, card: dict[str, Any]
) -> tuple[float | None, float | None]:
    done = pl.read_csv(folder / "signed off.csv", try_parse_dates=True).with_columns(_key())
    hires = people.join(done.select("key", "Completed on"), on="key")
    hired, starts = pl.col("Hire Date"), card["starts_on"]
    before = hires.filter((hired >= card["baseline_from"]) & (hired < starts))
    during = hires.filter((hired >= starts) & (hired <= card["ends_on"]))
    return _median(before, starts), _median(during, done["Completed on"].max())


def _median(hires: pl.DataFrame, until: Any) -> float | None:
    is_done = (pl.col("Completed on") <= until).fill_null(False)
    last = pl.when(is_done).then(pl.col("Completed on")).otherwise(pl.lit(until))
    grid = (
        hires.select((last - pl.col("Hire Date")).dt.total_days().alias("days"), done=is_done)
        .group_by("days")
        .agg(pl.col("done").sum(), pl.len().alias("gone"))
        .sort("days")
    )
    at_risk = pl.col("gone").cum_sum(reverse=True)
    share = grid.with_columns(share=1 - (1 - pl.col("done") / at_risk).cum_prod())
    reached = share.filter(pl.col("share") >= 0.5)["days"]
    return float(reached[0]) if len(reached) else None
