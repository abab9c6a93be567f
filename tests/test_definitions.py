"""One number under every definition: which there are, what each counts, how many agree, the words.

A second, naive implementation goes through made-up people one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from examples import filled_store, store_of
from hypothesis import given, settings
from hypothesis import strategies as st
from made_strips import ESTIMATES, made_rules, made_strip
from test_verdicts import GAIN, TOO_STRONG

from analytics import fmt
from analytics.asking import ask, context_of, rows_of
from analytics.filters import Filters
from analytics.findings import Curve, Defined, Estimate, Finding, Strip, TooFew, Trend
from analytics.pilots import Pilot, write_card
from analytics.privacy import Scope, protect
from analytics.questions import Context, Question, question
from analytics.questions.competency_definitions.question import Definition, definitions
from analytics.stats.permutation import logrank_test
from analytics.stats.survival import DayGrid
from analytics.store import Store
from analytics.verdicts import find, overview_title
from analytics.verdicts.rule import target_outcome

START, END, AS_OF = date(2026, 1, 12), date(2026, 4, 12), date(2026, 5, 31)
CARD = (
    f'[pilot]\nname = "Made up"\nstarts_on = {START}\nends_on = {END}\n'
    '[competent]\ncompetency = "A"\n'
)
WITH_LEAVERS = CARD.replace("[competent]", "people_list_has_leavers = true\n[competent]")


def asked(name: str) -> Question:
    found = question(name)
    assert found is not None
    return found


# made-up pilots -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Somebody:
    """hired, left: days; competent: competency -> day; came: days of sessions as a guest."""

    hired: date
    competent: Mapping[str, date] = field(default_factory=dict)
    left: date | None = None
    came: tuple[date, ...] = ()
    department: str = "Sales"


def store_with(people: Sequence[Somebody], card: str = WITH_LEAVERS) -> Store:
    sessions = sorted({day for one in people for day in one.came})
    number = {day: place for place, day in enumerate(sessions)}
    tables: dict[str, list[dict[str, Any]]] = {
        "person": [
            {"person_id": n, "hire_date": one.hired, "left_date": one.left,
             "department": one.department}
            for n, one in enumerate(people)
        ],
        "competency": [
            {"person_id": n, "competency": name, "competent_on": day, "status": "competent"}
            for n, one in enumerate(people)
            for name, day in one.competent.items()
        ],
        "session": [
            {"session_id": place, "title": "Clinic", "started_at": datetime(d.year, d.month, d.day),
             "meeting_seconds": 3600, "has_attendance": True, "is_cancelled": False}
            for d, place in number.items()
        ],
        "person_session": [
            {"session_id": number[day], "person_id": n, "seconds_present": 3600, "stays": 1,
             "is_host": False}
            for n, one in enumerate(people)
            for day in one.came
        ],
        "source_file": [
            {"name": f"{kind}.csv", "kind": kind, "data_until": AS_OF}
            for kind in ("people", "competency", "attendance")
        ],
    }  # fmt: skip
    return filled_store({name: rows for name, rows in tables.items() if rows}, card)


def made_people(seed: int, slower: float = 1.0, before: int = 60, during: int = 40
                ) -> list[Somebody]:  # fmt: skip
    """Hires with two competencies and, half of them, sessions before and during the pilot; before
    they take `slower` times as long."""
    rng = np.random.default_rng(seed)
    people = []
    for n in range(before + during):
        is_before = n < before
        hired = (START - timedelta(int(rng.integers(1, 300)))) if is_before else (
            START + timedelta(int(rng.integers(0, 90))))  # fmt: skip
        took = 1 + int((slower if is_before else 1.0) * 25 * rng.lognormal(0, 0.5))
        left = hired + timedelta(int(rng.integers(3, 80))) if rng.random() < 0.15 else None
        came = sorted({hired + timedelta(int(day)) for day in rng.integers(-4, 60, 2)})
        people.append(
            Somebody(
                hired,
                {"A": hired + timedelta(took), "B": hired + timedelta(took + int(rng.integers(9)))},
                left,
                tuple(came) if rng.random() < 0.7 else (),
            )
        )
    return people


def strip_of(store: Store, name: str = "competency-definitions") -> Strip:
    context = context_of(store, asked(name))
    answer = asked(name).answer(rows_of(store, asked(name), context), context)
    assert isinstance(answer, Strip)
    return answer


def by_choice(strip: Strip) -> dict[Definition, Defined]:
    return {Definition(*(str(chosen) for _, chosen in row.choices)): row for row in strip.rows}


# which definitions there are ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("competencies", "has_sessions", "many", "leavers"),
    [
        (1, False, 8, 2),
        (1, True, 12, 2),
        (2, False, 16, 2),
        (2, True, 24, 2),
        (3, False, 24, 2),
        (3, True, 18, 1),  # 36 with leavers, 18 without
        (4, False, 16, 1),
        (4, True, 24, 1),
    ],
)
def test_every_combination_once_and_24_at_most(
    competencies: int, has_sessions: bool, many: int, leavers: int
) -> None:
    names = ["B", "A", "C", "D"][:competencies] if competencies > 1 else ["A"]
    every = definitions("A", names, has_sessions)
    assert len(every) == len(set(every)) == many
    assert every[0] == Definition("calendar", "A", "to-start", "to-leaving")
    assert len({one.leavers for one in every}) == leavers
    assert len({one.competency for one in every}) == competencies
    assert len({one.clock for one in every}) == 2 + has_sessions


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ({"A": 12, "C": 9, "D": 10}, ["A", "D"]),
        ({"A": 12, "B": 30, "C": 9, "D": 10, "E": 11, "F": 40}, ["A", "F", "B", "E"]),
    ],
)
def test_competencies_are_those_with_ten_dates_the_one_in_use_and_four_at_most(
    dates: dict[str, int], found: list[str]
) -> None:
    people = []
    for n in range(80):  # one before, one during, in turn
        hired = START + timedelta(n // 2 if n % 2 else -100 + n)
        day = hired + timedelta(20 + n % 7)
        people.append(Somebody(hired, {name: day for name, many in dates.items() if n < many}))
    strip = strip_of(store_with(people))
    assert [*dict.fromkeys(one.competency for one in by_choice(strip))] == found


@pytest.mark.parametrize(("known", "is_there"), [(9, False), (10, True)])
def test_the_clock_of_first_sessions_needs_ten_of_each_period(known: int, is_there: bool) -> None:
    """Before the pilot `known` came to a session before they were competent; others on the very
    day, after it, or before they were hired, which is not known to be the first."""
    people = []
    for n in range(60):
        hired = START + timedelta(n - 30 if n >= 30 else -120 + n)
        took = 20 + n % 5
        first = took - 1 - n % 3 if n < known or n >= 30 else (took, took + 1, -1)[n % 3]
        signed = {"A": hired + timedelta(took)}
        people.append(Somebody(hired, signed, came=(hired + timedelta(first),)))
    strip = strip_of(store_with(people))
    found = [row for one, row in by_choice(strip).items() if one.clock == "first-session"]
    assert len(found) == (4 if is_there else 1)
    assert [row.missing for row in found] == ([""] * 4 if is_there else ["no-first-session"])
    assert strip.of == (12 if is_there else 8)
    if not is_there:
        finding = ask(store_with(people), "competency-definitions")
        assert "cannot be computed: calendar days since the first session" in finding.footnote
        assert strip.table.rows[-1][-3] == "no-first-session"


# what each definition counts ----------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.integers(0, 700), st.integers(0, 400)), min_size=20, max_size=120, unique=True
    )
)
@settings(max_examples=10)
def test_working_days_are_numpys(pairs: list[tuple[int, int]]) -> None:
    """Every weekday of hire and sign-off, through query.sql."""
    first = date(2024, 2, 1)
    people = [
        Somebody(first + timedelta(start), {"A": first + timedelta(start + took)})
        for start, took in pairs
    ]
    card = CARD.replace(str(START), "2026-03-01").replace(
        "[competent]", "baseline_from = 2024-01-01\n[competent]"
    )
    store = store_with(people, card)
    question = asked("competency-definitions")
    rows = rows_of(store, question, context_of(store, question))
    rows = rows[(rows["clock"] == "working") & (rows["straddlers"] == "whole")]
    rows = rows[rows["leavers"] == "never"]
    assert rows["people"].sum() == len(people)
    hired = rows["hire_date"].to_numpy("datetime64[D]")
    ended = hired + rows["days"].to_numpy(np.int64)
    assert (np.busday_count(hired, ended) == rows["days_on_clock"].to_numpy(np.int64)).all()


def naive_days(one: Somebody, definition: Definition) -> tuple[int, bool] | None:
    """Days on the clock of a definition, and whether they end competent; None = left out."""
    is_before = one.hired < START
    competent = one.competent.get(definition.competency)
    if competent and (competent > AS_OF or (one.left and competent > one.left)):
        competent = None
    last = AS_OF
    if definition.leavers == "to-leaving" and one.left:
        last = min(last, one.left)
    end, reached = (competent, True) if competent else (last, False)
    if definition.straddlers == "to-start" and is_before and end > START:
        end, reached = START, False
    if definition.clock == "working":
        days = [one.hired + timedelta(n) for n in range((end - one.hired).days)]
        return sum(day.weekday() < 5 for day in days), reached
    start = one.hired
    if definition.clock == "first-session":
        sessions = [day for day in one.came if day >= one.hired]
        if not sessions or sessions[0] > end or (reached and sessions[0] == end):
            return None
        start = sessions[0]
    return (end - start).days, reached


@pytest.mark.parametrize("seed", range(4))
def test_every_definition_equals_a_naive_one(seed: int) -> None:
    people = made_people(seed, slower=1.3)
    strip = strip_of(store_with(people))
    found = by_choice(strip)
    assert len(found) == 24
    for definition, row in found.items():
        grids = []
        for is_before in (True, False):
            days = [
                naive_days(one, definition) for one in people if (one.hired < START) == is_before
            ]
            grids.append(DayGrid.from_times(*zip(*(d for d in days if d), strict=True)))
        test = logrank_test(*grids, permutations=999)
        assert test and row.estimate
        assert row.estimate.value == test.estimate, definition
        assert row.fewest == min(grid.n for grid in grids)
        if not row.is_default:
            assert (row.estimate.low, row.estimate.high) == test.interval


def test_leavers_as_never_competent_are_followed_to_the_end() -> None:
    """Without leavers the two are one; with leavers among the slow ones they are not."""
    stayed = [replace(one, left=None) for one in made_people(5)]
    for people, is_same in ((stayed, True), (made_people(5), False)):
        rows = by_choice(strip_of(store_with(people)))
        pairs = [
            (row.estimate, rows[replace(one, leavers="never")].estimate)
            for one, row in rows.items()
            if one.leavers == "to-leaving"
        ]
        assert all(one == other for one, other in pairs) == is_same


def the_curve(store: Store) -> Curve:
    context = context_of(store, asked("time-to-competency"))
    rows = rows_of(store, asked("time-to-competency"), context)
    answer = asked("time-to-competency").answer(rows, context)
    assert isinstance(answer, Curve)
    return answer


def signed_off(one: Somebody, every: int) -> Somebody:
    """Signed off at the next appointment: a Monday every 7 days, or any day."""
    day = one.competent["A"]
    return replace(one, competent={"A": day + timedelta((-day.weekday()) % 7 if every == 7 else 0)})


def test_the_definition_in_use_is_time_to_competency_itself(sample: Store) -> None:
    few = made_people(7, before=30, during=26)  # critical values by permutation
    weekly = [signed_off(one, 7 if one.hired >= START else 0) for one in made_people(8)]
    for store in (sample, store_with(few), store_with(weekly), store_with(made_people(9), CARD)):
        curve, strip = the_curve(store), strip_of(store)
        assert strip.estimate == curve.estimate
        assert strip.rows[0].is_default and strip.rows[0].estimate == curve.estimate
        finding = ask(store, "time-to-competency")
        assert strip.rows[0].outcome == finding.verdicts[0].outcome
        assert strip.details["confidence"] == curve.confidence
        assert dict(strip.n) == dict(curve.n)


def test_a_definition_on_another_clock_is_read_at_the_same_rhythm() -> None:
    """Before on any day, during on Mondays alone: before is read as if it waited for Mondays, so
    that working days and calendar days tell one story."""
    people = [replace(one, left=None) for one in made_people(11, before=90, during=70)]
    weekly = [signed_off(one, 7 if one.hired >= START else 0) for one in people]
    rows = by_choice(strip_of(store_with(weekly)))
    usual = rows[Definition("calendar", "A")].estimate
    working = rows[Definition("working", "A")].estimate
    assert usual and working
    assert abs(usual.value - working.value) < 0.05
    # The wait itself, read as it stands: slower by days.
    assert the_curve(store_with(people)).estimate != usual


def test_relative_to_a_comparison_group_every_definition_is() -> None:
    """The group comes to no session, so there is no clock of first sessions for it; and hardly
    anybody in it has the other competency."""
    group = [
        replace(one, department="Legal", came=(), competent={"A": one.competent["A"]})
        for one in made_people(15, slower=1.5)
    ]
    card = WITH_LEAVERS.replace("[competent]", 'comparison_departments = ["Legal"]\n[competent]')
    store = store_with([*made_people(14, slower=2.0), *group], card)
    strip, alone = strip_of(store), strip_of(store_with(made_people(14, slower=2.0)))
    assert strip.estimate == the_curve(store).estimate != alone.estimate
    assert strip.rows[-1].missing == "no-first-session"
    judged = {(one.clock, one.competency) for one, row in by_choice(strip).items() if row.is_judged}
    assert judged == {("calendar", "A"), ("working", "A")}
    # A group too small to compare with changes nothing under any definition.
    few = strip_of(store_with([*made_people(14, slower=2.0), *group[:5]], card))
    assert few.rows == alone.rows


def test_a_cap_holds_under_every_definition() -> None:
    fast = [replace(one, left=None) for one in made_people(3, slower=3.0)]
    assert strip_of(store_with(fast)).rows[0].outcome.startswith("faster")
    strip = strip_of(store_with(fast, CARD))  # nobody has left, and nobody says that is so
    assert {row.outcome for row in strip.rows if row.is_judged} == {"capped"}
    finding = ask(store_with(fast, CARD), "competency-definitions")
    assert finding.title.endswith("agree: a change is not shown")
    assert not [v for v in finding.verdicts if GAIN.search(v.label)]


def test_too_little_under_the_definition_in_use_is_said_and_not_drawn() -> None:
    store = store_with(made_people(2, before=12, during=12)[:20])
    strip, finding = strip_of(store), ask(store, "competency-definitions")
    assert (strip.of, strip.agree, finding.headline) == (0, 0, "—")
    assert finding.title == "Too early to say whether the answer depends on the definition"
    assert {verdict.label for verdict in finding.verdicts} == {"Too little data"}
    assert finding.alt.startswith("No chart")


# rules of attended --------------------------------------------------------------------------------


def test_the_rule_in_use_is_participation_itself(sample: Store) -> None:
    for store in (sample, store_of(asked("attended-rules")), store_of(asked("participation"))):
        question, strip = asked("participation"), strip_of(store, "attended-rules")
        context = context_of(store, question)
        answer = question.answer(rows_of(store, question, context), context)
        assert isinstance(answer, Trend)
        assert strip.estimate == strip.rows[0].estimate == answer.estimate
        for name in ("people", "invitations", "attended"):
            assert strip.n[name] == answer.n[name]


def test_each_rule_is_participation_under_that_card(own_sample: Store) -> None:
    """The pilot card rewritten with every rule, and participation asked again."""
    strip, card = strip_of(own_sample, "attended-rules"), own_sample.pilot()
    assert card and len(strip.rows) == 20
    for row in strip.rows:
        minutes, share = (float(chosen) for _, chosen in row.choices)
        rule = {"attended_minutes": minutes, "attended_share": share or 1e-9}
        own_sample.save_pilot(replace(card, **rule))
        finding = ask(own_sample, "participation")
        assert finding.answer.estimate == row.estimate
        assert finding.verdicts[0].outcome == row.outcome
        assert row.agrees == (row.outcome == strip.rows[0].outcome)
    assert strip.agree == sum(row.agrees for row in strip.rows) < 20


def test_a_stricter_rule_never_counts_more() -> None:
    strip = strip_of(store_of(asked("attended-rules")), "attended-rules")
    assert len(strip.rows) == 21 and strip.rows[0].choices == (
        ("minutes", 20.0), ("share_of_session", 0.8))  # fmt: skip
    for one in strip.rows:
        for other in strip.rows:
            if all(a <= b for (_, a), (_, b) in zip(one.choices, other.choices, strict=True)):
                assert one.estimate and other.estimate
                assert one.estimate.value >= other.estimate.value


def test_without_a_pilot_card_there_is_a_range_and_no_verdict(sample: Store) -> None:
    context = replace(context_of(sample, asked("attended-rules")), pilot=None)
    rows = rows_of(sample, asked("attended-rules"), context)
    answer = asked("attended-rules").answer(rows, context)
    finding = find(asked("attended-rules"), answer, context)
    assert finding.title == "Participation is 39–63% under every rule of what counts as attended"
    assert finding.verdicts == () and finding.headline == "39–63%"
    assert not re.search("agree|verdict|target", " ".join((finding.footnote, finding.alt)))


# words --------------------------------------------------------------------------------------------

CONTEXT = Context(None, "invitation", "A", None)


def said(strip: Strip) -> Finding:
    return find(asked("competency-definitions"), strip, CONTEXT)


@pytest.mark.parametrize(
    ("outcomes", "counted", "title"),
    [
        (["faster-open"] * 12, (12, 12), "All 12 definitions agree: clear gain"),
        (
            ["faster-open", *["faster-met"] * 10, "promising"],
            (11, 12),
            "11 of 12 definitions agree: clear gain",
        ),
        (
            ["faster-open"] * 10 + ["promising", "slower"],
            (10, 12),
            "The answer depends on the definition: 10 of 12 definitions agree",
        ),
        (
            ["no-difference"] * 7 + ["inconclusive", "capped", "promising", "no-difference"]
            + ["faster-open"],
            (11, 12),
            "11 of 12 definitions agree: no clear change",
        ),
        (["inconclusive"] * 8, (8, 8), "All 8 definitions agree: a change is not shown"),
        (["capped"] * 8, (8, 8), "All 8 definitions agree: a change is not shown"),
        (["slower"] * 8, (8, 8), "All 8 definitions agree: clear loss"),
        # what has too little data is neither for nor against
        (["slower"] * 6 + ["not-enough"] * 2, (6, 6), "All 6 definitions agree: clear loss"),
        (
            ["not-enough"] + ["slower"] * 7,
            (0, 0),
            "Too early to say whether the answer depends on the definition",
        ),
        # one against one is no agreement
        (
            ["faster-open", "inconclusive"],
            (1, 2),
            "The answer depends on the definition: 1 of 2 definitions agree",
        ),
        (["faster-open"], (1, 1), "Only one definition can be judged: clear gain"),
    ],
)  # fmt: skip
def test_how_many_agree_and_its_title(
    outcomes: list[str], counted: tuple[int, int], title: str
) -> None:
    strip = made_strip(outcomes)
    assert (strip.agree, strip.of) == counted
    assert said(strip).title == title


def test_where_another_verdict_comes_out_is_said_by_what_differs() -> None:
    paragraphs = dict(said(made_strip(["no-difference"] * 9 + ["faster-open"] * 5)).paragraphs)
    assert paragraphs["Where another verdict comes out."] == (
        "Working days since hire, leavers counted as never competent: clear gain (30% faster)."
        " Working days since hire, people still learning at the pilot's start followed past it:"
        " clear gain (30% faster)."
        " Working days since hire, people still learning at the pilot's start followed past it,"
        " leavers counted as never competent: clear gain (30% faster). And 2 more."
    )
    assert "do not make the answer more certain" in paragraphs["What this does not say."]


def test_a_choice_that_makes_all_the_difference_is_named() -> None:
    finding = said(made_strip(["no-difference"] * 8 + ["slower"] * 16))
    says = "working days since hire or calendar days since the first session attended"
    assert f"another verdict with {says} ·" in finding.footnote
    assert dict(finding.paragraphs)["Where another verdict comes out."] == (
        f"With {says}: there always, and nowhere else."
    )
    for outcomes in (["slower"] * 12, ["no-difference"] * 8 + ["slower"] * 15 + ["capped"]):
        assert "another verdict with" not in said(made_strip(outcomes)).footnote


def test_wider_limits_are_named_as_what_they_are() -> None:
    strip = made_strip(["no-difference"] * 12)
    assert "95% CI 12% slower" in said(strip).caption[0]
    finding = said(replace(strip, details=dict(strip.details) | {"confidence": 0.99}))
    assert "99% CI 12% slower to 17% faster" in finding.caption[0]
    assert "band = 99% interval" in finding.footnote
    assert "95%" not in " ".join((finding.footnote, finding.alt, *finding.caption))


@given(st.lists(st.sampled_from(sorted(ESTIMATES)), min_size=1, max_size=24))
def test_no_word_of_gain_unless_nearly_all_show_one(outcomes: list[str]) -> None:
    strip = made_strip(outcomes)
    finding = said(strip)
    estimate = strip.rows[0].estimate
    assert estimate
    limits = f"95% CI {fmt.faster_range(estimate.low, estimate.high)}"
    read_first = [
        finding.title,
        finding.headline,
        *(line.replace(limits, "") for line in finding.caption),
        *(verdict.label for verdict in finding.verdicts),
        overview_title([finding]),
    ]
    gains = sum(outcome.startswith("faster") for outcome in outcomes)
    judged = sum(outcome != "not-enough" for outcome in outcomes)
    may = outcomes[0].startswith("faster") and gains >= judged - 1
    if not may or (judged == 2 and gains == 1):
        assert not [text for text in read_first if GAIN.search(text)]
        assert "Target met" not in [verdict.label for verdict in finding.verdicts]
    elif judged > 1:
        assert "clear gain" in finding.title
    words = [finding.title, *finding.caption, finding.footnote, finding.alt, finding.headline,
             *(text for paragraph in finding.paragraphs for text in paragraph)]  # fmt: skip
    for text in words:
        assert not TOO_STRONG.search(text), text
        assert not re.search(r"nan|None|\s\s|\.\.|--", text), text


def test_flat_pilots_are_hardly_ever_called_a_gain() -> None:
    """Pilots in which nothing happens: the title follows time to competency's own verdict."""
    titles = []
    for seed in range(20, 26):
        store = store_with(made_people(seed))
        gain = the_curve(store).estimate
        finding = ask(store, "competency-definitions")
        titles.append(finding.title)
        assert gain and gain.low is not None
        if gain.low <= 0:
            assert not GAIN.search(finding.title + finding.headline)
            assert not [v for v in finding.verdicts if GAIN.search(v.label)]
    assert sum("gain" in title for title in titles) <= 2


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=21),
    st.sampled_from([0.3, 0.6, 0.9]),
)
def test_a_share_is_called_the_same_only_where_all_but_one_agree(
    limits: list[tuple[int, int]], target: float
) -> None:
    shares = [
        Estimate((low + high) / 2 / 80, min(low, high) / 80, max(low, high) / 80)
        for low, high in limits
    ]
    strip = made_rules(shares, target)
    outcomes = [target_outcome(share, target) for share in shares]
    finding = find(asked("attended-rules"), strip, CONTEXT)
    agree = outcomes.count(outcomes[0])
    if agree >= max(len(outcomes) - 1, 2):
        assert finding.title.endswith("whatever counts as attended")
        assert [verdict.outcome for verdict in finding.verdicts] == outcomes[:1]
    else:
        assert finding.title == (
            f"The answer depends on what counts as attended: {agree} of {len(outcomes)} rules agree"
        )
        assert finding.verdicts == ()
    assert not re.search(r"\b(above|below|met|missed)\b", finding.title)


# privacy ------------------------------------------------------------------------------------------


def test_a_definition_of_four_is_not_shown_and_not_counted() -> None:
    strip = made_strip(["slower"] * 6 + ["faster-open"])
    small = replace(strip.rows[-1], fewest=4)
    cannot = replace(strip.rows[1], estimate=None, outcome="", agrees=False, fewest=0,
                     missing="no-first-session")  # fmt: skip
    rows = (strip.rows[0], cannot, *strip.rows[2:-1], small)
    protected = protect(replace(strip, rows=rows))
    assert isinstance(protected, Strip)
    assert protected.rows == rows[:-1] and (protected.agree, protected.of) == (5, 5)
    assert [row[0] for row in protected.table.rows] == [0, 1, 2, 3, 4, 5]
    assert protected.details == {
        "definitions": [{"n": n} for n in range(6)], "agree": 5, "of": 5, "definitions_hidden": 1,
    }  # fmt: skip
    assert "1 definition with fewer than 5 people not shown" in said(protected).footnote
    assert protect(strip) == strip
    assert isinstance(protect(strip, Scope(31, 31)), TooFew)
    in_use = replace(strip, rows=(replace(strip.rows[0], fewest=4), *strip.rows[1:]))
    assert isinstance(protect(in_use), TooFew)


def test_a_small_department_is_hidden_under_every_definition() -> None:
    people = [
        replace(one, department="Tiny" if n % 25 == 0 else ("Sales", "Legal")[n % 2])
        for n, one in enumerate(made_people(13))
    ]
    store = store_with(people)
    finding = ask(store, "competency-definitions", Filters(departments=("Tiny",)))
    assert isinstance(finding.answer, TooFew) and finding.answer.reason == "small-group"
    assert ask(store, "competency-definitions", Filters(departments=("Sales",))).is_answered


# what readers of the change found ---------------------------------------------------------------


def test_a_leaving_date_to_come_is_no_leaver(own_sample: Store) -> None:
    """A list of current staff holds notice and contract ends: nobody in it has left yet."""
    with own_sample.writing() as writer:
        writer.run("update person set left_date = null")
        writer.changed("nobody has left")
    assert "nobody-left" in caps_of(own_sample)
    with own_sample.writing() as writer:
        writer.run(
            "update person set left_date = cast('2026-12-31' as date)"
            " where person_id = (select min(person_id) from person where hire_date is not null)"
        )
        writer.changed("somebody will leave")
    assert "nobody-left" in caps_of(own_sample)


def caps_of(store: Store) -> set[str]:
    answer = ask(store, "time-to-competency").answer
    assert isinstance(answer, Curve)
    return {flag.code for flag in answer.flags if flag.caps}


def test_monthly_sign_offs_on_the_clock_of_the_first_session() -> None:
    """A watch that ends at an appointment before the first session has no days, not fewer."""
    rng = np.random.default_rng(3)
    starts, export = date(2026, 1, 5), date(2026, 4, 24)
    persons, signed, present, sessions = [], [], [], []
    for number in range(140):
        is_before = number < 80
        first = date(2025, 7, 7) if is_before else starts
        hired = first + timedelta(days=int(rng.integers(0, 170 if is_before else 100)))
        ready = hired + timedelta(days=int(rng.integers(20, 70)))
        appointment = (ready.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        came = hired + timedelta(days=int(rng.integers(1, 60)))
        persons.append({"person_id": number, "hire_date": hired.isoformat(), "department": "Sales"})
        if appointment <= export:
            signed.append(
                {
                    "person_id": number,
                    "competency": "Ready",
                    "competent_on": appointment.isoformat(),
                    "status": "competent",
                }
            )
        if came <= export:
            sessions.append(
                {
                    "session_id": number,
                    "title": "Clinic",
                    "started_at": f"{came} 10:00:00",
                    "meeting_seconds": 3600,
                    "has_attendance": "true",
                    "is_cancelled": "false",
                }
            )
            present.append(
                {
                    "session_id": number,
                    "person_id": number,
                    "seconds_present": 3600,
                    "stays": 1,
                    "is_host": "false",
                }
            )
    files = [{"name": f"{kind}.csv", "kind": kind, "data_until": export.isoformat()}
             for kind in ("people", "competency", "attendance")]  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {
        "person": persons, "competency": signed, "session": sessions, "person_session": present,
        "source_file": files,
    }  # fmt: skip
    store = filled_store(tables, write_card(Pilot("P", starts, date(2026, 4, 19),
                                                  baseline_from=date(2025, 7, 7))))  # fmt: skip
    answer = ask(store, "competency-definitions").answer
    assert isinstance(answer, Strip)
    clocks = {dict(row.choices)["clock"] for row in answer.rows if row.estimate is not None}
    assert "first-session" in clocks
    store.close()
