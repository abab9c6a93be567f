"""Who teaches whom: examples by hand, naive twins, what small groups leave to see, the words."""

from __future__ import annotations

import json as stdlib_json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from examples import filled_store, store_of
from hypothesis import given, settings
from hypothesis import strategies as st
from made import came, landed, meeting, somebody

from analytics.asking import ask, context_of, question, rows_of
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import (
    Alone,
    Answer,
    Bubbles,
    Finding,
    Group,
    Hosting,
    Level,
    Matrix,
    Ready,
    Rotation,
    TooFew,
)
from analytics.formats import format_of
from analytics.peers import OTHER, bubbles, larger_groups, matrix, rotation
from analytics.privacy import Scope, protect
from analytics.questions import Question
from analytics.records import Person
from analytics.stats.concentration import effective_number, fewest_for_half, gini
from analytics.store import Store
from analytics.verdicts import find, peers_title
from analytics.verdicts.peers import hosting_outcome, say_bubbles, say_matrix, say_rotation

EVERYTHING = Filters()
NAMES = ("teaching-matrix", "teach-and-learn", "host-rotation")
CARD = '[pilot]\nname = "Peers"\nstarts_on = 2026-01-12\nends_on = 2026-04-12\n'


def asked(name: str) -> Question:
    found = question(name)
    assert found is not None
    return found


def answer_to(name: str, filters: Filters = EVERYTHING, store: Store | None = None) -> Answer:
    """The answer before privacy.py has seen it; to the question's own example without a store."""
    one = asked(name)
    store = store or store_of(one)
    context = context_of(store, one, filters)
    return one.answer(rows_of(store, one, context, filters), context)


def matrix_of(filters: Filters = EVERYTHING, store: Store | None = None) -> Matrix:
    found = answer_to("teaching-matrix", filters, store)
    assert isinstance(found, Matrix)
    return found


def bubbles_of(filters: Filters = EVERYTHING, store: Store | None = None) -> Bubbles:
    found = answer_to("teach-and-learn", filters, store)
    assert isinstance(found, Bubbles)
    return found


def rotation_of(filters: Filters = EVERYTHING, store: Store | None = None) -> Rotation:
    found = answer_to("host-rotation", filters, store)
    assert isinstance(found, Rotation)
    return found


# by hand, from the counts of expected.csv ---------------------------------------------------------


def test_the_matrix_on_its_example() -> None:
    found = matrix_of()
    assert found.learners == (Group("Sales", 3, 3), Group("Support", 2, 2), Group(OTHER, 1, 1))
    assert [group.name for group in found.teachers] == ["Sales", "Support", "Engineering", OTHER]
    assert found.moments == ((3, 2, 1), (2, 2, 0), (1, 1, 0), (0, 0, 0))
    assert found.estimate and found.estimate.value == pytest.approx(7 / 12)  # 3 + 2 are within
    assert found.details["reciprocity"] == 2 / 10
    assert found.n == {
        "people": 6, "teaching_moments": 12, "sessions": 4, "pairs": 10, "mutual_pairs": 2,
        "sessions_without_host": 2,
    }  # fmt: skip
    assert ("Support", "Sales", 2) in found.table.rows


def test_teach_and_learn_on_its_example() -> None:
    found = bubbles_of()
    assert [(level.led_from, level.led_to, level.attended) for level in found.levels] == [
        (2, 2, ((1, 1), (2, 1))),
        (1, 1, ((0, 1),)),
        (0, 0, ((1, 2), (2, 1), (3, 1))),
    ]
    assert found.n == {
        "people": 7, "both": 2, "teach_only": 1, "learn_only": 4, "sessions": 4,
        "sessions_without_host": 2,
    }  # fmt: skip
    assert found.estimate and found.estimate.value == 2 / 7
    assert found.estimate.low is None  # a count of everybody


def test_host_rotation_on_its_example() -> None:
    found = rotation_of()
    hosting = found.hosting
    assert hosting and hosting.led == (3, 2, 1)
    assert hosting.effective == pytest.approx(36 / 14)  # 36 / (9 + 4 + 1)
    assert hosting.gini == pytest.approx(2 * (1 + 4 + 9) / (3 * 6) - 4 / 3)
    assert (hosting.busiest, hosting.half) == (3 / 5, 1)
    assert hosting.alone == (
        Alone("format", of=2, alone=1, sessions=2),  # skill swap in 1 and 9
        Alone("title", of=1, alone=1, sessions=2),  # the others were held once
        Alone("department", of=2, alone=2, sessions=5),  # Sales 3 and Support 2
    )
    assert [(one.name, one.learners, one.could_lead) for one in found.ready] == [
        ("Support", 2, 1),
        ("Sales", 3, 0),
        (OTHER, 1, 0),
    ]
    assert found.n == {
        "people": 6, "sessions": 5, "hosts": 3, "could_lead": 1, "sessions_without_host": 2,
    }  # fmt: skip
    assert found.details["hosts_per_session"] == 3 / 5
    assert found.details["led_by_one_person"][0] == {
        "what": "format", "held_more_than_once": 2, "led_by_one": 1, "sessions": 2,
    }  # fmt: skip
    assert found.table.rows[0] == ("Host 1", 3, None, None)
    assert found.table.rows[-3] == ("Support", None, 2, 1)


# filters ------------------------------------------------------------------------------------------


def test_a_department_chooses_learners_whoever_taught_them() -> None:
    only = Filters(departments=("Support",))
    found = matrix_of(only)
    assert [group.name for group in found.learners] == ["Support"]
    taught = {g.name: row for g, row in zip(found.teachers, found.moments, strict=True)}
    assert taught == {"Support": (2,), "Sales": (2,), "Engineering": (1,)}
    # 1-3, 1-4, 3-4 and 6-4; 3 has taught 1 back, who is of Sales.
    assert (found.n["pairs"], found.n["mutual_pairs"]) == (4, 1)
    assert bubbles_of(only).n["people"] == 2 and bubbles_of(only).n["both"] == 1
    rotation = rotation_of(only)
    assert rotation.hosting and rotation.hosting.led == (2, 2, 1)
    assert [(one.name, one.could_lead) for one in rotation.ready] == [("Support", 1)]


def test_dates_cut_to_the_sessions_between_them() -> None:
    between = Filters(first_day=date(2026, 1, 20), last_day=date(2026, 2, 5))
    assert matrix_of(between).moments == ((1, 1), (2, 2))  # sessions 2 and 3
    rotation = rotation_of(between)
    assert rotation.hosting and rotation.hosting.led == (2, 1)
    assert rotation.n["sessions_without_host"] == 2


def test_sessions_of_which_nobody_is_the_host_are_said_and_left_out() -> None:
    only = Filters(first_day=date(2026, 2, 3), last_day=date(2026, 2, 5))
    for name in NAMES:
        found = answer_to(name, only)
        assert isinstance(found, TooFew) and found.reason == "no-data"
        assert "known host" in found.missing and "Teams" in found.missing
        assert found.n["sessions_without_host"] == 2


def test_nobody_there_is_not_a_missing_role() -> None:
    """Engineering only led: that is no reason to look for another export."""
    for name in ("teaching-matrix", "host-rotation"):
        found = answer_to(name, Filters(departments=("Engineering",)))
        assert isinstance(found, TooFew) and found.reason == "few"
        assert "known host" not in found.missing


def test_one_department_or_none_makes_no_matrix() -> None:
    def people(department: str) -> list[Person]:
        return [Person(n, somebody(n), date(2025, 1, 1), department=department) for n in range(6)]

    session = meeting("Clinic", "01-13 10:00")
    there = [came(session, somebody(n), role="attendee" if n else "host") for n in range(6)]
    for department, says in (("Sales", "of one department"), ("", "add a people list")):
        found = answer_to("teaching-matrix", store=landed(people(department), there))
        assert isinstance(found, TooFew) and says in found.missing


# against naive twins ------------------------------------------------------------------------------

TITLES = ("Clinic", "S", "")
DEPARTMENTS = {1: "Sales", 2: "Sales", 3: "Support", 4: "Support", 5: "Legal", 6: None}
Someone = TypeVar("Someone", int, str)
# Of each session who attended, and who of them led.
Sessions = list[tuple[frozenset[Someone], frozenset[Someone]]]


@st.composite
def some_sessions(draw: st.DrawFn) -> Sessions[int]:
    people = st.frozensets(st.sampled_from(sorted(DEPARTMENTS)))
    return draw(st.lists(st.tuples(people, people), min_size=1, max_size=5))


def stored(sessions: Sessions[int]) -> Store:
    first = date(2026, 1, 13)
    tables: dict[str, list[dict[str, Any]]] = {
        "source_file": [
            {"name": "a.csv", "kind": "attendance", "data_until": date(2026, 3, 1)},
            {"name": "p.csv", "kind": "people", "data_until": date(2026, 3, 1)},
        ],
        "person": [{"person_id": n, "department": d} for n, d in DEPARTMENTS.items()],
        "session": [
            {"session_id": i, "title": TITLES[i % 3], "started_at": first + timedelta(days=i),
             "meeting_seconds": 3600, "has_attendance": True, "is_cancelled": False}
            for i, _ in enumerate(sessions)
        ],
        "person_session": [
            {"session_id": i, "person_id": n, "seconds_present": 3600, "stays": 1,
             "is_host": n in led}
            for i, (there, led) in enumerate(sessions) for n in there
        ],
    }  # fmt: skip
    tables["title_format"] = [
        {"title": title, "format": format_of(title)} for title in TITLES if title
    ]
    return filled_store({name: rows for name, rows in tables.items() if rows}, CARD)


def hanging(sessions: Sessions[int]) -> Iterator[Alone]:
    """What one person only has led, part by part."""
    parts: dict[tuple[Any, str], list[frozenset[int]]] = defaultdict(list)
    for at, (there, led) in enumerate(sessions):
        title, hosts = TITLES[at % 3], there & led
        if not (hosts and there - hosts):
            continue
        if title:
            parts["title", title].append(hosts)
        if format_of(title) != "other":
            parts["format", format_of(title)].append(hosts)
        for department in {DEPARTMENTS[n] for n in hosts} - {None}:
            parts["department", str(department)].append(
                frozenset(n for n in hosts if DEPARTMENTS[n] == department)
            )
    for what in ("format", "title", "department"):
        again = [led for (kind, _), led in parts.items() if kind == what and len(led) > 1]
        alone = [led for led in again if len(frozenset().union(*led)) == 1]
        if again:
            yield Alone(what, len(again), len(alone), sum(map(len, alone)))


def taught(sessions: Sessions[Someone]) -> list[tuple[Someone, Someone]]:
    """(teacher, learner) of every teaching moment, person by person."""
    return [
        (teacher, learner)
        for there, led in sessions
        for teacher in there & led
        for learner in there - led
    ]


@settings(max_examples=20, deadline=None)
@given(some_sessions())
def test_they_equal_what_is_counted_person_by_person(sessions: Sessions[int]) -> None:
    store = stored(sessions)
    try:
        found = {name: answer_to(name, store=store) for name in NAMES}
    finally:
        store.close()
    moments = taught(sessions)
    edges = set(moments)
    matrix, both, rotation = (found[name] for name in NAMES)
    if not moments:
        assert isinstance(matrix, TooFew) and isinstance(rotation, TooFew)
        return
    held = [(there, led) for there, led in sessions if len(there) > 1 and there & led]
    if not isinstance(matrix, TooFew):  # not everybody in one department
        assert isinstance(matrix, Matrix)
        expected = Counter((DEPARTMENTS[u] or OTHER, DEPARTMENTS[v] or OTHER) for u, v in moments)
        assert {(t, v): n for t, v, n in matrix.table.rows if n} == dict(expected)
        mutual = sum((v, u) in edges for u, v in edges)
        assert matrix.details["reciprocity"] == pytest.approx(float(Fraction(mutual, len(edges))))
        known = {pair: n for pair, n in expected.items() if pair != (OTHER, OTHER)}
        across = sum(n for (t, v), n in known.items() if t != v)
        assert (matrix.estimate is None) == (not known)
        if matrix.estimate:
            assert matrix.estimate.value == pytest.approx(across / sum(known.values()))
    led = Counter(n for there, hosts in held for n in there & hosts)
    learned = Counter(n for there, hosts in held for n in there - hosts)
    assert isinstance(both, Bubbles)
    assert both.n["both"] == len(led.keys() & learned.keys())
    assert both.n["people"] == len(led.keys() | learned.keys())
    positions = Counter((led[n], learned[n]) for n in led.keys() | learned.keys())
    assert {(low, at): n for low, _, at, n in both.table.rows} == dict(positions)
    assert isinstance(rotation, Rotation) and rotation.hosting
    with_learners = [(there, hosts) for there, hosts in held if there - hosts]
    times = Counter(n for there, hosts in with_learners for n in there & hosts)
    assert sorted(rotation.hosting.led) == sorted(times.values())
    shares = [Fraction(n, times.total()) for n in times.values()]
    assert rotation.hosting.effective == pytest.approx(float(1 / sum(p * p for p in shares)))
    assert rotation.hosting.alone == tuple(hanging(sessions))
    could = [n for n, often in learned.items() if often >= 3 and n not in led]
    assert rotation.n["could_lead"] == len(could)


# who may be seen ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "others"),
    [
        ({"A": 9, "B": 5}, set()),
        ({"A": 9, "B": 5, "C": 4}, {"B", "C"}),  # C alone would be the whole less the rest
        ({"A": 9, "B": 7, "C": 3, "D": 2}, {"C", "D"}),
        ({"A": 9, "B": 8, "C": 1, OTHER: 2}, {"B", "C", OTHER}),
        ({"A": 9, OTHER: 5}, {OTHER}),
        ({"A": 9, "B": 8, "C": 0}, set()),  # nobody is nothing to hide
    ],
)
def test_small_departments_become_one_that_is_large_enough(
    counts: dict[str, int], others: set[str]
) -> None:
    names = larger_groups({name: (count,) for name, count in counts.items()}, 5)
    assert {name for name, shown in names.items() if shown == OTHER} == others
    assert all(shown in (name, OTHER) for name, shown in names.items())


groups = st.dictionaries(
    st.sampled_from(["A", "B", "C", "D", "E", OTHER]),
    st.tuples(st.integers(1, 12), st.integers(0, 12)).map(lambda t: (t[0] + t[1], t[1])),
    min_size=1,
)


@given(groups, st.integers(3, 8))
def test_no_group_that_is_shown_is_small(counts: dict[str, tuple[int, int]], smallest: int) -> None:
    names = larger_groups(counts, smallest)
    shown: dict[str, list[int]] = {}
    for name, both in counts.items():
        of = shown.setdefault(names[name], [0, 0])
        of[:] = [a + b for a, b in zip(of, both, strict=True)]
    whole = [sum(column) for column in zip(*counts.values(), strict=True)]
    for of in shown.values():
        for count, total in zip(of, whole, strict=True):
            assert count == 0 or count >= smallest or total < smallest


@given(groups, st.randoms(use_true_random=False))
def test_merging_keeps_every_teaching_moment(
    counts: dict[str, tuple[int, int]], random: Any
) -> None:
    moments = {
        (teacher, learner): random.randint(1, 30)
        for teacher in counts
        for learner, (_, learners) in counts.items()
        if learners
    }
    people = sum(learners for _, learners in counts.values())
    n = {"people": people, "teaching_moments": sum(moments.values())}
    found = matrix((Group(name, *both) for name, both in counts.items()), moments, n, {})
    shown = protect(found)
    if isinstance(shown, TooFew):
        return
    assert isinstance(shown, Matrix)
    assert sum(map(sum, shown.moments)) == sum(moments.values())
    for group in shown.teachers:
        assert group.people >= 5 and (group.learners == 0 or group.learners >= 5)
    assert [count for *_, count in shown.table.rows] == [c for row in shown.moments for c in row]
    assert not {name for *pair, _ in shown.table.rows for name in pair} - {*counts, OTHER}


levels = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=1, max_size=6).map(
    lambda all_levels: [
        Level(led, led, tuple(enumerate(people, start=int(led == 0))))
        for led, people in enumerate(all_levels)
    ]
)


@given(levels)
def test_no_level_of_leading_holds_only_a_few(made: list[Level]) -> None:
    people = sum(level.people for level in made)
    found = protect(bubbles(made, {"people": people, "both": 0}, {}))
    if people < 5:
        assert isinstance(found, TooFew)
        return
    assert isinstance(found, Bubbles)
    assert sum(level.people for level in found.levels) == people
    assert all(level.people >= 5 for level in found.levels)
    ranges = [(level.led_to, level.led_from) for level in found.levels]
    assert ranges[0][0] == made[-1].led_to and ranges[-1][1] == 0
    assert all(one[1] == other[0] + 1 for one, other in pairwise(ranges))


def company(hosts: int, sizes: dict[str, int]) -> Store:
    """Eight sessions that everybody attends, led in turn by the first people of the first
    department; names are made up and telling."""
    people: list[tuple[Any, str]] = []
    for department, size in sizes.items():
        people += [(somebody(len(people) + n), department) for n in range(size)]
    listed = [
        Person(n, who, date(2025, 1, 1), department=department)
        for n, (who, department) in enumerate(people)
    ]
    present = []
    for week in range(8):
        session = meeting("Clinic", f"01-{13 + week} 10:00")
        present += [
            came(session, who, role="host" if n == week % hosts else "attendee")
            for n, (who, _) in enumerate(people)
        ]
    return landed(listed, present)


def test_a_department_of_four_is_nowhere_to_be_found() -> None:
    store = company(8, {"Sales": 12, "Support": 9, "Legal": 7, "Skunkworks": 4})
    for name in NAMES:
        text = json.write(json.finding_object(ask(store, name)))
        assert "Skunkworks" not in text and "Legal" not in text
        assert not re.search(r"person [a-z]\d|@", text, re.IGNORECASE)
        only = ask(store, name, Filters(departments=("Skunkworks",)))
        assert isinstance(only.answer, TooFew) and only.answer.reason == "small-group"
        assert only.answer.n == {}
    found = ask(store, "teaching-matrix").answer
    assert isinstance(found, Matrix)
    # Legal is merged with it: 8 sessions · (7 + 4) learners, and never the 4 by themselves.
    assert found.moments[0] == (12 * 8 - 8, 9 * 8, 11 * 8)
    assert [group.learners for group in found.learners] == [12, 9, 11]
    smaller = ask(store, "teaching-matrix", scope=Scope(3, 3)).answer
    assert isinstance(smaller, Matrix) and len(smaller.learners) == 4


def test_of_fewer_than_five_hosts_only_their_number_is_shown() -> None:
    store = company(4, {"Sales": 12, "Support": 9})
    finding = ask(store, "host-rotation")
    assert isinstance(finding.answer, Rotation) and finding.answer.hosting is None
    assert finding.title == "4 people led all 8 sessions"
    found = json.finding_object(finding)
    assert found["details"]["sessions_led"] == found["details"]["led_by_one_person"] == []
    assert "What hangs on one person." not in dict(finding.paragraphs)
    hidden = ("effective_hosts", "gini", "busiest_share", "fewest_hosts_for_half")
    assert [found["details"][name] for name in hidden] == [None] * 4
    assert not [row for row in finding.answer.table.rows if row[0].startswith("Host")]
    assert "busiest" not in " ".join(sentence for _, sentence in finding.paragraphs)
    # The few who led are not told apart from the others by how often they attended either.
    both = ask(store, "teach-and-learn").answer
    assert isinstance(both, Bubbles)
    assert [(level.led_from, level.led_to) for level in both.levels] == [(0, 2)]
    assert both.n["both"] == 4


def test_one_large_department_alone_is_no_matrix() -> None:
    store = company(5, {"Sales": 12, "Legal": 3})
    found = ask(store, "teaching-matrix").answer
    assert isinstance(found, TooFew) and found.reason == "small-group"


# the words ----------------------------------------------------------------------------------------


def rotation_by(led: Iterable[int], sessions: int | None = None) -> Rotation:
    parts = tuple(sorted(led, reverse=True))
    held = sessions or sum(parts)
    n = {
        "people": 6, "sessions": held, "hosts": len(parts), "could_lead": 1,
        "sessions_without_host": 0,
    }  # fmt: skip
    hosting = Hosting(
        parts, effective_number(parts), gini(parts), parts[0] / held, fewest_for_half(parts)
    )
    ready = [Ready("Sales", 3, 0), Ready("Support", 2, 1), Ready(OTHER, 1, 0)]
    return rotation(hosting, ready, 3, n)


@pytest.mark.parametrize(
    ("led", "sessions", "outcome"),
    [
        ([1] * 10, None, "rotates"),
        ([2, 2, 2, *[1] * 9], None, "rotates"),  # 225 / 21 = 10.7 of 12
        ([3, 1, 1, 1], None, "concentrated"),  # 36 / 12 = 3 of 4, but one led half
        ([3, 3, 1, 1], None, "rotates"),  # 64 / 20 = 3.2 of 4; 3 of 8 is not half
        ([4, 2, 1, 1, 1], None, "between"),  # 81 / 23 = 3.5 of 5
        ([9, 8, *[1] * 13], None, "concentrated"),  # 900 / 158 = 5.7 of 15
        ([12, 1, 1, 1, 1], None, "concentrated"),
        ([8, 8, 8, 8, 8], 8, "between"),  # always the same five together: nobody takes turns
    ],
)
def test_when_teaching_is_concentrated(led: list[int], sessions: int | None, outcome: str) -> None:
    found = rotation_by(led, sessions)
    assert hosting_outcome(found) == outcome
    title = say_rotation(found).title
    assert ("concentrated" in title) == (outcome == "concentrated")
    assert ("rotates" in title) == (outcome == "rotates")


@given(st.lists(st.integers(1, 20), min_size=1, max_size=30))
def test_the_rule_follows_the_effective_number(led: list[int]) -> None:
    outcome = hosting_outcome(rotation_by(led))
    evenness = effective_number(led) / len(led)
    if outcome == "rotates":
        assert evenness >= 0.75 and max(led) / sum(led) < 0.5
    if evenness < 0.5:
        assert outcome == "concentrated"


def test_the_titles() -> None:
    matrix, both, rotation = matrix_of(), bubbles_of(), rotation_by([9, 8, *[1] * 13])
    assert say_matrix(matrix).title == (
        "58% of teaching moments cross departments; Sales teaches most"
    )
    assert "20% of 10 teacher–learner pairs taught each other (reciprocity)" in (
        say_matrix(matrix).footnote
    )
    assert "2 sessions without a known host left out" in say_matrix(matrix).footnote
    assert say_bubbles(both).title == (
        "29% of participants both teach and learn; 57% have not led a session yet"
    )
    assert "a count, so no interval" in say_bubbles(both).caption[0]
    assert say_rotation(rotation).title == (
        "Teaching is concentrated: 2 of 15 hosts led half of the sessions"
    )
    said = dict(say_rotation(rotation).paragraphs)["Who could lead next."]
    assert said == (
        "1 person has learned in 3 or more sessions and led none yet: Support 1 of 2, Sales 0 of 3"
        " and Other 0 of 1."
    )


def test_what_hangs_on_one_person() -> None:
    def said(*alone: Alone) -> str | None:
        found = rotation_by([4, 2, 1, 1, 1], 10)
        assert found.hosting
        hosting = replace(found.hosting, alone=alone)
        words = say_rotation(rotation(hosting, found.ready, 3, found.n)).paragraphs
        return dict(words).get("What hangs on one person.")

    assert said() is None
    assert said(Alone("format", 7, 0, 0), Alone("title", 1, 0, 0)) == (
        "Nothing: every format and title that was seen more than once has had two hosts or more."
    )
    assert said(Alone("format", 7, 3, 3), Alone("title", 1, 0, 0)) == (
        "Of what was held more than once, 3 of 7 formats (30% of the sessions) had one person only"
        " as a host."
    )
    assert said(Alone("title", 2, 1, 2), Alone("department", 4, 1, 2)) == (
        "Of what was held more than once, 1 of 2 titles (20% of the sessions) had one person only"
        " as a host; 1 of 4 departments sent one person only to lead."
    )
    assert said(Alone("department", 4, 1, 2)) == (
        "Of what was held more than once, 1 of 4 departments sent one person only to lead."
    )


def finding(name: str, answer: Answer) -> Finding:
    one = asked(name)
    return find(one, answer, context_of(store_of(one), one))


@pytest.mark.parametrize(
    ("led", "says"),
    [
        ([9, 8, *[1] * 13], "teaching is concentrated"),
        ([1] * 10, "hosting rotates"),
        ([4, 2, 1, 1, 1], "5 people led 9 sessions"),
    ],
)
def test_the_page_in_one_sentence(led: list[int], says: str) -> None:
    both, rotation = bubbles_of(), rotation_by(led)
    pair = [finding("teach-and-learn", both), finding("host-rotation", rotation)]
    assert peers_title(pair) == f"29% of participants both teach and learn; {says}"
    assert peers_title(pair[1:]) == says[0].upper() + says[1:]
    pair.insert(1, finding("teaching-matrix", matrix_of()))
    assert peers_title(pair) == (
        "29% of participants both teach and learn; 20% of teaching pairs go both ways; " + says
    )


def test_the_page_without_an_answer_says_so() -> None:
    store = filled_store({}, CARD)
    nothing = [ask(store, name) for name in NAMES[1:]]
    assert peers_title(nothing) == "Nothing to show yet on who teaches and who learns"


# the sample ---------------------------------------------------------------------------------------


def test_the_sample_is_what_its_truth_says(sample: Store) -> None:
    """Counted from the people of its sessions, by their address."""
    path = Path(__file__).resolve().parents[1] / "data" / "sample" / "truth.json"
    sessions: Sessions[str] = []
    for session in stdlib_json.loads(path.read_text(encoding="utf-8"))["sessions"]:
        there = [who for who in session["people"] if who["attended"]]
        led = [who for who in there if who["role"] == "host"]
        assert [who["email"] for who in led] == [session["host"]]
        sessions.append((key_of(there), key_of(led)))
    matrix, both, rotation = (
        matrix_of(store=sample),
        bubbles_of(store=sample),
        rotation_of(store=sample),
    )
    moments = taught(sessions)
    assert matrix.n["teaching_moments"] == len(moments)
    assert matrix.n["pairs"] == len(set(moments))
    assert matrix.n["mutual_pairs"] == sum((v, u) in set(moments) for u, v in set(moments))
    led_by, learned_by = {u for u, _ in moments}, {v for _, v in moments}
    assert both.n["both"] == len(led_by & learned_by)
    assert both.n["people"] == len(led_by | learned_by)
    assert rotation.hosting
    assert sorted(rotation.hosting.led) == sorted(Counter(h for _, [h] in sessions).values())
    often = Counter(v for _, v in moments)
    assert rotation.n["could_lead"] == sum(
        times >= 3 and who not in led_by for who, times in often.items()
    )


def key_of(people: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(who["email"] or who["name"] for who in people)
