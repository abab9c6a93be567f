"""Who was invited to each session, who came, and from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, SupportsInt

import numpy as np

from data.sample import words
from data.sample.people import PEERS
from data.sample.timetable import (
    DIAL_IN_JOINS,
    EXTERNAL_JOINS,
    FORMAT_PULL,
    LISTED_WITHOUT_TIMES,
    OWNER_JOINS,
    RESPONSE_PULL,
    SESSION_PLANS,
    UNVERIFIED_JOINS,
    WEEK_PULL,
)
from data.sample.world import (
    PILOT_START,
    HeldSession,
    Invitation,
    Presence,
    Response,
    SessionPlan,
    Worker,
)

INVITED_PEOPLE = 96
INVITED_RECENT_HIRES = 20
INVITED_DURING = INVITED_PEOPLE - INVITED_RECENT_HIRES - sum(PEERS.values())
INVITATIONS = 1185
ATTENDED = 723


def _invited_people(rng: np.random.Generator, workers: Sequence[Worker]) -> list[Worker]:
    """96 seats: peers who have been here longer, recent hires, and newcomers as they arrive."""
    leading = {*words.LEAD_TITLES.values(), "Chief Operating Officer"}
    peers = []
    for department, count in PEERS.items():
        longer = [
            w
            for w in workers
            if w.group == "staff"
            and w.department == department
            and w.job_title not in leading
            and not w.job_title.startswith("Head of")
            and w.competent_on is None
        ]
        peers += longer[:count]
    recent = [
        w
        for w in workers
        if w.group == "before"
        and date(2025, 9, 1) <= w.hired
        and w.employed_on(PILOT_START)
        and w.hire_date_typed is None
        and not w.is_namesake
    ]
    chosen = sorted(rng.choice(len(recent), size=INVITED_RECENT_HIRES - 1, replace=False))
    older_namesake = next(w for w in workers if w.is_namesake and w.group == "before")
    newcomers = [
        w
        for w in workers
        if w.group == "during" and w.hire_date_typed is None and not w.is_namesake
    ]
    not_asked = set(rng.choice(INVITED_DURING, size=4, replace=False).tolist())
    asked = [w for n, w in enumerate(newcomers) if n not in not_asked][:INVITED_DURING]
    return [*peers, *(recent[i] for i in chosen), older_namesake, *asked]


def build_sessions(seed: int, workers: Sequence[Worker], owner: Worker) -> tuple[HeldSession, ...]:
    """The fifteen held sessions with everybody invited and everybody who came."""
    rng = np.random.default_rng([seed, 2])
    invited = _invited_people(rng, workers)
    hosts = [_host(invited, plan) for plan in SESSION_PLANS]
    lists = _invitation_lists(rng, invited, hosts)
    coming = _who_comes(rng, lists, hosts)
    unasked = [
        w for w in workers if w.group == "during" and w not in invited and w.hire_date_typed is None
    ]
    older, newer = (w for w in sorted(workers, key=lambda w: w.hired) if w.is_namesake)
    # The two who share a name meet in the first two sessions that both can join.
    both = [
        n
        for n, plan in enumerate(SESSION_PLANS)
        if newer.hired < plan.starts_at.date() and older.employee_id in coming[n]
    ][:2]
    sessions = []
    for n, plan in enumerate(SESSION_PLANS):
        day = plan.starts_at.date()
        free = [w for w in unasked if w.employed_on(day) and w != newer]
        count = min(len(free), int(rng.integers(0, 3)))
        walk_ins = [free[i] for i in rng.choice(len(free), size=count, replace=False)]
        if n in both:
            walk_ins.append(newer)
        presences = _presences(
            rng, plan, hosts[n], lists[n], coming[n], walk_ins, owner, workers, n
        )
        sessions.append(HeldSession(plan, hosts[n], tuple(lists[n]), tuple(presences)))
    return tuple(sessions)


def _host(invited: Sequence[Worker], plan: SessionPlan) -> Worker:
    peers = [w for w in invited if w.group == "staff" and w.department == plan.host_department]
    return peers[plan.host_number]


def _invitation_lists(
    rng: np.random.Generator, invited: Sequence[Worker], hosts: Sequence[Worker]
) -> list[list[Invitation]]:
    """Per session who stands in the calendar; at most INVITATIONS of them count."""
    eagerness = {w.employee_id: float(rng.normal(1.25, 0.6)) for w in invited}
    repeat = next(n for n, plan in enumerate(SESSION_PLANS) if plan.as_first_sent)
    first = next(
        n for n, plan in enumerate(SESSION_PLANS) if plan.series == SESSION_PLANS[repeat].series
    )
    lists: list[list[Invitation]] = []
    for n, plan in enumerate(SESSION_PLANS):
        day = plan.starts_at.date()
        if plan.as_first_sent:
            lists.append([replace(i, counts=i.worker.employed_on(day)) for i in lists[first]])
            continue
        entries = []
        for worker in invited:
            if worker.hired > day:
                continue
            stale = worker.left is not None and worker.left < day
            if stale and worker.left is not None and (day - worker.left).days > 40:
                continue
            answer: Response = _response(rng, eagerness[worker.employee_id])
            if worker is hosts[n]:
                answer = "accepted"
            entries.append(Invitation(worker, answer, not stale))
        lists.append(entries)
    surplus = max(0, sum(i.counts for entries in lists for i in entries) - INVITATIONS)
    loose = [
        (n, i)
        for n, entries in enumerate(lists)
        for i in entries
        if n not in (first, repeat) and i.counts and i.worker is not hosts[n]
    ]
    for pick in rng.choice(len(loose), size=surplus, replace=False):
        n, invitation = loose[pick]
        lists[n].remove(invitation)
    return lists


def _response(rng: np.random.Generator, eagerness: float) -> Response:
    if rng.random() < 1 / (1 + np.exp(-eagerness)):
        return "accepted"
    answers: tuple[Response, ...] = ("declined", "tentative", "none")
    return answers[int(rng.choice(3, p=(0.42, 0.2, 0.38)))]


def _who_comes(
    rng: np.random.Generator, lists: Sequence[Sequence[Invitation]], hosts: Sequence[Worker]
) -> list[set[str]]:
    """People differ (beta-distributed propensity); the level is set so that ATTENDED come."""
    ids = sorted({i.worker.employee_id for entries in lists for i in entries})
    share = {key: float(np.clip(rng.beta(4.6, 2.9), 0.02, 0.98)) for key in ids}
    pull = []
    for n, plan in enumerate(SESSION_PLANS):
        week = (plan.starts_at.date() - PILOT_START).days // 7
        base = FORMAT_PULL[plan.title.split(":")[0]] + WEEK_PULL.get(week, 0.0)
        for entry in lists[n]:
            if entry.counts and entry.worker is not hosts[n]:
                own = share[entry.worker.employee_id]
                odds = float(np.log(own / (1 - own))) + base + RESPONSE_PULL[entry.response]
                # A logistic draw: the person comes if odds plus level exceed it.
                luck = float(rng.logistic())
                pull.append((odds - luck, n, entry.worker.employee_id))
    coming = [{host.employee_id} for host in hosts]
    for _, n, key in sorted(pull, reverse=True)[: ATTENDED - len(hosts)]:
        coming[n].add(key)
    return coming


@dataclass
class _Clock:
    """The two-person span of a session, which everybody else stays inside."""

    rng: np.random.Generator
    opens: datetime
    closes: datetime

    @property
    def seconds(self) -> int:
        return int((self.closes - self.opens).total_seconds())

    def at(self, moment: datetime, seconds: SupportsInt) -> datetime:
        found = moment + timedelta(seconds=int(seconds))
        return min(max(found, self.opens), self.closes)

    def full(self) -> list[tuple[datetime, datetime]]:
        late = self.rng.triangular(0, 120, 360)
        early = 0.0 if self.rng.random() < 0.5 else self.rng.triangular(0, 30, 150)
        return [(self.at(self.opens, late), self.at(self.closes, -early - self.rng.integers(45)))]

    def partial(self, share: float) -> list[tuple[datetime, datetime]]:
        away = self.seconds * (1 - share)
        if self.rng.random() < 0.5:
            return [(self.at(self.opens, away), self.at(self.closes, -self.rng.integers(20)))]
        return [(self.at(self.opens, self.rng.integers(20)), self.at(self.closes, -away))]

    def rejoined(self) -> list[tuple[datetime, datetime]]:
        ((start, end),) = self.full()
        drop = self.at(start, self.seconds * self.rng.uniform(0.3, 0.7))
        back = self.at(drop, self.rng.integers(40, 200))
        return [(start, drop), (back, end)]

    def second_device(self) -> list[tuple[datetime, datetime]]:
        ((start, end),) = self.full()
        on = self.at(start, self.seconds * self.rng.uniform(0.15, 0.5))
        off = self.at(on, self.seconds * self.rng.uniform(0.2, 0.4))
        return [(start, end), (on, off)]

    def drop_in(self) -> list[tuple[datetime, datetime]]:
        seconds = self.rng.integers(20, int(self.seconds * 0.35))
        start = self.at(self.opens, self.rng.integers(60, self.seconds - seconds - 60))
        return [(start, self.at(start, seconds))]

    def attended(self) -> list[tuple[datetime, datetime]]:
        kind = self.rng.random()
        if kind < 0.10:
            return self.partial(float(self.rng.uniform(0.58, 0.70)))
        if kind < 0.19:
            return self.rejoined()
        if kind < 0.24:
            return self.second_device()
        return self.full()


def _presences(
    rng: np.random.Generator,
    plan: SessionPlan,
    host: Worker,
    invitations: Sequence[Invitation],
    coming: set[str],
    walk_ins: Sequence[Worker],
    owner: Worker,
    workers: Sequence[Worker],
    number: int,
) -> list[Presence]:
    """Everybody in the report: the host opens and closes, a helper makes the second person."""
    opens = plan.starts_at - timedelta(seconds=int(rng.integers(60, 200)))
    closes = plan.ends_at - timedelta(seconds=int(rng.integers(20, 320)))
    clock = _Clock(rng, opens, closes)
    host_stay = (
        opens - timedelta(seconds=int(rng.integers(60, 400))),
        closes + timedelta(seconds=int(rng.integers(5, 90))),
    )
    present = [Presence(host.name, host.email, "invited", "host", (host_stay,))]
    others = [i.worker for i in invitations if i.counts and i.worker is not host]
    attending = [w for w in others if w.employee_id in coming]
    helper = attending[int(rng.integers(len(attending)))]
    for worker in others:
        role: Literal["presenter", "attendee"] = "attendee"
        if worker is helper:
            role, stays = "presenter", [(opens, closes)]
        elif worker.employee_id in coming:
            stays = clock.attended()
        elif rng.random() < 0.045:
            stays = clock.drop_in()
        else:
            continue
        present.append(Presence(worker.name, worker.email, "invited", role, tuple(stays)))
    for worker in walk_ins:
        stays = clock.full() if rng.random() < 0.85 else clock.drop_in()
        present.append(Presence(worker.name, worker.email, "walk_in", "attendee", tuple(stays)))
    if number in OWNER_JOINS:
        present.append(
            Presence(owner.name, owner.email, "organiser", "presenter", tuple(clock.full()))
        )
    if number in EXTERNAL_JOINS:
        name, email = words.EXTERNAL_GUEST
        present.append(Presence(name, email, "external", "attendee", tuple(clock.full())))
    if number in UNVERIFIED_JOINS:
        stays = clock.full()
        present.append(Presence(words.UNVERIFIED_GUEST, "", "unverified", "attendee", tuple(stays)))
    if number in DIAL_IN_JOINS:
        stays = clock.partial(0.66)
        present.append(Presence(words.DIAL_IN, "", "dial_in", "attendee", tuple(stays)))
    if number in LISTED_WITHOUT_TIMES:
        # Engagement reports also list presenters who never joined, without any time.
        absent = next(w for w in workers if w.job_title == "Chief Operating Officer")
        present.append(Presence(absent.name, absent.email, "listed", "presenter", ()))
    with_times = [p for p in present if p.stays]
    with_times.sort(key=lambda p: min(start for start, _ in p.stays))
    return with_times + [p for p in present if not p.stays]
