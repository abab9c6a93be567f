"""Nothing hidden can be worked out: the arithmetic against plain linear algebra; the answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.findings import (
    Estimate,
    Grid,
    Periods,
    Point,
    ShareRow,
    Shares,
    Step,
    Table,
    TooFew,
    Trend,
)
from analytics.privacy import Scope, protect
from analytics.subtraction import (
    Sums,
    in_order,
    kept_groups,
    kept_parts,
    kept_periods,
    with_company,
)

HALF = Estimate(0.5, 0.4, 0.6)
MONDAY = date(2026, 1, 12)


# sums ---------------------------------------------------------------------------------------------


def follows(shown: Sequence[Collection[int]], group: Collection[int], parts: int) -> bool:
    """The naive twin: adding the group's line to the shown ones makes the rank no larger."""
    lines = [[float(part in one) for part in range(parts)] for one in (*shown, group)]
    if not shown:
        return not group
    return bool(np.linalg.matrix_rank(lines) == np.linalg.matrix_rank(lines[:-1]))


def rank(lines: list[list[float]]) -> int:
    return int(np.linalg.matrix_rank(lines)) if lines and lines[0] else 0


def sums_of_small(shown: Sequence[Collection[int]], small: set[int], parts: int) -> int:
    """The naive twin: how many sums over small parts alone follow, which is by how much the rank
    falls when the columns of small parts are left out."""
    lines = [[float(part in one) for part in range(parts)] for one in shown]
    large = [[x for part, x in enumerate(line) if part not in small] for line in lines]
    return rank(lines) - rank(large)


groups = st.lists(st.frozensets(st.integers(0, 6), min_size=1), max_size=8)


@given(groups, st.sets(st.integers(0, 6)))
def test_no_sum_over_small_parts_follows_that_is_not_shown(
    wanted: list[frozenset[int]], small: set[int]
) -> None:
    sums = Sums(small)
    shown: list[frozenset[int]] = []
    alone: list[frozenset[int]] = []
    for group in wanted:
        is_news = not follows(shown, group, 7)
        gives_away = sums_of_small([*shown, group], small, 7) > len(alone)
        is_alone = group <= small and not any(group & other for other in alone)
        may = not is_news or not gives_away or is_alone
        assert sums.add(group) == may
        if may and is_news:
            shown.append(group)
            if gives_away:
                alone.append(group)


def test_the_last_part_follows_from_the_whole_and_the_others() -> None:
    sums = Sums({2})
    assert sums.add({0, 1, 2}) and sums.add({0})
    assert not sums.add({1})  # 2 = all − 0 − 1
    assert sums.add({1, 2})  # which says nothing new


def test_small_parts_may_be_shown_together_once() -> None:
    sums = Sums({0, 1, 2, 3})
    assert sums.add({0, 1})
    assert not sums.add({1, 2})  # 2 less 0 would follow
    assert sums.add({2, 3}) and sums.add({0, 1, 2, 3})
    assert sums.add({0, 1, 4}) and not sums.add({0, 4})


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(3, 6))
def test_small_parts_are_hidden_with_one_that_is_not(sizes: list[int], smallest: int) -> None:
    gone = with_company(sizes, smallest)
    assert {place for place, size in enumerate(sizes) if size < smallest} <= gone
    if gone and len(gone) < len(sizes):
        assert max(sizes[place] for place in gone) >= smallest


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.integers(0, 6))
def test_groups_left_over_are_none_or_enough(sizes: list[int], nowhere: int) -> None:
    whole = sum(sizes) + nowhere
    kept = kept_groups(sizes, whole, 5)
    assert all(sizes[place] >= 5 for place in kept)
    left = whole - sum(sizes[place] for place in kept)
    assert left == 0 or left >= 5 or not kept
    if min(sizes) >= 5 and (nowhere == 0 or nowhere >= 5):
        assert len(kept) == len(sizes)


# periods ------------------------------------------------------------------------------------------


@st.composite
def sessions_of_people(draw: st.DrawFn) -> list[tuple[date, frozenset[int]]]:
    """Sessions in order of time with who was invited: people 0 to 8 over nine weeks."""
    days = draw(st.lists(st.integers(0, 62), min_size=1, max_size=7))
    who = st.frozensets(st.integers(0, 8), min_size=1)
    return [(MONDAY + timedelta(days=day), draw(who)) for day in sorted(days)]


def periods_of(sessions: list[tuple[date, frozenset[int]]]) -> Periods:
    def points(starts: list[date]) -> tuple[Point, ...]:
        found = []
        for start in sorted(set(starts)):
            invited = [who for (_, who), s in zip(sessions, starts, strict=True) if s == start]
            people = len(frozenset().union(*invited))
            found.append(Point(start, HALF, sum(map(len, invited)), 0, people))
        return tuple(found)

    return Periods(
        weeks=points([day - timedelta(days=day.weekday()) for day, _ in sessions]),
        months=points([day.replace(day=1) for day, _ in sessions]),
        sessions=tuple(Point(day, HALF, len(who), 0, len(who), "t") for day, who in sessions),
    )


def shown_groups(periods: Periods, sessions: list[tuple[date, frozenset[int]]]) -> list[set[int]]:
    days = [day for day, _ in sessions]
    weeks = [day - timedelta(days=day.weekday()) for day in days]
    months = [day.replace(day=1) for day in days]
    groups = [
        {place for place, start in enumerate(starts) if start == point.start}
        for points, starts in ((periods.weeks, weeks), (periods.months, months))
        for point in points
        if point.share
    ]
    return [*groups, *({n} for n, point in enumerate(periods.sessions) if point.share)]


def check_nobody_follows(
    shown: list[set[int]], sessions: list[tuple[date, frozenset[int]]]
) -> None:
    """Of every set of sessions behind which fewer than five people stand, nothing follows."""
    small = [n for n, (_, who) in enumerate(sessions) if len(who) < 5]
    for many in range(1, len(small) + 1):
        for group in combinations(small, many):
            if len(frozenset().union(*(sessions[n][1] for n in group))) < 5:
                assert not follows(shown, group, len(sessions)), group


@given(sessions_of_people())
def test_no_session_of_few_follows_from_what_is_shown(
    sessions: list[tuple[date, frozenset[int]]],
) -> None:
    periods = periods_of(sessions)
    kept = kept_periods(periods, 5)
    everybody = frozenset().union(*(who for _, who in sessions))
    shown = shown_groups(kept, sessions)
    for group in shown:  # what is shown has people enough
        assert len(frozenset().union(*(sessions[n][1] for n in group))) >= 5
    if len(everybody) < 5:
        return  # the whole itself is not shown then
    check_nobody_follows([*shown, set(range(len(sessions)))], sessions)


@given(sessions_of_people(), st.lists(st.integers(0, 2), min_size=7, max_size=7))
def test_nor_beside_the_formats(
    sessions: list[tuple[date, frozenset[int]]], formats: list[int]
) -> None:
    periods = periods_of(sessions)
    everybody = frozenset().union(*(who for _, who in sessions))
    if len(everybody) < 5:
        return
    named = formats[: len(sessions)]
    parts = [tuple(n for n, f in enumerate(named) if f == one) for one in sorted(set(named))]
    sizes = [len(frozenset().union(*(sessions[n][1] for n in part))) for part in parts]
    kept = kept_parts(parts, sizes, periods, 5)
    assert all(sizes[place] >= 5 for place in kept)
    shown = shown_groups(kept_periods(periods, 5), sessions)
    shown += [set(parts[place]) for place in kept]
    shown.append(set(range(len(sessions))))
    check_nobody_follows(shown, sessions)


def test_one_person_alone_in_two_months_does_not_follow_from_the_third() -> None:
    days = (MONDAY, date(2026, 2, 1), date(2026, 3, 1))
    who = (frozenset(range(5)), frozenset({0}), frozenset({0}))
    kept = kept_periods(periods_of(list(zip(days, who, strict=True))), 5)
    assert not any(p.share for p in (*kept.weeks, *kept.months, *kept.sessions))


def test_many_small_sessions_are_shown_where_many_people_stand_behind_them() -> None:
    """Pods of four: each week two pods and a clinic. No pod is shown, every week and both formats
    are."""
    sessions = []
    for week in range(4):
        day = MONDAY + timedelta(weeks=week)
        sessions += [
            (day, frozenset(range(4))),
            (day, frozenset(range(4, 8))),
            (day, frozenset(range(8 + week))),
        ]
    periods = periods_of(sessions)
    kept = kept_periods(periods, 5)
    assert all(week.share for week in kept.weeks)
    assert not any(session.share for session in kept.sessions if session.people < 5)
    pods = tuple(n for n in range(12) if n % 3 < 2)
    clinics = tuple(n for n in range(12) if n % 3 == 2)
    assert kept_parts([pods, clinics], [8, 11], periods, 5) == {0, 1}


def test_nothing_is_hidden_where_nobody_is_few() -> None:
    sessions = [(MONDAY + timedelta(weeks=n), frozenset(range(5 + n))) for n in range(6)]
    periods = periods_of(sessions)
    assert kept_periods(periods, 5) is periods
    fewest = min(point.people for point in periods.sessions)
    known = replace(periods, fewest=fewest)
    assert kept_periods(known, fewest) is known
    assert kept_periods(known, fewest + 1) == kept_periods(periods, fewest + 1)
    assert kept_parts([(0, 1), (2, 3, 4, 5)], [6, 10], periods, 5) == {0, 1}


def made_trend(sizes: list[int], grain: str = "session") -> Trend:
    """One session a week, from 12 Jan on: weeks and sessions are the same people."""
    sessions = [
        (MONDAY + timedelta(weeks=n), frozenset(range(size))) for n, size in enumerate(sizes)
    ]
    periods = periods_of(sessions)
    points = periods.by(grain)  # type: ignore[arg-type]
    return Trend(
        estimate=HALF,
        unit="share",
        n={"people": 40},
        target=0.6,
        points=points,
        gaps=(),
        grain=grain,  # type: ignore[arg-type]
        periods=periods,
        table=Table(("start", "people"), tuple((p.start, p.people) for p in points)),
        details={
            name: [{"start": p.start} for p in listed]
            for name, listed in (
                ("weeks", periods.weeks),
                ("months", periods.months),
                ("sessions", periods.sessions),
            )
        },
    )


@pytest.mark.parametrize("grain", ["week", "month", "session"])
def test_a_small_session_is_in_no_list_of_its_trend(grain: str) -> None:
    # Of 12, 19, 26 Jan and 2 Feb the second is small; the first (of equal ones) goes with it, and
    # with them January less the third session, which is nothing but the two.
    found = protect(made_trend([20, 4, 30, 20], grain))
    assert isinstance(found, Trend)
    assert [bool(p.share) for p in found.periods.weeks] == [False, False, True, True]
    assert [bool(p.share) for p in found.periods.sessions] == [False, False, True, True]
    assert [bool(p.share) for p in found.periods.months] == [True, True]
    assert found.points == found.periods.by(grain)  # type: ignore[arg-type]
    assert len(found.table.rows) == sum(p.share is not None for p in found.points)
    assert [len(found.details[name]) for name in ("weeks", "months", "sessions")] == [2, 2, 2]
    assert found.details["sessions_hidden"] == 2
    assert all(p.title == "" for p in found.periods.sessions if p.share is None)


def test_a_month_that_would_give_a_small_session_away_is_hidden() -> None:
    # 12, 19, 26 Jan, 2, 9 Feb: small in January, its company in February.
    found = protect(made_trend([30, 4, 30, 20, 30]))
    assert isinstance(found, Trend)
    assert [bool(p.share) for p in found.periods.weeks] == [True, False, True, False, True]
    assert [bool(p.share) for p in found.periods.months] == [False, False]


# parts and rows -----------------------------------------------------------------------------------


def reach(sizes: dict[str, int], walk_ins: int = 7) -> Shares:
    rows = tuple(ShareRow(name, Estimate(1.0), n, n, n) for name, n in sizes.items())
    people = sum(sizes.values())
    return Shares(
        estimate=Estimate(1.0),
        unit="share",
        n={"people": people, "walk_in_people": walk_ins, "walk_in_attendances": 3 * walk_ins},
        target=None,
        rows=rows,
        levels=(Step("Came at least once", people, 1.0, 0),),
        table=Table(("department", "people"), tuple(sizes.items())),
        details={"departments": [{"department": name} for name in sizes]},
    )


def test_a_small_department_takes_the_next_smallest_with_it() -> None:
    found = protect(reach({"Sales": 20, "Legal": 3, "Support": 9}))
    assert isinstance(found, Shares)
    assert [row.name for row in found.rows] == ["Sales"]
    assert found.table.rows == (("Sales", 20),)
    assert found.details["departments"] == [{"department": "Sales"}]
    assert found.details["departments_hidden"] == 2
    assert found.n["people"] == 32


def test_two_small_departments_are_company_enough_for_each_other() -> None:
    found = protect(reach({"Sales": 20, "Legal": 3, "Support": 9, "Works": 4}))
    assert isinstance(found, Shares)
    assert [row.name for row in found.rows] == ["Sales", "Support"]


def test_few_walk_ins_are_not_counted_out_loud() -> None:
    few, enough = protect(reach({"Sales": 20}, 4)), protect(reach({"Sales": 20}, 5))
    assert set(few.n) == {"people"}
    assert enough.n["walk_in_people"] == 5


def grid(people: list[int], rows: list[tuple[bool | None, ...]], whole: int = 40) -> Grid:
    weeks = tuple(MONDAY + timedelta(weeks=n) for n in range(len(people)))
    return Grid(
        estimate=None,
        unit="count",
        n={"people": whole, "weeks": len(weeks), "came_in_most_weeks": 3},
        target=None,
        weeks=weeks,
        people=tuple(people),
        rows=tuple(rows),
        table=Table(("participant", *map(str, weeks)), tuple((1, *row) for row in rows)),
        details={"people_shown": len(rows), "weeks_hidden": 0},
    )


def test_a_picture_of_persons_needs_ten_of_them() -> None:
    cells = [(True,)] * 10
    assert isinstance(protect(grid([10], cells, 10)), Grid)
    for hidden in (
        protect(grid([9], cells, 9)),
        protect(grid([10], cells, 10), chosen=9),
        protect(grid([11], cells, 11), Scope(smallest_grid=12)),
    ):
        assert isinstance(hidden, TooFew) and hidden.reason == "small-group" and not hidden.n


def test_a_small_week_is_no_column_and_leaves_no_trace_in_the_order() -> None:
    rows: list[tuple[bool | None, ...]] = [
        (True, True, False, True),
        (True, None, None, None),  # invited in a hidden week alone
        (False, True, True, True),
        (False, None, True, True),
    ]
    found = protect(grid([4, 9, 30, 30], rows))
    assert isinstance(found, Grid)
    assert found.weeks == (MONDAY + timedelta(weeks=2), MONDAY + timedelta(weeks=3))
    assert found.people == (30, 30)
    assert found.rows == ((True, True), (True, True), (False, True))
    assert found.table.columns == ("participant", "2026-01-26", "2026-02-02")
    assert found.table.rows == ((1, "came", "came"), (2, "came", "came"), (3, "absent", "came"))
    assert (found.details["weeks_hidden"], found.details["people_shown"]) == (2, 3)


def test_weeks_of_few_alone_hide_the_whole_grid() -> None:
    assert isinstance(protect(grid([4, 4], [(True, None), (None, True)])), TooFew)


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 4), max_size=9), st.randoms())
def test_the_order_of_rows_says_nothing_that_is_not_drawn(rows, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(rows)
    counts = [row.count(True) for row in in_order(rows)]
    assert counts == sorted(counts, reverse=True)


def test_formats_that_are_all_too_small_are_not_shown() -> None:
    periods = periods_of([(MONDAY, frozenset(range(4))), (MONDAY, frozenset(range(3, 7)))])
    rows = tuple(
        ShareRow(name, HALF, 2, 4, 4, sessions=1, parts=(n,)) for n, name in enumerate("ab")
    )
    answer = replace(
        reach({}), n={"people": 7, "formats": 2}, rows=rows, levels=(), periods=periods,
        table=Table(("format",), (("a",), ("b",))),
        details={"formats": [{"format": "a"}, {"format": "b"}]},
    )  # fmt: skip
    assert isinstance(protect(answer), TooFew)
