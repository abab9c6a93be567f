"""A made-up company's exports of any size, with a known effect, and the truth beside them.

Attendance rows are stays: somebody who came may have left and come back, so that there are more of
them than people came. Addresses are written in several ways (capitals, blanks), as systems do;
people still learning have no date. The same size and seed give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

STARTS_ON, ENDS_ON = date(2026, 1, 5), date(2026, 4, 5)
BASELINE_FROM, AS_OF = date(2025, 7, 1), date(2026, 5, 4)
SEED = 20260105
DEPARTMENTS = ("Support", "Engineering", "Finance", "Operations", "People", "Sales")
FORMATS = ("Problem clinic", "Skill swap", "Micro-lesson", "Lunch and learn")
PEOPLE_PER_SESSION, SHOW_UP, COMES_BACK, FASTER = 40, 0.6, 0.2, 0.2
_HOUR = 3600


@dataclass(frozen=True)
class Truth:
    """attended, invited: person-sessions; hires: before and during; faster: the true effect."""

    rows: int
    people: int
    sessions: int
    attended: int
    invited: int
    faster: float


def write(folder: Path, rows: int, seed: int = SEED, weeks: int = 13) -> Truth:
    """Writes attendance.csv, invitations.csv, people.csv, signed off.csv, pilot.toml and
    truth.json. Who came was there for more than half of the session.

    rows: of attendance, nearly; weeks: how many of the pilot's weeks have taken place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    sessions = max(round(rows / (PEOPLE_PER_SESSION * SHOW_UP * (1 + COMES_BACK))), 2 * weeks)
    n_people = max(min(sessions * 4, 200_000), 300)
    people = _people(rng, n_people)
    calendar = _sessions(rng, sessions, weeks)
    seats = _seats(rng, sessions, n_people)
    came = seats[rng.random(len(seats)) < SHOW_UP]
    stays = _stays(rng, came, calendar, people)
    stays.to_csv(folder / "attendance.csv", index=False)
    _invitations(rng, seats, calendar, people).to_csv(folder / "invitations.csv", index=False)
    people[["Employee ID", "Name", "Email", "Hire Date", "Department"]].to_csv(
        folder / "people.csv", index=False
    )
    _signed_off(rng, people).to_csv(folder / "signed off.csv", index=False)
    (folder / "pilot.toml").write_text(
        f'[pilot]\nname = "Made-up company"\nstarts_on = {STARTS_ON}\nends_on = {ENDS_ON}\n'
        f'baseline_from = {BASELINE_FROM}\nread_on = {AS_OF}\ninvited_by = "invitations"\n',
        encoding="utf-8",
    )
    attended = len(came.drop_duplicates())
    found = Truth(len(stays), n_people, sessions, attended, len(seats), FASTER)
    (folder / "truth.json").write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found


def _people(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Half hired before the baseline, the others evenly until the pilot's end."""
    number = np.arange(count)
    span = (ENDS_ON - BASELINE_FROM).days
    hired = np.where(
        number % 2 == 0,
        rng.integers(-2000, 0, count),
        rng.integers(0, span + 1, count),
    )
    names = pd.Series(number).map("Person {:06d}".format)
    return pd.DataFrame(
        {
            "Employee ID": number + 100_000,
            "Name": names,
            "Email": "p" + pd.Series(number).astype(str) + "@example.org",
            "Hire Date": np.datetime64(BASELINE_FROM, "D") + hired,
            "Department": np.array(DEPARTMENTS)[rng.integers(0, len(DEPARTMENTS), count)],
        }
    )


def _sessions(rng: np.random.Generator, count: int, weeks: int) -> pd.DataFrame:
    """On the hour between 8 and 16, on weekdays of the weeks; each an hour long."""
    day = rng.integers(0, 5 * weeks, count)
    starts = (
        np.datetime64(STARTS_ON, "s")
        + ((day // 5) * 7 + day % 5) * 24 * _HOUR
        + rng.integers(8, 17, count) * _HOUR
    )
    title = np.array(FORMATS)[rng.integers(0, len(FORMATS), count)]
    numbered = pd.Series(title) + " " + pd.Series(np.arange(count)).astype(str)
    return pd.DataFrame({"title": numbered, "starts": starts})


def _seats(rng: np.random.Generator, sessions: int, people: int) -> pd.DataFrame:
    """Who is invited to what: everybody of a session once."""
    first = rng.integers(0, people, sessions)
    step = rng.integers(1, max(people // PEOPLE_PER_SESSION, 2), sessions)
    person = (first[:, None] + step[:, None] * np.arange(PEOPLE_PER_SESSION)[None, :]) % people
    return pd.DataFrame(
        {"session": np.repeat(np.arange(sessions), PEOPLE_PER_SESSION), "person": person.ravel()}
    ).drop_duplicates(ignore_index=True)


def _stays(
    rng: np.random.Generator, came: pd.DataFrame, calendar: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """One row per stay: most stay nearly to the end, some come back after a break."""
    back = rng.random(len(came)) < COMES_BACK
    first = rng.integers(0, 600, len(came))
    until = np.where(back, rng.integers(2000, 2400, len(came)), rng.integers(3000, 3601, len(came)))
    again = came[back]
    begins = np.concatenate([first, rng.integers(2500, 2700, len(again))])
    ends = np.concatenate([until, rng.integers(3300, 3601, len(again))])
    seat = pd.concat([came, again], ignore_index=True)
    order = np.lexsort((begins, seat["person"], seat["session"]))
    seat, begins, ends = seat.iloc[order], begins[order], ends[order]
    starts = calendar["starts"].to_numpy()[seat["session"]]
    email = people["Email"].to_numpy()[seat["person"]].astype(object)
    odd = rng.random(len(email))
    email = np.where(odd < 0.02, pd.Series(email).str.upper(), email)
    email = np.where(odd > 0.99, " " + pd.Series(email).astype(str), email)
    return pd.DataFrame(
        {
            "Session": calendar["title"].to_numpy()[seat["session"]],
            "Date": starts.astype("datetime64[D]").astype(str),
            "Start time": pd.Series(starts).dt.strftime("%H:%M").to_numpy(),
            "Name": people["Name"].to_numpy()[seat["person"]],
            "Email": email,
            "Join time": np.datetime_as_string(starts + begins.astype("timedelta64[s]")),
            "Leave time": np.datetime_as_string(starts + ends.astype("timedelta64[s]")),
        }
    )


def _invitations(
    rng: np.random.Generator, seats: pd.DataFrame, calendar: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    starts = pd.Series(calendar["starts"].to_numpy()[seats["session"]])
    said = np.array(["Accepted", "Tentative", "Declined", "No response"])
    return pd.DataFrame(
        {
            "Session": calendar["title"].to_numpy()[seats["session"]],
            "Date": starts.dt.strftime("%Y-%m-%d"),
            "Start time": starts.dt.strftime("%H:%M"),
            "Name": people["Name"].to_numpy()[seats["person"]],
            "Email": people["Email"].to_numpy()[seats["person"]],
            "Response": said[rng.choice(4, len(seats), p=(0.6, 0.1, 0.1, 0.2))],
        }
    )


def _signed_off(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """A fifth quicker for those hired during; who is not done by the export's day has no date."""
    hired = people["Hire Date"].to_numpy().astype("datetime64[D]")
    is_during = hired >= np.datetime64(STARTS_ON, "D")
    days = 45 * np.where(is_during, 1 - FASTER, 1) * np.exp(0.45 * rng.normal(size=len(people)))
    done = hired + np.maximum(np.rint(days), 1).astype("timedelta64[D]")
    shown = np.where(done <= np.datetime64(AS_OF, "D"), done.astype(str), "")
    return pd.DataFrame(
        {
            "Name": people["Name"],
            "Email": people["Email"],
            "Course": "Ready to work alone",
            "Completed on": shown,
        }
    )
