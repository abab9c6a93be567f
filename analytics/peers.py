"""Who teaches whom: building the answers about hosts and learners, before and after departments
are merged into larger groups.

What the questions answer and what privacy.py leaves of it are built by the same functions here, so
that table and details always say what the rest says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analytics.findings import (
    Bubbles,
    Estimate,
    Group,
    Hosting,
    Level,
    Matrix,
    Ready,
    Rotation,
    Table,
    TooFew,
    Unit,
)

# What small departments are merged into, with people whose department is not known.
OTHER = "Other"
Moments = Mapping[tuple[str, str], int]

_NO_HOST = (
    "no session has a known host: add attendance reports that hold the role (a Teams attendance"
    " report names the organiser, Zoom's with the meeting block the host), or a list of attendance"
    " with a column “Role”"
)


def nobody_learned(unit: Unit, n: Mapping[str, int]) -> TooFew:
    """The answer where nobody learned from anybody, as far as is known. n: sessions (with a known
    host) and sessions_without_host among its counts."""
    is_role_missing = n["sessions_without_host"] > 0 and not n["sessions"]
    return TooFew(
        estimate=None, unit=unit, n=n, target=None, table=Table((), ()),
        reason="no-data" if is_role_missing else "few",
        missing=_NO_HOST
        if is_role_missing
        else "nobody here has attended a session that somebody else led",
    )  # fmt: skip


def department(cell: Any) -> str:
    """The department in a cell of a frame; OTHER where it is not known."""
    return OTHER if pd.isna(cell) else str(cell)


# who teaches whom ---------------------------------------------------------------------------------


def matrix(
    groups: Iterable[Group], moments: Moments, n: Mapping[str, int], details: Mapping[str, Any]
) -> Matrix:
    """The matrix of these departments: those with most learners first, OTHER last. Rows are all
    who teach or learn, columns all who learn."""
    taught = {teacher for teacher, _ in moments}
    order = sorted(groups, key=lambda g: (g.name == OTHER, -g.learners, -g.people, g.name))
    teachers = tuple(group for group in order if group.learners or group.name in taught)
    learners = tuple(group for group in order if group.learners)
    cells = tuple(
        tuple(moments.get((teacher.name, learner.name), 0) for learner in learners)
        for teacher in teachers
    )
    across = across_departments(moments)
    return Matrix(
        estimate=None if across is None else Estimate(across),
        unit="share",
        n=n,
        target=None,
        teachers=teachers,
        learners=learners,
        moments=cells,
        table=Table(
            ("taught_by", "learned_by", "teaching_moments"),
            tuple(
                (teacher.name, learner.name, count)
                for teacher, row in zip(teachers, cells, strict=True)
                for learner, count in zip(learners, row, strict=True)
            ),
        ),
        details=details,
    )


def _moments_of(found: Matrix) -> dict[tuple[str, str], int]:
    """Teaching moments by (teacher's, learner's department), those that are not 0."""
    return {
        (teacher.name, learner.name): count
        for teacher, row in zip(found.teachers, found.moments, strict=True)
        for learner, count in zip(found.learners, row, strict=True)
        if count
    }


def across_departments(moments: Moments) -> float | None:
    """Share of teaching moments across departments. Within OTHER nobody can tell: those are left
    out, and where there are no others the share is None."""
    known = {pair: count for pair, count in moments.items() if pair != (OTHER, OTHER)}
    within = sum(count for (teacher, learner), count in known.items() if teacher == learner)
    total = sum(known.values())
    return 1 - within / total if total else None


def _with_departments_merged(found: Matrix, names: Mapping[str, str]) -> Matrix:
    """The matrix with its departments under other names; those of one name become one."""
    people: Counter[str] = Counter()
    learners: Counter[str] = Counter()
    for group in {*found.teachers, *found.learners}:
        people[names[group.name]] += group.people
        learners[names[group.name]] += group.learners
    moments: Counter[tuple[str, str]] = Counter()
    for (teacher, learner), count in _moments_of(found).items():
        moments[names[teacher], names[learner]] += count
    groups = (Group(name, people[name], learners[name]) for name in people)
    return matrix(groups, moments, found.n, found.details)


# who both teaches and learns ----------------------------------------------------------------------


def bubbles(levels: Iterable[Level], n: Mapping[str, int], details: Mapping[str, Any]) -> Bubbles:
    """The people of these levels, who led most first."""
    order = tuple(sorted(levels, key=lambda level: -level.led_from))
    return Bubbles(
        estimate=Estimate(n["both"] / n["people"]),
        unit="share",
        n=n,
        target=None,
        levels=order,
        table=Table(
            ("led_from", "led_to", "attended_as_learner", "people"),
            tuple(
                (level.led_from, level.led_to, sessions, people)
                for level in order
                for sessions, people in level.attended
            ),
        ),
        details=details,
    )


def _as_one(levels: Iterable[Level]) -> Level:
    """Everybody in these levels, who led as many sessions as any of them."""
    levels = tuple(levels)
    attended: Counter[int] = Counter()
    for level in levels:
        attended.update(dict(level.attended))
    return Level(
        min(level.led_from for level in levels),
        max(level.led_to for level in levels),
        tuple(sorted(attended.items())),
    )


# how hosting rotates ------------------------------------------------------------------------------


def rotation(
    hosting: Hosting | None,
    ready: Iterable[Ready],
    fewest_sessions: int,
    n: Mapping[str, int],
) -> Rotation:
    """n: sessions, hosts, people (who learned), could_lead, sessions_without_host."""
    order = tuple(sorted(ready, key=lambda r: (r.name == OTHER, -r.could_lead, r.name)))
    return Rotation(
        estimate=None,
        unit="count",
        n=n,
        target=None,
        hosting=hosting,
        ready=order,
        fewest_sessions=fewest_sessions,
        table=Table(
            ("row", "sessions_led", "learners", "could_lead"),
            (
                *((f"Host {i}", led, None, None) for i, led in enumerate(_led(hosting), start=1)),
                *((r.name, None, r.learners, r.could_lead) for r in order),
            ),
        ),
        details={
            "hosts_per_session": n["hosts"] / n["sessions"],
            "sessions_led": list(_led(hosting)),
            "effective_hosts": hosting.effective if hosting else None,
            "gini": hosting.gini if hosting else None,
            "busiest_share": hosting.busiest if hosting else None,
            "fewest_hosts_for_half": hosting.half if hosting else None,
            "led_by_one_person": [
                {"what": one.what, "held_more_than_once": one.of, "led_by_one": one.alone,
                 "sessions": one.sessions}
                for one in hosting.alone
            ] if hosting else [],
            "could_lead_from_sessions": fewest_sessions,
        },
    )  # fmt: skip


def _led(hosting: Hosting | None) -> tuple[int, ...]:
    return hosting.led if hosting else ()


def _with_ready_merged(found: Rotation, names: Mapping[str, str]) -> Rotation:
    """The rotation with its departments under other names; those of one name become one."""
    learners: Counter[str] = Counter()
    could_lead: Counter[str] = Counter()
    for one in found.ready:
        learners[names[one.name]] += one.learners
        could_lead[names[one.name]] += one.could_lead
    ready = (Ready(name, learners[name], could_lead[name]) for name in learners)
    return rotation(found.hosting, ready, found.fewest_sessions, found.n)


# who could lead next, by name: for analysts -------------------------------------------------------


@dataclass(frozen=True)
class NextHost:
    """Somebody of the people list who has learned often and led none.

    sessions: attended as a learner; formats: how many different ones; hosts: how many of the
    department have led; rounded: 0 to 1, the mean of three shares, each of the most of the list:
    sessions, formats, and how few of the department lead.
    """

    name: str
    department: str
    sessions: int
    formats: int
    hosts: int
    rounded: float = 0.0


def ranked(found: Iterable[NextHost]) -> tuple[NextHost, ...]:
    """The same with how rounded they are, the most first; those alike by name."""
    people = tuple(found)
    sessions = max((one.sessions for one in people), default=0)
    formats = max((one.formats for one in people), default=0)
    hosts = max((one.hosts for one in people), default=0)
    rounded = (
        replace(
            one,
            rounded=(
                one.sessions / (sessions or 1)
                + one.formats / (formats or 1)
                + 1 - one.hosts / (hosts or 1)
            ) / 3,
        )
        for one in people
    )  # fmt: skip
    return tuple(sorted(rounded, key=lambda one: (-one.rounded, one.name, one.department)))


# what a reader may see ----------------------------------------------------------------------------


def with_larger_departments(found: Matrix, smallest: int) -> Matrix | None:
    """The matrix in which no department has fewer people or learners, None where only one is left:
    that is everybody, and says nothing of who teaches whom."""
    counts = {g.name: (g.people, g.learners) for g in (*found.teachers, *found.learners)}
    merged = _with_departments_merged(found, larger_groups(counts, smallest))
    return merged if merged.estimate else None


def with_larger_levels(found: Bubbles, smallest: int) -> Bubbles:
    """The same with as many people in every level of leading or more.

    It is known who led how often; how often those people attended is not, so no level holds
    only a few. How many do both is a number of the whole group."""
    levels: list[list[Level]] = [[]]
    for level in found.levels:
        levels[-1].append(level)
        if sum(one.people for one in levels[-1]) >= smallest:
            levels.append([])
    if len(levels) > 1:  # what is left over at the end is too small by itself
        levels[-2:] = [levels[-2] + levels[-1]]
    return bubbles(map(_as_one, levels), found.n, found.details)


def with_enough_hosts(found: Rotation, smallest: int) -> Rotation:
    """The same with larger departments; of fewer hosts only their number is left."""
    if found.n["hosts"] < smallest:
        found = rotation(None, found.ready, found.fewest_sessions, found.n)
    counts = {one.name: (one.learners,) for one in found.ready}
    return _with_ready_merged(found, larger_groups(counts, smallest))


def larger_groups(counts: Mapping[str, tuple[int, ...]], smallest: int) -> dict[str, str]:
    """Each name with the name to show it under: its own, or OTHER for those with a count that is
    above 0 and too small, and for as many of the next smallest as OTHER needs itself."""

    def is_small(count: int) -> bool:
        return 0 < count < smallest

    others = {name for name in counts if name == OTHER or any(map(is_small, counts[name]))}
    while True:
        together = [sum(column) for column in zip(*(counts[o] for o in others), strict=True)]
        place = next((i for i, count in enumerate(together) if is_small(count)), None)
        rest = [name for name in counts if name not in others and place is not None]
        if place is None or not rest:
            return {name: OTHER if name in others else name for name in counts}
        # Who counts nothing here would not make it larger, and comes last.
        others.add(min(rest, key=lambda name: (not counts[name][place], counts[name], name)))
