"""Time to competency by department: the correction for several, who is shown, and the words."""

from __future__ import annotations

import json as standard_json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import landed
from made_forests import FASTER, FLAT, LEANING, SLOWER, made_counts, made_forest, made_row
from scipy.stats import binom

from analytics.asking import ask
from analytics.cohorts.compare import Comparison, as_row, compare, lack_of
from analytics.cohorts.hires import Hires
from analytics.cohorts.looks import Looks, confidence_of
from analytics.exports import json
from analytics.filters import Filters
from analytics.findings import Compared, Estimate, Finding, Flag, Forest, Grade, TooFew
from analytics.pilots import Pilot
from analytics.privacy import Scope, protect
from analytics.questions import Context, Question, question
from analytics.records import Competency, Identity, Person
from analytics.stats.permutation import LogRankTest, logrank_test
from analytics.stats.survival import DayGrid
from analytics.store import Store
from analytics.verdicts import department_outcome, find
from analytics.verdicts.rule import outcome_of, why_not_enough

PILOT = Pilot("Made up", date(2026, 1, 12), date(2026, 4, 12), has_leavers=True)
CONTEXT = Context(PILOT, "invitation", "Signed off", pd.Timestamp(2026, 5, 12))
OTHERS_IN = ("Legal",)


def asked(name: str = "competency-by-department") -> Question:
    found = question(name)
    assert found is not None
    return found


def drawn(
    rng: np.random.Generator, department: str, before: int, during: int, faster: float = 0.0,
    *, side: str = "pilot", every: int = 1,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Hires whose days are lognormal (median 45, sigma 0.45), hired evenly, exported 30 days after
    the pilot. faster: of those during; every: those before are signed off on every n-th day."""
    for cohort, people, first, last in (("before", before, -200, 0), ("during", during, 0, 90)):
        for hired in rng.integers(first, last, people):
            needed = 45 * math.exp(0.45 * rng.standard_normal())
            needed = math.ceil(needed * (1 - faster if cohort == "during" else 1))
            if cohort == "before":
                needed += -int(hired + needed) % every
            limit = (0 if cohort == "before" else 120) - int(hired)
            outcome = "competent" if needed <= limit else {"before": "straddling"}.get(cohort)
            yield {
                "scope": "hire", "side": side, "cohort": cohort, "department": department or None,
                "role": None, "outcome": outcome or "learning", "days": min(needed, limit),
                "hire_date": pd.Timestamp(PILOT.starts_on + timedelta(days=int(hired))),
                "whole_days": needed, "is_signed_off": 1, "people": 1,
            }  # fmt: skip


def rows_of(*departments: Sequence[dict[str, Any]]) -> pd.DataFrame:
    beside: list[dict[str, Any]] = [
        {"scope": "unmatched", "people": 0}, {"scope": "listed", "people": 500},
        {"scope": "gone", "people": 9},
    ]  # fmt: skip
    return pd.DataFrame([*(row for rows in departments for row in rows), *beside])


def answered(rows: pd.DataFrame, context: Context = CONTEXT) -> Forest:
    answer = asked().answer(rows, context)
    assert isinstance(answer, Forest)
    return answer


def mixed(seed: int = 5) -> pd.DataFrame:
    """Two departments with a large gain, one with a small one, one with none, one too small."""
    rng = np.random.default_rng(seed)
    return rows_of(
        list(drawn(rng, "Sales", 60, 50, 0.45)),
        list(drawn(rng, "Support", 50, 45, 0.35)),
        list(drawn(rng, "Operations", 45, 40, 0.1)),
        list(drawn(rng, "Engineering", 40, 35)),
        list(drawn(rng, "Finance", 12, 8)),
    )


def compared_in(answer: Forest) -> list[Compared]:
    return [one.found for one in answer.slices if one.found.estimate]


# the numbers --------------------------------------------------------------------------------------


def test_each_department_is_compared_by_itself_at_the_level_of_its_own_test() -> None:
    rows = mixed()
    answer = answered(rows)
    assert answer.correction == "holm" and answer.tests == 4
    compared = compared_in(answer)
    assert [row.name for row in compared] == ["Sales", "Support", "Operations", "Engineering"]

    # Holm step by step: the smallest p at 0.05 / 4, the next at 0.05 / 3, … up to the first that
    # is not rejected, at whose level the others stay.
    levels, left = {}, len(compared)
    for row in sorted(compared, key=lambda row: row.p):
        levels[row.name] = 0.05 / left
        left -= row.p < 0.05 / left
    assert left == 2  # two are called: the test below would not see anything otherwise
    hires = Hires.from_rows(rows[rows["scope"] == "hire"])
    for one in answer.slices[:4]:
        row = one.found
        assert 1 - row.confidence == pytest.approx(levels[row.name])
        own = hires.where(hires.department == row.name)
        alone = as_row(row.name, own, compare(own, row.confidence), row.confidence)
        assert alone == row
        assert one.adjusted is not None
        is_called = one.adjusted < 0.05
        assert is_called == (row.p < 1 - row.confidence)
        assert row.estimate and row.estimate.low is not None
        assert is_called == (row.estimate.low > 0) == (department_outcome(answer, one) == "faster")


def test_the_whole_is_what_time_to_competency_says() -> None:
    rows = mixed()
    whole, curve = answered(rows), asked("time-to-competency").answer(rows, CONTEXT)
    assert whole.estimate == curve.estimate
    assert {name: whole.n[name] for name in curve.n} == curve.n
    assert replace(whole.whole, name="") == curve.in_short


def test_a_department_that_is_too_small_has_counts_only() -> None:
    answer = answered(mixed())
    small = answer.slices[-1]
    assert (small.found.name, small.found.before, small.found.during) == ("Finance", 12, 8)
    assert small.found.estimate is None and small.adjusted is None
    assert department_outcome(answer, small) == "counts"
    *_, last = answer.table.rows
    assert last[:3] == ("Finance", 12, 8) and set(last[5:]) == {None}
    *_, machine = answer.details["departments"]
    assert machine["estimate"] is None and machine["interval"] is None and machine["p"] is None


@given(
    st.integers(5, 15), st.integers(5, 15), st.integers(0, 15), st.integers(0, 15),
    st.none() | st.integers(30, 60), st.integers(30, 60),
)  # fmt: skip
def test_what_is_lacking_is_what_the_rule_says(
    before: int, during: int, competent_before: int, competent_during: int,
    median: int | None, longest: int,
) -> None:  # fmt: skip
    row = replace(
        made_row("Sales", **FASTER), before=before, during=during, median_before=median,
        competent_before=min(before, competent_before), followed_during=longest,
        competent_during=min(during, competent_during),
    )  # fmt: skip
    assert (lack_of(row) is None) == (why_not_enough(row) == "")
    is_enough = min(row.competent_before, row.competent_during) >= 10
    is_done = row.competent_during == row.during
    is_followed = median is not None and (longest >= median or is_done)
    assert (lack_of(row) is None) == (is_enough and is_followed)
    assert (outcome_of(row, 0.2) == "not-enough") == (lack_of(row) is not None)


def many(count: int, seed: int = 5, faster: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return rows_of(*(list(drawn(rng, f"D{k:02d}", 26, 22, faster)) for k in range(count)))


@pytest.mark.parametrize(("departments", "correction"), [(10, "holm"), (11, "benjamini-hochberg")])
def test_more_than_ten_departments_are_an_exploration(departments: int, correction: str) -> None:
    answer = answered(many(departments, seed=6, faster=0.4))
    assert (answer.tests, answer.correction) == (departments, correction)
    compared = compared_in(answer)
    called = [row for row in compared if row.p < 1 - row.confidence]
    assert called
    if correction == "holm":
        assert len({row.confidence for row in compared}) > 1
    else:
        [level] = {1 - row.confidence for row in compared}
        assert level == pytest.approx(0.05 * len(called) / departments)
        assert len(called) == max(
            rank for rank, p in enumerate(sorted(r.p for r in compared), 1)
            if p < 0.05 * rank / departments
        )  # fmt: skip


@pytest.fixture
def few_permutations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough for shares, and five times as quick."""

    def few(*cohorts: DayGrid, permutations: int, **given: Any) -> LogRankTest | None:
        return logrank_test(*cohorts, permutations=min(permutations, 999), **given)

    monkeypatch.setattr("analytics.cohorts.compare.logrank_test", few)


@pytest.mark.usefixtures("few_permutations")
def test_pilots_of_twelve_departments_without_an_effect_seldom_name_one() -> None:
    pilots, named, uncorrected = 30, 0, 0
    for seed in range(pilots):
        answer = answered(many(12, seed))
        outcomes = {department_outcome(answer, one) for one in answer.slices}
        named += bool(outcomes & {"faster", "slower", "capped"})
        uncorrected += any(row.p < 0.05 for row in compared_in(answer))
        if not outcomes & {"faster", "slower", "capped"}:
            assert find(asked(), answer, CONTEXT).title.startswith("No department stands out")
    assert named <= binom.ppf(0.999, pilots, 0.05)
    assert uncorrected > binom.ppf(0.999, pilots, 0.05)  # without the correction it is seen


def test_repeated_reading_widens_every_department() -> None:
    rows = mixed()
    once, again = answered(rows), answered(rows, replace(CONTEXT, looks=6))
    confidence = confidence_of(Looks(6, False), 1.0)
    assert confidence is not None and again.whole.confidence == confidence > 0.95
    error = 1 - confidence
    smallest = min(again.slices[:4], key=lambda one: one.found.p).found
    assert 1 - smallest.confidence == pytest.approx(error / 4)
    for one, other in zip(once.slices[:4], again.slices[:4], strict=True):
        assert other.found.p == one.found.p
        assert other.found.confidence > one.found.confidence
        assert other.adjusted is not None
        assert (other.adjusted < error) == (other.found.z > other.found.critical[1])


def test_nothing_is_compared_before_a_look_can_call_anything() -> None:
    early = mixed().query("outcome != 'competent' or cohort != 'during'")
    answer = asked().answer(early, replace(CONTEXT, as_of=pd.Timestamp(2026, 2, 1)))
    assert isinstance(answer, TooFew) and answer.reason == "few" and answer.target == 0.2


def test_with_a_comparison_group_each_change_is_relative_to_it() -> None:
    rng = np.random.default_rng(3)
    group = list(drawn(rng, "Legal", 80, 70, 0.3, side="comparison"))
    context = replace(CONTEXT, pilot=replace(PILOT, comparison_departments=OTHERS_IN))
    alone = answered(mixed())
    beside = answered(pd.concat([mixed(), pd.DataFrame(group)], ignore_index=True), context)
    assert [one.found.name for one in beside.slices] == [one.found.name for one in alone.slices]
    assert beside.details["is_relative"] and not alone.details["is_relative"]
    for one, other in zip(alone.slices[:4], beside.slices[:4], strict=True):
        assert one.found.estimate and other.found.estimate
        # (1 − 0.45) / (1 − 0.30): what the group gained by itself is taken out
        assert other.found.estimate.value < one.found.estimate.value - 0.1
        assert (other.found.before, other.found.during) == (one.found.before, one.found.during)
    finding = find(asked(), beside, context)
    assert "relative to the comparison group" in finding.subtitle


def test_a_department_that_cannot_be_put_beside_the_group_has_counts_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where its own interval is open there is no change relative to the group: the plain change
    would be another number under the same heading."""

    def without_support(hires: Hires, confidence: float = 0.95) -> Comparison | None:
        found = compare(hires, confidence)
        is_support = set(hires.pilot.department) == {"Support"}
        return replace(found, did=None) if found and is_support else found

    monkeypatch.setattr(
        "analytics.questions.competency_by_department.question.compare", without_support
    )
    rng = np.random.default_rng(3)
    group = list(drawn(rng, "Legal", 80, 70, 0.3, side="comparison"))
    context = replace(CONTEXT, pilot=replace(PILOT, comparison_departments=OTHERS_IN))
    answer = answered(pd.concat([mixed(), pd.DataFrame(group)], ignore_index=True), context)
    outcomes = {one.found.name: department_outcome(answer, one) for one in answer.slices}
    assert outcomes["Support"] == "counts" and answer.tests == 3
    assert outcomes["Sales"] != "counts"


def test_people_without_a_department_count_in_the_whole_only() -> None:
    rng = np.random.default_rng(8)
    nobody = list(drawn(rng, "", 9, 8))
    answer = answered(pd.concat([mixed(), pd.DataFrame(nobody)], ignore_index=True))
    assert {one.found.name for one in answer.slices} == {
        "Sales", "Support", "Operations", "Engineering", "Finance",
    }  # fmt: skip
    assert answer.whole.before == sum(one.found.before for one in answer.slices) + 9
    assert "people without a department" in find(asked(), answer, CONTEXT).footnote
    assert "without a department" not in find(asked(), answered(mixed()), CONTEXT).footnote


# what caps ----------------------------------------------------------------------------------------


def test_what_caps_the_whole_caps_every_department() -> None:
    rows = mixed()
    gone = rows["scope"] == "gone"
    rows.loc[gone, "people"] = 0
    context = replace(CONTEXT, pilot=replace(PILOT, has_leavers=False))
    answer = answered(rows, context)
    assert [flag.code for flag in answer.flags if flag.caps] == ["nobody-left"]
    outcomes = [department_outcome(answer, one) for one in answer.slices]
    assert outcomes == ["capped", "capped", "unclear", "unclear", "counts"]
    finding = find(asked(), answer, context)
    assert finding.title == (
        "Promising, not proven in Sales and Support (something else could explain it); no clear"
        " change in 2 others, too few people in 1"
    )


def test_a_rhythm_that_changed_in_one_department_caps_that_one() -> None:
    """Signed off every fourth Monday before and on any day during: that alone reads as a gain."""
    rng = np.random.default_rng(2)
    answer = answered(
        rows_of(
            list(drawn(rng, "Sales", 90, 80, 0.5)),
            list(drawn(rng, "Support", 50, 45, 0.5, every=28)),
        )
    )
    sales, support = answer.slices
    assert not any(flag.caps for flag in answer.flags)
    assert sales.flags == () and department_outcome(answer, sales) == "faster"
    assert [flag.code for flag in support.flags] == ["sign-off-rhythm"]
    assert department_outcome(answer, support) == "capped"
    finding = find(asked(), answer, CONTEXT)
    assert finding.title.endswith("in Sales reach competency faster; promising, not proven in"
                                  " Support")  # fmt: skip
    assert "Support: sign-offs were" in finding.footnote


# who is shown -------------------------------------------------------------------------------------


def sizes(answer: Forest) -> list[tuple[str, int, int]]:
    return [(one.found.name, one.found.before, one.found.during) for one in answer.slices]


def protected(*departments: tuple[int, int], unknown: tuple[int, int] = (0, 0)) -> Forest | TooFew:
    """A forest of departments A, B, … with these hires before and during, as privacy leaves it."""
    rows = [
        made_row(chr(65 + k), **FLAT, before=before, during=during)
        for k, (before, during) in enumerate(departments)
    ]
    before, during = (sum(sides) for sides in zip(*departments, unknown, strict=True))
    whole = made_row("", **FLAT, before=before, during=during)
    answer = protect(made_forest(*rows, whole=whole))
    assert isinstance(answer, Forest | TooFew)
    return answer


@pytest.mark.parametrize(
    ("departments", "shown"),
    [
        ([(30, 20), (5, 5)], "AB"),
        ([(30, 20), (25, 15), (4, 9), (20, 12)], "AB"),  # D goes with C
        ([(30, 20), (25, 15), (9, 4), (20, 12)], "AB"),
        ([(30, 20), (25, 15), (9, 0), (20, 12)], "ABCD"),  # nobody at all gives nobody away
        ([(30, 20), (25, 15), (3, 4), (4, 3)], "AB"),  # together they are seven and seven
        ([(30, 20), (25, 15), (3, 0), (0, 4)], "A"),  # together they are still three and four
        ([(30, 20), (3, 2)], ""),
    ],
)
def test_a_small_department_is_not_shown_nor_left_over(
    departments: list[tuple[int, int]], shown: str
) -> None:
    answer = protected(*departments)
    assert isinstance(answer, Forest)
    assert "".join(one.found.name for one in answer.slices) == shown
    hidden = len(departments) - len(shown)
    assert answer.n["departments"] == len(shown)
    assert answer.details.get("departments_hidden", 0) == hidden
    assert [d["department"] for d in answer.details["departments"]] == [*shown]
    assert [row[0] for row in answer.table.rows] == ["all", *shown]
    footnote = find(asked(), answer, CONTEXT).footnote
    assert ("not shown" in footnote) == bool(hidden)


def test_people_without_a_department_are_left_over_too() -> None:
    answer = protected((30, 20), (25, 15), (20, 12), unknown=(2, 1))
    assert isinstance(answer, Forest)
    assert [name for name, *_ in sizes(answer)] == ["A", "B"]


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=7),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
)
def test_what_the_whole_less_the_others_gives_is_no_small_group(
    departments: list[tuple[int, int]], unknown: tuple[int, int]
) -> None:
    answer = protected(*departments, unknown=unknown)
    if isinstance(answer, TooFew):
        assert answer.reason == "small-group" and not answer.n
        return
    shown = sizes(answer)
    assert all(not 0 < side < 5 for _, *sides in shown for side in sides)
    for whole, side in ((answer.whole.before, 1), (answer.whole.during, 2)):
        left = whole - sum(row[side] for row in shown)
        assert left == 0 or left >= 5


def test_a_reader_may_be_shown_larger_groups_only() -> None:
    answer = made_forest(made_row("Sales", **FASTER), made_counts("Finance", 12, 7))
    answer = replace(answer, whole=replace(answer.whole, before=52, during=37))
    assert protect(answer) == answer
    strict = protect(answer, Scope(smallest_group=10))
    assert isinstance(strict, Forest) and strict.slices == ()


SMALL = "Skunkworks"


@pytest.fixture(scope="module")
def workspace() -> Store:
    """Four departments that can be compared, and three people in one of their own."""
    rng = np.random.default_rng(4)
    people, signed, number = [], [], 0
    for department, before, during, faster in (
        ("Sales", 60, 50, 0.45), ("Support", 50, 45, 0.0), ("Operations", 45, 40, 0.0),
        ("Engineering", 30, 25, 0.0), (SMALL, 2, 1, 0.0),
    ):  # fmt: skip
        for row in drawn(rng, department, before, during, faster):
            number += 1
            person = Identity(f"Person Nr{number}", f"p{number}@example.com", "", f"E{number}")
            hired = row["hire_date"].date()
            people.append(Person(number, person, hired, department=department))
            learned = hired + timedelta(days=row["whole_days"])
            if learned <= date(2026, 5, 12):
                signed.append(Competency(number, person, "Signed off", learned, "competent"))
    store = landed(people, signed)
    store.save_pilot(replace(PILOT, read_on=date(2026, 4, 12)))
    return store


def test_asked_of_a_workspace_a_small_department_leaves_no_trace(workspace: Store) -> None:
    finding = ask(workspace, "competency-by-department")
    text = json.write(json.finding_object(finding))
    assert SMALL not in text and SMALL not in " ".join(words_of(finding))
    answer = finding.answer
    assert isinstance(answer, Forest)
    # The next smallest is hidden with it; it was compared all the same.
    assert [name for name, *_ in sizes(answer)] == ["Sales", "Support", "Operations"]
    assert answer.tests == 4 and answer.details["departments_hidden"] == 2
    assert "2 departments not shown" in finding.footnote
    found = standard_json.loads(text)
    assert [d["department"] for d in found["details"]["departments"]] == [
        "Sales", "Support", "Operations",
    ]  # fmt: skip
    assert "1 of 3 departments" in finding.headline


def test_departments_are_not_filtered_by_department(workspace: Store) -> None:
    filtered = ask(workspace, "competency-by-department", Filters(departments=("Sales",)))
    assert filtered == ask(workspace, "competency-by-department")
    assert "Only" not in filtered.footnote


# the words ----------------------------------------------------------------------------------------


def words_of(finding: Finding) -> list[str]:
    sentences = [part for paragraph in finding.paragraphs for part in paragraph]
    return [
        finding.title, finding.subtitle, finding.headline, finding.footnote, finding.alt,
        *finding.caption, *sentences,
    ]  # fmt: skip


def row(name: str, numbers: dict[str, float], **given: Any) -> Compared:
    return made_row(name, **numbers, **given)  # type: ignore[arg-type]


SALES, SUPPORT = row("Sales", FASTER), row("Support", FASTER)
LEGAL, FLAT_ONE, FLAT_TWO = row("Legal", SLOWER), row("Ops", FLAT), row("Labs", LEANING)
PRE_TREND = Flag("pre-trend", caps=True, value=0.02)


@pytest.mark.parametrize(
    ("rows", "title", "headline"),
    [
        (
            [SALES, SUPPORT, FLAT_ONE, FLAT_TWO],
            "New hires in Sales and Support reach competency faster; no clear change in the others",
            "2 of 4 departments",
        ),
        (
            [SALES, FLAT_ONE],
            "New hires in Sales reach competency faster; no clear change in Ops",
            "1 of 2 departments",
        ),
        (
            [SALES, LEGAL, FLAT_ONE, FLAT_TWO, made_counts("Finance")],
            "New hires in Sales reach competency faster, in Legal slower; no clear change in"
            " 2 others, too few people in 1",
            "2 of 4 departments",
        ),
        ([LEGAL], "New hires in Legal reach competency slower", "1 of 1 department"),
        (
            [SALES, made_counts("Finance"), made_counts("Labs")],
            "New hires in Sales reach competency faster; too few people in the others",
            "1 of 1 department",
        ),
        (
            [row(name, FASTER) for name in "ABCDE"],
            "New hires in all 5 departments reach competency faster",
            "5 of 5 departments",
        ),
        (
            [*(row(name, FASTER) for name in "ABCD"), FLAT_ONE],
            "New hires in 4 of 5 departments reach competency faster; no clear change in Ops",
            "4 of 5 departments",
        ),
        ([FLAT_ONE, FLAT_TWO], "No department stands out", "0 of 2 departments"),
        (
            [FLAT_ONE, FLAT_TWO, made_counts("Finance")],
            "No department stands out; too few people to compare in 1 of 3",
            "0 of 2 departments",
        ),
        (
            [made_counts("Finance"), made_counts("Labs")],
            "Too few people to compare departments one by one",
            "—",
        ),
        ([], "No department is large enough to be shown by itself", "—"),
    ],
)
def test_the_title_follows_the_verdicts(rows: list[Compared], title: str, headline: str) -> None:
    finding = find(asked(), made_forest(*rows), CONTEXT)
    assert (finding.title, finding.headline) == (title, headline)
    assert [verdict.label for verdict in finding.verdicts] == [
        "Clear gain", "Target: too close to call",
    ]  # fmt: skip
    assert not re.search(r"\bnan\b|None|\s\s|\.\.|--|; ;", " ".join(words_of(finding)))


def test_a_long_list_of_names_is_counted() -> None:
    long = [row(f"Department of {word}", FASTER) for word in ("Research and Development", "Sales")]
    flat = row("A name that goes on and on until nobody can read it in a title any more", FLAT)
    title = find(asked(), made_forest(*long, flat), CONTEXT).title
    assert title == (
        "New hires in 2 of 3 departments reach competency faster; no clear change in the other"
    )


def test_leaning_is_no_verdict_with_several_departments() -> None:
    answer = made_forest(FLAT_TWO, SALES)
    assert outcome_of(FLAT_TWO, 0.2) == "promising"  # alone it would be one
    assert department_outcome(answer, answer.slices[0]) == "unclear"


@pytest.mark.parametrize(
    ("letter", "verb"),
    [("A", "reach"), ("B", "reach"), ("C", "reach"), ("D", "appear to reach"), ("E", "may reach")],
)
def test_the_verb_follows_the_grade(letter: str, verb: str) -> None:
    answer = made_forest(SALES, grade=Grade(letter, "before-after", (), "wait"))
    finding = find(asked(), answer, CONTEXT)
    assert finding.title == f"New hires in Sales {verb} competency faster"
    assert f"Evidence {letter}" in finding.footnote


def test_a_capped_department_is_never_called_faster() -> None:
    whole = made_forest(SALES, FLAT_ONE, flags=(PRE_TREND,))
    own = made_forest(SALES, FLAT_ONE, own_flags={"Sales": (PRE_TREND,)})
    for answer in (whole, own):
        finding = find(asked(), answer, CONTEXT)
        assert finding.title == (
            "Promising, not proven in Sales (something else could explain it); no clear change"
            " in Ops"
        )
        assert finding.headline == "0 of 2 departments"
        said = dict(finding.paragraphs)
        assert (
            "something else could explain it: Sales (12% to 55% faster)"
            in (said["What we can say."])
        )
        assert (
            "already changed between their first and second half" in (said["Other explanations."])
        )
        assert "or something else could explain it" in finding.footnote
    assert find(asked(), whole, CONTEXT).verdicts[0].label == "Promising, not proven"
    assert find(asked(), own, CONTEXT).verdicts[0].label == "Clear gain"
    slower = made_forest(LEGAL, flags=(PRE_TREND,))  # a loss is not explained away
    assert "slower" in find(asked(), slower, CONTEXT).title


def test_the_footnote_names_the_correction_and_its_levels() -> None:
    rows = [row("A", FASTER, confidence=0.9875), row("B", FLAT, confidence=1 - 0.05 / 3)]
    footnote = find(asked(), made_forest(*rows), CONTEXT).footnote
    assert "Holm over 2 departments" in footnote
    assert "(98.33–98.75%), all together 95%" in footnote
    assert "need not differ from one without" in footnote
    many = [row(f"D{k}", FLAT, confidence=0.995) for k in range(12)]
    footnote = find(asked(), made_forest(*many), CONTEXT).footnote
    assert "Benjamini–Hochberg over 12 departments" in footnote and "(99.5%)" in footnote
    assert "about one in twenty may be a false call" in footnote
    one = find(asked(), made_forest(SALES), CONTEXT)
    assert "Holm" not in " ".join(words_of(one)) and "one comparison" in one.footnote


def test_the_alt_text_tells_range_and_target() -> None:
    alt = find(asked(), made_forest(SALES, FLAT_ONE, made_counts("Finance")), CONTEXT).alt
    assert alt == (
        "Forest plot of percent faster for 3 departments and all together, with intervals and the"
        " target of 20%. All together 23% faster (7% to 37% faster). Departments from 5% faster to"
        " 36% faster. With a clear change: Sales (12% to 55% faster). 1 department with counts"
        " only."
    )


def test_a_department_is_told_with_its_interval_and_both_p() -> None:
    said = dict(find(asked(), made_forest(SALES, FLAT_ONE), CONTEXT).paragraphs)
    assert said["What we can say."] == (
        "Sales: 12% to 55% faster (98.75% interval; best estimate 36% faster; p = 0.004, after the"
        " correction p = 0.012). Without a clear change: Ops (13% slower to 18% faster)."
    )
    assert "by chance alone" in said["What we cannot say yet."]
    assert "two periods, not two random groups" in said["Other explanations."]


def test_without_any_export_it_says_what_is_missing() -> None:
    finding = ask(Store.open(":memory:"), "competency-by-department")
    assert isinstance(finding.answer, TooFew) and finding.answer.unit == "faster"
    assert finding.title == "Nothing to show yet on time to competency by department"


def test_an_open_interval_is_told_in_words() -> None:
    open_row = replace(SALES, estimate=Estimate(0.36, 0.12, None))
    finding = find(asked(), made_forest(open_row), CONTEXT)
    assert "12% faster to any amount faster" in finding.alt
