"""Which files describe the same meeting: exports of one session, and its place in the calendar.

Attendance exports of one meeting (downloaded twice, in two languages, from two tools) are one
session when their times overlap and their titles agree. A calendar occurrence is that session's
plan when the meeting fell into its window (30 minutes early to 120 minutes late) and the titles
agree, or when it is the only occurrence there and half of those who came were asked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from analytics import fmt
from analytics.store import Store
from analytics.vocabulary import normal

EARLY = timedelta(minutes=30)
LATE = timedelta(minutes=120)
RESTART = timedelta(minutes=15)
_UNKNOWN_LENGTH = timedelta(hours=1)


@dataclass(frozen=True)
class Landed:
    """A meeting as one file has it; people: person ids in it (present, or asked)."""

    landed_id: int
    kind: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    key: str
    people: frozenset[int] = field(default_factory=frozenset)

    @property
    def end(self) -> datetime:
        return self.ended_at or self.started_at + _UNKNOWN_LENGTH


def same_meeting(meetings: list[Landed]) -> dict[int, int]:
    """landed_id -> session_id (the smallest landed_id of the attendance exports, else of the
    calendar), whatever the order of the files."""
    held = sorted((m for m in meetings if m.kind == "attendance"), key=_in_time)
    planned = sorted((m for m in meetings if m.kind != "attendance"), key=_in_time)
    session = _grouped(held)
    slots = _grouped(planned)
    sessions: dict[int, list[Landed]] = defaultdict(list)
    for meeting in held:
        sessions[session[meeting.landed_id]].append(meeting)
    plans: dict[int, list[Landed]] = defaultdict(list)
    for slot in planned:
        plans[slots[slot.landed_id]].append(slot)
    plan_of = _plans(sessions, plans)
    merged = {plan: held_as for held_as, plan in plan_of.items()}
    return session | {
        slot.landed_id: merged.get(slots[slot.landed_id], slots[slot.landed_id]) for slot in planned
    }


def _in_time(meeting: Landed) -> tuple[datetime, int]:
    return (meeting.started_at, meeting.landed_id)


def _grouped(meetings: list[Landed]) -> dict[int, int]:
    """Meetings of one kind, in order of time, joined when they are one."""
    group: dict[int, int] = {}
    open_ones: list[Landed] = []
    members: dict[int, list[int]] = defaultdict(list)
    for meeting in meetings:
        open_ones = [other for other in open_ones if other.end + RESTART >= meeting.started_at]
        same = next((other for other in open_ones if _is_same(other, meeting)), None)
        root = group[same.landed_id] if same else meeting.landed_id
        members[root].append(meeting.landed_id)
        group[meeting.landed_id] = root
        open_ones.append(meeting)
    return {landed: min(ids) for ids in members.values() for landed in ids}


def _is_same(earlier: Landed, later: Landed) -> bool:
    if earlier.kind == "attendance" and earlier.key and earlier.key == later.key:
        return True  # a restarted meeting keeps its id
    overlap = later.started_at < earlier.end
    titles = {normal(earlier.title), normal(later.title)}
    if earlier.kind == "attendance":
        return overlap and (len(titles) == 1 or "" in titles)
    return earlier.started_at == later.started_at and len(titles) == 1


def _plans(sessions: dict[int, list[Landed]], plans: dict[int, list[Landed]]) -> dict[int, int]:
    """session -> its place in the calendar; each place is given once, the surest match first."""
    offers: list[tuple[int, timedelta, int, int]] = []
    by_day: dict[object, list[int]] = defaultdict(list)
    for plan_id, slots in plans.items():
        for day in {slots[0].started_at.date() + timedelta(days=d) for d in (-1, 0, 1)}:
            by_day[day].append(plan_id)
    for session_id, exports in sessions.items():
        first = min(export.started_at for export in exports)
        last = max(export.end for export in exports)
        titles = {normal(export.title) for export in exports}
        near = [
            plan_id
            for plan_id in by_day.get(first.date(), [])
            if plans[plan_id][0].started_at - EARLY <= last
            and first <= max(slot.end for slot in plans[plan_id]) + LATE
        ]
        came = frozenset().union(*(export.people for export in exports))
        for plan_id in near:
            asked = frozenset().union(*(slot.people for slot in plans[plan_id]))
            apart = abs(first - plans[plan_id][0].started_at)
            if titles & {normal(slot.title) for slot in plans[plan_id]}:
                offers.append((0, apart, session_id, plan_id))
            elif len(near) == 1 and came and len(came & asked) * 2 >= len(came):
                offers.append((1, apart, session_id, plan_id))
    chosen: dict[int, int] = {}
    given: set[int] = set()
    for _, _, session_id, plan_id in sorted(offers):
        if session_id not in chosen and plan_id not in given:
            chosen[session_id] = plan_id
            given.add(plan_id)
    return chosen


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
