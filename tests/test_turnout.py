"""Participation by period and by format, reach and the grid, against naive twins in plain Python.

Made rows go through the store and the questions' own SQL; the twins loop over the same rows.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import filled_store, store_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_turnout import made_formats

from analytics import fmt
from analytics.asking import ask, context_of, question, rows_of
from analytics.cli import main
from analytics.filters import Filters
from analytics.findings import (
    Answer,
    Calendar,
    Estimate,
    Finding,
    Funnel,
    Grid,
    Month,
    ShareRow,
    Shares,
    Step,
    Table,
    TooFew,
    Trend,
)
from analytics.formats import (
    APPROACHES,
    FILE,
    OTHER,
    approach_of,
    format_of,
    formats_of,
    names,
)
from analytics.pilots import Pilot
from analytics.questions import Context
from analytics.stats.proportion import ClusterTotals, wilson_clustered
from analytics.turnout import after, gaps_of, periods_of
from analytics.verdicts import find

MONDAY = date(2026, 1, 12)
CARD = (
    '[pilot]\nname = "Made up"\nstarts_on = 2026-01-12\nends_on = 2026-03-15\n'
    "[targets]\nparticipation = 0.6\n"
)
TITLES = ("Skill swap: SQL", "Problem clinic", "skill-swap / Excel", "All hands")
NO_FILTERS = Filters()
DEPARTMENTS = ("Sales", "Support", None)


@dataclass(frozen=True)
class Made:
    """Sessions (day, title); departments of people; who was invited and who came, as pairs
    (person, session)."""

    sessions: tuple[tuple[date, str], ...]
    departments: tuple[str | None, ...]
    invited: frozenset[tuple[int, int]]
    came: frozenset[tuple[int, int]]

    def answer(self, name: str, filters: Filters = NO_FILTERS) -> Answer:
        asked = question(name)
        assert asked is not None
        store = filled_store(self.tables(), CARD)
        context = context_of(store, asked, filters)
        found = asked.answer(rows_of(store, asked, context, filters), context)
        store.close()
        return found

    def finding(self, name: str, filters: Filters = NO_FILTERS) -> Finding:
        store = filled_store(self.tables(), CARD)
        found = ask(store, name, filters)
        store.close()
        return found

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "source_file": [
                {"name": "a", "kind": "attendance", "data_until": "2026-03-15"},
                {"name": "b", "kind": "invitations", "data_until": "2026-03-15"},
            ],
            "session": [
                {
                    "session_id": number, "title": title, "meeting_seconds": 3600,
                    "started_at": datetime.combine(day, datetime.min.time()) + timedelta(hours=9),
                    "has_attendance": True, "is_cancelled": False,
                }
                for number, (day, title) in enumerate(self.sessions)
            ],
            "person": [
                {"person_id": number, "hire_date": "2024-01-01", "department": department}
                for number, department in enumerate(self.departments)
            ],
            "invitation": [
                {"session_id": s, "person_id": p, "basis": "invitation", "response": "none"}
                for p, s in sorted(self.invited)
            ],
            "person_session": [
                {"session_id": s, "person_id": p, "seconds_present": 3600, "stays": 1,
                 "is_host": False}
                for p, s in sorted(self.came)
            ],
        }  # fmt: skip

    def week(self, session: int) -> date:
        day = self.sessions[session][0]
        return day - timedelta(days=day.weekday())


@st.composite
def made(draw: st.DrawFn, most: int = 7) -> Made:
    """Up to seven people and sessions over eight weeks, a few walk-ins among those who came."""
    people = draw(st.integers(1, most))
    days = st.integers(0, 55).map(lambda n: MONDAY + timedelta(days=n))
    sessions = draw(st.lists(st.tuples(days, st.sampled_from(TITLES)), min_size=1, max_size=7))
    pairs = [(p, s) for p in range(people) for s in range(len(sessions))]
    invited = draw(st.frozensets(st.sampled_from(pairs), min_size=1))
    return Made(
        tuple(sorted(sessions)),
        tuple(draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=people, max_size=people))),
        invited,
        draw(st.frozensets(st.sampled_from(pairs))),
    )


through_the_store = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def clustered(pairs: list[tuple[int, int]], came: frozenset[tuple[int, int]]) -> tuple[float, ...]:
    """Share and limits from each person's own two counts."""
    invited, attended = Counter(p for p, _ in pairs), Counter(p for p, s in pairs if (p, s) in came)
    share = wilson_clustered(
        ClusterTotals.from_people([attended[p] for p in invited], list(invited.values()))
    )
    return share.value, share.low, share.high


# periods ------------------------------------------------------------------------------------------


@through_the_store
@given(made())
def test_every_period_counts_each_person_once(rows: Made) -> None:
    answer = rows.answer("participation")
    assert isinstance(answer, Trend)
    by = {
        "week": lambda s: rows.week(s),
        "month": lambda s: rows.sessions[s][0].replace(day=1),
        "session": lambda s: (rows.sessions[s][0], s),
    }
    for grain, key in by.items():
        pairs: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for person, session in rows.invited:
            pairs[key(session)].append((person, session))
        points = answer.periods.by(grain)  # type: ignore[arg-type]
        assert len(points) == len(pairs)
        for point, start in zip(points, sorted(pairs), strict=True):
            assert point.start == (start[0] if grain == "session" else start)
            assert point.invited == len(pairs[start])
            assert point.people == len({p for p, _ in pairs[start]})
            assert point.share is not None
            assert (point.share.value, point.share.low, point.share.high) == pytest.approx(
                clustered(pairs[start], rows.came)
            )
        for listed in points:
            assert bool(listed.title) == (grain == "session")
        assert sum(p.attended for p in points) == answer.n["attended"]


@pytest.mark.parametrize(
    ("by", "column"),
    [("week", "week_start"), ("month", "month_start"), ("session", "session_date")],
)
def test_what_is_shown_follows_by_and_the_numbers_do_not(by: Any, column: str) -> None:
    asked = question("participation")
    assert asked is not None
    store = store_of(asked)
    context = context_of(store, asked, Filters(by=by))
    answer = asked.answer(rows_of(store, asked, context), context)
    assert isinstance(answer, Trend)
    assert answer.grain == by and answer.points == answer.periods.by(by)
    assert answer.table.columns[0] == column and len(answer.table.rows) == len(answer.points)
    assert answer.estimate and answer.estimate.value == 9 / 16
    # JSON has every grain, whichever is shown.
    assert [len(answer.details[f"{g}s"]) for g in ("week", "month", "session")] == [3, 2, 4]
    assert [s["session"] for s in answer.details["sessions"]] == ["Clinic", "Micro", "List", "Late"]
    finding = find(asked, answer, context)
    assert finding.subtitle == f"Share of invited people who attended, by {by}"
    assert f", by {by}," in finding.alt
    # It is shorter to know how many stand behind the least than to look at every session.
    assert answer.periods.fewest == min(point.people for point in answer.periods.sessions)
    gap = "no session in the week of 19 Jan"
    assert (gap in finding.footnote) == (by == "week")


def context(**given: Any) -> Context:
    pilot = Pilot("Made up", date(2026, 1, 14), date(2026, 3, 10))
    return Context(pilot, "invitation", "", given.pop("as_of", None), **given)


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({}, []),
        # the pilot's own first and last month are whole: nothing more will come
        ({"as_of": date(2026, 3, 10)}, []),
        ({"as_of": date(2026, 3, 9)}, ["03-09", "Mar"]),
        ({"as_of": date(2026, 3, 1)}, ["03-02", "03-09", "Mar"]),
        ({"as_of": date(2026, 2, 28)}, ["02-23", "03-02", "03-09", "Mar"]),
        ({"as_of": date(2026, 3, 10), "last_day": date(2026, 2, 3)},
         ["02-02", "02-23", "03-02", "03-09", "Feb", "Mar"]),
        ({"first_day": date(2026, 1, 14)}, []),
        ({"first_day": date(2026, 1, 15)}, ["01-12", "Jan"]),
    ],
)  # fmt: skip
def test_a_period_that_is_not_covered_to_its_end_is_part(
    given: dict[str, Any], part: list[str]
) -> None:
    rows = Made(
        tuple((date(2026, *d), "T") for d in ((1, 14), (2, 3), (2, 24), (3, 3), (3, 9))),
        ("Sales",),
        frozenset((0, s) for s in range(5)),
        frozenset({(0, 0)}),
    )
    asked = question("participation")
    assert asked is not None
    store = filled_store(rows.tables(), CARD)
    found = periods_of(rows_of(store, asked, context_of(store, asked)), context(**given))
    assert all(point.is_full for point in found.sessions)
    marked = [f"{p.start:%m-%d}" for p in found.weeks if not p.is_full]
    marked += [f"{p.start:%b}" for p in found.months if not p.is_full]
    assert marked == part


def test_gaps_are_periods_without_a_session_between_the_first_and_the_last() -> None:
    rows = Made(
        ((date(2025, 11, 5), "T"), (date(2026, 1, 14), "T"), (date(2026, 1, 28), "T")),
        ("Sales",), frozenset({(0, 0), (0, 1), (0, 2)}), frozenset(),
    )  # fmt: skip
    asked = question("participation")
    assert asked is not None
    store = filled_store(rows.tables(), CARD.replace("2026-01-12", "2025-11-01"))
    periods = periods_of(rows_of(store, asked, context_of(store, asked)), context())
    assert gaps_of(periods.months, "month") == (date(2025, 12, 1),)
    assert gaps_of(periods.weeks, "week")[-1] == date(2026, 1, 19)
    assert len(gaps_of(periods.weeks, "week")) == 10
    assert gaps_of(periods.sessions, "session") == ()
    assert after(date(2025, 12, 1), "month") == date(2026, 1, 1)


# formats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Problem clinic: bring a stuck case", "problem-clinic"),
        ("MICRO-LESSON – one tool", "micro-lesson"),
        ("Micro lesson (repeat)", "micro-lesson"),
        ("Peer coaching: shadowing for beginners", "peer-coaching"),  # what stands first
        ("Shadow shift: a morning with Operations", "shadowing"),
        ("Lunch & Learn: billing", "lunch-and-learn"),
        ("[Brown bag] month end", "lunch-and-learn"),
        ("Study group 3", "study-group"),
        ("Skill  swap:\nSQL", "skill-swap"),
        ("Kollegiale Fallberatung Vertrieb", "problem-clinic"),
        ("Échange de compétences : tableaux", "skill-swap"),
        ("Almuerzo de aprendizaje", "lunch-and-learn"),
        ("Studiegroep 2", "study-group"),
        ("Compliance training: peer coaching", "peer-coaching"),  # peer learning before all else
        ("Mandatory training, part 2", "course"),
        ("Reverse mentoring", "mentoring"),
        ("Webinar: what is new", "webinar"),
        ("First class customer service – open clinic", "problem-clinic"),
        ("Of course you can: SQL for all", OTHER),
        ("Class of 2026 meetup", OTHER),
        ("Training for the marathon", OTHER),
        ("Podcast evening", OTHER),  # only whole words count
        ("Clinical update", OTHER),
        ("", OTHER),
    ],
)
def test_the_words_of_a_title_name_its_format(title: str, expected: str) -> None:
    assert format_of(title) == expected


def test_every_format_has_a_name_and_words_in_several_languages() -> None:
    tables = tomllib.loads(FILE.read_text("utf-8"))
    assert [*tables, OTHER] == list(names())
    for key, table in tables.items():
        assert table["name"] and len(table) >= 6
        assert approach_of(key) in APPROACHES
        for language, words in table.items():
            for word in words if language not in ("name", "approach") else ():
                assert format_of(f"{word}: a topic") == key, (language, word)


titles = st.text(st.sampled_from("clinic swap skil POD0123456789 -:é٣\x1f"), max_size=20)


@given(st.lists(titles | st.sampled_from(TITLES), max_size=6))
def test_the_formats_of_many_titles_are_those_of_each(found: list[str]) -> None:
    many = formats_of(pd.Series(found, dtype="str"))
    assert list(many) == [format_of(title) for title in found]


@through_the_store
@given(made())
def test_formats_against_a_naive_twin(rows: Made) -> None:
    """Clusters are people over all sessions of a format: the sums of squares of single sessions
    would not do."""
    answer = rows.answer("participation-by-format")
    pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for person, session in rows.invited:
        pairs[names()[format_of(rows.sessions[session][1])]].append((person, session))
    if set(pairs) == {"Other"}:
        assert isinstance(answer, TooFew) and "formats.toml" in answer.missing
        return
    assert isinstance(answer, Shares)
    assert {row.name for row in answer.rows} == set(pairs)
    for row in answer.rows:
        of = pairs[row.name]
        assert (row.of, row.people) == (len(of), len({p for p, _ in of}))
        assert row.sessions == len({s for _, s in of}) == len(row.parts)
        assert (row.share.value, row.share.low, row.share.high) == pytest.approx(
            clustered(of, rows.came)
        )
        assert sum(answer.periods.sessions[n].invited for n in row.parts) == row.of
    assert sum(row.of for row in answer.rows) == answer.n["invitations"]
    ranked = [(row.drawn or row.share).value for row in answer.rows if row.name != "Other"]
    assert ranked == sorted(ranked, reverse=True)
    assert all((row.drawn is not None) == (len(ranked) >= 3) for row in answer.rows[: len(ranked)])
    assert "Other" not in [row.name for row in answer.rows][:-1]


def test_formats_in_words_name_a_range_and_no_winner() -> None:
    asked = question("participation-by-format")
    assert asked is not None
    store = store_of(asked)
    context = context_of(store, asked)
    answer = asked.answer(rows_of(store, asked, context), context)
    finding = find(asked, answer, context)
    assert finding.title == "Between 50% and 67% came, by format" and finding.verdicts == ()
    assert "not assigned at random" in finding.footnote and "hollow" in finding.footnote
    assert "Skill swap 60%" in finding.alt and "in 2 sessions" in finding.alt
    words = " ".join([finding.title, finding.footnote, *finding.caption, finding.alt])
    assert not any(word in words.casefold() for word in ("best", "most", "better", "draw", "win"))


# reach --------------------------------------------------------------------------------------------


@through_the_store
@given(made())
def test_reach_against_a_naive_twin(rows: Made) -> None:
    answer = rows.answer("reach")
    assert isinstance(answer, Shares)
    asked_people = {p for p, _ in rows.invited}
    came: dict[int, set[int]] = defaultdict(set)
    for person, session in rows.came:
        came[person].add(session)
    weeks = sorted({rows.week(s) for s in range(len(rows.sessions))}, reverse=True)
    regular = [
        p for p in asked_people if len({rows.week(s) for s in came[p]} & set(weeks[:4])) >= 3
    ]
    walk_ins = [pair for pair in rows.came if pair not in rows.invited]
    expected = {
        "people": len(asked_people),
        "came": sum(bool(came[p]) for p in asked_people),
        "came_again": sum(len(came[p]) >= 2 for p in asked_people),
        "walk_in_people": len({p for p, _ in walk_ins}),
        "walk_in_attendances": len(walk_ins),
        "weeks": len(weeks),
    }
    if len(weeks) >= 4:
        expected["regular"] = len(regular)
    assert answer.n == expected
    by_department: dict[str, list[int]] = defaultdict(list)
    for person in asked_people:
        by_department[rows.departments[person] or "Department not known"].append(person)
    assert {(row.name, row.count, row.of) for row in answer.rows} == {
        (name, sum(bool(came[p]) for p in people), len(people))
        for name, people in by_department.items()
    }
    assert [level.count for level in answer.levels] == [
        expected[key] for key in ("came", "came_again", "regular") if key in expected
    ]


def test_reach_on_its_example() -> None:
    asked = question("reach")
    assert asked is not None
    store = store_of(asked)
    context = context_of(store, asked)
    answer = asked.answer(rows_of(store, asked, context), context)
    assert isinstance(answer, Shares)
    assert answer.n == {
        "people": 6, "came": 4, "came_again": 3, "walk_in_people": 2, "walk_in_attendances": 3,
        "weeks": 5, "regular": 2,
    }  # fmt: skip
    assert [(row.name, row.of - row.count) for row in answer.rows] == [
        ("Sales", 1), ("Support", 1), ("Department not known", 0),
    ]  # fmt: skip
    assert answer.details["repeat_rate"] == 3 / 4
    assert answer.details["regular_share"] == 2 / 6
    finding = find(asked, answer, context)
    assert finding.title == "4 of 6 invited people came at least once; 2 come regularly"
    assert "3 walk-ins" in finding.footnote and "by 2 people" in finding.footnote
    assert "a count of everybody, so no interval" in finding.footnote


def test_habits_need_four_weeks_with_a_session() -> None:
    rows = Made(
        tuple((MONDAY + timedelta(weeks=n), "T") for n in range(3)), ("Sales",) * 2,
        frozenset((p, s) for p in range(2) for s in range(3)), frozenset({(0, 0)}),
    )  # fmt: skip
    finding = rows.finding("reach", Filters())
    assert isinstance(finding.answer, TooFew)  # two people are too few to be shown
    answer = rows.answer("reach")
    assert isinstance(answer, Shares) and "regular" not in answer.n and len(answer.levels) == 2


# the grid -----------------------------------------------------------------------------------------


@through_the_store
@given(made())
def test_the_grid_against_a_naive_twin(rows: Made) -> None:
    answer = rows.answer("attendance-grid")
    assert isinstance(answer, Grid)
    weeks = sorted({rows.week(s) for _, s in rows.invited})
    assert list(answer.weeks) == weeks
    expected = []
    for person in {p for p, _ in rows.invited}:
        cells: list[bool | None] = []
        for week in weeks:
            pairs = [(p, s) for p, s in rows.invited if p == person and rows.week(s) == week]
            cells.append(any(pair in rows.came for pair in pairs) if pairs else None)
        expected.append(tuple(cells))
    assert Counter(answer.rows) == Counter(expected)
    assert answer.people == tuple(
        sum(row[n] is not None for row in expected) for n in range(len(weeks))
    )
    most = sum(2 * row.count(True) > sum(c is not None for c in row) for row in expected)
    assert answer.n == {"people": len(expected), "weeks": len(weeks), "came_in_most_weeks": most}


@pytest.mark.parametrize("people", [39, 40, 41, 57, 96, 400])
def test_forty_of_many_are_drawn_at_even_distances(people: int) -> None:
    """Person n comes to the first n % 11 of ten weekly sessions."""
    rows = Made(
        tuple((MONDAY + timedelta(weeks=n % 9, days=n // 9), "T") for n in range(9)),
        ("Sales",) * people,
        frozenset((p, s) for p in range(people) for s in range(9)),
        frozenset((p, s) for p in range(people) for s in range(9) if s < p % 10),
    )
    finding = rows.finding("attendance-grid")
    answer = finding.answer
    assert isinstance(answer, Grid)
    assert len(answer.rows) == min(people, 40)
    assert (f"(40 of {people} shown)" in finding.subtitle) == (people > 40)
    # The picture is of everybody: its share of attended weeks is that of all, within a week.
    drawn = np.mean([row.count(True) for row in answer.rows])
    assert drawn == pytest.approx(np.mean([p % 10 for p in range(people)]), abs=0.25)


# through privacy ----------------------------------------------------------------------------------


def test_nothing_of_three_people_leaves_the_gate() -> None:
    """Everybody but a department of three is invited to everything; the three to one clinic of
    their own, and to the last session, to which all are."""
    few, many = range(12, 15), range(12)
    sessions = tuple((MONDAY + timedelta(weeks=n), "Skill swap") for n in range(4))
    sessions += (
        (MONDAY + timedelta(weeks=4), "Problem clinic: us"),
        (MONDAY + timedelta(weeks=5), "Pod"),
    )
    invited = {(p, s) for p in many for s in (0, 1, 2, 3)} | {(p, 4) for p in few}
    invited |= {(p, 5) for p in (*many, *few)}
    rows = Made(
        sessions,
        ("Sales",) * 12 + ("Legal",) * 3,
        frozenset(invited),
        frozenset((p, s) for p, s in invited if p % 2),
    )
    trend = rows.finding("participation", Filters(by="session")).answer
    assert isinstance(trend, Trend)
    assert sum(p.share is None for p in trend.periods.sessions) == 2
    assert "us" not in str(trend.details) and "us" not in str(trend.table)
    formats = rows.finding("participation-by-format").answer
    assert isinstance(formats, Shares)
    names_shown = {row.name for row in formats.rows}
    assert "Problem clinic" not in names_shown and len(names_shown) == 1
    reach = rows.finding("reach").answer
    assert isinstance(reach, Shares)
    assert [row.name for row in reach.rows] == [] and reach.n["people"] == 15
    grid = rows.finding("attendance-grid").answer
    assert isinstance(grid, Grid)
    assert MONDAY + timedelta(weeks=4) not in grid.weeks
    for name in ("participation-by-format", "reach", "attendance-grid"):
        hidden = rows.finding(name, Filters(departments=("Legal",))).answer
        assert isinstance(hidden, TooFew) and hidden.reason == "small-group" and hidden.n == {}


# words --------------------------------------------------------------------------------------------


def said(name: str, answer: Answer) -> Finding:
    asked = question(name)
    assert asked is not None
    return find(asked, answer, Context(None, "invitation", "", None))


def funnel_of(accepted: int, absent: int, joined: int, left: int) -> Funnel:
    """100 invitations: some accepted, of those some absent; others came unasked, some left."""
    attended = accepted - absent + joined
    steps = [Step("Invited", 100, 1.0, 0)]
    if accepted:
        steps.append(Step("Accepted", accepted, accepted / 100, 100 - accepted, "not-accepted"))
        steps.append(Step("Attended", attended, attended / 100, absent, "accepted-absent", joined))
    else:
        attended = 100 - absent
        steps.append(Step("Attended", attended, attended / 100, absent, "absent"))
    stayed = attended - left
    steps.append(Step("Stayed for 75% or more", stayed, stayed / 100, left, "left-early"))
    return Funnel(
        estimate=None, unit="count", n={"people": 40}, target=None, steps=tuple(steps),
        table=Table((), ()),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("funnel", "title", "alt"),
    [
        ((60, 10, 5, 3), "is before the session: 40 of 100 invitations were not accepted",
         "accepted 60 (60%), −40 did not accept"),
        # more were lost on the day than the step shrinks by, because others came
        ((90, 30, 25, 3), "is on the day: 30 of 100 invitations were accepted and not kept",
         "attended 85 (85%), −30 accepted but did not come, +25 came without accepting"),
        ((0, 45, 0, 3), "is on the day: 45 of 100 invitations were not kept",
         "attended 55 (55%), −45 did not come"),
        ((98, 3, 0, 40), "is in the session: 40 of 100 invitations left early",
         "stayed for 75% or more 55 (55%), −40 left early"),
    ],
)  # fmt: skip
def test_the_funnel_names_its_losses(
    funnel: tuple[int, int, int, int], title: str, alt: str
) -> None:
    finding = said("funnel", funnel_of(*funnel))
    assert finding.title == f"The largest loss {title}"
    assert alt in finding.alt
    assert alt[1:] in dict(finding.paragraphs)["Step by step."]


def cadence(**details: Any) -> Calendar:
    return Calendar(
        estimate=Estimate(4.3),
        unit="per_month",
        n={"sessions": 9},
        target=4,
        table=Table((), ()),
        details={"average_minutes": 43.6, "planned_minutes": 45.0, **details},
        days={},
        months=(Month(date(2026, 2, 1), 4, True, True),),
        first_day=date(2026, 1, 1),
        last_day=date(2026, 4, 12),
    )


def test_the_cadence_names_its_gaps_and_what_was_planned() -> None:
    weeks = [MONDAY + timedelta(weeks=n) for n in range(6)]
    gap = {"days": 14, "from": date(2026, 2, 12), "to": date(2026, 2, 26)}
    planned = {"sessions": 12, "held": 8, "called_off": 1, "without_export": 2}
    full = said(
        "sessions-per-month",
        cadence(longest_gap=gap, weeks_without=weeks, planned=planned),
    )
    assert "44 min each, planned 45 min" in full.footnote
    assert (
        "12 planned in the calendar: 8 held, 1 called off, 2 without an attendance export,"
        " 1 with fewer than two people" in full.footnote
    )
    assert "longest gap 14 days (12 Feb to 26 Feb)" in full.footnote
    assert "no session in the weeks of 12 Jan, 19 Jan, 26 Jan, 2 Feb and 2 more" in full.footnote
    assert full.alt.endswith("Target 4 a month. Longest gap 14 days (12 Feb to 26 Feb).")
    few = said("sessions-per-month", cadence(longest_gap=None, weeks_without=weeks[:1]))
    assert "no session in the week of 12 Jan" in few.footnote
    assert "calendar" not in few.footnote.replace("attendance exports and the calendar", "")
    assert "gap" not in few.footnote and few.alt.endswith("Target 4 a month.")


def test_a_period_that_is_not_over_is_said_and_not_judged() -> None:
    rows = Made(
        tuple((MONDAY + timedelta(weeks=n), "T") for n in range(3)),
        ("Sales",) * 8,
        frozenset((p, s) for p in range(8) for s in range(3)),
        frozenset((p, s) for p in range(8) for s in range(3) if p > s),
    )
    store = filled_store(rows.tables(), CARD)
    running = ask(store, "participation", Filters(as_of=date(2026, 1, 27)))
    assert (
        "1 week the exports or the chosen dates cover in part is marked grey and not judged"
        in running.footnote
    )
    assert running.alt.endswith("Last value 62%, of a week covered in part.")
    assert [week["is_full"] for week in running.answer.details["weeks"]] == [True, True, False]
    over = ask(store, "participation")
    assert "in part" not in over.footnote and over.alt.endswith("Last value 62%.")
    store.close()


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=7), st.booleans())
def test_the_range_of_a_title_is_that_of_its_rows(values: list[float], has_target: bool) -> None:
    answer = made_formats()
    rows = tuple(
        ShareRow(f"Format {n}", Estimate(value, value / 2, (1 + value) / 2), 1, 2, 9, 1 + n)
        for n, value in enumerate(values)
    )
    finding = said(
        "participation-by-format",
        replace(answer, rows=rows, target=0.6 if has_target else None),
    )
    assert fmt.percent(min(values)) in finding.title and fmt.percent(max(values)) in finding.title
    assert not any(row.name in finding.title for row in rows)
    assert ("Target 60%" in finding.alt) == has_target


def test_the_command_line_shows_by_what_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample"]) == 0
    for by in ("week", "month", "session"):
        assert main(["ask", "participation", "--by", by, "--json"]) == 0
    for by in ("week", "month", "session"):
        assert main(["ask", "participation", "--by", by]) == 0
    said = capsys.readouterr().out
    for by in ("week", "month", "session"):
        assert said.count(f"attended, by {by}") == 2
    with pytest.raises(SystemExit):
        main(["ask", "participation", "--by", "year"])
