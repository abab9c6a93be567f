"""Which files describe the same meeting: exports of one session, and its place in the calendar.

Attendance exports of one meeting (downloaded twice, in two languages, from two tools) are one
session when their times overlap and their titles agree. A calendar occurrence is that session's
plan when the meeting fell into its window (30 minutes early to 120 minutes late) and the titles
agree, or when it is the only occurrence there and half of those who came were asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from analytics import fmt
from analytics.keys import Ints, key_codes
from analytics.store import Store
from analytics.vocabulary import normal

EARLY = timedelta(minutes=30)
LATE = timedelta(minutes=120)
RESTART = timedelta(minutes=15)
_UNKNOWN_LENGTH = timedelta(hours=1)
# ASCII in print without "_", and something in it that is a word.
_PLAIN_TITLE = r"[ -^`-~]*[A-Za-z0-9#%][ -^`-~]*"

# Times in columns are whole microseconds.
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_NEVER = np.iinfo(np.int64).min
_EARLY, _LATE, _RESTART = (length // _MICROSECOND for length in (EARLY, LATE, RESTART))

# What the people say where titles do not: for parts (pair, landed_session_id, is_plan: whether it
# belongs to the pair's place in the calendar) the people of each pair: pair, came (those of the
# session) and both (those of them who were asked).
Shared = Callable[[pd.DataFrame], pd.DataFrame]


def session_members(landed: pd.DataFrame, shared: Shared) -> pd.DataFrame:
    """landed_session_id and session_id (the smallest landed_session_id of the attendance exports,
    else of the calendar) in the order of the first, whatever the order of the files.

    landed: landed_session_id (no two alike), kind, title, started_at, ended_at (may be NaT),
    meeting_key. shared: asked once at most, for the pairs that titles do not settle.
    """
    meetings = _in_time(landed)
    held, sessions = _grouped(meetings[meetings["is_held"]], _first_export)
    planned, plans = _grouped(meetings[~meetings["is_held"]], _first_slot)
    numbers = plans["id"].to_numpy(copy=True)
    session, plan = _plans(held, sessions, planned, plans, shared)
    numbers[plan] = sessions["id"].to_numpy()[session]
    return pd.DataFrame(
        {
            "landed_session_id": pd.concat([held["id"], planned["id"]]),
            "session_id": np.concatenate(
                [sessions["id"].to_numpy()[held["group"]], numbers[planned["group"]]]
            ),
        }
    ).sort_values("landed_session_id", ignore_index=True)


def _in_time(landed: pd.DataFrame) -> pd.DataFrame:
    """id, is_held, start, end (microseconds), title and key (from 1 on, 0 for none), in order."""
    started = landed["started_at"].astype("datetime64[us]")
    ended = landed["ended_at"].astype("datetime64[us]").fillna(started + _UNKNOWN_LENGTH)
    key, _ = pd.factorize(landed["meeting_key"].mask(landed["meeting_key"] == ""))
    meetings = pd.DataFrame(
        {
            "id": landed["landed_session_id"],
            "is_held": landed["kind"] == "attendance",
            "start": started.astype("int64"),
            "end": ended.astype("int64"),
            "title": 1 + key_codes(landed["title"], normal, _PLAIN_TITLE, _plain_normal),
            "key": 1 + key,
        }
    )
    order = np.lexsort((meetings["id"], meetings["start"]))
    return meetings.iloc[order].reset_index(drop=True)


def _plain_normal(titles: pd.Series) -> pd.Series:
    """`normal` of titles in _PLAIN_TITLE. Where words have one blank between them, it stays."""
    between = r" *[^A-Za-z0-9#% ][^A-Za-z0-9#%]*|  +"
    return titles.str.replace(between, " ", regex=True).str.strip(" ").str.lower()


def _grouped(
    meetings: pd.DataFrame, first: Callable[[pd.DataFrame], Ints]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Meetings of one kind with the group each is in, and the groups in order of time: the
    smallest id, the first start and the last end."""
    earlier = first(meetings)
    while not np.array_equal(earlier, further := earlier[earlier]):
        earlier = further
    group = (np.cumsum(earlier == np.arange(len(earlier))) - 1)[earlier]
    meetings = meetings.assign(group=group)
    return meetings, meetings.groupby("group").agg(
        id=("id", "min"), start=("start", "min"), end=("end", "max"), title=("title", "first")
    )


def _first_export(meetings: pd.DataFrame) -> Ints:
    """The first export that each is the same meeting as, in rows: itself where there is none."""
    start, end, title, key = (
        meetings[name].to_numpy() for name in ("start", "end", "title", "key")
    )
    first = np.arange(len(meetings))

    def is_same(later: Ints, found: Ints) -> None:
        first[later] = np.minimum(first[later], found)

    titles, untitled = _Spans.of(title, end), np.zeros_like(title)
    everything, blank, keyed = (
        np.arange(len(first)),
        np.flatnonzero(title == 0),
        np.flatnonzero(key),
    )
    is_same(everything, titles.first(title, start))
    is_same(everything, titles.first(untitled, start))
    is_same(blank, _Spans.of(untitled, end).first(untitled[blank], start[blank]))  # as any title
    # A restarted meeting keeps its id.
    is_same(keyed, _Spans.of(key, end + _RESTART).first(key[keyed], start[keyed] - 1))
    return first


def _first_slot(meetings: pd.DataFrame) -> Ints:
    """The first slot of the same start and title as each, in rows."""
    slot = meetings.groupby(["start", "title"], sort=False).ngroup().to_numpy()
    start, end = meetings["start"].to_numpy(), meetings["end"].to_numpy()
    found = _Spans.of(slot, end + _RESTART).first(slot, start - 1)
    return np.minimum(found, np.arange(len(meetings)))


def _plans(
    held: pd.DataFrame,
    sessions: pd.DataFrame,
    planned: pd.DataFrame,
    plans: pd.DataFrame,
    shared: Shared,
) -> Ints:
    """Sessions, and below them their places in the calendar, by row. Each place is given once, the
    surest match first: of the same title before of the same people, then the nearest in time."""
    session, plan = _of_the_title(held, sessions, plans)
    by_title = _given(session, plan, sessions, plans)
    untitled = np.flatnonzero(np.bincount(session, minlength=len(sessions)) == 0)
    session, plan = _alone_in_the_window(untitled, sessions, plans)
    is_free = ~np.isin(plan, by_title[1])
    session, plan = session[is_free], plan[is_free]
    if not len(session):
        return by_title
    pairs = pd.DataFrame({"pair": np.arange(len(session)), "session": session, "plan": plan})
    parts = pd.concat(
        [
            pairs.merge(held, left_on="session", right_on="group").assign(is_plan=False),
            pairs.merge(planned, left_on="plan", right_on="group").assign(is_plan=True),
        ],
        ignore_index=True,
    ).rename(columns={"id": "landed_session_id"})
    people = shared(parts[["pair", "landed_session_id", "is_plan"]])
    is_half = (people["came"] > 0) & (people["both"] * 2 >= people["came"])
    pair = people["pair"].to_numpy()[is_half]
    by_people = _given(session[pair], plan[pair], sessions, plans)
    return np.concatenate([by_title, by_people], axis=1)


def _of_the_title(
    held: pd.DataFrame, sessions: pd.DataFrame, plans: pd.DataFrame
) -> tuple[Ints, Ints]:
    """Each session with every place in its window that has one of its titles."""
    titled = held[["group", "title"]].drop_duplicates()
    session, title = titled["group"].to_numpy(), titled["title"].to_numpy()
    start, end = sessions["start"].to_numpy()[session], sessions["end"].to_numpy()[session]
    day = start // _DAY
    spans = _Spans.of(plans["title"].to_numpy(), plans["end"].to_numpy())
    starts = plans["start"].to_numpy()[spans.rows]
    low, high = spans.bounds_of(title)
    stop = _beyond(starts, low, high, np.minimum(end + _EARLY, (day + 2) * _DAY - 1))
    low = np.maximum(
        _beyond(starts, low, high, (day - 1) * _DAY - 1),
        _beyond(spans.reach, low, high, start - _LATE - 1),
    )
    many = np.maximum(stop - low, 0)
    session = np.repeat(session, many)
    place = np.repeat(low - (np.cumsum(many) - many), many) + np.arange(many.sum())
    plan = spans.rows[place]
    fits = plans["end"].to_numpy()[plan] >= sessions["start"].to_numpy()[session] - _LATE
    return session[fits], plan[fits]


def _alone_in_the_window(
    session: Ints, sessions: pd.DataFrame, plans: pd.DataFrame
) -> tuple[Ints, Ints]:
    """Those of the sessions in whose window there is one place in the calendar only, with it."""
    start = sessions["start"].to_numpy()[session]
    last = sessions["end"].to_numpy()[session] + _EARLY
    starts, ends = plans["start"].to_numpy(), plans["end"].to_numpy()
    days = starts // _DAY
    latest = pd.Series(ends).groupby(days).cummax()
    # The second latest end of a day so far: an earlier one, or this if it is not the latest.
    before = latest.groupby(days).shift(fill_value=_NEVER)
    second = before.clip(upper=ends).groupby(days).cummax().to_numpy()
    latest = latest.to_numpy()
    plan, found = np.zeros_like(session), np.zeros_like(session)
    for day in (-1, 0, 1):
        begins = (start // _DAY + day) * _DAY
        low = np.searchsorted(starts, begins)
        high = np.searchsorted(starts, np.minimum(begins + _DAY - 1, last), side="right")
        some = np.flatnonzero(low < high)
        low, high, since = low[some], high[some], start[some] - _LATE
        has_one, has_two = latest[high - 1] >= since, second[high - 1] >= since
        found[some] += has_one.astype(np.int64) + has_two
        plan[some[has_one]] = _beyond(latest, low, high, since - 1)[has_one]
    return session[found == 1], plan[found == 1]


def _given(session: Ints, plan: Ints, sessions: pd.DataFrame, plans: pd.DataFrame) -> Ints:
    """Of the offers the nearest in time first, each session and each place once: two rows."""
    is_rival = (np.bincount(session)[session] > 1) | (np.bincount(plan)[plan] > 1)
    agreed = np.stack([session[~is_rival], plan[~is_rival]])
    session, plan = session[is_rival], plan[is_rival]
    apart = np.abs(sessions["start"].to_numpy()[session] - plans["start"].to_numpy()[plan])
    ids = plans["id"].to_numpy()[plan], sessions["id"].to_numpy()[session]
    order = np.lexsort((*ids, apart))
    chosen: dict[int, int] = {}
    given: set[int] = set()
    for held_as, place in zip(session[order].tolist(), plan[order].tolist(), strict=True):
        if held_as not in chosen and place not in given:
            chosen[held_as] = place
            given.add(place)
    decided = np.array([list(chosen), list(chosen.values())], dtype=np.int64)
    return np.concatenate([agreed, decided], axis=1)


@dataclass(frozen=True)
class _Spans:
    """Rows in order of time, by class: finds the first of a class that ends late enough.

    rows: class by class; bounds: where each class begins in them, and where the last ends;
    reach: the latest end in the class so far."""

    rows: Ints
    bounds: Ints
    reach: Ints

    @classmethod
    def of(cls, classes: Ints, ends: Ints) -> _Spans:
        rows = np.argsort(classes, kind="stable")
        reach = pd.Series(ends[rows]).groupby(classes[rows]).cummax().to_numpy()
        return cls(rows, np.concatenate([[0], np.cumsum(np.bincount(classes))]), reach)

    def bounds_of(self, classes: Ints) -> tuple[Ints, Ints]:
        """Where each class begins in the rows, and where it ends."""
        last = len(self.bounds) - 1
        return self.bounds[np.minimum(classes, last)], self.bounds[np.minimum(classes + 1, last)]

    def first(self, classes: Ints, after: Ints) -> Ints:
        """The first row of each class that ends later than `after`, len(rows) for none."""
        low, high = self.bounds_of(classes)
        at = _beyond(self.reach, low, high, after)
        found = np.full(len(at), len(self.rows))
        found[at < high] = self.rows[at[at < high]]
        return found


def _beyond(values: Ints, low: Ints, high: Ints, limits: Ints) -> Ints:
    """For each limit the first place from low to high whose value is above it, else high. Between
    low and high the values ascend."""
    low, high = low.copy(), high.copy()
    while len(searched := np.flatnonzero(low < high)):
        middle = (low[searched] + high[searched]) // 2
        is_above = values[middle] > limits[searched]
        high[searched[is_above]] = middle[is_above]
        low[searched[~is_above]] = middle[~is_above] + 1
    return low


@dataclass(frozen=True)
class Joined:
    """A session with what was taken for it: the exports, in order of time, and its place in the
    calendar. files: of the exports, without repeats; remarks: a sentence for each thing about it
    that is not plain from one export and the slot of the same title beside it."""

    session_id: int
    title: str
    started_at: datetime
    files: tuple[str, ...]
    is_restarted: bool
    slot_title: str = ""
    slot_at: datetime | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        found = []
        what = f"“{self.title}” on {fmt.day(self.started_at.date())}"
        if self.is_restarted:
            found.append(f"{what} was left by all and started again: its parts are one meeting")
        elif len(self.files) > 1:
            found.append(f"{_in_words(len(self.files))} exports of {what} are one meeting")
        if self.slot_at is not None:
            if self.title and normal(self.slot_title) != normal(self.title):
                found.append(
                    f"{what} is taken for “{self.slot_title}” in the calendar, because half of"
                    " those who came were invited to it"
                )
            if abs(self.started_at - self.slot_at) > EARLY:
                found.append(
                    f"{what} began at {self.started_at:%H:%M} and is taken for the meeting in the"
                    f" calendar at {self.slot_at:%H:%M} on {fmt.short_day(self.slot_at.date())}"
                )
        return tuple(found)


def joined(store: Store) -> tuple[Joined, ...]:
    """Every session with an attendance export, in order of time."""
    rows = store.ask(
        """
        select
            m.session_id, l.kind, l.title, l.started_at, l.ended_at, f.name as file
        from session_member m
        join landed_session l on l.landed_session_id = m.landed_session_id
        join source_file f on f.file_id = l.file_id
        join session s on s.session_id = m.session_id and s.has_attendance
        order by s.started_at, m.session_id, l.started_at, f.name
        """
    )
    return tuple(
        _joined(int(session_id), parts)
        for session_id, parts in rows.groupby("session_id", sort=False)
    )


def _joined(session_id: int, parts: pd.DataFrame) -> Joined:
    held = parts[parts["kind"] == "attendance"]
    planned = parts[parts["kind"] != "attendance"]
    until = held["ended_at"].fillna(held["started_at"]).cummax()
    gaps = zip(held["started_at"][1:], until[:-1], strict=True)
    return Joined(
        session_id=session_id,
        title=next((title for title in held["title"] if title), ""),
        started_at=held["started_at"].iloc[0].to_pydatetime(),
        files=tuple(dict.fromkeys(held["file"])),
        is_restarted=any(start >= end for start, end in gaps),
        slot_title=planned["title"].iloc[0] if len(planned) else "",
        slot_at=planned["started_at"].iloc[0].to_pydatetime() if len(planned) else None,
    )


def _in_words(number: int) -> str:
    return {2: "Two", 3: "Three", 4: "Four", 5: "Five"}.get(number, fmt.count(number))
