"""An attacker who sees everything that is shown, under every choice that is offered, and solves for
what is not: a linear programme over what is shown finds no group of fewer than five."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from random import Random
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from test_privacy import pilot_of_forty
from test_subtraction import HALF, MONDAY, periods_of

from analytics.asking import ask, questions
from analytics.choices import OTHERS, Choice, grouped, is_whole, offered, shown_for
from analytics.filters import Filters
from analytics.findings import Answer, Finding, Grain, Table, TooFew, Trend
from analytics.privacy import protect
from analytics.sample import land_sample
from analytics.scope import Scope
from analytics.store import Store

K = 5
VIEWER = Scope(role="viewer")
TABLES = 300
Part = tuple[int, str]  # a session and a department


# what may be chosen -------------------------------------------------------------------------------

sizes = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 30), max_size=8)


@given(sizes, st.integers(0, 9), st.integers(3, 8))
def test_whatever_two_choices_differ_by_is_enough_people(
    sizes: dict[str, int], nowhere: int, smallest: int
) -> None:
    """Of all departments together, any others, and everybody."""
    sizes = sizes | ({"": nowhere} if nowhere else {})
    choices = grouped(sizes, smallest)
    assert all(one.people == sum(sizes[name] for name in one.departments) for one in choices)
    assert len(choices) != 1
    made = [
        frozenset(name for one in some for name in one.departments)
        for many in range(min(len(choices), 5) + 1)
        for some in combinations(choices, many)
    ]
    for one in made:
        for other in (*made, frozenset(sizes)) if choices else ():
            differs = sum(sizes[name] for name in one ^ other)
            assert differs == 0 or differs >= smallest


def test_small_departments_go_together_and_with_the_next_larger_until_they_are_enough() -> None:
    assert grouped({"A": 20, "B": 9, "C": 3, "D": 1}, 5) == (
        Choice("A", ("A",), 20),
        Choice(OTHERS, ("B", "C", "D"), 13),
    )
    assert grouped({"A": 20, "B": 4}, 5) == ()
    assert [one.name for one in grouped({"A": 20, "B": 9, OTHERS: 8, "C": 3, "D": 3}, 5)] == [
        "A", "B", OTHERS, f"{OTHERS} together",
    ]  # fmt: skip


# the linear programme -----------------------------------------------------------------------------


class Pilot:
    """Sessions with who was invited, as (department, number)."""

    def __init__(self, random: Random) -> None:
        people = {name: random.choice((2, 4, 6, 9, 15)) for name in "ABCDE"[: random.randint(2, 5)]}
        if random.random() < 0.3:
            people[""] = random.choice((1, 6))
        self.people = people
        self.sessions: list[tuple[date, frozenset[Part]]] = []
        for day in sorted(random.randint(0, 34) for _ in range(random.randint(2, 6))):
            who = frozenset(
                (number, name)
                for name, size in people.items()
                if random.random() < 0.9
                for share in (random.choice((1.0, 1.0, 0.8, 0.2)),)
                for number in range(size)
                if random.random() < share
            )
            if who:
                self.sessions.append((MONDAY + timedelta(days=day), who))

    def of(self, departments: Collection[str]) -> list[frozenset[Part]]:
        return [frozenset(one for one in who if one[1] in departments) for _, who in self.sessions]

    def answer(self, departments: Collection[str]) -> Answer:
        kept = [
            (day, who)
            for (day, _), who in zip(self.sessions, self.of(departments), strict=True)
            if who
        ]
        people = len(frozenset().union(*(who for _, who in kept)))
        blank = Table((), ())
        if not kept:
            return TooFew(
                estimate=None, unit="share", n={"people": 0}, target=None, table=blank,
                reason="few", missing="nobody",
            )  # fmt: skip
        periods = periods_of(kept)
        return Trend(
            estimate=HALF, unit="share", n={"people": people}, target=None, points=periods.weeks,
            gaps=(), periods=periods, table=Table(("n",), tuple((p,) for p in periods.weeks)),
            details={f"{grain}s": list(periods.by(grain)) for grain in get_args(Grain)},
        )  # fmt: skip

    def shown(self) -> Iterator[tuple[Collection[str], Trend]]:
        """Everything a viewer can come to see: everybody, and each choice that is shown."""
        whole = protect(self.answer(self.people), VIEWER)
        if isinstance(whole, Trend):
            yield tuple(self.people), whole
        choices = grouped(self.people, K)
        kept = shown_for(choices, tuple(self.people), VIEWER, self.answer)
        for one in choices:
            answer = self.answer(one.departments)
            if one.name in kept and isinstance(answer, Trend):
                found = protect(answer, VIEWER, one.people)
                assert found == answer
                yield one.departments, answer

    def lines(self) -> tuple[np.ndarray, np.ndarray]:
        """Each number that is shown as a sum over (session, department)."""
        rows, values = [], []
        for departments, trend in self.shown():
            every = trend.periods
            spans = [(date.min, date.max, sum(p.invited for p in self.answer_points(departments)))]
            for points, following in (
                (every.weeks, lambda day: day + timedelta(days=7)),
                (every.months, lambda day: (day + timedelta(days=32)).replace(day=1)),
                (every.sessions, None),
            ):
                for point in points:
                    if point.share and following:
                        spans.append((point.start, following(point.start), point.invited))
            for start, end, invited in spans:
                rows.append(self.line(departments, start, end))
                values.append(invited)
            places = [n for n, who in enumerate(self.of(departments)) if who]
            for place, point in zip(places, every.sessions, strict=True):
                if point.share:
                    line = np.zeros((len(self.sessions), len(self.people)))
                    line[place] = self.mask(departments)
                    rows.append(line.ravel())
                    values.append(point.invited)
        return np.array(rows), np.array(values)

    def answer_points(self, departments: Collection[str]) -> tuple:
        answer = self.answer(departments)
        return answer.periods.sessions if isinstance(answer, Trend) else ()

    def mask(self, departments: Collection[str]) -> np.ndarray:
        return np.array([float(name in departments) for name in self.people])

    def line(self, departments: Collection[str], start: date, end: date) -> np.ndarray:
        inside = np.array([float(start <= day < end) for day, _ in self.sessions])
        return np.outer(inside, self.mask(departments)).ravel()

    def small(self) -> Iterator[tuple[np.ndarray, int]]:
        """Sums behind which one to four people stand: sessions, weeks and all, of departments."""
        days = sorted({day - timedelta(days=day.weekday()) for day, _ in self.sessions})
        spans = [(day, day + timedelta(days=7)) for day in days] + [(date.min, date.max)]
        for many in range(1, len(self.people) + 1):
            for some in combinations(self.people, many):
                for place, who in enumerate(self.of(some)):
                    if 0 < len(who) < K:
                        line = np.zeros((len(self.sessions), len(self.people)))
                        line[place] = self.mask(some)
                        yield line.ravel(), len(who)
                for start, end in spans:
                    inside = [
                        who
                        for (day, _), who in zip(self.sessions, self.of(some), strict=True)
                        if start <= day < end
                    ]
                    if 0 < len(frozenset().union(*inside)) < K:
                        yield self.line(some, start, end), sum(map(len, inside))


def recovered(pilot: Pilot) -> int:
    """How many small sums the attacker knows exactly: the least and the most that they can be,
    beside everything that is shown, are the same. Nothing is less than nobody."""
    rows, values = pilot.lines()
    if not len(rows):
        return 0
    # Parts that a shown nought holds are noughts; the rest is free in what the lines do not span.
    nought = rows[values == 0].any(axis=0) if (values == 0).any() else np.zeros(rows.shape[1], bool)
    known = np.vstack([rows, np.eye(rows.shape[1])[nought]])
    rank, found = np.linalg.matrix_rank(known), 0
    for line, count in pilot.small():
        if np.linalg.matrix_rank(np.vstack([known, line])) == rank:
            found += 1
            continue
        found += all(
            end.fun is not None and abs(sign * end.fun - count) < 1e-6
            for sign, end in ((sign, _end(sign * line, rows, values)) for sign in (1, -1))
        )
    return found


def _end(line: np.ndarray, rows: np.ndarray, values: np.ndarray) -> Any:
    return linprog(line, A_eq=rows, b_eq=values, bounds=(0, None), method="highs")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_a_linear_programme_finds_no_small_group(part: int) -> None:
    made = [Pilot(Random(1000 * part + n)) for n in range(TABLES // 6)]
    assert sum(1 for pilot in made for _ in pilot.small()) > 300
    assert sum(sum(1 for _ in pilot.shown()) > 1 for pilot in made) > 3  # filters are of use
    assert [recovered(pilot) for pilot in made] == [0] * len(made)


def test_the_attacker_finds_what_is_not_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule for choices the same attacker finds small groups."""
    everything = lambda choices, *_: frozenset(one.name for one in choices)  # noqa: E731
    monkeypatch.setattr("test_attacker.shown_for", everything)
    monkeypatch.setattr(Pilot, "shown", _unguarded)
    made = [Pilot(Random(n)) for n in range(20)]
    assert sum(recovered(pilot) for pilot in made) > 20


def _unguarded(pilot: Pilot) -> Iterator[tuple[Collection[str], Trend]]:
    for one in (tuple(pilot.people), *((name,) for name in pilot.people)):
        answer = pilot.answer(one)
        if isinstance(answer, Trend) and answer.n["people"] >= K:
            yield one, answer


# the same through the front door ------------------------------------------------------------------


@cache
def store(name: str) -> Store:
    made = Store.open(":memory:")
    if name == "sample":
        land_sample(made)
    else:
        pilot_of_forty(made)
    return made


def seen(name: str, question: str) -> dict[tuple[str, ...], Finding]:
    """What a viewer sees of a question under every choice that is offered."""
    made = store(name)
    choices = [(), *(one.departments for one in offered(made, VIEWER))]
    return {one: ask(made, question, Filters(departments=one), VIEWER) for one in choices}


def counts(finding: Finding) -> dict[str, int]:
    """Counts of people behind a finding and behind its parts, by name."""
    answer = finding.answer
    found = {
        name: n for name, n in answer.n.items() if "people" in name or name in ("before", "during")
    }
    if isinstance(answer, Trend):
        found |= {f"{grain} {p.start} {p.title}": p.people for grain in ("week", "month", "session")
                  for p in answer.periods.by(grain) if p.share}  # type: ignore[arg-type]  # fmt: skip
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "forty"])
@pytest.mark.parametrize("question", [q.name for q in questions() if "departments" in q.filters])
def test_no_pair_of_choices_differs_by_a_small_group(name: str, question: str) -> None:
    found = seen(name, question)
    made = store(name)
    shown = {c: f for c, f in found.items() if c and not isinstance(f.answer, TooFew)}
    everybody = counts(found[()])
    for one in shown.values():
        for what, count in counts(one).items():
            assert count == 0 or count >= K, what
            left = everybody.get(what, 0) - count
            assert what not in everybody or left == 0 or left >= K, what
    # All that are shown, taken from everybody.
    for what, count in everybody.items():
        left = count - sum(counts(one).get(what, 0) for one in shown.values())
        assert left == 0 or left >= K, what
    # And nobody may ask for another choice, whatever the address says.
    departments = made.departments()
    for some in (departments[:1], departments[:2], departments[1:], ["Nowhere"]):
        if tuple(some) not in found:
            answer = ask(made, question, Filters(departments=tuple(some)), VIEWER).answer
            assert isinstance(answer, TooFew) and not answer.n


@pytest.mark.parametrize("question", [q.name for q in questions() if "dates" in q.filters])
def test_who_sees_no_individuals_chooses_no_dates(question: str) -> None:
    for filters in (Filters(first_day=date(2026, 2, 2)), Filters(last_day=date(2026, 3, 1))):
        answer = ask(store("sample"), question, filters, VIEWER).answer
        assert isinstance(answer, TooFew) and answer.reason in ("not-offered", "for-analysts")


@pytest.mark.parametrize("question", [q.name for q in questions() if "departments" in q.filters])
def test_all_but_a_small_department_is_not_shown_to_anybody(question: str) -> None:
    """For an analyst too: everybody's number less this one would be that of four people."""
    chosen = Filters(departments=("Operations", "Support"))
    answer = ask(store("forty"), question, chosen).answer
    assert isinstance(answer, TooFew) and answer.reason == "small-group" and not answer.n
    assert "those left over would be fewer than" in answer.missing
    one = ask(store("forty"), question, Filters(departments=("Operations",))).answer
    assert not isinstance(one, TooFew) or "left over" not in one.missing or question == "comments"


def test_whole_is_what_nothing_is_hidden_of() -> None:
    few = store("forty")
    answer = ask(few, "participation").answer
    assert is_whole(answer, VIEWER)
    assert not is_whole(replace(answer, n={"people": 4}), VIEWER)
