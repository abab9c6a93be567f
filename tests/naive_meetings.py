"""Which files are one meeting, file by file: what `meetings.session_members` does by columns.

Here every meeting comes with its people, wherever they matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analytics.meetings import EARLY, LATE, RESTART
from analytics.vocabulary import normal

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
