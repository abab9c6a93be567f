"""A made-up company's exports of any size, with a known effect, and the truth beside them.

Attendance rows are stays, in order of time: somebody who came may have left and come back, or used
two devices at once, so that there are more of them than people came. Addresses are written in
several ways (capitals, blanks), a few stays have no end and a few dates cannot be read, as systems
have it; people still learning have no date. Sessions are made and written in blocks, so that
memory does not grow with the rows. The same size and seed give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import polars as pl

Int = npt.NDArray[np.int64]
Told = Callable[[int], None]

ENDS_ON, AS_OF = date(2026, 4, 5), date(2026, 5, 4)
BASELINE = timedelta(days=188)
WEEKS, HISTORY = 13, 104
SEED = 20260105
DEPARTMENTS = ("Support", "Engineering", "Finance", "Operations", "People", "Sales")
FORMATS = ("Problem clinic", "Skill swap", "Micro-lesson", "Lunch-and-learn")
RESPONSES = ("Accepted", "Tentative", "Declined", "No response")
PEOPLE_PER_SESSION, SHOW_UP, FASTER = 40, 0.6, 0.2
MOST_PEOPLE = 60_000
# Of those who came: back after a break, on two devices, and briefly, on one device or on two.
COMES_BACK, TWO_DEVICES, BRIEFLY, BRIEFLY_ON_TWO = 0.15, 0.05, 0.03, 0.02
# The first of a session always come and stay, so that every session is one; after them stands
# the one whom the systems lose.
_SURE, _LOST = 2, 2
_ROWS_PER_SESSION = _SURE + (PEOPLE_PER_SESSION - _SURE) * SHOW_UP * (
    1 + COMES_BACK + TWO_DEVICES + BRIEFLY_ON_TWO
)
# In one session of so many, about 100,000 rows, a stay has no end, and in another no date.
_SESSIONS_PER_LOSS, _OPEN_IN, _UNREADABLE_IN = 3_400, 7, 11
_UNREADABLE = "0000-00-00"
_BLOCK = 10_000
_HOUR = 3600
# Bytes that the files take for each attendance row.
BYTES_PER_ROW = 225


@dataclass(frozen=True)
class Truth:
    """rows: of attendance; attended, invited: person-sessions; faster: the true effect."""

    rows: int
    people: int
    sessions: int
    attended: int
    invited: int
    faster: float

    def check(self, who: str, told: Mapping[str, Any]) -> None:
        """Raises ValueError where what was told of all person-sessions is not so."""
        for what in ("attended", "invited", "sessions"):
            if told[what] != getattr(self, what):
                raise ValueError(f"{who}: {what} {told[what]:,}, the truth is {self}")


@dataclass(frozen=True)
class _Stretch:
    """Weeks whose sessions are written into files of their own, "attendance<ending>.csv"."""

    ending: str
    sessions: int
    starts_on: date
    weeks: int


def write(
    folder: Path, rows: int, seed: int = SEED, weeks: int = WEEKS, told: Told | None = None
) -> Truth:
    """Writes attendance.csv, invitations.csv, people.csv, signed off.csv, pilot.toml and
    truth.json. Attended is who was there for at least half of the session.

    rows: of attendance, nearly; weeks: how long the pilot is, up to ENDS_ON; told: of the rows
    written so far.
    """
    sessions = _sessions(rows, weeks)
    starts_on = ENDS_ON + timedelta(days=1 - 7 * weeks)
    (truth,) = _write(folder, seed, starts_on, [_Stretch("", sessions, starts_on, weeks)], told)
    (folder / "truth.json").write_text(json.dumps(asdict(truth)), encoding="utf-8")
    return truth


def write_history(
    folder: Path, rows: int, seed: int = SEED, weeks: int = HISTORY, told: Told | None = None
) -> tuple[Truth, Truth]:
    """The same files over so many weeks, and attendance week.csv and invitations week.csv of one
    week more; the truth without that week and with it. The pilot card spans them all."""
    starts_on = ENDS_ON + timedelta(days=1 - 7 * (weeks + 1))
    sessions = _sessions(rows, weeks)
    stretches = [
        _Stretch("", sessions, starts_on, weeks),
        _Stretch(" week", max(sessions // weeks, 2), ENDS_ON - timedelta(days=6), 1),
    ]
    history, with_week = _write(folder, seed, starts_on, stretches, told)
    return history, with_week


def _sessions(rows: int, weeks: int) -> int:
    return max(round(rows / _ROWS_PER_SESSION), 2 * weeks)


def _write(
    folder: Path, seed: int, starts_on: date, stretches: list[_Stretch], told: Told | None
) -> list[Truth]:
    """All files; the truth after each of the stretches."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    sessions = sum(stretch.sessions for stretch in stretches)
    people = _people(rng, max(min(sessions * 4, MOST_PEOPLE), 300), starts_on)
    people.write_csv(folder / "people.csv")
    _signed_off(rng, people, starts_on).write_csv(folder / "signed off.csv")
    (folder / "pilot.toml").write_text(
        f'[pilot]\nname = "Made-up company"\nstarts_on = {starts_on}\nends_on = {ENDS_ON}\n'
        f'baseline_from = {starts_on - BASELINE}\nread_on = {AS_OF}\ninvited_by = "invitations"\n',
        encoding="utf-8",
    )
    writer = _Writer(rng, people, told)
    return [writer.write(folder, stretch) for stretch in stretches]


def _people(rng: np.random.Generator, count: int, starts_on: date) -> pl.DataFrame:
    """Half hired before the baseline, the others evenly until the pilot's end."""
    number = np.arange(count)
    baseline = starts_on - BASELINE
    hired = np.where(
        number % 2 == 0,
        rng.integers(-2000, 0, count),
        rng.integers(0, (ENDS_ON - baseline).days + 1, count),
    )
    return pl.DataFrame(
        {
            "Employee ID": number + 100_000,
            "Name": [f"Person {one:06d}" for one in number],
            "Email": [f"p{one}@example.org" for one in number],
            "Hire Date": np.datetime64(baseline, "D") + hired,
            "Department": pl.Series(DEPARTMENTS)[rng.integers(0, len(DEPARTMENTS), count)],
        }
    )


def _signed_off(rng: np.random.Generator, people: pl.DataFrame, starts_on: date) -> pl.DataFrame:
    """A fifth quicker for those hired during; who is not done by the export's day has no date."""
    hired = people["Hire Date"].to_numpy().astype("datetime64[D]")
    is_during = hired >= np.datetime64(starts_on, "D")
    days = 45 * np.where(is_during, 1 - FASTER, 1) * np.exp(0.45 * rng.normal(size=len(people)))
    done = hired + np.maximum(np.rint(days), 1).astype("timedelta64[D]")
    done[done > np.datetime64(AS_OF, "D")] = np.datetime64("NaT")
    return people.select(
        "Name",
        "Email",
        pl.lit("Ready to work alone").alias("Course"),
        pl.Series("Completed on", done),
    )


class _Writer:
    """Sessions after sessions, numbered on from one stretch to the next, and what is true of all
    so far."""

    def __init__(self, rng: np.random.Generator, people: pl.DataFrame, told: Told | None) -> None:
        self.rng, self.told = rng, told
        self.names, email = people["Name"], people["Email"]
        # Every spelling of every address: as it is, in capitals, with a blank before or after it.
        self.spelled = pl.concat([email, email.str.to_uppercase(), " " + email, email + " "])
        self.people = len(people)
        self.rows = self.sessions = self.attended = 0

    def write(self, folder: Path, stretch: _Stretch) -> Truth:
        slots = self.rng.integers(0, 5 * stretch.weeks * 9, stretch.sessions)
        starts = _starts(np.sort(slots), stretch.starts_on)
        with (
            (folder / f"attendance{stretch.ending}.csv").open("wb") as attendance,
            (folder / f"invitations{stretch.ending}.csv").open("wb") as invitations,
        ):
            for at in range(0, len(starts), _BLOCK):
                self._block(starts[at : at + _BLOCK], attendance, invitations, at == 0)
                if self.told:
                    self.told(self.rows)
        invited = self.sessions * PEOPLE_PER_SESSION
        return Truth(self.rows, self.people, self.sessions, self.attended, invited, FASTER)

    def _block(
        self, starts: npt.NDArray[np.datetime64], attendance: BinaryIO, invitations: BinaryIO,
        is_first: bool,
    ) -> None:  # fmt: skip
        """Some sessions in order of time, into both files."""
        number = self.sessions + np.arange(len(starts))
        title = pl.Series(FORMATS)[self.rng.integers(0, len(FORMATS), len(starts))]
        day = pl.Series(starts)
        sessions = pl.DataFrame(
            {
                "Session": title + " " + pl.Series(number).cast(pl.String),
                "Date": day.dt.strftime("%Y-%m-%d"),
                "Start time": day.dt.strftime("%H:%M"),
            }
        )
        person = self._asked(len(starts))
        self._invitations(sessions, person).write_csv(invitations, include_header=is_first)
        stays = self._stays(number, starts, sessions, person)
        stays.write_csv(attendance, include_header=is_first, datetime_format="%Y-%m-%dT%H:%M:%S")
        self.sessions += len(starts)
        self.rows += len(stays)

    def _asked(self, sessions: int) -> Int:
        """Who is invited to what, (sessions, 40): nobody twice to one session."""
        first = self.rng.integers(0, self.people, sessions)
        step = self.rng.integers(1, max(self.people // PEOPLE_PER_SESSION, 2), sessions)
        return (first[:, None] + step[:, None] * np.arange(PEOPLE_PER_SESSION)) % self.people

    def _invitations(self, sessions: pl.DataFrame, person: Int) -> pl.DataFrame:
        who = person.ravel()
        said = self.rng.choice(len(RESPONSES), who.size, p=(0.6, 0.1, 0.1, 0.2))
        return sessions[np.repeat(np.arange(len(person)), PEOPLE_PER_SESSION)].with_columns(
            self.names[who].alias("Name"),
            self.spelled[who].alias("Email"),
            pl.Series(RESPONSES)[said].alias("Response"),
        )

    def _stays(
        self, number: Int, starts: npt.NDArray[np.datetime64], sessions: pl.DataFrame, person: Int
    ) -> pl.DataFrame:
        """One row per stay, in order of time."""
        rng = self.rng
        came, manner = rng.random(person.shape) < SHOW_UP, rng.random(person.shape)
        came[:, :_SURE], manner[:, :_SURE] = True, 1
        is_open = number % _SESSIONS_PER_LOSS == _OPEN_IN
        is_unreadable = number % _SESSIONS_PER_LOSS == _UNREADABLE_IN
        came[is_open | is_unreadable, _LOST], manner[is_open | is_unreadable, _LOST] = True, 1
        at, seat = np.nonzero(came)
        first, second, is_brief = _times(rng, manner[at, seat])
        self.attended += int(np.sum(~is_brief)) - int(np.sum(is_unreadable))
        twice = np.flatnonzero(second[1] > 0)
        begins = np.concatenate([first[0], second[0][twice]])
        ends = np.concatenate([first[1], second[1][twice]])
        at, seat = np.concatenate([at, at[twice]]), np.concatenate([seat, seat[twice]])
        order = np.argsort(at * 2 * _HOUR + begins, kind="stable")
        at, seat, begins, ends = at[order], seat[order], begins[order], ends[order]
        who = person[at, seat]
        odd = rng.random(len(who))
        spelling = np.searchsorted([0.02, 0.03, 0.04], odd, side="right")
        spelling = np.array([1, 2, 3, 0])[spelling]
        left = starts[at] + ends.astype("timedelta64[s]")
        is_lost = seat == _LOST
        left[is_lost & is_open[at]] = np.datetime64("NaT")
        date_text = pl.when(pl.Series(is_lost & is_unreadable[at])).then(pl.lit(_UNREADABLE))
        return sessions[at].with_columns(
            date_text.otherwise(pl.col("Date")).alias("Date"),
            self.names[who].alias("Name"),
            self.spelled[spelling * self.people + who].alias("Email"),
            pl.Series("Join time", starts[at] + begins.astype("timedelta64[s]")),
            pl.Series("Leave time", left),
        )


def _starts(slots: Int, starts_on: date) -> npt.NDArray[np.datetime64]:
    """On the hour between 8 and 16, on weekdays; slots: hours of work since the start."""
    day, hour = slots // 9, slots % 9
    since = ((day // 5) * 7 + day % 5) * 24 * _HOUR + (8 + hour) * _HOUR
    return np.datetime64(starts_on, "us") + since.astype("timedelta64[s]")


def _times(
    rng: np.random.Generator, manner: npt.NDArray[np.float64]
) -> tuple[tuple[Int, Int], tuple[Int, Int], npt.NDArray[np.bool_]]:
    """(begin, end) of the first and of the second stay in seconds from the start, no second one
    ending at 0, and who was there only briefly.

    Everybody arrives in the first ten minutes. Whoever stays has at least 2,000 seconds, which is
    half of any session; who is there briefly has at most 1,190, which is half of none, though on
    two devices these add up to more.
    """
    bounds = np.cumsum([COMES_BACK, TWO_DEVICES, BRIEFLY, BRIEFLY_ON_TWO])
    kind = np.searchsorted(bounds, manner, side="right")
    is_back, is_on_two, is_brief, is_brief_on_two = (kind == k for k in range(4))

    def between(low: int, high: int) -> Int:
        return rng.integers(low, high, len(manner))

    begin = between(0, 600)
    end = between(3000, _HOUR + 1)
    end = np.where(is_back, between(2000, 2401), end)
    end = np.where(is_brief, begin + between(400, 1000), end)
    end = np.where(is_brief_on_two, begin + between(950, 1000), end)
    again = np.where(is_back, between(2500, 2700), begin + between(10, 50))
    until = np.where(is_back, between(3300, _HOUR + 1), end - between(0, 300))
    until = np.where(is_brief_on_two, begin + between(1000, 1190), until)
    until = np.where(is_back | is_on_two | is_brief_on_two, until, 0)
    return (begin, end), (again, until), is_brief | is_brief_on_two
