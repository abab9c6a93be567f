"""What a good analyst writes with pandas for the questions that these files can answer:
vectorised, whole numbers for keys, no loop over rows."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_SESSION = ["Session", "Date", "Start time"]
_KEYS = [*_SESSION, "Email"]
_TIMES = ["Join time", "Leave time"]
MINUTES, SHARES = (1, 5, 10, 15, 30), (0.0, 0.5, 0.75, 0.9)
LANDMARK, FEWEST = 28, 2


def run(folder: Path) -> dict[str, Any]:
    card = tomllib.loads((folder / "pilot.toml").read_text("utf-8"))["pilot"]
    people = pd.read_csv(folder / "people.csv", parse_dates=["Hire Date"])
    done = pd.read_csv(folder / "signed off.csv", parse_dates=["Completed on"])
    stays = pd.read_csv(folder / "attendance.csv", usecols=[*_KEYS, *_TIMES])
    seats = pd.read_csv(folder / "invitations.csv", usecols=[*_KEYS, "Response"])
    sessions = _number_sessions(stays, seats)
    _number_people(people, done, stays, seats)
    taken = _taken(sessions, stays, card)
    present = _present(stays, sessions[taken], len(people))
    sessions = _measured(sessions[taken], present)
    of_session = sessions[["starts", "week", "length"]]
    visits = _judged(present[["session", "person", "seconds"]].join(of_session, on="session"))
    seats = _seats(seats, present, sessions, people)
    hires = _hires(people, done, card)
    return (
        _participation(seats, sessions)
        | _funnel(seats)
        | {"rules": _rules(seats)}
        | _reach(visits, seats, sessions, people)
        | _cadence(visits, sessions)
        | _grid(seats)
        | _competency(hires)
        | _landmark(hires, visits)
    )


def _number_sessions(stays: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """Every session of both files, its number as index; their texts make way for the numbers."""
    both = pd.concat([stays[_SESSION], seats[_SESSION]], ignore_index=True)
    key = np.zeros(len(both), dtype=np.int64)
    for name in _SESSION:
        codes, texts = pd.factorize(both[name])
        key = key * len(texts) + codes
    number, _ = pd.factorize(key)
    stays["session"], seats["session"] = number[: len(stays)], number[len(stays) :]
    for table in (stays, seats):
        for name in _SESSION:
            del table[name]
    sessions = both[~pd.Series(number).duplicated()].reset_index(drop=True)
    when = sessions["Date"] + " " + sessions["Start time"]
    starts = pd.to_datetime(when, format="%Y-%m-%d %H:%M", errors="coerce")
    return pd.DataFrame(
        {
            "starts": starts,
            "week": starts.dt.to_period("W").dt.start_time,
            "month": starts.dt.to_period("M").dt.start_time,
            "format": sessions["Session"].str.replace(r" \d+$", "", regex=True).astype("category"),
        }
    )


def _number_people(*tables: pd.DataFrame) -> None:
    """Those of the people list come first, so that a person's number is a row of it."""
    spelled = pd.concat([table["Email"] for table in tables], ignore_index=True)
    spelling, texts = pd.factorize(spelled)
    person, _ = pd.factorize(texts.str.strip().str.lower())
    number, at = person[spelling], 0
    for table in tables:
        table["person"] = number[at : at + len(table)]
        del table["Email"]
        at += len(table)


def _taken(sessions: pd.DataFrame, stays: pd.DataFrame, card: dict[str, Any]) -> pd.Series:
    """Sessions with attendance, inside the pilot; an unreadable date is in none."""
    day = sessions["starts"].dt.normalize()
    is_inside = (day >= pd.Timestamp(card["starts_on"])) & (day <= pd.Timestamp(card["ends_on"]))
    return is_inside & sessions.index.isin(stays["session"].unique())


def _present(stays: pd.DataFrame, taken: pd.DataFrame, people: int) -> pd.DataFrame:
    """One row per person and session with the union of the stays, its key as index; a stay without
    an end lasts as long as the session."""
    for name in _TIMES:
        stays[name] = pd.to_datetime(stays[name], format="ISO8601", errors="coerce")
    stays = stays[stays["session"].isin(taken.index) & stays["Join time"].notna()]
    ends = stays.groupby("session")["Leave time"].max()
    left = stays["Leave time"].fillna(stays["session"].map(ends))
    key = stays["session"] * people + stays["person"]
    stays = pd.DataFrame({"key": key, "joined": stays["Join time"], "left": left})
    stays = stays.sort_values(["key", "joined", "left"], ignore_index=True)
    covered = stays.groupby("key", sort=False)["left"].cummax().shift()
    covered = covered.where(stays["key"] == stays["key"].shift())
    begins = stays["joined"].where(~(covered > stays["joined"]), covered)
    stays["seconds"] = (stays["left"] - begins).dt.total_seconds().clip(lower=0)
    by_key = stays.groupby("key", sort=False)
    present = by_key.agg({"joined": "min", "left": "max", "seconds": "sum"})
    return present.assign(session=present.index // people, person=present.index % people)


def _measured(sessions: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """A session lasts from the second arrival to the second-to-last departure."""
    arrived = present[["session", "joined"]].sort_values(["session", "joined"])
    gone = present[["session", "left"]].sort_values(["session", "left"], ascending=[True, False])
    second = arrived.groupby("session").nth(1).set_index("session")["joined"]
    last_but_one = gone.groupby("session").nth(1).set_index("session")["left"]
    whole = present.groupby("session")["left"].max() - sessions["starts"]
    together = last_but_one - second
    length = together.where(together > pd.Timedelta(0)).fillna(whole)
    return sessions.assign(length=length.dt.total_seconds())


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    seconds, length = table["seconds"], table["length"]
    is_there = seconds >= 300
    return table.assign(
        attended=(is_there & (seconds >= 0.5 * length)).astype("int64"),
        stayed=(is_there & (seconds >= 0.75 * length)).astype("int64"),
    )


def _seats(
    seats: pd.DataFrame, present: pd.DataFrame, sessions: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """One row per invited person and session that took place; the last answer counts."""
    seats = seats[seats["session"].isin(sessions.index)]
    seats = seats.drop_duplicates(["session", "person"], keep="last")
    key = seats["session"] * len(people) + seats["person"]
    seats = pd.DataFrame(
        {
            "session": seats["session"],
            "person": seats["person"],
            "accepted": (seats["Response"] == "Accepted").astype("int64"),
            "seconds": present["seconds"].reindex(key).array,
        }
    ).join(sessions[["week", "month", "format", "length"]], on="session")
    department = people["Department"].astype("category")
    seats["department"] = department.reindex(seats["person"]).array
    return _judged(seats)


def _sums(seats: pd.DataFrame, by: str) -> pd.DataFrame:
    """The sums over people that a clustered interval needs, for every value of a column."""
    each = seats.groupby([by, "person"], observed=True, sort=False)["attended"]
    came = each.agg(["sum", "count"])
    return _squared(came).groupby(level=0, observed=True).sum()


def _squared(came: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "people": 1,
            "attended": came["sum"],
            "invited": came["count"],
            "attended_squared": came["sum"] ** 2,
            "attended_by_invited": came["sum"] * came["count"],
            "invited_squared": came["count"] ** 2,
        }
    )


def _participation(seats: pd.DataFrame, sessions: pd.DataFrame) -> dict[str, Any]:
    whole = _squared(seats.groupby("person")["attended"].agg(["sum", "count"])).sum()
    by = {name: _sums(seats, name) for name in ("week", "month", "department", "format")}
    seats.groupby("session")["attended"].agg(["sum", "count"])
    return {
        "people": int(whole["people"]),
        "attended": int(whole["attended"]),
        "invited": int(whole["invited"]),
        "sessions": len(sessions),
        "weeks": by["week"]["attended"].tolist(),
        "months": by["month"]["attended"].tolist(),
        "formats": by["format"]["attended"].sort_index().to_dict(),
    }


def _funnel(seats: pd.DataFrame) -> dict[str, Any]:
    accepted, attended = seats["accepted"], seats["attended"]
    return {
        "accepted": int(accepted.sum()),
        "stayed": int((attended * seats["stayed"]).sum()),
        "absent": int((accepted * (1 - attended)).sum()),
        "unasked": int((attended * (1 - accepted)).sum()),
    }


def _rules(seats: pd.DataFrame) -> list[int]:
    """Attended under every rule, from sums over people as in participation."""
    person, found = seats["person"].to_numpy(), []
    seconds, length = seats["seconds"].to_numpy(), seats["length"].to_numpy()
    count = np.bincount(person)
    for minutes in MINUTES:
        for share in SHARES:
            attended = (seconds >= 60 * minutes) & (seconds >= share * length)
            came = np.bincount(person, weights=attended)
            sums = _squared(pd.DataFrame({"sum": came, "count": count})[count > 0]).sum()
            found.append(int(sums["attended"]))
    return found


def _reach(
    visits: pd.DataFrame, seats: pd.DataFrame, sessions: pd.DataFrame, people: pd.DataFrame
) -> dict[str, Any]:
    """Regular: in at least three of the last four weeks that had a session."""
    came = visits.loc[visits["attended"] == 1, ["person", "week"]]
    lately = sessions["week"].drop_duplicates().nlargest(4)
    weeks = came[came["week"].isin(lately)].drop_duplicates().groupby("person").size()
    asked = pd.DataFrame({"person": seats["person"].unique()}).set_index("person")
    asked["department"] = people["Department"].reindex(asked.index)
    times = came.groupby("person").size().reindex(asked.index, fill_value=0)
    asked["came"], asked["again"] = times >= 1, times >= 2
    asked["regular"] = weeks.reindex(asked.index, fill_value=0) >= 3
    found = asked.groupby("department", dropna=False).sum()
    return {name: int(found[name].sum()) for name in ("came", "again", "regular")} | {
        "came_by_department": found["came"].astype("int64").to_dict()
    }


def _cadence(visits: pd.DataFrame, sessions: pd.DataFrame) -> dict[str, Any]:
    """Sessions held, that is with two or more who attended, per month; the longest pause."""
    attended = visits.groupby("session")["attended"].sum()
    held = sessions[attended.reindex(sessions.index, fill_value=0) >= 2]
    days = held["starts"].dt.normalize().sort_values()
    return {
        "held": held.groupby("month").size().tolist(),
        "pause": int(days.diff().dt.days.max()),
        "minutes": round(held["length"].mean() / 60, 6),
    }


def _grid(seats: pd.DataFrame) -> dict[str, Any]:
    """Person by week: forty people from those who came most to those who came least."""
    cells = seats.groupby(["person", "week"])["attended"].max().reset_index()
    per_person = cells.groupby("person")["attended"].agg(["sum", "count"])
    ranked = per_person.sort_values("sum", ascending=False, kind="stable").index
    picked = ranked[(np.arange(len(ranked)) * 40) % len(ranked) < 40]
    cells[cells["person"].isin(picked)].pivot(index="person", columns="week", values="attended")
    by_week = cells.groupby("week")["attended"].agg(["sum", "count"])
    return {
        "invited_by_week": by_week["count"].tolist(),
        "most_weeks": int((2 * per_person["sum"] > per_person["count"]).sum()),
    }


def _hires(people: pd.DataFrame, done: pd.DataFrame, card: dict[str, Any]) -> pd.DataFrame:
    """Hired before or during the pilot, with the days watched; those before who are still learning
    when it starts are watched up to then."""
    starts, ends = pd.Timestamp(card["starts_on"]), pd.Timestamp(card["ends_on"])
    hired = people["Hire Date"]
    offered = people[(hired >= pd.Timestamp(card["baseline_from"])) & (hired <= ends)]
    hires = offered.merge(done[["person", "Completed on"]], how="left", on="person")
    is_during = hires["Hire Date"] >= starts
    until = pd.Series(starts, index=hires.index).where(~is_during, done["Completed on"].max())
    is_done = hires["Completed on"] <= until
    last = hires["Completed on"].where(is_done, until)
    return hires.assign(
        is_during=is_during, is_done=is_done, days=(last - hires["Hire Date"]).dt.days
    )


def _curve(hires: pd.DataFrame) -> pd.DataFrame:
    """Events, exits, people at risk and the share competent by day (Kaplan–Meier)."""
    curve = hires.groupby("days")["is_done"].agg(["sum", "count"])
    curve["at_risk"] = curve["count"][::-1].cumsum()
    curve["share"] = 1 - (1 - curve["sum"] / curve["at_risk"]).cumprod()
    return curve


def _median(curve: pd.DataFrame) -> float | None:
    reached = curve.index[curve["share"] >= 0.5]
    return float(reached[0]) if len(reached) else None


def _logrank(before: pd.DataFrame, during: pd.DataFrame) -> float:
    """z > 0: sooner in the second group."""
    counts = ["sum", "count"]
    both = before[counts].join(during[counts], how="outer", suffixes=("_before", "")).fillna(0)
    first = both["count_before"][::-1].cumsum()[::-1]
    second = both["count"][::-1].cumsum()[::-1]
    people, events = first + second, both["sum"] + both["sum_before"]
    expected = events * second / people
    variance = expected * first / people * (people - events) / (people - 1).clip(lower=1)
    return float((both["sum"] - expected).sum() / np.sqrt(variance.sum()))


def _competency(hires: pd.DataFrame) -> dict[str, Any]:
    def compared(chosen: pd.DataFrame) -> tuple[float | None, float | None, float]:
        before = _curve(chosen[~chosen["is_during"]])
        during = _curve(chosen[chosen["is_during"]])
        return _median(before), _median(during), _logrank(before, during)

    before, during, z = compared(hires)
    for _, chosen in hires.groupby("Department"):
        compared(chosen)
    return {"before": before, "during": during, "z": round(z, 6)}


def _landmark(hires: pd.DataFrame, visits: pd.DataFrame) -> dict[str, Any]:
    """Hired during and still learning after day 28, by the sessions attended up to then."""
    hires = hires[hires["is_during"]].set_index("person")
    came = visits.loc[
        (visits["attended"] == 1) & visits["person"].isin(hires.index), ["person", "starts"]
    ]
    since = came["starts"].dt.normalize() - came["person"].map(hires["Hire Date"])
    is_early = (since.dt.days >= 0) & (since.dt.days <= LANDMARK)
    is_early &= since.dt.days < came["person"].map(hires["days"])
    attended = came[is_early].groupby("person").size().reindex(hires.index, fill_value=0)
    stays = hires["days"] > LANDMARK
    hires = hires.assign(days=hires["days"] - LANDMARK, is_more=attended >= FEWEST)[stays]
    fewer, more = _curve(hires[~hires["is_more"]]), _curve(hires[hires["is_more"]])
    return {
        "fewer": int(fewer["count"].sum()), "more": int(more["count"].sum()),
        "fewer_days": _median(fewer), "more_days": _median(more),
        "landmark_z": round(_logrank(fewer, more), 6),
    }  # fmt: skip
