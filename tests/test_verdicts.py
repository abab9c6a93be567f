"""The verdict rule, its badges and its words: never stronger than the numbers behind them."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import filled_store, store_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_curves import EVERY_OUTCOME, made_cohort, made_curve
from made_forests import made_counts, made_forest, made_row

from analytics import fmt
from analytics.asking import ask, context_of, rows_of
from analytics.cohorts import grade
from analytics.findings import (
    Answer,
    Calendar,
    Cohort,
    Compared,
    Curve,
    Distribution,
    Early,
    Estimate,
    Finding,
    Flag,
    Forest,
    Grade,
    Item,
    Month,
    Point,
    Slice,
    Table,
    TooFew,
    Trend,
)
from analytics.pilots import Pilot
from analytics.questions import Context, Question, question, questions
from analytics.stats.permutation import LogRankTest, logrank_test
from analytics.stats.survival import DayGrid
from analytics.verdicts import (
    change_outcome,
    find,
    flag_sentences,
    flags,
    overview_title,
    pilot_caption,
    target_outcome,
)
from analytics.verdicts import grade as grade_words

PILOT = Pilot("Made up", date(2026, 1, 12), date(2026, 4, 12))
CONTEXT = Context(PILOT, "invitation", "Signed off", None)
NOTHING = Table((), ())
FLAT = made_curve(-0.12, 0.03, 0.17, 0.3)

# Words of a gain, and words that say more than any pilot can show.
GAIN = re.compile(
    r"\b(faster|sooner|gain\w*|improv\w*|shorter|quick\w*|better|reach competency \d+%)", re.I
)
TOO_STRONG = re.compile(r"\b(significan\w+|prove[sd]?|caus\w+|driv\w+|trend\w*|no effect|almost)\b")


def asked(name: str) -> Question:
    found = question(name)
    assert found is not None
    return found


def found(answer: Answer, name: str = "time-to-competency") -> Finding:
    return find(asked(name), answer, CONTEXT)


# the rule, row by row -----------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "curve"), EVERY_OUTCOME.items(), ids=EVERY_OUTCOME)
def test_each_row_of_the_rule(outcome: str, curve: Curve) -> None:
    assert change_outcome(curve) == outcome


@pytest.mark.parametrize(
    ("curve", "outcome"),
    [
        # the whole interval must reach the target; at it is reached, just under it is open
        (made_curve(0.2, 0.3, 0.4, 3.0), "faster-met"),
        (made_curve(0.199, 0.3, 0.4, 3.0), "faster-open"),
        (made_curve(0.05, 0.1, 0.2, 3.0), "faster-open"),
        (made_curve(0.05, 0.1, 0.199, 3.0), "faster-missed"),
        (made_curve(0.05, 0.4, None, 3.0), "faster-open"),
        # z beyond its critical value, not at it; the critical values are the test's own
        (made_curve(0.0, 0.2, 0.4, 1.96), "promising"),
        (made_curve(0.001, 0.2, 0.4, 1.961), "faster-open"),
        (made_curve(-0.01, 0.2, 0.4, 2.1, critical=(-2.0, 2.2)), "promising"),
        (made_curve(-0.4, -0.2, 0.0, -1.96), "no-difference"),
        (made_curve(-0.4, -0.2, -0.001, -1.961), "slower"),
        (made_curve(-0.4, -0.2, 0.01, -2.1, critical=(-2.2, 2.0)), "no-difference"),
        (made_curve(None, -0.5, -0.1, -2.5), "slower"),
        # a gain of the target's size is ruled out below it, not at it
        (made_curve(-0.1, 0.05, 0.199, 0.9), "no-difference"),
        (made_curve(-0.1, 0.05, 0.2, 0.9), "inconclusive"),
        (made_curve(-0.1, 0.05, None, 0.9), "inconclusive"),
        # leaning hard is not enough where the target is ruled out
        (made_curve(-0.01, 0.1, 0.19, 1.9), "no-difference"),
        # at least half the target, and one-sided p < 0.10
        (made_curve(-0.1, 0.1, 0.3, 1.2817), "promising"),
        (made_curve(-0.1, 0.1, 0.3, 1.2816), "inconclusive"),
        (made_curve(-0.1, 0.099, 0.3, 1.5), "inconclusive"),
        (made_curve(-0.1, 0.14, 0.4, 1.5, target=0.3), "inconclusive"),
        (made_curve(-0.1, 0.15, 0.4, 1.5, target=0.3), "promising"),
        (made_curve(None, 0.15, None, 1.5), "promising"),
    ],
)
def test_the_edges_of_the_rule(curve: Curve, outcome: str) -> None:
    assert change_outcome(curve) == outcome
    opposite = made_curve(0.25, 0.3, 0.4, 4.0, during=made_cohort(n=9, competent=9, left=0))
    assert change_outcome(opposite) == "not-enough"


@pytest.mark.parametrize(
    ("changes", "is_enough"),
    [
        ({"during": made_cohort(n=10, competent=10, left=0)}, True),
        ({"during": made_cohort(n=9, competent=9, left=0)}, False),
        ({"during": made_cohort(n=30, competent=9)}, False),
        ({"before": made_cohort(n=10, competent=10, left=0)}, True),
        ({"before": made_cohort(n=9, competent=9, left=0)}, False),
        ({"before": made_cohort(n=30, competent=9)}, False),
        ({"during": made_cohort(longest=50)}, True),  # the median before is 50 days
        ({"during": made_cohort(longest=49)}, False),
        ({"before": made_cohort(median=None)}, False),
        ({"during": made_cohort(median=None)}, True),
    ],
)
def test_what_is_enough_for_a_verdict(changes: dict[str, Any], is_enough: bool) -> None:
    curve = replace(EVERY_OUTCOME["faster-met"], **changes)
    assert (change_outcome(curve) == "faster-met") == is_enough
    finding = found(curve)
    if not is_enough:
        assert {verdict.label for verdict in finding.verdicts} == {"Too little data"}
        assert finding.title.startswith("Too early") and finding.headline == "—"
        assert finding.paragraphs[0][0] == "What is missing."
        # An early look shows curves and counts, and neither the interval nor the test.
        assert "CI" not in " ".join(finding.caption) and "log-rank" not in finding.footnote


@pytest.mark.parametrize(
    ("outcome", "change", "target"),
    [
        ("faster-met", "Clear gain", "Target met"),
        ("faster-open", "Clear gain", "Target: too close to call"),
        ("faster-missed", "Clear gain", "Target missed"),
        ("promising", "Promising, not proven", "Target: too close to call"),
        ("capped", "Promising, not proven", "Target: too close to call"),
        ("inconclusive", "Inconclusive", "Target: too close to call"),
        ("no-difference", "No clear change", "Target missed"),
        ("slower", "Clear loss", "Target missed"),
        ("not-enough", "Too little data", "Too little data"),
    ],
)
def test_the_badges(outcome: str, change: str, target: str) -> None:
    verdicts = found(EVERY_OUTCOME[outcome]).verdicts
    assert [(v.against, v.label) for v in verdicts] == [("no_change", change), ("target", target)]


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (0.6, 0.7, "met"),
        (0.599, 0.7, "open"),
        (0.5, 0.6, "open"),
        (0.5, 0.599, "missed"),
        (None, 0.7, "open"),
        (0.5, None, "open"),
        (None, None, "open"),
    ],
)
def test_the_target_of_a_share(low: float | None, high: float | None, outcome: str) -> None:
    assert target_outcome(Estimate(0.6, low, high), 0.6) == outcome


# the words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        ("faster-met", "New hires reach competency 33% faster"),
        ("faster-open", "New hires reach competency 30% faster"),
        ("faster-missed", "New hires reach competency 11% faster"),
        ("promising", "Time to competency: promising, not proven; no change is still possible"),
        ("capped", "Time to competency: promising, not proven; something else could explain it"),
        (
            "inconclusive",
            "Time to competency: no change and the 20% target are both still possible",
        ),
        ("no-difference", "No clear change in time to competency"),
        ("slower", "New hires reach competency 22% slower"),
        ("not-enough", "Too early to say whether time to competency has changed"),
    ],
)
def test_the_titles(outcome: str, title: str) -> None:
    assert found(EVERY_OUTCOME[outcome]).title == title


@pytest.mark.parametrize("outcome", EVERY_OUTCOME)
def test_a_judged_change_says_its_interval_its_limits_and_its_rivals(outcome: str) -> None:
    finding = found(EVERY_OUTCOME[outcome])
    said = dict(finding.paragraphs)
    assert "two periods, not two random groups" in said["Other explanations."]
    assert said["What we cannot say yet."]
    if outcome != "not-enough":
        estimate = EVERY_OUTCOME[outcome].estimate
        assert estimate
        assert fmt.faster_range(estimate.low, estimate.high) in said["What we can say."]
        assert fmt.faster_range(estimate.low, estimate.high) in finding.caption[0]
    assert "60 vs" in finding.caption[1] and "n = 60 before" in finding.footnote


def test_what_could_be_shown_and_how_many_more_it_takes() -> None:
    said = dict(found(EVERY_OUTCOME["promising"]).paragraphs)["What we cannot say yet."]
    # (ln 0.73 / ln 0.80)^2 = 1.99
    assert said == (
        "Whether anything has changed. With this many hires only gains of about 27% could be shown"
        " reliably; about 2 times as many are needed for 20%."
    )


@pytest.mark.parametrize(
    ("p", "words"), [(0.0004, "very unlikely"), (0.004, "is unlikely"), (0.04, "would rarely")]
)
def test_chance_is_worded_no_stronger_than_p(p: float, words: str) -> None:
    said = dict(found(replace(EVERY_OUTCOME["faster-open"], p=p)).paragraphs)["What we can say."]
    assert words in said


EVERY_FLAG = [
    Flag("sign-off-rhythm", caps=True, words=("month", "week"), holds=True),
    Flag("comparison-rhythm", caps=True, words=("day", "month"), holds=False),
    Flag("nobody-left", n=240, caps=True),
    Flag("pre-trend", caps=True, value=0.02),
    Flag("pre-trend-unknown"),
    Flag("comparison-too-small", n=9),
    Flag("no-comparison-group"),
    Flag("one-team", n=30),
    Flag("stepped-starts", n=2, caps=True),
    Flag("mix-held-equal", value=0.31, words=("department", "role")),
    Flag("mix-not-held", words=("role",)),
    Flag("classes-robust"),
    Flag("classes-too-few"),
    Flag("curves-differ", n=45, words=("sooner", "later")),
    Flag("many-left", n=8),
    Flag("looks", n=4, holds=True),
    Flag("straddlers-censored", n=12),
    Flag("competent-before-hire", n=1),
    Flag("sign-offs-without-hire", n=3),
]


def test_a_day_that_has_come_is_no_day_to_wait_for() -> None:
    early = Early(21, 32, date(2026, 6, 12), date(2026, 9, 1), 0.4)
    waits = Grade("D", "before-after", ("still-learning",), "wait")
    curve = replace(EVERY_OUTCOME["faster-open"], early=early, grade=waits)
    for as_of, says in (
        ("2026-05-01", "again, from 12 Jun 2026 on."),
        ("2026-07-01", "again later."),
    ):
        context = replace(CONTEXT, as_of=pd.Timestamp(as_of))
        said = find(asked("time-to-competency"), curve, context)
        assert dict(said.paragraphs)["How strong the evidence is."].endswith(says)


def test_every_flag_has_its_sentence() -> None:
    assert {flag.code for flag in EVERY_FLAG} == set(flags._SENTENCES)
    said = dict(zip([f.code for f in EVERY_FLAG], flag_sentences(EVERY_FLAG), strict=True))
    assert said["sign-off-rhythm"] == (
        "Sign-offs were monthly before and weekly during the pilot: a changed rhythm by itself"
        " reads as a gain. Both are read at the slower rhythm here."
    )
    assert said["mix-held-equal"].startswith("The mix of departments and roles differs")
    assert said["mix-held-equal"].endswith("without that the pilot's own change is 31% faster.")
    assert said["curves-differ"].startswith(
        "Up to day 45 people during the pilot became competent sooner than before, after that later"
    )
    alike = flag_sentences([Flag("curves-differ", n=45, words=("sooner", "sooner"))])
    assert "sooner than before, but not alike early and late" in alike[0]
    assert said["looks"].startswith("Read 4 times so far: the interval is widened for that.")
    assert said["competent-before-hire"].startswith("1 person with a competent or leaving date")
    assert said["straddlers-censored"].startswith("12 people hired before the pilot")
    for sentence in said.values():
        assert sentence.endswith(".") and not re.search(r"[{}]|\bnot known\b|  ", sentence)
        assert not TOO_STRONG.search(sentence)
    assert len(flag_sentences(EVERY_FLAG, skip=("looks",))) == len(EVERY_FLAG) - 1


# the grade and its verbs --------------------------------------------------------------------------


JUDGED = {"faster-met", "faster-open", "faster-missed", "slower"}


def graded(letter: str) -> Curve:
    design = {"A": "lot", "B": "comparison"}.get(letter, "before-after")
    return replace(EVERY_OUTCOME["faster-open"], grade=Grade(letter, design, (), "wait"))


@pytest.mark.parametrize(
    ("letter", "title"),
    [
        ("A", "The pilot made new hires reach competency 30% faster"),
        ("B", "With the pilot, new hires reach competency 30% faster"),
        ("C", "New hires reach competency 30% faster"),
        ("D", "New hires appear to reach competency 30% faster"),
        ("E", "New hires may reach competency faster: 30% in these data"),
    ],
)
def test_the_verb_of_a_gain_follows_its_grade(letter: str, title: str) -> None:
    finding = found(graded(letter))
    assert finding.title == title
    assert f"Evidence {letter}" in finding.footnote
    assert dict(finding.paragraphs)["How strong the evidence is."].startswith(f"{letter} on a")
    verb = {"D": "appear to", "E": "may"}.get(letter, "")
    assert verb in overview_title([finding])


@pytest.mark.parametrize(
    "outcome", [o for o in EVERY_OUTCOME if not o.startswith(("faster", "slower"))]
)
@pytest.mark.parametrize("letter", "ABCDE")
def test_no_grade_makes_a_gain_of_what_is_none(outcome: str, letter: str) -> None:
    curve = replace(EVERY_OUTCOME[outcome], grade=graded(letter).grade)
    finding = found(curve)
    assert not re.search(r"\b(faster|sooner|made|with the pilot)\b", finding.title, re.I)


def test_every_fault_and_step_of_a_grade_has_words() -> None:
    assert set(grade._COSTS) == set(grade_words._FAULTS)
    assert {name for name, *_ in grade._STEPS} == set(grade_words.STEPS)
    assert set(grade._HIGHEST) == set(grade_words._DESIGNS)
    for design in grade._HIGHEST:
        for step in grade_words.STEPS:
            says = grade_words.grade_sentence(Grade("C", design, tuple(grade._COSTS), step))
            assert says.endswith(".") and "{" not in says and not TOO_STRONG.search(says)


def test_a_capped_verdict_says_what_caps_it() -> None:
    said = dict(found(EVERY_OUTCOME["capped"]).paragraphs)
    assert "had already changed between their first and second half" in said["What we can say."]
    assert "could have made the difference by itself" in said["What we cannot say yet."]
    assert "had already changed" not in said["Other explanations."]  # said once


def test_widened_limits_are_not_called_95_percent() -> None:
    read_often = (Flag("looks", n=7),)
    curve = replace(EVERY_OUTCOME["faster-open"], confidence=0.975, flags=read_often)
    finding = found(curve)
    assert "95%" not in finding.caption[0] and "CI for repeated reading" in finding.caption[0]
    assert "interval for repeated reading" in dict(finding.paragraphs)["What we can say."]
    # departments that a reader picked out widen them too
    finding = found(replace(curve, confidence=0.9917, flags=()))
    assert "99.17% CI" in finding.caption[0] and "repeated" not in finding.caption[0]
    assert "99.17% interval" in dict(finding.paragraphs)["What we can say."]


def test_too_early_puts_both_readings_side_by_side() -> None:
    curve = replace(
        made_curve(-0.04, 0.09, 0.22, 0.9, details={"naive": {"percent_faster": 0.28}}),
        early=Early(21, 32, date(2026, 6, 12), date(2026, 9, 1), 0.4),
    )
    assert dict(found(curve).paragraphs)["Too early?"] == (
        "21 of 32 people hired during the pilot are still learning; a spreadsheet would say 28%"
        " faster, the honest answer is 4% slower to 22% faster. Earliest honest read: 12 Jun 2026."
        " A spreadsheet would be safe from about 1 Sep 2026 on."
    )
    few = replace(curve, during=made_cohort(n=14, competent=6, left=0))
    early = dict(found(few).paragraphs)["Too early?"]
    assert early.startswith("21 of 32") and "%" not in early  # no number without a verdict


def test_a_comparison_group_is_said_with_its_own_change() -> None:
    others = made_cohort(n=40), made_cohort(n=25), 0.08
    curve = replace(graded("B"), others=others)
    said = dict(found(curve).paragraphs)
    assert "beyond the change in the comparison group" in said["What we can say."]
    assert (
        "In the comparison group (40 and 25 hires) people were 8% faster by themselves."
        in (said["Other explanations."])
    )
    assert "not drawn by lot" in said["Other explanations."]


def test_leavers_are_shown_as_never_competent_beside_the_curves() -> None:
    by = {30: None, 60: Estimate(0.58, 0.4, 0.7), 90: None}
    before = replace(made_cohort(), of_hired_by=by)
    during = replace(made_cohort(n=30, competent=20), of_hired_by=by | {60: Estimate(0.83)})
    said = dict(found(replace(graded("C"), before=before, during=during)).paragraphs)
    assert (
        "Of everybody hired, leavers counted as never competent, 58% before and 83% during were"
        " competent by day 60." in said["Other explanations."]
    )


def trend_of(
    people: list[tuple[int, int]],
    target: float | None = 0.6,
    strangers: tuple[int, int] = (0, 0),
) -> Trend:
    """Participation of people (attended, invited), as the question answers it. strangers: names
    that match nobody, and their attendances."""
    attended, invited = (np.array(part) for part in zip(*people, strict=True))
    sums = {
        "people": len(people), "invited": invited.sum(), "attended": attended.sum(),
        "attended_squared": (attended**2).sum(), "attended_by_invited": (attended * invited).sum(),
        "invited_squared": (invited**2).sum(),
    }  # fmt: skip
    rows = pd.DataFrame(
        [
            {"scope": "all", "week_start": None} | sums,
            {"scope": "sessions", "people": 12, "invited": 12, "attended": 0},
            {"scope": "walk-in", "people": 0, "invited": 0, "attended": 0},
            {"scope": "unmatched", "people": strangers[0], "attended": strangers[1]},
        ]
    )
    pilot = replace(PILOT, participation=target) if target else None
    answer = asked("participation").answer(rows, replace(CONTEXT, pilot=pilot))
    assert isinstance(answer, Trend)
    return answer


@pytest.mark.parametrize(
    ("people", "title", "label"),
    [
        ([(9, 10)] * 30, "Participation is above the 60% target: 90% came", "Target met"),
        ([(1, 10)] * 30, "Participation is below the 60% target: 10% came", "Target missed"),
        (
            [(5, 10), (7, 10)] * 6,
            "Participation is too close to its 60% target to call: 60% came",
            "Target: too close to call",
        ),
        ([(1, 1)] * 9, "Too early to say whether people come", "Too little data"),
    ],
)
def test_participation_in_words(people: list[tuple[int, int]], title: str, label: str) -> None:
    finding = found(trend_of(people), "participation")
    assert (finding.title, [v.label for v in finding.verdicts]) == (title, [label])
    assert f"{sum(invited for _, invited in people)} invitations" in finding.caption[1]


@pytest.mark.parametrize(
    ("strangers", "says"),
    [
        ((3, 5), "5 attendances by 3 names that match nobody in the people list"),
        ((1, 1), "1 attendance by 1 name that matches nobody in the people list"),
        ((0, 0), ""),
    ],
)
def test_attendances_by_nobody_in_the_people_list_are_said(
    strangers: tuple[int, int], says: str
) -> None:
    footnote = found(trend_of([(9, 10)] * 30, strangers=strangers), "participation").footnote
    assert says in footnote
    assert ("people list" in footnote) == bool(says)


def test_participation_without_a_pilot_card_has_no_verdict() -> None:
    finding = found(trend_of([(9, 10)] * 30, target=None), "participation")
    assert finding.title == "90% of those invited came" and finding.verdicts == ()


def calendar_of(held: list[int], target: float | None = 4, running: int | None = None) -> Calendar:
    months = [
        Month(date(2026, n, 1), count, True, None if target is None else count >= target)
        for n, count in enumerate(held, start=1)
    ]
    if running is not None:
        months.append(Month(date(2026, len(held) + 1, 1), running, False, None))
    return Calendar(
        estimate=Estimate(4.3),
        unit="per_month",
        n={"sessions": sum(month.held for month in months)},
        target=target,
        table=NOTHING,
        details={"average_minutes": 43.6, "planned_minutes": None},
        days={},
        months=tuple(months),
        first_day=date(2026, 1, 1),
        last_day=date(2026, 4, 12),
    )


@pytest.mark.parametrize(
    ("answer", "title", "label"),
    [
        (calendar_of([4, 6]), "2 of 2 full months reached 4 sessions", "Target met"),
        (
            calendar_of([4, 3, 6], running=9),
            "2 of 3 full months reached 4 sessions; Feb had 3",
            "Target missed",
        ),
        (
            calendar_of([1, 0, 2], target=2.5),
            "0 of 3 full months reached 2.5 sessions; Jan had 1, Feb had 0 and Mar had 2",
            "Target missed",
        ),
        (
            calendar_of([], running=9),
            "Too early to judge the cadence: no full month yet",
            "Too little data",
        ),
        (calendar_of([1], target=None), "1 session held", None),
    ],
)
def test_the_cadence_in_words(answer: Calendar, title: str, label: str | None) -> None:
    finding = found(answer, "sessions-per-month")
    assert finding.title == title
    assert [v.label for v in finding.verdicts] == ([label] if label else [])
    assert "a count, so no interval" in finding.caption[0].lower()


def statements_of(*items: tuple[str, tuple[str, ...], tuple[int, ...], float]) -> Distribution:
    made = tuple(
        Item(text, labels, counts, Estimate(share, share / 2, 1 - (1 - share) / 2), 20, 20)
        for text, labels, counts, share in items
    )
    return Distribution(
        estimate=made[0].share,
        unit="share",
        n={"people": 20, "answers": 20, "statements": len(made)},
        target=None,
        table=NOTHING,
        items=made,
        lead=made[0].text,
    )


def test_statements_in_words() -> None:
    words = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
    marks = tuple("1234567")
    relevant = ("It was relevant", words, (1, 1, 2, 8, 8), 0.8)
    pleased = ("How pleased were you?", marks, (1, 1, 2, 4, 4, 4, 4), 0.4)
    both = found(statements_of(relevant, pleased), "feedback")
    assert both.title == (
        "80% agree: “It was relevant”; 40% give 6 or 7 of 7: “How pleased were you?”"
    )
    assert found(statements_of(relevant), "feedback").title == "80% agree: “It was relevant”"


def test_the_overview_is_made_of_verdicts() -> None:
    came = found(trend_of([(9, 10)] * 30), "participation")
    faster = found(EVERY_OUTCOME["faster-open"])
    assert overview_title([came, faster]) == (
        "New hires reach competency faster; participation is above its target"
    )
    assert overview_title([found(FLAT)]) == "No clear change in time to competency"
    assert overview_title([]) == "Nothing to judge yet"
    assert pilot_caption(PILOT, [came], date(2026, 2, 1)) == (
        "Made up · 12 Jan – 12 Apr 2026 (week 3 of 13) · 30 people invited, 12 sessions"
    )
    assert pilot_caption(PILOT, [], date(2026, 6, 1)).endswith("(week 13 of 13)")
    assert pilot_caption(PILOT, [], date(2025, 6, 1)).endswith("12 Apr 2026")


# never more than the numbers ----------------------------------------------------------------------


def shares(low: float = -0.9, high: float = 0.9) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


@st.composite
def cohorts(draw: st.DrawFn) -> Cohort:
    n = draw(st.integers(1, 200))
    competent = draw(st.integers(0, n))
    return made_cohort(
        n=n,
        competent=competent,
        left=draw(st.integers(0, n - competent)),
        median=draw(st.none() | st.integers(1, 90).map(float)),
        longest=draw(st.integers(1, 200)),
    )


@st.composite
def flat_curves(draw: st.DrawFn) -> Curve:
    """A comparison whose interval holds 0, however it leans."""
    critical = (draw(shares(-4, -1.5)), draw(shares(1.5, 4)))
    low, high = draw(shares(-0.9, 0)), draw(shares(0, 0.9))
    return made_curve(
        draw(st.sampled_from([None, low])),
        draw(shares(low, high)),
        draw(st.sampled_from([None, high])),
        draw(shares(*critical)),
        critical=critical,
        target=draw(st.sampled_from([0.05, 0.1, 0.2, 0.5, 1.0])),
        before=draw(cohorts()),
        during=draw(cohorts()),
        detectable=draw(st.none() | shares(0, 0.9)),
        details={"naive": {"percent_faster": draw(st.none() | shares())}},
    )


def check_flat(finding: Finding) -> None:
    """No word of a gain in anything that is read first; the interval alone may name one."""
    assert isinstance(finding.answer, Curve | Forest) and finding.answer.estimate
    estimate = finding.answer.estimate
    limits = f"95% CI {fmt.faster_range(estimate.low, estimate.high)}"
    read_first = [
        finding.title,
        finding.headline,
        *(line.replace(limits, "") for line in finding.caption),
        *(verdict.label for verdict in finding.verdicts),
        overview_title([finding]),
    ]
    assert not [text for text in read_first if GAIN.search(text)]
    assert "Target met" not in [verdict.label for verdict in finding.verdicts]


@given(flat_curves())
def test_flat_data_never_yield_a_word_of_gain(curve: Curve) -> None:
    check_flat(found(curve))


@st.composite
def flat_rows(draw: st.DrawFn, name: str, confidence: float | None = None) -> Compared:
    """A department whose interval holds 0, however it leans and however small it is."""
    critical = (draw(shares(-4, -1.5)), draw(shares(1.5, 4)))
    low, high = draw(shares(-0.9, 0)), draw(shares(0, 0.9))
    return made_row(
        name,
        draw(st.sampled_from([None, low])),
        draw(shares(low, high)),
        draw(st.sampled_from([None, high])),
        draw(shares(*critical)),
        critical=critical,
        confidence=confidence or draw(st.sampled_from([0.95, 0.975, 0.9875, 0.9995])),
        before=draw(st.integers(5, 90)),
        during=draw(st.integers(5, 90)),
    )


@st.composite
def flat_forests(draw: st.DrawFn) -> Forest:
    """All together flat, and every department flat or with its counts only."""
    names = [f"Department {number}" for number in range(draw(st.integers(0, 13)))]
    rows = [draw(flat_rows(name) | st.just(made_counts(name))) for name in names]
    return made_forest(
        *rows,
        whole=draw(flat_rows("", 0.95)),
        grade=draw(st.none() | st.sampled_from("ABCDE").map(lambda x: Grade(x, "lot", (), ""))),
        flags=draw(st.sampled_from([(), (Flag("pre-trend", caps=True, value=0.02),)])),
        target=draw(st.sampled_from([0.05, 0.2, 0.5])),
    )


@given(flat_forests())
def test_flat_departments_never_yield_a_word_of_gain(forest: Forest) -> None:
    finding = found(forest, "competency-by-department")
    check_flat(finding)
    for text in words_of(finding):
        assert not TOO_STRONG.search(text), text


@given(flat_forests(), st.sampled_from(["faster", "slower", "capped"]))
def test_only_the_department_that_is_called_is_named_in_the_title(
    forest: Forest, outcome: str
) -> None:
    low, value, high = (-0.4, -0.3, -0.1) if outcome == "slower" else (0.1, 0.3, 0.4)
    called = made_row("Sales", low, value, high, -3.0 if outcome == "slower" else 3.0)
    own = (Flag("sign-off-rhythm", caps=True, words=("month", "week")),)
    one = Slice(called, 0.01, own if outcome == "capped" else ())
    title = found(
        replace(forest, slices=(one, *forest.slices), flags=()), "competency-by-department"
    ).title
    assert " in Sales" in title
    assert bool(re.search(r"\bfaster\b", title)) == (outcome == "faster")
    assert bool(re.search(r"\bslower\b", title)) == (outcome == "slower")
    assert ("promising, not proven" in title.casefold()) == (outcome == "capped")


def test_the_check_above_sees_a_word_of_gain_of_a_department() -> None:
    whole = made_row("", -0.1, 0.05, 0.23, 0.6, confidence=0.95)
    sales = made_row("Sales", 0.1, 0.3, 0.4, 3.0)
    with pytest.raises(AssertionError):
        check_flat(found(made_forest(sales, whole=whole), "competency-by-department"))


@pytest.mark.parametrize("outcome", ["faster-met", "faster-open", "faster-missed"])
def test_the_check_above_sees_a_word_of_gain(outcome: str) -> None:
    finding = found(EVERY_OUTCOME[outcome])
    with pytest.raises(AssertionError):
        check_flat(finding)


def counted_rows(hires: list[tuple[str, int, str]]) -> pd.DataFrame:
    """Hires (cohort, days, outcome) as query.sql counts them, of one department, hired evenly
    over sixty days of their period; some people in the list have left."""
    first = {"before": PILOT.starts_on - timedelta(days=60), "during": PILOT.starts_on}
    counted = Counter(
        (cohort, first[cohort] + timedelta(days=place % 60), outcome, days)
        for place, (cohort, days, outcome) in enumerate(hires)
    )
    rows: list[dict[str, Any]] = [
        {
            "scope": "hire", "side": "pilot", "cohort": cohort, "department": "Sales", "role": "",
            "hire_date": pd.Timestamp(hired), "outcome": outcome, "days": days,
            "whole_days": days, "is_signed_off": int(outcome == "competent"), "people": people,
        }
        for (cohort, hired, outcome, days), people in counted.items()
    ]  # fmt: skip
    rows += [{"scope": "unmatched", "people": 0}, {"scope": "listed", "people": len(hires)},
             {"scope": "gone", "people": 1}]  # fmt: skip
    return pd.DataFrame(rows)


def answer_of(hires: list[tuple[str, int, str]]) -> Answer:
    return asked("time-to-competency").answer(counted_rows(hires), CONTEXT)


one_side = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["competent"] * 5 + ["learning", "left"])),
    min_size=10,
    max_size=24,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one_side, one_side, st.integers(0, 30))
def test_verb_test_and_interval_of_any_cohorts_agree(
    before: list[tuple[int, str]], during: list[tuple[int, str]], later: int
) -> None:
    answer = answer_of(
        [("before", days + later, outcome) for days, outcome in before]
        + [("during", days, outcome) for days, outcome in during]
    )
    if isinstance(answer, TooFew):
        assert answer.estimate is None and found(answer).interval is None
        return
    assert isinstance(answer, Curve) and answer.estimate
    low, high = answer.estimate.low, answer.estimate.high
    finding = found(answer)
    if low is not None and low > 0:
        assert change_outcome(answer).startswith(("faster", "capped", "not-enough"))
    elif high is not None and high < 0:
        assert change_outcome(answer) in ("slower", "not-enough")
    else:
        check_flat(finding)
    check_percent(finding)
    assert not TOO_STRONG.search(" ".join(words_of(finding)))


def check_percent(finding: Finding) -> None:
    """A percentage in the title is the estimate, rounded."""
    named = re.findall(r"(\d+)% (?:faster|slower|came|of those)", finding.title)
    if named:
        assert finding.estimate is not None
        assert [int(text) for text in named] == [round(abs(finding.estimate) * 100)]


def words_of(finding: Finding) -> list[str]:
    sentences = [sentence for paragraph in finding.paragraphs for sentence in paragraph]
    return [finding.title, finding.subtitle, finding.headline, *finding.caption, *sentences]


@given(shares(0.01), st.sampled_from(["faster-met", "faster-open", "faster-missed", "slower"]))
def test_the_percent_of_a_title_is_the_rounded_estimate(estimate: float, outcome: str) -> None:
    curve = EVERY_OUTCOME[outcome]
    value = -estimate if outcome == "slower" else estimate
    finding = found(replace(curve, estimate=Estimate(value, *found(curve).interval or ())))
    assert re.search(r"\d+%", finding.title)
    check_percent(finding)


@given(
    st.lists(
        st.integers(1, 12).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m))),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from([0.2, 0.5, 0.6, 0.9]),
)
def test_a_straddled_target_is_never_called_met(
    people: list[tuple[int, int]], target: float
) -> None:
    answer = trend_of(people, target)
    finding = found(answer, "participation")
    [verdict] = finding.verdicts
    assert answer.estimate and answer.estimate.low is not None and answer.estimate.high is not None
    if answer.estimate.low < target <= answer.estimate.high:
        assert verdict.outcome in ("open", "not-enough")
        assert not re.search(r"\b(above|below|met|missed)\b", finding.title)
        assert not re.search(r"\b(above|below) its", overview_title([finding]))
    if verdict.outcome == "met":
        assert answer.estimate.low >= target
    check_percent(finding)


@given(shares(0, 0.99), shares(0, 0.99), shares(0, 0.99), st.sampled_from([0.1, 0.2, 0.5]))
def test_a_straddled_gain_is_never_called_met(a: float, b: float, c: float, target: float) -> None:
    low, value, high = sorted((a, b, c))
    assume(low > 0)
    finding = found(made_curve(low, value, high, 3.0, target=target))
    met = [v for v in finding.verdicts if v.label == "Target met"]
    assert bool(met) == (low >= target)


def every_finding() -> list[Finding]:
    """Every outcome, every question's worked example, and every question without any data."""
    outcomes = [found(curve) for curve in EVERY_OUTCOME.values()]
    examples = []
    for one in questions():
        store = store_of(one)
        context = context_of(store, one)
        examples.append(find(one, one.answer(rows_of(store, one, context), context), context))
    nothing = [ask(filled_store({}), one.name) for one in questions()]
    return [*outcomes, *examples, *nothing]


def test_no_sentence_claims_more_than_a_pilot_can_show() -> None:
    for finding in every_finding():
        for text in words_of(finding):
            if finding.question == "outcome-change":  # which measures a trend, and claims none
                text = re.sub(r"\btrend\b", "", text)
            assert not TOO_STRONG.search(text), text
        assert finding.title[0].isupper() or finding.title[0].isdigit()
        assert not re.search(r"nan|None|\s\s|\.\.|--", " ".join(words_of(finding)))
        assert finding.alt and finding.subtitle


def test_what_cannot_be_answered_has_no_number() -> None:
    few = [finding for finding in every_finding() if not finding.is_answered]
    assert len(few) >= len(questions())
    for finding in few:
        assert isinstance(finding.answer, TooFew)
        assert finding.estimate is None and finding.interval is None
        assert finding.headline == "—"
        assert not GAIN.search(finding.title)
        leads = {lead for lead, _ in finding.paragraphs}
        assert leads & {"What is missing.", "What is needed."}


# pilots in which nothing happens ------------------------------------------------------------------

PILOT_DAYS, BASELINE_DAYS, LAG_DAYS = 90, 180, 30


def flat_pilot(rng: np.random.Generator, before: int = 60, during: int = 30) -> Answer:
    """60 and 30 hires whose days have one distribution (lognormal, median 45, sigma 0.45), hired
    evenly, one in ten leaving per 90 days, exported 30 days after the pilot's end."""
    hires: list[tuple[str, int, str]] = []
    for cohort, n, first, last in (
        ("before", before, -BASELINE_DAYS, 0),
        ("during", during, 0, PILOT_DAYS),
    ):
        hired = rng.integers(first, last, n)
        needed = np.ceil(45 * np.exp(0.45 * rng.standard_normal(n))).astype(int)
        leaving = np.ceil(rng.exponential(90 / -math.log(0.9), n)).astype(int)
        watched = (0 if cohort == "before" else PILOT_DAYS + LAG_DAYS) - hired
        for need, leave, watch in zip(needed, leaving, watched, strict=True):
            days = int(min(need, leave, watch))
            outcome = "competent" if need == days else "left" if leave == days else "learning"
            hires.append((cohort, days, outcome))
    return answer_of(hires)


def test_pilots_without_an_effect_are_seldom_called_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The shares of statistics section F for 60/30 hires: faster 3.4, promising 8.5, inconclusive
    40.6, no difference 45.5, slower 2.0 percent; the bounds are four standard errors of 200."""

    def few(*cohorts: DayGrid, permutations: int, **given: Any) -> LogRankTest | None:
        """Enough permutations for shares, and five times as quick."""
        return logrank_test(*cohorts, permutations=min(permutations, 999), **given)

    monkeypatch.setattr("analytics.cohorts.compare.logrank_test", few)
    rng = np.random.default_rng(20260112)
    outcomes: Counter[str] = Counter()
    for _ in range(200):
        answer = flat_pilot(rng)
        assert isinstance(answer, Curve)
        outcome = change_outcome(answer)
        outcomes[outcome.partition("-")[0] if outcome.startswith("faster") else outcome] += 1
        if outcome not in ("slower", "not-enough") and not outcome.startswith("faster"):
            check_flat(found(answer))
    share = {outcome: count / 200 for outcome, count in outcomes.items()}
    assert share.get("faster", 0) <= 0.06
    assert share.get("slower", 0) <= 0.06
    assert share.get("promising", 0) <= 0.17
    assert 0.27 <= share["inconclusive"] <= 0.55
    assert 0.31 <= share["no-difference"] <= 0.60
    assert share.get("not-enough", 0) <= 0.05


# against R ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference(shared: Path) -> dict[str, Any]:
    """The values of R by their id, each with its tolerance."""
    text = (shared / "reference" / "reference_values.json").read_text(encoding="utf-8")
    return {
        entry["id"]: pytest.approx(entry["value"], rel=entry["rel_tol"])
        for entry in json.loads(text)["entries"]
    }


def dataset(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "reference" / "datasets" / name
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def demo(shared: Path, name: str) -> Curve:
    """A set of (cohort, days, competent) rows as the question answers it."""
    cohort = {"before": "before", "after": "during"}
    answer = answer_of(
        [
            (
                cohort[row["cohort"]],
                int(row["days"]),
                "competent"
                if row["competent"] == "1"
                else "left"
                if row.get("left_company") == "1"
                else "learning",
            )
            for row in dataset(shared, name)
        ]
    )
    assert isinstance(answer, Curve)
    return answer


def test_the_onboarding_demo(shared: Path, reference: dict[str, Any]) -> None:
    answer = demo(shared, "onboarding_demo.csv")
    assert [answer.before.median[0], answer.during.median[0]] == reference["demo.km.median"]
    by_60 = [answer.before.share_by[60], answer.during.share_by[60]]
    shares_by_60 = reference["demo.fixed60"].expected[:2]
    assert [share.value for share in by_60 if share] == pytest.approx(shares_by_60, rel=1e-6)
    assert answer.estimate
    ratio = reference["demo.invert.ci"].expected[0]
    assert 1 - answer.estimate.value == pytest.approx(ratio, rel=0.002)
    assert change_outcome(answer) == "faster-open"
    assert (answer.before.n, answer.during.n) == (36, 30)


def test_the_demo_without_an_effect(shared: Path, reference: dict[str, Any]) -> None:
    """A spreadsheet says a third faster with p < 0.00001; nothing happened, and we say so."""
    answer = demo(shared, "null_demo.csv")
    naive, test = answer.details["naive"], answer.details["logrank"]
    welch = reference["null.naive.welch"].expected
    found_by_hand = [naive["before_mean"], naive["during_mean"], naive["p"]]
    assert found_by_hand == pytest.approx([welch[0], welch[1], welch[4]], rel=1e-6)
    chi2, p = reference["null.logrank"].expected
    assert test["chi2"] == pytest.approx(chi2, rel=1e-6)
    # Fewer than 30 sign-offs during: p is by permutation, and differs in the second digit.
    assert test["method"] == "permutation" and test["p"] == pytest.approx(p, abs=0.02)
    assert change_outcome(answer) == "inconclusive"
    check_flat(found(answer))


def test_dated_hires_through_the_store(shared: Path, reference: dict[str, Any]) -> None:
    """Hires before and during, straddlers censored at the pilot's start (rule C)."""
    hires = dataset(shared, "hires_demo.csv")
    start, export = date(2024, 7, 1), date(2024, 10, 28)
    tables: dict[str, list[dict[str, Any]]] = {
        "source_file": [{"name": "hires_demo.csv", "kind": "people", "data_until": export}],
        "person": [
            {
                "person_id": number,
                "hire_date": row["hire_date"],
                "left_date": row["left_date"] or None,
                "department": row["department"],
            }
            for number, row in enumerate(hires)
        ],
        "competency": [
            {
                "person_id": number,
                "competency": "Signed off",
                "competent_on": row["competent_date"],
                "status": "competent",
            }
            for number, row in enumerate(hires)
            if row["competent_date"]
        ],
    }
    card = (
        f'[pilot]\nname = "Demo"\nstarts_on = {start}\nends_on = {export}\n'
        "baseline_from = 2023-11-01\n"
    )
    finding = ask(filled_store(tables, card), "time-to-competency")
    answer = finding.answer
    assert isinstance(answer, Curve)
    straddlers = next(
        flag["n"] for flag in answer.details["flags"] if flag["code"] == "straddlers-censored"
    )
    finished = {
        cohort: [
            (date.fromisoformat(row["competent_date"]) - date.fromisoformat(row["hire_date"])).days
            for row in hires
            if row["competent_date"]
            and (date.fromisoformat(row["hire_date"]) >= start) == (cohort == "during")
        ]
        for cohort in ("before", "during")
    }
    competent = sum(len(days) for days in finished.values())
    counts = [answer.before.n, answer.during.n, straddlers, competent]
    assert counts == reference["dated.counts"]
    test = answer.details["logrank"]
    # Fewer than 30 sign-offs during: p is by permutation, chi-square is R's.
    assert test["chi2"] == pytest.approx(reference["dated.ruleC.logrank"].expected[0], rel=1e-6)
    medians = [answer.before.median[0], answer.during.median[0]]
    assert medians == reference["dated.ruleC.medians"]
    naive = answer.details["naive"]
    assert naive["before_mean"] == pytest.approx(np.mean(finished["before"]))
    assert naive["during_mean"] == pytest.approx(np.mean(finished["during"]))
    assert naive["percent_faster"] == pytest.approx(
        1 - np.mean(finished["during"]) / np.mean(finished["before"])
    )
    assert finding.footnote.endswith("28 Oct 2024")


def test_a_week_that_privacy_hides_is_said_in_the_footnote() -> None:
    answer = trend_of([(9, 10)] * 30)
    shown = Point(date(2026, 1, 12), Estimate(0.9, 0.8, 0.95), 30, 27, 30)
    hidden = Point(date(2026, 1, 12) + timedelta(weeks=1), None, 0, 0, 0)
    finding = found(replace(answer, points=(shown, hidden)), "participation")
    assert "1 week with fewer than 5 people not shown" in finding.footnote
    assert "Last value 90%" in finding.alt
