"""The same with polars: files are scanned, and whatever is used again is collected once."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.contestants.pandas_ import FEWEST, LANDMARK, MINUTES, SHARES

_SESSION = ["Session", "Date", "Start time"]
_TIMES = ["Join time", "Leave time"]


def run(folder: Path) -> dict[str, Any]:
    card = tomllib.loads((folder / "pilot.toml").read_text("utf-8"))["pilot"]
    people = _numbered(pl.read_csv(folder / "people.csv", try_parse_dates=True))
    done = pl.read_csv(folder / "signed off.csv", try_parse_dates=True).with_columns(_key())
    stays = pl.scan_csv(folder / "attendance.csv", infer_schema=False)
    asked = pl.scan_csv(folder / "invitations.csv", infer_schema=False)
    taken = _taken(stays, card)
    present = _present(_keyed(stays, taken, people, *_TIMES), people)
    sessions = _measured(taken, present)
    of_session = sessions.select("session", "day", "week", "length")
    visits = _judged(present.select("session", "person", "seconds").join(of_session, on="session"))
    seats = _seats(_keyed(asked, taken, people, "Response"), present, sessions, people)
    hires = _hires(people, done, card)
    return (
        _participation(seats, sessions)
        | _funnel(seats)
        | {"rules": _rules(seats)}
        | _reach(visits, seats, sessions)
        | _cadence(visits, sessions)
        | _grid(seats)
        | _competency(hires)
        | _landmark(hires, visits)
    )


def _key() -> pl.Expr:
    return pl.col("Email").str.strip_chars().str.to_lowercase().alias("key")


def _numbered(people: pl.DataFrame) -> pl.DataFrame:
    department = pl.col("Department").cast(pl.Categorical).alias("department")
    return people.with_columns(_key(), department).with_row_index("person")


def _taken(stays: pl.LazyFrame, card: dict[str, Any]) -> pl.DataFrame:
    """Sessions with attendance, inside the pilot; an unreadable date is in none."""
    when = pl.col("Date") + " " + pl.col("Start time")
    day = pl.col("starts").dt.date()
    return (
        stays.select(_SESSION)
        .unique()
        .with_columns(when.str.to_datetime("%Y-%m-%d %H:%M", strict=False).alias("starts"))
        .filter((day >= card["starts_on"]) & (day <= card["ends_on"]))
        .with_columns(
            day=day,
            week=day.dt.truncate("1w"),
            month=day.dt.truncate("1mo"),
            format=pl.col("Session").str.replace(r" \d+$", "").cast(pl.Categorical),
        )
        .with_row_index("session")
        .collect(engine="streaming")
    )


def _keyed(
    table: pl.LazyFrame, taken: pl.DataFrame, people: pl.DataFrame, *names: str
) -> pl.LazyFrame:
    """Rows of sessions that took place, with one number for the session and the person."""
    seat = pl.col("session").cast(pl.Int64) * len(people) + pl.col("person")
    return (
        table.join(taken.lazy().select(*_SESSION, "session"), on=_SESSION)
        .with_columns(_key())
        .join(people.lazy().select("key", "person"), on="key", how="left")
        .select(seat.alias("seat"), *names)
    )


def _apart(people: pl.DataFrame) -> list[pl.Expr]:
    """The numbers of the session and the person of a seat."""
    seat = pl.col("seat")
    return [
        (seat // len(people)).cast(pl.UInt32).alias("session"),
        (seat % len(people)).cast(pl.UInt32).alias("person"),
    ]


def _present(stays: pl.LazyFrame, people: pl.DataFrame) -> pl.DataFrame:
    """One row per person and session with the union of the stays; a stay without an end lasts as
    long as the session."""
    joined, left = pl.col("joined"), pl.col("left")
    # A running maximum per person and session without a window: each has its own range of numbers.
    own = pl.col("seat").rle_id().cast(pl.Int64) * 2**32
    covered = (own + left).cum_max().shift() - own
    seconds = (left - pl.max_horizontal(joined, covered)).clip(0)
    moment = pl.col(*_TIMES).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    return (
        stays.with_columns(moment.dt.epoch("s"))
        .rename({"Join time": "joined", "Leave time": "left"})
        .filter(joined.is_not_null())
        .with_columns(left.fill_null(left.max().over(pl.col("seat") // len(people))))
        .sort("seat", "joined", "left")
        .with_columns(seconds.alias("seconds"))
        .group_by("seat")
        .agg(joined.min(), left.max(), pl.col("seconds").sum())
        .with_columns(_apart(people))
        .collect(engine="streaming")
    )


def _measured(taken: pl.DataFrame, present: pl.DataFrame) -> pl.DataFrame:
    """A session lasts from the second arrival to the second-to-last departure."""
    ends = present.group_by("session").agg(
        pl.col("joined").bottom_k(2).max().alias("second"),
        pl.col("left").top_k(2).min().alias("last_but_one"),
        pl.col("left").max(),
        pl.len().alias("came"),
    )
    together = pl.col("last_but_one") - pl.col("second")
    is_together = (pl.col("came") > 1) & (together > 0)
    whole = pl.col("left") - pl.col("starts").dt.epoch("s")
    return taken.join(ends, on="session").select(
        "session", "starts", "day", "week", "month", "format",
        length=pl.when(is_together).then(together).otherwise(whole).cast(pl.Float64),
    )  # fmt: skip


def _is_there(minutes: float, share: float) -> pl.Expr:
    seconds = pl.col("seconds").fill_null(-1)
    is_there = (seconds >= 60 * minutes) & (seconds >= share * pl.col("length"))
    return is_there.cast(pl.Int64)


def _judged(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(attended=_is_there(5, 0.5), stayed=_is_there(5, 0.75))


def _seats(
    seats: pl.LazyFrame, present: pl.DataFrame, sessions: pl.DataFrame, people: pl.DataFrame
) -> pl.DataFrame:
    """One row per invited person and session that took place; the last answer counts."""
    of_session = ("session", "week", "month", "format", "length")
    accepted = (pl.col("Response") == "Accepted").cast(pl.Int64)
    return _judged(
        seats.select("seat", accepted=accepted)
        .group_by("seat")
        .agg(pl.col("accepted").last())
        .join(present.lazy().select("seat", "seconds"), on="seat", how="left")
        .with_columns(_apart(people))
        .join(sessions.lazy().select(of_session), on="session")
        .join(people.lazy().select("person", "department"), on="person", how="left")
        .collect(engine="streaming")
    )


def _sums(seats: pl.DataFrame, *by: str) -> pl.DataFrame:
    """The sums over people that a clustered interval needs, for every value of a column."""
    came, asked = pl.col("attended"), pl.col("invited")
    each = seats.lazy().group_by(*by, "person").agg(came.sum(), pl.len().alias("invited"))
    sums = (
        pl.len().alias("people"), came.sum(), asked.sum(),
        (came**2).sum().alias("attended_squared"),
        (came * asked).sum().alias("attended_by_invited"),
        (asked**2).sum().alias("invited_squared"),
    )  # fmt: skip
    return (each.group_by(by).agg(sums).sort(by) if by else each.select(sums)).collect()


def _participation(seats: pl.DataFrame, sessions: pl.DataFrame) -> dict[str, Any]:
    whole = _sums(seats)
    by = {name: _sums(seats, name) for name in ("week", "month", "department", "format")}
    seats.group_by("session").agg(pl.col("attended").sum(), pl.len())
    return {
        "people": whole["people"].item(),
        "attended": whole["attended"].item(),
        "invited": whole["invited"].item(),
        "sessions": len(sessions),
        "weeks": by["week"]["attended"].to_list(),
        "months": by["month"]["attended"].to_list(),
        "formats": dict(by["format"].select("format", "attended").iter_rows()),
    }


def _funnel(seats: pl.DataFrame) -> dict[str, Any]:
    accepted, attended = pl.col("accepted"), pl.col("attended")
    sums = seats.select(
        accepted=accepted.sum(),
        stayed=(attended * pl.col("stayed")).sum(),
        absent=(accepted * (1 - attended)).sum(),
        unasked=(attended * (1 - accepted)).sum(),
    )
    return sums.row(0, named=True)


def _rules(seats: pl.DataFrame) -> list[int]:
    """Attended under every rule, from sums over people as in participation."""
    rules = {f"{m} {s}": _is_there(m, s) for m in MINUTES for s in SHARES}
    each = seats.lazy().group_by("person").agg(
        *(rule.sum().alias(name) for name, rule in rules.items()), pl.len().alias("invited")
    )  # fmt: skip
    asked = pl.col("invited")
    sums = each.select(
        pl.len().alias("people"),
        asked.sum(),
        (asked**2).sum().alias("invited_squared"),
        pl.col(*rules).sum(),
        (pl.col(*rules) ** 2).sum().name.suffix(" squared"),
        (pl.col(*rules) * asked).sum().name.suffix(" by invited"),
    ).collect()
    return [sums[name].item() for name in rules]


def _reach(visits: pl.DataFrame, seats: pl.DataFrame, sessions: pl.DataFrame) -> dict[str, Any]:
    """Regular: in at least three of the last four weeks that had a session."""
    lately = sessions["week"].unique().top_k(4)
    week = pl.col("week")
    came = visits.lazy().filter(pl.col("attended") == 1).group_by("person").agg(
        pl.len().alias("times"), week.filter(week.is_in(lately.implode())).n_unique().alias("weeks")
    )  # fmt: skip
    asked = seats.lazy().select("person", "department").unique().join(came, on="person", how="left")
    found = (
        asked.group_by("department")
        .agg(
            came=(pl.col("times") >= 1).sum(),
            again=(pl.col("times") >= 2).sum(),
            regular=(pl.col("weeks") >= 3).sum(),
        )
        .collect()
    )
    return {name: int(found[name].sum()) for name in ("came", "again", "regular")} | {
        "came_by_department": dict(found.select("department", "came").iter_rows())
    }


def _cadence(visits: pl.DataFrame, sessions: pl.DataFrame) -> dict[str, Any]:
    """Sessions held, that is with two or more who attended, per month; the longest pause."""
    attended = visits.group_by("session").agg(pl.col("attended").sum())
    held = sessions.join(attended, on="session").filter(pl.col("attended") >= 2)
    pause = held["day"].sort().diff().dt.total_days().max()
    return {
        "held": held.group_by("month").len().sort("month")["len"].to_list(),
        "pause": pause,
        "minutes": round(held.select(pl.col("length").mean()).item() / 60, 6),
    }


def _grid(seats: pl.DataFrame) -> dict[str, Any]:
    """Person by week: forty people from those who came most to those who came least."""
    cells = seats.group_by("person", "week").agg(pl.col("attended").max())
    per_person = (
        cells.group_by("person")
        .agg(pl.col("attended").sum(), pl.len().alias("weeks"))
        .sort("attended", "person", descending=[True, False])
        .with_row_index("place")
    )
    drawn = per_person.filter((pl.col("place").cast(pl.Int64) * 40) % pl.len() < 40)
    cells.join(drawn.select("person"), on="person", how="semi").pivot(
        "week", index="person", values="attended"
    )
    by_week = cells.group_by("week").agg(pl.col("attended").sum(), pl.len().alias("invited"))
    return {
        "invited_by_week": by_week.sort("week")["invited"].to_list(),
        "most_weeks": per_person.filter(2 * pl.col("attended") > pl.col("weeks")).height,
    }


def _hires(people: pl.DataFrame, done: pl.DataFrame, card: dict[str, Any]) -> pl.DataFrame:
    """Hired before or during the pilot, with the days watched; those before who are still learning
    when it starts are watched up to then."""
    hired, competent_on = pl.col("Hire Date"), pl.col("Completed on")
    starts, as_of = card["starts_on"], _latest(done)
    until = pl.when(pl.col("is_during")).then(pl.lit(as_of)).otherwise(pl.lit(starts))
    return (
        people.filter((hired >= card["baseline_from"]) & (hired <= card["ends_on"]))
        .join(done.select("key", "Completed on"), on="key", how="left")
        .with_columns(is_during=hired >= starts)
        .with_columns(is_done=(competent_on <= until).fill_null(False))
        .with_columns(
            days=(pl.when("is_done").then(competent_on).otherwise(until) - hired).dt.total_days()
        )
    )


def _latest(done: pl.DataFrame) -> date:
    found = done["Completed on"].max()
    assert isinstance(found, date)
    return found


def _curve(hires: pl.DataFrame) -> pl.DataFrame:
    """Events, exits, people at risk and the share competent by day (Kaplan–Meier)."""
    counted = hires.group_by("days").agg(pl.col("is_done").sum().alias("events"), exits=pl.len())
    at_risk = pl.col("exits").cum_sum(reverse=True)
    share = 1 - (1 - pl.col("events") / at_risk).cum_prod()
    return counted.sort("days").with_columns(at_risk=at_risk, share=share)


def _median(curve: pl.DataFrame) -> float | None:
    reached = curve.filter(pl.col("share") >= 0.5)["days"]
    return float(reached[0]) if len(reached) else None


def _logrank(before: pl.DataFrame, during: pl.DataFrame) -> float:
    """z > 0: sooner in the second group."""
    columns = ("days", "events", "exits")
    both = (
        before.select(columns)
        .join(during.select(columns), on="days", how="full", coalesce=True, suffix="_second")
        .sort("days")
        .select(pl.exclude("days").fill_null(0).cast(pl.Float64))
        .with_columns(
            first=pl.col("exits").cum_sum(reverse=True),
            second=pl.col("exits_second").cum_sum(reverse=True),
            all_events=pl.col("events") + pl.col("events_second"),
        )
    )
    people, events = pl.col("first") + pl.col("second"), pl.col("all_events")
    expected = events * pl.col("second") / people
    variance = expected * pl.col("first") / people * (people - events) / (people - 1).clip(1)
    z = (pl.col("events_second") - expected).sum() / variance.sum().sqrt()
    return float(both.select(z).item())


def _competency(hires: pl.DataFrame) -> dict[str, Any]:
    def compared(chosen: pl.DataFrame) -> tuple[float | None, float | None, float]:
        before = _curve(chosen.filter(~pl.col("is_during")))
        during = _curve(chosen.filter("is_during"))
        return _median(before), _median(during), _logrank(before, during)

    before, during, z = compared(hires)
    for chosen in hires.partition_by("department"):
        compared(chosen)
    return {"before": before, "during": during, "z": round(z, 6)}


def _landmark(hires: pl.DataFrame, visits: pl.DataFrame) -> dict[str, Any]:
    """Hired during and still learning after day 28, by the sessions attended up to then."""
    hires = hires.filter("is_during").select("person", "Hire Date", "days", "is_done")
    since = (pl.col("day") - pl.col("Hire Date")).dt.total_days()
    is_early = since.is_between(0, LANDMARK) & (since < pl.col("days"))
    came = (
        visits.lazy()
        .filter(pl.col("attended") == 1)
        .select("person", "day")
        .join(hires.lazy(), on="person")
        .filter(is_early)
        .group_by("person")
        .agg(sessions=pl.len())
        .collect()
    )
    stays = hires.filter(pl.col("days") > LANDMARK).join(came, on="person", how="left")
    stays = stays.with_columns(
        days=pl.col("days") - LANDMARK, is_more=(pl.col("sessions") >= FEWEST).fill_null(False)
    )
    fewer, more = _curve(stays.filter(~pl.col("is_more"))), _curve(stays.filter("is_more"))
    return {
        "fewer": int(fewer["exits"].sum()), "more": int(more["exits"].sum()),
        "fewer_days": _median(fewer), "more_days": _median(more),
        "landmark_z": round(_logrank(fewer, more), 6),
    }  # fmt: skip
